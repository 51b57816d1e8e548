#include "blocks/frame.glsl"
// air_before: light of the air between us and the subject, at this pixel.
uniform sampler2D u_front;
vec3 air_before() { return texture(u_front, gl_FragCoord.xy * frame_size.zw).rgb; }
