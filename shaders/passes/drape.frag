// The back wall: cloth that is nearly nothing, and the air before it.
#include "blocks/frame.glsl"
#include "blocks/show.glsl"
#include "lib/light/points_lit.glsl"
#include "lib/light/velvet.glsl"
#include "lib/color/scrub.glsl"
uniform sampler2D u_haze;
uniform sampler2D u_folds;
uniform sampler2D u_grain;
in vec3 v_world;
layout(location = 0) out vec4 o_color;
#ifdef AURORA
vec3 aurora(vec2 p) {   // ribbons of light over the back wall: a sharp lower edge, rays upward, slow
    float turn = frame_clock.x / 4096.0;
    vec3 sum = vec3(0.0);
    for (int k = 0; k < 3; k++) {
        float f = float(k), x = p.x * (0.060 + 0.013 * f) + 0.31 * f + turn * (5.0 + 3.0 * f) * (k == 1 ? -1.0 : 1.0);
        float wave = texture(u_grain, vec2(x, 0.17 + 0.3 * f + turn * 4.0)).r, ray = texture(u_grain, vec2(x * 6.0 + 0.5 * wave, 0.61 + 0.2 * f - turn * 6.0)).g;
        float low = 2.0 + 0.75 * f + 2.3 * (wave - 0.5), y = p.y - low;
        float body = smoothstep(-0.10, 0.16, y) * exp(-max(y, 0.0) / (0.50 + 1.5 * ray * ray)) * (0.10 + 1.5 * ray * ray);
        sum += mix(p_stage_key_cool, p_stage_crystals_ice, smoothstep(0.1, 1.7, y)) * body * (1.0 - 0.25 * f);
    }
    return sum;
}
#endif
void main() {
    vec4 fold = texture(u_folds, vec2(v_world.x * 0.085 + 0.4, v_world.y * 0.08));
    vec3 n = fold_normal(fold);
    vec3 lit = points_lit(v_world, n) * 0.55 + frame_key_color.rgb * 6.0e-4 + frame_cool_color.rgb * 1.5e-3;
    vec3 wall = vec3(0.010, 0.011, 0.016) * lit * fold.a * smoothstep(-0.2, 2.4, v_world.y);
#ifdef AURORA
    wall += aurora(v_world.xy) * (p_stage_haze_aurora * stage_fade * 0.11 * (0.22 + 0.78 * frame_state.y)) * (1.0 - 0.6 * stage_wet) * (0.7 + 0.3 * fold.r);
#endif
    o_color = vec4(scrub(wall + texture(u_haze, gl_FragCoord.xy * frame_size.zw).rgb), 1.0);
}
