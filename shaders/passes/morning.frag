// The waking: the dream's picture gives way to a room in the morning, where the light falls first. Display value, premultiplied by how far one is awake.
#include "blocks/frame.glsl"
#include "blocks/show.glsl"
#include "lib/noise/hash.glsl"
#include "lib/color/luminance.glsl"
#include "lib/color/display.glsl"
uniform sampler2D u_shade;
uniform sampler2D u_sun;
uniform sampler2D u_grain;
in vec2 v_uv;
layout(location = 0) out vec4 o_color;
void main() {
    vec2 q = (v_uv - 0.5) * vec2(frame_right.w, 1.0), far = q - vec2(0.08, 0.05);
    float awake = clamp(stage_veil * 2.0 - 0.6 * (1.0 - exp(-1.6 * dot(far, far))), 0.0, 1.0);
    awake = awake * awake * (3.0 - 2.0 * awake);
    float turn = 6.2831853 * frame_clock.x / 4096.0, breeze = sin(turn * 419.0 + q.y * 2.1 - q.x * 1.3) + 0.6 * sin(turn * 683.0 - q.y * 3.7);
    float hang = texture(u_shade, v_uv).a;
    vec2 at = v_uv + vec2(0.0052 * breeze * (hang > 0.6 ? 0.0 : hang) * (0.55 - q.y) / frame_right.w, 0.0);      // linen moves, and most at its hem
    vec4 shade = texture(u_shade, at);
    vec4 sun = texture(u_sun, at);
    vec2 leaf_at = q * vec2(0.42, 0.30) + vec2(-0.19, 0.10) * q.yx + 0.012 * vec2(breeze, sin(turn * 271.0));
    float leaf = 1.10 - 0.62 * smoothstep(0.42, 0.80, texture(u_grain, leaf_at).r);                // the tree before the window
    float risen = smoothstep(0.10, 0.95, stage_veil), since = min(frame_clock.z, 60.0);
    float kept = 0.95 * exp(-since / 45.0) * smoothstep(0.15, 0.6, stage_veil);                    // the shadow of the dream, which pales
    vec3 sky = mix(vec3(0.30, 0.36, 0.50), vec3(1.0), risen), dawn = mix(vec3(1.0, 0.70, 0.48), vec3(1.0), risen) * (leaf * (0.25 + 0.75 * risen));
    vec3 c = shade.rgb * shade.rgb * sky + sun.rgb * sun.rgb * dawn * (1.0 - kept * sun.a);
    vec3 lamp = p_stage_key_color / max(p_stage_key_color.r, max(p_stage_key_color.g, p_stage_key_color.b));
    c = mix(vec3(luminance(c)), c, min(p_stage_grade_saturation, 1.2) * 1.10) * mix(vec3(1.0), lamp, 0.10);
    float most = max(p_stage_curtain_velvet.r, max(p_stage_curtain_velvet.g, p_stage_curtain_velvet.b));
    c = mix(c, 1.26 * c.r * clamp(most / 0.19, 0.45, 1.3) * (p_stage_curtain_velvet + 0.006) / (most + 0.006), smoothstep(0.6, 1.0, hang));   // of that curtain
    c = mix(c, vec3(1.02, 1.0, 0.94) * luminance(c), 0.85 * p_stage_grade_paper);
    vec3 over = max(c - 0.62, vec3(0.0));                                                         // paper never burns out
    c = display_encode(max(min(c, vec3(0.62)) + 0.30 * (1.0 - exp(-over / 0.30)), vec3(0.0)));
    ivec2 pixel = ivec2(gl_FragCoord.xy);
    vec3 h = hash3_fine(uint(pixel.x + 8192 * pixel.y) + uint(int(floor(frame_clock.x * 24.0 + 0.001))) * 747796405u);
    c += p_stage_grade_grain * (h.x + h.y + h.z - 1.5) * 0.9;
    o_color = vec4(clamp(c, 0.0, 1.0) * awake, awake);
}
