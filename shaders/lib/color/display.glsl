// display_decode, display_encode: display value 0..1 to linear light and back, power 2.2. The same pair before and after the guard, so that nothing moves.
vec3 display_decode(vec3 c) { return pow(c, vec3(2.2)); }
vec3 display_encode(vec3 c) { return pow(max(c, vec3(0.0)), vec3(1.0 / 2.2)); }
