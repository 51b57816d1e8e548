// frame: generated from render/blocks.py FRAME by `python -m visualizer.render.generate`; do not edit.
layout(std140) uniform Frame {
    mat4 frame_view_proj;
    mat4 frame_shadow;
    vec4 frame_eye;
    vec4 frame_right;
    vec4 frame_up;
    vec4 frame_forward;
    vec4 frame_clock;
    vec4 frame_pulse;
    vec4 frame_heart;
    vec4 frame_turn;
    vec4 frame_size;
    vec4 frame_state;
    vec4 frame_key_apex;
    vec4 frame_key_axis;
    vec4 frame_key_color;
    vec4 frame_cool_apex;
    vec4 frame_cool_axis;
    vec4 frame_cool_color;
    vec4 frame_hero;
    vec4 frame_hero_color;
    vec4 frame_light[6];
    vec4 frame_light_color[6];
    vec4 frame_ring[6];
    vec4 frame_drop[6];
    vec4 frame_string[4];
    vec4 frame_crystal[80];
};
