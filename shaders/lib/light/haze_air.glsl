#include "blocks/frame.glsl"
// haze_air: density of the air at p (m) around 1 from a tiling noise volume (0..1); drifts a few mm/s and tiles on 4096 s since it moves whole periods.
float haze_air(sampler3D air, vec3 p) {
    vec3 q = p * 0.11 + vec3(2.0, -1.0, 1.0) * (frame_clock.x / 4096.0);
    return mix(0.72, 1.30, smoothstep(0.20, 0.80, textureLod(air, q, 0.0).r));
}
