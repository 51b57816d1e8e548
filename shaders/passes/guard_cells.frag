// Mean linear light of each cell of the picture, master included: what the guard judges.
#include "lib/color/display.glsl"
uniform sampler2D u_picture;
uniform float u_fade;   // display value that the master dimmer leaves of 1
layout(location = 0) out vec4 o_cell;
void main() {
    ivec2 size = textureSize(u_picture, 0), cells = ivec2(TILES_X, TILES_Y) * TILE, cell = ivec2(gl_FragCoord.xy);
    ivec2 low = min(size * cell / cells, size - 1), high = max(low + 1, size * (cell + 1) / cells);
    vec3 sum = vec3(0.0);
    for (int y = low.y; y < high.y; y++)
        for (int x = low.x; x < high.x; x++) sum += display_decode_fast(texelFetch(u_picture, ivec2(x, y), 0).rgb * u_fade);
    o_cell = vec4(sum / float((high.x - low.x) * (high.y - low.y)), 1.0);
}
