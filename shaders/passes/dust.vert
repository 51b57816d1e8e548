// Motes, mostly inside the key beam: each a small quad whose light and shadow are found here, once a mote.
#include "blocks/frame.glsl"
#include "blocks/music.glsl"
#include "blocks/show.glsl"
#include "lib/noise/hash.glsl"
#include "lib/light/key_lit.glsl"
#include "lib/light/shadow.glsl"
uniform sampler2D u_shadow;
out vec2 v_q;
flat out vec3 v_color;
flat out float v_ring;
void main() {
    uint id = uint(gl_InstanceID) + uint(frame_state.w * 65535.0) * 8192u;
    vec3 a = hash3(id * 3u), b = hash3(id * 3u + 1u), c = hash3(id * 3u + 2u);
    float turn = 6.2831853 * frame_clock.x / 4096.0;       // every motion below is a whole number of turns in 4096 s
    float fall = fract(a.x - frame_clock.x / 4096.0 * (1.0 + floor(3.0 * b.x)));
    if (p_stage_dust_sparks > 0.001 && c.x > 0.55) fall = fract(a.x - frame_clock.x / 4096.0 * (60.0 + floor(90.0 * b.x)));   // sparks rise
    vec3 axis = frame_key_axis.xyz, side = normalize(cross(axis, vec3(0.0, 0.0, 1.0))), other = cross(axis, side);
    float along = 10.9 * pow(fall, 0.385), angle = 6.2832 * a.y, r = sqrt(a.z) * tan(frame_key_color.w) * along * 0.98;
    vec3 p = frame_key_apex.xyz + axis * along + (cos(angle) * side + sin(angle) * other) * r;
    if (b.y > 0.84) p = vec3((c.x - 0.5) * 7.0, fall * 5.0, (c.y - 0.5) * 5.0);
    vec3 sway = sin(turn * floor(vec3(40.0, 31.0, 47.0) + 160.0 * c) + 6.2832 * b) + 0.5 * sin(turn * floor(vec3(230.0, 190.0, 260.0) + 300.0 * b) + 6.2832 * c);
    p += sway * vec3(0.10, 0.07, 0.10) * p_stage_dust_speed;
    float nudge = 0.0;
    for (int i = 5; i < 8; i++) { float age = music_onset[i].x + frame_clock.y; nudge += music_onset[i].y * age * exp(-age * 2.6); }
    p += normalize(p - frame_hero.xyz) * (0.10 * nudge * stage_crystals);
    vec3 l, lc;
    vec3 light = key_lit(p, l);
    if (light.r > 1e-5) light *= shadow_hard(u_shadow, p);
    light += cool_lit(p, lc) * 0.35;
    vec3 h = frame_hero.xyz - p;
    light += frame_hero_color.rgb * (0.30 * frame_hero.w * stage_instrument / (dot(h, h) + 0.15));
    float few = pow(b.z, 9.0), unit = frame_size.y / 720.0;
    light += p_stage_crowd_high * (p_stage_dust_sparks * 26.0 * smoothstep(0.55, 0.95, c.x) * exp(-0.45 * p.y) * (0.6 + 0.8 * frame_state.y) * stage_fade);
    float near = smoothstep(0.965, 1.0, c.y);              // a few drift between us and the beam: lit by it, large and faint
    p += (frame_eye.xyz - p) * (0.42 * near);
    float depth = dot(p - frame_eye.xyz, frame_forward.xyz);
    float coc = abs(1.0 / depth - 1.0 / frame_up.w) * 260.0 * unit;
    float grain = mix(0.30, 0.85, c.z * c.z) * p_stage_dust_size, pixels = grain * max(unit, 0.62) + coc, wide = pixels / unit;   // grain, wide: px of a picture 720 high
    // brightness is a power law and has nothing to do with size; what spreads over more pixels is fainter in each
    v_color = light * (few * 8.0 + 0.9 * b.z * b.z * b.z + 0.06) * stage_dust * 0.16 * (grain * grain + 0.12) / (0.5 + wide * wide);
    v_color *= min(1.0, 1.3 / max(v_color.r, 1e-4)) * (1.0 - 0.65 * near);
    v_ring = smoothstep(1.2, 3.5, coc);
    vec2 corner = vec2(float(gl_VertexID & 1), float(gl_VertexID >> 1)) * 2.0 - 1.0;
    v_q = corner;
    vec4 clip = frame_view_proj * vec4(p, 1.0);
    pixels += 0.75;
    gl_Position = v_color.r + v_color.b < 2e-5 ? vec4(2.0, 2.0, 2.0, 1.0) : clip + vec4(corner * pixels * 2.0 * frame_size.zw * clip.w, 0.0, 0.0);
}
