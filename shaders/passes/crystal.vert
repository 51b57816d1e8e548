// A facet of a crystal: position, its own plane, and which crystal it belongs to.
#include "blocks/frame.glsl"
#include "lib/math/drift.glsl"
in vec4 in_corner;   // m; crystal number
in float in_plane;
out vec3 v_world;
flat out int v_id;
flat out int v_plane;
flat out vec3 v_drift;
void main() {
    v_world = in_corner.xyz;
    v_id = int(in_corner.w + 0.5);
    v_plane = int(in_plane + 0.5);
    v_drift = drift(v_id);
    vec3 p = in_corner.xyz + v_drift;
#ifdef MIRROR
    p.y = -p.y;
#endif
    gl_Position = frame_view_proj * vec4(p, 1.0);
}
