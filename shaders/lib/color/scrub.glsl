// scrub: what is safe to write as radiance: no NaN, no infinity, nothing negative. A single bad pixel would bloom into a star.
vec3 scrub(vec3 c) {
    c = vec3(c.r == c.r ? c.r : 0.0, c.g == c.g ? c.g : 0.0, c.b == c.b ? c.b : 0.0);
    return clamp(c, vec3(0.0), vec3(1000.0));
}
