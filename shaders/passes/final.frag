// The end of every picture: the guard's mix in linear light (kept as next frame's past), smooth edges where the tier asks, display encoding, and dither of +-1 step.
#include "blocks/frame.glsl"
#include "lib/noise/hash.glsl"
#include "lib/color/display.glsl"
#include "lib/color/luminance.glsl"
uniform sampler2D u_picture;
uniform sampler2D u_past;
uniform sampler2D u_state;
uniform float u_master;
layout(location = 0) out vec4 o_final;
layout(location = 1) out vec4 o_past;
vec4 at(ivec2 p) { return texelFetch(u_picture, clamp(p, ivec2(0), textureSize(u_picture, 0) - 1), 0); }
#ifdef FXAA
float weigh(vec3 c) { return sqrt(luminance(c)); }
vec4 smooth_edge(ivec2 p) {   // a short blur along an edge, by the contrast of the four neighbours
    vec4 m = at(p), n = at(p + ivec2(0, 1)), s = at(p - ivec2(0, 1)), e = at(p + ivec2(1, 0)), w = at(p - ivec2(1, 0));
    float lm = weigh(m.rgb), ln = weigh(n.rgb), ls = weigh(s.rgb), le = weigh(e.rgb), lw = weigh(w.rgb);
    float low = min(lm, min(min(ln, ls), min(le, lw))), high = max(lm, max(max(ln, ls), max(le, lw)));
    float span = high - low;
    if (span < 0.06 + 0.10 * high) return m;
    float gy = abs(ln - ls), gx = abs(le - lw);
    vec4 along = gy > gx ? 0.5 * (e + w) : 0.5 * (n + s), across = gy > gx ? 0.5 * (n + s) : 0.5 * (e + w);
    float odd = clamp(abs(0.25 * (ln + ls + le + lw) - lm) / span, 0.0, 1.0);
    return mix(m, 0.5 * (along + across), 0.75 * odd);
}
#else
vec4 smooth_edge(ivec2 p) { return at(p); }
#endif
void main() {
    ivec2 pixel = ivec2(gl_FragCoord.xy);
    float h = texelFetch(u_state, ivec2(0), 0).g;
    vec4 c = smooth_edge(pixel) * vec4(vec3(u_master), 1.0);
    if (h > 0.0) c = mix(c, texelFetch(u_past, pixel, 0), h);
    o_past = c;
    vec3 v = display_encode(c.rgb);
    uint tick = uint(int(floor(frame_clock.x * 60.0 + 0.001)));
    uint key = uint(pixel.x + 8192 * pixel.y) * 2u + tick * 2891336453u;
    vec3 noise = hash3_fine(key) - hash3_fine(key + 1u);   // triangular, -1..1
    vec3 step = smoothstep(0.0, 2.0 / 255.0, v) * smoothstep(0.0, 2.0 / 255.0, 1.0 - v);   // exact black and white stay exact
    o_final = vec4(floor(clamp(v + noise * step / 255.0, 0.0, 1.0) * 255.0 + 0.5) / 255.0, clamp(c.a, 0.0, 1.0));
}
