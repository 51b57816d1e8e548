// A listener in view space, far rows first: two arms of two limbs, a quad each, and then the body, so that raised arms stand beyond the head.
#include "blocks/frame.glsl"
#include "blocks/show.glsl"
#include "lib/light/heart.glsl"
#include "lib/math/listener.glsl"
uniform sampler2DArray u_people;
in vec4 in_place;   // view x, y of the head's top, depth (m); row 0 far .. 1 near
in vec4 in_pulse;   // phase (rad), amplitude, posture, breath (rad)
in vec4 in_trait;
in vec4 in_body;    // hands 0 in the lap .. 1 up, standing 0..1, share of light, phase of the clap
out vec2 v_p;            // m in the person's own frame, origin at the head's top
out vec2 v_uv;           // in the atlas layer
flat out vec4 v_shape;   // atlas layer, cos and sin of the limb's turn, mirror
flat out vec4 v_focus;   // level of the atlas, 1 / px of the edge, 1 / m^2 and strength of the hot line
flat out vec4 v_lights;  // direction in the picture to the warm (xy) and to the cool light (zw)
flat out vec3 v_warm;    // what this person takes of each
flat out vec3 v_cold;
flat out vec3 v_heart;   // the light of the heart, what of it spreads in the cloth, and of its second sound
flat out vec3 v_ember;
flat out vec3 v_dub;
flat out vec3 v_rest;    // the lit house; 1 for a limb; m down to which the seats leave a body in sight
void main() {
    int quad = gl_VertexID / 6, k = gl_VertexID - 6 * quad;
    float tall = 0.97 + 0.17 * in_trait.y, mirror = in_trait.y > 0.5 ? 1.0 : -1.0;
    vec2 p, base, dir;
    int layer = int(floor(fract(in_trait.w * 7.31 + in_trait.x * 3.7) * (float(PEOPLE) - 0.001)));
    float low = 0.64 + 0.10 * in_body.y;
    if (quad > 3) {
        p = listener_outline(gl_VertexID - 24, 0.165, 0.27, 0.06, -0.265, -low);
        float shrug = p.y < -0.1 ? 0.011 * sin(in_pulse.w + in_trait.x) + 0.022 * in_body.x : 0.0;   // breath and raised arms: shoulders up and apart, under a head that stays
        v_uv = vec2(p.x * mirror * (1.0 - 0.9 * shrug) + 0.5, p.y + 0.916 - shrug);
        v_shape = vec4(float(layer), 1.0, 0.0, mirror);
    } else {
        float side = quad < 2 ? -1.0 : 1.0;
        int limb = listener_limb(quad & 1, side, in_trait, in_body.w, in_body.x, base, dir);
        vec2 q = listener_arm(k, quad & 1);
        p = listener_along(q, base, dir);
        dir = normalize(dir);
        v_uv = vec2(0.5 + q.x * 2.0 * side, (q.y + 0.06) * 2.0);
        bool sleeved = listener_sleeved(layer);
        v_shape = vec4(float(PEOPLE + limb) + (sleeved ? 5.0 : 0.0), dir.y, dir.x, side);
    }
    vec2 leant = listener_lean(p, in_trait);
    float sway = 0.008 * sin(in_pulse.w + 6.2832 * in_trait.z) + 0.020 * in_pulse.z * (in_trait.w - 0.5);
    float lift = 0.004 * sin(in_pulse.w + in_trait.x) - 0.03 * in_pulse.z;
    float bob = in_body.x * 0.010 * listener_clap(in_body.w);
    vec3 view = vec3(in_place.xy + vec2(leant.x * tall + sway * (1.0 + p.y), leant.y * tall + lift + bob), -in_place.z);
    vec3 world = frame_eye.xyz + frame_right.xyz * view.x + frame_up.xyz * view.y - frame_forward.xyz * view.z;
    gl_Position = frame_view_proj * vec4(world, 1.0);
    if (quad < 4 && in_body.x < 0.01) gl_Position = vec4(2.0, 2.0, 2.0, 1.0);
    v_p = p;
    float strong = in_pulse.y * (0.30 + 0.70 * fract(in_trait.x * 5.3 + in_trait.z));
    float value = strong * exp(-2.6 * (1.0 - cos(in_pulse.x)));
    float dub = strong * frame_heart.y * exp(-9.0 * (1.0 - cos(in_pulse.x - frame_heart.x)));   // systole later, and shorter
    float coc = abs(1.0 / in_place.z - 1.0 / frame_up.w) * 0.017 * in_place.z;   // thin lens, focus on the subject
    float pixel = 2.0 * frame_eye.w * in_place.z * frame_size.w, limb = quad < 4 ? 1.0 : 0.0;
    float edge = min(coc + 0.75 * pixel, 0.023), line = 0.0050 + 0.50 * coc + 0.30 * pixel;
    v_focus = vec4(max(0.0, log2((coc + 0.6 * pixel) * float(textureSize(u_people, 0).x) / mix(1.0, 0.5, limb))), 0.5 / edge, 1.0 / (line * line), (0.0050 + 0.14 * coc) / line * 3.2);
    float x = in_place.x / (in_place.z * frame_eye.w), wide = max(frame_right.w, 1.0), near = exp(-x * x * 0.9);
    float wave = smoothstep(0.0, 0.35, stage_curtain * 1.35 - in_place.w) * in_body.z;       // the rising curtain lets light run over the heads, nearest the stage first
    float takes = (0.07 + 0.93 * in_trait.z * in_trait.z) * (0.30 + 0.70 * exp(-x * x * 0.55)) * mix(1.0, 0.30, in_place.w) 
                * p_stage_crowd_rim * mix(0.60, 0.78, stage_rise);
    v_lights = vec4(normalize(vec2(-x * 0.9 - 0.35, 1.15)), normalize(vec2(1.5 - x * 0.7, 1.30)));
    v_warm = (frame_key_color.rgb * (vec3(2.7, 2.6, 2.8) / 950.0) + frame_hero_color.rgb * (0.13 * frame_hero.w * stage_instrument)) * (wave * takes)
           + vec3(1.0, 0.62, 0.30) * (0.75 * stage_seam * (1.0 - smoothstep(0.0, 0.4, stage_curtain)) * near * near * takes);   // what leaks from the curtain
    v_cold = frame_cool_color.rgb * (0.6 / 330.0 * wave * takes);
    float side = (1.0 - 0.62 * smoothstep(0.55, 1.0, abs(x) / max(wide, 1.2))) * (0.45 + 0.55 * fract(in_trait.y * 3.1 + in_trait.w));
    side *= mix(0.62, 1.0, smoothstep(0.55, 1.2, frame_right.w)) * mix(1.0, 0.55, smoothstep(0.35, 1.0, in_place.w));
    v_heart = heart_light(value) * side;
    v_ember = heart_ember(value) * side;
    v_dub = heart_dub(dub) * side;
    v_rest = vec3(0.030 * stage_house * (0.35 + 0.65 * limb), limb, quad < 4 ? 9.0 : low);
}
