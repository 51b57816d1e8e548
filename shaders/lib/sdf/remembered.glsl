#include "lib/sdf/fiddle.glsl"
// remembered: shadow of the dreamed instrument, 0 none .. 1, at q (frame heights from the picture's centre); soft: width of its edge.
// It stands where the stage had it.
float remembered_line(float d, float width, float soft) { return smoothstep(width + soft, width - soft, d) * min(1.0, 1.6 * width / soft); }
float remembered(vec2 q, float soft) {
    vec2 p = (q - vec2(0.0, -0.030)) / 0.315;                                            // the body is 1 high
    float k = soft / 0.315, d = fiddle(p), sum = 0.0;
    sum = max(sum, 0.85 * remembered_line(abs(d + 0.02), 0.020, k));                          // ribs
    for (int i = 0; i < 2; i++) {                                                       // the two great wheels, their hubs and spokes
        vec2 c = p - (i == 0 ? vec2(0.0, 0.285) : vec2(0.015, 0.775));
        float r = i == 0 ? 0.195 : 0.135, l = length(c), a = atan(c.y, c.x);
        float spoke = l * abs(sin(a * 2.5 + float(i))) / 2.5;
        sum = max(sum, max(remembered_line(abs(l - r - 0.007 * sin(a * (i == 0 ? 34.0 : 26.0))), 0.014, k), remembered_line(l, 0.045, k)));
        sum = max(sum, remembered_line(max(spoke, l - r), 0.016, k));
    }
    sum = max(sum, remembered_line(length(p - vec2(0.33, 0.44)), 0.085, k) * 0.8);   // a wheel at its side
    sum = max(sum, remembered_line(rod(p, vec2(0.0, 0.48), vec2(0.0, 1.48)), 0.032, k));
    sum = max(sum, remembered_line(abs(length((p - vec2(0.0, 1.535)) * vec2(1.1, 1.0)) - 0.035), 0.022, k));
    sum = max(sum, remembered_line(max(abs(p.y - 1.42) - 0.03, abs(p.x) - 0.08), 0.0, k * 2.0));
    for (int i = 0; i < 11; i++) {                                                      // crystals: a crown to the upper left, an answer to the lower right
        float f = float(i), a = i < 6 ? 1.75 + 0.27 * f : (i < 9 ? -0.95 + 0.19 * (f - 6.0) : 0.35 + 0.75 * (f - 9.0));
        float from = 0.24, to = i < 6 ? 0.62 + 0.17 * sin(f * 2.3 + 0.6) : (i < 9 ? 0.66 + 0.12 * sin(f * 3.1) : 0.46);
        vec2 way = vec2(cos(a), sin(a)), foot = vec2(0.0, i < 6 ? 0.62 : 0.34), at = p - foot;
        float along = dot(at, way), across = abs(dot(at, vec2(-way.y, way.x)));
        float wide = min((to - along) * 0.55, 0.034) ;
        sum = max(sum, smoothstep(k, -k, max(across - wide, from - along)) * 0.9);
    }
    vec2 ring = vec2(p.x * 0.985 + p.y * -0.17 + 0.095, (p.y - 0.60) * 0.985 + p.x * 0.17) / vec2(0.89, 0.235);
    sum = max(sum, remembered_line(abs(length(ring) - 1.0) * mix(0.235, 0.60, ring.x * ring.x), 0.010, k) * 0.8);
    return sum;
}
