// The guard's judgement, one texel: r mean luminance of the picture shown, g share of the last picture to keep (h), b mean that was asked for, a 1.
// Rule: the frame mean moves at most LIMIT relative luminance a second, so that no strobe of 3 a second or faster swings it by 0.10.
uniform sampler2D u_cells;
uniform sampler2D u_before;
uniform float u_allowed;   // change allowed in this frame; negative: no history, show as it is
layout(location = 0) out vec4 o_state;
void main() {
    float sum = 0.0;
    for (int y = 0; y < CELLS_Y; y++)
        for (int x = 0; x < CELLS_X; x++) sum += texelFetch(u_cells, ivec2(x, y), 0).a;
    float asked = sum / float(CELLS_X * CELLS_Y), shown = texelFetch(u_before, ivec2(0), 0).r;
    float change = abs(asked - shown);
    float h = u_allowed < 0.0 || change <= u_allowed ? 0.0 : 1.0 - u_allowed / change;
    o_state = vec4(mix(asked, shown, h), h, asked, 1.0);
}
