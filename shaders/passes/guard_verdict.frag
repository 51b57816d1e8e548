// All blocks together: x 1 where the picture may not be shown as it is, y 1 where some window has too many busy cells, z bits of the means.
#include "lib/guard/mean.glsl"
uniform sampler2D u_broken, u_sums;
uniform usampler2D u_means;
uniform uint u_steps;
layout(location = 0) out vec4 o_verdict;
void main() {
    bool over = false, busy = false;
    int bits = 0;
    vec4 sums = vec4(0.0);
    for (int y = 0; y < BLOCKS_Y; y++)
        for (int x = 0; x < BLOCKS_X; x++) {
            vec4 broken = texelFetch(u_broken, ivec2(x, y), 0);
            over = over || broken.x > 0.5;
            busy = busy || broken.y > 0.5;
            bits |= int(broken.z);
            sums += texelFetch(u_sums, ivec2(x, y), 0);
        }
    const float cells = float(TILE * TILE * TILES_X * TILES_Y);
    uvec4 whole = cell_later(texelFetch(u_means, ivec2(0, FIELDS_Y), 0), u_steps);
    bits |= mean_judge(whole, sums.x / cells, sums.y / cells, sums.z > QUORUM * cells);
    o_verdict = vec4(over || (bits & 1) != 0, busy, bits, 0.0);
}
