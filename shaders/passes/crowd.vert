// One quad for each listener who can be seen, placed in view space, far rows first.
#include "blocks/frame.glsl"
#include "blocks/show.glsl"
in vec4 in_place;   // view x, y of the head's top, depth (m); row 0 far .. 1 near
in vec4 in_pulse;   // phase (rad), amplitude, posture, breath (rad)
in vec4 in_trait;
out vec2 v_p;            // m in the person's own frame
out vec2 v_cell;         // atlas corner
flat out vec4 v_state;   // heart value, blur (m), rim factor, row
flat out float v_wave;   // share of the stage's light that reaches this row
flat out vec4 v_light;   // direction of the stage's light in the picture, side factor, mirror
void main() {
    vec2 corner = vec2(float(gl_VertexID & 1), float(gl_VertexID >> 1));
    vec2 p = vec2((corner.x - 0.5) * 0.96, corner.y * 0.94 - 0.86);
    float tall = 0.94 + 0.14 * in_trait.y;
    float sway = 0.008 * sin(in_pulse.w + 6.2832 * in_trait.z) + 0.014 * in_pulse.z * (in_trait.w - 0.5);
    float lift = 0.004 * sin(in_pulse.w + in_trait.x) - 0.03 * in_pulse.z;
    vec3 view = vec3(in_place.xy + vec2(p.x * tall + sway * (1.0 + p.y), p.y * tall + lift), -in_place.z);
    vec3 world = frame_eye.xyz + frame_right.xyz * view.x + frame_up.xyz * view.y - frame_forward.xyz * view.z;
    gl_Position = frame_view_proj * vec4(world, 1.0);
    v_p = p;
    int kind = int(floor(fract(in_trait.w * 7.31 + in_trait.x * 3.7) * 15.999));
    v_cell = vec2(float(kind & 3), float(kind >> 2));
    float value = in_pulse.y * exp(-2.6 * (1.0 - cos(in_pulse.x))) * (0.30 + 0.70 * fract(in_trait.x * 5.3 + in_trait.z));
    float coc = abs(1.0 / in_place.z - 1.0 / frame_up.w) * 0.030 * in_place.z;   // thin lens, focus on the subject
    float x = in_place.x / (in_place.z * frame_eye.w);
    v_state = vec4(value, coc, (0.10 + 0.90 * in_trait.z * in_trait.z) * (0.45 + 0.55 * exp(-x * x * 0.55)) * mix(1.0, 0.75, in_place.w), in_place.w);
    vec2 to = normalize(vec2(-in_place.x * 0.9 - 0.30 * in_place.z * frame_eye.w, 1.25 * in_place.z * frame_eye.w));
    float wave = smoothstep(0.0, 0.35, stage_curtain * 1.35 - in_place.w);   // the rising curtain lets light run over the heads, nearest the stage first
    v_wave = wave;
    v_light = vec4(to, (1.0 - 0.6 * smoothstep(0.8, 1.8, abs(x))) * (0.55 + 0.45 * fract(in_trait.y * 3.1 + in_trait.w)), in_trait.y > 0.5 ? 1.0 : -1.0);
}
