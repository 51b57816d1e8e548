// display_decode, display_encode: display value 0..1 to linear light and back, power 2.2. display_decode_fast: the same within 0.0004, without a logarithm.
vec3 display_decode(vec3 c) { return pow(c, vec3(2.2)); }
vec3 display_encode(vec3 c) { return pow(max(c, vec3(0.0)), vec3(1.0 / 2.2)); }
vec3 display_decode_fast(vec3 c) { return c * c * (0.585166 + c * (0.830887 + c * (0.211780 * c - 0.627833))); }
