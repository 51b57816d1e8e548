// The view back laid over the stage, as far as the dissolve has come. FAR: with the wall behind the people; CLOTH: and the lifted curtain before it from above.
#include "blocks/frame.glsl"
#include "blocks/show.glsl"
#include "lib/color/scrub.glsl"
uniform sampler2D u_house;
uniform sampler2D u_folds;
uniform sampler2D u_far;
uniform float u_mix;
in vec2 v_uv;
layout(location = 0) out vec4 o_color;
void main() {
    vec4 people = texelFetch(u_house, ivec2(gl_FragCoord.xy), 0);
    vec3 c = people.rgb;
#ifdef FAR
    c += texture(u_far, v_uv).rgb * (1.0 - people.a);
#endif
#ifdef CLOTH
    float x = (v_uv.x - 0.5) * frame_right.w, up = clamp(stage_curtain, 0.0, 1.0);
    float hem = mix(-0.02, 0.955, up) + 0.012 * sin(x * 7.1 + 0.6) * sin(x * 2.3) + 0.02 * up * (1.0 - up) * sin(x * 4.0);
    float y = v_uv.y - hem, texel = frame_size.w;
    vec4 fold = texture(u_folds, vec2(x * 0.55 + 0.2, 0.3 + 0.4 * y));
    vec3 cloth = p_stage_curtain_velvet * fold.a * (0.010 + 0.05 * exp(-y * 9.0)) * (0.25 + frame_key_color.r / 950.0);
    float fringe = smoothstep(-0.022, -0.018, y) * smoothstep(0.004, 0.0, y) * (0.35 + 0.65 * step(0.35, fract(x * 90.0)));
    cloth = mix(cloth, vec3(0.060, 0.036, 0.012) * (0.25 + frame_key_color.r / 950.0) * (0.4 + 0.6 * fold.a), fringe);
    c = mix(c, cloth, smoothstep(-texel, texel, y + 0.022 * fringe));
#endif
    o_color = vec4(scrub(c) * u_mix, u_mix);
}
