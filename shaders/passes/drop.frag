// Light only: a soft grain, brightest in its middle.
in vec2 v_at;
in vec3 v_color;
layout(location = 0) out vec4 o_color;
void main() {
    vec2 q = v_at * v_at;
    o_color = vec4(v_color * (exp(-6.0 * q.x - 4.5 * q.y) * (1.0 - max(q.x, q.y))), 0.0);
}
