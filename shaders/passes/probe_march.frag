// What arithmetic costs: a walk of thirty-two steps with a root, a power and a cosine in each, as beams and velvet are made of.
in vec2 v_uv;
layout(location = 0) out vec4 o_color;
void main() {
    vec3 p = vec3(v_uv * 2.0 - 1.0, 0.1), d = normalize(vec3(v_uv - 0.5, 1.0)), sum = vec3(0.0);
    for (int i = 0; i < 32; i++) {
        float r = sqrt(dot(p, p) + 0.01);
        sum += vec3(pow(r, 1.3), cos(p.x * 3.0), 1.0) / (1.0 + r * r);
        p += d * (0.05 + 0.02 * r);
    }
    o_color = vec4(sum * 0.03, 1.0);
}
