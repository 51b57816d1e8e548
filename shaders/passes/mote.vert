// Dust in the morning's sun: drifting points in the slanting light between window and wall, a few near and out of focus.
#include "blocks/frame.glsl"
#include "blocks/show.glsl"
#include "lib/noise/hash.glsl"
out vec2 v_at;
out float v_light;
void main() {
    int id = gl_InstanceID * 8;
    float turn = 6.2831853 * frame_clock.x / 4096.0;
    float a = hash11(id + 11), b = hash11(id + 12), c = hash11(id + 13), d = hash11(id + 14);
    float half_ = 0.5 * frame_right.w;
    float x = mix(-0.35, half_, a), y = (b - 0.5) * 0.85 + 0.30 * x + 0.02;
    x += 0.016 * sin(turn * floor(160.0 + 300.0 * c) + 40.0 * d);
    y += 0.022 * sin(turn * floor(120.0 + 260.0 * d) + 50.0 * c) - 0.03 * fract(frame_clock.x * floor(30.0 + 60.0 * b) / 4096.0);
    float near = pow(c, 24.0), r = (0.75 + 0.8 * d + 6.0 * near) * max(1.0, frame_size.y / 540.0);
    float twinkle = 0.55 + 0.45 * sin(turn * floor(300.0 + 900.0 * b) + 30.0 * a), fade = smoothstep(-0.35, 0.1, x) * smoothstep(0.25, 0.9, stage_veil);
    v_light = (0.04 + 0.30 * pow(d, 7.0)) * twinkle * fade / (1.0 + 4.0 * near);
    v_at = vec2(float(gl_VertexID & 1), float(gl_VertexID >> 1)) * 2.0 - 1.0;
    gl_Position = vec4(vec2(x / half_, 2.0 * y) + v_at * r * 2.0 * frame_size.zw, 0.0, 1.0);
}
