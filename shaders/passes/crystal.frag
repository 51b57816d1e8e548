// Glass with a filament: refract in, follow the light between 18 planes, let part of it out at every exit. What is bright inside is multiplied by optics, not painted.
// Tracing is done in the body's own frame, as it was cut; only what is seen beyond it is looked up in the world.
#include "blocks/frame.glsl"
#include "blocks/show.glsl"
#include "lib/math/turned.glsl"
#include "lib/noise/hash.glsl"
#include "lib/light/env.glsl"
#include "lib/light/key_lit.glsl"
#include "lib/color/scrub.glsl"
#ifndef MIRROR
#include "lib/light/air_before.glsl"
#endif
uniform sampler2D u_planes;   // (18, N): outward normal and distance from the body's centre, m
uniform sampler2D u_bodies;   // (3, N): 0, radius; axis, half length; parent, ember, held by the instrument
#ifndef MIRROR
uniform sampler2D u_opaque;
#endif
#if SEGMENTS > 2
uniform sampler3D u_air;      // smooth tiling noise, 0..1
#endif
centroid in vec3 v_local;
centroid in vec3 v_world;
flat in int v_id;
flat in int v_plane;
flat in vec4 v_turn;
flat in vec4 v_place;   // m, scale
layout(location = 0) out vec4 o_color;
const float IOR = 1.62;

float fresnel(float c) { float k = 1.0 - c; float k2 = k * k; return 0.056 + 0.944 * k2 * k2 * k; }

float knots(float x) {   // smooth noise along the axis, each body its own
    float i = floor(x), f = x - i;
    f = f * f * (3.0 - 2.0 * f);
    return mix(hash11(int(i) + v_id * 31 + 4096), hash11(int(i) + 1 + v_id * 31 + 4096), f);
}

vec3 behind(vec3 p, vec3 local, bool scene) {
    vec3 d = turned(local, v_turn), sum = env(d, 0.0) + lamps(d);
#ifndef MIRROR
    if (!scene) return sum;
    vec4 c = frame_view_proj * vec4(v_place.xyz + turned(p, v_turn) * v_place.w + 0.5 * d, 1.0);
    vec2 uv = clamp(c.xy / max(c.w, 0.1) * 0.5 + 0.5, 0.002, 0.998);
    if (d.z < 0.2) sum += 0.75 * min(texture(u_opaque, uv).rgb, vec3(4.0));
#endif
    return sum;
}

void main() {
    vec4 body = texelFetch(u_bodies, ivec2(0, v_id), 0), spine = texelFetch(u_bodies, ivec2(1, v_id), 0), kin = texelFetch(u_bodies, ivec2(2, v_id), 0);
    vec4 light = frame_crystal[int(kin.x + 0.5)];
    float apart = smoothstep(0.0, 0.5, stage_shatter);
    light.rgb = mix(light.rgb, vec3(1.0, 0.20, 0.055), kin.y * apart);
    light.w += apart * (0.35 + 0.7 * kin.y) * stage_fade;
    float smoked = v_id == 0 ? 0.0 : stage_ember * (1.0 - apart) * (1.0 - clamp(light.w, 0.0, 1.0));   // glass at rest has the colour of the one light left
    light.rgb = mix(light.rgb, vec3(0.80, 0.44, 0.22), 0.85 * smoked);
    vec3 n = texelFetch(u_planes, ivec2(v_plane, v_id), 0).xyz, view = turned_back(normalize(v_world - frame_eye.xyz), v_turn);
    float radius = body.w, nearest = 1e3, px = 2.0 * frame_eye.w * frame_size.w * frame_up.w;
    vec3 other = n;
    for (int j = 0; j < 18; j++) {
        vec4 plane = texelFetch(u_planes, ivec2(j, v_id), 0);
        float gap = plane.w - dot(plane.xyz, v_local);
        if (j != v_plane && gap < nearest) { nearest = gap; other = plane.xyz; }
    }
    float bevel = smoothstep(0.05 * radius + 0.0012 + 0.8 * px, 0.0, nearest);
    if (bevel > 0.0) n = normalize(mix(n, normalize(n + other), bevel));
    float along = dot(v_local, spine.xyz) / spine.w, steps = knots(along * 13.0);
    n = normalize(n + spine.xyz * (0.009 * sin(along * spine.w * 190.0 + 9.0 * steps) * smoothstep(0.012, 0.003, px)));   // striations of growth
    float root = kin.z * smoothstep(-0.35 - 0.3 * steps, -0.95, along), facet = hash11(v_id * 19 + v_plane * 7);
    float facing = max(-dot(view, n), 0.02), f = fresnel(facing) * mix(0.35, 1.25, facet);
    vec3 mirrored = turned(reflect(view, n), v_turn);
    vec3 sum = f * (env(mirrored, 0.02) + lamps(mirrored)), through = vec3(1.0 - min(f, 0.95));
    sum += light.rgb * (light.w * bevel * 0.12);
    through *= mix(1.0, 0.45, root);
    vec3 lk, frost = light.rgb * (0.06 + 0.34 * light.w) + key_lit(v_world, lk) * 0.06;
    sum += frost * (root * (0.2 + 0.8 * steps) * 0.22);
    bool large = radius * v_place.w > 9.0 * px;   // smaller than that, colours become specks
    if (large) {   // a cut edge is a prism: warm to one side of it, violet to the other
        float in_edge = clamp(nearest / (0.05 * radius + 0.0012 + 0.8 * px), 0.0, 1.0);
        sum += mix(vec3(1.0, 0.50, 0.22), vec3(0.36, 0.42, 1.0), smoothstep(0.15, 0.8, in_edge)) * (bevel * smoothstep(0.0, 0.25, in_edge) * (0.05 * light.w + 0.35 * env(mirrored, 0.25).g));
    }
    vec3 d = refract(view, n, 1.0 / IOR), p = v_local - n * 0.0005;
    // what the body keeps: red first, so that a long way through is deep and a short one clear
    vec3 body_tint = mix(mix(vec3(0.30, 0.62, 0.98), vec3(0.88, 0.66, 0.46), 0.85 * smoked), light.rgb / max(max(light.r, light.g), max(light.b, 0.01)), 0.45);
    vec3 absorb = (1.02 - body_tint) * (0.36 / (radius * p_stage_crystals_clarity)) * mix(0.6, 1.9, hash11(v_id * 7 + 3));
    vec3 veil_n = normalize(hash3(uint(v_id * 5 + 11)) - 0.5 + 1.2 * spine.xyz * (hash11(v_id) - 0.3));   // an old fracture, healed: a sheet of wisps
    float veil_at = (hash11(v_id * 3 + 1) - 0.5) * spine.w * 0.8;
    for (int s = 0; s < SEGMENTS; s++) {
        float t = 10.0, next = 10.0;
        vec3 exit_n = -d;
        for (int j = 0; j < 18; j++) {
            vec4 plane = texelFetch(u_planes, ivec2(j, v_id), 0);
            float toward = dot(plane.xyz, d);
            float tj = (plane.w - dot(plane.xyz, p)) / max(toward, 1e-4);
            if (toward > 1e-4 && tj > 0.0) {
                next = min(next, max(tj, t));
                if (tj < t) { t = tj; exit_n = plane.xyz; }
            }
        }
        if (t > 5.0) break;
        float crease = smoothstep(0.16 * radius + 1.5 * px, 0.0, next - t);   // close to where two of the far facets meet
        // closest approach of this segment to the crystal's axis
        float dd = dot(d, spine.xyz), den = max(1.0 - dd * dd, 1e-3);
        float tc = clamp((dd * dot(p, spine.xyz) - dot(p, d)) / den, 0.0, t);
        vec3 c = p + d * tc;
        float a = clamp(dot(c, spine.xyz), -spine.w, spine.w), delta2 = dot(c - spine.xyz * a, c - spine.xyz * a) / (radius * radius), u = a / spine.w;
        float taper = smoothstep(0.96, 0.40, abs(u)), vein = knots(9.0 * u + 20.0);
        float glow = 7.0 * exp(-delta2 / 0.0075) * taper * (0.10 + 1.9 * vein * vein) + (large ? 0.075 : 0.15) * exp(-delta2 / 0.13) * (0.25 + 0.75 * taper) + 0.006 * t / radius;
        sum += through * light.rgb * (light.w * glow * (v_id == 0 ? mix(1.6, 1.15, stage_crystals) + mix(1.5, 0.25, stage_crystals) * exp(-delta2 / 0.6) * taper / max(glow, 0.3) : 1.0));   // the hero outshines them all, most where it is alone
#if SEGMENTS > 2
        if (s < 2 && radius > 0.05) {
            vec3 seed = vec3(hash11(v_id * 13), hash11(v_id * 17), 0.3), lit = light.rgb * (0.55 * light.w * (0.3 + 0.7 * taper)) + key_lit(v_world, lk) * 0.012 + 0.02;
            float hit = (veil_at - dot(veil_n, p)) / (abs(dot(veil_n, d)) < 1e-3 ? 1e-3 : dot(veil_n, d));
            if (hit > 0.0 && hit < t) {
                vec3 q = p + d * hit;
                float wisp = smoothstep(0.52, 0.85, texture(u_air, q * 2.9 + seed).r) * smoothstep(0.25, 0.75, texture(u_air, q * 11.0 + seed.zxy).r);
                sum += through * lit * (0.75 * wisp);
                through *= 1.0 - 0.5 * wisp;
            }
            if (s == 0)   // needles of rutile, golden, that the crystal grew around: most from the root
                for (int k = 0; k < 7; k++) {
                    vec3 h = hash3(uint(v_id * 61 + k * 7 + 5)) - 0.5, g = hash3(uint(v_id * 67 + k * 11 + 9)) - 0.5;
                    vec3 from = spine.xyz * (spine.w * (1.1 * h.x - 0.35)) + 0.55 * radius * g, way = normalize(spine.xyz + 1.5 * h * (0.3 + abs(g.x)));
                    vec3 w0 = p - from;
                    float bd = dot(d, way), dw = dot(d, w0), ew = dot(way, w0), dn = max(1.0 - bd * bd, 1e-4);
                    float td = (bd * ew - dw) / dn, tw = (ew - bd * dw) / dn;
                    vec3 gap = w0 + d * td - way * tw;
                    float thin = 0.0007 + 0.4 * px, reach = spine.w * (0.16 + 0.30 * (g.y + 0.5));
                    if (td > 0.0 && td < t) sum += through * vec3(1.0, 0.70, 0.34) * (exp(-dot(gap, gap) / (thin * thin)) * (0.0007 / thin) * smoothstep(reach, 0.6 * reach, abs(tw)) * (0.22 + 0.9 * light.w * taper));
                }
            float milk = 0.0;   // clouds that the crystal grew through: thick at the root, threads beyond it
            for (int k = 0; k < 3; k++) {
                vec3 q = p + d * (t * (float(k) + 0.5) / 3.0);
                float low = 0.5 - 0.5 * dot(q, spine.xyz) / spine.w;
                milk += smoothstep(0.80 - 0.42 * kin.z * low * low, 1.0, texture(u_air, q * vec3(2.3, 2.3, 2.3) - spine.xyz * (1.5 * dot(q, spine.xyz)) + seed.yzx).r);
            }
            milk *= min(t / radius, 1.5) * 0.30;
            sum += through * lit * milk;
            through *= exp(-0.9 * milk);
        }
#endif
        through *= exp(-t * absorb);
        p += d * t;
        if (s < 2) sum += through * light.rgb * (crease * crease * (0.10 + 0.42 * light.w) * (0.35 + 0.65 * taper));   // the far edges, drawn by the light inside
        float c1 = dot(d, exit_n), k = 1.0 - IOR * IOR * (1.0 - c1 * c1);
        if (k > 0.0) {
            float fe = fresnel(sqrt(k));
            vec3 outward = refract(d, -exit_n, IOR);
#if SEGMENTS > 2
            if (large) {
                vec3 red = refract(d, -exit_n, IOR - 0.06), blue = refract(d, -exit_n, IOR + 0.06);
                if (dot(blue, blue) < 0.5) blue = outward;
                vec3 plain = behind(p, outward, s < 1);   // a flat facet sees one direction: full dispersion would dye all of it, so the fire stays near the edges
                sum += through * (1.0 - fe) * mix(plain, vec3(behind(p, red, s < 1).r, plain.g, behind(p, blue, s < 1).b), 0.06 + 0.65 * max(bevel, crease));
            } else
#endif
            sum += through * (1.0 - fe) * (1.0 - 0.55 * crease) * behind(p, outward, s < 1);
            through *= fe;
        }
        d = reflect(d, exit_n);
        p -= exit_n * 0.0005;
        if (max(through.r, max(through.g, through.b)) < 0.02) break;
    }
    float here = v_id == 0 ? clamp(max(stage_instrument, frame_hero.w), 0.0, 1.0) : stage_instrument;
#ifdef MIRROR
    o_color = vec4(scrub(sum * here), v_world.y);
#else
    o_color = vec4(scrub((sum + air_before()) * here), here);
#endif
}
