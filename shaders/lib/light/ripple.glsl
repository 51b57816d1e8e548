#include "blocks/frame.glsl"
#include "blocks/show.glsl"
#include "lib/light/drop_color.glsl"
// ripple: slope (x, z) of the water in this pixel, as the pass of the rings added it up; tint: the drops' colours by steepness.
// rings_lit: what that slope shows toward a view ray d (unit): the instrument as the water mirrors it, more than still water would.
uniform sampler2D u_ripples;
vec2 ripple(vec2 uv, out vec3 tint) {
    vec4 w = texture(u_ripples, uv);
    tint = drop_color(clamp(w.z / max(w.w, 1e-6), -1.0, 1.0));
    tint = mix(drop_color(0.0), tint / max(tint.r, max(tint.g, tint.b)), 0.8);
    return w.xy;
}
vec3 rings_lit(vec3 p, vec3 d, vec2 slope, vec3 tint) {
    vec3 up = normalize(vec3(-0.42 * slope.x, 1.0, -0.42 * slope.y)), to = normalize(frame_hero.xyz - p);
    vec3 bent = reflect(d, up) - to, still = vec3(d.x, -d.y, d.z) - to;
    vec2 a = vec2(dot(bent.xz, bent.xz), bent.y * bent.y), b = vec2(dot(still.xz, still.xz), still.y * still.y);
    float seen = exp(-a.x / 0.13 - a.y / 0.26) - exp(-b.x / 0.13 - b.y / 0.26);      // the tall light of the instrument
    float wide = exp(-(a.x + a.y) / 0.55) - exp(-(b.x + b.y) / 0.55);                // and the air it lights
    float graze = 1.0 - max(-d.y, 0.0);
    return tint * (frame_hero.w * p_stage_floor_rings * (0.36 * max(seen, 0.0) + 0.07 * max(wide, 0.0)) * (0.25 + 0.75 * graze * graze * graze));
}
