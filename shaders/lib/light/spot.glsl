// spot: profile of a lamp at cosine `c` from its axis, without the distance law. outer, inner: cosines. Soft centre so that the pool is not a plate.
float spot(float c, float outer, float inner) {
    float t = smoothstep(outer, inner, c);
    return t * (0.45 + 0.55 * t);
}
