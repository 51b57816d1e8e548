// The end of every picture: smooth edges where the tier asks, and dither of +-1 step. Comes in and goes out as display value.
#include "blocks/frame.glsl"
#include "lib/noise/hash.glsl"
uniform sampler2D u_shown;
uniform vec2 u_pixel;   // its size in the picture
in vec2 v_uv;
flat in float v_fade;
flat in float v_moves;
layout(location = 0) out vec4 o_final;
#ifdef FXAA
float weigh(vec4 c) { return dot(c.rgb, vec3(0.2126, 0.7152, 0.0722)); }
vec4 smooth_edge() {   // a short blur at an edge, by the contrast of the four neighbours
    vec2 x = vec2(u_pixel.x, 0.0), y = vec2(0.0, u_pixel.y);   // at texel centres of an image that is not filtered: cheaper than texelFetch, and clamped
    vec4 m = texture(u_shown, v_uv), n = texture(u_shown, v_uv + y), s = texture(u_shown, v_uv - y), e = texture(u_shown, v_uv + x), w = texture(u_shown, v_uv - x);
    float lm = weigh(m), ln = weigh(n), ls = weigh(s), le = weigh(e), lw = weigh(w);
    float low = min(lm, min(min(ln, ls), min(le, lw))), high = max(lm, max(max(ln, ls), max(le, lw)));
    float span = high - low;
    if (span < 0.06 + 0.10 * high) return m;
    float odd = clamp(abs(0.25 * (ln + ls + le + lw) - lm) / span, 0.0, 1.0);
    return mix(m, 0.25 * (n + s + e + w), 0.75 * odd);
}
#else
vec4 smooth_edge() { return texture(u_shown, v_uv); }
#endif
void main() {
    ivec2 pixel = ivec2(gl_FragCoord.xy);
    vec4 c = smooth_edge();
    vec3 v = c.rgb * v_fade;
    uint tick = uint(int(floor(frame_clock.x * 60.0 + 0.001)));
    uint key = uint(pixel.x + 8192 * pixel.y) * 2u + tick * 2891336453u;
    vec3 noise = hash3_fine(key) - hash3_fine(key + 1u);   // triangular, -1..1
    o_final = vec4(v + v_moves * noise * min(min(v, 1.0 - v) * 0.8, vec3(1.0 / 255.0)), c.a);   // exact black and white stay exact
}
