// What the guard would see, counted over a tile of TILE x TILE cells. Two counts go into one number: cells that break a rule, and PACK times those that break it
// anew. With LEVELS: per share to keep, the count of a second (first image) and that of busy places (second). Without, for the picture as it is: the count of a
// second, cells with any turn of light in the last second; and in the second image light asked for and shown, the count of busy places, busy cells.
#include "lib/guard/cell.glsl"
uniform sampler2D u_cells;
uniform usampler2D u_light, u_old_red, u_red, u_lit;
uniform sampler2D u_before;
uniform uint u_steps;   // of 5 ms since the last frame
layout(location = 0) out vec4 o_over;
layout(location = 1) out vec4 o_more;
float packed_count(bool breaks, bool anew) { return float(breaks) + PACK * float(anew); }
void main() {
    o_over = o_more = vec4(0.0);
    uint left = uint(max(BUSY_S - texelFetch(u_before, ivec2(0), 0).b, 0.0) / 0.005);
    for (int i = 0; i < TILE * TILE; i++) {
        ivec2 at = ivec2(gl_FragCoord.xy) * TILE + ivec2(i % TILE, i / TILE);
        vec3 asked = texelFetch(u_cells, at, 0).rgb;
        Cell cell = cell_read(u_light, u_old_red, u_red, u_lit, at, u_steps);
#ifdef LEVELS
        for (int k = 0; k < 4; k++) {
            bvec4 breaks = cell_judge(cell, mix(asked, cell.shown, CELL_KEEP[k]), left);
            o_over[k] += packed_count(breaks.x, breaks.y);
            o_more[k] += packed_count(breaks.z, breaks.w);
        }
#else
        bool turns = cell_turns(cell, asked);
        bvec4 breaks = cell_judge(cell, asked, left);
        o_over += vec4(packed_count(breaks.x, breaks.y), turns || ages_counted(cell.light.yz, 0u), 0.0, 0.0);
        o_more += vec4(luminance(asked), luminance(cell.shown), packed_count(breaks.z, breaks.w), cell_busy(cell, turns, 0u) || cell_busy(cell, false, 0u));   // as it is asked for, or as it stands where it is held
#endif
    }
}
