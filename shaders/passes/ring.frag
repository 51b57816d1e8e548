// Slope (x, z) of the water from one drop, read from the solved wave as wide as a pixel sees it; and of its steepness what is high and what there is. Added up.
#include "blocks/frame.glsl"
uniform sampler2D u_water;
in vec3 v_world;
flat in vec4 v_ring;
flat in float v_pitch;
layout(location = 0) out vec4 o_slope;
void main() {
    vec2 q = v_world.xz - v_ring.zw;
    float r = length(q), reach = length(v_world - frame_eye.xyz), pixel = reach * reach * frame_eye.w * 2.0 * frame_size.w / max(frame_eye.y, 0.05 * reach);
    float s = textureLod(u_water, vec2(r, v_ring.x) * (1.0 / 7.68), log2(max(pixel / 0.015, 1.0))).r * (0.45 + 0.55 * v_ring.y);
    o_slope = vec4(q * (s / max(r, 0.02)), s * s * v_pitch, s * s);
}
