#include "blocks/frame.glsl"
// points_lit: light of the strongest crystals on a surface at p (m) with normal n.
vec3 points_lit(vec3 p, vec3 n) {
    vec3 sum = vec3(0.0);
    for (int i = 0; i < LIGHTS; i++) {
        vec3 q = frame_light[i].xyz - p;
        float d2 = dot(q, q) + 0.02;
        sum += frame_light_color[i].rgb * (max(dot(n, q), 0.0) * inversesqrt(d2) / d2);
    }
    return sum;
}
