// hash11, hash21, hash3, hash3_fine: uniform 0..1 from integers. Integer arithmetic only, so every driver agrees. Mixing constants of PCG (O'Neill 2014).
uint hash_mix(uint v) {
    v = v * 747796405u + 2891336453u;
    v = ((v >> ((v >> 28u) + 4u)) ^ v) * 277803737u;
    return (v >> 22u) ^ v;
}
float hash_unit(uint v) { return float(hash_mix(v) >> 8u) * (1.0 / 16777216.0); }
float hash11(int a) { return hash_unit(uint(a)); }
float hash21(ivec2 a) { return hash_unit(uint(a.x) + hash_mix(uint(a.y))); }
vec3 hash3_fine(uint a) {   // three from one mixing, in 1024 steps: enough for grain and dither, a third of the price
    uint h = hash_mix(a);
    return vec3(float(h >> 22u), float((h >> 11u) & 1023u), float(h & 1023u)) * (1.0 / 1024.0) + 1.0 / 2048.0;
}
vec3 hash3(uint a) {
    uint h = hash_mix(a), k = hash_mix(h + 1u);
    return vec3(float(h >> 8u), float(k >> 8u), float(hash_mix(k + 1u) >> 8u)) * (1.0 / 16777216.0);
}
