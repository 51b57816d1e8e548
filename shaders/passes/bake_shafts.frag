// Streaks of the lamps, once: r of the key lamp, g of the cool one, 0..1, over the cone coordinates x and z of lib/light/shafts.glsl.
#include "lib/light/shafts.glsl"
uniform sampler2D u_grain;
uniform vec3 u_key;    // the lamps' axes
uniform vec3 u_cool;
in vec2 v_uv;
layout(location = 0) out vec4 o_streaks;
float streak(vec3 axis) {
    vec2 k = (v_uv - 0.5) * SHAFTS_SPAN;
    float y = -dot(axis.xz, k) / axis.y;   // nearly at a right angle to the axis
    float n = texture(u_grain, k * 2.1 + 0.31).r * 0.62 + texture(u_grain, k * 5.6 + y * 0.7).g * 0.38;
    return smoothstep(0.28, 0.78, n);
}
void main() { o_streaks = vec4(streak(u_key), streak(u_cool), 0.0, 0.0); }
