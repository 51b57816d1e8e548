// What a fetch costs: a tent of four filtered reads, as bloom, haze and mirror are made of.
uniform sampler2D u_source;
in vec2 v_uv;
layout(location = 0) out vec4 o_color;
void main() {
    vec2 texel = 0.7 / vec2(textureSize(u_source, 0));
    vec4 sum = texture(u_source, v_uv + texel) + texture(u_source, v_uv - texel);
    o_color = 0.25 * (sum + texture(u_source, v_uv + texel * vec2(1.0, -1.0)) + texture(u_source, v_uv + texel * vec2(-1.0, 1.0)));
}
