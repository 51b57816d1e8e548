// The counters of the means after the picture that is shown: one per field of view, and in the last row the whole picture's.
#include "lib/guard/mean.glsl"
uniform sampler2D u_over, u_more, u_sums, u_state;
uniform usampler2D u_means;
uniform uint u_steps;
uniform float u_history;
layout(location = 0) out uvec4 o_mean;
void main() {
    ivec2 at = ivec2(gl_FragCoord.xy);
    vec3 sum = vec3(0.0);   // light asked for, light shown, cells with any turn
    float cells = float(TILE * TILE * FIELD_X * FIELD_Y), quorum = QUORUM_CELLS;
    if (at.y < FIELDS_Y) sum = vec3(texelFetch(u_more, at, 0).xy, texelFetch(u_over, at, 0).y);
    else {
        cells = float(TILE * TILE * TILES_X * TILES_Y);
        quorum = QUORUM * cells;
        if (at.x == 0)
            for (int y = 0; y < BLOCKS_Y; y++)
                for (int x = 0; x < BLOCKS_X; x++) sum += texelFetch(u_sums, ivec2(x, y), 0).xyz;
    }
    uvec4 s = cell_later(texelFetch(u_means, at, 0), u_steps);
    float shown = mix(sum.x, sum.y, u_history < 0.5 ? 0.0 : texelFetch(u_state, ivec2(0), 0).g) / cells;
    o_mean = u_history < 0.5 ? swing_first(shown) : swing_next(s, shown, MEAN_LIGHT, CELL_DARK, sum.z > quorum);
}
