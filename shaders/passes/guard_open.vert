// The whole picture where the guard finds that it may not be shown as it is; nothing where it may.
uniform sampler2D u_verdict;
void main() {
    vec2 at = vec2((gl_VertexID << 1) & 2, gl_VertexID & 2) * 2.0 - 1.0;
    gl_Position = texelFetch(u_verdict, ivec2(0), 0).x > 0.5 ? vec4(at, 0.0, 1.0) : vec4(2.0, 2.0, 2.0, 1.0);
}
