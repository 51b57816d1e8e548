// The great curtain: velvet folds that are black in their valleys, light through the seam and under the hem; it gathers while it rises.
#include "blocks/frame.glsl"
#include "blocks/show.glsl"
#include "lib/light/seam.glsl"
#include "lib/light/velvet.glsl"
#include "lib/color/scrub.glsl"
uniform sampler2D u_folds;
uniform sampler2D u_grain;
in vec3 v_world;
layout(location = 0) out vec4 o_color;
void main() {
    vec3 p = v_world, v = normalize(frame_eye.xyz - p);
    float up = clamp(stage_curtain, 0.0, 1.0), lift = 6.6 * up;
    float along = (p.y - lift) / max(7.2 - lift, 0.3);
    float turn = 6.2831853 * frame_clock.x / 4096.0;
    float sway = 0.004 * sin(turn * 211.0 + p.x * 0.7 + p.y * 0.5) + 0.003 * sin(turn * 367.0 - p.x * 1.1);
    vec2 uv = vec2((p.x + sway * (7.0 - p.y)) * 0.088 * (1.0 + 0.8 * up) + 0.37, clamp(along, 0.0, 1.0) * 0.98);
    vec4 fold = texture(u_folds, uv);
    float drawn = up * (1.0 - up);                                                              // while it moves, the middle leads and the sides hang after
    float swag = 0.95 * exp(-0.085 * p.x * p.x) + (0.16 + 0.10 * cos(p.x * 0.9)) * (0.5 + 0.5 * sin(p.x * 1.7 + 0.4));
    float hem = lift + 0.005 + 0.020 * (1.0 - fold.r) + drawn * swag;
    float edge = frame_eye.w * 2.0 * (frame_eye.z - CURTAIN_Z) * frame_size.w;
    float body = smoothstep(hem - edge, hem + edge, p.y);
    vec2 s = seam(p.y);
    float shut = 1.0 - smoothstep(0.0, 0.25, up), dx = p.x - s.x, open = smoothstep(s.y + edge, s.y - edge, abs(dx)) * shut * step(0.0005, s.y);
    vec3 n = fold_normal(fold);
    n = normalize(vec3(n.x * (1.0 + 0.3 * up), n.yz));
    float bright = stage_seam * shut, past = max(abs(dx) - s.y, 0.0);
    float nap = 0.86 + 0.28 * texture(u_grain, vec2(p.x * 2.3, p.y * 0.21)).g;     // the pile, brushed downward
    vec3 velvet_color = p_stage_curtain_velvet * nap;
    // the rake: light that came through the seam and grazes the folds, so that each is lit on the side that sees it and black on the other
    vec3 l = normalize(vec3(-dx, 0.15 * (0.6 - p.y), 0.34 + 0.48 * abs(dx)));
    float low = 0.30 + 0.70 * exp(-p.y * 0.42);
    vec3 rake = SEAM_COLOR * (bright * low * (0.30 / (dx * dx + 0.09) + 2.6 / (dx * dx + 2.0)) * 2.2);
    vec3 lit = velvet(n, l, v, fold.a, velvet_color, p_stage_curtain_sheen) * rake;
    // the two edges that meet at the seam are thin and turn inward: they glow
    float lip = exp(-past / (0.016 + 0.030 * exp(-p.y * 0.8))) * (dx < 0.0 ? 1.0 : 0.45) + 0.22 * exp(-past / 0.16) * smoothstep(0.25, 0.95, fold.a);
    lit += velvet_color * SEAM_COLOR * (lip * bright * low * 1.9);
    // a cold work light from the left, far off
    lit += velvet(n, normalize(vec3(-0.66, 0.28, 0.70)), v, fold.a, velvet_color, 1.35 * p_stage_curtain_sheen) * vec3(1.0, 0.60, 1.00)
         * (1.5 * exp(-0.040 * p.x * p.x - 0.20 * p.x) * (0.20 + 0.25 * up + 0.78 * bright) * (0.55 + 0.45 * smoothstep(6.0, 1.0, p.y - lift)));
    float under = exp(-max(p.y - hem, 0.0) / 0.13) + 0.16 * exp(-max(p.y - hem, 0.0) / 0.5) + 0.30 * up * exp(-max(p.y - hem, 0.0) / 1.6);
    float stage_light = up * (frame_key_color.r + 0.5 * frame_cool_color.b) / 950.0;
    lit += velvet(normalize(n + vec3(0.0, -0.8, 0.0)), normalize(vec3(0.0, -0.8, 0.5)), v, fold.a, velvet_color, p_stage_curtain_sheen)
         * SEAM_COLOR * (under * (1.7 * bright * hem_light(p.x) * exp(-p.x * p.x * 0.02) + 4.6 * stage_light));
    // bullion along the hem: a braid, and gold threads below it
    float over = p.y - hem, fine = clamp(0.022 / edge - 0.8, 0.0, 1.0), thread = 0.62 + 0.38 * fine * cos((p.x + 0.02 * fold.r) * 190.0);
    float fringe = smoothstep(0.150 + edge, 0.150 - edge, over), braid = fringe * smoothstep(0.120 - edge, 0.120 + edge, over);
    vec3 gold = vec3(0.62, 0.36, 0.11) * mix(thread, 0.75 + 0.5 * fine * cos(p.x * 95.0 + 60.0 * over), braid);
    float from_below = 0.16 * under * (bright * hem_light(p.x) * exp(-p.x * p.x * 0.02) + 1.6 * stage_light);
    lit = mix(lit, gold * (rake * (max(dot(n, l), 0.0) * fold.a * 0.30) + SEAM_COLOR * from_below), fringe);
    vec3 color = lit * body * (1.0 - open);
    float core = smoothstep(1.1, 0.0, abs(dx) / max(s.y, 1e-4));
    float heat = (0.35 + 0.65 * exp(-p.y * 0.55)) * bright;
    color += SEAM_COLOR * open * heat * (1.3 + 3.2 * core);
    // air before the seam
    float glow = exp(-abs(dx) / (0.05 + 0.05 * exp(-p.y))) * 0.038 + exp(-dx * dx / 0.16) * 0.016 * exp(-p.y * 0.8);
    color += SEAM_COLOR * (glow * heat * body);
    // the gap under the hem shows the lit boards behind
    float leak = (1.0 - body) * smoothstep(-0.02, 0.01, p.y) * (1.0 - smoothstep(0.0, 0.012, up));
    float touch = smoothstep(0.05, 0.50, 1.0 - fold.r);   // folds that stand on the boards let nothing through
    color += SEAM_COLOR * (leak * bright * (0.05 + 0.55 * touch) * hem_light(p.x) * exp(-p.x * p.x * 0.035));
    o_color = vec4(scrub(color), max(body, leak));
}
