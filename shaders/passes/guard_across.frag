// Two images of tiles, summed from here to the right: the second over a field of view, the first over a tile more, so that a field between the tiles lies inside.
uniform sampler2D u_over;
uniform sampler2D u_more;
layout(location = 0) out vec4 o_over;
layout(location = 1) out vec4 o_more;
void main() {
    ivec2 at = ivec2(gl_FragCoord.xy);
    o_over = o_more = vec4(0.0);
    for (int x = at.x; x < min(at.x + FIELD_X + 1, TILES_X); x++) {
        o_over += texelFetch(u_over, ivec2(x, at.y), 0);
        if (x < at.x + FIELD_X) o_more += texelFetch(u_more, ivec2(x, at.y), 0);
    }
}
