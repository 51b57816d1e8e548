"""The waking: a room in the morning, painted once, that the dream's picture gives way to; and the dust in its sun."""
from __future__ import annotations

from typing import Any

import moderngl

from ..frame import View
from ..gpu import Kit, Pass
from ..targets import Targets

SEEN, AWAKE = 0.002, 0.82
"""of channel `veil`: from where the room is drawn, and from where it covers all of the stage"""
WIDEST = 1920
"""px; a room so soft needs no more"""


class Morning(Pass):
    """Lays the room over the graded picture. What it is made of is painted when it is first shown, or warmed."""

    name, reads, writes = "morning", (), ("picture",)

    def __init__(self, kit: Kit, size: tuple[int, int], aspect: float) -> None:
        """size: px of the scene; aspect: of the picture."""
        super().__init__(kit)
        common = {"LIGHTS": kit.quality.lights, "RINGS": 6}
        self._paint = self.program("passes/bake_morning.frag", uniforms=("u_shape",), samplers=("u_folds", "u_grain"))
        self._room = self.program("passes/morning.frag", samplers=("u_shade", "u_sun", "u_grain"), defines=common)
        self._motes = self.program("passes/mote.frag", "passes/mote.vert", defines=common)
        self._canvas, self._quad, self._points = self.mesh(self._paint), self.mesh(self._room), self.mesh(self._motes)
        width = min(size[0], WIDEST)
        self._shape = (aspect / 2, width / aspect)
        self._images: list[Any] = [kit.ctx.texture((width, max(1, round(width / aspect))), 4) for _ in range(2)]
        for image in self._images:
            image.repeat_x = image.repeat_y = False
        self._frame = kit.ctx.framebuffer(self._images)
        self._painted = -1

    def active(self, view: View) -> bool:
        return view.stage["veil"] > SEEN

    def draw(self, targets: Targets, view: View) -> None:
        self.ctx.disable(moderngl.BLEND | moderngl.DEPTH_TEST)
        if self._painted != self._paint.generation:
            self._frame.use()
            self._paint.set(u_shape=self._shape)
            self._paint.lend(u_folds=self.kit.baked["folds"], u_grain=self.kit.baked["grain"])
            self._canvas.draw(vertices=3)
            self._painted = self._paint.generation
        targets.frame("picture").use()
        self.ctx.enable(moderngl.BLEND)
        self.ctx.blend_func = moderngl.ONE, moderngl.ONE_MINUS_SRC_ALPHA
        self._room.lend(u_shade=self._images[0], u_sun=self._images[1], u_grain=self.kit.baked["grain"])
        self._quad.draw(vertices=3)
        self.ctx.blend_func = moderngl.ONE, moderngl.ONE
        self._points.draw(moderngl.TRIANGLE_STRIP, vertices=4, instances=min(self.kit.quality.dust // 3, 700))

    def release(self) -> None:
        for thing in (self._frame, *self._images):
            thing.release()
        super().release()
