// Air lit by the strongest crystals, in closed form, in two halves: behind the subject (o_back) and before it (o_front). The beams are added to it.
#include "blocks/frame.glsl"
#include "blocks/show.glsl"
#include "lib/math/ray.glsl"
#include "lib/light/point_haze.glsl"
#include "lib/color/scrub.glsl"
in vec2 v_uv;
layout(location = 0) out vec4 o_back;
layout(location = 1) out vec4 o_front;
void main() {
    vec3 o = frame_eye.xyz, d = ray(v_uv), sum = vec3(0.0);
    float reach = ray_reach(o, d);
    for (int i = 0; i < LIGHTS; i++) {
        vec3 c = frame_light_color[i].rgb;
        vec3 glow = c * (0.0030 * p_stage_haze_glow * (1.0 + 0.5 * stage_wet) * point_haze(o, d, frame_light[i].xyz, reach));
        sum += glow * glow / (glow + mix(0.010, 0.006, stage_wet));      // the tail ends: a log curve would show it as a blue veil
    }
    sum = scrub(sum);
    o_back = vec4(0.6 * sum, 0.0);
    o_front = vec4(0.25 * sum, 0.0);
}
