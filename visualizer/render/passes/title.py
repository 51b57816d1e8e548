"""The title in its own spotlight: over the graded picture and before the guard."""
from __future__ import annotations

import moderngl

from ..frame import View
from ..gpu import Kit, Pass
from ..targets import Targets
from ..title import Title, revealed

SEEN = 0.004


class TitlePass(Pass):
    """First the lamp falls on what hangs behind, then on the title; beyond the lamp's edge there is neither."""

    name, reads, writes = "title", (), ("picture",)

    def __init__(self, kit: Kit, title: Title) -> None:
        super().__init__(kit)
        self._title = title
        self._program = self.program("passes/title.frag", uniforms=("u_place", "u_reveal", "u_lamp"), samplers=("u_title",),
                                     defines={"LIGHTS": kit.quality.lights, "RINGS": 6})
        self._quad = self.mesh(self._program)
        h, w = title.light.shape[:2]
        self._image = kit.ctx.texture((w, h), 4, title.light[::-1].tobytes(), dtype="f2", alignment=1)
        self._image.repeat_x = self._image.repeat_y = False
        self._image.build_mipmaps()
        self._image.filter = (moderngl.LINEAR_MIPMAP_LINEAR, moderngl.LINEAR)
        self._buffers.append(self._image)

    def active(self, view: View) -> bool:
        return revealed(view.stage, self._title.when) > SEEN

    def draw(self, targets: Targets, view: View) -> None:
        targets.frame("picture").use()
        self.ctx.disable(moderngl.DEPTH_TEST)
        self.ctx.enable(moderngl.BLEND)
        half = self._title.half(view.camera.aspect)
        self._program.set(u_place=(0.0, self._title.y, *half), u_reveal=revealed(view.stage, self._title.when))
        self._program.lend(u_title=self._image)
        for lamp in (1.0, 0.0):
            self.ctx.blend_func = (moderngl.DST_COLOR, moderngl.ONE) if lamp else (moderngl.ONE, moderngl.ONE_MINUS_SRC_ALPHA)
            self._program.set(u_lamp=lamp)
            self._quad.draw(vertices=3)
