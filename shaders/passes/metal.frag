// Brushed brass and steel, dark ebony: anisotropic highlights, the theatre as seen by metal, crystals as point lights.
#include "blocks/frame.glsl"
#include "blocks/show.glsl"
#include "lib/light/env.glsl"
#include "lib/light/key_lit.glsl"
#include "lib/light/shadow.glsl"
#include "lib/light/ggx_aniso.glsl"
#include "lib/color/scrub.glsl"
uniform sampler2D u_shadow;
in vec3 v_world;
in vec3 v_normal;
in vec3 v_tangent;
flat in float v_material;
layout(location = 0) out vec4 o_color;
void main() {
    vec3 v = normalize(frame_eye.xyz - v_world), n = normalize(v_normal), t = v_tangent;
    if (dot(n, v) < 0.0) n = -n;
    t = normalize(t - n * dot(n, t) + vec3(1e-5, 0.0, 0.0));
    vec3 b = cross(n, t);
    vec3 f0 = v_material < 0.5 ? vec3(0.86, 0.57, 0.26) : v_material < 1.5 ? vec3(0.50, 0.52, 0.56) : vec3(0.030, 0.026, 0.024);
    float ax = v_material < 0.5 ? 0.42 : 0.34, ay = v_material < 0.5 ? 0.10 : 0.09;
    vec3 r = reflect(-v, n), sum;
#if BENT == 1
    sum = env(r, 0.22);
#else
    sum = 0.5 * env(r, 0.16) + 0.25 * env(reflect(-v, normalize(n + 0.32 * t)), 0.2) + 0.25 * env(reflect(-v, normalize(n - 0.32 * t)), 0.2);
#endif
    vec3 l;
    vec3 key = key_lit(v_world, l);
    if (key.r > 1e-5) {
        key *= shadow_hard(u_shadow, v_world + n * 0.02 + l * 0.03);
        sum += key * ggx_aniso(n, t, b, v, l, ax, ay) * 0.8;
    }
    vec3 lc;
    vec3 cool = cool_lit(v_world, lc);
    sum += cool * ggx_aniso(n, t, b, v, lc, ax, ay) * 0.8;
    for (int i = 0; i < LIGHTS; i++) {
        vec3 q = frame_light[i].xyz - v_world;
        float d2 = dot(q, q);
        vec3 h = normalize(q * inversesqrt(d2) + v);
        float nh = max(dot(n, h), 0.0), nl = max(dot(n, q) * inversesqrt(d2), 0.0);
        nh *= nh; nh *= nh; nh *= nh;
        sum += frame_light_color[i].rgb * (nl * (0.10 + 1.0 * nh * nh) * 0.85 / (d2 + 0.03));
    }
    float nv = max(dot(n, v), 0.0), fresnel = pow(1.0 - nv, 5.0);
    vec3 color = (f0 + (1.0 - f0) * fresnel * (v_material > 1.5 ? 0.15 : 0.6)) * sum;
    float here = stage_instrument;
#ifdef MIRROR
    o_color = vec4(scrub(color * here), v_world.y);
#else
    o_color = vec4(scrub(color * here), here);
#endif
}
