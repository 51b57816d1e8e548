// A trail of light along a strange attractor: the part of its path behind its head, bright toward it; broad where it is slow, a hair where it is fast; near
// ones are strong, far ones whisper; in the middle they glow. Out of focus they are wider and dimmer. As the storm goes out the field draws in to the hero.
#include "blocks/frame.glsl"
#include "blocks/music.glsl"
#include "blocks/show.glsl"
const float SHUTTER = 0.013;   // s: while the lens moves thin lines smear, or they would flicker in every place they cross
uniform sampler2D u_paths;   // (POINTS, 2 TRAILS): m; calm, then wild
in vec4 in_trait;            // phase, lives in 4096 s, half width m, gain
out float v_q;
out vec3 v_color;
vec3 place(int i, float wild) {
    return mix(texelFetch(u_paths, ivec2(i, gl_InstanceID), 0).xyz, texelFetch(u_paths, ivec2(i, gl_InstanceID + TRAILS), 0).xyz, wild);
}
void main() {
    float u = float(gl_VertexID >> 1) / float(TRAIL_STEPS), wild = 1.0 - frame_turn.w;
    float life = fract(frame_clock.x * in_trait.y / 4096.0 + in_trait.x);
    float at = life * (1.0 + WINDOW) - (1.0 - u) * WINDOW, x = clamp(at, 0.0, 1.0) * float(POINTS - 2);
    int i = int(x);
    vec3 a = place(i, wild), b = place(i + 1, wild), p = mix(a, b, x - float(i));
    float gather = mix(0.30, 1.0, sqrt(clamp(stage_chaos, 0.0, 1.0)));
    p = mix(frame_hero.xyz, p, gather);
    vec3 to = frame_eye.xyz - p, side = normalize(cross(b - a, to) + vec3(1e-6));
    float depth = max(dot(-to, frame_forward.xyz), 0.5), px = 2.0 * frame_eye.w * depth * frame_size.w;
    float least = 0.70 * px, focus = abs(1.0 / depth - 1.0 / frame_up.w) * 0.28 + SHUTTER * frame_forward.w;   // m of blur on the trail
    float near = smoothstep(-1.2, 1.3, dot(p - frame_hero.xyz, -frame_forward.xyz)), slow = smoothstep(0.075, 0.020, length(b - a));
    float pen = in_trait.z * mix(0.55, 1.9, slow) * mix(0.7, 1.7, near) * (0.25 + 0.75 * smoothstep(0.0, 0.35, u)) * smoothstep(1.0, 0.985, u);
    float wide = max(pen + focus, least);
    bool ember = gl_InstanceID % 7 == 3;
    vec3 q = p - frame_hero.xyz, axis = vec3(-0.371, 0.928, 0.0), off = q - axis * dot(q, axis);
    float core = exp(-dot(off, off) / 0.16);
    vec3 color = ember ? vec3(1.0, 0.20, 0.055) : mix(vec3(0.36, 0.56, 1.0), vec3(0.80, 0.86, 0.95), fract(in_trait.x * 17.0) * (0.4 + 0.6 * near));
    color = mix(color, vec3(1.0, 0.42, 0.16), 0.55 * core);
    float pulse = 0.0;
    for (int k = 4; k < 8; k++) {   // what was struck runs down the trail from its head
        float age = music_onset[k].x + frame_clock.y, e = ((1.0 - u) * WINDOW * 2.2 - age) / 0.07;
        pulse += music_onset[k].y * exp(-e * e - 1.1 * age);
    }
    float band = music_band[gl_InstanceID & 3], born = smoothstep(0.0, 0.02, at) * smoothstep(1.0, 0.97, at);
    float light = pow(u, 1.6) * in_trait.w * (0.45 + 0.9 * band + 2.2 * pulse) * mix(0.30, 1.5, near) * (1.0 + 0.8 * core) + (0.35 + 2.4 * in_trait.w) * exp(-(1.0 - u) * 80.0);
    v_color = color * (light * born * stage_chaos * stage_fade * 1.15 * pow(420.0 / float(TRAILS), 0.15) * min(pen / wide + 0.05, 1.0) * (ember ? 1.3 : 1.0));
    v_color *= mix(1.0, smoothstep(1.0, 0.86, u), smoothstep(1.5, 6.0, wide / max(in_trait.z, 0.7 * px)));   // a broad one has no square head
    v_q = float(gl_VertexID & 1) * 2.0 - 1.0;
    vec4 clip = frame_view_proj * vec4(p + side * (v_q * wide * 1.5), 1.0);
    gl_Position = born <= 0.0 ? vec4(2.0, 2.0, 2.0, 1.0) : clip;
}
