// A face in the light of the stage: the key from the side, warm footlight from below, a cold rim from far back; black below the chin, where the row before stands.
#include "blocks/frame.glsl"
#include "blocks/show.glsl"
#include "lib/color/scrub.glsl"
uniform sampler2DArray u_faces;
uniform sampler2DArray u_paint;
in vec2 v_p;
in vec2 v_uv;
flat in vec4 v_shape;
flat in vec4 v_key;
flat in vec4 v_far;
flat in vec4 v_look;
flat in float v_cut;
layout(location = 0) out vec4 o_color;
void main() {
    bool limb = v_look.x > 0.5;
    float pixel = fwidth(v_p.y), blur = v_look.y + 0.55 * pixel;
    vec3 at = vec3(clamp(v_uv, 0.002, 0.998), v_shape.x);
    float lod = max(0.0, log2(blur * float(textureSize(u_faces, 0).x) / (limb ? 0.5 : 0.72)));
    vec4 s = textureLod(u_faces, at, lod), paint = textureLod(u_paint, at, lod);
    paint.rgb *= paint.rgb;
    if (limb) paint.rgb = mix(vec3(0.010, 0.010, 0.012), mix(vec3(0.44, 0.265, 0.175), vec3(0.105, 0.052, 0.030), v_look.z), paint.r) + 0.40 * paint.g;
    float d = (0.5 - s.r) * 0.048, w = min(v_look.y + 0.75 * pixel, 0.023), body = smoothstep(w, -w, d) * smoothstep(v_cut, v_cut + 0.012, v_p.y);
    vec2 m = (s.gb * 2.0 - 1.0) * vec2(v_shape.w, 1.0);
    m = vec2(v_shape.y * m.x + v_shape.z * m.y, v_shape.y * m.y - v_shape.z * m.x);
    vec3 n = vec3(m, sqrt(max(1.0 - dot(m, m), 0.0)));
    float shaded = limb ? 1.0 : mix(0.05, 1.0, smoothstep(-0.40, -0.13, v_p.y));
    vec3 key = frame_key_color.rgb * (vec3(1.0, 1.16, 1.62) / 950.0);
    vec3 wrapped = clamp((vec3(dot(n, v_key.xyz)) + vec3(0.24, 0.12, 0.07)) / (1.0 + vec3(0.24, 0.12, 0.07)), 0.0, 1.0);
    float nh = max(dot(n, normalize(v_key.xyz + vec3(0.0, 0.0, 1.0))), 0.0);
    float n2 = nh * nh, n4 = n2 * n2, n16 = n4 * n4 * n4 * n4;
    vec3 lit = paint.rgb * (wrapped * (0.6 * wrapped + 0.4)) + vec3(0.085 * n16 + 0.08 * n16 * n16 * n16) * (limb ? 0.2 : 0.5) * min(paint.g * 4.0, 1.0);
    vec3 c = lit * key * (9.5 * v_key.w * paint.a * shaded);
    c += paint.rgb * vec3(1.0, 0.46, 0.20) * (0.35 * v_key.w * key.r * max(0.3 - 0.7 * n.y, 0.0) * paint.a * shaded);
    c += paint.rgb * vec3(0.9, 0.30, 0.16) * (0.020 * stage_house * max(0.2 + 0.8 * n.y, 0.0) * paint.a * shaded);
    float away = 1.0 - n.z, edge = away * away * (0.4 + 0.6 * away) * max(0.35 + dot(n.xy, v_far.xy), 0.0);
    c += p_stage_key_cool * (v_far.w * edge * (0.03 + 0.28 * s.a) * p_stage_crowd_rim * mix(0.35, 1.0, shaded) * (0.30 + 0.70 * stage_curtain));
    o_color = vec4(scrub(c) * body, body);
}
