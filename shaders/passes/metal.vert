// The instrument: wheels turn with the music's beats, everything else stands. SHADOW: seen from the lamp; MIRROR: below the floor.
#include "blocks/frame.glsl"
in vec3 in_position;
in vec3 in_normal;
in vec3 in_tangent;
in vec4 in_wheel;      // centre x, y (m), turns per master turn, material; where nothing turns x, y: m from the outer and the inner edge
out vec3 v_world;
out vec3 v_normal;
out vec3 v_tangent;
out vec2 v_edge;
out vec2 v_rest;
flat out float v_material;
flat out vec3 v_wheel;   // centre x, y (m), 1 on a wheel
void main() {
    vec3 p = in_position, n = in_normal, t = in_tangent;
    if (in_wheel.z != 0.0) {
        float a = 6.2831853 * fract(in_wheel.z * frame_turn.x * (1.0 / 16.0)), c = cos(a), s = sin(a);
        mat2 r = mat2(c, s, -s, c);
        p.xy = in_wheel.xy + r * (p.xy - in_wheel.xy);
        n.xy = r * n.xy;
        t.xy = r * t.xy;
    }
    v_world = p;
    v_normal = n;
    v_tangent = t;
    v_edge = in_wheel.xy;
    v_rest = in_position.xy - in_wheel.xy;   // of a wheel: from its arbor, as it stood
    v_material = in_wheel.w;
    v_wheel = vec3(in_wheel.xy, in_wheel.z != 0.0 ? 1.0 : 0.0);
#ifdef MIRROR
    p.y = -p.y;
#endif
#ifdef SHADOW
    gl_Position = frame_shadow * vec4(p, 1.0);
#else
    gl_Position = frame_view_proj * vec4(p, 1.0);
#endif
}
