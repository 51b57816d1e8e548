// A triangle between three points of the picture (NDC); v_uv 0..1.
uniform vec2 u_wedge[3];
out vec2 v_uv;
void main() {
    vec2 p = u_wedge[gl_VertexID];
    v_uv = p * 0.5 + 0.5;
    gl_Position = vec4(p, 0.0, 1.0);
}
