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
// listener_along: q (m in a limb's own frame) in the person's frame.
vec2 listener_along(vec2 q, vec2 base, vec2 dir) { return base + vec2(dir.y, -dir.x) * (q.x / length(dir)) + dir * q.y; }
// listener_arm: corner 0..5 of the quad of a limb, m in the limb's own frame; forearms with their hands are wider than upper arms.
vec2 listener_arm(int k, int part) {
    vec2 corner = vec2(float(k == 1 || k == 2 || k == 4), float(k == 2 || k == 4 || k == 5));
    return vec2((corner.x - 0.5) * (part == 0 ? 0.14 : 0.19), corner.y * (part == 0 ? 0.42 : 0.50) - 0.06);
}
// listener_sleeved: whether a person of this kind has sleeves; who wears a gown, as lib/sdf/human.glsl chooses it, has bare arms.
bool listener_sleeved(int kind) { return hash11(kind * 31 + 21 * 977 + 5) < 0.5 || hash11(kind * 31 + 22 * 977 + 5) >= 0.6; }
// listener_lean: p (m, origin at the head's top) of a listener who leans to a side, as everybody does a little and some do to their neighbour, about the seat.
vec2 listener_lean(vec2 p, vec4 trait) {
    float far = fract(trait.x * 11.3 + trait.w * 5.1), a = (fract(trait.y * 13.7 + trait.z * 3.1) - 0.5) * (far > 0.7 ? 0.24 : 0.10);
    vec2 q = p + vec2(0.0, 0.78);
    return vec2(q.x + a * q.y, q.y * (1.0 - 0.5 * a * a) - a * q.x) - vec2(0.0, 0.78);
}
// listener_clap: how far apart the palms are in a clap at phase (rad), 0 together .. 1.
float listener_clap(float phase) { float s = 0.5 - 0.5 * cos(phase); return s * s * (3.0 - 2.0 * s); }
// listener_hands: where a hand of somebody who is carried away goes (m in the person's frame, origin at the head's top): over the head to clap, or to wave, or one
// alone. side -1 left, 1 right; phase: of the clap. Returns the hand's number in the atlas: 0 open, 1 edge on as palms meet, 2 fist, 3 with a small light.
int listener_hands(float side, vec4 trait, float phase, out vec2 wrist) {
    float pick = fract(trait.z * 5.9 + trait.w * 2.3), high = fract(trait.x * 6.1 + trait.z * 4.3), clap = listener_clap(phase);
    float turn = 6.2831853 * fract(frame_clock.x * floor(1400.0 + 2200.0 * high) / 4096.0) + 20.0 * trait.y, slow = sin(turn);
    if (pick < 0.50) {                                                                                  // claps over the head, palm to palm
        wrist = vec2((0.020 + 0.085 * clap) * side + (trait.y - 0.5) * 0.08, mix(0.105, 0.205, high) - 0.020 * clap);
        return 1;
    }
    if (pick < 0.66) {                                                                                  // both arms up and apart
        wrist = vec2((0.190 + 0.06 * high) * side + 0.022 * slow, mix(0.10, 0.185, trait.y) + 0.014 * side * cos(turn));
        return 0;
    }
    bool raised = side * (trait.x - 0.5) > 0.0;                                                         // one arm: a wave, a fist, rarely a light
    wrist = raised ? vec2((0.135 + 0.05 * high) * side + (pick < 0.86 ? 0.045 : 0.010) * slow, mix(0.09, 0.205, high)) : vec2(0.17 * side, -0.80);
    return pick < 0.86 ? 0 : pick < 0.975 ? 2 : 3;
}
// listener_limb: a limb of such an arm. part 0 upper arm, 1 forearm with hand; hands 0 in the lap .. 1 up. base: its joint, dir: along it, as long as it is foreshortened. The
// shoulder is lifted, the elbow bends outward. Returns the limb's number in the atlas (0..3 forearms, 4 upper arm).
int listener_limb(int part, float side, vec4 trait, float phase, float hands, out vec2 base, out vec2 dir) {
    vec2 shoulder = vec2((0.162 - 0.012 * hands) * side, -0.345 + 0.060 * hands), lap = vec2(0.17 * side, -0.80), up;
    int hand = listener_hands(side, trait, phase, up);
    vec2 wrist = mix(lap, up, hands);
    wrist.x += side * 0.20 * sin(3.14159 * hands) * step(-0.4, up.y);
    vec2 span = wrist - shoulder;
    float d = clamp(length(span), 0.06, 0.548), nearer = clamp((d + 0.06) / 0.55, 0.60, 1.0), upper = 0.30 * nearer, fore = 0.25 * nearer;   // what is not to the side comes toward us
    d = min(d, 0.998 * (upper + fore));
    float half_way = (upper * upper - fore * fore + d * d) / (2.0 * d);
    vec2 along = span / max(length(span), 1e-3), out_ward = vec2(along.y, -along.x) * side;
    if (out_ward.x * side < 0.0) out_ward = -out_ward;
    vec2 elbow = shoulder + along * half_way + out_ward * sqrt(max(upper * upper - half_way * half_way, 0.0));
    if (part == 0) { base = shoulder; dir = normalize(elbow - shoulder) * nearer; return 4; }
    base = elbow;
    dir = normalize(shoulder + along * d - elbow) * nearer;
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
    vec2 elbow = vec2((0.205 + 0.03 * trait.y) * side, -0.49 - 0.05 * (1.0 - hands)), shoulder = vec2(0.165 * side, -0.26);
    vec2 wrist = vec2((0.024 + 0.060 * clap) * side + 0.05 * (trait.y - 0.5), mix(-0.62, mix(-0.40, -0.29, high), hands));
    if (part == 0) { base = shoulder; dir = normalize(elbow - shoulder); return 4; }
    dir = normalize(mix(wrist - elbow, vec2(0.0, 0.25), 0.35));   // forearms come toward us, hands point up
    base = wrist - dir * 0.235;
    return 1;
}
