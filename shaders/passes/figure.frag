// Skin, hair and satin under the stage's lamps: she is drawn by her edges from behind, by the crystals from above, by the pool from below.
#include "blocks/frame.glsl"
#include "blocks/show.glsl"
#include "lib/noise/ign.glsl"
#include "lib/light/key_lit.glsl"
#include "lib/light/shadow.glsl"
#include "lib/light/performer.glsl"
#include "lib/color/scrub.glsl"
#ifndef MIRROR
#include "lib/light/air_before.glsl"
#endif
uniform sampler2D u_shadow;
in vec3 v_world;
in vec3 v_normal;
in vec3 v_rest;
in vec3 v_cover;
layout(location = 0) out vec4 o_color;
void main() {
    vec3 v = normalize(frame_eye.xyz - v_world), n = normalize(v_normal);
    if (dot(n, v) < 0.0) n = -n;
    Stuff stuff = performer_stuff(v_rest, v_cover);
    vec3 nx = dFdx(v_normal), ny = dFdy(v_normal);
    stuff.calm = 1.0 / (1.0 + 14.0 * stuff.cloth * (dot(nx, nx) + dot(ny, ny)));   // folds finer than a pixel would be stripes of light
    vec3 l, lc, color = vec3(0.0);
    vec3 key = key_lit(v_world, l), cool = cool_lit(v_world, lc);
    float follow = 1.0 + 2.8 * (1.0 - smoothstep(0.05, 0.55, stage_key));   // the dimmer the lamp, the more of it is hers: she is never lost
    key *= follow;
    cool *= 1.0 + 0.8 * stage_chaos;
    if (key.r > 1e-5) {
#ifdef FINE
        float shade = shadow_soft(u_shadow, v_world + n * 0.02 + l * 0.025, 8, 0.0035, ign(gl_FragCoord.xy));
#else
        float shade = shadow_hard(u_shadow, v_world + n * 0.03 + l * 0.03);
#endif
        color += key * performer_lit(stuff, n, v, l, 0.15 + 0.85 * shade);
        color += key * stuff.albedo * performer_bounce(n, v_world.y);
    }
    color += cool * performer_lit(stuff, n, v, lc, 1.0);
    float alone = 1.5 + 1.0 * stage_wet + 1.2 * stage_chaos + 1.5 * stage_ember * (1.0 - stage_chaos);   // where there is little other light
    for (int i = 0; i < LIGHTS; i++) {
        vec3 q = frame_light[i].xyz - v_world;
        float d2 = dot(q, q);
        color += alone * frame_light_color[i].rgb * performer_lit(stuff, n, v, q * inversesqrt(d2), 1.0) / (d2 + 0.10);
    }
    vec3 q = mix(vec3(-0.46, 1.50, -0.10), vec3(-1.1, 1.9, -0.55), stage_wet) - v_world;      // the crystal that hangs nearest to her face
    color += frame_hero_color.rgb * (frame_hero.w * (0.10 + 0.22 * stage_wet) * stage_instrument) * performer_lit(stuff, n, v, normalize(q), 1.0) / (dot(q, q) + 0.06);
    float edge = 1.0 - max(dot(n, v), 0.0);
    color += vec3(0.42, 0.60, 1.0) * (stage_chaos * stage_fade * 0.55 * stuff.calm * edge * edge * edge * smoothstep(-0.5, 0.9, n.y + 0.7 * abs(n.x)) * stuff.open);   // the wings of the storm behind her
#ifdef MIRROR
    o_color = vec4(scrub(color), v_world.y);
#else
    o_color = vec4(scrub(color + air_before()), 1.0);
#endif
}
