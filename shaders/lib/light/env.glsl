#include "blocks/frame.glsl"
#include "blocks/show.glsl"
// env: what metal and glass see of the theatre in direction d: the two lamps as soft lobes, three upright strip boxes, the pool's bounce, a floor of darkness.
// rough 0..1 widens the lamps. Radiance, linear.
float env_strip(vec2 h, vec2 at, float width, float y) {
    float c = 1.0 - dot(h, at);
    return exp(-c / (width * width)) * smoothstep(-0.45, 0.0, y) * smoothstep(0.95, 0.45, y);
}
vec3 env(vec3 d, float rough) {
    vec3 key = frame_key_color.rgb * (1.0 / 950.0), cool = frame_cool_color.rgb * (1.0 / 330.0);
    float w = 0.07 + 0.55 * rough, w2 = w * w;
    float ck = 1.0 - dot(d, -frame_key_axis.xyz), cc = 1.0 - dot(d, -frame_cool_axis.xyz);
    vec3 sum = key * (1.6 * exp(-ck / w2) + 0.05 * exp(-ck / 0.30)) + cool * (1.1 * exp(-cc / w2) + 0.05 * exp(-cc / 0.30));
    vec2 h = d.xz * inversesqrt(max(dot(d.xz, d.xz), 1e-5));
    float strips = env_strip(h, vec2(0.866, 0.5), 0.10 + 0.3 * rough, d.y) + 0.7 * env_strip(h, vec2(-0.951, 0.309), 0.05 + 0.3 * rough, d.y)
                 + 0.5 * env_strip(h, vec2(0.643, -0.766), 0.16 + 0.3 * rough, d.y);
    float level = 0.55 * (key.r + cool.b) + 0.08 * frame_hero.w;
    sum += mix(vec3(1.0, 0.86, 0.70), vec3(0.72, 0.86, 1.0), 0.5 + 0.5 * d.x) * (0.62 * level * strips);
    sum += key * vec3(1.0, 0.8, 0.6) * (0.10 * stage_pool * max(-d.y, 0.0));
    return sum + vec3(0.0022, 0.0024, 0.003) * (0.3 + level);
}
// lamps: six small stage lamps, the sparkle and the fire in glass.
vec3 lamps(vec3 d) {
    float level = 0.6 * (frame_key_color.r / 950.0 + frame_cool_color.b / 330.0) + 0.10 * frame_hero.w;
    float s = 0.0;
    s += exp(-(1.0 - dot(d, vec3(-0.48, 0.80, -0.36))) / 0.0022) + exp(-(1.0 - dot(d, vec3(0.53, 0.75, -0.40))) / 0.0022);
    s += exp(-(1.0 - dot(d, vec3(0.72, 0.30, 0.62))) / 0.0018) + exp(-(1.0 - dot(d, vec3(-0.66, 0.22, 0.72))) / 0.0018);
    s += exp(-(1.0 - dot(d, vec3(0.10, -0.30, 0.95))) / 0.0030) + exp(-(1.0 - dot(d, vec3(-0.20, 0.92, 0.33))) / 0.0022);
    return vec3(1.0, 0.92, 0.84) * (2.6 * level * s);
}
