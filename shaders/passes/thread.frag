// A thread's light: a fine core in a faint sheath, brighter behind the photon that has just passed; and the photon. No body.
#include "lib/color/scrub.glsl"
in vec2 v_q;
in float v_t;
in vec3 v_color;
flat in vec4 v_photon;
flat in float v_bead;
layout(location = 0) out vec4 o_color;
void main() {
    float q2 = min(dot(v_q, v_q), 1.0), in_ = 1.0 - q2, in4 = in_ * in_ * in_ * in_;
    vec3 c;
    if (v_bead > 0.5) c = v_photon.rgb * (1.5 * in4 * in4 * in4 * in4 + 0.20 * in4);
    else {
        float behind = v_photon.w - v_t, trail = behind > 0.0 ? exp(-18.0 * behind) : max(1.0 + 50.0 * behind, 0.0);
        c = (v_color + v_photon.rgb * (0.15 * trail)) * (1.15 * in4 * in_ * in_ + 0.10 * in_ * in_);
    }
    o_color = vec4(scrub(c), 0.0);
}
