#include "blocks/frame.glsl"
#include "blocks/show.glsl"
// seam: where the two halves of the closed curtain part (x, half width; m) at height y. One function for cloth, boards and air, so that they agree.
vec2 seam(float y) {
    float turn = 6.2831853 * frame_clock.x / 4096.0;
    float sway = 0.012 * sin(turn * 317.0 + 0.9 * y) + 0.008 * sin(turn * 521.0 + 1.7 * y);
    float x = 0.03 + 0.060 * sin(1.02 * y + 1.1) - 0.022 * y + sway * min(y, 1.5) * 0.6;
    float open = 0.008 + 0.066 * exp(-(y - 0.42) * (y - 0.42) / 0.55) + 0.014 * exp(-(y - 1.7) * (y - 1.7) / 0.8);
    return vec2(x, open * (0.55 + 0.45 * stage_seam) * smoothstep(0.0, 0.15, stage_seam));
}
// hem_light: light under the hem at x: broken by folds, and by feet that pass behind, 0..1.
float hem_light(float x) {
    float walk = fract(frame_clock.x * 97.0 / 4096.0), back = fract(0.4 - frame_clock.x * 61.0 / 4096.0);
    float a = (x - mix(-9.0, 9.0, walk)) / 0.20, b = (x - mix(-11.0, 11.0, back)) / 0.24;
    float c = (x - mix(-9.0, 9.0, walk) - 0.34) / 0.15;
    return (1.0 - 0.92 * exp(-a * a)) * (1.0 - 0.85 * exp(-b * b)) * (1.0 - 0.8 * exp(-c * c));
}
const vec3 SEAM_COLOR = vec3(1.0, 0.62, 0.26);
const float CURTAIN_Z = 3.6;
