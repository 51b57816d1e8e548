// One rectangle in space: origin and two edges, m.
#include "blocks/frame.glsl"
uniform vec3 u_origin;
uniform vec3 u_across;
uniform vec3 u_along;
out vec3 v_world;
void main() {
    v_world = u_origin + u_across * float(gl_VertexID & 1) + u_along * float(gl_VertexID >> 1);
    gl_Position = frame_view_proj * vec4(v_world, 1.0);
}
