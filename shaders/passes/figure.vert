// The performer: arms go from hanging over opened to raised along a curve, so that they never shrink on the way.
#include "blocks/frame.glsl"
#include "blocks/show.glsl"
in vec3 in_down;
in vec3 in_open;
in vec3 in_raised;
in vec3 in_normal;
in float in_cloth;
out vec3 v_world;
out vec3 v_normal;
out float v_cloth;
void main() {
    float t = smoothstep(0.0, 1.0, stage_figure);
    vec3 p = mix(mix(in_down, in_open, t), mix(in_open, in_raised, t), t);
    vec3 n = in_normal;
    float breath = sin(6.2831853 * frame_pulse.w);
    p.z += 0.004 * breath * smoothstep(1.0, 1.25, p.y) * smoothstep(1.5, 1.3, p.y);
    p.y += 0.003 * breath * smoothstep(0.9, 1.35, p.y);
    float beat = 6.2831853 * frame_pulse.x, sway = frame_state.y * stage_figure;   // moved by it: she leans into the bar, and gives at every beat
    p.x += (0.010 * sin(6.2831853 * frame_pulse.w + 1.0) + 0.030 * sway * sin(6.2831853 * frame_pulse.y)) * smoothstep(0.2, 1.6, p.y);
    p.y -= 0.012 * sway * frame_state.z * (0.5 + 0.5 * cos(beat)) * smoothstep(0.5, 1.3, p.y);
    p.z -= 0.045 * sway * smoothstep(0.9, 1.7, p.y);
    p.z += 0.25;
    v_world = p;
    v_normal = n;
    v_cloth = in_cloth;
#ifdef MIRROR
    p.y = -p.y;
#endif
#ifdef SHADOW
    gl_Position = frame_shadow * vec4(p, 1.0);
#else
    gl_Position = frame_view_proj * vec4(p, 1.0);
#endif
}
