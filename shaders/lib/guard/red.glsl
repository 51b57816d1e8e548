// red: a counter of transitions to and from saturated red (R/(R+G+B) of linear light past a gate, 0.80 in the rule) by more than RED_STEP in CIE 1976 u'v' (WCAG 2.2, ISO 9241-391).
// State: x the farthest colour of the red phase, w of the other one (u' << 16 | v'; RED_NONE none), y z the ages of its turns. red_excess: WCAG 2.0's (R - G - B)+.
#include "lib/guard/ages.glsl"
const uint RED_NONE = 0xFFFFFFFFu;
const float RED_GATE = 0.78, RED_STEP = 0.17, RED_GROWS = 0.30, RED_DIM = 0.011;
bool red_past(vec3 c, float gate) { return c.r > RED_DIM && c.r >= gate * (c.r + c.g + c.b); }
float red_excess(vec3 c) {   // the gate at 0.80 is as wide as what displays and eight bits make of it
    return c.r > RED_DIM ? max(c.r - c.g - c.b, 0.0) * clamp((c.r / (c.r + c.g + c.b) - 0.785) / 0.03, 0.0, 1.0) : 0.0;
}
vec2 red_uv(vec3 c) {
    float x = dot(c, vec3(0.4124, 0.3576, 0.1805)), y = dot(c, vec3(0.2126, 0.7152, 0.0722)), z = dot(c, vec3(0.0193, 0.1192, 0.9505));
    float d = x + 15.0 * y + 3.0 * z, flare = 5e-5 * 19.63;   // pure black reads as the white point
    return vec2(4.0 * x + 0.19783 * flare, 9.0 * y + 0.46832 * flare) / (d + flare);
}
vec2 red_colour(uint word) { return vec2(float(word >> 16), float(word & 65535u)) / 65535.0; }
uint red_word(vec2 uv) { return uint(uv.x * 65535.0 + 0.5) << 16 | uint(uv.y * 65535.0 + 0.5); }
float red_far(vec2 uv, uint word) { return word == RED_NONE ? -1.0 : distance(uv, red_colour(word)); }
uvec4 red_first(vec3 c) { return red_past(c, RED_GATE) ? uvec4(red_word(red_uv(c)), AGES_NONE, RED_NONE) : uvec4(RED_NONE, AGES_NONE, red_word(red_uv(c))); }
uint red_turn(uvec4 s, vec3 c) {   // 1 to red, 2 from it, 0 none
    vec2 uv = red_uv(c);
    uint way = ages_way(s.yz);
    if (red_past(c, RED_GATE)) return way != 1u && red_far(uv, s.w) > RED_STEP ? 1u : 0u;
    return way != 2u && red_far(uv, s.x) > RED_STEP ? 2u : 0u;
}
uvec4 red_next(uvec4 s, vec3 c) {
    vec2 uv = red_uv(c);
    uint way = ages_way(s.yz), turn = red_turn(s, c);
    float from_red = red_far(uv, s.x), from_other = red_far(uv, s.w), span = s.x == RED_NONE || s.w == RED_NONE ? 9.0 : distance(red_colour(s.x), red_colour(s.w));
    bool red = red_past(c, RED_GATE);
    bool grows = red ? from_red < 0.0 || (way == 1u ? from_other > span : from_other < 0.0) : from_other < 0.0 || (way == 2u ? from_red > span : from_red < 0.0);
    uvec2 ages = turn != 0u ? ages_push(s.yz, turn) : grows && max(from_red, from_other) <= RED_GROWS && way == (red ? 1u : 2u) ? ages_renewed(s.yz) : s.yz;
    if (turn != 0u || grows) {
        if (red) s.x = red_word(uv); else s.w = red_word(uv);
    }
    return uvec4(s.x, ages, s.w);
}
