// swing: a counter of the alternating transitions of one value 0..1: a turn is a change of `least` or more from the last extremum, the darker of the two below
// `dark` (WCAG 2.2, general flash). State: x the extremes (high << 16 | low), y z the ages of its turns (lib/guard/ages.glsl), w free. The word behind the last turn
// is where it began; a turn that is still growing counts as now, or one that creeps past the limit would be dated too early.
#include "lib/guard/ages.glsl"
const float SWING_GROWS = 1.3, SWING_DARK = 0.03;   // times `least`; below `dark`, where others may see the turn begin
float swing_round(float x) { return floor(clamp(x, 0.0, 1.0) * 65535.0 + 0.5) / 65535.0; }
vec2 swing_range(uint word) { return vec2(float(word >> 16), float(word & 65535u)) / 65535.0; }
uint swing_word(vec2 range) { return uint(range.x * 65535.0 + 0.5) << 16 | uint(range.y * 65535.0 + 0.5); }
uvec4 swing_first(float x) { return uvec4(swing_word(vec2(swing_round(x))), AGES_NONE, 0u); }
uint swing_turn(uvec4 s, float x, float least, float dark) {   // 1 up, 2 down, 0 none
    x = swing_round(x);
    vec2 range = swing_range(s.x);
    range = vec2(max(range.x, x), min(range.y, x));
    uint way = ages_way(s.yz);
    if (way != 1u && x - range.y >= least && range.y < dark) return 1u;
    return way != 2u && range.x - x >= least && x < dark ? 2u : 0u;
}
uvec4 swing_next(uvec4 s, float x, float least, float dark, bool counts) {   // counts: whether a turn may be one
    uint turn = counts ? swing_turn(s, x, least, dark) : 0u, way = ages_way(s.yz);
    x = swing_round(x);
    vec2 range = swing_range(s.x);
    bool small = range.x - range.y <= SWING_GROWS * least;   // till now
    bool grows = way == 1u ? x > range.x && small : way == 2u && x < range.y && (small || range.y > dark - SWING_DARK);
    range = vec2(max(range.x, x), min(range.y, x));
    if (turn == 1u) range.x = x;
    if (turn == 2u) range.y = x;
    uvec2 ages = turn != 0u ? ages_push(s.yz, turn) : grows ? ages_renewed(s.yz) : s.yz;
    return uvec4(swing_word(range), ages, s.w);
}
