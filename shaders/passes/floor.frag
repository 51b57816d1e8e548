// Lacquered boards, or black water: pool of light, mirror of the instrument, rings, and before a closed curtain what leaks through it.
#include "blocks/frame.glsl"
#include "blocks/show.glsl"
#include "lib/noise/ign.glsl"
#include "lib/noise/board.glsl"
#include "lib/light/key_lit.glsl"
#include "lib/light/shadow.glsl"
#include "lib/light/points_lit.glsl"
#include "lib/light/performer_contact.glsl"
#include "lib/light/ripple.glsl"
#include "lib/light/seam.glsl"
#include "lib/color/scrub.glsl"
uniform sampler2D u_shadow;
uniform sampler2D u_haze;
uniform sampler2D u_mirror;
uniform sampler2D u_grain;
in vec3 v_world;
layout(location = 0) out vec4 o_color;

#if MIRROR_TAPS > 0
vec3 mirror(vec2 uv, float blur, float spin) {
    vec3 sum = vec3(0.0);
    vec2 a = vogel_start(spin);
    blur *= mix(0.30, 1.0, clamp(texture(u_mirror, uv).a, 0.0, 1.0));   // hard where it touches the floor, soft above; wide where nothing is would be dots
    for (int i = 0; i < MIRROR_TAPS; i++, a = vogel_next(a))
        sum += texture(u_mirror, uv + a * vec2(1.0 / frame_right.w, 1.6) * (sqrt((float(i) + 0.5) / float(MIRROR_TAPS)) * blur)).rgb;
    return sum / float(MIRROR_TAPS);
}
#endif

#ifdef LEAK
vec3 leak(vec3 p, vec3 d) {        // before the curtain: the seam's blade of light, its mirror, and the line under the hem
    float z = p.z - CURTAIN_Z;
    if (z < 0.0) return vec3(0.0);
    vec2 s = seam(0.15);
    float dx = p.x - s.x - 0.02 * z, wide = s.y * (1.0 + 0.35 * z) + 0.05 * z;
    float blade = exp(-dx * dx / (wide * wide)) * s.y / (s.y + 0.05 * z) * exp(-0.20 * z);
    float spread = exp(-dx * dx / (0.30 + 0.30 * z)) * 0.10 * exp(-0.35 * z);
    float hem = hem_light(p.x) * (0.55 * exp(-z / 0.05) + 0.05 * exp(-z / 0.55) + 0.010 * exp(-z / 2.0)) * exp(-p.x * p.x * 0.02);
    return SEAM_COLOR * (stage_seam * (1.0 - smoothstep(0.0, 0.25, stage_curtain)) * (1.0 * blade + spread + hem));
}
#endif

void main() {
    vec3 p = v_world, o = frame_eye.xyz, d = normalize(p - o), l;
    float reach = length(p - o), spin = ign(gl_FragCoord.xy);
    vec2 wood = board(u_grain, p.xz, reach * frame_eye.w * 2.0 * frame_size.w * 2.2);
    vec3 albedo = vec3(0.024, 0.0206, 0.0178) * wood.x * wood.y * performer_contact(p), key = key_lit(p, l);
    key *= mix(1.0, shadow_soft(u_shadow, p, SHADOW_TAPS, 0.004, spin), clamp(stage_instrument + 0.5, 0.0, 1.0)) * l.y;
    vec3 lc, cool = cool_lit(p, lc) * lc.y;
    float far = length(p.xz - vec2(0.0, 0.25));
    vec3 color = albedo * (key * (stage_pool * mix(1.0, 0.5, stage_instrument) * (6.4 + 6.0 * exp(-far * far * 1.1))) + cool * 0.08 + points_lit(p, vec3(0.0, 1.0, 0.0)) * 0.14) * (1.0 - 0.93 * stage_wet);
    color += albedo * vec3(0.020, 0.015, 0.011) * exp(-far * far * 0.02) * (stage_fade * stage_curtain * (1.0 - stage_wet));
#ifdef LEAK
    color += leak(p, d) * (20.0 * albedo + 0.012 * wood.y);
#endif
    // the apron ends in a gilded lip with a shell before each footlight; beyond it is the pit
    float lip = p.z - 4.95, grain_px = reach * frame_eye.w * 2.0 * frame_size.w / max(-d.y, 0.05), shell = p.x - 0.55 * floor(p.x / 0.55 + 0.5);
    float rail = smoothstep(-grain_px, grain_px, lip + 0.10) * (1.0 - stage_wet), hood = max(0.0, 1.0 - shell * shell / 0.020);
    float given = stage_seam * (1.0 - smoothstep(0.0, 0.25, stage_curtain)) * exp(-0.10 * p.x * p.x);
    given += 0.35 * stage_curtain * frame_key_color.r / 950.0 * exp(-0.16 * p.x * p.x);
    vec3 gold = vec3(0.62, 0.37, 0.12) * (given * (0.07 + 0.24 * hood) * exp(-max(lip, 0.0) / 0.10));
    color = mix(color, gold, rail);
    float facing = 1.0 - max(-d.y, 0.0), f2 = facing * facing, fresnel = 0.035 + 0.965 * f2 * f2 * facing;
    float gloss = (1.0 - 0.9 * rail) * mix(0.88 * fresnel, 0.9 * fresnel + 0.04, stage_wet) * p_stage_floor_gloss * mix(wood.y, 1.0, stage_wet);
    vec2 uv = gl_FragCoord.xy * frame_size.zw;
#ifdef WET
    vec3 tint;
    vec2 slope = ripple(uv, tint) * stage_wet;
    float turn = frame_clock.x / 4096.0;
    vec2 swell = vec2(texture(u_grain, p.xz * vec2(0.11, 0.42) + turn * vec2(4.0, 8.0)).r, texture(u_grain, p.zx * vec2(0.35, 0.13) - turn * vec2(6.0, 4.0)).g) - 0.5;
    uv += vec2(slope.x * 0.010 + swell.x * stage_wet * 0.012, slope.y * -0.020 + swell.y * stage_wet * 0.085);
    color += rings_lit(p, d, slope, tint);
    vec3 up = normalize(vec3(-0.42 * slope.x - 0.10 * swell.x, 1.0, -0.42 * slope.y - 0.26 * swell.y)), bent = reflect(d, up), to = normalize(frame_hero.xyz - p);
    vec3 off = bent - to;
    vec2 miss = vec2(dot(off, frame_right.xyz), length(off - frame_right.xyz * dot(off, frame_right.xyz)));
    color += frame_hero_color.rgb * (frame_hero.w * stage_wet * gloss * 1.4 * exp(-miss.x * miss.x / 0.0014 - miss.y * miss.y / 0.090));   // the glade
#endif
#if MIRROR_TAPS > 0
    vec2 away = abs(uv * 2.0 - 1.0);
    float there = max((0.2 - p.z) / min(d.z, -0.01), 0.0), high = there * -d.y;   // m over its contact stands what is seen here
    color += mirror(uv, mix(min(0.0022 + 0.0085 * high, 0.026), 0.011, stage_wet), spin) * gloss * smoothstep(1.0, 0.9, max(away.x, away.y));
#ifndef WET
    vec4 over = frame_view_proj * vec4(p + vec3(d.x, -d.y, d.z) * there, 1.0);                // and the beam in its air
    color += texture(u_haze, over.xy / over.w * 0.5 + 0.5).rgb * (gloss * 0.85 * smoothstep(0.0, 0.25, high));
#endif
#endif
    o_color = vec4(scrub(color + texture(u_haze, gl_FragCoord.xy * frame_size.zw).rgb), 1.0);
}
