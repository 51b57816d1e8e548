// The proscenium: a carved and gilded frame before the curtain. It has no light of its own: it shows what the seam, the pool, the hearts and the house give it.
#include "blocks/frame.glsl"
#include "blocks/show.glsl"
#include "lib/light/seam.glsl"
#include "lib/color/scrub.glsl"
uniform sampler2D u_gilt;
uniform vec2 u_opening;                    // m: half its width, height of its crown
in vec3 v_world;
layout(location = 0) out vec4 o_color;
const float ROUND = 0.90;
float cartouche(vec2 p) {                  // the keystone: a shield with a heart on it, between two volutes
    float x = abs(p.x), shield = 1.0 - dot(p / vec2(0.30, 0.27), p / vec2(0.30, 0.27)), h = 0.11 * sqrt(max(shield, 0.0));
    vec2 k = vec2(x, p.y + 0.045) / 0.125;
    float heart = 1.0 - (k.x * k.x + pow(k.y - 0.62 * sqrt(k.x + 1e-4), 2.0));
    h += 0.035 * smoothstep(0.0, 0.35, heart) - 0.025 * smoothstep(0.05, 0.0, abs(shield - 0.22));
    vec2 v = vec2(x - 0.36, p.y + 0.07);
    float r = length(v), turn = atan(v.y, v.x);
    h = max(h, smoothstep(0.150, 0.125, r) * (0.045 + 0.016 * cos(r * 150.0 - turn)));
    return h;
}
vec3 gilt(vec3 n, vec3 l, vec3 v) {        // share of light that leaf over clay sends to the eye
    float nl = max(dot(n, l), 0.0), nh = max(dot(n, normalize(l + v)), 0.0), s = nh * nh;
    s *= s;
    return vec3(1.0, 0.62, 0.24) * (nl * 0.075) + vec3(1.0, 0.74, 0.40) * (nl * (0.26 * s + 1.5 * s * s * s * s));
}
void main() {
    vec3 p = v_world, v = normalize(frame_eye.xyz - p);
    float x = abs(p.x), flip = p.x < 0.0 ? -1.0 : 1.0;
    float y = p.y + 0.16 * (x / u_opening.x) * (x / u_opening.x);
    vec2 c = vec2(x, y) - (u_opening - ROUND), away;
    float d, s;
    if (c.x > 0.0 && c.y > 0.0) { d = length(c) - ROUND; away = c / (d + ROUND); s = u_opening.x - ROUND + ROUND * atan(c.x, c.y); }
    else if (c.y > c.x) { d = c.y - ROUND; away = vec2(0.0, 1.0); s = x; }
    else { d = c.x - ROUND; away = vec2(1.0, 0.0); s = u_opening.x - ROUND + ROUND * 1.5708 - c.y; }
    float edge = 2.0 * frame_eye.w * (frame_eye.z - p.z) * frame_size.w, body = smoothstep(-edge, edge, d);
    vec4 carved = texture(u_gilt, vec2(s * 2.0 + 0.5, clamp(d, 0.002, 0.998)));
    vec2 lean = (carved.gb - 0.5) * 3.4;
    vec3 n = vec3(away * lean.y + vec2(away.y, -away.x) * lean.x, 1.0);
    float gold = carved.r, open = carved.a, fall = clamp(d / 0.06, 0.0, 1.0);
    vec2 key = vec2(x, p.y - u_opening.y - 0.34);
    if (x < 0.62 && abs(key.y) < 0.36) {
        float h = cartouche(key), on = smoothstep(0.0, 0.02, h);
        vec2 slope = vec2(cartouche(key + vec2(0.004, 0.0)) - h, cartouche(key + vec2(0.0, 0.004)) - h) / 0.004;
        n = mix(n, vec3(-slope, 1.0), on);
        gold = mix(gold, 1.0, on);
        open = mix(open * mix(1.0, 0.35, smoothstep(0.72, 0.5, x)), clamp(0.35 + 5.0 * h, 0.0, 1.0), on);
        body = max(body, smoothstep(0.0, 0.012, h));
    }
    n = normalize(vec3(n.x * flip, n.yz));
    n = normalize(n - vec3(away.x * flip, away.y, 0.0) * (0.9 * (1.0 - fall)));           // the inner edge turns into the opening
    float bright = stage_seam * (1.0 - smoothstep(0.0, 0.25, stage_curtain));
    // through the seam, along the curtain and outward
    vec3 to = vec3(0.0, 0.9, 4.7) - p;
    float far = dot(to, to);
    vec3 color = gilt(n, to * inversesqrt(far), v) * SEAM_COLOR * (bright * (34.0 / (far + 6.0)) * (0.10 + 1.25 * exp(-0.30 * max(p.y, 0.0))));
    // from the lit boards, when the curtain is up: it reaches only what looks in
    to = vec3(0.0, 0.5, 2.4) - p;
    far = dot(to, to);
    vec3 pool = frame_key_color.rgb * (stage_pool / 950.0) + frame_hero_color.rgb * (0.10 * frame_hero.w) + frame_cool_color.rgb * (0.3 / 950.0);
    color += gilt(normalize(n + vec3(0.0, 0.0, -0.15)), to * inversesqrt(far), v) * pool * (stage_curtain * 6.5 / (far + 4.0));
    // the house: lustres before it, and the hearts below
    float lustre = (0.22 * stage_house + 0.008) * stage_fade * (0.45 + 0.55 * smoothstep(6.5, 2.0, p.y));
    color += gilt(n, normalize(vec3(-0.35 - 0.135 * flip, 0.55, 0.75)), v) * vec3(1.0, 0.80, 0.60) * lustre;
    to = normalize(vec3(-0.5 * p.x / u_opening.x, -0.75, 0.65));
    color += gilt(n, to, v) * p_stage_crowd_high * (0.15 * stage_hearts * stage_threads * exp(-0.30 * max(p.y, 0.0)));
    color *= open * smoothstep(-0.30, 0.50, p.y);                                            // its foot stands in the dark of the pit
    vec3 wall = p_stage_curtain_velvet * (0.18 * stage_house * stage_fade * 0.10 + bright * 0.02 / (1.0 + 0.3 * far));
    color = mix(wall, color, gold);
    float keep = body * (1.0 - stage_wet);
    o_color = vec4(scrub(color) * keep, keep);
}
