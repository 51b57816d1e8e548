"""Puts the final texture on a window through the display's last mile: geometry, edges, and the projector's own tone. A plain display changes no value."""
from __future__ import annotations

import moderngl

from .lastmile import LastMile, window_to_picture

_VERTEX = """#version 330
out vec2 v_at;
void main() { v_at = vec2(gl_VertexID & 1, gl_VertexID >> 1) * 2.0; gl_Position = vec4(v_at * 2.0 - 1.0, 0.0, 1.0); }
"""
_FRAGMENT = """#version 330
uniform sampler2D u_final;
uniform vec3 u_row[3];    // window to picture, homogeneous
uniform vec4 u_mask;      // left, right, top, bottom of the window
uniform vec3 u_tone;      // 1/gamma, black, white
in vec2 v_at;
out vec4 o_color;
void main() {
    vec3 at = vec3(v_at, 1.0);
    float w = dot(u_row[2], at);
    vec2 p = vec2(dot(u_row[0], at), dot(u_row[1], at)) / w;
    vec2 grain = max(fwidth(p), vec2(1e-6));
    vec2 inside = clamp(min(p, 1.0 - p) / grain + 0.5, 0.0, 1.0);   // an edge that is not along the pixels is smooth
    bool shown = w > 0.0 && v_at.x >= u_mask.x && v_at.x <= 1.0 - u_mask.y && v_at.y <= 1.0 - u_mask.z && v_at.y >= u_mask.w;
    vec3 c = texture(u_final, p).rgb;
    if (u_tone != vec3(1.0, 0.0, 1.0)) c = mix(vec3(u_tone.y), vec3(u_tone.z), pow(c, vec3(u_tone.x)));
    o_color = vec4(shown ? c * inside.x * inside.y : vec3(0.0), 1.0);
}
"""
PLAIN = LastMile()
Texture = moderngl.Texture


class Presenter:
    """Owns the program that copies, in one GL context. `draw` once per face and frame."""

    def __init__(self, ctx: moderngl.Context) -> None:
        self._ctx = ctx
        self._program = ctx.program(vertex_shader=_VERTEX, fragment_shader=_FRAGMENT)
        self._vao = ctx.vertex_array(self._program, [])

    def draw(self, final: moderngl.Texture, window: tuple[int, int], mile: LastMile = PLAIN, target: moderngl.Framebuffer | None = None) -> None:
        """Copy `final` into the window's framebuffer (or `target`) of `window` px (width, height); black around it. A minimised window (0 px) is left alone."""
        if min(window) <= 0:
            return
        screen = self._ctx.screen if target is None else target
        screen.use()
        screen.viewport = (0, 0, *window)
        self._ctx.disable(moderngl.BLEND | moderngl.DEPTH_TEST | moderngl.CULL_FACE)
        final.filter = (moderngl.LINEAR, moderngl.LINEAR)
        final.repeat_x = final.repeat_y = False
        final.use(0)
        self._program["u_row"] = [tuple(row) for row in window_to_picture(mile, final.size, window)]
        self._program["u_mask"] = (mile.mask_left, mile.mask_right, mile.mask_top, mile.mask_bottom)
        self._program["u_tone"] = (1.0 / mile.gamma, mile.black_lift, mile.peak)
        self._vao.render(moderngl.TRIANGLES, vertices=3)

    def release(self) -> None:
        """Free the program."""
        self._vao.release()
        self._program.release()
