#include "lib/sdf/human.glsl"
// arm: signed distance (m) and material of a limb along +y, seen from its back (+z to the viewer). part 0..3 forearm with hand (fingers spread; turned edge on, palm inward;
// a fist; holding a small light), 4 upper arm; sleeved 0 or 1. The forearm starts at its elbow (y 0), its wrist at 0.25; the upper arm ends at 0.30.
float arm_finger(vec3 p, vec3 root, float turn, float size, float curl) {
    vec3 q = p - root;
    q.xy = vec2(cos(turn) * q.x - sin(turn) * q.y, sin(turn) * q.x + cos(turn) * q.y);
    vec3 b = vec3(0.0, 0.040 * size, -0.012 * curl), c = b + vec3(0.0, 0.034 * size * (1.0 - 0.5 * curl), -0.026 * curl);
    return min(human_capsule(q, vec3(0.0), b, 0.0090, 0.0078), human_capsule(q, b, c, 0.0078, 0.0056));
}
vec2 arm(vec3 p, int part, float sleeved) {
    if (part == 4) {
        float bare = human_capsule(p, vec3(0.0, -0.02, 0.0), vec3(0.0, 0.31, 0.0), 0.047, 0.035) - 0.004 * exp(-pow((p.y - 0.14) / 0.08, 2.0));
        float cloth = bare - 0.014 + 0.003 * sin(52.0 * p.y + 30.0 * p.x) + 0.002 * sin(31.0 * p.y - 40.0 * p.x);
        return sleeved > 0.5 ? vec2(cloth, 2.0) : vec2(bare, 0.0);
    }
    float d = human_capsule(p, vec3(0.0), vec3(0.0, 0.245, 0.0), 0.036, 0.0225) - 0.005 * exp(-pow((p.y - 0.07) / 0.06, 2.0));
    float spread = part == 0 ? 1.0 : part == 1 ? 0.15 : 0.0, curl = part == 0 ? 0.12 : part == 1 ? 0.35 : 1.0, fist = part >= 2 ? 1.0 : 0.0;
    vec3 h = p - vec3(0.0, 0.250, 0.0);
    if (part == 1) {                                                                                     // about the forearm, thumb to the viewer
        h.xz = vec2(0.62 * h.x + 0.785 * h.z, 0.62 * h.z - 0.785 * h.x);
        h.xy = vec2(0.98 * h.x - 0.17 * h.y, 0.98 * h.y + 0.17 * h.x);
    }
    float hand = human_ellipsoid(h - vec3(0.0, 0.046 - 0.006 * fist, 0.0), vec3(0.0385, 0.055 - 0.010 * fist, 0.0165 + 0.010 * fist));
    hand = human_smin(hand, human_ellipsoid(h - vec3(-0.024, 0.030, 0.004), vec3(0.017, 0.030, 0.015)), 0.012);
    if (fist > 0.5) {                                                                                    // knuckles over the palm, the thumb across
        for (int i = 0; i < 4; i++) {
            float k = float(i) - 1.5;
            hand = human_smin(hand, human_capsule(h, vec3(k * 0.0175, 0.080 - 0.0025 * k * k, 0.010), vec3(k * 0.0170, 0.066, -0.026), 0.0105, 0.0095), 0.005);
        }
        hand = human_smin(hand, human_capsule(h, vec3(-0.034, 0.050, -0.006), vec3(-0.006, 0.062, -0.032), 0.0115, 0.0090), 0.006);
    } else {
        for (int i = 0; i < 4; i++) {
            float k = float(i) - 1.35;
            hand = human_smin(hand, arm_finger(h, vec3(k * 0.0185, 0.086 - 0.0032 * k * k, 0.0), k * 0.15 * spread, i == 3 ? 0.80 : i == 0 ? 0.94 : 1.04 - 0.04 * abs(k), curl), 0.005);
        }
        hand = human_smin(hand, human_capsule(h, vec3(-0.026, 0.026, 0.004), vec3(-0.040 - 0.020 * spread, 0.062, 0.008), 0.0115, 0.0095), 0.008);
        hand = human_smin(hand, human_capsule(h, vec3(-0.040 - 0.020 * spread, 0.062, 0.008), vec3(-0.046 - 0.026 * spread, 0.092, 0.004), 0.0095, 0.0068), 0.004);
    }
    d = human_smin(d, hand, 0.016);
    if (part == 3) {                                                                                     // its light, a hand's length above the fist
        float light = length(max(abs(h - vec3(0.0, 0.098, -0.006)) - vec3(0.026, 0.048, 0.001), 0.0)) - 0.005;
        if (light < d) return vec2(light, 4.0);
    }
    if (sleeved < 0.5) return vec2(d, 0.0);
    float cloth = human_capsule(p, vec3(0.0, -0.02, 0.0), vec3(0.0, 0.205, 0.0), 0.050, 0.036) + 0.0025 * sin(60.0 * p.y + 25.0 * p.x) * smoothstep(0.2, 0.1, p.y);
    float cuff = human_capsule(p, vec3(0.0, 0.208, 0.0), vec3(0.0, 0.226, 0.0), 0.0320, 0.0315);
    cloth = max(cloth, p.y - 0.212);
    cuff = max(cuff, p.y - 0.230);
    float worn = min(cloth, cuff);
    return worn < d ? vec2(worn, cloth < cuff ? 2.0 : 3.0) : vec2(d, 0.0);
}
