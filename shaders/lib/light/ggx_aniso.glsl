// ggx_aniso: brushed metal's highlight times n.l; t along the brushing, b across; ax, ay roughness along each. Burley 2012, correlated Smith (Heitz 2014) in short.
float ggx_aniso(vec3 n, vec3 t, vec3 b, vec3 v, vec3 l, float ax, float ay) {
    float nl = dot(n, l);
    if (nl <= 0.0) return 0.0;
    vec3 h = normalize(l + v);
    float x = dot(h, t) / ax, y = dot(h, b) / ay, z = dot(n, h);
    float k = x * x + y * y + z * z;
    float nv = max(dot(n, v), 0.04), a = sqrt(ax * ay);
    float smith = 0.5 / mix(2.0 * nl * nv, nl + nv, a);
    return nl * smith / (3.1416 * ax * ay * k * k);
}
