// The whole picture, and what all its pixels share.
uniform sampler2D u_state;
uniform float u_fade;   // display value that the master dimmer leaves of 1
out vec2 v_uv;
flat out float v_fade;
flat out float v_moves;   // 0 where the guard keeps something: dither of its own would add turns to what it holds
void main() {
    v_uv = vec2((gl_VertexID << 1) & 2, gl_VertexID & 2);
    bool kept = texelFetch(u_state, ivec2(0), 0).g > 0.0;
    v_moves = float(!kept);
    v_fade = kept ? 1.0 : u_fade;   // what the guard kept is faded already
    gl_Position = vec4(v_uv * 2.0 - 1.0, 0.0, 1.0);
}
