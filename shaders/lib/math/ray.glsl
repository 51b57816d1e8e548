#include "blocks/frame.glsl"
// ray: unit direction from the eye through a point of the picture (uv 0..1).
vec3 ray(vec2 uv) {
    vec2 p = uv * 2.0 - 1.0;
    return normalize(frame_forward.xyz + frame_right.xyz * (p.x * frame_eye.w * frame_right.w) + frame_up.xyz * (p.y * frame_eye.w));
}
