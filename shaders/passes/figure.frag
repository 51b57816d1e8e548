// Satin, skin and hair, mostly a silhouette: lamps from behind draw its edge, the crystals its arms.
#include "blocks/frame.glsl"
#include "blocks/show.glsl"
#include "lib/light/key_lit.glsl"
#include "lib/color/scrub.glsl"
in vec3 v_world;
in vec3 v_normal;
in float v_cloth;
layout(location = 0) out vec4 o_color;
void main() {
    vec3 v = normalize(frame_eye.xyz - v_world), n = normalize(v_normal);
    if (dot(n, v) < 0.0) n = -n;
    float gown = smoothstep(0.4, 0.6, v_cloth) * smoothstep(1.6, 1.4, v_cloth), hair = smoothstep(1.4, 1.6, v_cloth), skin = 1.0 - gown - hair;
    vec3 albedo = vec3(0.010, 0.0020, 0.0028) * gown + vec3(0.062, 0.034, 0.021) * skin + vec3(0.005, 0.0035, 0.0028) * hair;
    float gloss = mix(mix(0.055, 0.022, skin), 0.030, hair);
    float edge = pow(1.0 - max(dot(n, v), 0.0), 3.0) * mix(1.0, 0.6, hair);   // dark within, drawn by her edges: so she stands clear of the air behind her
    vec3 l, lc, color = vec3(0.0);
    vec3 key = key_lit(v_world, l), cool = cool_lit(v_world, lc);
    float wrap = max(dot(n, l) + 0.15, 0.0) / 1.15, back = max(dot(n, lc) + 0.15, 0.0) / 1.15;
    vec3 h = normalize(l + v);
    color += key * (albedo * wrap * 0.32 + gloss * 0.5 * wrap * pow(max(dot(n, h), 0.0), 18.0) + edge * wrap * 0.085);
    color += cool * (albedo * back * 0.32 + edge * back * 0.10);
    color += key * albedo * (0.05 * stage_pool * max(0.35 - n.y, 0.0));        // the pool below
    for (int i = 0; i < LIGHTS; i++) {
        vec3 q = frame_light[i].xyz - v_world;
        float d2 = dot(q, q), nl = max(dot(n, q * inversesqrt(d2)) + 0.1, 0.0) / 1.1;
        color += frame_light_color[i].rgb * (nl * (albedo * 0.32 + edge * 0.09 + 0.004) / (d2 + 0.12));
    }
    float here = (1.0 - stage_wet);
#ifdef MIRROR
    o_color = vec4(scrub(color * here), v_world.y);
#else
    o_color = vec4(scrub(color * here), here);
#endif
}
