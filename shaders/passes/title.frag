// A title found by a spotlight that comes in from the left and opens. u_lamp 1: what the lamp adds to the picture behind; 0: the title.
#include "blocks/frame.glsl"
#include "lib/color/display.glsl"
uniform sampler2D u_title;   // linear, premultiplied
uniform vec4 u_place;        // middle from the picture's middle, and half its size; picture heights
uniform float u_reveal;
uniform float u_lamp;
in vec2 v_uv;
layout(location = 0) out vec4 o_color;
const vec3 WARM = vec3(1.0, 0.93, 0.82);
void main() {
    vec2 q = (v_uv - 0.5) * vec2(frame_right.w, 1.0) - u_place.xy;
    float turn = 6.2831853 * frame_clock.x / 4096.0, come = 1.0 - u_reveal;
    vec2 whole = u_place.zw * 1.5 + vec2(0.055, 0.075), from = vec2(-1.7 * whole.x, -0.35 * whole.y);
    vec2 r = (q - from * come * come - 0.006 * vec2(sin(turn * 251.0), sin(turn * 179.0 + 1.0))) / (whole * mix(0.30, 1.0, u_reveal));
    float d = dot(r, r), beam = smoothstep(1.0, 0.62, d) * (0.80 + 0.20 * exp(-d)) * smoothstep(0.0, 0.25, u_reveal);
    if (beam <= 0.0) discard;
    if (u_lamp > 0.5) {
        o_color = vec4(display_encode(1.0 + WARM * (0.9 * beam)) - 1.0, 0.0);   // a factor of light is one of display value
        return;
    }
    vec4 light = texture(u_title, 0.5 + 0.5 * q / u_place.zw);
    vec2 inside = step(abs(q), u_place.zw);
    light *= beam * inside.x * inside.y;
    o_color = vec4(display_encode(light.rgb * WARM * 0.80), light.a);
}
