#include "blocks/frame.glsl"
#include "lib/noise/hash.glsl"
const vec2 LISTENER_HEART = vec2(-0.018, -0.385);   // m from the head's top, seen from behind: a little to the left
// listener_outline: vertex k (0..17) of six triangles around a person: a narrow part for the head above `neck`, a wide one below, down to `low`; m.
vec2 listener_outline(int k, float head, float wide, float top, float neck, float low) {
    const int CORNER[18] = int[18](2, 3, 0, 0, 3, 1, 4, 2, 6, 2, 3, 6, 3, 7, 6, 3, 5, 7);
    int c = CORNER[k];
    float x = c < 4 ? head : wide;
    return vec2((c & 1) == 0 ? -x : x, c < 2 ? top : c < 6 ? neck : low);
}
// listener_arm: corner 0..5 of the quad of a limb, m in the limb's own frame; forearms with their hands are wider than upper arms.
vec2 listener_arm(int k, int part) {
    vec2 corner = vec2(float(k == 1 || k == 2 || k == 4), float(k == 2 || k == 4 || k == 5));
    return vec2((corner.x - 0.5) * (part == 0 ? 0.14 : 0.19), corner.y * (part == 0 ? 0.42 : 0.50) - 0.06);
}
// listener_lean: p (m, origin at the head's top) of a listener who leans to a side, as everybody does a little and some do to their neighbour, about the seat.
vec2 listener_lean(vec2 p, vec4 trait) {
    float far = fract(trait.x * 11.3 + trait.w * 5.1), a = (fract(trait.y * 13.7 + trait.z * 3.1) - 0.5) * (far > 0.7 ? 0.24 : 0.10);
    vec2 q = p + vec2(0.0, 0.78);
    return vec2(q.x + a * q.y, q.y * (1.0 - 0.5 * a * a) - a * q.x) - vec2(0.0, 0.78);
}
// listener_clap: how far apart the palms are in a clap at phase (rad), 0 together .. 1.
float listener_clap(float phase) { float s = 0.5 - 0.5 * cos(phase); return s * s * (3.0 - 2.0 * s); }
// listener_limb: a limb of an arm in the person's frame (m, origin at the head's top). part 0 upper arm, 1 forearm with hand; side -1 left, 1 right;
// phase: of the clap; hands 0 in the lap .. 1 up. base: its joint, dir: unit along it. Returns the limb's number in the atlas (0..2 forearms, 3 upper arm).
int listener_limb(int part, float side, vec4 trait, float phase, float hands, out vec2 base, out vec2 dir) {
    float pick = fract(trait.z * 5.9 + trait.w * 2.3), high = fract(trait.x * 6.1 + trait.z * 4.3), clap = listener_clap(phase);
    vec2 shoulder = vec2(0.150 * side, -0.345 + 0.055 * hands), lap = vec2(0.17 * side, -0.80), up;
    int hand = 1;
    float mine = hands, turn = 6.2831853 * fract(frame_clock.x * floor(1400.0 + 2200.0 * high) / 4096.0) + 20.0 * trait.y;
    if (pick < 0.46) up = vec2((0.112 + 0.045 * (1.0 - high) + 0.080 * clap) * side + (trait.y - 0.5) * 0.07, mix(0.11, 0.235, high) - 0.02 * clap);   // claps over the head
    else if (pick < 0.72) { up = vec2((0.235 + 0.05 * sin(turn)) * side, mix(0.08, 0.165, high) + 0.015 * cos(turn * 2.0)); hand = 0; }     // both arms wide
    else {                                                                                                                              // one arm
        bool raised = side * (trait.x - 0.5) > 0.0;
        up = raised ? vec2(0.17 * side + 0.06 * sin(turn), mix(0.10, 0.19, high)) : lap;
        hand = high > 0.72 ? 2 : 0;
    }
    vec2 wrist = mix(lap, up, mine);
    wrist.x += side * 0.20 * sin(3.14159 * mine) * step(-0.4, up.y);
    vec2 span = wrist - shoulder;
    float d = clamp(length(span), 0.06, 0.548), half_way = (0.30 * 0.30 - 0.25 * 0.25 + d * d) / (2.0 * d);
    vec2 along = span / max(length(span), 1e-3), out_ward = vec2(along.y, -along.x) * side;
    if (out_ward.x * side < 0.0) out_ward = -out_ward;
    vec2 elbow = shoulder + along * half_way + out_ward * sqrt(max(0.09 - half_way * half_way, 0.0));
    if (part == 0) { base = shoulder; dir = normalize(elbow - shoulder); return 3; }
    base = elbow;
    dir = normalize(shoulder + along * d - elbow);
    return hand;
}
// listener_front: the same seen from before, in the frame of the head's centre; hands 0 hidden .. 1 clapping at the chest, or raised over the head.
int listener_front(int part, float side, vec4 trait, float phase, float hands, float raised, out vec2 base, out vec2 dir) {
    if (raised > 0.5) {
        int limb = listener_limb(part, side, trait, phase, hands, base, dir);
        base.y += 0.116;
        return limb;
    }
    float clap = listener_clap(phase), high = fract(trait.z * 4.7 + trait.x);
    vec2 elbow = vec2((0.205 + 0.03 * trait.y) * side, -0.47 - 0.05 * (1.0 - hands)), shoulder = vec2(0.165 * side, -0.26);
    vec2 wrist = vec2((0.030 + 0.060 * clap) * side + 0.06 * (trait.y - 0.5), mix(-0.62, mix(-0.37, -0.27, high), hands));
    if (part == 0) { base = shoulder; dir = normalize(elbow - shoulder); return 3; }
    dir = normalize(wrist - elbow);
    base = wrist - dir * 0.235;
    return 1;
}
