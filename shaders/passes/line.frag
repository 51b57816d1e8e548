// What the ribbons show: a string's density over its own width (bright edges, an almost empty middle) and the photons that run along it; a soft line for a
// wire; the sound's line in a breath of haze; a round rod of brass for an orbit.
#include "blocks/frame.glsl"
#include "blocks/music.glsl"
#include "blocks/show.glsl"
#include "lib/light/env.glsl"
#include "lib/light/front_house.glsl"
#include "lib/light/key_lit.glsl"
#include "lib/light/ggx_aniso.glsl"
#include "lib/color/scrub.glsl"
in float v_q;
in float v_s;
flat in vec2 v_kind;
in float v_cover;
in float v_half_px;
in vec3 v_color;
in vec3 v_world;
in vec3 v_side;
in vec3 v_along;
layout(location = 0) out vec4 o_color;

float comet(float at, float s, float tail) {   // a photon at `at` with its wake, on a line that closes
    float d = fract(at - s);
    return exp(-d / tail) + exp(-(1.0 - d) / (0.12 * tail));
}

#ifdef ORBITS
vec3 rod(vec3 n, vec3 v) {
    vec3 r = reflect(-v, n), l, f0 = vec3(0.86, 0.55, 0.25), sum = env(r, 0.22) + front_house(r, 0.22);
    vec3 key = key_lit(v_world, l), b = cross(n, v_along);
    sum += key * ggx_aniso(n, v_along, b, v, l, 0.42, 0.14) * 0.5;
    vec3 cool = cool_lit(v_world, l);
    sum += cool * ggx_aniso(n, v_along, b, v, l, 0.42, 0.14) * 0.5;
    for (int i = 0; i < LIGHTS; i++) {
        vec3 q = frame_light[i].xyz - v_world;
        float d2 = dot(q, q), nh = max(dot(n, normalize(q * inversesqrt(d2) + v)), 0.0);
        nh *= nh; nh *= nh;
        sum += frame_light_color[i].rgb * (max(dot(n, q) * inversesqrt(d2), 0.0) * (0.03 + 0.35 * nh) / (d2 + 0.09));
    }
    return f0 * sum;
}
#endif

void main() {
    float q = v_q * 0.98, edge = smoothstep(1.0, 0.85, abs(v_q)), lit = max(stage_threads, 0.40 * stage_crystals * smoothstep(0.2, 0.8, frame_state.z)) * stage_instrument * stage_fade * (1.0 - stage_chaos);
    vec3 white = mix(frame_hero_color.rgb, vec3(1.0), 0.4);
#ifdef ORBITS
    float cover = clamp((1.0 - abs(v_q)) * v_half_px + 0.5, 0.0, 1.0) * min(v_cover, 1.0) * v_color.r;
    vec3 v = normalize(frame_eye.xyz - v_world), color = 0.5 * (rod(normalize(v_side * 0.6 + v * 0.8), v) + rod(normalize(v_side * -0.6 + v * 0.8), v));
#ifdef FINE   // on lower tiers it is so thin that a pixel sees its whole breadth
    float round_ = smoothstep(1.2, 3.5, v_half_px);
    if (round_ > 0.0) {
        float across = clamp(v_q, -0.98, 0.98);
        color = mix(color, rod(normalize(v_side * across + v * sqrt(1.0 - across * across)), v), round_);
    }
#endif
    float photons = 0.0;   // three to an orbit, once around in a bar
    for (int j = 0; j < 3; j++) photons += comet(frame_pulse.y + float(j) / 3.0 + 0.17 * v_kind.y, v_s, 0.014);
    o_color = vec4(scrub(color * cover + white * (photons * 4.5 * lit * exp(-2.0 * v_q * v_q) * v_cover)), cover);
#else
    float density = v_kind.x < 0.5 ? 0.45 / sqrt(1.0 - q * q + 0.03) : v_kind.x > 1.5 && v_kind.x < 2.5 ? exp(-220.0 * q * q) + 0.045 * exp(-5.0 * q * q) : exp(-2.5 * q * q);
    if (v_kind.x > 2.5)   // seen from near, a spark is a hot thread in its own glow, with a round head
        density = mix(density, (1.5 * exp(-11.0 * q * q) + 0.16 * exp(-2.5 * q * q)) * smoothstep(0.0, 0.10, v_s - 0.05 * q * q), smoothstep(1.0, 3.0, v_half_px));
    vec3 color = v_color * density * edge;
    if (v_kind.x < 0.5) {   // photons: four to a string, one place further with every beat; and one for each onset
        float photons = lit * comet((frame_pulse.x + 0.25 * v_kind.y) * 0.25, mod(v_s, 0.25), 0.014) * step(0.001, lit);
        float on = 0.0;
        for (int k = 4; k < 8; k++) {
            float age = music_onset[k].x + frame_clock.y, d = age * 1.6 - v_s;
            on += d > 0.0 ? music_onset[k].y * exp(-d / 0.045 - 1.2 * age) : music_onset[k].y * exp(d / 0.004 - 1.2 * age);
        }
        color += white * ((3.2 * photons + 1.5 * on * stage_crystals * stage_instrument * stage_fade) * exp(-4.0 * q * q) * v_cover);
    }
    if (v_kind.x > 0.5 && v_kind.x < 1.5)   // along a wire of the constellation runs one with every beat, from crystal to crystal
        color += white * (2.2 * lit * min(v_kind.y, 1.0) * (1.0 - frame_pulse.x) * comet(frame_pulse.x, v_s, 0.06) * step(v_s, 0.999) * v_cover * exp(-2.5 * q * q));
    o_color = vec4(scrub(color), 0.0);
#endif
}
