#include "blocks/frame.glsl"
#include "blocks/show.glsl"
#include "lib/light/spot.glsl"
#include "lib/light/window.glsl"
// key_lit, cool_lit: radiance arriving at p (m) from the lamp, direction to the lamp in `l`; no shadow.
vec3 key_lit(vec3 p, out vec3 l) {
    vec3 q = p - frame_key_apex.xyz;
    float d2 = dot(q, q);
    l = -q * inversesqrt(d2);
    vec3 color = frame_key_color.xyz;
#ifdef WINDOW
    color *= window_pane(-l, frame_key_axis.xyz, frame_key_color.w, p_stage_key_window);
#endif
    return color * (spot(dot(-l, frame_key_axis.xyz), frame_key_apex.w, frame_key_axis.w) / d2);
}
vec3 cool_lit(vec3 p, out vec3 l) {
    vec3 q = p - frame_cool_apex.xyz;
    float d2 = dot(q, q);
    l = -q * inversesqrt(d2);
    return frame_cool_color.xyz * (spot(dot(-l, frame_cool_axis.xyz), frame_cool_apex.w, frame_cool_axis.w) / d2);
}
