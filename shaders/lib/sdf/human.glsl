#include "lib/noise/hash.glsl"
// human: signed distance (m) to a person; origin at the head's centre, y up, the face looks along +z. `human_who` chooses the person first.
// Materials: 0 skin, 1 hair, 2 cloth, 3 shirt. Sizes follow an adult of 1.72 m.
const float HUMAN_TOP = 0.116;   // m from the head's centre to its top
struct Human { int hair; int cloth; vec3 head; float broad; float slope; float yaw; float pitch; float tilt; float jaw; float nose; float eyes; float seed; float gap; float tall; float hump; float fringe; float smile; float awe; float closed; int wear; float chin; float wide; float slant; };
Human human_me;
float human_rand(int kind, int k) { return hash11(kind * 31 + k * 977 + 5); }
void human_who(int kind, float turned) {
    Human m;
    m.hair = int(mod(float(kind) * 5.0 + floor(2.0 * human_rand(kind, 20)), 14.0));
    m.cloth = human_rand(kind, 21) < 0.5 ? 0 : (human_rand(kind, 22) < 0.6 ? 1 : 2);                     // suit, bare shoulders, pullover
    m.head = vec3(mix(0.93, 1.08, human_rand(kind, 1)), mix(0.95, 1.06, human_rand(kind, 2)), mix(0.96, 1.05, human_rand(kind, 3)));
    m.broad = mix(0.130, 0.178, human_rand(kind, 4)) * (m.cloth == 1 ? 0.86 : 1.0);
    m.slope = mix(0.012, 0.050, human_rand(kind, 5));
    m.yaw = (human_rand(kind, 6) - 0.5) * turned * (human_rand(kind, 30) < 0.25 ? 2.4 : 0.9);             // one in four looks at a neighbour
    m.pitch = (human_rand(kind, 7) - 0.6) * 0.22;
    m.tilt = (human_rand(kind, 8) - 0.5) * 0.34;
    m.jaw = mix(0.90, 1.17, human_rand(kind, 9));
    m.nose = human_rand(kind, 10);
    m.eyes = human_rand(kind, 11);
    m.seed = float(kind) * 1.7;
    m.gap = mix(0.0280, 0.0340, human_rand(kind, 31));
    m.tall = mix(-0.006, 0.006, human_rand(kind, 33));
    m.hump = human_rand(kind, 32);
    m.fringe = mix(-0.014, 0.026, human_rand(kind, 34) * human_rand(kind, 35));
    m.wear = int(4.0 * human_rand(kind, 23));
    m.chin = human_rand(kind, 36);
    m.wide = mix(0.90, 1.20, human_rand(kind, 37));
    m.slant = human_rand(kind, 38) - 0.5;
    m.smile = m.awe = m.closed = 0.0;
    human_me = m;
}
float human_smin(float a, float b, float k) { float h = max(k - abs(a - b), 0.0) / k; return min(a, b) - h * h * k * 0.25; }
float human_smax(float a, float b, float k) { return -human_smin(-a, -b, k); }
float human_ellipsoid(vec3 p, vec3 r) { float k = length(p / r); return k * (k - 1.0) / max(length(p / (r * r)), 1e-4); }
float human_capsule(vec3 p, vec3 a, vec3 b, float ra, float rb) {
    vec3 q = p - a, e = b - a;
    float h = clamp(dot(q, e) / dot(e, e), 0.0, 1.0);
    return length(q - e * h) - mix(ra, rb, h);
}
vec3 human_local(vec3 p) {                         // into the head's own frame, turned about the top of the neck
    vec3 q = p + vec3(0.0, 0.10, 0.02);
    float c = cos(human_me.tilt), s = sin(human_me.tilt);
    q.xy = vec2(c * q.x + s * q.y, c * q.y - s * q.x);
    c = cos(human_me.yaw); s = sin(human_me.yaw);
    q.xz = vec2(c * q.x - s * q.z, s * q.x + c * q.z);
    c = cos(human_me.pitch); s = sin(human_me.pitch);
    q.yz = vec2(c * q.y + s * q.z, c * q.z - s * q.y);
    return (q - vec3(0.0, 0.10, 0.02)) / human_me.head;
}
float human_strand(vec3 q, float fine) {           // locks and strands, about -1..1; they run from the crown downward
    float a = atan(q.x, -q.z + 0.02), h = q.y * 14.0 + human_me.seed;
    return 0.55 * sin(a * 9.0 + 1.6 * sin(h * 0.8) + human_me.seed) + fine * 0.45 * sin(a * 31.0 + 2.2 * sin(h) + 2.0 * human_me.seed);
}
float human_hair(vec3 q) {
    int style = human_me.hair;
    float front = dot(q, vec3(0.0, -0.55, 0.835)) - 0.030 - human_me.fringe, lock = human_strand(q, 1.0), d;
    vec3 c = q - vec3(0.0, 0.028, -0.016);
    if (style == 0 || style == 6) {                                                                      // short, parted
        d = human_ellipsoid(c, vec3(0.083, 0.096, 0.102)) + 0.0022 * lock;
        return human_smax(human_smax(d, front, 0.012), -0.055 - q.y + 0.30 * max(q.z, -0.05), 0.014);
    }
    if (style == 1) {                                                                                    // a knot, high or low
        float high = step(0.5, human_me.eyes);
        d = human_smax(human_ellipsoid(c, vec3(0.080, 0.093, 0.100)) + 0.0016 * lock, front, 0.010);
        d = human_smax(d, -0.070 - q.y, 0.02);
        return human_smin(d, length(q - mix(vec3(0.0, -0.020, -0.125), vec3(0.0, 0.105, -0.075), high)) - 0.036 - 0.0030 * sin(30.0 * q.x + 40.0 * q.y + human_me.seed), 0.012);
    }
    if (style == 2 || style == 7) {                                                                      // long, over the shoulders; or to the jaw
        float low = style == 2 ? -0.26 : -0.115, wave = 0.010 * sin(q.y * 26.0 + human_me.seed + 2.0 * q.x);
        d = human_ellipsoid(c, vec3(0.087, 0.099, 0.106)) + 0.0035 * lock;
        vec3 f = vec3(q.x + wave, max(q.y, low) - q.y, q.z + 0.030 + 0.10 * max(-q.y - 0.08, 0.0));
        float fall = length(vec2(length(f.xz * vec2(1.0, 1.25)) - 0.020, 0.0)) - 0.072 - 0.05 * max(-q.y - 0.02, 0.0) + 0.004 * lock;
        fall = human_smax(fall, abs(q.y + 0.02 - 0.5 * (0.04 + low)) - 0.5 * (0.04 - low), 0.03);
        d = human_smin(d, fall, 0.03);
        float open = length(vec3(q.x, max(q.y + 0.20, 0.0) * 0.2, q.z - 0.10)) - 0.098;                   // the face looks out
        return human_smax(human_smax(d, front, 0.012), -open, 0.014);
    }
    if (style == 3) {                                                                                    // curls
        d = human_ellipsoid(c - vec3(0.0, 0.004, -0.012), vec3(0.100, 0.110, 0.112));
        vec3 w = q + 0.012 * sin(q.yzx * 47.0 + human_me.seed);
        d += 0.0040 * sin(w.x * 120.0 + human_me.seed) * sin(w.y * 104.0 + 1.0) * sin(w.z * 110.0) + 0.006 * sin(w.x * 39.0) * sin(w.y * 33.0 + human_me.seed);
        return human_smax(human_smax(d, front - 0.006, 0.02), -0.080 - q.y, 0.03);
    }
    if (style == 4) {                                                                                    // a bald crown
        d = human_ellipsoid(c, vec3(0.081, 0.092, 0.099)) + 0.0016 * lock;
        return human_smax(human_smax(d, front + 0.012, 0.010), max(q.y - 0.045, -0.060 - q.y), 0.018);
    }
    if (style == 8) {                                                                                    // a crown of tight curls
        d = human_ellipsoid(c - vec3(0.0, 0.004, -0.012), vec3(0.114, 0.108, 0.114));
        vec3 w = q + 0.010 * sin(q.zxy * 60.0 + human_me.seed);
        d += 0.0038 * sin(w.x * 150.0) * sin(w.y * 140.0 + human_me.seed) * sin(w.z * 145.0) + 0.005 * sin(w.x * 52.0 + human_me.seed) * sin(w.y * 47.0);
        return human_smax(human_smax(d, front - 0.012, 0.03), -0.075 - q.y, 0.05);
    }
    if (style == 9) {                                                                                    // cropped close
        d = human_ellipsoid(c, vec3(0.0785, 0.0905, 0.0965)) + 0.0006 * sin(q.x * 400.0) * sin(q.y * 380.0 + q.z * 300.0);
        return human_smax(human_smax(d, front + 0.004, 0.006), -0.050 - q.y + 0.25 * max(q.z, -0.05), 0.010);
    }
    if (style == 10) {                                                                                   // a plait down the back
        d = human_smax(human_ellipsoid(c, vec3(0.081, 0.093, 0.101)) + 0.0018 * lock, front, 0.010);
        d = human_smax(d, -0.065 - q.y, 0.02);
        float side = 0.030 * sin(human_me.seed * 2.0), knot = 0.006 * abs(sin(q.y * 62.0));
        return human_smin(d, human_capsule(q, vec3(0.0, 0.000, -0.108), vec3(side, -0.30, -0.105), 0.030, 0.013) - knot + 0.003, 0.016);
    }
    if (style == 11) {                                                                                   // put up high
        d = human_smax(human_ellipsoid(c - vec3(0.0, 0.014, -0.024), vec3(0.084, 0.106, 0.100)) + 0.0030 * sin(q.y * 60.0 + 26.0 * abs(q.x)), front, 0.010);
        d = human_smax(d, -0.058 - q.y, 0.018);
        return human_smin(d, human_ellipsoid(q - vec3(0.010, 0.100, -0.075), vec3(0.046, 0.040, 0.050)) + 0.0025 * sin(55.0 * q.x + 40.0 * q.y), 0.024);
    }
    if (style == 12) {                                                                                   // tousled
        d = human_ellipsoid(c - vec3(0.0, 0.006, 0.0), vec3(0.087, 0.100, 0.106));
        vec3 w = q + 0.016 * sin(q.yzx * 31.0 + human_me.seed);
        d += 0.0075 * sin(w.x * 70.0 + human_me.seed) * sin(w.y * 58.0) * sin(w.z * 64.0 + 1.0) + 0.0035 * lock;
        return human_smax(human_smax(d, front - 0.004, 0.016), -0.062 - q.y + 0.2 * max(q.z, -0.05), 0.016);
    }
    if (style == 13) {                                                                                   // grown to the collar, waved
        float wave = 0.006 * sin(q.y * 70.0 + human_me.seed + 8.0 * q.x);
        d = human_ellipsoid(c, vec3(0.086, 0.098, 0.105)) + 0.0045 * lock;
        float fall = human_ellipsoid(q - vec3(0.0, -0.070, -0.035), vec3(0.092 + wave, 0.085, 0.072 + wave)) + 0.004 * lock;
        float open = length(vec3(q.x, max(q.y + 0.20, 0.0) * 0.2, q.z - 0.10)) - 0.096;
        return human_smax(human_smax(human_smin(d, fall, 0.03), front, 0.012), -open, 0.014);
    }
    d = human_smax(human_ellipsoid(c, vec3(0.081, 0.094, 0.101)) + 0.0020 * lock, front, 0.010);           // a tail
    d = human_smax(d, -0.060 - q.y, 0.02);
    return human_smin(d, human_capsule(q, vec3(0.0, 0.055, -0.118), vec3(0.012 * sin(human_me.seed), -0.17, -0.120), 0.026, 0.015) + 0.002 * lock, 0.014);
}
float human_skull(vec3 q) {
    float jaw = human_me.jaw;
    float d = human_ellipsoid(q - vec3(0.0, 0.028, -0.016), vec3(0.0755, 0.088, 0.094));
    d = human_smin(d, human_ellipsoid(q - vec3(0.0, -0.040, 0.020), vec3(0.0565 * jaw, 0.074, 0.064)), 0.034);
    d = human_smin(d, human_ellipsoid(vec3(abs(q.x) - 0.0795, q.y + 0.006, q.z + 0.008), vec3(0.010, 0.030, 0.018)), 0.008);
#ifdef FACE
    float x = abs(q.x), smile = human_me.smile, awe = human_me.awe;
    vec3 m = vec3(x, q.yz);
    d = human_smin(d, length(vec3(max(x - 0.016 * human_me.chin, 0.0), q.y + 0.097 + human_me.tall + 0.010 * awe, q.z - 0.062)) - mix(0.0185, 0.0245, human_me.chin), 0.036);
    d = human_smin(d, length(m - vec3(0.046, -0.020 + 0.004 * smile, 0.046)) - mix(0.0185, 0.0235, human_me.slant + 0.5) - 0.002 * smile, 0.030);
    d = human_smin(d, human_capsule(m, vec3(0.0, 0.034, 0.078), vec3(0.044, 0.031, 0.058), 0.007, 0.006), 0.014);
    d = human_smax(d, -(length((m - vec3(human_me.gap, 0.006, 0.093)) * vec3(1.0, 1.15, 1.0)) - 0.016), 0.016);
    d = human_smin(d, length(m - vec3(human_me.gap - 0.0005, 0.005, 0.0645)) - 0.0150, 0.005);
    float nose = human_me.nose, broad = human_me.eyes;
    vec3 tip = vec3(0.0, mix(-0.018, -0.033, nose), mix(0.095, 0.112, human_me.hump));
    d = human_smin(d, human_capsule(q, vec3(0.0, 0.014, 0.078), tip, mix(0.0052, 0.0072, broad), mix(0.0082, 0.0124, broad)), 0.012);
    d = human_smin(d, length(q - vec3(0.0, -0.002, 0.084 + 0.008 * human_me.hump * nose)) - 0.0062, 0.010);                         // a bridge
    d = human_smin(d, length(m - vec3(mix(0.0095, 0.0165, broad), tip.y - 0.002, tip.z - 0.015)) - mix(0.0066, 0.0086, broad), 0.008);
    float wide = 0.019 + 0.008 * smile - 0.005 * awe, corner = -0.064 + 0.010 * smile;
    d = human_smin(d, human_capsule(m, vec3(0.0, -0.0580, 0.0855), vec3(wide, corner, 0.070), 0.0062, 0.0032), 0.006);
    d = human_smin(d, human_capsule(m, vec3(0.0, -0.0690 - 0.016 * awe, 0.0835 - 0.004 * awe), vec3(wide, corner - 0.002, 0.069), 0.0072, 0.0034), 0.006);
    d = human_smax(d, -human_ellipsoid(q - vec3(0.0, -0.064 - 0.008 * awe + 0.002 * smile, 0.088), vec3(wide * 0.92, 0.0014 + 0.0125 * awe + 0.003 * smile, 0.020)), 0.003);
#else
    d = human_smin(d, human_capsule(q, vec3(0.0, 0.012, 0.080), vec3(0.0, -0.026, 0.102), 0.007, 0.011), 0.012);   // a profile, when the head is turned
    d = human_smin(d, length(q - vec3(0.0, -0.098, 0.063)) - 0.018, 0.03);
#endif
    return d;
}
float human_body(vec3 p) {                          // neck to hips; p from the head's centre
    float broad = human_me.broad, slope = human_me.slope, x = abs(p.x);
    vec3 m = vec3(x, p.yz);
    float neck = human_capsule(p, vec3(0.0, -0.06, -0.018), vec3(0.0, -0.20, -0.030), (human_me.cloth == 1 ? 0.039 : 0.046) + 0.007 * human_me.jaw, human_me.cloth == 1 ? 0.050 : 0.060);
    float slant = human_capsule(m, vec3(0.010, -0.135, -0.038), vec3(0.125, -0.214 - slope, -0.036), human_me.cloth == 1 ? 0.026 : 0.040, 0.038);   // from the neck to the shoulder
    float yoke = human_capsule(m, vec3(0.020, -0.190, -0.040), vec3(broad, -0.215 - slope, -0.030), 0.050, 0.056);
    float arm = human_capsule(m, vec3(broad + 0.008, -0.226 - slope, -0.028), vec3(broad + 0.050, -0.52, 0.03), 0.058, 0.044);
    float trunk = human_ellipsoid(p - vec3(0.0, -0.50, -0.02), vec3(broad + 0.022, 0.37, 0.122));
    float d = human_smin(human_smin(human_smin(yoke, slant, 0.04), trunk, 0.07), arm, 0.035);
    return human_smin(d, neck, human_me.cloth == 1 ? 0.045 : 0.040);
}
float human_cloth(vec3 p, float body) {             // what is worn over the body, or far away
    if (human_me.cloth == 1) {                      // a gown: bare shoulders, straps, a deep neck, or from shoulder to shoulder
        if (human_me.wear == 2) return human_smax(body - 0.006, max((p.y + 0.335) * 0.42 - abs(p.x), p.y + 0.165), 0.006);
        if (human_me.wear == 3) return human_smax(body - 0.006, p.y + 0.212 - 0.020 * cos(14.0 * p.x), 0.006);
        float gown = human_smax(body - 0.004, p.y + 0.285 - 0.05 * cos(18.0 * p.x) * step(abs(p.x), 0.09), 0.006);
        return human_me.wear == 1 ? min(gown, human_smax(body - 0.005, abs(abs(p.x) - 0.085) - 0.010, 0.004)) : gown;
    }
    float seam = 0.0030 * exp(-p.x * p.x / 0.00002) + 0.0030 * exp(-pow((p.y + 0.245 + human_me.slope + 0.12 * abs(p.x)) / 0.0055, 2.0)) * step(0.5, human_me.eyes);   // down the back, and a yoke
    if (p.z > -0.02) seam = 0.0;
    float fold = seam + 0.0022 * sin(34.0 * p.x + 14.0 * p.y + human_me.seed) * smoothstep(-0.22, -0.34, p.y) + 0.0011 * sin(43.0 * p.y + 30.0 * abs(p.x) + human_me.seed);
    float d = human_smax(body - 0.010 + fold, min(p.y + 0.148 - 0.02 * p.z, 0.068 - abs(p.x)), 0.010);
    float ring = length((p.xz + vec2(0.0, 0.030)) * vec2(1.0, 0.92));
    float collar = length(vec2(ring - 0.066, (p.y + 0.140 + 0.16 * p.z) * 0.40)) - (human_me.cloth == 2 ? 0.0125 : 0.0085);
    return human_smin(d, collar, 0.016);
}
vec2 human(vec3 p) {                                // distance, material
    float body = human_body(p), cloth = human_cloth(p, body);
    vec3 q = human_local(p);
    float far = length(q) - 0.30;
    vec2 r = vec2(min(body, cloth), cloth < body + 0.002 ? 2.0 : 0.0);
    if (r.y > 1.5 && human_me.cloth == 0 && p.y > -0.146 - 0.16 * p.z) r.y = 3.0;                        // a shirt's collar over the jacket's
    if (far > 0.25) return r;
    float skull = human_skull(q) * 0.95, hair = human_hair(q) * 0.9;
    float head = human_smin(skull, hair, 0.004);
    if (head < r.x) r.y = hair < skull ? 1.0 : 0.0;
    r.x = human_smin(r.x, head, 0.012);
    return r;
}
