// Two images of tiles, summed over so many tiles from here to the right: a window that holds a field of view wherever it lies, and for the means (MORE_X, without
// LEVELS) one of its own size.
uniform sampler2D u_over;
uniform sampler2D u_more;
layout(location = 0) out vec4 o_over;
layout(location = 1) out vec4 o_more;
void main() {
    ivec2 at = ivec2(gl_FragCoord.xy);
    o_over = o_more = vec4(0.0);
    for (int x = at.x; x < min(at.x + WINDOW_X, TILES_X); x++) {
        o_over += texelFetch(u_over, ivec2(x, at.y), 0);
        if (x < at.x + MORE_X) o_more += texelFetch(u_more, ivec2(x, at.y), 0);
    }
}
