// ign: interleaved gradient noise 0..1 for a pixel; neighbours differ, so a small blur hides marching steps. Jimenez 2014.
float ign(vec2 pixel) { return fract(52.9829189 * fract(dot(pixel, vec2(0.06711056, 0.00583715)))); }
