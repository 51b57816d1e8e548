// drop_color: light of a drop by its pitch, -1 low (violet) .. 0 ice .. 1 high (nearly white, a breath of green). Linear.
vec3 drop_color(float pitch) {
    vec3 ice = vec3(0.40, 0.64, 1.0);
    return pitch < 0.0 ? mix(ice, vec3(0.42, 0.27, 1.0), -pitch) : mix(ice, vec3(0.72, 1.0, 0.92), pitch);
}
