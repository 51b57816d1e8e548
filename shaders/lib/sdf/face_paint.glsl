#include "lib/sdf/human.glsl"
// face_who: chooses person and expression of a layer of the faces' atlas. face_paint: colour of the surface at p (m), linear albedo; material as in `human`.
vec3 face_skin, face_hair, face_cloth;
float face_brow, face_specs;
void face_who(int layer) {
    int who = layer % PEOPLE, turn = layer / PEOPLE;
    human_who(who + 100, 0.0);
    float a = human_rand(layer, 40), b = human_rand(layer, 41), mood = human_rand(layer, 47);
    human_me.yaw = -(0.05 + 0.20 * float(turn) + 0.09 * (a - 0.5));
    human_me.pitch = mix(-0.16, 0.02, b);
    human_me.smile = mood < 0.44 ? mix(0.35, 1.0, b) : mood < 0.70 ? 0.20 * a : 0.0;
    human_me.awe = mood > 0.94 ? mix(0.45, 0.65, b) : mood > 0.72 ? mix(0.06, 0.24, b) : 0.0;
    human_me.closed = human_rand(layer, 42) < 0.07 ? 1.0 : 0.0;
    float tone = human_rand(who, 43);
    face_skin = mix(vec3(0.46, 0.285, 0.195), vec3(0.105, 0.052, 0.030), tone * tone);
    float h = human_rand(who, 44);
    face_hair = h < 0.4 ? vec3(0.012, 0.008, 0.006) : h < 0.65 ? vec3(0.050, 0.026, 0.013) : h < 0.80 ? vec3(0.16, 0.085, 0.035) : h < 0.88 ? vec3(0.12, 0.035, 0.014) : vec3(0.26, 0.25, 0.24);
    float c = human_rand(who, 45);
    const vec3 GOWN[8] = vec3[8](vec3(0.060, 0.006, 0.010), vec3(0.010, 0.022, 0.044), vec3(0.012), vec3(0.006, 0.030, 0.022), vec3(0.030, 0.008, 0.030), vec3(0.105, 0.088, 0.066),
                                 vec3(0.085, 0.052, 0.016), vec3(0.050, 0.056, 0.066));
    const vec3 SUIT[8] = vec3[8](vec3(0.008, 0.008, 0.010), vec3(0.007), vec3(0.014, 0.020, 0.034), vec3(0.009, 0.009, 0.012), vec3(0.028, 0.027, 0.028), vec3(0.028, 0.017, 0.010),
                                 vec3(0.040, 0.008, 0.012), vec3(0.010, 0.020, 0.014));
    face_cloth = human_me.cloth == 1 ? GOWN[int(7.99 * c)] : SUIT[int(7.99 * c)] * (human_me.cloth == 2 ? 1.15 : 1.0);
    face_brow = human_me.awe + 0.5 * human_rand(layer, 48);
    face_specs = human_rand(who, 46) < 0.13 ? 1.0 : 0.0;
}
float face_stroke(vec2 p, vec2 a, vec2 b, float w) {
    vec2 e = b - a;
    return smoothstep(w + 0.0016, w, length(p - a - e * clamp(dot(p - a, e) / dot(e, e), 0.0, 1.0)));
}
vec3 face_paint(vec3 p, float material) {
    if (material > 2.5) return vec3(0.62, 0.60, 0.57);
    vec3 q = human_local(p);
    if (material > 1.5) {
        if (human_me.cloth == 0) {                                                       // a white shirt front and a bow
            float deep = mix(0.030, 0.046, human_me.hump), shirt = smoothstep(0.004, -0.004, abs(p.x) - deep - 0.26 * (p.y + 0.30)) * smoothstep(-0.44, -0.36, p.y);
            float lapel = smoothstep(0.004, -0.001, abs(abs(p.x) - deep - 0.030 - 0.20 * (p.y + 0.30)) - 0.0025) * step(p.y, -0.20);
            float bow = smoothstep(0.003, -0.002, abs(p.y + 0.172) - 0.005 - 0.26 * abs(p.x)) * step(abs(p.x), 0.026);
            float tie = smoothstep(0.003, -0.001, abs(p.x) - 0.008 - 0.06 * max(-0.19 - p.y, 0.0)) * step(p.y, -0.158);
            vec3 knot = human_me.gap > 0.0315 ? mix(vec3(0.09, 0.010, 0.012), vec3(0.012, 0.018, 0.05), human_me.eyes) : vec3(0.006);
            vec3 worn = mix(face_cloth * (1.0 - 0.6 * lapel), vec3(0.34, 0.33, 0.32), shirt * step(0.0, p.z));
            return mix(worn, knot, (human_me.wear == 3 ? 0.0 : human_me.wear > 0 ? bow : tie) * step(0.0, p.z));
        }
        return face_cloth * (human_me.cloth == 1 ? 0.90 + 0.15 * sin(46.0 * p.x + 9.0 * p.y + human_me.seed) : 1.0);
    }
    if (material > 0.5) return face_hair * (0.62 + 0.50 * human_strand(q, 1.0));
    vec3 c = face_skin;
    if (human_me.cloth == 1 && human_me.gap > 0.0300 && p.z > 0.0) {                                     // a necklace
        float ring = length(p.xy * vec2(1.0, 0.8) + vec2(0.0, 0.105)) - mix(0.070, 0.086, human_me.hump);
        c = mix(c, human_me.eyes > 0.5 ? vec3(0.62, 0.58, 0.52) : vec3(0.50, 0.33, 0.10), smoothstep(0.0045, 0.0020, abs(ring)) * step(p.y, -0.150) * (0.6 + 0.4 * sin(p.x * 900.0)));
    }
    if (q.z < 0.02 || q.y < -0.12) return c;
    vec2 m = vec2(abs(q.x), q.y);
    vec2 blush = m - vec2(0.044, -0.026);
    c = mix(c, c * vec3(1.12, 0.78, 0.76), 0.55 * exp(-dot(blush, blush) / 0.00045));
    float wide = 0.019 + 0.008 * human_me.smile - 0.005 * human_me.awe, low = -0.064 - 0.008 * human_me.awe;
    float lip = smoothstep(0.0016, -0.0010, abs(q.y - low) - (0.0088 + 0.010 * human_me.awe) * sqrt(max(1.0 - m.x * m.x / (wide * wide * 1.25), 0.0)));
    c = mix(c, face_skin * vec3(0.82, 0.42, 0.42), lip);
    float gap = smoothstep(0.0012, -0.0012, abs(q.y - low - 0.002 * human_me.smile) - (0.0010 + 0.0120 * human_me.awe + 0.0026 * human_me.smile) * sqrt(max(1.0 - m.x * m.x / (wide * wide), 0.0)));
    c = mix(c, vec3(0.018, 0.006, 0.006), gap);
    c = mix(c, vec3(0.34, 0.31, 0.27), gap * smoothstep(0.0015, -0.001, abs(q.y - low - 0.0035 - 0.0085 * human_me.awe) - 0.0032) * step(0.3, human_me.smile + human_me.awe * 0.7));
    vec2 e = m - vec2(human_me.gap, 0.0055);
    e.y -= 0.22 * human_me.slant * e.x;
    e /= human_me.wide;                                                   // the eye
    float open = (1.0 - human_me.closed) * mix(0.0072, 0.0094, human_me.awe) * (1.0 - 0.25 * human_me.smile);
    float lid = abs(e.y) - open * (1.0 - e.x * e.x / (0.0150 * 0.0150));
    float white = smoothstep(0.0008, -0.0008, lid) * (1.0 - human_me.closed);
    c = mix(c, vec3(0.17, 0.16, 0.15), white);
    float iris = smoothstep(0.0078, 0.0064, length(e - vec2(0.001, 0.0008)));
    c = mix(c, mix(vec3(0.020, 0.012, 0.008), vec3(0.035, 0.055, 0.07), step(0.72, human_me.nose)), white * iris);
    c = mix(c, vec3(0.006), white * smoothstep(0.0040, 0.0026, length(e - vec2(0.001, 0.0008))));
    c = mix(c, vec3(0.012, 0.008, 0.006), 0.85 * face_stroke(e, vec2(-0.014, -0.001 + open * 0.4), vec2(0.000, open + 0.0010), 0.0014));
    c = mix(c, vec3(0.012, 0.008, 0.006), 0.85 * face_stroke(e, vec2(0.000, open + 0.0010), vec2(0.0150, open * 0.35), 0.0016));
    float lift = 0.0235 + 0.006 * face_brow + 0.004 * human_me.eyes;
    c = mix(c, mix(face_hair, vec3(0.02), 0.4), 0.80 * face_stroke(e, vec2(-0.015, lift - 0.003), vec2(0.017, lift + 0.001), mix(0.0017, 0.0036, human_me.hump)));
    float beard = human_me.cloth != 1 && human_me.tall > 0.0025 ? 1.0 : 0.0, under = smoothstep(-0.040, -0.062, q.y + 0.35 * max(abs(q.x) - 0.038, 0.0)) * (1.0 - lip) * (1.0 - gap);
    c = mix(c, face_hair * (0.9 + 0.25 * human_strand(q, 1.0)), 0.85 * beard * max(under, smoothstep(0.005, 0.002, abs(q.y + 0.051 + 0.20 * m.x)) * step(m.x, 0.028)));
    if (human_me.cloth != 1) c = mix(c, mix(face_skin, face_hair, 0.5), 0.30 * step(0.4, human_me.jaw - 0.5) * smoothstep(-0.030, -0.055, q.y) * smoothstep(0.03, 0.08, q.z + 0.06));
    if (face_specs > 0.5) c = mix(c, vec3(0.008), 0.9 * max(smoothstep(0.0022, 0.0010, abs(length(e * vec2(0.85, 1.0)) - 0.0205)), face_stroke(m, vec2(0.0, 0.008), vec2(0.010, 0.009), 0.0012)));
    return c;
}
