#include "blocks/frame.glsl"
#include "blocks/show.glsl"
// performer_stuff: what she is made of at a place of her rest pose (m; on the skirt: angle, place, fold). cover: m of hair, m of bodice over skin, openness.
// performer_lit: radiance toward v (unit) for light of radiance 1 from l. performer_bounce: the pool's light from below, relative to the lamp's.
struct Stuff { vec3 albedo; vec3 strand; float skin; float hair; float cloth; float open; float calm; };   // calm: 1, less where a pixel sees many normals
Stuff performer_stuff(vec3 rest, vec3 cover) {
    Stuff m;
    m.hair = smoothstep(-0.0012, 0.0012, cover.x);
    m.cloth = smoothstep(-0.0010, 0.0010, cover.y);
    m.skin = (1.0 - m.hair) * (1.0 - m.cloth);
    vec3 skin = vec3(0.46, 0.285, 0.195);
#ifdef FINE
    vec3 f = rest - vec3(0.0, 1.604, 0.004);          // painted on the face
    if (cover.x < 0.0 && f.y > -0.12 && f.z > 0.03) {
        float x = abs(f.x);
        float lips = smoothstep(0.0015, -0.0010, length(vec2(f.x * 0.56, (f.y + 0.0630) * 1.05)) - 0.0102);
        float brow = exp(-pow((f.y - 0.0345 - 0.10 * (0.028 - abs(x - 0.028)) ) / 0.0028, 2.0)) * smoothstep(0.010, 0.016, x) * smoothstep(0.048, 0.040, x);
        float lash = exp(-pow((f.y - 0.0035 + 2.2 * (x - 0.031) * (x - 0.031) * 10.0) / 0.0022, 2.0)) * smoothstep(0.016, 0.020, x) * smoothstep(0.047, 0.043, x);
        float lid = exp(-pow((f.y - 0.012) / 0.008, 2.0) - pow((x - 0.031) / 0.015, 2.0));
        skin = mix(skin, vec3(0.30, 0.075, 0.065), 0.80 * lips);
        skin *= 1.0 - 0.75 * exp(-pow((f.y + 0.0630 - 5.0 * x * x) / 0.0011, 2.0)) * smoothstep(0.021, 0.015, x);
        skin *= 1.0 - 0.25 * lid;
        skin = mix(skin, vec3(0.05, 0.03, 0.02), clamp(0.80 * brow + 0.85 * lash, 0.0, 0.9));
        skin = mix(skin, vec3(0.48, 0.22, 0.16), 0.35 * exp(-pow((x - 0.046) / 0.020, 2.0) - pow((f.y + 0.025) / 0.020, 2.0)));
    }
#endif
    m.albedo = skin * m.skin + vec3(0.020, 0.012, 0.007) * m.hair + vec3(0.055, 0.0075, 0.0095) * m.cloth * (1.0 - m.hair);
    m.open = cover.z;
    m.calm = 1.0;
    m.strand = normalize(vec3(0.25, 1.0, 0.35));
    return m;
}
vec3 performer_lit(Stuff m, vec3 n, vec3 v, vec3 l, float shade) {
    float nl = dot(n, l), nv = max(dot(n, v), 0.0), d = max(nl, 0.0);
    vec3 h = normalize(l + v);
    float nh = max(dot(n, h), 0.0), graze = 1.0 - nv, edge = graze * graze * graze * m.calm;
    vec3 wrap = max(vec3(nl) + vec3(0.24, 0.12, 0.07), 0.0) / vec3(1.24, 1.12, 1.07);
    vec3 skin = m.albedo * wrap * (0.6 * wrap + 0.4) * 0.318 + d * (0.030 * pow(nh, 14.0) + 0.045 * pow(nh, 60.0)) + d * edge * 0.30;
    float nh5 = nh * nh; nh5 = nh5 * nh5 * nh;
    vec3 satin = m.albedo * d * 0.318 + vec3(1.0, 0.20, 0.22) * (d * (0.018 * nh5 + 0.060 * m.calm * pow(nh, 22.0))) + d * edge * 0.22;
    float th = dot(m.strand, h), s = sqrt(max(1.0 - th * th, 0.0));
    vec3 hair = m.albedo * d * 0.318 + max(nl + 0.1, 0.0) * (vec3(0.10, 0.075, 0.05) * pow(s, 90.0) * 0.5 + vec3(0.018) * pow(s, 18.0) + edge * 0.16);
    return (skin * m.skin + hair * m.hair + satin * m.cloth * (1.0 - m.hair)) * shade * mix(m.open, 1.0, 0.25);
}
float performer_bounce(vec3 n, float y) { return stage_pool * (0.020 * max(0.55 - 0.70 * n.y, 0.0) / (1.0 + 0.7 * y * y) + 0.0035 * (0.5 + 0.5 * n.z)); }
