// A part of the picture: two triangles over u_part (left, bottom, right, top; 0..1).
uniform vec4 u_part;
out vec2 v_uv;
void main() {
    vec2 corner = vec2(float(gl_VertexID == 1 || gl_VertexID == 2 || gl_VertexID == 4), float(gl_VertexID == 2 || gl_VertexID == 4 || gl_VertexID == 5));
    v_uv = mix(u_part.xy, u_part.zw, corner);
    gl_Position = vec4(v_uv * 2.0 - 1.0, 0.0, 1.0);
}
