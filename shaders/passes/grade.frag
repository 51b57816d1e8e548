// The last colour step: bloom and streaks come in, lens, exposure, split tone, curve, grain; written as display value, which the guard judges as light.
#include "blocks/frame.glsl"
#include "blocks/show.glsl"
#include "lib/noise/hash.glsl"
#include "lib/color/split_tone.glsl"
#include "lib/color/tone.glsl"
#include "lib/color/scrub.glsl"
#include "lib/color/ink.glsl"
uniform sampler2D u_scene;
uniform sampler2D u_bloom;
#ifdef STREAK
uniform sampler2D u_streak;
#endif
in vec2 v_uv;
layout(location = 0) out vec4 o_color;
vec3 develop(vec3 c, float r) {   // from scene light to display value
    c = scrub(c) * (1.0 - p_stage_grade_vignette * smoothstep(0.25, 0.85, r)) * exp2(stage_exposure);
    c = tone(split_tone(c, stage_warmth, p_stage_grade_split), stage_contrast * p_stage_grade_contrast, stage_saturation * p_stage_grade_saturation);
    return c + 0.40 * c * c * c * (1.0 - c);   // what shines, a little nearer to white; darks and white itself stay
}
void main() {
    vec2 q = v_uv - 0.5;
    float r2 = dot(q * vec2(min(frame_right.w, 1.78) / 1.78, 1.0), q * vec2(min(frame_right.w, 1.78) / 1.78, 1.0));
#ifdef FAST
    vec4 scene = texture(u_scene, v_uv);
#else
    vec2 shift = q * (0.004 * r2);
    vec4 scene = texture(u_scene, v_uv);
    scene.r = texture(u_scene, v_uv + shift).r;
    scene.b = texture(u_scene, v_uv - shift).b;
#endif
    vec3 c = scene.rgb * (1.0 - 0.35 * p_stage_grade_bloom) + texture(u_bloom, v_uv).rgb * p_stage_grade_bloom;
#ifdef STREAK
    c += texture(u_streak, v_uv).rgb * vec3(0.45, 0.65, 1.0) * p_stage_grade_streak * mix(1.0, 0.35, clamp(stage_warmth, 0.0, 1.0));
#endif
    c = develop(c, sqrt(r2));
    float l = dot(c, vec3(0.2126, 0.7152, 0.0722));
    int tick = int(floor(frame_clock.x * 24.0 + 0.001));
    ivec2 pixel = ivec2(gl_FragCoord.xy);
    vec3 h = hash3_fine(uint(pixel.x + 8192 * pixel.y) + uint(tick) * 747796405u);
    c += p_stage_grade_grain * (0.35 + 1.2 * sqrt(max(l * (1.0 - l), 0.0))) * (h.x + h.y + h.z - 1.5) * 1.3;
#ifdef INK
    c = ink(c, q * vec2(frame_right.w, 1.0), p_stage_grade_paper);
#endif
    c = clamp(c, 0.0, 1.0);
    o_color = vec4(c, scene.a);
}
