// Horizontal streaks of the brightest points, one of three widening passes.
#include "lib/color/luminance.glsl"
uniform sampler2D u_source;
uniform float u_stride;
uniform float u_first;
in vec2 v_uv;
layout(location = 0) out vec4 o_color;
void main() {
    vec2 texel = 1.0 / vec2(textureSize(u_source, 0));
    vec3 sum = vec3(0.0);
    float weight = 0.0;
    for (int i = -4; i <= 4; i++) {
        float k = exp(-0.14 * float(i * i));
        vec3 c = texture(u_source, v_uv + vec2(float(i) * u_stride * texel.x, 0.0)).rgb;
        if (u_first > 0.5) c *= smoothstep(0.8, 1.2, luminance(c));
        sum += min(c, vec3(6.0)) * k;
        weight += k;
    }
    o_color = vec4(sum / weight, 0.0);
}
