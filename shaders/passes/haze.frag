// Air lit by a beam, added in two halves: behind the subject (o_back) and before it (o_front), so that the silhouettes hold. Drawn where the beam is seen only.
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
#include "lib/color/scrub.glsl"
uniform sampler2D u_shadow;
uniform sampler3D u_air;
uniform sampler2D u_shafts;
in vec2 v_uv;
layout(location = 0) out vec4 o_back;
layout(location = 1) out vec4 o_front;

float phase(float c) {   // Henyey-Greenstein g = .62 and a little of everything
    float b = 1.3844 - 1.24 * c;
    return 0.32 * 0.6156 / (b * sqrt(b)) + 0.12;
}

#ifdef COOL
#define LAMP g
#else
#define LAMP r
#endif
void main() {
#ifdef COOL
    vec4 apex = frame_cool_apex, axis = frame_cool_axis;
    vec3 color = frame_cool_color.rgb * (0.044 * p_stage_haze_density);
#else
    vec4 apex = frame_key_apex, axis = frame_key_axis;
    vec3 color = frame_key_color.rgb * (0.044 * p_stage_haze_density);
#endif
    vec3 o = frame_eye.xyz, d = ray(v_uv), back = vec3(0.0), front = vec3(0.0);
    vec2 t = cone(o, d, apex.xyz, axis.xyz, apex.w, ray_reach(o, d));
    float dt = max(t.y - t.x, 0.0) / float(STEPS), start = ign(gl_FragCoord.xy);
    for (int i = 0; i < STEPS; i++) {
        float s = t.x + (float(i) + start) * dt;
        vec3 p = o + d * s, q = p - apex.xyz;
        float d2 = dot(q, q), dist = sqrt(d2);
        vec3 l = q / dist;
        float c = dot(l, axis.xyz);
        float t2 = smoothstep(apex.w, mix(axis.w, 1.0, 0.38), c);       // the air shows the penumbra wider than the boards do: no edge, a slope
        float light = t2 * t2 * (0.50 + 0.50 * t2) * haze_air(u_air, p) * shafts(textureLod(u_shafts, shafts_place(q, dist, axis.xyz), 0.0).LAMP, p_stage_haze_shafts) / d2 * exp(-0.05 * dist) * phase(-dot(l, d));
#ifndef COOL
        light *= mix(1.0, shadow_hard(u_shadow, p), clamp(stage_instrument + 0.55, 0.0, 1.0));
#endif
        light *= 0.95 + 0.75 * smoothstep(1.0, 8.0, p.y);   // thicker air and glare toward the lamp
        vec3 add = color * (light * dt);
#ifdef WINDOW
        add *= window_pane(l, axis.xyz, frame_key_color.w, p_stage_key_window);
#endif
        if (p.z < 0.0) back += add; else front += 0.55 * add;     // what stands in the beam is seen against it, not through it
    }
    o_back = vec4(scrub(back), 0.0);
    o_front = vec4(scrub(front), 0.0);
}
