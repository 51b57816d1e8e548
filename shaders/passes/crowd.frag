// A listener from behind: nearly black, a gaussian rim where the stage's light grazes hair and shoulders, and a heart that the next row hides.
#include "blocks/frame.glsl"
#include "blocks/show.glsl"
#include "lib/color/scrub.glsl"
uniform sampler2D u_people;
in vec2 v_p;
in vec2 v_cell;
flat in vec4 v_state;
flat in float v_wave;
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
    vec3 lit = (key * 0.62 + cool * 0.12 + frame_hero_color.rgb * (0.030 * frame_hero.w * stage_instrument)) * v_wave + vec3(1.0, 0.72, 0.42) * (0.10 * stage_seam * (1.0 - stage_curtain));
    vec3 color = vec3(0.0006, 0.00055, 0.0006) + lit * (rim * p_stage_crowd_rim);
    vec2 h = v_p - vec2(0.0, -0.42);
    float r2 = dot(h, h);
    float beat = (0.10 + 0.90 * v_state.x) * stage_hearts * 2.2 * p_stage_crowd_heart * v_light.z;
    vec3 low = p_stage_crowd_low * beat, high = mix(p_stage_crowd_low, p_stage_crowd_high, v_state.x) * beat;
    float near = mix(1.0, 0.55, v_state.w);
    vec3 inside = high * (0.42 * exp(-r2 / 0.010) + 0.10 * exp(-r2 / 0.045)) + low * (0.22 * exp(-r2 / 0.035));
    inside *= smoothstep(0.16, 0.40, -v_p.y);
    inside += low * (0.30 * exp(-d * d / (wide * wide * 4.0)) * exp(-r2 / 0.12));      // neighbours' light on the edges
    color += inside * near;
    vec3 halo = mix(low, high, 0.45) * (0.30 * exp(-r2 / 0.055) * smoothstep(0.22, 0.02, r2) * near);
    o_color = vec4(scrub(color * body + halo * (1.0 - body)), body);
}
