#include "blocks/show.glsl"
// heart_light: colour and brightness of a listener's heart, from ember to amber; value: 0 between beats .. 1 on the lub. heart_ember: the same as it spreads in
// the cloth, deeper in colour. heart_dub: what its second sound of strength 0..1 adds, in the core alone.
vec3 heart_light(float value) {
    return mix(p_stage_crowd_low, p_stage_crowd_high, 0.50 + 0.50 * value) * ((0.26 + 0.90 * value) * stage_hearts * p_stage_crowd_heart);
}
vec3 heart_ember(float value) {
    return mix(p_stage_crowd_low * 1.7, p_stage_crowd_high, 0.06 + 0.42 * value) * ((0.20 + 1.15 * value) * stage_hearts * p_stage_crowd_heart);
}
vec3 heart_dub(float dub) { return mix(p_stage_crowd_low, p_stage_crowd_high, 0.7) * (0.60 * dub * stage_hearts * p_stage_crowd_heart); }
