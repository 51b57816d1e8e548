// Hanging cloth, once: r height 0..1, g slope across, b slope along y (0.5 = none), a occlusion. u across repeats, v from hem (0) to rail (1).
in vec2 v_uv;
layout(location = 0) out vec4 o_fold;
float height(vec2 p) {
    float y = p.y * 6.0;
    float x = p.x + 0.0045 * sin(1.1 * y + 1.7) + 0.0028 * sin(2.3 * y + 12.566 * p.x) + 0.0016 * sin(4.1 * y + 18.85 * p.x);
    float w = 6.2832 * x;
    float main_fold = pow(0.5 + 0.5 * sin(13.0 * w + 1.3 * sin(2.0 * w) + 0.9 * sin(5.0 * w + 1.0)), 0.75);
    float fine = 0.5 + 0.5 * sin(41.0 * w + 2.0 * sin(3.0 * w) + 0.8 * sin(1.3 * y));
    return 0.84 * main_fold + 0.16 * fine * (0.35 + 0.65 * main_fold);
}
void main() {
    const vec2 e = vec2(0.0006, 0.004);
    float h = height(v_uv);
    float dx = (height(v_uv + vec2(e.x, 0.0)) - height(v_uv - vec2(e.x, 0.0))) * 0.032, dy = (height(v_uv + vec2(0.0, e.y)) - height(v_uv - vec2(0.0, e.y))) * 0.5;
    o_fold = vec4(h, 0.5 - dx / (2.0 * e.x) * 0.012, 0.5 - dy, 0.04 + 0.96 * pow(h, 1.5));
}
