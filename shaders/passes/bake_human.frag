// One person or limb, marched straight on, for an atlas layer. o_shape: r signed distance to the outline (0.5 at the edge, 1 = 24 mm inside),
// gb normal across and up, a how much light it takes. With FACE a second image: rgb colour, a occlusion.
#include "lib/sdf/arm.glsl"
#ifdef FACE
#include "lib/sdf/face_paint.glsl"
#endif
uniform float u_layer;
uniform vec4 u_frame;   // m: left, bottom, side of the cell; 1 seen from the front, -1 from the back
in vec2 v_uv;
layout(location = 0) out vec4 o_shape;
layout(location = 1) out vec4 o_paint;
int layer_part;
vec2 scene(vec3 p) {
    if (layer_part >= 0) return arm(p, layer_part % 5, float(layer_part / 5));
    return human(p);
}
void main() {
    int layer = int(u_layer + 0.5);
    float front = u_frame.w;
    layer_part = layer >= BODIES ? layer - BODIES : -1;
#ifdef FACE
    face_who(min(layer, BODIES - 1));
#else
    human_who(layer, 1.0);
#endif
    front = layer_part >= 0 ? 1.0 : front;
    vec2 at = layer_part >= 0 ? vec2(v_uv.x - 0.5, v_uv.y - 0.12) * 0.50 : u_frame.xy + v_uv * u_frame.z;
    vec3 p = vec3(at, 0.42 * front), d = vec3(0.0, 0.0, -front), best = p;
    float t = 0.0, least = 1.0;
    vec2 s = vec2(1.0, 0.0);
    bool hit = false;
    for (int i = 0; i < STEPS; i++) {
        vec3 q = p + d * t;
        s = scene(q);
        if (s.x < least) { least = s.x; best = q; }
        if (s.x < 0.0006) { hit = true; break; }
        t += max(s.x * 0.82, 0.0012);
        if (t > 0.84) break;
    }
    if (!hit && least > 0.03) {
        o_shape = o_paint = vec4(0.0, 0.5, 0.5, 0.0);
        return;
    }
    // one loop asks everything else of the surface, because each place that calls `scene` is compiled in full: slope, material, hollows, own shadow
    const vec3 KEY = vec3(-0.46, 0.12, 0.88);            // to the light of the stage
    const vec2 E = vec2(0.0022, -0.0022);
    vec3 n = vec3(0.0);
    float shade = 1.0, lit = 1.0, material = 0.0;
    for (int i = 0; i < ASKED; i++) {
        float k = float(i);
        vec3 e = i == 0 ? E.xyy : i == 1 ? E.yyx : i == 2 ? E.yxy : i == 3 ? E.xxx : vec3(0.0);
        if (i == 4) n = normalize(n);
        float h = i < 5 ? 0.0 : i < 8 ? 0.018 * (k - 4.0) * (k - 4.0) : 0.0075 * (k - 7.0);
        vec2 r = scene(best + e + (i < 5 ? vec3(0.0) : i < 8 ? n * h : n * 0.003 + KEY * h));
        if (i < 4) n += e * r.x;
        else if (i == 4) material = r.y;
        else if (i < 8) shade -= 0.55 / (k - 4.0) * clamp((h - r.x) / h, 0.0, 1.0);
        else lit = min(lit, 0.5 + 0.5 * r.x / (0.0011 * (k - 7.0)));
    }
    shade = clamp(shade, 0.0, 1.0);
    float nz = clamp(n.z * front, 0.0, 1.0);
    float outline = hit ? -0.05 * (1.0 - sqrt(max(1.0 - nz * nz, 0.0))) : least;
    float takes = material > 3.5 ? 1.0 : material > 2.5 ? 0.85 : material > 1.5 ? 0.26 : material > 0.5 ? HAIR : 0.60;
    o_shape = vec4(clamp(0.5 - outline / 0.048, 0.0, 1.0), n.xy * 0.5 + 0.5, takes * (material > 3.5 ? 1.0 : mix(0.25, 1.0, shade)));
#ifdef FACE
    lit = mix(0.30, 1.0, clamp(lit, 0.0, 1.0));
    bool limb = layer_part >= 0;
    o_paint = vec4(limb ? vec3(material < 1.5 ? 1.0 : 0.0, material > 2.5 && material < 3.5 ? 1.0 : 0.0, material > 3.5 ? 1.0 : 0.0) : sqrt(face_paint(best, material)), shade * (limb ? 1.0 : lit));
#else
    o_paint = vec4(0.0);
#endif
}
