#include "blocks/frame.glsl"
#include "blocks/show.glsl"
// front_house: what metal sees toward the audience in direction d: border lights above, footlights below, a warm box to the left, a cold one to the right,
// and darkness between them; as strong as the lamps are.
vec3 front_house(vec3 d, float rough) {
    float w = 0.15 + 0.45 * rough, up = (d.y - 0.62) / w, foot = (d.y + 0.50) / w, left = (d.x + 0.66) / (0.6 * w), right = (d.x - 0.72) / (0.5 * w);
    vec3 warm = frame_key_color.rgb * (0.62 / 950.0) + frame_hero_color.rgb * (0.085 * frame_hero.w), cold = frame_cool_color.rgb * (0.62 / 330.0) + frame_hero_color.rgb * (0.085 * frame_hero.w);
    float level = smoothstep(-0.15, 0.6, d.z), flat_ = smoothstep(0.75, 0.1, abs(d.y - 0.1));
    return level * (warm * (1.15 * exp(-up * up) + 0.26 * exp(-foot * foot) + 0.50 * flat_ * exp(-left * left) + 0.008) + cold * (0.45 * flat_ * exp(-right * right) + 0.006));
}
