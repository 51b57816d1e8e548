// ages: how long ago a counter's last seven transitions were, in steps of 5 ms: seven bytes in two words, the newest lowest; 255 is none. The eighth byte is the
// way of the newest: 0 not known, 1 up, 2 down.
const uint AGES_SECOND = 201u;   // counted up to here: a second, and a step for what rounding takes
const uvec2 AGES_NONE = uvec2(0xFFFFFFFFu, 0x00FFFFFFu);
const uvec4 AGES_BYTE = uvec4(0u, 8u, 16u, 24u);
uvec4 ages_four(uint word, uint steps) {   // its bytes, so much later
    uvec4 age = min(((uvec4(word) >> AGES_BYTE) & 255u) + min(steps, 255u), 255u);
    return age + uvec4(greaterThan(age, uvec4(AGES_SECOND))) * (255u - age);
}
uint ages_word(uvec4 age) { return age.x | age.y << 8 | age.z << 16 | age.w << 24; }
uvec2 ages_later(uvec2 ages, uint steps) {
    return uvec2(ages_word(ages_four(ages.x, steps)), (ages_word(ages_four(ages.y, steps)) & 0x00FFFFFFu) | (ages.y & 0xFF000000u));
}
uint ages_of(uvec2 ages, uint k) { return ((k < 4u ? ages.x : ages.y) >> (8u * (k & 3u))) & 255u; }   // the k-th newest, from 0
bool ages_counted(uvec2 ages, uint k) { return ages_of(ages, k) <= AGES_SECOND; }
uint ages_way(uvec2 ages) { return ages.y >> 24; }
uvec2 ages_push(uvec2 ages, uint way) { return uvec2(ages.x << 8, way << 24 | ((ages.y << 8 | ages.x >> 24) & 0x00FFFFFFu)); }
uvec2 ages_renewed(uvec2 ages) { return uvec2(ages.x & 0xFFFFFF00u, ages.y); }   // the newest is now
