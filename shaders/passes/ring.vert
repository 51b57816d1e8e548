// A square of water around a drop's place, as wide as its waves have come (geometry/water.py: the shortest run 1.45 m/s); one for each that lives.
#include "blocks/frame.glsl"
out vec3 v_world;
flat out vec4 v_ring;
flat out float v_pitch;
void main() {
    v_ring = frame_ring[gl_InstanceID];
    v_pitch = frame_drop[gl_InstanceID].w;
    vec2 corner = vec2(float(gl_VertexID & 1), float(gl_VertexID >> 1)) * 2.0 - 1.0;
    v_world = vec3(v_ring.z, 0.0, v_ring.w) + vec3(corner.x, 0.0, corner.y) * min(0.4 + 1.5 * v_ring.x, 7.68);
    gl_Position = v_ring.x < 0.0 || v_ring.x > 8.0 ? vec4(2.0, 2.0, 2.0, 1.0) : frame_view_proj * vec4(v_world, 1.0);
}
