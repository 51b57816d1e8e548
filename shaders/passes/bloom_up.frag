// Twice the size: a tent of nine taps, weighted, added to the level above.
uniform sampler2D u_source;
uniform vec2 u_texel;
uniform float u_weight;
in vec2 v_uv;
layout(location = 0) out vec4 o_color;
vec3 tap(float x, float y) { return texture(u_source, v_uv + vec2(x, y) * u_texel).rgb; }
void main() {
#ifdef FAST
    vec3 c = 0.25 * (tap(-0.7, -0.7) + tap(0.7, -0.7) + tap(-0.7, 0.7) + tap(0.7, 0.7));
#else
    vec3 c = 0.25 * tap(0.0, 0.0) + 0.125 * (tap(-1.0, 0.0) + tap(1.0, 0.0) + tap(0.0, -1.0) + tap(0.0, 1.0));
    c += 0.0625 * (tap(-1.0, -1.0) + tap(1.0, -1.0) + tap(-1.0, 1.0) + tap(1.0, 1.0));
#endif
    o_color = vec4(c * u_weight, 0.0);
}
