#include "lib/color/luminance.glsl"
// veil: the waking. The stage's picture becomes a drawing in sheer linen before a bright window; never a matter of exposure. c: linear display light,
// q: picture place from the centre in frame heights (x right), amount 0..1, turn: phase of the slow drift, 0..1. Cloth first, then the window, then the ink fades.
vec3 veil(sampler2D grain, vec3 c, vec3 soft, vec2 q, float amount, float turn) {
    vec2 s = (q - vec2(0.53, 0.24)) * vec2(0.85, 1.0);
    float day = exp(-0.85 * dot(s, s));
    float swell = 6.2832 * turn;
    float across = q.x + 0.05 * sin(q.y * 2.3 + 0.7) + 0.012 * sin(swell + q.y * 3.0);                    // four or five broad folds, and pleats within them
    float fold = 0.5 + 0.5 * sin(across * 9.4 + 1.3 * sin(across * 4.1) + 1.0), pleat = 0.5 + 0.5 * sin(across * 34.0 + 2.0 * sin(across * 7.0));
    float height = 0.78 * pow(fold, 0.75) + 0.22 * pleat * (0.35 + 0.65 * fold), lean = cos(across * 9.4 + 1.3 * sin(across * 4.1) + 1.0);
    vec2 w = vec2(0.966 * q.x + 0.259 * q.y, 0.966 * q.y - 0.259 * q.x) - vec2(0.335 + 0.7 * (1.0 - smoothstep(0.25, 0.75, amount)), 0.035);
    w += 0.016 * lean;                                                                                  // the window's light follows the cloth
    vec2 cell = abs(abs(w) - vec2(0.205, 0.265));
    float leaf = 0.72 + 0.28 * texture(grain, w * vec2(0.55, 0.75) + 0.02 * sin(vec2(w.y * 5.0 + swell, w.x * 6.0)) + 0.3).r * 1.6;
    float pane = smoothstep(0.205, 0.135, cell.x) * smoothstep(0.265, 0.185, cell.y) * min(leaf, 1.0);
    float fibre = 1.0 + 0.040 * (texture(grain, q * vec2(2.6, 0.17)).g + texture(grain, q * vec2(0.21, 2.7) + 0.4).g - 1.0);            // woven: threads along and across
    vec3 paper = vec3(0.955, 0.925, 0.877) * (0.525 + 0.29 * day + 0.35 * pane * (0.3 + 0.7 * day)) * mix(0.79, 1.07, height) * (1.0 + 0.05 * lean) * fibre;
    paper *= mix(vec3(0.95, 0.955, 1.0), vec3(1.06, 1.0, 0.90), day);
    vec3 image = mix(c, soft, 0.35 + 0.55 * day);
    float l = luminance(image);
    vec3 ink = pow(1.5 * mix(vec3(l), image, 0.85) + 0.02, vec3(0.36));
    float k = mix(0.94, 0.40, day) * (1.0 - smoothstep(0.72, 1.0, amount));
    float sharp = luminance(pow(c, vec3(0.4545))) - 0.96 * luminance(pow(soft, vec3(0.4545)));              // light becomes drawing, around the instrument only
    vec2 ring = (q - vec2(0.0, 0.14)) / vec2(0.40, 0.46);
    float line = smoothstep(0.022, 0.15, sharp) * smoothstep(1.0, 0.55, dot(ring, ring)) * smoothstep(0.35, 0.75, amount) * (1.0 - smoothstep(0.93, 1.0, amount));
    vec3 woven = pow(paper, vec3(2.2)) * mix(vec3(1.0), ink, k) + image * (0.85 * (1.0 - 0.65 * day) * (1.0 - smoothstep(0.85, 1.0, amount)));
    woven *= mix(vec3(1.0), vec3(0.34, 0.22, 0.14), 0.70 * line);
    vec3 over = max(woven - 0.70, vec3(0.0));                                                               // paper never burns out: a shoulder that ends at 0.95
    woven = min(woven, vec3(0.70)) + 0.25 * (1.0 - exp(-over / 0.25));
    return mix(c, woven, smoothstep(0.0, 0.45, amount));
}
