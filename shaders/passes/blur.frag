// 4 x 4 box over the two haze images: hides the marching noise, whose pattern repeats in 4 px.
uniform sampler2D u_back;
uniform sampler2D u_front;
uniform vec2 u_texel;
in vec2 v_uv;
layout(location = 0) out vec4 o_back;
layout(location = 1) out vec4 o_front;
void main() {
    vec4 a = vec4(0.0), b = vec4(0.0);
    for (int i = 0; i < 4; i++) {
        vec2 at = v_uv + (vec2(float(i & 1), float(i >> 1)) * 2.0 - 1.0) * u_texel;
        a += texture(u_back, at);
        b += texture(u_front, at);
    }
    o_back = 0.25 * a;
    o_front = 0.25 * b;
}
