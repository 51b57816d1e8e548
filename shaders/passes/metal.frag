// Brushed brass and steel, varnished brass of the belly, blued steel, ebony: anisotropic highlights, the theatre as seen by metal, crystals as point lights.
#include "blocks/frame.glsl"
#include "blocks/show.glsl"
#include "lib/light/env.glsl"
#include "lib/light/front_house.glsl"
#include "lib/light/key_lit.glsl"
#include "lib/light/shadow.glsl"
#include "lib/noise/ign.glsl"
#include "lib/light/ggx_aniso.glsl"
#include "lib/sdf/sound_hole.glsl"
#include "lib/color/scrub.glsl"
#ifndef MIRROR
#include "lib/light/air_before.glsl"
#endif
uniform sampler2D u_shadow;
#if BENT > 1
uniform sampler2D u_grain;
#endif
in vec3 v_world;
in vec3 v_normal;
in vec3 v_tangent;
in vec2 v_edge;
in vec2 v_rest;
flat in float v_material;
flat in vec3 v_wheel;
layout(location = 0) out vec4 o_color;

float opened(vec2 p) {   // m into (negative) or beyond the belly's windows
    return min(min(length(p - vec2(0.0, LOWER_Y)) - LOWER_R, length(p - vec2(0.0, UPPER_Y)) - UPPER_R), max(abs(p.x) - SLOT, abs(p.y - 2.8) - 0.4));
}

#if BENT > 1
uniform vec4 u_wheels[WHEELS];   // x, y, pitch radius (m), angle (rad) just now
float wheels_before(vec3 p) {    // share of the hero crystal's light that the turning wheels keep from p (m), behind them; soft as the crystal is wide
    vec3 q = frame_hero.xyz - p;
    vec2 at = p.xy + q.xy * ((WHEEL_Z - p.z) / max(q.z, 0.02));
    float dark = 0.0;
    for (int k = 0; k < WHEELS; k++) {
        vec2 c = at - u_wheels[k].xy;
        float r = length(c), big = u_wheels[k].z, teeth = 2.0 * big / MODULE;
        if (r > big + 0.04) continue;
        float turn = atan(c.y, c.x) - u_wheels[k].w, small = step(teeth, 20.0), edge = big - 0.003 + 0.55 * MODULE * cos(teeth * turn);
        float inner = big * mix(0.78, 0.66, small) - 0.6 * MODULE, count = teeth > 24.0 ? 5.0 : teeth > 16.0 ? 4.0 : 3.0, u = (r - 0.14 * big) / (inner - 0.14 * big);
        float arm = r * abs(sin(0.5 * count * (turn - 0.75 * u))) * 2.0 / count;
        float wheel = smoothstep(edge + 0.010, edge - 0.010, r) * smoothstep(inner - 0.009, inner + 0.009, r);
        wheel = max(wheel, smoothstep(0.085 * big + 0.008, 0.085 * big - 0.008, arm) * step(r, inner));
        dark = max(dark, max(wheel, smoothstep(0.215 * big + 0.008, 0.215 * big - 0.008, r)));
    }
    return dark;
}
#endif

vec3 seen(vec3 d, float rough) { return env(d, rough) + front_house(d, rough); }

void main() {
    vec3 v = normalize(frame_eye.xyz - v_world), n = normalize(v_normal), t = v_tangent;
    float clear = clamp(length(v_tangent), 0.0, 1.0), worn = 0.0;
    if (dot(n, v) < 0.0) n = -n;
    float px = length(frame_eye.xyz - v_world) * 2.0 * frame_eye.w * frame_size.w, inside = 0.0, shade = 1.0, ax = 0.34, ay = 0.09, far_wall = 0.0;
    vec3 f0 = vec3(0.50, 0.52, 0.56);
    if (v_material < 0.5) { f0 = vec3(0.86, 0.57, 0.26); ax = 0.42; ay = 0.10; }
    else if (v_material > 4.5) { f0 = vec3(0.075); ax = ay = 0.07; }
    else if (v_material > 3.5) {   // the back: blued, with the overlapping circles of a watchmaker's mill
        vec2 q = v_world.xy / 0.062;
        q.x += 0.5 * mod(floor(q.y), 2.0);
        vec2 c = fract(q) - 0.5;
        t = vec3(-c.y, c.x, 0.0) + vec3(1e-4, 0.0, 0.0);
        f0 = vec3(0.085, 0.115, 0.19) * mix(0.75, 1.25, smoothstep(0.1, 0.5, length(c)));
    } else if (v_material > 2.5) {
        vec2 away;
        float hole = sound_hole(v_world.xy, away), rim = v_edge.x;
        inside = smoothstep(0.6 * px, -0.6 * px, hole);
        far_wall = smoothstep(-0.011, -0.002, hole) * smoothstep(0.0, 0.6, away.x * sign(v_world.x));   // lit from the middle
        f0 = mix(vec3(0.24, 0.075, 0.020), vec3(0.78, 0.43, 0.155), smoothstep(0.01, 0.15, rim)) * (1.0 - 0.35 * smoothstep(0.05, 0.0, v_edge.y));   // a sunburst
        float inlay = smoothstep(0.9 * px + 0.002, 0.0, abs(abs(rim - 0.038) - 0.005) - 0.0014);
        f0 *= 1.0 - 0.88 * inlay;
        shade *= 1.0 - 0.5 * smoothstep(0.020, 0.0, hole);
        n = normalize(n - vec3(away, 0.0) * (0.9 * smoothstep(0.011 + px, 0.001, hole)) - vec3(0.0, 0.0, 0.25 * inlay));
        ax = 0.40; ay = 0.13;
    } else if (v_material > 1.5) { f0 = vec3(0.012, 0.010, 0.009); ax = 0.25; ay = 0.12; }
    t = normalize(t - n * dot(n, t) + vec3(1e-5, 0.0, 0.0));
    vec3 b = cross(n, t);
#if BENT > 1
    if (v_material > 3.5 && v_material < 4.5) shade *= 1.0 - 0.8 * wheels_before(v_world);
    if (v_wheel.z > 0.5) {   // brushed round by hand: strokes of unequal depth, a few scratches, patina; bright where other metal rubs
        float r = length(v_rest), turn = atan(v_rest.y, v_rest.x) * 0.15915494;
        vec2 fine = texture(u_grain, vec2(r * 8.0 + v_wheel.x, turn * 2.0)).rg, deep = texture(u_grain, vec2(r * 3.1 - v_wheel.y, turn)).rg;
        float stain = texture(u_grain, v_rest * 1.7 + v_wheel.xy).r, flat_ = smoothstep(0.80, 0.97, n.z);
        n = normalize(n + flat_ * (b * (0.34 * (fine.g - 0.5) + 0.20 * (deep.g - 0.5)) + t * (0.08 * (deep.r - 0.5))));
        ax *= mix(0.80, 1.25, stain); ay *= mix(0.75, 1.5, deep.g);
        worn = (1.0 - flat_) * smoothstep(0.75, 1.0, clear);
        f0 *= mix(vec3(0.62, 0.54, 0.46), vec3(1.06), smoothstep(0.20, 0.62, stain + 0.25 * worn));
        shade *= mix(1.0, 0.72, smoothstep(0.66, 0.82, deep.r) * flat_);
    } else if (v_material < 1.5) {
        float stain = texture(u_grain, v_world.xy * 2.3).r;
        f0 *= mix(vec3(0.74, 0.68, 0.60), vec3(1.04), smoothstep(0.15, 0.60, stain));
    } else if (v_material > 2.5 && v_material < 3.5) {   // under the varnish the brushing runs along the edge, with a flame across it
        vec2 fibre = texture(u_grain, vec2(v_edge.x * 6.0, v_world.y * 0.55)).rg;
        float flame = texture(u_grain, vec2(v_edge.x * 0.55, v_world.y * 3.6)).r;
        n = normalize(n + b * (0.26 * (fibre.g - 0.5)) + t * (0.20 * (flame - 0.5)));
        f0 *= mix(0.78, 1.12, flame);
    }
#endif
    f0 *= mix(vec3(0.20, 0.155, 0.12), vec3(1.0), smoothstep(0.25, 0.85, clear));   // oil
    if (v_world.z < 0.03 && opened(v_wheel.z > 0.5 ? v_wheel.xy : v_world.xy) < 0.16 && (v_wheel.z > 0.5 || v_material > 3.5))
        shade *= mix(0.10, 1.0, smoothstep(0.02, -0.13 - 0.12 * step(3.5, v_material), opened(v_world.xy)));
    // a highlight narrower than a pixel would sparkle in dashes: the spread of normals inside the pixel widens it
    vec3 nx = dFdx(v_normal), ny = dFdy(v_normal);
    float spread = min(0.35 * (dot(nx, nx) + dot(ny, ny)), 0.25);
    ax = sqrt(ax * ax + spread); ay = sqrt(ay * ay + spread);
    vec3 r = reflect(-v, n), sum;
    float soft = sqrt(spread);
#if BENT == 1
    sum = 0.6 * seen(r, 0.20 + soft) + 0.4 * seen(reflect(-v, normalize(n + (b.x > 0.0 ? 0.40 : -0.40) * b)), 0.22 + soft);
#else
    sum = 0.40 * seen(r, 0.14 + soft) + 0.30 * seen(reflect(-v, normalize(n + 0.42 * b)), 0.16 + soft) + 0.30 * seen(reflect(-v, normalize(n - 0.42 * b)), 0.16 + soft);
#endif
    vec3 l;
    vec3 key = key_lit(v_world, l);
    if (key.r > 1e-5) {
#if BENT > 1
        key *= shadow_soft(u_shadow, v_world + n * 0.02 + l * 0.03, 6, 0.0030, ign(gl_FragCoord.xy));
#else
        key *= shadow_hard(u_shadow, v_world + n * 0.02 + l * 0.03);
#endif
        sum += key * ggx_aniso(n, t, b, v, l, ax, ay) * 0.8;
    }
    vec3 lc;
    vec3 cool = cool_lit(v_world, lc);
    sum += cool * ggx_aniso(n, t, b, v, lc, ax, ay) * 0.8;
#if BENT > 1
    float net = abs(sin(23.0 * v_world.x + 3.0 * sin(11.0 * v_world.y))) + abs(sin(19.0 * v_world.y - 2.6 * sin(13.0 * v_world.x + 4.0)));
    float caustic = (pow(max(1.0 - 0.62 * net, 0.0), 3.0) + 1.6 * pow(max(1.0 - 0.95 * net, 0.0), 8.0)) * (v_material > 2.5 ? 1.0 : 0.25);   // threads of light that the glass gathers where it stands close
#else
    const float caustic = 0.0;
#endif
    for (int i = 0; i < LIGHTS; i++) {
        vec3 q = frame_light[i].xyz - v_world;
        float d2 = dot(q, q);
        vec3 h = normalize(q * inversesqrt(d2) + v);
        float nh = max(dot(n, h), 0.0), nl = max(dot(n, q) * inversesqrt(d2), 0.0);
        nh *= nh; nh *= nh; nh *= nh;
        sum += frame_light_color[i].rgb * (nl * (0.062 + 1.8 * nh * nh) / (d2 + 0.09) + caustic * 0.30 * exp(-3.2 * d2));
    }
    float nv = max(dot(n, v), 0.0), fresnel = pow(1.0 - nv, 5.0);
    vec3 color = (f0 + (1.0 - f0) * fresnel * (v_material > 1.5 ? 0.15 : 0.6)) * sum * shade;
    if (v_material > 4.5) {   // a ruby: what enters comes back red, most at the rim across from the light
        float glow = dot(sum, vec3(0.3)) + 0.05 * frame_hero.w;
        color = (0.05 + 0.95 * fresnel) * sum + vec3(0.80, 0.018, 0.040) * (glow * (0.25 + 0.75 * (1.0 - nv)));
    }
    color = mix(color, frame_hero_color.rgb * (frame_hero.w * (0.003 + 0.09 * far_wall)), inside);   // the works' own light in the sound holes
    float here = stage_instrument;
#ifdef MIRROR
    o_color = vec4(scrub(color * here), v_world.y);
#else
    o_color = vec4(scrub((color + air_before()) * here), here);
#endif
}
