// One mote: a soft point in focus, a disc a little brighter at its rim out of focus.
#include "lib/color/scrub.glsl"
in vec2 v_q;
flat in vec3 v_color;
flat in float v_ring;
layout(location = 0) out vec4 o_color;
void main() {
    float r2 = dot(v_q, v_q);
    float shape = mix(exp(-4.2 * r2), smoothstep(1.0, 0.80, r2) * (0.45 + 0.35 * r2), v_ring);
    o_color = vec4(scrub(v_color * shape * smoothstep(1.0, 0.8, r2)), 0.0);
}
