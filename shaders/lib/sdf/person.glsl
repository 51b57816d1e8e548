#include "lib/noise/hash.glsl"
// person: signed distance (m) to a listener seen from behind, origin at the top of the head, y up. kind 0..15 picks one of sixteen people. part: 0 head .. 1 shoulders.
float person_smin(float a, float b, float k) {
    float h = max(k - abs(a - b), 0.0) / k;
    return min(a, b) - h * h * k * 0.25;
}
float person_ellipse(vec2 p, vec2 r) {
    float k = length(p / r);
    return (k - 1.0) * min(r.x, r.y) * mix(1.0, k / max(length(p / (r * r)) * min(r.x, r.y), 1e-4), 0.5);
}
float person_segment(vec2 p, vec2 a, vec2 b, float ra, float rb) {
    vec2 q = p - a, e = b - a;
    float h = clamp(dot(q, e) / dot(e, e), 0.0, 1.0);
    return length(q - e * h) - mix(ra, rb, h);
}
float person_wave(float x, int seed) {   // smooth noise -1..1
    float i = floor(x), f = x - i;
    f = f * f * (3.0 - 2.0 * f);
    return mix(hash11(int(i) + seed * 97), hash11(int(i) + 1 + seed * 97), f) * 2.0 - 1.0;
}
float person(vec2 p, int kind, out float part) {
    float h1 = hash11(kind * 7 + 1), h2 = hash11(kind * 7 + 2), h3 = hash11(kind * 7 + 3), h4 = hash11(kind * 7 + 4);
    float tilt = (h1 - 0.5) * 0.20;
    vec2 c = vec2((h2 - 0.5) * 0.03, -0.115);
    vec2 q = p - c + vec2(0.0, 0.12);               // tilted about the neck
    q = vec2(cos(tilt) * q.x + sin(tilt) * q.y, cos(tilt) * q.y - sin(tilt) * q.x) - vec2(0.0, 0.12);
    float wide = mix(0.072, 0.083, h3);
    float head = person_ellipse(q, vec2(wide, 0.104));
    head = person_smin(head, person_ellipse(q - vec2(0.0, -0.055), vec2(wide * 0.82, 0.070)), 0.03);
    float ears = person_ellipse(vec2(abs(q.x) - wide - 0.003, q.y + 0.022), vec2(0.011, 0.026));
    int hair = int(mod(float(kind) * 5.0 + 3.0, 17.0) * 5.0 / 17.0);
    float a = atan(q.x, q.y);
    float strand = person_wave(a * 5.0 + 2.0 * sin(3.0 * a), kind) * 0.0030 + person_wave(a * 17.0 + 3.0 * sin(2.0 * a + float(kind)), kind + 40) * 0.0010;
    float d = person_smin(head, ears, 0.008);
    if (hair == 0) d = min(d, person_ellipse(q - vec2(0.004, 0.012), vec2(wide + 0.007, 0.104)) + strand * 1.6);                       // short
    if (hair == 1) {                                                                                                                    // a knot
        d = min(d, person_ellipse(q - vec2(0.0, 0.008), vec2(wide + 0.005, 0.104)) + strand);
        d = person_smin(d, length(q - vec2((h4 - 0.5) * 0.03, 0.092 + 0.02 * h1)) - mix(0.030, 0.044, h2) + strand * 2.0, 0.012);
    }
    if (hair == 2) {                                                                                                                    // long
        float fall = person_segment(q, vec2(0.0, 0.01), vec2((h4 - 0.5) * 0.04, -0.20 - 0.07 * h1), wide + 0.008, 0.082 + 0.02 * h2);
        d = person_smin(d, fall + strand * 2.2 + person_wave(q.y * 42.0, kind) * 0.0025, 0.02);
    }
    if (hair == 3) d = min(d, person_ellipse(q - vec2(0.0, 0.014), vec2(wide + 0.022, 0.112)) + person_wave(a * 4.0 + sin(2.0 * a), kind) * 0.007 + person_wave(a * 9.0 + 2.0 * sin(3.0 * a), kind) * 0.003); // curls
    if (hair == 4) d = min(d, person_ellipse(q - vec2(0.0, -0.012), vec2(wide + 0.006, 0.084)) + strand);                               // bald crown
    float slope = mix(0.025, 0.065, h4), broad = mix(0.130, 0.178, h3);
    float neck = person_segment(p, vec2(c.x * 0.6, -0.18), vec2(0.0, -0.28), 0.046 + 0.010 * h3, 0.060);
    float left = person_segment(p, vec2(-0.03, -0.282), vec2(-broad, -0.305 - slope), 0.062, 0.054);
    float right = person_segment(p, vec2(0.03, -0.282), vec2(broad, -0.305 - slope + (h1 - 0.5) * 0.025), 0.062, 0.054);
    float arms = person_segment(vec2(abs(p.x), p.y), vec2(broad, -0.315 - slope), vec2(broad + 0.038, -0.86), 0.050, 0.058);
    vec2 box = abs(p - vec2(0.0, -0.66)) - vec2(broad * 0.93, 0.26);
    float torso = length(max(box, 0.0)) + min(max(box.x, box.y), 0.0) - 0.03;
    float chest = person_segment(p, vec2(0.0, -0.36), vec2(0.0, -0.80), 0.105, 0.14);
    float body = person_smin(person_smin(left, right, 0.04), min(chest, person_smin(torso, arms, 0.03)), 0.05);
    body = person_smin(body, neck, 0.055) + person_wave(p.x * 21.0, kind + 9) * 0.0016;
    part = smoothstep(-0.012, 0.012, d - body);
    return person_smin(d, body, 0.026);
}
