// A mote: a small round light.
in vec2 v_at;
in float v_light;
layout(location = 0) out vec4 o_color;
void main() { o_color = vec4(vec3(1.0, 0.94, 0.82) * (v_light * smoothstep(1.0, 0.2, dot(v_at, v_at))), 0.0); }
