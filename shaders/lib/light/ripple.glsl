#include "blocks/frame.glsl"
#include "blocks/show.glsl"
#include "lib/light/drop_color.glsl"
// ripple: slope (x, z) of the water at p (m), as wide as `pixel` (m) sees it, from the drops in frame_ring, each read from the solved wave (geometry/water.py); tint: their colours by steepness.
// rings_lit: what that slope shows toward a view ray d (unit): the instrument as the water mirrors it, more than still water would.
uniform sampler2D u_water;
vec2 ripple(vec2 p, float pixel, out vec3 tint) {
    float lod = log2(max(pixel / 0.015, 1.0));
    vec2 slope = vec2(0.0);
    tint = vec3(0.0);
    for (int i = 0; i < RINGS; i++) {
        vec4 ring = frame_ring[i];
        if (ring.x > 8.0) break;
        vec2 q = p - ring.zw;
        float r = length(q);
        if (ring.x < 0.0 || r > 7.6) continue;
        float s = textureLod(u_water, vec2(r, ring.x) * (1.0 / 7.68), lod).r * (0.45 + 0.55 * ring.y);
        slope += q * (s / max(r, 0.02));
        tint += drop_color(frame_drop[i].w) * s * s;
    }
    tint = mix(drop_color(0.0), tint / max(max(tint.r, tint.g), max(tint.b, 1e-4)), 0.8);
    return slope;
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
