// How long some place was busy: steps of 5 ms in each of the last sixteen thirds of a second, a byte each, the newest lowest; together at least the last five seconds.
uniform sampler2D u_verdict;
uniform usampler2D u_heat;
uniform uvec3 u_when;   // steps since the last frame; thirds of a second begun since then; 1 where there was one
layout(location = 0) out uvec4 o_heat;
void main() {
    uvec4 heat = u_when.z > 0u && u_when.y < 16u ? texelFetch(u_heat, ivec2(0), 0) : uvec4(0u);
    for (uint i = 0u; i < min(u_when.y, 16u); i++) heat = heat << 8u | uvec4(0u, heat.xyz >> 24u);
    if (texelFetch(u_verdict, ivec2(0), 0).y > 0.5) heat.x = (heat.x & 0xFFFFFF00u) | min((heat.x & 255u) + u_when.x, 255u);
    o_heat = heat;
}
