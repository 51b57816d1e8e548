#include "blocks/frame.glsl"
// ray: unit direction from the eye through a point of the picture (uv 0..1). ray_reach: m along a ray to the boards or the back wall.
vec3 ray(vec2 uv) {
    vec2 p = uv * 2.0 - 1.0;
    return normalize(frame_forward.xyz + frame_right.xyz * (p.x * frame_eye.w * frame_right.w) + frame_up.xyz * (p.y * frame_eye.w));
}
float ray_reach(vec3 o, vec3 d) {
    float reach = (-6.0 - o.z) / d.z;
    return d.y < 0.0 ? min(reach, -o.y / d.y) : reach;
}
