// The performer's body: every vertex rides on two bones. SHADOW: seen from the lamp; MIRROR: below the floor.
#include "blocks/frame.glsl"
in vec3 in_position;   // m, as she was made: arms out to the sides
in vec3 in_normal;
in vec3 in_bones;      // two bones, share of the second
in float in_open;
in vec2 in_cover;      // m of hair and of bodice over the skin
uniform vec4 u_bones[3 * BONES];
out vec3 v_world;
out vec3 v_normal;
out vec3 v_rest;
out vec3 v_cover;      // hair, bodice, openness
void main() {
    int a = 3 * int(in_bones.x + 0.5), b = 3 * int(in_bones.y + 0.5);
    vec4 x = mix(u_bones[a], u_bones[b], in_bones.z), y = mix(u_bones[a + 1], u_bones[b + 1], in_bones.z), z = mix(u_bones[a + 2], u_bones[b + 2], in_bones.z);
    vec4 q = vec4(in_position, 1.0);
    vec3 p = vec3(dot(x, q), dot(y, q), dot(z, q));
    v_normal = vec3(dot(x.xyz, in_normal), dot(y.xyz, in_normal), dot(z.xyz, in_normal));
    v_world = p;
    v_rest = in_position;
    v_cover = vec3(in_cover, in_open);
#ifdef MIRROR
    p.y = -p.y;
#endif
#ifdef SHADOW
    gl_Position = frame_shadow * vec4(p, 1.0);
#else
    gl_Position = frame_view_proj * vec4(p, 1.0);
#endif
}
