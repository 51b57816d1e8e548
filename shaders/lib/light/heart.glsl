#include "blocks/show.glsl"
// heart_light: colour and brightness of a listener's heart, from ember to amber; value: 0 between beats .. 1 on the lub. heart_ember: the same as it spreads in
// the cloth, deeper in colour. heart_dub: what its second sound of strength 0..1 adds, in the core alone.
vec3 heart_light(float value) {
    return mix(p_stage_crowd_low, p_stage_crowd_high, 0.50 + 0.50 * value) * ((0.36 + 0.64 * value) * stage_hearts * p_stage_crowd_heart);
}
vec3 heart_ember(float value) {
    return mix(p_stage_crowd_low * 1.7, p_stage_crowd_high, 0.10 + 0.35 * value) * ((0.36 + 0.64 * value) * stage_hearts * p_stage_crowd_heart);
}
vec3 heart_dub(float dub) { return mix(p_stage_crowd_low, p_stage_crowd_high, 0.7) * (0.60 * dub * stage_hearts * p_stage_crowd_heart); }
