#include "blocks/show.glsl"
// performer_contact: share of light that reaches the floor at p (m) close to her hem; wider where she kneels.
float performer_contact(vec3 p) {
    float kneel = smoothstep(0.25, 1.0, stage_ember) * (1.0 - smoothstep(0.0, 0.7, stage_figure)) * (1.0 - stage_rise);
    float r = length((p.xz - vec2(0.0, 0.25)) / mix(0.40, 0.66, kneel)), r2 = r * r;
    return 1.0 - 0.72 * exp(-r2 * r2);
}
