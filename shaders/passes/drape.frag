// The back wall: cloth that is nearly nothing, and the air before it.
#include "blocks/frame.glsl"
#include "lib/light/points_lit.glsl"
#include "lib/light/velvet.glsl"
#include "lib/color/scrub.glsl"
uniform sampler2D u_haze;
uniform sampler2D u_folds;
in vec3 v_world;
layout(location = 0) out vec4 o_color;
void main() {
    vec4 fold = texture(u_folds, vec2(v_world.x * 0.085 + 0.4, v_world.y * 0.08));
    vec3 n = fold_normal(fold);
    vec3 lit = points_lit(v_world, n) * 0.55 + frame_key_color.rgb * 6.0e-4 + frame_cool_color.rgb * 1.5e-3;
    o_color = vec4(scrub(vec3(0.010, 0.011, 0.016) * lit * fold.a + texture(u_haze, gl_FragCoord.xy * frame_size.zw).rgb), 1.0);
}
