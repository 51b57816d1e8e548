// The guard's judgement, one texel: r the most that was kept lately (it fades in a second), g share of the last picture to keep (h), b s of the last five that some
// place was busy, a 1.
#include "lib/guard/cell.glsl"
uniform sampler2D u_verdict, u_levels, u_before;
uniform usampler2D u_heat;
uniform vec2 u_clock;   // s since the last frame; 1 where there was one, 0: show this one as it is
layout(location = 0) out vec4 o_state;
const float RELEASE_S = 0.1;   // what was held back comes in over so long, or it were a late flash of its own
float sum4(uint word) { return dot(vec4((uvec4(word) >> AGES_BYTE) & 255u), vec4(1.0)); }
void main() {
    vec4 verdict = texelFetch(u_verdict, ivec2(0), 0), before = u_clock.y > 0.5 ? texelFetch(u_before, ivec2(0), 0) : vec4(0.0);
    float keep = max(0.0, before.g - u_clock.x / RELEASE_S);
    if (verdict.x > 0.5 && u_clock.y > 0.5) {
        vec4 broken = vec4(0.0);
        for (int y = 0; y < BLOCKS_Y; y++)
            for (int x = 0; x < BLOCKS_X; x++) broken = max(broken, texelFetch(u_levels, ivec2(x, y), 0));
        float least = keep;
        keep = 1.0;
        for (int k = 3; k >= 0; k--)
            if (CELL_KEEP[k] >= least && broken[k] < 0.5 && (int(verdict.z) >> (k + 1) & 1) == 0) keep = CELL_KEEP[k];
    }
    uvec4 heat = texelFetch(u_heat, ivec2(0), 0);
    o_state = vec4(max(keep, before.r - u_clock.x), keep, 0.005 * (sum4(heat.x) + sum4(heat.y) + sum4(heat.z) + sum4(heat.w)), 1.0);
}
