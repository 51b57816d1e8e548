// Mean linear light of each cell of the picture (rgb) and its relative luminance (a), master included: what the guard judges.
#include "lib/color/display.glsl"
#include "lib/color/luminance.glsl"
uniform sampler2D u_picture;
uniform float u_fade;   // display value that the master dimmer leaves of 1
layout(location = 0) out vec4 o_cell;
void main() {
    ivec2 size = textureSize(u_picture, 0), cells = ivec2(CELLS_X, CELLS_Y), cell = ivec2(gl_FragCoord.xy);
    ivec2 low = size * cell / cells, high = max(low + 1, size * (cell + 1) / cells);
    vec3 sum = vec3(0.0);
    for (int y = low.y; y < high.y; y++)
        for (int x = low.x; x < high.x; x++) sum += display_decode_fast(texelFetch(u_picture, ivec2(x, y), 0).rgb * u_fade);
    sum *= 1.0 / float((high.x - low.x) * (high.y - low.y));
    o_cell = vec4(sum, luminance(sum));
}
