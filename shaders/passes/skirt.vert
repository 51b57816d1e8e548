// Her skirt: satin from the waist to the floor. At the waist it follows the hips, at the hem the floor and what she did a moment ago; folds deepen downward.
#include "blocks/frame.glsl"
in vec2 in_place;      // angle (0 before, her left positive), 0 waist .. 1 hem
uniform vec4 u_skirt[7];   // as geometry/pose.py Stance.skirt
out vec3 v_world;
out vec3 v_normal;
out vec3 v_rest;
out vec3 v_cover;

vec3 sheet(float a, float s, out float fold) {
    float flutter = u_skirt[1].x, drop = u_skirt[1].z, turn = 6.2831853 * u_skirt[1].w;
    float fall = smoothstep(0.06, 0.60, s), low = s * s;
    float w = a + 0.30 * sin(2.3 * s + 0.6) + 0.10 * flutter * sin(3.0 * a - 2.0 * turn + 4.0 * s);
    float f1 = sin(9.0 * w + 0.6);
#ifdef FINE_FOLDS
    float f2 = sin(16.0 * w + 2.0 + 1.5 * s), f3 = sin(25.0 * w - 1.1 + 2.2 * s);
    fold = f1 * (0.70 - 0.30 * f1 * f1) + 0.42 * f2 + 0.20 * f3;                                   // rounded ridges, narrow valleys
#else
    fold = f1 * (0.86 - 0.30 * f1 * f1) + 0.16 * sin(5.0 * w + 2.0);                              // finer ones would be dashes in few pixels
#endif
    vec2 r = mix(vec2(0.1155, 0.0905), vec2(0.172, 0.130), smoothstep(0.0, 0.17, s));
    r += vec2(0.165, 0.185) * pow(max(s - 0.13, 0.0) / 0.87, 1.5);
    r += drop * vec2(0.55, 0.60) * smoothstep(0.25, 1.0, s);                                       // cloth that has nowhere to fall spreads
    r *= 1.0 + flutter * low * (0.16 + 0.14 * sin(2.0 * a - turn * 3.0 + 3.0 * s));
    float depth = 0.004 * smoothstep(0.0, 0.05, s) + 0.030 * fall + 0.020 * low;
    float knee = exp(-pow((abs(a) - u_skirt[2].x) / 0.42, 2.0) * (1.0 - 0.0)) * exp(-pow((s - 0.50) / 0.26, 2.0)) * u_skirt[2].y;
    float train = 0.20 * pow(max(-cos(a - 0.35), 0.0), 3.0) * low * low;
    vec2 flat_ = vec2(sin(a), cos(a)) * (r + fold * depth * vec2(1.0)) + vec2(sin(a), cos(a)) * (knee + train);
    float tall = 1.045 - drop, y = tall * (1.0 - s) + (0.010 + u_skirt[1].y * (0.6 + 0.4 * sin(3.0 * a + turn * 5.0))) * low + 0.010 * fold * low;
    y *= 1.0 - drop * 1.5 * smoothstep(0.15, 0.9, s);                                              // and lies down
    y += 0.9 * knee * smoothstep(0.1, 0.4, drop);
    vec4 q = vec4(flat_.x, 1.045 - 1.03 * s * (1.0 - 0.35 * drop), flat_.y, 1.0);
    vec3 up = vec3(dot(u_skirt[4], q), dot(u_skirt[5], q), dot(u_skirt[6], q));
    float lag = u_skirt[0].w - u_skirt[3].w, yaw = u_skirt[3].w + lag * smoothstep(0.0, 1.0, s);
    vec2 turned = vec2(cos(yaw) * flat_.x + sin(yaw) * flat_.y, cos(yaw) * flat_.y - sin(yaw) * flat_.x);
    vec2 middle = mix(u_skirt[3].xz, u_skirt[0].xz, smoothstep(0.1, 1.0, s)) + u_skirt[2].zw * low * s;
    vec3 down = vec3(middle.x + turned.x, y, middle.y + turned.y);
    return mix(up, down, smoothstep(0.08, 0.55, s));
}

void main() {
    float fold, other, a = in_place.x, s = in_place.y;
    vec3 p = sheet(a, s, fold);
#ifndef SHADOW
    vec3 across = sheet(a + 0.012, s, other) - p, along = sheet(a, s + (s > 0.98 ? -0.008 : 0.008), other) - p;
    v_normal = normalize(cross(along * (s > 0.98 ? -1.0 : 1.0), across));
#endif
    v_world = p;
    v_rest = vec3(a, s, fold);
    v_cover = vec3(-1.0, 1.0, mix(1.0, clamp(0.62 + 0.34 * fold, 0.16, 1.0), smoothstep(0.05, 0.5, s)));
#ifdef MIRROR
    p.y = -p.y;
#endif
#ifdef SHADOW
    gl_Position = frame_shadow * vec4(p, 1.0);
#else
    gl_Position = frame_view_proj * vec4(p, 1.0);
#endif
}
