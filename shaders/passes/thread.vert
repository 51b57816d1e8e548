// Threads of light: from the performer's breast in one strand up to the hero crystal, from there to single hearts, hanging a little and swaying as the house
// breathes. They grow from the performer as the house finds together; each lub sends a brightness along them.
#include "blocks/frame.glsl"
#include "blocks/show.glsl"
#include "lib/light/heart.glsl"
#include "lib/math/listener.glsl"
in vec4 in_place;
in vec4 in_pulse;
in vec4 in_trait;
in vec4 in_body;    // z: share of light
out float v_q;
out vec3 v_color;
const float STRAND = 0.10;          // of the way: from the breast to the crystal
const vec3 BREAST = vec3(0.0, 1.27, 0.16);
vec3 way(vec3 hero, vec3 heart, float u) {
    float strand = clamp(u / STRAND, 0.0, 1.0), twist = 9.0 * strand + 6.2832 * in_trait.x;
    if (u < STRAND) return mix(BREAST, hero, strand) + vec3(sin(twist), 0.0, cos(twist)) * (0.045 * strand * (1.0 - strand));
    float t = (u - STRAND) / (1.0 - STRAND), r = 1.0 - t, sway = 0.10 * sin(6.2832 * (frame_pulse.w + in_trait.y));
    vec3 d = heart - hero;                           // lifted out of the crystal, then falling into the breast from above
    vec3 out_of = hero + vec3(0.30 * d.x + 0.7 * (in_trait.z - 0.5), 0.12 * d.y + 0.35 * in_trait.y, 0.25 * d.z);
    vec3 into = heart + vec3(-0.14 * d.x + 0.4 * (in_trait.w - 0.5) + sway, 0.25 + 0.45 * in_trait.x - 0.08 * d.y, -0.14 * d.z);
    return hero * (r * r * r) + out_of * (3.0 * r * r * t) + into * (3.0 * r * t * t) + heart * (t * t * t);
}
void main() {
    float u = float(gl_VertexID >> 1) / float(THREAD_STEPS), side_sign = float(gl_VertexID & 1) * 2.0 - 1.0;
    vec3 view = vec3(in_place.xy + listener_lean(LISTENER_HEART, in_trait), -in_place.z + 0.05);
    vec3 heart = frame_eye.xyz + frame_right.xyz * view.x + frame_up.xyz * view.y - frame_forward.xyz * view.z;
    vec3 hero = frame_hero.xyz + vec3((in_trait.x - 0.5) * 0.08, (in_trait.y - 0.5) * 0.26 - 0.10, 0.05);
    vec3 p = way(hero, heart, u), next = way(hero, heart, u + 0.01);
    float t = max(u - STRAND, 0.0) / (1.0 - STRAND), away = length(heart - hero) / 16.0;
    float value = in_pulse.y * exp(-2.6 * (1.0 - cos(in_pulse.x + 1.9 * (1.0 - t))));
    float grown = stage_threads * smoothstep(0.35, 0.85, frame_turn.y), reach = grown * (1.30 + 0.5 * away) - 0.5 * away * in_trait.x;
    float drawn = smoothstep(reach, reach - 0.14, u) * smoothstep(0.0, 0.15, grown);
    float rare = in_trait.z * in_trait.z;
    float bright = 0.06 + 0.14 * smoothstep(0.85, 0.45, t) + 1.0 * exp(-t * 6.0) + 0.70 * smoothstep(0.93, 0.985, t) * smoothstep(1.0, 0.99, t);      // hot at the crystal, and again where it lands
    bright = mix(0.012, bright, smoothstep(0.3 * STRAND, 1.1 * STRAND, u));
    vec3 gold = mix(p_stage_crowd_high, vec3(1.0, 0.70, 0.34), 0.6);
    v_color = mix(gold, frame_hero_color.rgb, 0.55 * exp(-t * 5.0)) * (bright * (0.22 + 0.95 * rare * rare) * (0.45 + 1.1 * value) * drawn * in_body.z * p_stage_crowd_threads);
    vec3 to = frame_eye.xyz - p, side = normalize(cross(next - p, to));
    float pixel = 2.0 * frame_eye.w * length(to) * frame_size.w, wide = 0.0020, least = 0.60 * pixel;
    v_color *= min(1.0, wide / least * 1.8);
    v_q = side_sign;
    gl_Position = frame_view_proj * vec4(p + side * (side_sign * 2.6 * max(wide, least)), 1.0);
}
