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
flat in vec3 v_wheel;
layout(location = 0) out vec4 o_color;
void main() {
    vec3 v = normalize(frame_eye.xyz - v_world), n = normalize(v_normal), t = v_tangent;
    if (dot(n, v) < 0.0) n = -n;
    t = normalize(t - n * dot(n, t) + vec3(1e-5, 0.0, 0.0));
    vec3 b = cross(n, t);
    float turned = 0.0;
    if (v_wheel.z > 0.5 && n.z > 0.9) {   // turned on a lathe: fine grooves lean the normal in and out
        float r = length(v_world.xy - v_wheel.xy), px = 2.0 * frame_eye.w * frame_up.w * frame_size.w;
        turned = sin(r * 900.0) * smoothstep(0.0045, 0.0018, px) * 0.30 + 0.16 * sin(r * 130.0);
        n = normalize(n + b * turned);
    }
    vec3 f0 = v_material < 0.5 ? vec3(0.86, 0.57, 0.26) : v_material < 1.5 ? vec3(0.50, 0.52, 0.56) : vec3(0.030, 0.026, 0.024);
    float ax = v_material < 0.5 ? 0.42 : 0.34, ay = v_material < 0.5 ? 0.10 : 0.09;
    // a highlight narrower than a pixel would sparkle in dashes: the spread of normals inside the pixel widens it
    vec3 nx = dFdx(v_normal), ny = dFdy(v_normal);
    float spread = min(0.35 * (dot(nx, nx) + dot(ny, ny)), 0.25);
    ax = sqrt(ax * ax + spread); ay = sqrt(ay * ay + spread);
    vec3 r = reflect(-v, n), sum;
    float soft = sqrt(spread);
#if BENT == 1
    sum = 0.6 * env(r, 0.20 + soft) + 0.4 * env(reflect(-v, normalize(n + (b.x > 0.0 ? 0.52 : -0.52) * b)), 0.22 + soft);
#else
    sum = 0.40 * env(r, 0.14 + soft) + 0.30 * env(reflect(-v, normalize(n + 0.52 * b)), 0.16 + soft) + 0.30 * env(reflect(-v, normalize(n - 0.52 * b)), 0.16 + soft);
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
        sum += frame_light_color[i].rgb * (nl * (0.035 + 1.1 * nh * nh) * 0.95 / (d2 + 0.03));
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
