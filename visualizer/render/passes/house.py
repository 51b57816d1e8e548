"""The house: the listeners between us and the stage."""
from __future__ import annotations

import moderngl

from ..frame import View
from ..gpu import Kit, Pass
from ..targets import Targets


class Crowd(Pass):
    """Listeners as textured quads, far rows first, premultiplied: silhouettes, rims, hearts."""

    name, reads, writes = "crowd", (), ("scene",)

    def __init__(self, kit: Kit, capacity: int) -> None:
        super().__init__(kit)
        self._program = self.program("passes/crowd.frag", "passes/crowd.vert", samplers=("u_people",), defines={"LIGHTS": kit.quality.lights, "RINGS": 6})
        self._instances = self.buffer(reserve=max(1, capacity) * 48)
        self._quads = self.mesh(self._program, [(self._instances, "4f 4f 4f/i", "in_place", "in_pulse", "in_trait")])

    def active(self, view: View) -> bool:
        return len(view.crowd) > 0

    def draw(self, targets: Targets, view: View) -> None:
        targets.frame("scene").use()
        self.ctx.disable(moderngl.DEPTH_TEST)
        self.ctx.enable(moderngl.BLEND)
        self.ctx.blend_func = moderngl.ONE, moderngl.ONE_MINUS_SRC_ALPHA
        self._instances.write(view.crowd.tobytes())
        self._program.lend(u_people=self.kit.baked["people"])
        self._quads.draw(moderngl.TRIANGLE_STRIP, vertices=4, instances=len(view.crowd))
