// Camera-facing ribbons: strings whose width is the envelope of a standing wave, and wires of the constellation. Never thinner than 1.5 px: thinner lines get dimmer instead.
#include "blocks/frame.glsl"
#include "blocks/music.glsl"
#include "blocks/show.glsl"
uniform sampler2D u_places;   // where the crystals stand
in vec4 in_a;      // m; half width m
in vec4 in_b;
in vec4 in_info;   // kind (0 string, 1 wire); string number or first crystal; position along 0..1 of a; of b, or second crystal
out float v_q;
flat out float v_kind;
out vec3 v_color;
void main() {
    vec2 corner = vec2(float(gl_VertexID & 1) * 2.0 - 1.0, float(gl_VertexID >> 1));
    vec3 a_end = in_a.xyz, b_end = in_b.xyz;
    if (in_info.x > 0.5) { a_end = texelFetch(u_places, ivec2(0, int(in_info.y + 0.5)), 0).xyz; b_end = texelFetch(u_places, ivec2(0, int(in_info.w + 0.5)), 0).xyz; }
    vec3 p = mix(a_end, b_end, corner.y);
    float still = mix(in_a.w, in_b.w, corner.y), wide = still, energy = 1.0;
    v_kind = in_info.x;
    if (in_info.x < 0.5) {
        int k = int(in_info.y + 0.5);
        float s = mix(in_info.z, in_info.w, corner.y);
        float amp = clamp(frame_string[k].x, 0.0, 1.0) * stage_instrument, n = frame_string[k].y;
        wide = still + 0.030 * amp * abs(sin(3.14159 * n * s));
        v_color = (vec3(0.9, 0.82, 0.66) * 0.05 * (frame_key_color.r / 950.0 + frame_cool_color.b / 330.0 + 0.2 * frame_hero.w) + mix(frame_hero_color.rgb, vec3(1.0), 0.35) * (0.55 * amp + 1.1 * frame_string[k].w * amp)) * stage_instrument;
        energy = still / wide;
        v_color *= 0.35 + 0.65 * sqrt(energy);
    } else {
        int a = int(in_info.y + 0.5), b = int(in_info.w + 0.5);
        vec4 ca = frame_crystal[a], cb = frame_crystal[b];
        float lit = min(ca.w, cb.w);
        float drawn = smoothstep(0.0, 0.25, lit);
        p = mix(a_end, b_end, corner.y * drawn);
        v_color = mix(ca.rgb, cb.rgb, corner.y) * (0.26 * lit + 0.02 * drawn) * (stage_instrument * (1.0 - smoothstep(0.0, 0.35, stage_shatter)));
    }
    vec3 along = b_end - a_end, to = frame_eye.xyz - p;
    vec3 side = normalize(cross(along, to));
    float least = 0.75 * 2.0 * frame_eye.w * length(to) * frame_size.w;
    float half_width = max(wide, least);
    v_color *= max(still, wide) / half_width;
    v_q = corner.x;
    gl_Position = frame_view_proj * vec4(p + side * (corner.x * half_width), 1.0);
}
