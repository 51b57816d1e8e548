#include "lib/noise/hash.glsl"
// ink: light drawn as ink on paper: what shone is dark, what was dark is the sheet; strokes in two directions carry the half tones. c: display value;
// q: picture place from the centre in frame heights; amount 0..1.
vec3 ink(vec3 c, vec2 q, float amount) {
    if (amount <= 0.001) return c;
    float l = dot(c, vec3(0.2126, 0.7152, 0.0722));
    vec2 hand = q + 0.004 * sin(q.yx * vec2(31.0, 27.0)) + 0.0012 * sin(q.yx * 140.0);
    float first = 0.5 + 0.5 * sin((hand.x + hand.y * 0.8) * 520.0), second = 0.5 + 0.5 * sin((hand.x * 0.85 - hand.y) * 560.0);
    float strokes = max(smoothstep(-0.10, 0.10, l * 1.6 - 0.14 - 0.55 * first), smoothstep(-0.10, 0.10, l * 1.3 - 0.46 - 0.60 * second));
    float dark = clamp(0.62 * strokes * smoothstep(0.02, 0.14, l) + 0.85 * l * l + 0.10 * l, 0.0, 1.0);
    float fibre = 0.985 + 0.03 * hash21(ivec2(q * 420.0) + 4000) * (0.5 + 0.5 * sin(q.x * 37.0 + q.y * 23.0));
    vec3 hue = c / max(l, 0.02), pigment = mix(vec3(0.07, 0.07, 0.11), clamp(0.16 * hue * hue, 0.0, 0.7), 0.55);
    vec3 sheet = vec3(0.905, 0.880, 0.825) * fibre * (1.0 - 0.16 * dot(q, q));
    return mix(c, mix(sheet, pigment, dark), amount);
}
