// What the guard would see, counted over a tile of TILE x TILE cells. With LEVELS: per share to keep, how many cells would break their count, and how many would break it
// anew. Without: the same for the picture as it is (x, y of the first image), cells with four or more turns of light in the last second and with any (z, w); and
// the light asked for and shown (second image).
#include "lib/guard/cell.glsl"
uniform sampler2D u_cells;
uniform usampler2D u_light, u_old_red, u_red, u_lit;
uniform sampler2D u_before;
uniform uint u_steps;   // of 5 ms since the last frame
layout(location = 0) out vec4 o_over;
layout(location = 1) out vec4 o_more;
void main() {
    o_over = o_more = vec4(0.0);
    uint most = texelFetch(u_before, ivec2(0), 0).a > 0.5 ? CELL_HOT : CELL_TURNS;
    for (int i = 0; i < TILE * TILE; i++) {
        ivec2 at = ivec2(gl_FragCoord.xy) * TILE + ivec2(i % TILE, i / TILE);
        vec3 asked = texelFetch(u_cells, at, 0).rgb;
        Cell cell = cell_read(u_light, u_old_red, u_red, u_lit, at, u_steps);
#ifdef LEVELS
        for (int k = 0; k < 4; k++) {
            bvec2 breaks = cell_judge(cell, mix(asked, cell.shown, CELL_KEEP[k]), most);
            o_over[k] += float(breaks.x);
            o_more[k] += float(breaks.y);
        }
#else
        bool turns = swing_turn(cell.light, luminance(asked), CELL_LIGHT, CELL_DARK) != 0u;
        bvec2 breaks = cell_judge(cell, asked, most);
        o_over += vec4(breaks.x, breaks.y, ages_counted(cell.light.yz, turns ? 2u : 3u), turns || ages_counted(cell.light.yz, 0u));
        o_more += vec4(luminance(asked), luminance(cell.shown), 0.0, 0.0);
#endif
    }
}
