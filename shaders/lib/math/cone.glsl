// cone: where a ray runs inside a cone. o, d: ray (d unit); apex, axis (unit); cos_half. Returns t0, t1 (m) clipped to 0..reach; empty when t0 >= t1.
// f(t) = ((o + t d - apex).axis)^2 - cos^2 |o + t d - apex|^2 is positive inside; only the part in front of the apex counts.
vec2 cone(vec3 o, vec3 d, vec3 apex, vec3 axis, float cos_half, float reach) {
    vec3 m = o - apex;
    float c2 = cos_half * cos_half, dv = dot(d, axis), mv = dot(m, axis);
    float a = dv * dv - c2, b = dv * mv - c2 * dot(d, m), c = mv * mv - c2 * dot(m, m);
    float disc = b * b - a * c;
    if (disc <= 0.0 || abs(a) < 1e-7) return vec2(1.0, 0.0);
    float s = sqrt(disc) / abs(a), middle = -b / a;
    if (a > 0.0) return dv > 0.0 ? vec2(max(middle + s, 0.0), reach) : vec2(0.0, min(middle - s, reach));
    if (mv + middle * dv < 0.0) return vec2(1.0, 0.0);
    return vec2(max(middle - s, 0.0), min(middle + s, reach));
}
