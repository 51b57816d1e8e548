// Drops of light: falling, the crown they throw up, the jet that follows; each once more as the water mirrors it. 12 quads a drop, then their 12 images.
#include "blocks/frame.glsl"
#include "blocks/show.glsl"
#include "lib/noise/hash.glsl"
#include "lib/light/drop_color.glsl"
out vec2 v_at;
out vec3 v_color;
void main() {
    vec2 corner = vec2(float(gl_VertexID & 1) * 2.0 - 1.0, float(gl_VertexID >> 1) * 2.0 - 1.0);
    int which = gl_InstanceID / 24, part = gl_InstanceID % 12;
    bool image = gl_InstanceID % 24 >= 12;
    vec4 ring = frame_ring[which], from = frame_drop[which];
    vec3 land = vec3(ring.z, 0.0, ring.w), p = land, move = vec3(0.0, -1.0, 0.0);
    float since = ring.x, wide = 0.020, tall = 0.020, glow = 0.0;
    if (part == 0) {                                       // let go by its crystal, it falls faster and faster, and draws out
        float u = clamp(1.0 + since / FALL_S, 0.0, 1.0), ahead = u + 0.02;
        p = vec3(mix(from.xz, land.xz, u), from.y * (1.0 - u * u)).xzy;
        move = vec3(mix(from.xz, land.xz, ahead), from.y * (1.0 - ahead * ahead)).xzy - p;
        tall = 0.030 + 0.14 * u;
        p -= normalize(move) * (tall - 0.03);
        glow = since < 0.0 && since > -FALL_S ? 9.0 * (0.4 + 0.6 * u) : 0.0;
    } else if (part == 1) {                                // the jet
        float s = clamp(since / 0.44, 0.0, 1.0), high = (0.16 + 0.20 * ring.y) * 4.0 * s * (1.0 - s);
        p.y = 0.5 * high;
        tall = 0.5 * high + 0.015;
        wide = 0.013;
        glow = since > 0.0 ? 3.2 * smoothstep(0.44, 0.30, since) * smoothstep(0.0, 0.06, since) : 0.0;
    } else {                                               // the crown
        vec3 r = hash3(uint(which * 16 + part) + uint(abs(ring.z) * 4096.0) * 97u);
        float a = 6.2831853 * (float(part) + r.x) / 10.0, up = (0.9 + 1.3 * r.y) * (0.5 + 0.5 * ring.y), out_ = 0.25 + 0.55 * r.z, s = max(since, 0.0);
        p += vec3(cos(a) * out_ * s, up * s - 4.9 * s * s, sin(a) * out_ * s);
        move = vec3(cos(a) * out_, up - 9.8 * s, sin(a) * out_);
        wide = 0.009;
        tall = 0.012 + 0.008 * abs(move.y);
        glow = since > 0.0 && p.y > 0.0 ? 3.0 : 0.0;
    }
    glow *= (0.45 + 0.55 * ring.y) * stage_wet * stage_fade;
    if (image) { p.y = -p.y; move.y = -move.y; glow *= 0.45; }
    vec3 to = normalize(frame_eye.xyz - p), along = normalize(move - to * dot(move, to) + vec3(0.0, 1e-5, 0.0)), side = cross(along, to);
    float least = 1.3 * frame_eye.w * length(frame_eye.xyz - p) * frame_size.w;      // never under a pixel and a third: dimmer instead
    float thick = max(wide, least);
    v_color = mix(drop_color(from.w), vec3(1.0), 0.35) * (glow * wide / thick);
    v_at = corner;
    gl_Position = glow > 0.0 ? frame_view_proj * vec4(p + side * (corner.x * 2.0 * thick) + along * (corner.y * 1.6 * max(tall, thick)), 1.0) : vec4(0.0, 0.0, -2.0, 1.0);
}
