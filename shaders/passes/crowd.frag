// A listener from behind: nearly black, a gaussian rim where the stage's light grazes hair and shoulders, and a heart that the next row hides.
#include "blocks/frame.glsl"
#include "blocks/show.glsl"
#include "lib/color/scrub.glsl"
uniform sampler2D u_people;
in vec2 v_p;
in vec2 v_cell;
flat in vec4 v_state;
flat in vec4 v_light;
layout(location = 0) out vec4 o_color;
void main() {
    vec2 cell = vec2(v_p.x * v_light.w / 0.96 + 0.5, (v_p.y + 0.88) / 0.96);
    vec4 s = texture(u_people, (v_cell + clamp(cell, 0.004, 0.996)) * 0.25);
    float d = (0.5 - s.r) * 0.128, w = v_state.y + 0.75 * fwidth(v_p.y);
    float body = smoothstep(w, -w, d);
    vec2 n = (s.gb * 2.0 - 1.0) * vec2(v_light.w, 1.0);
    float wide = 0.0055 + 0.45 * v_state.y;
    float rim = exp(-(d * d) / (wide * wide)) * pow(max(dot(n, v_light.xy), 0.0), 2.2) * v_state.z * mix(1.0, 0.45, s.a);
    vec3 key = frame_key_color.rgb * (1.0 / 950.0), cool = frame_cool_color.rgb * (1.0 / 330.0);
    vec3 lit = key * 0.30 + cool * 0.07 + frame_hero_color.rgb * (0.030 * frame_hero.w * stage_instrument) + vec3(1.0, 0.72, 0.42) * (0.10 * stage_seam * (1.0 - stage_curtain));
    vec3 color = vec3(0.0006, 0.00055, 0.0006) + lit * (rim * p_stage_crowd_rim);
    vec2 h = v_p - vec2(0.0, -0.40);
    float r2 = dot(h, h);
    vec3 heart = mix(p_stage_crowd_low * 0.55, p_stage_crowd_high * 0.9, v_state.x) * (0.16 + 0.84 * v_state.x) * stage_hearts * p_stage_crowd_heart * v_light.z;
    float glow = 0.55 * exp(-r2 / 0.010) + 0.50 * exp(-r2 / 0.045);
    float around = 0.34 * exp(-r2 / 0.040) * smoothstep(0.16, 0.0, r2);
    float near = mix(1.0, 0.55, v_state.w);
    color += heart * (glow * near * smoothstep(-0.02, 0.10, -v_p.y - 0.17));
    o_color = vec4(scrub(color * body + heart * (around * near * (1.0 - body))), body);
}
