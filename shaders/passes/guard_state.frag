// The guard's judgement, one texel: r the most that was kept lately (it fades in a second), g share of the last picture to keep (h), b heat: s that places were busy, a 1 while hot.
#include "lib/guard/cell.glsl"
uniform sampler2D u_verdict, u_levels, u_before;
uniform vec2 u_clock;   // s since the last frame; 1 where there was one, 0: show this one as it is
layout(location = 0) out vec4 o_state;
const float RELEASE_S = 0.1;              // what was held back comes in over so long, or it were a late flash of its own
const float HOT_S = 2.6, COOL_S = 1.3;    // with the second that the count looks back, less than 4 s of any 5
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
    float heat = clamp(before.b + (verdict.y > 0.5 ? u_clock.x : -u_clock.x), 0.0, HOT_S);
    o_state = vec4(max(keep, before.r - u_clock.x), keep, heat, float(before.a > 0.5 ? heat > COOL_S : heat >= HOT_S));
}
