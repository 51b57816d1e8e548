// The windows of BLOCK x BLOCK tiles, judged. First image: x some window has too many cells that break their count and one that does so anew, y some window has
// too many busy cells, z bits of the means that break theirs (lib/guard/mean.glsl). Second: of the block's tiles, light asked for and shown, cells with any turn.
#include "lib/guard/mean.glsl"
uniform sampler2D u_over, u_more;   // windows
uniform sampler2D u_tiles, u_tiles_light;
uniform usampler2D u_means;
uniform uint u_steps;
layout(location = 0) out vec4 o_broken;
layout(location = 1) out vec4 o_sums;
bool broken_count(float both, float most) { return both >= PACK && mod(both, PACK) > most; }   // too many, and one anew
void main() {
    ivec2 low = ivec2(gl_FragCoord.xy) * BLOCK, high = min(low + BLOCK, ivec2(TILES_X, TILES_Y));
    o_sums = vec4(0.0);
    bool over = false, busy = false;
    int bits = 0;
    for (int y = low.y; y < high.y; y++)
        for (int x = low.x; x < high.x; x++) {
            ivec2 at = ivec2(x, y);
            vec4 sum = texelFetch(u_over, at, 0), more = texelFetch(u_more, at, 0);
            over = over || broken_count(sum.x, MOST_CELLS) || broken_count(more.z, BUSY_CELLS);
            busy = busy || more.w > BUSY_CELLS;
            o_sums += vec4(texelFetch(u_tiles_light, at, 0).xy, texelFetch(u_tiles, at, 0).y, 0.0);
            if (x < FIELDS_X && y < FIELDS_Y) {
                vec2 light = more.xy / float(TILE * TILE * FIELD_X * FIELD_Y);
                bits |= mean_judge(cell_later(texelFetch(u_means, at, 0), u_steps), light.x, light.y, sum.y > QUORUM_CELLS);
            }
        }
    o_broken = vec4(over, busy, bits, 0.0);
}
