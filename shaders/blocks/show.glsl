// show: generated from render/blocks.py SHOW by `python -m visualizer.render.generate`; do not edit.
layout(std140) uniform Show {
    vec4 show_stage[9];
    vec4 show_params[64];
};
#include "blocks/stage.glsl"
#include "blocks/params.glsl"
