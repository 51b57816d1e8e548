// shafts: streaks of a lamp, looked up in cone coordinates so that they converge in it. q: p - apex, dist: its length, axis unit; contrast 0..1.
const float SHAFTS_SPAN = 0.70;   // of the cone coordinates that the baked image covers
vec2 shafts_place(vec3 q, float dist, vec3 axis) { return (q / dist - axis).xz * (1.0 / SHAFTS_SPAN) + 0.5; }
float shafts(float streak, float contrast) { return mix(1.0, mix(0.24, 2.05, streak), contrast); }
