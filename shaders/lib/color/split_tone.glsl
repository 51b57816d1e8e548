#include "lib/color/luminance.glsl"
// split_tone: cool shadows and warm lights before the curve. c linear; warmth -1..1 moves the lights; amount 0..2.
vec3 split_tone(vec3 c, float warmth, float amount) {
    float t = smoothstep(0.004, 0.4, luminance(c));
    vec3 dark = vec3(0.94, 0.98, 1.08), light = mix(vec3(1.03, 1.0, 0.95), warmth > 0.0 ? vec3(1.05, 1.0, 0.90) : vec3(0.99, 1.0, 1.03), abs(warmth));
    return c * mix(vec3(1.0), mix(dark, light, t), amount);
}
