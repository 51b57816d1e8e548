// A thread's light: soft across, no body.
#include "lib/color/scrub.glsl"
in float v_q;
in vec3 v_color;
layout(location = 0) out vec4 o_color;
void main() { o_color = vec4(scrub(v_color * exp(-2.2 * v_q * v_q)), 0.0); }
