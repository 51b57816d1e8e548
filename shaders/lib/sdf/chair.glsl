#include "lib/sdf/fiddle.glsl"
// A bentwood chair whose feet stand at the origin, its seat 0.222 high, with a cloth over it and a violin on the cloth. Distances, negative inside.
const float VIOLIN = 0.190;   // height of the violin's body
vec2 chair_violin(vec2 c) { return mat2(0.9916, -0.1296, 0.1296, 0.9916) * (c - vec2(0.018, 0.222)) / VIOLIN; }   // it stands a little askew
// chair_hoop, chair_legs: the back's outer bow, and the legs: two in front, two behind.
float chair_hoop(vec2 c) { return max(abs(length(vec2(c.x, max(c.y - 0.31, 0.0) * 0.95)) - 0.076) - 0.0062, 0.21 - c.y); }
float chair_front(vec2 c) { return min(rod(c, vec2(-0.078, 0.20), vec2(-0.088, 0.0)), rod(c, vec2(0.078, 0.20), vec2(0.088, 0.0))) - 0.0068; }
float chair_legs(vec2 c) { return min(chair_front(c), rod(vec2(abs(c.x), c.y), vec2(0.052, 0.20), vec2(0.055, 0.035)) - 0.0068); }
// chair_cloth: what hangs before the seat, longer at one side. chair_brace: the ring between the legs. chair_bow: the back's inner bow.
float chair_cloth(vec2 c) {
    float fall = 0.060 + 0.010 * sin(c.x * 60.0 + 0.5) + 0.085 * smoothstep(-0.02, 0.09, c.x), e = 0.222 - c.y;
    return max(max(abs(c.x + 0.006) - 0.080 - 0.10 * e * e, -e), fall - c.y);
}
float chair_brace(vec2 c) { return abs(length((c - vec2(0.0, 0.095)) / vec2(0.074, 0.015)) - 1.0) * 0.015 - 0.0022; }
float chair_bow(vec2 c) { return max(abs(length(vec2(c.x, max(c.y - 0.295, 0.0) * 0.9)) - 0.040) - 0.0042, 0.21 - c.y); }
float chair_wood(vec2 c) { return min(min(chair_hoop(c), chair_bow(c)), min(chair_legs(c), chair_brace(c))); }
// chair_shape: all of it, for its shadow.
float chair_shape(vec2 c) {
    vec2 v = chair_violin(c);
    float violin = min(fiddle(v), rod(v, vec2(0.0, 0.9), vec2(0.0, 1.6)) - 0.032);
    return min(min(chair_hoop(c), chair_legs(c)), min(chair_cloth(c), VIOLIN * violin));
}
