#include "blocks/frame.glsl"
#include "lib/math/vogel.glsl"
// shadow_hard: 1 where the key lamp reaches p, one lookup. shadow_soft: Vogel disc of `taps`, turned by `spin` (0..1), radius in texture units.
float shadow_at(sampler2D map, vec3 uvz) {
    float d = textureLod(map, uvz.xy, 0.0).r;
    return uvz.z - 0.0015 > d ? 0.0 : 1.0;
}
vec3 shadow_place(vec3 p) {
    vec4 c = frame_shadow * vec4(p, 1.0);
    return c.xyz / c.w * 0.5 + 0.5;
}
float shadow_hard(sampler2D map, vec3 p) { return shadow_at(map, shadow_place(p)); }
float shadow_soft(sampler2D map, vec3 p, int taps, float radius, float spin) {
    vec3 c = shadow_place(p);
    vec2 a = vogel_start(spin);
    float sum = 0.0;
    for (int i = 0; i < taps; i++, a = vogel_next(a)) {
        sum += shadow_at(map, c + vec3(sqrt((float(i) + 0.5) / float(taps)) * radius * a, 0.0));
    }
    return sum / float(taps);
}
