// point_haze: light of a point source scattered along a ray of length reach, closed form of the integral of 1/distance^2. o, d: ray; light: m.
float point_haze(vec3 o, vec3 d, vec3 light, float reach) {
    vec3 q = light - o;
    float b = dot(q, d), h = sqrt(max(dot(q, q) - b * b, 1.2e-3));
    return (atan((reach - b) / h) + atan(b / h)) / h;
}
