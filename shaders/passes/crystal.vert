// A facet of a crystal or splinter: turned, scaled and set where it stands now.
#include "blocks/frame.glsl"
#include "lib/math/turned.glsl"
uniform sampler2D u_places;   // (2, N): place m, scale; quaternion
in vec4 in_corner;   // m from the body's centre, as cut; its number
in float in_plane;
centroid out vec3 v_local;   // inside the facet even where an edge is smoothed, or the edge would be dotted
centroid out vec3 v_world;
flat out int v_id;
flat out int v_plane;
flat out vec4 v_turn;
flat out vec4 v_place;
void main() {
    v_id = int(in_corner.w + 0.5);
    v_plane = int(in_plane + 0.5);
    v_place = texelFetch(u_places, ivec2(0, v_id), 0);
    v_turn = texelFetch(u_places, ivec2(1, v_id), 0);
    v_local = in_corner.xyz;
    vec3 p = v_place.xyz + turned(in_corner.xyz, v_turn) * v_place.w;
    v_world = p;
#ifdef MIRROR
    p.y = -p.y;
#endif
    gl_Position = v_place.w < 0.01 ? vec4(2.0, 2.0, 2.0, 1.0) : frame_view_proj * vec4(p, 1.0);
}
