// Air lit by the two beams and by the crystals, in two halves: behind the subject (o_back) and before it (o_front), so that the silhouettes hold.
#include "blocks/frame.glsl"
#include "blocks/show.glsl"
#include "lib/math/ray.glsl"
#include "lib/math/cone.glsl"
#include "lib/noise/ign.glsl"
#include "lib/light/spot.glsl"
#include "lib/light/window.glsl"
#include "lib/light/shadow.glsl"
#include "lib/light/shafts.glsl"
#include "lib/light/haze_air.glsl"
#include "lib/light/point_haze.glsl"
#include "lib/color/scrub.glsl"
uniform sampler2D u_shadow;
uniform sampler3D u_air;
uniform sampler2D u_grain;
in vec2 v_uv;
layout(location = 0) out vec4 o_back;
layout(location = 1) out vec4 o_front;

float phase(float c) {   // Henyey-Greenstein g = .62 and a little of everything
    float b = 1.3844 - 1.24 * c;
    return 0.32 * 0.6156 / (b * sqrt(b)) + 0.12;
}

void beam(vec3 o, vec3 d, float reach, vec4 apex, vec4 axis, vec3 color, bool shadowed, float start, inout vec3 back, inout vec3 front) {
    vec2 t = cone(o, d, apex.xyz, axis.xyz, apex.w, reach);
    if (t.x >= t.y) return;
    float dt = (t.y - t.x) / float(STEPS);
    for (int i = 0; i < STEPS; i++) {
        float s = t.x + (float(i) + start) * dt;
        vec3 p = o + d * s, q = p - apex.xyz;
        float d2 = dot(q, q), dist = sqrt(d2);
        vec3 l = q / dist;
        float c = dot(l, axis.xyz);
        float t2 = smoothstep(apex.w, mix(axis.w, 1.0, 0.38), c);       // the air shows the penumbra wider than the boards do: no edge, a slope
        float light = t2 * t2 * (0.50 + 0.50 * t2) * haze_air(u_air, p) * shafts(u_grain, q, dist, axis.xyz, p_stage_haze_shafts) / d2 * exp(-0.05 * dist) * phase(-dot(l, d));
        if (shadowed) light *= mix(1.0, shadow_hard(u_shadow, p), clamp(stage_instrument + 0.55, 0.0, 1.0));
        light *= 0.95 + 0.75 * smoothstep(1.0, 8.0, p.y);   // thicker air and glare toward the lamp
        vec3 add = color * (light * dt);
#ifdef WINDOW
        if (shadowed) add *= window_pane(l, axis.xyz, frame_key_color.w, p_stage_key_window);
#endif
        if (p.z < 0.0) back += add; else front += 0.55 * add;     // what stands in the beam is seen against it, not through it
    }
}

void main() {
    vec3 o = frame_eye.xyz, d = ray(v_uv);
    float reach = (-6.0 - o.z) / d.z;
    if (d.y < 0.0) reach = min(reach, -o.y / d.y);
    vec3 back = vec3(0.0), front = vec3(0.0);
    float start = ign(gl_FragCoord.xy);
    float density = 0.044 * p_stage_haze_density;
    beam(o, d, reach, frame_key_apex, frame_key_axis, frame_key_color.rgb * density, true, start, back, front);
    if (stage_cool > 0.004) beam(o, d, reach, frame_cool_apex, frame_cool_axis, frame_cool_color.rgb * density, false, start, back, front);
    for (int i = 0; i < LIGHTS; i++) {
        vec3 c = frame_light_color[i].rgb;
        if (c.r + c.g + c.b <= 0.0) continue;
        vec3 glow = c * (0.0030 * p_stage_haze_glow * (1.0 + 0.5 * stage_wet) * point_haze(o, d, frame_light[i].xyz, reach));
        glow = glow * glow / (glow + mix(0.010, 0.006, stage_wet));      // the tail ends: a log curve would show it as a blue veil
        back += 0.6 * glow;
        front += 0.25 * glow;
    }
    o_back = vec4(scrub(back), 0.0);
    o_front = vec4(scrub(front), 0.0);
}
