// Threads of light from hearts to the hero crystal: a slight sag, then a lift; brighter toward the crystal. They grow inward as the house finds together.
#include "blocks/frame.glsl"
#include "blocks/show.glsl"
in vec4 in_place;
in vec4 in_pulse;
in vec4 in_trait;
out float v_q;
out vec3 v_color;
vec3 curve(vec3 a, vec3 b, float u, vec2 bow) {
    vec3 p = mix(a, b, u);
    float arch = u * (1.0 - u);
    p.y += arch * (-0.55 + 1.15 * u) + arch * bow.y;
    p.x += arch * bow.x;
    return p;
}
void main() {
    float u = float(gl_VertexID >> 1) / float(THREAD_STEPS), side_sign = float(gl_VertexID & 1) * 2.0 - 1.0;
    vec3 view = vec3(in_place.x, in_place.y - 0.40, -in_place.z + 0.05);
    vec3 heart = frame_eye.xyz + frame_right.xyz * view.x + frame_up.xyz * view.y - frame_forward.xyz * view.z;
    vec3 hero = frame_hero.xyz + vec3((in_trait.x - 0.5) * 0.10, (in_trait.y - 0.5) * 0.30 - 0.12, 0.05);
    vec2 bow = (in_trait.zw - 0.5) * vec2(0.64, 0.30);
    vec3 p = curve(heart, hero, u, bow), next = curve(heart, hero, u + 0.02, bow);
    float value = in_pulse.y * exp(-2.6 * (1.0 - cos(in_pulse.x - 2.2 * u)));   // the pulse runs up the thread
    float reach = stage_threads * 1.35 - 0.35 * in_trait.x;
    float drawn = smoothstep(reach, reach - 0.12, u) * smoothstep(0.0, 0.15, stage_threads);
    float away = length((p - vec3(0.0, 1.1, 0.25)) * vec3(1.0, 0.45, 1.0));
    float near_figure = mix(0.30, 1.0, smoothstep(0.15, 0.45, away));
    v_color = mix(p_stage_crowd_high * vec3(1.1, 1.25, 1.3), frame_hero_color.rgb, 0.10 + 0.45 * u) * (0.035 + 0.42 * pow(u, 2.2)) * (0.35 + 0.65 * in_trait.z * in_trait.z) * (0.55 + 0.75 * value)
            * drawn * near_figure * frame_turn.y * p_stage_crowd_threads * smoothstep(0.0, 0.02, u) * 2.4;
    vec3 to = frame_eye.xyz - p, side = normalize(cross(next - p, to));
    float least = 0.75 * 2.0 * frame_eye.w * length(to) * frame_size.w, wide = 0.0022;
    v_color *= min(1.0, wide / least * 1.6);
    v_q = side_sign;
    gl_Position = frame_view_proj * vec4(p + side * (side_sign * max(wide, least)), 1.0);
}
