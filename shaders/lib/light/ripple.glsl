#include "blocks/frame.glsl"
// ripple: slope (x, z) of the water at p (m) from the drops in frame_ring: packets that spread at 1.15 m/s, three crests each, dying with age.
vec2 ripple(vec2 p) {
    vec2 slope = vec2(0.0);
    for (int i = 0; i < RINGS; i++) {
        vec4 ring = frame_ring[i];
        if (ring.x > 20.0) break;
        vec2 q = p - ring.zw;
        float r = length(q), front = 1.15 * ring.x, width = 0.030 + 0.010 * ring.x, sum = 0.0, gain = 1.0;
        for (int k = 0; k < 3; k++) {
            float e = (r - front + 0.085 * (1.0 + 0.25 * ring.x) * float(k)) / width;
            sum += gain * exp(-e * e);
            gain *= 0.42;
        }
        float fade = smoothstep(7.0, 4.0, ring.x) * smoothstep(0.0, 0.08, ring.x);
        slope += q / max(r, 0.02) * (sum * fade * (0.35 + 0.65 * ring.y) * exp(-0.16 * r) / (1.0 + 0.30 * ring.x * ring.x));
    }
    return slope;
}
