// cell: what the guard knows of one cell of the picture, three counters in three words of four: light, old red, red. cell_read: so many steps later.
// cell_judge: would colour c break its count? x it has more turns in the last second than it may, y one of them is c's own.
#include "lib/color/luminance.glsl"
#include "lib/guard/swing.glsl"
#include "lib/guard/red.glsl"
const float CELL_LIGHT = 0.085, CELL_DARK = 0.82, CELL_RED = 0.056;   // of 0.10, 0.80 and 20/320 in the rules: what eight bits and a codec add stays below them
const vec4 CELL_KEEP = vec4(0.5, 0.75, 0.9, 0.97);   // shares of the last picture to try before all of it
const uint CELL_TURNS = 6u, CELL_HOT = 3u;           // a second: no more than three flashes; of light, when it went on for seconds, fewer
struct Cell { uvec4 light, old_red, red; vec3 shown; };
uvec4 cell_later(uvec4 s, uint steps) { return uvec4(s.x, ages_later(s.yz, steps), s.w); }
Cell cell_read(usampler2D light, usampler2D old_red, usampler2D red, usampler2D shown, ivec2 at, uint steps) {
    return Cell(cell_later(texelFetch(light, at, 0), steps), cell_later(texelFetch(old_red, at, 0), steps), cell_later(texelFetch(red, at, 0), steps),
                uintBitsToFloat(texelFetch(shown, at, 0).rgb));
}
bvec2 cell_count(uvec4 s, bool turns, uint most) {
    bool over = ages_counted(s.yz, turns ? most - 1u : most);
    return bvec2(over, over && turns);
}
bvec2 cell_judge(Cell cell, vec3 c, uint most) {
    bvec2 light = cell_count(cell.light, swing_turn(cell.light, luminance(c), CELL_LIGHT, CELL_DARK) != 0u, most);
    bvec2 old_red = cell_count(cell.old_red, swing_turn(cell.old_red, red_excess(c), CELL_RED, 9.0) != 0u, CELL_TURNS);
    bvec2 red = cell_count(cell.red, red_turn(cell.red, c) != 0u, CELL_TURNS);
    return bvec2(light.x || old_red.x || red.x, light.y || old_red.y || red.y);
}
