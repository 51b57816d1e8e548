#include "blocks/frame.glsl"
// drift: how far a free crystal floats from its place (m): some centimetres, slowly, never in step; whole turns in 4096 s. Those held by the instrument stand still.
vec3 drift(int id) {
    if (id < HELD) return vec3(0.0);
    float k = float(id), turn = 6.2831853 * frame_clock.x / 4096.0;
    return vec3(0.016, 0.030, 0.016) * sin(turn * floor(vec3(250.0, 330.0, 290.0) + 70.0 * fract(k * vec3(0.618, 0.414, 0.732))) + k * vec3(2.4, 1.7, 3.1));
}
