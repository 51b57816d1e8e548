// The room of the waking, once: plaster, boards, a bed curtain, sheer linen before a tall window, a chair, a small violin.
// Written as square roots of light, so that eight bits do.
#include "lib/sdf/remembered.glsl"
#include "lib/sdf/chair.glsl"
#include "lib/noise/hash.glsl"
uniform sampler2D u_folds;
uniform sampler2D u_grain;
uniform vec2 u_shape;                     // half the picture's width in its heights, px of its height
in vec2 v_uv;
layout(location = 0) out vec4 o_shade;    // what the sky lights; a: how freely it hangs, 0..0.5; 1 the velvet
layout(location = 1) out vec4 o_sun;      // what the sun adds; a: the shadow that the dream left in it
const float FLOOR = -0.275;
const vec3 SUN = vec3(1.03, 0.85, 0.60), SKY = vec3(0.965, 0.945, 1.0);
float wide() { return clamp(u_shape.x / 0.889, 0.36, 1.4); }
float panes(vec2 q) {                     // the tall window, thrown by a low sun from the right: three lights wide, round above; on the boards it lies down
    float deep = max(FLOOR - q.y, 0.0), k = min(wide(), 1.0);
    vec2 p = vec2((q.x + 0.012 - 0.12 * max(q.y, FLOOR) - 1.05 * deep) / mix(0.50, 1.0, k), max(q.y, FLOOR) - 1.25 * deep - 0.30 * (q.x - 1.05 * deep));
    float soft = 0.010 + 0.016 * clamp(0.5 - q.x, 0.0, 1.0) + 0.030 * deep;
    float top = p.y > 0.13 ? length(vec2(p.x, p.y - 0.13)) : abs(p.x), d = top - 0.340;
    float bar = min(abs(abs(p.x) - 0.113), abs(fract((p.y - 0.13) / 0.205 + 0.5) - 0.5) * 0.205);
    if (p.y > 0.13) bar = min(min(abs(p.y - 0.13), abs(abs(p.x) - 0.113 * (1.0 - 0.3 * (p.y - 0.13)))), 1.0);
    return smoothstep(soft, -soft, d) * mix(0.10, 1.0, smoothstep(0.0, 0.006 + 1.2 * soft, bar));
}
float sunlit(vec2 q) {                    // a wide room has a second window, from which the sun is about to go
    float far = smoothstep(1.05, 1.40, u_shape.x);
    return far > 0.0 ? max(panes(q), 0.55 * far * panes(q + vec2(1.02, 0.035))) : panes(q);
}
float moulding(vec2 q) {                  // relief of the wall's panels: light minus shadow
    bool middle = abs(q.x) < 0.36;
    vec2 cell = vec2(abs(middle ? q.x : fract((abs(q.x) - 0.36) / 0.56) * 0.56 - 0.28), q.y - 0.115), size = vec2(middle ? 0.315 : 0.235, 0.335);
    vec2 e = abs(cell) - size;
    float d = length(max(e, vec2(0.0))) + min(max(e.x, e.y), 0.0), side = e.x > e.y ? (q.x > 0.0 ? 1.0 : -1.0) * (middle ? 1.0 : 0.6) : sign(cell.y);
    float w = 0.0016 + 0.6 / u_shape.y;
    float line = exp(-pow(d / w, 2.0)) - 0.85 * exp(-pow((d + 0.007) / w, 2.0)) + 0.5 * exp(-pow((d + 0.016) / w, 2.0));
    float skirt = exp(-pow((q.y - FLOOR - 0.040) / w, 2.0)) - 0.7 * exp(-pow((q.y - FLOOR - 0.034) / w, 2.0));
    return line * -side + 1.2 * skirt;
}
float sky(vec2 q) {                       // light of the window on what faces us: less and less to the left
    float x = (q.x - u_shape.x) / (0.55 + 0.45 * u_shape.x);
    return 0.215 + 0.300 * exp(-x * x * 1.6) + 0.13 * exp(-dot(q - vec2(0.1, 0.05), q - vec2(0.1, 0.05)) * 4.0) - 0.05 * q.y * q.y;
}
void lay(vec4 c, float light, float sun, inout vec3 shade, inout vec3 add) {
    shade = mix(shade, c.rgb * SKY * light, c.a);
    add = mix(add, c.rgb * SUN * sun, c.a);
}
void main() {
    float a = u_shape.x, px = 1.0 / u_shape.y, k = wide(), hang = 0.0, near;
    vec2 q = (v_uv - 0.5) * vec2(2.0 * a, 1.0);
    float cloud = texture(u_grain, q * 0.31 + 0.2).r, speck = texture(u_grain, q * 2.7).g;
    bool below = q.y < FLOOR;
    float size = mix(0.80, 1.0, min(k, 1.0));
    vec2 foot = vec2(0.385 * min(k, 1.25) - 0.02 * (1.0 - min(k, 1.0)), -0.455);
    float depth = max(FLOOR - q.y, 0.0);
    // plaster and boards
    vec3 plaster = vec3(0.84, 0.805, 0.775) * (0.97 + 0.05 * cloud + 0.025 * speck) * (1.0 + 0.14 * moulding(q));
    float lit = sunlit(q), e = sky(q);
    lit *= 1.0 - 0.80 * smoothstep(0.012, -0.012, size * chair_shape((vec2(q.x - foot.x + 0.189, q.y - FLOOR + 0.225)) / size));
    vec3 shade = plaster * SKY * e * (1.0 - 0.30 * exp(-abs(q.y - FLOOR) / 0.05)), add = plaster * SUN * lit * 0.74;
    float dream = remembered(q + 0.0035 * (cloud - 0.5), 0.0105) * (0.70 + 0.45 * cloud);
    if (below) {
        float z = 1.0 / (depth + 0.16), lane = (q.x - 0.03) * z * 1.9, board = floor(lane), edge = abs(fract(lane) - 0.5);
        float fibre = texture(u_grain, vec2(lane * 0.9 + board * 0.37, z * 0.21)).g, tone = 0.82 + 0.36 * hash11(int(board) + 700);
        float cut = floor(z * 1.1 + hash11(int(board) + 90) * 3.0);
        tone *= 0.92 + 0.16 * hash21(ivec2(int(board), int(cut)) + 40);
        vec3 wood = vec3(0.47, 0.345, 0.235) * tone * (0.80 + 0.40 * fibre) * (1.0 - 0.55 * smoothstep(0.5 - 0.010 - 1.6 * px * z, 0.5, edge));
        vec2 m = vec2(q.x, 2.0 * FLOOR - q.y) + vec2((fibre - 0.5) * 0.05 * depth, 0.0);
        float shine = 0.10 + 0.5 * exp(-depth * 9.0);                                   // lacquer: hard where it touches the wall, soft toward us
        shade = wood * SKY * e * 0.80 * (1.0 - 0.45 * exp(-depth / 0.018)) + vec3(0.62) * SKY * sky(m) * shine * 0.34;
        float rise = (FLOOR - depth - foot.y) / 0.8;                                     // of what casts its shadow here
        float form = rise < 0.0 ? 1.0 : size * chair_shape(vec2(q.x - foot.x + 0.84 * rise, rise) / size), wide_ = 0.004 + 0.03 * rise;
        lit = sunlit(q) * (1.0 - 0.85 * smoothstep(wide_, -wide_, form));
        add = wood * SUN * lit * 0.92 + vec3(0.75) * SUN * sunlit(m) * shine * 0.30;
        dream = 0.6 * remembered(m, 0.010 + 0.06 * depth) * shine;
    }
    // the bed's curtain, in shade at the left
    float rim = -a + 0.300 * k + 0.012 * sin(q.y * 7.0 + 0.6) + 0.05 * smoothstep(0.1, -0.45, q.y) * k;
    vec4 fold = texture(u_folds, vec2(q.x * 0.78 / k + 0.21 + 0.012 * q.y * q.x, 0.30 + 0.35 * q.y));
    float cover = smoothstep(px, -px, q.x - rim), turn = (fold.g - 0.5) * 2.4;
    vec3 cloth = vec3(0.83, 0.775, 0.72) * (0.985 + 0.025 * (texture(u_grain, q * vec2(2.6, 0.17)).g + texture(u_grain, q * vec2(0.21, 2.7)).g - 1.0));
    float into = smoothstep(0.0, 0.10 * k, rim - q.x);
    shade *= 1.0 - 0.35 * exp(-max(q.x - rim, 0.0) / 0.035) * (1.0 - cover);
    lay(vec4(cloth, cover), e * (0.58 + 0.62 * pow(fold.r, 0.8) + 0.30 * turn) * mix(1.35, 1.0, into), 0.10 * sunlit(q + vec2(0.05, 0.0)), shade, add);
    hang = cover;
    dream *= 1.0 - cover;
    // sheer linen before the window, at the right
    rim = a - 0.330 * k - 0.016 * sin(q.y * 5.0 + 1.0) - 0.035 * smoothstep(0.0, -0.5, q.y) * k;
    fold = texture(u_folds, vec2(q.x * 0.52 / k + 0.63 - 0.015 * q.y, 0.25 + 0.3 * q.y));
    cover = smoothstep(-px, px, q.x - rim);
    turn = (fold.g - 0.5) * 2.0;
    float inside = smoothstep(0.03 * k, 0.14 * k, q.x - rim);
    vec2 w = vec2((q.x - a + 0.10 * k) / k, q.y - 0.06);
    float upright = (w.x + 0.02 + 0.010 * turn) / 0.010, across = (fract(w.y / 0.23 + 0.5) - 0.5) * 0.23 / 0.011;
    float frame = max(exp(-upright * upright), exp(-across * across)) * smoothstep(-0.115, -0.10, w.x);
    float glass = smoothstep(-0.14, -0.08, w.x) * smoothstep(-0.36, -0.30, q.y) * (1.0 - 0.62 * frame);
    float leaf = texture(u_grain, vec2(w.x * 1.1, q.y * 0.8) + 0.02 * turn).r;
    shade *= 1.0 - 0.22 * exp(-max(rim - q.x, 0.0) / 0.05) * (1.0 - cover) * step(FLOOR - 0.05, q.y);
    float through = (0.04 + 0.36 * inside + glass * (0.50 - 0.20 * leaf)) * (0.46 + 0.66 * fold.r);
    lay(vec4(cloth, cover), 0.42 + 0.24 * fold.r + 0.16 * turn, through, shade, add);
    hang = max(hang, cover);
    dream *= 1.0 - cover;
    // the chair, a cloth of the curtain's velvet, the violin
    vec2 c = (q - foot) / size;                                                           // its feet are the origin
    float sun = 0.78;
    float ground = exp(-pow(length((c - vec2(-0.03, 0.012)) / vec2(0.135, 0.028)), 2.0));
    shade *= 1.0 - 0.45 * ground;
    add *= 1.0 - 0.75 * exp(-pow(length((c - vec2(-0.10, 0.010)) / vec2(0.16, 0.022)), 2.0)) - 0.25 * ground;
    near = px / size;
    vec3 beech = vec3(0.112, 0.061, 0.039);
    float round_ = smoothstep(-0.9, 0.9, c.x / 0.09), wood = chair_wood(c), right = min(chair_hoop(c - vec2(0.0034, 0.0)), chair_front(c - vec2(0.0040, 0.0)));
    float gleam = smoothstep(0.6, 1.4, min(right, 0.0) / -0.003);                        // the sun along its rods
    lay(vec4(beech * (0.75 + 0.5 * round_), smoothstep(near, -near, wood)), 0.62, sun * (0.20 + 0.9 * round_ + 2.2 * gleam), shade, add);
    float seat = length((c - vec2(0.0, 0.222)) / vec2(0.098, 0.024)) - 1.0;
    lay(vec4(beech, smoothstep(near / 0.024, -near / 0.024, length((c - vec2(0.0, 0.213)) / vec2(0.099, 0.026)) - 1.0)), 0.5, sun * 0.5, shade, add);
    float bow = c.x + 0.10 * (0.222 - c.y) * sin(c.x * 23.0 + 1.0), pleat = sin(bow * 112.0 + 2.1 * sin(bow * 37.0)), drop = chair_cloth(c);
    float hung = smoothstep(near, -near, drop);
    float nap = texture(u_grain, c * vec2(6.0, 1.4)).g;
    lay(vec4(vec3(0.185, 0.020, 0.026) * (0.72 + 0.5 * nap), hung), 0.68 + 0.30 * pleat, sun * (0.62 + 0.58 * pleat) * (0.5 + 0.6 * round_), shade, add);
    lay(vec4(vec3(0.20, 0.026, 0.030) * (0.8 + 0.4 * nap), smoothstep(near / 0.024, -near / 0.024, seat)), 0.75, sun * 1.25, shade, add);
    vec2 v = chair_violin(c);
    float contact = exp(-pow(length((c - vec2(0.012, 0.224)) / vec2(0.060, 0.014)), 2.0));
    shade *= 1.0 - 0.55 * contact; add *= 1.0 - 0.6 * contact;
    lay(fiddle_painted(v, near / VIOLIN, texture(u_grain, vec2(v.x * 3.1, v.y * 0.22)).g), 0.66, sun * 0.92, shade, add);
    float solid = max(smoothstep(near, -near, min(wood, drop)), max(smoothstep(0.02, -0.02, seat), smoothstep(0.01, -0.01, fiddle(v))));
    dream *= 1.0 - solid;
    float velvet = max(hung, smoothstep(0.02, -0.02, seat)) * (1.0 - smoothstep(0.01, -0.01, fiddle(v)));
    hang = mix(0.5 * hang * (1.0 - solid), 1.0, velvet);
    // morning's dust in the air between the window and the wall: it brightens what lies behind
    float beam = q.y - 0.30 * q.x - 0.03, way = smoothstep(-0.5, a, q.x);
    float ray = 0.6 + 0.4 * texture(u_grain, vec2(beam * 0.55 - 0.02 * q.x, 0.13)).r;
    add += SUN * (0.105 * way * ray * smoothstep(0.60, 0.20, abs(beam + 0.04)) * (1.0 - 0.5 * hang));
    vec3 fine = (hash3_fine(uint(gl_FragCoord.x) + 8192u * uint(gl_FragCoord.y)) - 0.5) / 255.0;
    o_shade = vec4(sqrt(clamp(shade, 0.0, 1.0)) + fine, hang);
    o_sun = vec4(sqrt(clamp(add, 0.0, 1.0)) + fine, clamp(dream, 0.0, 1.0));
}
