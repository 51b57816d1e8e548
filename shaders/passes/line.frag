// Density of a vibrating string over its own width: bright edges, an almost empty middle. A wire is a soft line.
#include "lib/color/scrub.glsl"
in float v_q;
flat in float v_kind;
in vec3 v_color;
layout(location = 0) out vec4 o_color;
void main() {
    float q = v_q * 0.98, edge = smoothstep(1.0, 0.85, abs(v_q));
    float density = v_kind < 0.5 ? 0.45 / sqrt(1.0 - q * q + 0.03) : exp(-2.5 * q * q);
    o_color = vec4(scrub(v_color * density * edge), 0.0);
}
