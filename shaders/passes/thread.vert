// Threads of light: from the performer's palms, from her heart and from the hero crystal to single hearts, hanging a little and swaying as the house breathes.
// They grow from her as the house finds together. With each beat of a heart a photon leaves her and comes in on that heart's next lub: a strip, then a quad.
#include "blocks/frame.glsl"
#include "blocks/show.glsl"
#include "lib/light/heart.glsl"
#include "lib/math/listener.glsl"
uniform vec3 u_from[4];   // m: her left and right palm, her heart, the hero crystal
in vec4 in_place;
in vec4 in_pulse;
in vec4 in_trait;
in vec4 in_body;    // z: share of light
out vec2 v_q;             // across the strip, or in the photon's quad; -1..1
out float v_t;            // way gone, 0 at her .. 1 at the heart
out vec3 v_color;
flat out vec4 v_photon;   // its light, and where it is
flat out float v_bead;    // 1 for the photon's quad
vec3 way(vec3 from, vec3 heart, float t, float lift) {
    float r = 1.0 - t, sway = 0.10 * sin(6.2832 * (frame_pulse.w + in_trait.y));
    vec3 d = heart - from;                           // lifted out of her, then falling into the breast from above
    vec3 out_of = from + vec3(0.30 * d.x + 2.0 * lift * (in_trait.z - 0.5), 0.12 * d.y + lift * in_trait.y, 0.25 * d.z);
    vec3 into = heart + vec3(-0.14 * d.x + 0.4 * (in_trait.w - 0.5) + sway, 0.25 + 0.45 * in_trait.x - 0.08 * d.y, -0.14 * d.z);
    return from * (r * r * r) + out_of * (3.0 * r * r * t) + into * (3.0 * r * t * t) + heart * (t * t * t);
}
void main() {
    int k = gl_VertexID - 2 * (THREAD_STEPS + 1);    // two vertices that only join strip and quad, then the quad
    float t = float(min(gl_VertexID, 2 * THREAD_STEPS + 1) >> 1) / float(THREAD_STEPS), side_sign = float(gl_VertexID & 1) * 2.0 - 1.0;
    vec3 view = vec3(in_place.xy + listener_lean(LISTENER_HEART, in_trait), -in_place.z + 0.05);
    vec3 heart = frame_eye.xyz + frame_right.xyz * view.x + frame_up.xyz * view.y - frame_forward.xyz * view.z;
    float pick = fract(in_trait.y * 17.3 + in_trait.x * 5.1), lift = pick < 0.56 ? 0.35 : 0.14;
    vec3 from = pick < 0.56 ? u_from[3] + vec3((in_trait.x - 0.5) * 0.08, (in_trait.y - 0.5) * 0.26 - 0.10, 0.05) : pick < 0.84 ? (heart.x < u_from[2].x ? u_from[0] : u_from[1]) : u_from[2];
    float away = length(heart - from) / 16.0, R = frame_turn.y;
    float grown = stage_threads * smoothstep(0.35, 0.85, R), reach = grown * (1.30 + 0.5 * away) - 0.5 * away * in_trait.x;
    float ph = fract(in_pulse.x / 6.2831853), ready = smoothstep(0.0, 0.15, grown) * in_body.z * p_stage_crowd_threads;
    float pixel = 2.0 * frame_eye.w * in_place.z * frame_size.w, rare = in_trait.z * in_trait.z;
    vec3 gold = mix(p_stage_crowd_high, vec3(1.0, 0.70, 0.34), 0.6);
    v_bead = k >= 1 ? 1.0 : 0.0;
    if (v_bead > 0.5) t = ph;
    vec3 p = way(from, heart, t, lift), next = way(from, heart, t + 0.01, lift), to = frame_eye.xyz - p;
    pixel = 2.0 * frame_eye.w * length(to) * frame_size.w;
    float drawn = smoothstep(reach, reach - 0.14, t) * ready;
    float clear = mix(0.22, 1.0, max(smoothstep(0.08, 0.40, abs(p.x - u_from[2].x)), smoothstep(1.75, 2.1, p.y) + smoothstep(1.5, 3.0, p.z)));   // she is not drowned in them
    float value = in_pulse.y * exp(-2.6 * (1.0 - cos(in_pulse.x + 1.9 * (1.0 - t))));
    float bright = 0.05 + 0.12 * smoothstep(0.85, 0.45, t) + 1.0 * exp(-t * 6.0) + 0.40 * smoothstep(0.90, 0.99, t);      // hot where it leaves, and again where it lands
    v_color = mix(gold, frame_hero_color.rgb, 0.55 * exp(-t * 5.0)) * (bright * (0.22 + 0.95 * rare * rare) * (0.60 + 0.5 * value) * drawn * clear);
    float flies = smoothstep(0.45, 0.85, R) * smoothstep(reach, reach - 0.05, ph) * ready * clear * smoothstep(0.0, 0.05, ph) * smoothstep(1.0, 0.95, ph);
    v_photon = vec4(mix(gold, vec3(1.0, 0.93, 0.80), 0.6) * (flies * (0.35 + 0.65 * in_trait.w) * in_pulse.y * min(1.0, 0.018 / pixel)), ph);
    v_t = t;
    vec3 side = normalize(cross(next - p, to));
    float wide = 0.0018, least = max(0.70 * pixel, 0.01 * frame_forward.w);   // it smears while the lens moves, or it would flicker in every place it crosses
    v_color *= min(1.0, wide / least * 1.5);
    v_q = vec2(side_sign, 0.0);
    gl_Position = frame_view_proj * vec4(p + side * (side_sign * 2.6 * max(wide, least)), 1.0);
    if (k >= 0) {
        vec2 corner = vec2(side_sign, k >= 4 ? 1.0 : -1.0);
        float size = max(0.026, 1.7 * pixel) * (0.6 + 0.6 * in_trait.w);
        v_q = corner;
        gl_Position = frame_view_proj * vec4(p + (frame_right.xyz * corner.x + frame_up.xyz * corner.y) * size, 1.0);
        if (k == 0) {                                // once more the strip's last corner
            v_q = vec2(1.0, 0.0);
            gl_Position = frame_view_proj * vec4(p + side * (2.6 * max(wide, least)), 1.0);
        }
    }
}
