// Air before the subject, added over it.
uniform sampler2D u_front;
in vec2 v_uv;
layout(location = 0) out vec4 o_color;
void main() { o_color = vec4(texture(u_front, v_uv).rgb, 0.0); }
