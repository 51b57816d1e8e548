// Camera-facing ribbons: strings whose width is the envelope of a standing wave, and wires of the constellation. Never thinner than 1.5 px: thinner lines get dimmer instead.
#include "blocks/frame.glsl"
#include "blocks/music.glsl"
#include "blocks/show.glsl"
#include "lib/noise/hash.glsl"
uniform sampler2D u_places;   // where the crystals stand
in vec4 in_a;      // m; half width m
in vec4 in_b;
in vec4 in_info;   // kind; 0 string: number, place along 0..1 of a, of b; 1 wire: first crystal, -, second; 2 wave: ear, along, along; 3 spark: onset, number
out float v_q;
flat out float v_kind;
out vec3 v_color;

vec3 wave(float ear, float s) {   // sound as it leaves the bridge: the newest sample is nearest
    vec4 four = music_wave[int(ear) * 128 + int(127.0 - 127.0 * s)];
    return vec3((ear * 2.0 - 1.0) * (0.30 + 2.3 * s), 2.47 + 0.30 * dot(four, vec4(0.25)) * sqrt(s) * (1.0 - 0.6 * s), 0.25 + 0.35 * s);
}

vec3 spark(vec4 onset, float i, float age) {   // thrown from the part of the instrument that was struck; slowed by the air
    vec3 r = hash3(uint(onset.w) * 64u + uint(i));
    float a = 6.2831853 * r.x, band = onset.z;
    vec3 from = vec3(0.12 * (r.z - 0.5), band < 0.5 ? 1.95 : band < 1.5 ? 2.47 : band < 2.5 ? 3.35 : 4.85, 0.18);
    vec3 speed = vec3(cos(a), 0.55 + 0.8 * sin(a), 0.7 * (r.z - 0.4)) * (0.9 + 3.4 * r.y * r.y) * (0.5 + onset.y);
    return from + speed * ((1.0 - exp(-2.2 * age)) / 2.2) - vec3(0.0, 0.45 * age * age, 0.0);
}

void main() {
    vec2 corner = vec2(float(gl_VertexID & 1) * 2.0 - 1.0, float(gl_VertexID >> 1));
    vec3 a_end = in_a.xyz, b_end = in_b.xyz;
    vec4 onset = music_onset[int(in_info.y + 0.5) & 7];
    float since = onset.x + frame_clock.y;
    if (in_info.x > 2.5) {
        a_end = spark(onset, in_info.z, since);
        b_end = spark(onset, in_info.z, max(since - 0.035, 0.0)) + vec3(0.0, 1e-4, 0.0);
    } else if (in_info.x > 1.5) {
        a_end = wave(in_info.y, in_info.z);
        b_end = wave(in_info.y, in_info.w);
    } else if (in_info.x > 0.5) { a_end = texelFetch(u_places, ivec2(0, int(in_info.y + 0.5)), 0).xyz; b_end = texelFetch(u_places, ivec2(0, int(in_info.w + 0.5)), 0).xyz; }
    vec3 p = mix(a_end, b_end, corner.y);
    float still = mix(in_a.w, in_b.w, corner.y), wide = still, energy = 1.0;
    v_kind = in_info.x;
    if (in_info.x < 0.5) {
        int k = int(in_info.y + 0.5);
        float s = mix(in_info.z, in_info.w, corner.y);
        float amp = clamp(frame_string[k].x, 0.0, 1.0) * stage_instrument, n = frame_string[k].y;
        wide = still + 0.030 * amp * abs(sin(3.14159 * n * s));
        v_color = (vec3(0.9, 0.82, 0.66) * 0.05 * (frame_key_color.r / 950.0 + frame_cool_color.b / 330.0 + 0.2 * frame_hero.w) + mix(frame_hero_color.rgb, vec3(1.0), 0.35) * (0.55 * amp + 1.1 * frame_string[k].w * amp)) * stage_instrument;
        energy = still / wide;
        v_color *= 0.35 + 0.65 * sqrt(energy);
    } else if (in_info.x > 2.5) {
        float glow = onset.y * exp(-3.2 * since) * smoothstep(1.3, 0.8, since) * (0.25 + hash11(int(onset.w) * 64 + int(in_info.z))) * (1.0 - 0.8 * corner.y);
        v_color = mix(vec3(1.0, 0.62, 0.30), vec3(1.0, 0.93, 0.85), exp(-6.0 * since)) * (9.0 * glow * stage_instrument * stage_crystals * stage_fade);
    } else if (in_info.x > 1.5) {
        float s = mix(in_info.z, in_info.w, corner.y);
        v_color = mix(frame_hero_color.rgb, vec3(1.0), 0.3) * (2.2 * music_level.x * (0.45 * stage_crystals + 0.55 * stage_threads) * stage_instrument * stage_fade
                * smoothstep(0.0, 0.06, s) * (1.0 - s) * (1.0 - s));
    } else {
        int a = int(in_info.y + 0.5), b = int(in_info.w + 0.5);
        vec4 ca = frame_crystal[a], cb = frame_crystal[b];
        float lit = min(ca.w, cb.w);
        float drawn = smoothstep(0.0, 0.25, lit);
        p = mix(a_end, b_end, corner.y * drawn);
        v_color = mix(ca.rgb, cb.rgb, corner.y) * (0.26 * lit + 0.02 * drawn) * (stage_instrument * (1.0 - smoothstep(0.0, 0.35, stage_shatter)));
    }
    vec3 along = b_end - a_end, to = frame_eye.xyz - p;
    vec3 side = normalize(cross(along, to));
    float least = 0.75 * 2.0 * frame_eye.w * length(to) * frame_size.w;
    float half_width = max(wide, least);
    v_color *= max(still, wide) / half_width;
    v_q = corner.x;
    gl_Position = frame_view_proj * vec4(p + side * (corner.x * half_width), 1.0);
}
