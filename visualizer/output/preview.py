"""A small copy of the final texture, read back frames later so that nothing waits for it."""
from __future__ import annotations

import moderngl
import numpy as np
import numpy.typing as npt

_VERTEX = """#version 330
out vec2 v_uv;
void main() { v_uv = vec2(gl_VertexID & 1, gl_VertexID >> 1) * 2.0; gl_Position = vec4(v_uv * 2.0 - 1.0, 0.0, 1.0); }
"""
_FRAGMENT = """#version 330
uniform sampler2D u_final;
uniform vec2 u_step;
in vec2 v_uv;
out vec4 o_color;
void main() {
    vec3 sum = vec3(0.0);
    for (int y = 0; y < 2; ++y) for (int x = 0; x < 2; ++x) sum += texture(u_final, v_uv + (vec2(x, y) - 0.5) * u_step).rgb;
    o_color = vec4(sum * 0.25, 1.0);
}
"""
LATER = 3
"""frames between drawing and reading"""


class Preview:
    """`take` now and then, `poll` every frame: the picture comes LATER frames after it was taken."""

    def __init__(self, ctx: moderngl.Context, most: tuple[int, int]) -> None:
        """most: px, largest (width, height)."""
        self._ctx, self._most = ctx, most
        self._program = ctx.program(vertex_shader=_VERTEX, fragment_shader=_FRAGMENT)
        self._vao = ctx.vertex_array(self._program, [])
        self._texture = ctx.texture(most, 4)
        self._target = ctx.framebuffer([self._texture])
        self._buffer = ctx.buffer(reserve=most[0] * most[1] * 4)
        self._size, self._left = most, 0

    @property
    def busy(self) -> bool:
        """One was taken and is not there yet: on a slow machine taking the next would lose it, and the one after, for ever."""
        return self._left > 0

    def take(self, final: moderngl.Texture) -> None:
        """Draw the small copy and begin to read it. The one before, if not yet polled, is lost."""
        scale = min(1.0, self._most[0] / final.size[0], self._most[1] / final.size[1])
        w, h = max(1, int(final.size[0] * scale)), max(1, int(final.size[1] * scale))
        self._ctx.disable(moderngl.BLEND | moderngl.DEPTH_TEST | moderngl.CULL_FACE)
        self._target.use()
        self._target.viewport = (0, 0, w, h)
        final.filter = (moderngl.LINEAR, moderngl.LINEAR)
        final.use(0)
        self._program["u_step"] = (0.5 / w, 0.5 / h)
        self._vao.render(moderngl.TRIANGLES, vertices=3)
        self._target.read_into(self._buffer, viewport=(0, 0, w, h), components=4, alignment=1)
        self._size, self._left = (w, h), LATER

    def poll(self) -> npt.NDArray[np.uint8] | None:
        """(h, w, 3) uint8, top row first, when one is ready; else None."""
        if self._left == 0:
            return None
        self._left -= 1
        if self._left:
            return None
        w, h = self._size
        raw = np.frombuffer(self._buffer.read(size=w * h * 4), np.uint8).reshape(h, w, 4)
        return np.ascontiguousarray(raw[::-1, :, :3])

    def release(self) -> None:
        """Free everything on the GPU."""
        for thing in (self._vao, self._program, self._target, self._texture, self._buffer):
            thing.release()
