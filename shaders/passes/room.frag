// The room behind everything: lacquered boards or black water, back drape, legs and border, and the air behind the subject.
#include "blocks/frame.glsl"
#include "blocks/show.glsl"
#include "lib/math/ray.glsl"
#include "lib/noise/ign.glsl"
#include "lib/noise/board.glsl"
#include "lib/light/key_lit.glsl"
#include "lib/light/shadow.glsl"
#include "lib/light/ripple.glsl"
#include "lib/light/velvet.glsl"
#include "lib/color/scrub.glsl"
uniform sampler2D u_shadow;
uniform sampler2D u_haze;
uniform sampler2D u_mirror;
uniform sampler2D u_grain;
uniform sampler2D u_folds;
in vec2 v_uv;
layout(location = 0) out vec4 o_color;

vec3 points(vec3 p, vec3 n) {
    vec3 sum = vec3(0.0);
    for (int i = 0; i < LIGHTS; i++) {
        vec3 q = frame_light[i].xyz - p;
        float d2 = dot(q, q) + 0.02;
        sum += frame_light_color[i].rgb * (max(dot(n, q), 0.0) * inversesqrt(d2) / d2);
    }
    return sum;
}

vec3 mirror(vec2 uv, float blur, float spin) {
    vec3 sum = vec3(0.0);
    for (int i = 0; i < MIRROR_TAPS; i++) {
        float r = sqrt((float(i) + 0.5) / float(MIRROR_TAPS)) * blur, a = 2.399963 * float(i) + 6.2832 * spin;
        sum += texture(u_mirror, uv + vec2(r * cos(a) / frame_right.w, r * sin(a) * 1.6)).rgb;
    }
    return sum / float(MIRROR_TAPS);
}

vec3 floor_lit(vec3 p, vec3 d, float reach) {
    vec3 l;
    vec3 key = key_lit(p, l);
    float any = key.r + key.g;
    float spin = ign(gl_FragCoord.xy);
    if (any > 1e-5) key *= mix(1.0, shadow_soft(u_shadow, p, SHADOW_TAPS, 0.004, spin), clamp(stage_instrument + 0.5, 0.0, 1.0)) * l.y;
    vec3 lc;
    vec3 cool = cool_lit(p, lc) * lc.y * 0.20;
    vec2 wood = board(u_grain, p.xz, reach * frame_eye.w * 2.0 * frame_size.w * 2.2);
    vec3 albedo = vec3(0.024, 0.0206, 0.0178) * wood.x * wood.y;
    vec3 color = albedo * (key * (0.95 * stage_pool) + cool * 0.4 + points(p, vec3(0.0, 1.0, 0.0)) * 0.14) * (1.0 - 0.93 * stage_wet);
    float rim = length(p.xz - vec2(0.0, 0.25));
    color += albedo * vec3(0.020, 0.015, 0.011) * exp(-rim * rim * 0.02) * stage_fade * (1.0 - stage_wet);
    vec2 slope = vec2(0.0);
    float facing = 1.0 - max(-d.y, 0.0);
    float fresnel = 0.035 + 0.965 * pow(facing, 5.0);
    float gloss = mix(0.42 * fresnel, 0.9 * fresnel + 0.04, stage_wet) * p_stage_floor_gloss * wood.y;
    vec2 uv = v_uv;
    if (stage_wet > 0.02) {
        slope = ripple(p.xz) * stage_wet;
        vec2 still = (vec2(texture(u_grain, p.xz * vec2(0.11, 0.42) + frame_clock.x * vec2(4.0, 8.0) / 4096.0).r, texture(u_grain, p.zx * vec2(0.35, 0.13) - frame_clock.x * vec2(6.0, 4.0) / 4096.0).g) - 0.5) * stage_wet;
        uv += vec2(slope.x * 0.010 + still.x * 0.012, slope.y * -0.020 + still.y * 0.085);
        // rings are seen by their slopes: lit toward the hero and, weakly, away from it; broken in angle, never a closed circle
        vec2 to = frame_hero.xz - p.xz;
        float dist = length(to) + 0.15, along = dot(slope, to / dist);
        float broken = 0.30 + 1.1 * texture(u_grain, vec2(atan(p.x, p.z) * 0.7, 0.3 + 0.02 * length(p.xz))).r;
        float lobe = pow(max(along, 0.0), 1.3) * 0.20 + pow(max(-along, 0.0), 1.3) * 0.85;
        float side = 0.25 + 0.75 * pow(0.5 + 0.5 * p.z / (length(p.xz) + 0.2), 1.5);
        color += frame_hero_color.rgb * (frame_hero.w * lobe * broken * side * p_stage_floor_rings * 0.22 / (0.6 + 0.16 * dist * dist));
    }
    vec2 away = abs(uv * 2.0 - 1.0);
    color += mirror(uv, mix(0.030, 0.011, stage_wet), spin) * gloss * smoothstep(1.0, 0.9, max(away.x, away.y));
    return color;
}

void main() {
    vec3 o = frame_eye.xyz, d = ray(v_uv);
    vec3 color = vec3(0.0);
    float front = (2.6 - o.z) / d.z;                     // legs and border hang in this plane
    vec3 p = o + d * front;
    float spread = 4.45 + max(0.0, frame_right.w - 1.9) * 3.1;
    float drawn = spread - 0.50 * smoothstep(2.2, 4.9, p.y) * smoothstep(5.6, 4.2, p.y) + 0.10 * sin(p.y * 1.3);
    float fringe = 5.14 + 0.05 * cos(p.x * 2.1) * cos(p.x * 0.43) + max(0.0, 1.0 - frame_right.w) * 1.2;
    bool leg = p.y > 0.0 && abs(p.x) > drawn, border = p.y > fringe;
    if (leg || border) {
        vec3 l, lc;
        vec3 key = key_lit(vec3(p.x, p.y, 1.0), l);
        vec4 fold = texture(u_folds, border && !leg ? vec2(p.x * 0.075 + 0.5, 0.3) : vec2(p.x * 0.115 * sign(p.x) + 0.13, p.y * 0.17));
        vec3 n = fold_normal(fold);
        vec3 to = normalize(vec3(-p.x, 3.0 - p.y, 3.0)), wash = vec3(1.0, 0.80, 0.62) * (0.022 + 0.36 * stage_house) * (border ? 0.25 : 0.35 + 0.65 * smoothstep(5.2, 1.5, p.y));
        vec3 spill = frame_key_color.rgb * 5.0e-5 + frame_cool_color.rgb * 2.0e-5;
        color = velvet(n, to, -d, fold.a, p_stage_curtain_velvet, p_stage_curtain_sheen) * (wash * stage_fade + spill);
        float edge = leg ? smoothstep(0.0, 0.35, abs(p.x) - drawn) : 1.0;
        color *= 0.25 + 0.75 * edge;
    } else {
        float reach = (-6.0 - o.z) / d.z;
        float down = d.y < 0.0 ? -o.y / d.y : 1e9;
        if (down < reach) {
            color = floor_lit(o + d * down, d, down);
        } else {
            vec3 q = o + d * reach;
            vec4 fold = texture(u_folds, vec2(q.x * 0.085 + 0.4, q.y * 0.08));
            vec3 n = fold_normal(fold);
            vec3 lit = points(q, n) * 0.07 + frame_key_color.rgb * 6.0e-6 + frame_cool_color.rgb * 1.2e-5;
            color = vec3(0.010, 0.011, 0.016) * lit * fold.a;
        }
    }
    vec3 air = texture(u_haze, v_uv).rgb;
    o_color = vec4(scrub(color + (leg || border ? 0.15 : 1.0) * air), 1.0);
}
