// The atlas of sixteen listeners, 4 x 4 cells of 0.96 m: r distance (0.5 at the edge, 1 = 64 mm inside), gb outward normal, a part (0 head, 1 shoulders).
#include "lib/sdf/person.glsl"
in vec2 v_uv;
layout(location = 0) out vec4 o_cell;
void main() {
    vec2 g = v_uv * 4.0;
    ivec2 cell = ivec2(floor(g));
    vec2 p = vec2(g.x - float(cell.x) - 0.5, g.y - float(cell.y)) * 0.96 - vec2(0.0, 0.88);
    int kind = cell.x + 4 * cell.y;
    float part, other;
    const float e = 0.013;
    float d = person(p, kind, part);
    vec2 n = vec2(person(p + vec2(e, 0.0), kind, other) - person(p - vec2(e, 0.0), kind, other), person(p + vec2(0.0, e), kind, other) - person(p - vec2(0.0, e), kind, other));
    n /= max(length(n), 1e-6);
    o_cell = vec4(0.5 - d / 0.128, n * 0.5 + 0.5, part);
}
