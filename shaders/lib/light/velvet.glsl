// fold_normal: the normal of hanging cloth from a texel of the baked folds (r height, g slope across, b slope along y, a occlusion); toward the audience.
vec3 fold_normal(vec4 fold) { return normalize(vec3((fold.g - 0.5) * 5.0, (fold.b - 0.5) * 0.6, 1.0)); }
// velvet: reflected share of light from direction l. n, l, v unit; occlusion 0..1. Charlie sheen (Estevez, Kulla 2017) with Neubelt's visibility.
vec3 velvet(vec3 n, vec3 l, vec3 v, float occlusion, vec3 base, float sheen) {
    float nl = max(dot(n, l), 0.0), nv = max(dot(n, v), 0.05);
    vec3 h = normalize(l + v);
    float nh = clamp(dot(n, h), 0.0, 1.0), sine = sqrt(max(1.0 - nh * nh, 0.0));
    float spread = 7.0 / 6.2832 * pow(sine, 2.5);   // alpha .4: (2 + 1/a^2... ) rounded to a power of 2.5
    float visible = 1.0 / (4.0 * (nl + nv - nl * nv) + 1e-3);
    return occlusion * nl * (base * 0.175 + (1.6 * base + 0.012) * (spread * visible * 0.55 * sheen));
}
