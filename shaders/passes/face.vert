// A listener seen from the stage: a body with a face, then two arms before it. View space of the reverse camera.
#include "blocks/frame.glsl"
#include "blocks/show.glsl"
#include "lib/light/heart.glsl"
#include "lib/math/listener.glsl"
uniform vec4 u_eye;
uniform vec4 u_right;
uniform vec3 u_up;
uniform vec3 u_forward;
uniform sampler2DArray u_faces;
in vec4 in_place;   // view x, y of the head's centre, depth (m); layer
in vec4 in_light;   // world z (m), light, rim, 0
in vec4 in_trait;
in vec4 in_body;    // size, row 0 near .. 1 far, 1 in a balcony, m to which the row before leaves the body in sight
in vec4 in_clap;    // of the listener who sits there: phase (rad), hands, heart (1 on the lub), rise; 0..1
out vec2 v_p;
out vec2 v_uv;
flat out vec4 v_shape;   // layer, cos and sin of the limb's turn, mirror
flat out vec4 v_focus;   // level of the atlas, 1 / px of the edge, m below which a parapet hides, 1 for a limb
flat out vec3 v_key;     // direction to the key in view space, half-way to the eye, and what arrives of it
flat out vec3 v_half;
flat out vec3 v_warm;
flat out vec3 v_lost;    // direction in the picture to the follow-spot; m, where a body is lost between the seats
flat out vec3 v_cold;    // what arrives of that
flat out vec3 v_foot;    // light that the boards throw back from below, and that of the lit house
flat out vec3 v_house;
flat out vec3 v_skin;    // of hands
flat out vec3 v_heart;   // the light of the heart, and what of it spreads
flat out vec3 v_ember;
void main() {
    int quad = gl_VertexID < 18 ? -1 : (gl_VertexID - 18) / 6;
    float clapping = smoothstep(0.02, 0.45, in_clap.y) * (1.0 - in_body.z), raised = in_body.y > 0.06 && in_trait.z < RAISED ? 1.0 : 0.0;
    if (raised < 0.5 && in_trait.z > CLAP) clapping = 0.0;               // hands in the lap, or out of sight
    float tone = hash11((int(in_place.w) % WHO) * 31 + 43 * 977 + 5);
    bool sleeved = listener_sleeved(int(in_place.w) % WHO + 100);
    vec2 p, base, dir;
    if (quad < 0) {
        p = listener_outline(gl_VertexID, 0.140, 0.265, 0.158, -0.135, in_body.w);
        v_uv = (p + vec2(0.36, 0.56)) / 0.72;
        v_shape = vec4(in_place.w, 1.0, 0.0, 1.0);
    } else {
        float side = quad < 2 ? -1.0 : 1.0;
        int limb = listener_front(quad & 1, side, in_trait, in_clap.x, clapping, raised, base, dir);
        vec2 q = listener_arm(gl_VertexID - 18 - 6 * quad, quad & 1);
        p = listener_along(q, base, dir);
        dir = normalize(dir);
        v_uv = vec2(0.5 + q.x * 2.0 * side, (q.y + 0.06) * 2.0);
        v_shape = vec4(float(FACES + limb) + (sleeved ? 5.0 : 0.0), dir.y, dir.x, side);
    }
    float breath = 6.2831853 * (frame_pulse.w + in_trait.w), sway = 0.007 * sin(breath) + 0.010 * clapping * sin(breath * 2.0 + 5.0 * in_trait.y);
    float rise = 0.16 * in_clap.w * (1.0 - in_body.z);
    vec3 view = vec3(in_place.xy + p * in_body.x + vec2(sway * (1.0 + p.y), 0.003 * cos(breath) + rise + 0.008 * clapping * listener_clap(in_clap.x)), in_place.z);
    gl_Position = vec4(view.x / (u_eye.w * u_right.w), view.y / u_eye.w, 0.0, view.z);
    if (quad >= 0 && (clapping < 0.01 || in_body.y > ARMS_TO)) gl_Position = vec4(2.0, 2.0, 2.0, 1.0);
    v_p = p;
    vec3 world = u_eye.xyz + u_right.xyz * in_place.x + u_up * in_place.y + u_forward * in_place.z;
    vec3 l = vec3(4.6, 2.0, 0.6) - world, f = vec3(-4.6, 6.1, 27.0) - world;
    float d2 = dot(l, l), edge = mix(3.0, 27.0, stage_curtain);         // the light goes back into the house as the curtain rises
    float wave = smoothstep(edge + 3.5, edge - 3.5, in_light.x) * mix(1.0, 0.17, smoothstep(11.5, 18.5, in_light.x) * (1.0 - 0.65 * stage_rise)) * smoothstep(0.02, 0.2, stage_curtain);
    float arrives = in_light.y * wave / (1.0 + 0.012 * d2), limb = quad >= 0 ? 1.0 : 0.0;
    vec3 key = frame_key_color.rgb * (vec3(1.0, 1.16, 1.62) / 950.0);
    v_key = normalize(vec3(dot(l, u_right.xyz) * 1.25, dot(l, u_up), -dot(l, u_forward)));
    v_half = normalize(v_key + vec3(0.0, 0.0, 1.0));
    v_warm = key * (12.5 * arrives);
    v_foot = vec3(1.0, 0.46, 0.20) * (0.35 * arrives * key.r);
    v_house = vec3(0.9, 0.30, 0.16) * (0.020 * stage_house);
    v_lost = vec3(normalize(vec3(dot(f, u_right.xyz), dot(f, u_up), -dot(f, u_forward))).xy, quad >= 0 ? -9.0 : in_body.w);
    v_cold = p_stage_key_cool * (in_light.z * p_stage_crowd_rim * (0.30 + 0.70 * stage_curtain));
    v_skin = mix(vec3(0.44, 0.265, 0.175), vec3(0.105, 0.052, 0.030), tone * tone);
    float strong = fract(in_trait.x * 5.3 + in_trait.z), beat = in_clap.z * (0.30 + 0.70 * strong);
    float side = mix(0.25, 1.0, clamp(in_light.y, 0.0, 1.0)) * mix(1.0, 0.4, in_body.z), own = fract(in_trait.y * 3.1 + in_trait.w);
    side *= (0.10 + 0.90 * own * own) * smoothstep(-0.15, 0.25, in_body.y) * (1.0 - 0.5 * smoothstep(3.0, 7.0, abs(in_place.x)));   // few are quite alight, fewer near and aside
    v_heart = heart_light(beat) * side;
    v_ember = heart_ember(beat) * side;
    float coc = abs(1.0 / in_place.z - 1.0 / 14.5) * 0.017 * in_place.z, pixel = 2.0 * u_eye.w * in_place.z / in_body.x * frame_size.w;
    v_focus = vec4(max(0.0, log2((coc + 0.55 * pixel) * float(textureSize(u_faces, 0).x) / mix(0.72, 0.5, limb))), 0.5 / min(coc + 0.75 * pixel, 0.023),
                   in_body.z > 0.5 ? -0.215 : -9.0, limb);
}
