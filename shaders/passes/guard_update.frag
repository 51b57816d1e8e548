// The counters of every cell after the picture that is shown, and its colour (as bits).
#include "lib/guard/cell.glsl"
uniform sampler2D u_cells, u_state;
uniform usampler2D u_light, u_old_red, u_red, u_lit;
uniform uint u_steps;
uniform float u_history;   // 1 where there is a past
layout(location = 0) out uvec4 o_light;
layout(location = 1) out uvec4 o_old_red;
layout(location = 2) out uvec4 o_red;
layout(location = 3) out uvec4 o_shown;
void main() {
    ivec2 at = ivec2(gl_FragCoord.xy);
    vec3 c = texelFetch(u_cells, at, 0).rgb;
    if (u_history < 0.5) {
        o_light = swing_first(luminance(c));
        o_old_red = swing_first(red_excess(c));
        o_red = red_first(c);
    } else {
        Cell cell = cell_read(u_light, u_old_red, u_red, u_lit, at, u_steps);
        c = mix(c, cell.shown, texelFetch(u_state, ivec2(0), 0).g);
        o_light = swing_next(cell.light, luminance(c), CELL_LIGHT, CELL_DARK, true);
        o_old_red = swing_next(cell.old_red, red_excess(c), CELL_RED, 9.0, true);
        o_red = red_next(cell.red, c);
    }
    o_shown = uvec4(floatBitsToUint(c), 0u);
}
