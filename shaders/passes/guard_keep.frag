// The guard's mix of this picture and the last one shown, in linear light, master included.
#include "lib/color/display.glsl"
uniform sampler2D u_picture;
uniform sampler2D u_past;
uniform sampler2D u_state;
uniform sampler2D u_before;   // the last frame's judgement: where it kept something, its master is in its picture already
uniform vec2 u_fade;          // display value that the master dimmer leaves of 1: now, and in the last frame
layout(location = 0) out vec4 o_past;
void main() {
    ivec2 pixel = ivec2(gl_FragCoord.xy);
    vec4 now = texelFetch(u_picture, pixel, 0), past = texelFetch(u_past, pixel, 0);
    float h = texelFetch(u_state, ivec2(0), 0).g, faded = texelFetch(u_before, ivec2(0), 0).g > 0.0 ? 1.0 : u_fade.y;
    o_past = vec4(display_encode(mix(display_decode(now.rgb * u_fade.x), display_decode(past.rgb * faded), h)), mix(now.a, past.a, h));
}
