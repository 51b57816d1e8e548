// Velvet at the sides and above: the frame of the stage, red only when the house is lit. Premultiplied, so that its edge is smooth.
#include "blocks/frame.glsl"
#include "blocks/show.glsl"
#include "lib/light/velvet.glsl"
#include "lib/color/scrub.glsl"
uniform sampler2D u_folds;
uniform sampler2D u_haze;
in vec3 v_world;
layout(location = 0) out vec4 o_color;
void main() {
    vec3 p = v_world;
#ifdef BORDER
    float depth = p.y - (4.97 + 0.10 * cos(p.x * 1.45) * (0.6 + 0.4 * cos(p.x * 0.43)) + max(0.0, 1.0 - frame_right.w) * 1.6 + max(0.0, frame_eye.y - 4.4) * 0.14);
    vec2 uv = vec2(p.x * 0.10 + 0.5, 0.3);
    float height = 0.34;
#else
    float back = clamp((2.6 - p.z) / 4.2, 0.0, 1.0);   // the pair behind stands a little farther in, and has less light
    float spread = 4.42 - 0.06 * back + max(0.0, frame_right.w - 1.9) * 3.1;
    float gather = 0.42 * exp(-(p.y - 3.6) * (p.y - 3.6) / 0.9) * step(3.6, p.y) + 0.42 * step(p.y, 3.6) * exp(-(p.y - 3.6) * (p.y - 3.6) / 3.0);
    float depth = abs(p.x) - (spread - 0.42 + gather + 0.06 * sin(p.y * 1.3));
    vec2 uv = vec2(abs(p.x) * 0.115 + 0.13 + 0.3 * step(0.0, p.x) + 0.41 * back, p.y * 0.17);
    float height = (0.30 + 0.70 * smoothstep(5.4, 1.2, p.y));
#endif
    float edge = 2.0 * frame_eye.w * frame_up.w * frame_size.w;
    float body = smoothstep(-edge, edge, depth) * (1.0 - stage_wet);
    vec4 fold = texture(u_folds, uv);
    vec3 n = fold_normal(fold), v = normalize(frame_eye.xyz - p), to = normalize(vec3(-sign(p.x) * 2.2, 2.0 - p.y * 0.6, 3.0));
    vec3 wash = vec3(1.0, 0.80, 0.62) * ((0.16 + 2.4 * stage_house) * height * stage_fade) + (frame_key_color.rgb * 8.0e-4 + frame_cool_color.rgb * 8.0e-5) * (0.35 + 0.65 * height);
#ifndef BORDER
    wash *= 1.0 - 0.68 * back;
#endif
    vec3 color = velvet(n, to, v, fold.a, p_stage_curtain_velvet, p_stage_curtain_sheen) * wash * (0.25 + 0.75 * smoothstep(0.0, 0.35, depth));
#ifdef BORDER
    float fine = clamp(0.022 / edge - 0.8, 0.0, 1.0), fringe = smoothstep(0.105 + edge, 0.105 - edge, depth);   // bullion below a braid
    vec3 gold = vec3(0.60, 0.35, 0.11) * (0.60 + 0.40 * fine * cos(p.x * 170.0)) * (0.5 + 0.5 * fold.a) * (1.0 + 0.7 * smoothstep(0.075, 0.085, depth));
    color = mix(color, gold * (wash * 0.10 + frame_key_color.rgb * (1.4e-4 * exp(-0.10 * p.x * p.x))), fringe);
#endif
    o_color = vec4(scrub(color + texture(u_haze, gl_FragCoord.xy * frame_size.zw).rgb) * body, body);
}
