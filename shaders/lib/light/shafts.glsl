// shafts: streaks of a lamp, looked up in cone coordinates so that they converge in it. q: p - apex, dist: its length, axis unit; contrast 0..1.
float shafts(sampler2D grain, vec3 q, float dist, vec3 axis, float contrast) {
    vec3 k = q / dist - axis;
    float n = texture(grain, k.xz * 2.1 + 0.31).r * 0.62 + texture(grain, k.xz * 5.6 + k.y * 0.7).g * 0.38;
    return mix(1.0, mix(0.24, 2.05, smoothstep(0.28, 0.78, n)), contrast);
}
