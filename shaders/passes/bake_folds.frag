// Hanging cloth, once: r height 0 in the valley .. 1, g slope across, b slope along y (0.5 = none), a occlusion. u across repeats, v from hem (0) to rail (1).
in vec2 v_uv;
layout(location = 0) out vec4 o_fold;
float height(vec2 p) {   // round lobes of unequal width and depth with narrow valleys, finer pleats on their backs; every term repeats in u
    float y = p.y * 6.0;
    float x = p.x + 0.0060 * sin(0.9 * y + 1.7) + 0.0034 * sin(1.9 * y + 12.566 * p.x) + 0.0018 * sin(4.1 * y + 18.85 * p.x);
    float w = 6.2832 * x;
    float phase = 6.5 * w + 0.75 * sin(2.0 * w) + 0.55 * sin(5.0 * w + 1.0) + 0.10 * sin(1.3 * y + 3.0 * w);
    float c = cos(phase), lobe = sqrt(c * c + 0.010) * 0.995 - 0.0945;
    float deep = 0.80 + 0.20 * sin(3.0 * w + 0.6) * cos(2.0 * w + 0.2 * y);
    float soft = 0.5 + 0.5 * sin(35.0 * w + 2.2 * sin(3.0 * w) + 0.9 * sin(1.3 * y)), fine = 0.5 + 0.5 * sin(83.0 * w + 3.0 * sin(7.0 * w) + 1.6 * sin(0.8 * y));
    return deep * lobe * (0.86 + 0.105 * soft + 0.035 * fine);
}
void main() {
    const vec2 e = vec2(0.0007, 0.004);
    const float depth = 0.026;   // of a fold, in widths of the image
    float h = height(v_uv);
    float dx = (height(v_uv + vec2(e.x, 0.0)) - height(v_uv - vec2(e.x, 0.0))) * depth / (2.0 * e.x), dy = height(v_uv + vec2(0.0, e.y)) - height(v_uv - vec2(0.0, e.y));
    o_fold = vec4(h, clamp(0.5 - dx * 0.2, 0.0, 1.0), 0.5 - 0.5 * dy, 0.02 + 0.98 * pow(clamp(h * 1.08, 0.0, 1.0), 1.7));
}
