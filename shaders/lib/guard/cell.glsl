// cell: what the guard knows of one cell of the picture, three counters in three words of four: light, old red, red. cell_read: so many steps later.
// cell_judge: what would colour c make of it? x it has more turns in the last second than it may, y one of them is c's own; z it has four turns of light, and will
// have them for more than `left` steps to come, w one of them is c's own.
#include "lib/color/luminance.glsl"
#include "lib/guard/swing.glsl"
#include "lib/guard/red.glsl"
const float CELL_LIGHT = 0.090, CELL_DARK = 0.81, CELL_RED = 0.050;   // 0.10, 0.80 and 20/320 in the rules, less what eight bits and other curves of displays add
const vec4 CELL_KEEP = vec4(0.5, 0.75, 0.9, 0.97);   // shares of the last picture to try before all of it
const uint CELL_TURNS = 6u, CELL_BUSY = 4u;           // a second: no more than three flashes; two are not to go on for long
struct Cell { uvec4 light, old_red, red; vec3 shown; };
uvec4 cell_later(uvec4 s, uint steps) { return uvec4(s.x, ages_later(s.yz, steps), s.w); }
Cell cell_read(usampler2D light, usampler2D old_red, usampler2D red, usampler2D shown, ivec2 at, uint steps) {
    return Cell(cell_later(texelFetch(light, at, 0), steps), cell_later(texelFetch(old_red, at, 0), steps), cell_later(texelFetch(red, at, 0), steps),
                uintBitsToFloat(texelFetch(shown, at, 0).rgb));
}
bvec2 cell_count(uvec4 s, bool turns) {
    bool over = ages_counted(s.yz, turns ? CELL_TURNS - 1u : CELL_TURNS);
    return bvec2(over, over && turns);
}
bool cell_turns(Cell cell, vec3 c) { return swing_turn(cell.light, luminance(c), CELL_LIGHT, CELL_DARK) != 0u; }
bool cell_busy(Cell cell, bool turns, uint left) {   // for more than so many steps to come; what has more turns than it may is no business of this rule
    uint age = ages_of(cell.light.yz, turns ? CELL_BUSY - 2u : CELL_BUSY - 1u);
    return age <= AGES_SECOND && AGES_SECOND - age >= left && !ages_counted(cell.light.yz, turns ? CELL_TURNS - 1u : CELL_TURNS);
}
bvec4 cell_judge(Cell cell, vec3 c, uint left) {
    bool turns = cell_turns(cell, c), busy = cell_busy(cell, turns, left);
    bvec2 light = cell_count(cell.light, turns);
    bvec2 old_red = cell_count(cell.old_red, swing_turn(cell.old_red, red_excess(c), CELL_RED, 9.0) != 0u);
    bvec2 red = cell_count(cell.red, red_turn(cell.red, c) != 0u);
    return bvec4(light.x || old_red.x || red.x, light.y || old_red.y || red.y, busy, busy && turns);
}
