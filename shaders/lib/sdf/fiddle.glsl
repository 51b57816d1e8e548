// fiddle: distance to the outline of a violin's body that stands at the origin and is 1 high; negative inside. Two bouts, a box, and two bows cut out of it.
float fiddle(vec2 p) {
    float x = abs(p.x);
    float low = length(vec2(x * 0.965, p.y - 0.285)) - 0.285, high = length(vec2(x * 0.965, p.y - 0.775)) - 0.225, box = max(x - 0.200, abs(p.y - 0.53) - 0.25);
    float k = clamp(0.5 + 0.5 * (high - low) / 0.05, 0.0, 1.0), d = min(mix(high, low, k) - 0.05 * k * (1.0 - k), box);
    return max(d, 0.178 - length(vec2(x - 0.332, (p.y - 0.545) * 0.80)));
}
// rod: distance to the line from a to b.
float rod(vec2 p, vec2 a, vec2 b) {
    vec2 e = b - a, q = p - a;
    return length(q - e * clamp(dot(q, e) / dot(e, e), 0.0, 1.0));
}
// fiddle_painted: the violin in its varnish: rgb albedo, a coverage. p as above, px: a pixel in the same units, grain 0..1.
vec4 fiddle_painted(vec2 p, float px, float grain) {
    float d = fiddle(p), x = abs(p.x), body = smoothstep(px, -px, d);
    float arch = clamp(-d / 0.12, 0.0, 1.0), lean = (p.x * 2.6) * (1.0 - arch) + 0.4 * p.x;                        // its belly is arched: light from the right
    vec3 wood = mix(vec3(0.155, 0.042, 0.013), vec3(0.40, 0.165, 0.048), 0.30 + 0.55 * arch + 0.35 * (grain - 0.5)) * (0.80 + 0.55 * lean);
    float gloss = (p.x - 0.10 - 0.05 * sin(p.y * 6.0)) / 0.045;
    wood += vec3(0.29, 0.24, 0.18) * exp(-gloss * gloss) * smoothstep(0.05, 0.5, arch);                                    // the lacquer's light
    wood *= 1.0 - 0.65 * smoothstep(0.010 + px, 0.004, abs(d + 0.030)) * smoothstep(-0.02, 0.0, -d - 0.01);            // purfling
    wood *= mix(0.45, 1.0, smoothstep(0.0, 0.020 + px, -d));                                                              // the rib turns away
    float t = clamp((p.y - 0.40) / 0.24, 0.0, 1.0), at = 0.118 + 0.020 * cos(3.14159 * t) + 0.010 * cos(9.42478 * t);
    float hole = abs(x - at) - 0.007 - 0.005 * sin(3.14159 * t);
    hole = max(hole, abs(p.y - 0.52) - 0.12);
    hole = min(hole, min(length(vec2(x - 0.143, p.y - 0.405)), length(vec2(x - 0.092, p.y - 0.636))) - 0.013);
    wood = mix(wood, vec3(0.016, 0.009, 0.006), smoothstep(px, -px, hole));
    vec4 c = vec4(wood, body);
    float neck = x - mix(0.036, 0.026, clamp((p.y - 0.62) / 0.76, 0.0, 1.0)), board = max(neck, abs(p.y - 1.00) - 0.385);
    float tail = max(x - mix(0.028, 0.050, clamp((p.y - 0.05) / 0.28, 0.0, 1.0)), abs(p.y - 0.185) - 0.145);
    float rest = length((p - vec2(-0.115, 0.075)) * vec2(0.62, 1.0)) - 0.058;
    float black = min(min(board, tail), rest);
    vec3 ebony = vec3(0.022, 0.019, 0.018) + vec3(0.20, 0.18, 0.16) * exp(-pow((p.x - 0.016) / 0.010, 2.0));
    float cover = smoothstep(px, -px, black);
    c = vec4(mix(c.rgb, ebony, cover), max(c.a, cover));
    float bridge = max(abs(p.y - 0.500 - 0.010 * cos(p.x * 30.0)) - 0.012, x - 0.062);
    c.rgb = mix(c.rgb, vec3(0.62, 0.44, 0.22), smoothstep(px, -px, bridge));
    vec2 curl = p - vec2(0.0, 1.585);
    float box = max(x - mix(0.034, 0.024, clamp((p.y - 1.38) / 0.18, 0.0, 1.0)), abs(p.y - 1.47) - 0.10), scroll = length(curl * vec2(1.15, 1.0)) - 0.056;
    float pegs = min(rod(p, vec2(-0.085, 1.44), vec2(0.085, 1.455)), rod(p, vec2(-0.085, 1.51), vec2(0.085, 1.525))) - 0.0085;
    pegs = min(pegs, min(length(vec2(x - 0.090, p.y - 1.449)), length(vec2(x - 0.090, p.y - 1.519))) - 0.017);
    cover = smoothstep(px, -px, pegs);
    c = vec4(mix(c.rgb, vec3(0.035, 0.024, 0.020), cover), max(c.a, cover));
    float turn = 0.5 + 0.5 * sin(atan(curl.y, curl.x) + length(curl) * 190.0);
    cover = smoothstep(px, -px, min(box, scroll));
    vec3 maple = vec3(0.24, 0.085, 0.026) * (0.55 + 0.9 * smoothstep(-0.03, 0.03, p.x)) * (scroll < 0.0 ? 0.6 + 0.6 * turn : 1.0);
    c = vec4(mix(c.rgb, maple, cover), max(c.a, cover));
    float s = abs(x - mix(0.026, 0.014, clamp((p.y - 0.5) / 0.9, 0.0, 1.0))), s2 = abs(x - 0.008), on = step(0.32, p.y) * step(p.y, 1.38);
    float fine = px * px * 0.4 + 4e-6;
    c.rgb += vec3(0.55, 0.52, 0.46) * on * (exp(-s * s / fine) + exp(-s2 * s2 / fine)) * clamp(0.004 / px, 0.0, 0.7);
    return c;
}
