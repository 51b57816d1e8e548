"""Puts the final texture on a window: geometry only, no pixel's value changes."""
from __future__ import annotations

import moderngl

_VERTEX = """#version 330
out vec2 v_uv;
void main() { v_uv = vec2(gl_VertexID & 1, gl_VertexID >> 1) * 2.0; gl_Position = vec4(v_uv * 2.0 - 1.0, 0.0, 1.0); }
"""
_FRAGMENT = """#version 330
uniform sampler2D u_final;
in vec2 v_uv;
out vec4 o_color;
void main() { o_color = vec4(texture(u_final, v_uv).rgb, 1.0); }
"""


def fit(picture: tuple[int, int], window: tuple[int, int]) -> tuple[int, int, int, int]:
    """The largest viewport (x, y, width, height) px of the picture's shape, centred in the window; both sizes > 0."""
    scale = min(window[0] / picture[0], window[1] / picture[1])
    width, height = max(1, round(picture[0] * scale)), max(1, round(picture[1] * scale))
    return (window[0] - width) // 2, (window[1] - height) // 2, width, height


class Presenter:
    """Owns the program that copies. `draw` once per face and frame."""

    def __init__(self, ctx: moderngl.Context) -> None:
        self._ctx = ctx
        self._program = ctx.program(vertex_shader=_VERTEX, fragment_shader=_FRAGMENT)
        self._vao = ctx.vertex_array(self._program, [])

    def draw(self, final: moderngl.Texture, window: tuple[int, int]) -> None:
        """Copy `final` into the window's framebuffer of `window` px (width, height); black around it. A minimised window (0 px) is left alone."""
        if min(window) <= 0:
            return
        screen = self._ctx.screen
        screen.use()
        screen.viewport = (0, 0, *window)
        screen.clear(0.0, 0.0, 0.0, 1.0)
        screen.viewport = fit(final.size, window)
        self._ctx.disable(moderngl.BLEND | moderngl.DEPTH_TEST | moderngl.CULL_FACE)
        final.filter = (moderngl.LINEAR, moderngl.LINEAR)
        final.use(0)
        self._vao.render(moderngl.TRIANGLES, vertices=3)

    def release(self) -> None:
        """Free the program."""
        self._vao.release()
        self._program.release()
