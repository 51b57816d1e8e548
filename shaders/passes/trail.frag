// A trail's cross-section: a soft line of light.
#include "lib/color/scrub.glsl"
in float v_q;
in vec3 v_color;
layout(location = 0) out vec4 o_color;
void main() {
    float q = v_q * v_q;
    o_color = vec4(scrub(v_color * (exp(-3.0 * q) * (1.0 - q))), 0.0);
}
