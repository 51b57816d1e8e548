#include "lib/noise/hash.glsl"
// board: the stage's planks at (x, z) m: albedo factor around 1 in x, dark joint in y (0 in the joint). width: m of a pixel there.
vec2 board(sampler2D grain, vec2 p, float width) {
    float lane = floor(p.x / 0.32), along = p.y + 7.3 * hash11(int(lane) + 512);
    float plank = floor(along / 2.9);
    float tone = 0.72 + 0.5 * hash21(ivec2(int(lane), int(plank)) + 300);
    float fibre = texture(grain, vec2(p.x * 1.1 + 0.37 * lane, p.y * 0.045)).g;
    float u = abs(fract(p.x / 0.32) - 0.5) * 0.32, v = abs(fract(along / 2.9) - 0.5) * 2.9;
    float joint = smoothstep(0.0045 + width, 0.0025, 0.16 - u) * clamp(0.016 / (0.010 + width), 0.0, 1.0);
    joint = max(joint, smoothstep(0.002 + width, 0.002, 1.45 - v) * clamp(0.005 / (0.005 + width), 0.0, 1.0));
    return vec2(tone * (0.78 + 0.44 * fibre), 1.0 - 0.85 * joint);
}
