// The sums of guard_across.frag from here up, over as much.
uniform sampler2D u_over;
uniform sampler2D u_more;
layout(location = 0) out vec4 o_over;
layout(location = 1) out vec4 o_more;
void main() {
    ivec2 at = ivec2(gl_FragCoord.xy);
    o_over = o_more = vec4(0.0);
    for (int y = at.y; y < min(at.y + FIELD_Y + 1, TILES_Y); y++) {
        o_over += texelFetch(u_over, ivec2(at.x, y), 0);
        if (y < at.y + FIELD_Y) o_more += texelFetch(u_more, ivec2(at.x, y), 0);
    }
}
