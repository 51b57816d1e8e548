"""The single note: drops of light that fall from the crystals into the water. The rings they make are the floor's (shaders/lib/light/ripple.glsl)."""
from __future__ import annotations

import moderngl

from ..blocks import RINGS
from ..drops import FALL_S
from ..frame import View
from ..gpu import Kit, Pass
from ..targets import Targets

PARTS = 24
"""quads of one drop: itself, its jet, its crown, and the images of them in the water"""
SEEN_S = 1.0
"""s after the touch in which something still flies"""


class Drops(Pass):
    """What falls, and what it throws up; light only."""

    name, writes = "drops", ("scene",)

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        self._program = self.program("passes/drop.frag", "passes/drop.vert", defines={"LIGHTS": kit.quality.lights, "RINGS": RINGS, "FALL_S": FALL_S})
        self._quads = self.mesh(self._program)

    def active(self, view: View) -> bool:
        return view.stage["wet"] > 0.02 and bool((view.frame["ring"][:, 0] < SEEN_S).any()) and view.stage["curtain"] > 0.002

    def draw(self, targets: Targets, view: View) -> None:
        frame = targets.frame("scene")
        frame.use()
        self.ctx.enable(moderngl.DEPTH_TEST | moderngl.BLEND)
        frame.depth_mask = False
        self.ctx.blend_func = moderngl.ONE, moderngl.ONE
        self._quads.draw(moderngl.TRIANGLE_STRIP, vertices=4, instances=PARTS * RINGS)
        frame.depth_mask = True
