// A listener from behind: nearly black; the stage's light takes hold only where a surface turns away toward it; a heart that the next row hides.
#include "lib/color/scrub.glsl"
#include "lib/light/heart.glsl"
#include "lib/math/listener.glsl"
uniform sampler2DArray u_people;
in vec2 v_p;
in vec2 v_uv;
flat in vec4 v_shape;
flat in vec4 v_focus;
flat in vec4 v_lights;
flat in vec3 v_warm;
flat in vec3 v_cold;
flat in vec3 v_heart;
flat in vec3 v_dub;
flat in vec3 v_rest;
layout(location = 0) out vec4 o_color;
float grazing(vec3 n, vec2 to, float line) {   // a hot line on the outline, and what little runs over the curve behind it
    float along = dot(n.xy, to), g = max(along * 0.788 - n.z * 0.615, 0.0), side = max(along, 0.0);
    g *= g;
    return 0.03 * g * g + line * side * side * (0.3 + 0.7 * side);
}
void main() {
    float trunk = 1.0 - v_rest.z;
    vec2 uv = v_uv - vec2(0.9 * (v_uv.x - 0.5), 1.0) * (trunk * v_rest.y * smoothstep(-0.17, -0.31, v_p.y));   // the breath: shoulders up and apart, under a head that stays
    vec4 s = textureLod(u_people, vec3(uv, v_shape.x), v_focus.x);
    float d = (0.5 - s.r) * 0.048, body = clamp(0.5 - d * v_focus.y, 0.0, 1.0);
    body *= body * (3.0 - 2.0 * body);
    vec2 m = (s.gb * 2.0 - 1.0) * vec2(v_shape.w, 1.0);
    m = vec2(v_shape.y * m.x + v_shape.z * m.y, v_shape.y * m.y - v_shape.z * m.x);
    vec3 n = vec3(m, sqrt(max(1.0 - dot(m, m), 0.0)));
    float line = exp(-d * d * v_focus.z) * v_focus.w;
    vec3 color = vec3(0.0005, 0.00046, 0.0005) + (v_warm * grazing(n, v_lights.xy, line) + v_cold * grazing(n, v_lights.zw, line)) * s.a;
    color += vec3(0.50, 0.035, 0.03) * (v_rest.x * s.a * max(0.0, 0.35 + 0.65 * n.y));                 // the lit house, from above
    vec3 glow = heart_glow(v_p - LISTENER_HEART);
    float cloth = trunk * smoothstep(-0.17, -0.26, v_p.y) * (0.30 + 0.70 * n.z) * (0.45 + 1.2 * s.a), edge = (1.0 - n.z) * (1.0 - n.z);
    color += v_heart * (glow.x * cloth + 0.10 * edge * smoothstep(0.04, -0.30, v_p.y) * max(0.0, 0.75 - 0.5 * n.y)) + v_dub * (glow.z * cloth);   // and the neighbours' on the edges
    o_color = vec4(scrub(color * body + v_heart * (glow.y * trunk * (1.0 - body))), body);
}
