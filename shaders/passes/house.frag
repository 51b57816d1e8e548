// The house as the stage sees it: two balconies with lamps on a round wall, nearly black, and one follow-spot far back. With BEAM its beam alone, short and marched.
#include "blocks/frame.glsl"
#include "blocks/show.glsl"
#include "lib/math/cone.glsl"
#include "lib/noise/ign.glsl"
#include "lib/light/shafts.glsl"
#include "lib/color/scrub.glsl"
uniform sampler2D u_shafts;
uniform vec4 u_eye;       // m; tan of half the vertical field
uniform vec4 u_right;     // unit; aspect
uniform vec3 u_up;
uniform vec3 u_forward;
in vec2 v_uv;
layout(location = 0) out vec4 o_color;
const vec3 LAMP = vec3(-4.6, 6.1, 27.0);
vec3 parapet(float s, float y, float low, float high, float light) {
    float h = (y - low) / (high - low);
    if (h < 0.0 || h > 1.0) return vec3(0.0);
    float u = fract(s / 1.35) - 0.5, swag = 0.62 - 0.34 * cos(6.2832 * u) * 0.6 - 0.1;
    float rope = exp(-pow((h - swag) / 0.055, 2.0)) * (0.7 + 0.5 * sin(s * 52.0)), post = smoothstep(0.455, 0.475, abs(u));
    float rail = smoothstep(0.90, 0.94, h) + smoothstep(0.10, 0.06, h), panel = smoothstep(0.42, 0.40, abs(u)) * smoothstep(0.14, 0.18, h) * smoothstep(0.86, 0.82, h);
    return vec3(0.30, 0.19, 0.085) * (0.10 + 0.22 * panel + 0.30 * rope + 0.45 * rail * (0.6 + 0.4 * sin(s * 31.0)) + 0.2 * post) * light * (0.4 + 0.6 * h);
}
void main() {
    vec2 q = v_uv * 2.0 - 1.0;
    vec3 o = u_eye.xyz, d = normalize(u_forward + u_right.xyz * (q.x * u_eye.w * u_right.w) + u_up * (q.y * u_eye.w));
    float open = smoothstep(0.2, 0.95, stage_curtain);
    vec3 cool = p_stage_key_cool * (0.25 + 0.75 * open), c = vec3(0.0);
#ifdef BEAM
    vec3 axis = normalize(vec3(0.4, 1.3, 0.6) - LAMP);
    const float outer = 0.9980;
    vec2 span = cone(o, d, LAMP, axis, outer, 60.0);
    if (span.y > span.x) {
        float dt = (span.y - span.x) / float(STEPS), sum = 0.0, start = ign(gl_FragCoord.xy);
        for (int i = 0; i < STEPS; i++) {
            vec3 r = o + d * (span.x + (float(i) + start) * dt) - LAMP;
            float dist = length(r), cosine = dot(r / dist, axis);
            sum += smoothstep(outer, 0.9995, cosine) * shafts(textureLod(u_shafts, shafts_place(r, dist, axis), 0.0).r, 1.0) / (dist * dist * 0.6 + 2.0) * exp(-0.10 * dist) * smoothstep(REACH, 0.6 * REACH, dist);
        }
        c = cool * min(sum * dt * 3.4, 1.2);
    }
    o_color = vec4(scrub(c), 0.0);
#else
    vec2 a = o.xz - vec2(0.0, 9.0), b = d.xz;
    float bb = dot(b, b), ab = dot(a, b), t = (-ab + sqrt(max(ab * ab - bb * (dot(a, a) - 306.25), 0.0))) / bb;
    vec3 p = o + d * t;
    float angle = atan(p.x, p.z - 9.0), s = angle * 17.5;
    vec3 key = frame_key_color.rgb * (1.0 / 950.0);
    float light = open * exp(-angle * angle / 0.12) + 0.06;
    c = (parapet(s, p.y, 4.15, 4.95, light) + parapet(s, p.y, 7.1, 7.8, 0.6 * light)) * (key * 0.9 + vec3(0.10, 0.05, 0.02) * stage_house + 0.012);
    c += vec3(0.0016, 0.0005, 0.0004) * exp(-pow((p.y - 3.0) / 1.2, 2.0)) * (0.4 + stage_house);
    for (int k = 0; k < 2; k++) {                                     // lamps under the balconies
        vec2 m = vec2((fract(s / 2.7 + 0.5) - 0.5) * 2.7, p.y - (k == 0 ? 3.45 : 6.55));
        float r2 = dot(m, m);
        c += vec3(1.0, 0.52, 0.20) * ((1.5 * exp(-r2 / 0.0035) + 0.030 * exp(-r2 / 0.05) + 0.004 * exp(-sqrt(r2) / 0.35)) * (0.35 + 0.8 * stage_house));
    }
    vec3 to = LAMP - o;                                               // the follow-spot: its face, and its cone
    float along = dot(to, d), h2 = max(dot(to, to) - along * along, 0.0);
    c += cool * (1.0 - 0.65 * stage_hearts * stage_hearts) * (7.0 * exp(-h2 / 0.012) + 0.16 * exp(-h2 / 0.16) + 0.02 * exp(-sqrt(h2) / 0.7));
    o_color = vec4(scrub(c), 1.0);
#endif
}
