// tone: scene-linear Rec.709 to a display-encoded value 0..1 in the manner of AgX (T. Sobotka): log2 from -12.47 to +4.03 stops, mixed primaries,
// a sigmoid, then display power and saturation, and back. The sigmoid and its numbers are our own fit to the curve table of the look bible.
float tone_curve(float x) {
    const float slope = 1.9666, px = 0.53436, py = 0.36202;
    float d = x - px;
    float p = d < 0.0 ? 2.2757 : 3.8776;
    float s = d < 0.0 ? 0.37706 : 0.68623;
    float u = abs(slope * d) / s;
    return py + sign(d) * s * u / pow(1.0 + pow(u + 1e-6, p), 1.0 / p);
}
vec3 tone(vec3 c, float contrast, float saturation) {
    const mat3 inset = mat3(0.842, 0.042, 0.042, 0.079, 0.879, 0.079, 0.079, 0.079, 0.879);
    const mat3 outset = mat3(1.1975, -0.0525, -0.0525, -0.09875, 1.15125, -0.09875, -0.09875, -0.09875, 1.15125);
    c = inset * max(c, vec3(0.0));
    c = clamp((log2(max(c, vec3(1e-10))) + 12.47393) / 16.5, 0.0, 1.0);
    c = vec3(tone_curve(c.r), tone_curve(c.g), tone_curve(c.b));
    c = pow(max(c, vec3(0.0)), vec3(contrast));
    c = mix(vec3(dot(c, vec3(0.2126, 0.7152, 0.0722))), c, saturation);
    return clamp(outset * c, 0.0, 1.0);
}
