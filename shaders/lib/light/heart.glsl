#include "blocks/show.glsl"
// heart_light: colour and brightness of a listener's heart, from ember to amber; value: 0 between beats .. 1 on the lub. heart_dub: what its second sound of
// strength 0..1 adds, in the core alone. heart_glow: at h (m from the heart) how much shows on the cloth of the back, in the air beside the body, and of the core.
vec3 heart_light(float value) {
    return mix(p_stage_crowd_low, p_stage_crowd_high, 0.50 + 0.50 * value) * ((0.36 + 0.64 * value) * stage_hearts * p_stage_crowd_heart);
}
vec3 heart_dub(float dub) { return mix(p_stage_crowd_low, p_stage_crowd_high, 0.7) * (0.60 * dub * stage_hearts * p_stage_crowd_heart); }
vec3 heart_glow(vec2 h) {
    float r2 = dot(h, h * vec2(1.0, 0.85)), wide = exp(-r2 / 0.036), near = wide * wide;
    near *= near;
    float core = near * near;
    core *= core;
    return vec3(0.62 * core + 0.20 * near + 0.05 * wide, 0.15 * wide * smoothstep(0.16, 0.02, r2), core);
}
