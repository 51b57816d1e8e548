// A thread's light: a fine core in a faint sheath, no body.
#include "lib/color/scrub.glsl"
in float v_q;
in vec3 v_color;
layout(location = 0) out vec4 o_color;
void main() {
    float q2 = v_q * v_q;
    o_color = vec4(scrub(v_color * (1.5 * exp(-14.0 * q2) + 0.13 * exp(-3.0 * q2) * (1.0 - q2))), 0.0);
}
