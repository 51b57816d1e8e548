// A listener from behind: nearly black; the stage's light takes hold only where a surface turns away toward it; a heart that the next row hides.
#include "blocks/frame.glsl"
#include "blocks/show.glsl"
#include "lib/color/scrub.glsl"
#include "lib/light/heart.glsl"
#include "lib/math/listener.glsl"
uniform sampler2DArray u_people;
in vec2 v_p;
in vec2 v_uv;
flat in vec4 v_state;
flat in vec4 v_shape;
flat in vec4 v_lights;
flat in vec2 v_alive;
flat in vec4 v_side;
layout(location = 0) out vec4 o_color;
float grazing(vec3 n, vec2 to, float line) {   // a hot line on the outline, and what little runs over the curve behind it
    float g = max(dot(n, normalize(vec3(to, -0.78))), 0.0), side = max(dot(n.xy, to), 0.0);
    g *= g;
    return 0.05 * g * g + line * side * side * (0.3 + 0.7 * side);
}
void main() {
    float limb = v_side.z, cell = mix(1.0, 0.50, limb), pixel = fwidth(v_p.y);
    float blur = v_state.y + 0.6 * pixel;
    vec2 uv = v_uv;
    if (limb < 0.5) uv -= vec2(0.9 * (uv.x - 0.5), 1.0) * (v_alive.y * smoothstep(-0.17, -0.31, v_p.y));   // the breath: shoulders up and apart, under a head that stays
    vec4 s = textureLod(u_people, vec3(clamp(uv, 0.002, 0.998), v_shape.x), max(0.0, log2(blur * float(textureSize(u_people, 0).x) / cell)));
    float d = (0.5 - s.r) * 0.048, w = min(v_state.y + 0.75 * pixel, 0.023);
    float body = smoothstep(w, -w, d);
    if (limb < 0.5) body *= smoothstep(-0.80, -0.77, v_p.y);
    vec2 flat_n = s.gb * 2.0 - 1.0;
    flat_n.x *= v_shape.w;
    flat_n = vec2(v_shape.y * flat_n.x + v_shape.z * flat_n.y, v_shape.y * flat_n.y - v_shape.z * flat_n.x);
    vec3 n = vec3(flat_n, sqrt(max(1.0 - dot(flat_n, flat_n), 0.0)));
    float wide = 0.0050 + 0.50 * v_state.y + 0.30 * pixel, line = exp(-d * d / (wide * wide)) * (0.0050 + 0.25 * v_state.y) / wide * 3.2;
    float warm = grazing(n, v_lights.xy, line), cold = grazing(n, v_lights.zw, line);
    float takes = s.a * v_state.z * mix(1.0, 2.0, limb);
    vec3 key = frame_key_color.rgb * (1.0 / 950.0), cool = frame_cool_color.rgb * (1.0 / 330.0);
    float glass = frame_hero.w * stage_instrument;
    vec3 lit = (warm * (key * vec3(2.7, 2.6, 2.8) + frame_hero_color.rgb * (0.13 * glass)) + cold * cool * 0.6) * v_side.y;
    lit += warm * vec3(1.0, 0.62, 0.30) * (0.75 * stage_seam * (1.0 - smoothstep(0.0, 0.4, stage_curtain)) * v_side.w * v_side.w);   // what leaks from the curtain
    vec3 color = vec3(0.0005, 0.00046, 0.0005) + lit * (takes * p_stage_crowd_rim * mix(0.60, 1.0, stage_rise) * mix(1.0, 0.55, v_state.w));
    color += vec3(0.50, 0.035, 0.03) * (stage_house * 0.030 * s.a * max(0.0, 0.35 + 0.65 * n.y) * (0.35 + 0.65 * limb));          // the lit house, from above
    vec2 h = v_p - LISTENER_HEART;
    vec3 heart = heart_color(v_state.x) * (heart_beat(v_state.x) * v_side.x);
    float cloth = smoothstep(-0.17, -0.26, v_p.y) * (1.0 - limb), edge = (1.0 - n.z) * (1.0 - n.z);
    color += (heart * heart_back(h) + heart_dub(h, v_alive.x) * v_side.x) * (cloth * (0.30 + 0.70 * n.z) * (0.45 + 1.2 * s.a));
    color += heart * (0.10 * edge * smoothstep(0.04, -0.30, v_p.y) * max(0.0, 0.75 - 0.5 * n.y));        // and the neighbours' on the edges
    o_color = vec4(scrub(color * body + heart * (heart_air(h) * (1.0 - limb) * (1.0 - body))), body);
}
