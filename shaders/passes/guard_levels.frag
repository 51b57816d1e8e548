// Per share of the last picture that may be kept: 1 where some window of BLOCK x BLOCK would break the rule with it.
uniform sampler2D u_over, u_more;   // sums across
layout(location = 0) out vec4 o_broken;
void main() {
    ivec2 low = ivec2(gl_FragCoord.xy) * BLOCK, high = min(low + BLOCK, ivec2(TILES_X, TILES_Y));
    o_broken = vec4(0.0);
    for (int y = low.y; y < high.y; y++)
        for (int x = low.x; x < high.x; x++) {
            vec4 over = vec4(0.0), more = vec4(0.0);
            for (int k = y; k < min(y + WINDOW_Y, TILES_Y); k++) {
                over += texelFetch(u_over, ivec2(x, k), 0);
                more += texelFetch(u_more, ivec2(x, k), 0);
            }
            o_broken = max(o_broken, vec4(greaterThan(over, vec4(MOST_CELLS))) * vec4(greaterThan(more, vec4(0.0))));
        }
}
