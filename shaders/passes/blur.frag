// 4 x 4 box over the two haze images: hides the marching noise, whose pattern repeats in 4 px. Out come all the air to the wall, and what of it is before the subject.
uniform sampler2D u_back;
uniform sampler2D u_front;
uniform vec2 u_texel;
in vec2 v_uv;
layout(location = 0) out vec4 o_all;
layout(location = 1) out vec4 o_front;
void main() {
    vec4 a = vec4(0.0), b = vec4(0.0);
    for (int i = 0; i < 4; i++) {
        vec2 at = v_uv + (vec2(float(i & 1), float(i >> 1)) * 2.0 - 1.0) * u_texel;
        a += texture(u_back, at);
        b += texture(u_front, at);
    }
    o_all = 0.25 * (a + b);
    o_front = 0.25 * b;
}
