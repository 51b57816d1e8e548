// Half the size: thirteen taps; the first level is weighted against single bright pixels and starts softly above the darks.
#include "lib/color/luminance.glsl"
uniform sampler2D u_source;
uniform vec2 u_texel;
uniform float u_first;
in vec2 v_uv;
layout(location = 0) out vec4 o_color;
vec3 tap(float x, float y) {
    vec3 c = texture(u_source, v_uv + vec2(x, y) * u_texel).rgb;
    if (u_first > 0.5) { float l = luminance(c); c *= smoothstep(0.0125, 0.10, l) / (1.0 + 0.35 * l); }
    return c;
}
void main() {
#ifdef FAST
    vec3 c = 0.25 * (tap(-1.0, -1.0) + tap(1.0, -1.0) + tap(-1.0, 1.0) + tap(1.0, 1.0));
#else
    vec3 c = 0.125 * (tap(-1.0, -1.0) + tap(1.0, -1.0) + tap(-1.0, 1.0) + tap(1.0, 1.0)) + 0.125 * tap(0.0, 0.0);
    c += 0.03125 * (tap(-2.0, -2.0) + tap(2.0, -2.0) + tap(-2.0, 2.0) + tap(2.0, 2.0)) + 0.0625 * (tap(0.0, -2.0) + tap(-2.0, 0.0) + tap(2.0, 0.0) + tap(0.0, 2.0));
#endif
    o_color = vec4(c, 0.0);
}
