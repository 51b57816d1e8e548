// A listener from behind: nearly black; the stage's light takes hold only where a surface turns away toward it; a heart that the next row hides.
#include "lib/color/scrub.glsl"
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
flat in vec3 v_ember;
flat in vec3 v_dub;
flat in vec3 v_rest;
layout(location = 0) out vec4 o_color;
float bell(float x) {   // like exp(-x), and ends
    float q = max(1.0 - 0.25 * x, 0.0);
    q *= q;
    return q * q;
}
float grazing(vec3 n, vec2 to, float line, float takes) {   // a hot line on the outline, and what little runs over the curve behind it
    float along = dot(n.xy, to), g = max(along * 0.788 - n.z * 0.615, 0.0), side = max(along, 0.0);
    g *= g;
    return 0.03 * g * g * takes + line * side * side * (0.3 + 0.7 * side) * (0.18 + 0.62 * takes);
}
void main() {
    float trunk = 1.0 - v_rest.y;
    vec4 s = textureLod(u_people, vec3(v_uv, v_shape.x), v_focus.x);
    float d = (0.5 - s.r) * 0.048, body = clamp(0.5 - d * v_focus.y, 0.0, 1.0);
    body *= body * (3.0 - 2.0 * body);
    vec2 m = (s.gb * 2.0 - 1.0) * vec2(v_shape.w, 1.0), h = v_p - LISTENER_HEART;
    m = vec2(v_shape.y * m.x + v_shape.z * m.y, v_shape.y * m.y - v_shape.z * m.x);
    vec3 n = vec3(m, sqrt(max(1.0 - dot(m, m), 0.0)));
    float line = bell(d * d * v_focus.z) * v_focus.w, edge = (1.0 - n.z) * (1.0 - n.z), r2 = dot(h, h), wide = trunk * bell(r2 * 22.0), near = wide * wide;
    near *= near;
    float core = near * near, through = max(0.11 * n.z - dot(n.xy, h), 0.0) * inversesqrt(r2 + 0.0121) * (0.45 * near + 0.26 * wide);
    core *= core;                                                                                       // the heart: a small light a hand's breadth behind the cloth
    vec3 color = vec3(0.0005, 0.00046, 0.0005) + v_warm * grazing(n, v_lights.xy, line, s.a) + v_cold * grazing(n, v_lights.zw, line, s.a)
               + vec3(0.50, 0.035, 0.03) * (v_rest.x * s.a * max(0.0, 0.35 + 0.65 * n.y))                 // the lit house, from above
               + vec3(0.50, 0.37, 0.22) * (8.0 * max(s.a - 0.93, 0.0))                                   // a small light held up, warm: a white one is a telephone
               + (v_heart + v_dub) * (0.45 * core * (0.25 + 1.1 * s.a))
               + v_ember * (through * (0.25 + 1.1 * s.a) + 0.10 * edge * max(0.0, 0.75 - 0.5 * n.y));   // and the neighbours' on the edges
    color *= min(1.0, 6.0 * (v_p.y + v_rest.z));                                                         // it is dark between the seats
    o_color = vec4(scrub(color * body + v_ember * (0.30 * near * (1.0 - body))), body);
}
