// Glass with a filament: refract in, follow the light between 18 planes, let part of it out at every exit. What is bright inside is multiplied by optics, not painted.
#include "blocks/frame.glsl"
#include "blocks/show.glsl"
#include "lib/noise/hash.glsl"
#include "lib/light/env.glsl"
#include "lib/color/scrub.glsl"
uniform sampler2D u_planes;   // (18, N): outward normal and distance from the origin, m
uniform sampler2D u_bodies;   // (2, N): centre, radius; axis, half length
#ifndef MIRROR
uniform sampler2D u_opaque;
#endif
in vec3 v_world;
flat in int v_id;
flat in int v_plane;
flat in vec3 v_drift;   // the light is followed where the crystal was cut, and looked up where it floats
layout(location = 0) out vec4 o_color;
const float IOR = 1.62;

float fresnel(float c) { float k = 1.0 - c; float k2 = k * k; return 0.056 + 0.944 * k2 * k2 * k; }

float vein(float x) {
    float i = floor(x), f = x - i;
    f = f * f * (3.0 - 2.0 * f);
    float n = mix(hash11(int(i) + v_id * 31 + 4096), hash11(int(i) + 1 + v_id * 31 + 4096), f);
    return 0.25 + 1.5 * n * n;
}

vec3 behind(vec3 p, vec3 d) {
    vec3 sum = env(d, 0.0) + lamps(d);
#ifndef MIRROR
    vec4 c = frame_view_proj * vec4(p + v_drift + 1.3 * d, 1.0);
    vec2 uv = clamp(c.xy / max(c.w, 0.1) * 0.5 + 0.5, 0.002, 0.998);
    if (d.z < 0.2) sum += 0.60 * min(texture(u_opaque, uv).rgb, vec3(4.0));
#endif
    return sum;
}

void main() {
    vec4 body = texelFetch(u_bodies, ivec2(0, v_id), 0), spine = texelFetch(u_bodies, ivec2(1, v_id), 0), light = frame_crystal[v_id];
    vec3 n = texelFetch(u_planes, ivec2(v_plane, v_id), 0).xyz, view = normalize(v_world + v_drift - frame_eye.xyz);
    float radius = body.w, nearest = 1e3;
    vec3 other = n;
    for (int j = 0; j < 18; j++) {
        vec4 plane = texelFetch(u_planes, ivec2(j, v_id), 0);
        float gap = plane.w - dot(plane.xyz, v_world);
        if (j != v_plane && gap < nearest) { nearest = gap; other = plane.xyz; }
    }
    float bevel = smoothstep(0.05 * radius + 0.0012 + 1.6 * frame_eye.w * frame_size.w * frame_up.w, 0.0, nearest);
    if (bevel > 0.0) n = normalize(mix(n, normalize(n + other), bevel));
    float facing = max(-dot(view, n), 0.02), f = fresnel(facing);
    vec3 mirrored = reflect(view, n);
    vec3 sum = f * (env(mirrored, 0.02) + lamps(mirrored)), through = vec3(1.0 - f);
    sum += light.rgb * (light.w * bevel * 0.18);
    vec3 d = refract(view, n, 1.0 / IOR), p = v_world - n * 0.0005;
    vec3 absorb = (1.0 - 0.85 * mix(vec3(0.62, 0.80, 1.0), light.rgb, 0.3)) * (0.18 / (radius * p_stage_crystals_clarity));
    for (int s = 0; s < SEGMENTS; s++) {
        float t = 10.0;
        vec3 exit_n = -d;
        for (int j = 0; j < 18; j++) {
            vec4 plane = texelFetch(u_planes, ivec2(j, v_id), 0);
            float along = dot(plane.xyz, d);
            float tj = (plane.w - dot(plane.xyz, p)) / max(along, 1e-4);
            if (along > 1e-4 && tj < t && tj > 0.0) { t = tj; exit_n = plane.xyz; }
        }
        if (t > 5.0) break;
        // closest approach of this segment to the crystal's axis
        vec3 q = p - body.xyz;
        float dd = dot(d, spine.xyz), den = max(1.0 - dd * dd, 1e-3);
        float tc = clamp((dd * dot(q, spine.xyz) - dot(q, d)) / den, 0.0, t);
        vec3 c = q + d * tc;
        float a = clamp(dot(c, spine.xyz), -spine.w, spine.w), delta2 = dot(c - spine.xyz * a, c - spine.xyz * a) / (radius * radius), u = a / spine.w;
        float taper = smoothstep(1.0, 0.55, abs(u));
        float glow = 7.0 * exp(-delta2 / 0.009) * taper * vein(9.0 * u + 20.0) + 0.22 * exp(-delta2 / 0.16) * (0.3 + 0.7 * taper) + 0.006 * t / radius;
        sum += through * light.rgb * (light.w * glow);
        through *= exp(-t * absorb);
        p += d * t;
        float c1 = dot(d, exit_n), k = 1.0 - IOR * IOR * (1.0 - c1 * c1);
        if (k > 0.0) {
            float fe = fresnel(sqrt(k));
            vec3 outward = refract(d, -exit_n, IOR);
#if SEGMENTS > 2
            if (radius > 0.03) {
                vec3 red = refract(d, -exit_n, IOR - 0.045), blue = refract(d, -exit_n, IOR + 0.045);
                if (dot(blue, blue) < 0.5) blue = outward;
                vec3 plain = behind(p, outward);   // a flat facet sees one direction: full dispersion would dye all of it, so the fire stays near the edges
                sum += through * (1.0 - fe) * mix(plain, vec3(behind(p, red).r, plain.g, behind(p, blue).b), 0.15 + 0.65 * bevel);
            } else
#endif
            sum += through * (1.0 - fe) * behind(p, outward);
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
    o_color = vec4(scrub(sum * here), here);
#endif
}
