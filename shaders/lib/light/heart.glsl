#include "blocks/show.glsl"
// heart_beat: brightness of a listener's heart; value: 0 between beats .. 1 on the lub. heart_color: its colour then, from ember to amber.
// heart_back: how much of it shows at h (m from the heart) on the cloth of the back; heart_air: and in the air beside the body.
// heart_dub: what its second sound of strength `dub` 0..1 adds: light in the core alone, never in the air around.
float heart_beat(float value) { return (0.36 + 0.64 * value) * stage_hearts * p_stage_crowd_heart; }
vec3 heart_color(float value) { return mix(p_stage_crowd_low, p_stage_crowd_high, 0.50 + 0.50 * value); }
float heart_back(vec2 h) {
    float r2 = dot(h, h * vec2(1.0, 0.80));
    return 0.62 * exp(-r2 / 0.0021) + 0.20 * exp(-r2 / 0.0090) + 0.050 * exp(-r2 / 0.036);
}
float heart_air(vec2 h) {
    float r2 = dot(h, h * vec2(1.0, 1.25));
    return 0.16 * exp(-r2 / 0.034) * smoothstep(0.16, 0.02, r2);
}
vec3 heart_dub(vec2 h, float dub) {
    return mix(p_stage_crowd_low, p_stage_crowd_high, 0.7) * (stage_hearts * p_stage_crowd_heart * 0.55 * dub * exp(-dot(h, h) / 0.0026));
}
