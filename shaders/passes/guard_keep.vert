// The whole picture where the guard keeps something of the last one; nothing where it lets the frame pass.
uniform sampler2D u_state;
void main() {
    vec2 at = vec2((gl_VertexID << 1) & 2, gl_VertexID & 2) * 2.0 - 1.0;
    gl_Position = texelFetch(u_state, ivec2(0), 0).g > 0.0 ? vec4(at, 0.0, 1.0) : vec4(2.0, 2.0, 2.0, 1.0);
}
