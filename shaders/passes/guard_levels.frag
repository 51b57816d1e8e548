// Per share of the last picture that may be kept: 1 where some window of BLOCK x BLOCK would break the rule with it.
uniform sampler2D u_over, u_more;   // sums across
layout(location = 0) out vec4 o_broken;
vec4 broken_counts(vec4 both, float most) { return vec4(greaterThanEqual(both, vec4(PACK))) * vec4(greaterThan(mod(both, PACK), vec4(most))); }
void main() {
    ivec2 low = ivec2(gl_FragCoord.xy) * BLOCK, high = min(low + BLOCK, ivec2(TILES_X, TILES_Y));
    o_broken = vec4(0.0);
    for (int y = low.y; y < high.y; y++)
        for (int x = low.x; x < high.x; x++) {
            vec4 over = vec4(0.0), more = vec4(0.0);
            for (int k = y; k < min(y + FIELD_Y + 1, TILES_Y); k++) {
                over += texelFetch(u_over, ivec2(x, k), 0);
                if (k < y + FIELD_Y) more += texelFetch(u_more, ivec2(x, k), 0);
            }
            o_broken = max(o_broken, max(broken_counts(over, MOST_CELLS), broken_counts(more, BUSY_CELLS)));
        }
}
