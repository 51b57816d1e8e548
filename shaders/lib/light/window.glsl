#include "blocks/frame.glsl"
// window: a rose window before a lamp: colour of its panes and the dark of its leads, the same for air, boards and dust. l: unit, away from the lamp; axis: unit;
// half_angle: rad; amount 0 none .. 1.
vec3 window_pane(vec3 l, vec3 axis, float half_angle, float amount) {
    if (amount <= 0.001) return vec3(1.0);
    vec3 side = normalize(cross(axis, vec3(0.0, 0.0, 1.0))), other = cross(axis, side);
    vec2 k = vec2(dot(l, side), dot(l, other)) / sin(half_angle);
    float r = length(k), turn = atan(k.y, k.x) / 6.2831853 + 0.5, ring = floor(r * 3.2);
    float petals = ring < 0.5 ? 6.0 : 12.0, u = fract(turn * petals + 0.5 * ring), pane = floor(turn * petals + 0.5 * ring);
    float lead = smoothstep(0.02, 0.10, min(u, 1.0 - u) * (0.25 + r)) * smoothstep(0.0, 0.07, abs(fract(r * 3.2 + 0.5) - 0.5));
    float pick = fract(pane * 0.38 + ring * 0.29);
    vec3 glass = pick < 0.46 ? vec3(0.20, 0.36, 1.20) : pick < 0.72 ? vec3(1.25, 0.24, 0.17) : vec3(1.25, 0.80, 0.32);
    return mix(vec3(1.0), glass * (0.12 + 1.25 * lead), amount);
}
