// The proscenium's carving, once: across (u, repeats) half a metre along the frame, up (v) 1 m outward from the opening.
// r: gold 1 .. wall 0, g, b: slope along and outward (0.5 = none), a: how open it lies.
in vec2 v_uv;
layout(location = 0) out vec4 o_gilt;
float dome(float d2, float r) { return sqrt(max(r * r - d2, 0.0)); }
float beads(vec2 p, float at, float r, float n) {
    float u = (fract(p.x * n + 0.5) - 0.5) * 0.5 / n, e = p.y - at;
    return dome(u * u * 0.85 + e * e, r);
}
float leaf(vec2 p, float foot, float tip, float wide, float teeth) {   // acanthus: lobes along both edges, a deep midrib, veins that lean toward the tip
    float t = (p.y - foot) / (tip - foot), x = abs(p.x);
    if (t < 0.0 || t > 1.0) return 0.0;
    float lobe = abs(sin(teeth * 3.14159 * (t - 0.38 * x / wide))), w = wide * pow(sin(3.14159 * pow(t, 0.62)), 0.75) * (0.66 + 0.36 * sqrt(lobe));
    float u = clamp(x / max(w, 1e-4), 0.0, 1.0);
    float swell = (1.0 - u * u) * (0.030 + 0.030 * t), vein = 0.010 * (1.0 - lobe) * u;
    return step(x, w) * (0.010 + swell + 0.016 * (1.0 - u) * u * 2.0 - vein - 0.016 * exp(-x * x / 0.00006) + 0.030 * exp(-pow((t - 0.90) / 0.08, 2.0)));
}
float height(vec2 uv) {
    vec2 p = vec2(uv.x, uv.y);   // turns, m
    float d = p.y, h = 0.0, side = abs(fract(p.x) - 0.5) * 0.5, mid = 0.25 - side;
    h = max(h, beads(p, 0.036, 0.026, 8.0));
    h += 0.030 * smoothstep(0.066, 0.072, d) * smoothstep(0.150, 0.100, d);
    h -= 0.040 * smoothstep(0.075, 0.12, d) * smoothstep(0.185, 0.150, d);
    h += 0.022 * smoothstep(0.180, 0.186, d) * smoothstep(0.215, 0.209, d);
    h += leaf(vec2(mid, d), 0.222, 0.526, 0.178, 4.0);
    vec2 curl = vec2(side - 0.050, d - 0.300);                                           // scrolls that join the leaves
    float r = length(curl);
    h = max(h, smoothstep(0.066, 0.056, r) * (0.022 + 0.014 * cos(r * 190.0 - atan(curl.y, curl.x))));
    h = max(h, leaf(vec2(side, d), 0.350, 0.510, 0.046, 2.0));
    h += 0.024 * smoothstep(0.530, 0.536, d) * smoothstep(0.560, 0.554, d);
    h = max(h, 1.2 * beads(p, 0.592, 0.024, 5.0));
    float torus = dome((d - 0.700) * (d - 0.700), 0.075);
    h = max(h, torus + (torus > 0.0 ? 0.008 * sin(6.2832 * (4.0 * p.x + 8.0 * d)) : 0.0));
    h += 0.030 * smoothstep(0.790, 0.797, d) * smoothstep(0.850, 0.843, d);
    return h;
}
void main() {
    const vec2 e = vec2(0.004, 0.002);
    float h = height(v_uv), around = 0.0;
    float ds = (height(v_uv + vec2(e.x, 0.0)) - height(v_uv - vec2(e.x, 0.0))) / e.x;
    float dd = (height(v_uv + vec2(0.0, e.y)) - height(v_uv - vec2(0.0, e.y))) / (2.0 * e.y);
    for (int i = 0; i < 8; i++) around += height(v_uv + vec2(0.5, 0.25) * 0.16 * vec2(cos(0.7854 * float(i)), sin(0.7854 * float(i)))) / 8.0;
    float open = clamp(0.62 + 14.0 * (h - around), 0.10, 1.0);
    o_gilt = vec4(smoothstep(0.856, 0.850, v_uv.y), clamp(0.5 - ds * 0.16, 0.0, 1.0), clamp(0.5 - dd * 0.16, 0.0, 1.0), open);
}
