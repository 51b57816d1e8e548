"""The single note: drops of light that fall from the crystals into the water, and the slopes of the rings they make, which the floor shows."""
from __future__ import annotations

import moderngl

from ..blocks import RINGS
from ..drops import FALL_S
from ..frame import View
from ..gpu import Kit, Pass
from ..quality import Quality
from ..targets import Targets

PARTS = 24
"""quads of one drop: itself, its jet, its crown, and the images of them in the water"""
SEEN_S = 1.0
"""s after the touch in which something still flies"""
RING_S = 8.0
"""s for which a ring is seen, as in ring.vert"""


class Rings(Pass):
    """Slopes of the water, one square for each drop as far as its waves have come; at half size on the lower tiers, for waves are smooth."""

    name, writes = "rings", ("ripples",)

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        self._program = self.program("passes/ring.frag", "passes/ring.vert", samplers=("u_water",),
                                     defines={"LIGHTS": kit.quality.lights, "RINGS": RINGS})
        self._squares = self.mesh(self._program)

    def active(self, view: View) -> bool:
        return view.stage["wet"] > 0.02 and view.stage["curtain"] > 0.002 and bool((view.frame["ring"][:, 0] < RING_S).any())

    def draw(self, targets: Targets, view: View) -> None:
        targets.frame("ripples").use()
        targets.frame("ripples").clear(0.0, 0.0, 0.0, 0.0)
        self.ctx.disable(moderngl.DEPTH_TEST)
        self.ctx.enable(moderngl.BLEND)
        self.ctx.blend_func = moderngl.ONE, moderngl.ONE
        self._program.lend(u_water=self.kit.baked["water"])
        self._squares.draw(moderngl.TRIANGLE_STRIP, vertices=4, instances=RINGS)


def ripple_divide(quality: Quality) -> int:
    """Divisor of the image of the slopes."""
    return 1 if quality.msaa else 2


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
