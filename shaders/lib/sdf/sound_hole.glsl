// sound_hole: distance (m, negative inside) from p (m, the belly's plane) to the nearer of the violin's two f-holes; `away` points from it, unit.
float sound_hole(vec2 p, out vec2 away) {
    float side = p.x < 0.0 ? -1.0 : 1.0, x = abs(p.x), t = clamp((p.y - 2.45) / 0.56, 0.0, 1.0);
    float xc = 0.245 + 0.045 * cos(3.14159 * t) + 0.022 * cos(9.42478 * t), slope = -(0.2525 * sin(3.14159 * t) + 0.3703 * sin(9.42478 * t));
    float k = inversesqrt(1.0 + slope * slope);
    vec2 e = vec2((x - xc) * k, p.y - 2.45 - 0.56 * t), low = vec2(x - 0.296, p.y - 2.462), high = vec2(x - 0.194, p.y - 2.998);
    float d = length(e) - 0.005 - 0.013 * sin(3.14159 * t), dl = length(low) - 0.025, dh = length(high) - 0.021;
    away = vec2(k * (e.x < 0.0 ? -1.0 : 1.0), -slope * k * (e.x < 0.0 ? -1.0 : 1.0));
    if (dl < d) { d = dl; away = low / max(length(low), 1e-4); }
    if (dh < d) { d = dh; away = high / max(length(high), 1e-4); }
    away.x *= side;
    return d;
}
