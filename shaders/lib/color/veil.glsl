#include "lib/noise/hash.glsl"
#include "lib/color/luminance.glsl"
// veil: the waking. The stage's picture becomes a drawing in sheer linen before a bright window; never a matter of exposure. c: linear display light,
// q: picture place from the centre in frame heights (x right), amount 0..1, turn: phase of the slow drift, 0..1. Cloth first, then the window, then the ink fades.
float veil_wave(float x, int seed) {
    float i = floor(x), f = x - i;
    f = f * f * (3.0 - 2.0 * f);
    return mix(hash11(int(i) + seed * 8131), hash11(int(i) + 1 + seed * 8131), f);
}
vec3 veil(vec3 c, vec2 q, float amount, float turn) {
    vec2 s = (q - vec2(0.53, 0.24)) * vec2(0.85, 1.0);
    float day = exp(-1.6 * dot(s, s));
    vec2 w = vec2(0.966 * q.x + 0.259 * q.y, 0.966 * q.y - 0.259 * q.x) - vec2(0.50 + 0.7 * (1.0 - smoothstep(0.25, 0.75, amount)), 0.10);
    vec2 cell = abs(abs(w) - vec2(0.20, 0.26));
    float leaf = 0.72 + 0.28 * veil_wave(w.x * 7.0 + 3.0 * sin(w.y * 5.0 + 6.2832 * turn) + 40.0, 3);
    float pane = smoothstep(0.20, 0.14, cell.x) * smoothstep(0.26, 0.19, cell.y) * leaf;
    float fold = 0.5 + 0.25 * sin(q.x * 7.0 + 0.6 * sin(q.y * 2.1 + 6.2832 * turn) + 1.0) + 0.25 * sin(q.x * 3.1 - 0.8 + 0.4 * sin(q.y * 1.3));
    float fibre = 1.0 + 0.035 * (veil_wave(q.x * 210.0 + 2.0 * sin(q.y * 9.0), 5) - 0.5) + 0.035 * (veil_wave(q.y * 210.0 + 2.0 * sin(q.x * 7.0), 6) - 0.5);
    vec3 paper = vec3(0.955, 0.925, 0.877) * (0.43 + 0.36 * day + 0.44 * pane * (0.3 + 0.7 * day)) * mix(0.82, 1.06, fold) * fibre;
    paper *= mix(vec3(0.95, 0.955, 1.0), vec3(1.06, 1.0, 0.90), day);
    float l = luminance(c);
    vec3 ink = pow(1.5 * mix(vec3(l), c, 0.85) + 0.02, vec3(0.36));
    float k = mix(0.94, 0.40, day) * (1.0 - smoothstep(0.72, 1.0, amount));
    vec3 woven = pow(paper, vec3(2.2)) * mix(vec3(1.0), ink, k) + c * (1.05 * (1.0 - 0.65 * day) * (1.0 - smoothstep(0.85, 1.0, amount)));
    return mix(c, woven, smoothstep(0.0, 0.45, amount));
}
