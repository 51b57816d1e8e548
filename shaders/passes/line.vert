// Camera-facing ribbons: strings whose width is the envelope of a standing wave, wires of the constellation, orbits of brass, the sound on its way, sparks.
// Never thinner than 1.5 px: thinner lines get dimmer (light) or more transparent (metal) instead.
#include "blocks/frame.glsl"
#include "blocks/music.glsl"
#include "blocks/show.glsl"
#include "lib/noise/hash.glsl"
uniform sampler2D u_places;   // where the crystals stand
in vec4 in_a;      // m; half width m. 4 orbit: centre x, y, radius m, half width m
in vec4 in_b;      // the other end.   4 orbit: roll rad, squash
in vec4 in_info;   // kind; 0 string: number, place along 0..1 of a, of b; 1 wire: first crystal, -, second; 2 wave: ear, along, along, a.x echo; 3 spark: onset, number; 4 orbit: number, turns, turns
out float v_q;     // across, in half widths
out float v_s;     // along, of the whole
flat out vec2 v_kind;   // kind, number
out float v_cover;      // share of a pixel that the line fills at least, and px of its half width
out float v_half_px;
out vec3 v_color;
out vec3 v_world;
out vec3 v_side;
out vec3 v_along;

vec3 wave(float ear, float s, float echo) {   // sound as it leaves the belly: the newest sample is nearest; it spreads and rises; echoes are older, softer, farther
    float swing = 0.0;
    for (int k = -2; k <= 2; k++) {   // smoothed: the air does not follow every sample
        float i = clamp(127.0 * s * (1.0 - 0.06 * echo) + 5.0 * echo + (1.6 + 2.8 * echo) * float(k), 0.0, 126.0);
        int at = int(ear) * 128 + 127 - int(i);
        swing += mix(dot(music_wave[at], vec4(0.25)), dot(music_wave[at - 1], vec4(0.25)), fract(i)) * (k == 0 ? 0.30 : abs(k) == 1 ? 0.22 : 0.13);
    }
    return vec3((ear * 2.0 - 1.0) * (0.42 + 2.7 * s), 2.72 + 0.30 * s + (0.85 + 0.22 * echo) * swing * smoothstep(0.0, 0.12, s) * (1.0 - 0.5 * s) + 0.05 * echo * s, 0.22 + (0.5 - 0.55 * echo) * s);
}

float struck(vec4 onset) {   // number of the string that an onset moved: its note's, or its band's
    float k = onset.z;
    for (int i = 0; i < 8; i++)
        if (music_note[i].z > 0.0 && abs(music_note[i].x - onset.x) < 0.12) k = floor((music_note[i].z - 54.5) / 7.0);
    return clamp(k, 0.0, 3.0);
}

vec3 spark(vec4 onset, float i, float age, float string) {   // leaves the string where bow and bridge hold it; thrown, slowed by the air, falling
    uint seed = uint(onset.w) * 64u + uint(i);
    vec3 r = hash3(seed), q = hash3(seed + 7919u);
    float side = 0.26 * (string - 1.5) + 1.1 * (2.0 * r.x - 1.0), rate = 1.1 + 1.3 * q.x;
    vec3 from = vec3(0.040 * (string - 1.5), 2.70 + 0.16 * q.y, 0.30);
    vec3 speed = vec3(sin(side), 0.85 * cos(side) + 0.35 * (q.z - 0.3), 0.15 + 0.75 * r.z) * (1.5 + 4.6 * r.y * r.y) * (0.55 + 0.45 * onset.y);
    float fly = (1.0 - exp(-rate * age)) / rate;
    return from + speed * fly - vec3(0.0, 3.6 * (age - fly) / rate, 0.0);
}

void orbit(float s, out vec3 p, out vec3 along) {
    float c = cos(in_b.x), n = sin(in_b.x), a = 6.2831853 * s;
    vec3 u = vec3(c, n, 0.0), v = vec3(-n * in_b.y, c * in_b.y, 0.6 * sqrt(1.0 - in_b.y * in_b.y));
    p = vec3(in_a.xy, 0.0) + in_a.z * (cos(a) * u + sin(a) * v);
    along = cos(a) * v - sin(a) * u;
}

void main() {
    vec2 corner = vec2(float(gl_VertexID & 1) * 2.0 - 1.0, float(gl_VertexID >> 1));
    vec3 a_end = in_a.xyz, b_end = in_b.xyz;
    vec4 onset = music_onset[int(in_info.y + 0.5) & 7];
    float since = onset.x + frame_clock.y, still = mix(in_a.w, in_b.w, corner.y), wide = still, energy = 1.0;
    v_kind = in_info.xy;
    v_s = mix(in_info.z, in_info.w, corner.y);
    vec3 p, along;
    if (in_info.x > 3.5) {
        orbit(v_s, p, along);
        v_color = vec3(stage_instrument);
        wide = still = in_a.w;
    } else if (in_info.x > 2.5) {
        float string = struck(onset);
        a_end = spark(onset, in_info.z, since, string);
        b_end = spark(onset, in_info.z, max(since - 0.055, 0.0), string) + vec3(0.0, 1e-4, 0.0);
    } else if (in_info.x > 1.5) {
        p = wave(in_info.y, v_s, in_a.x);
        along = wave(in_info.y, min(v_s + 0.006, 1.0), in_a.x) - wave(in_info.y, max(v_s - 0.006, 0.0), in_a.x);
    } else if (in_info.x > 0.5) { a_end = texelFetch(u_places, ivec2(0, int(in_info.y + 0.5)), 0).xyz; b_end = texelFetch(u_places, ivec2(0, int(in_info.w + 0.5)), 0).xyz; }
    if (in_info.x < 1.5 || (in_info.x > 2.5 && in_info.x < 3.5)) { p = mix(a_end, b_end, corner.y); along = b_end - a_end; }
    if (in_info.x < 0.5) {
        int k = int(in_info.y + 0.5);
        float amp = clamp(frame_string[k].x, 0.0, 1.0) * stage_instrument, n = frame_string[k].y;
        wide = still + 0.022 * amp * abs(sin(3.14159 * n * v_s));
        v_color = (vec3(0.9, 0.82, 0.66) * 0.16 * (frame_key_color.r / 950.0 + frame_cool_color.b / 330.0 + 0.2 * frame_hero.w) + mix(frame_hero_color.rgb, vec3(1.0), 0.35) * (0.42 * amp + 0.75 * frame_string[k].w * amp)) * stage_instrument;
        energy = still / wide;
        v_color *= 0.35 + 0.65 * sqrt(energy);
    } else if (in_info.x > 3.5) {
    } else if (in_info.x > 2.5) {
        float own = hash11(int(onset.w) * 64 + int(in_info.z)), heat = exp(-(0.9 + 1.8 * own) * since) * smoothstep(2.0 - own, 1.1 - 0.6 * own, since);
        vec3 cooling = mix(mix(vec3(1.0, 0.16, 0.03), vec3(1.0, 0.46, 0.13), smoothstep(0.06, 0.35, heat)), vec3(1.0, 0.86, 0.66), smoothstep(0.35, 0.95, heat));
        v_s = corner.y;
        v_color = cooling * (19.0 * heat * onset.y * smoothstep(0.0, 0.03, since) * (0.15 + own * own) * (1.0 - corner.y) * stage_instrument * stage_crystals * stage_fade);
    } else if (in_info.x > 1.5) {
        wide = still *= (1.0 + 1.5 * v_s) * (in_a.x > 0.5 ? 0.55 : 1.0);
        v_color = mix(frame_hero_color.rgb, vec3(1.0), 0.25) * ((in_a.x > 0.5 ? 0.50 / (1.0 + in_a.x * in_a.x) : 1.3) * (1.0 - exp(-2.0 * music_level.x)) * (0.40 * stage_crystals + 0.20 * stage_threads) * stage_instrument * stage_fade
                * smoothstep(0.0, 0.10, v_s) * pow(1.0 - v_s, 1.6) * (1.0 - 0.75 * stage_chaos));
    } else {
        vec4 ca = frame_crystal[int(in_info.y + 0.5)], cb = frame_crystal[int(in_info.w + 0.5)];
        float lit = min(ca.w, cb.w), drawn = smoothstep(0.0, 0.25, lit);
        p = mix(a_end, b_end, corner.y * drawn);
        v_s = corner.y;
        v_kind.y = lit;
        v_color = mix(ca.rgb, cb.rgb, corner.y) * (0.26 * lit + 0.02 * drawn) * (stage_instrument * (1.0 - smoothstep(0.0, 0.35, stage_shatter)));
    }
    vec3 to = frame_eye.xyz - p, side = in_info.x > 1.5 && in_info.x < 2.5 ? frame_up.xyz : normalize(cross(along, to));
    float px = 2.0 * frame_eye.w * length(to) * frame_size.w, half_width = max(wide, (in_info.x > 2.5 && in_info.x < 3.5 ? 0.60 : 0.75) * px);
    v_cover = max(still, wide) / half_width;
    v_half_px = half_width / px;
    if (in_info.x > 3.5) half_width += 0.6 * px;   // room for a soft edge
    else v_color *= in_info.x > 2.5 ? sqrt(v_cover) : v_cover;
    v_q = corner.x * half_width / (v_half_px * px);
    v_world = p;
    v_side = side;
    v_along = normalize(along);
    gl_Position = frame_view_proj * vec4(p + side * (corner.x * half_width), 1.0);
}
