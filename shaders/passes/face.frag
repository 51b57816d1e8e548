// A face in the light of the stage: the key from the side, warm footlight from below, a cold rim from far back; black below the chin, where the row before stands.
#include "lib/color/scrub.glsl"
uniform sampler2DArray u_faces;
uniform sampler2DArray u_paint;
in vec2 v_p;
in vec2 v_uv;
flat in vec4 v_shape;
flat in vec4 v_focus;
flat in vec3 v_key;
flat in vec3 v_half;
flat in vec3 v_warm;
flat in vec3 v_lost;
flat in vec3 v_cold;
flat in vec3 v_foot;
flat in vec3 v_house;
flat in vec3 v_skin;
flat in vec3 v_heart;
flat in vec3 v_ember;
layout(location = 0) out vec4 o_color;
const vec2 HEART = vec2(0.018, -0.245);     // m from the head's centre, seen from before
const vec3 WRAP = vec3(0.24, 0.12, 0.07);   // light creeps round under skin, red farthest
void main() {
    float limb = v_focus.w;
    vec3 at = vec3(v_uv, v_shape.x);
    vec4 s = textureLod(u_faces, at, v_focus.x);
    o_color = vec4(0.0);
    if ((0.5 - s.r) * 0.048 * v_focus.y > 0.5) return;   // beside the body
    vec4 paint = textureLod(u_paint, at, v_focus.x);
    paint.rgb *= paint.rgb;
    float shining = limb * paint.b * paint.b;
    paint.rgb = mix(paint.rgb, mix(vec3(0.010, 0.010, 0.012), v_skin, paint.r) + 0.40 * paint.g, limb);
    float d = (0.5 - s.r) * 0.048, body = clamp(0.5 - d * v_focus.y, 0.0, 1.0);
    body *= body * (3.0 - 2.0 * body) * clamp((v_p.y - v_focus.z) * 80.0, 0.0, 1.0);
    vec2 m = (s.gb * 2.0 - 1.0) * vec2(v_shape.w, 1.0);
    m = vec2(v_shape.y * m.x + v_shape.z * m.y, v_shape.y * m.y - v_shape.z * m.x);
    vec3 n = vec3(m, sqrt(max(1.0 - dot(m, m), 0.0)));
    float shaded = clamp(1.40 + 0.35 * limb + 3.4 * v_p.y, 0.04, 1.0) * clamp(9.0 * (v_p.y - v_lost.z), 0.0, 1.0), open = paint.a * shaded;
    vec3 wrapped = clamp((vec3(dot(n, v_key)) + WRAP) / (1.0 + WRAP), 0.0, 1.0);
    float nh = max(dot(n, v_half), 0.0), n2 = nh * nh, n4 = n2 * n2, n16 = n4 * n4 * n4 * n4;
    vec3 lit = paint.rgb * (wrapped * (0.6 * wrapped + 0.4)) + (0.085 * n16 + 0.08 * n16 * n16 * n16) * (0.5 - 0.4 * limb) * min(paint.g * 4.0, 1.0);
    vec3 c = lit * v_warm * open + paint.rgb * (v_foot * max(0.3 - 0.7 * n.y, 0.0) + v_house * max(0.2 + 0.8 * n.y, 0.0)) * open;
    float away = 1.0 - n.z;
    c += v_cold * (away * away * (0.4 + 0.6 * away) * max(0.35 + dot(n.xy, v_lost.xy), 0.0) * (0.03 + 0.62 * s.a) * mix(0.35, 1.0, shaded));
    c += vec3(0.55, 0.62, 0.75) * (1.6 * shining);
    vec2 h = v_p - HEART;
    float r2 = dot(h, h), wide = exp(-26.0 * r2), near = wide * wide, cloth = 0.10 + 2.2 * max(paint.r, paint.g);   // linen lets it through, black wool hardly
    near *= near;
    float seats = (1.0 - limb) * clamp(9.0 * (v_p.y - v_lost.z), 0.0, 1.0);
    c += (v_heart * (0.55 * near * near * near * (0.4 + 1.2 * cloth)) + v_ember * (0.55 * near * cloth)) * seats;   // a small light a hand's breadth behind the cloth
    c += paint.rgb * v_ember * (3.4 * wide * max(0.35 - 0.65 * n.y, 0.0) * seats);                  // and what of it comes up to throat and chin
    o_color = vec4(scrub(c) * body, body);
}
