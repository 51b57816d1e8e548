// vogel_start, vogel_next: directions of a Vogel disc, each turned on by the golden angle; the first by spin, 0..1 of a turn. One sine and cosine for all taps.
vec2 vogel_start(float spin) { return vec2(cos(6.2832 * spin), sin(6.2832 * spin)); }
vec2 vogel_next(vec2 a) { return vec2(-0.7373689 * a.x - 0.6754903 * a.y, 0.6754903 * a.x - 0.7373689 * a.y); }
