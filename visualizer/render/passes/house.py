"""The house: the listeners between us and the stage, and the threads that join their hearts to the hero crystal."""
from __future__ import annotations

import moderngl
import numpy as np

from ..atlas import PEOPLE
from ..frame import View
from ..gpu import Kit, Pass
from ..targets import Targets

LISTENER = ("4f 4f 4f 4f/i", "in_place", "in_pulse", "in_trait", "in_body")
ARMS = 24
"""vertices of the arms"""
FADE = 0.06
"""of character, over which the last threads fade, so that none jumps as people come into the picture"""
BODY = 18
"""vertices of the body, which follow"""


class Crowd(Pass):
    """Listeners as textured quads, far rows first, premultiplied: bodies and arms lit at their edges, hearts."""

    name, reads, writes = "crowd", (), ("scene",)

    def __init__(self, kit: Kit, capacity: int) -> None:
        super().__init__(kit)
        self._program = self.program("passes/crowd.frag", "passes/crowd.vert", samplers=("u_people",),
                                     defines={"LIGHTS": kit.quality.lights, "RINGS": 6, "PEOPLE": PEOPLE})
        self._instances = self.buffer(reserve=max(1, capacity) * 64)
        self._quads = self.mesh(self._program, [(self._instances, *LISTENER)])

    def active(self, view: View) -> bool:
        return len(view.crowd) > 0

    def draw(self, targets: Targets, view: View) -> None:
        targets.frame("scene").use()
        self.ctx.disable(moderngl.DEPTH_TEST)
        self.ctx.enable(moderngl.BLEND)
        self.ctx.blend_func = moderngl.ONE, moderngl.ONE_MINUS_SRC_ALPHA
        self._instances.write(view.crowd.tobytes())
        self._program.lend(u_people=self.kit.baked["people"])
        first = 0 if view.crowd[:, 12].max() > 0.01 else ARMS
        self._quads.draw(moderngl.TRIANGLES, vertices=ARMS + BODY - first, instances=len(view.crowd), first=first)


class Threads(Pass):
    """Filaments from hearts to the hero crystal, drawn over everything; which listeners have one is a matter of character, so that none jumps."""

    name, reads, writes = "threads", (), ("scene",)
    STEPS = 28

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        self._steps = self.STEPS if kit.quality.msaa else 14
        self._program = self.program("passes/thread.frag", "passes/thread.vert",
                                     defines={"LIGHTS": kit.quality.lights, "RINGS": 6, "THREAD_STEPS": self._steps})
        self._instances = self.buffer(reserve=kit.quality.threads * 64)
        self._mesh = self.mesh(self._program, [(self._instances, *LISTENER)])

    def active(self, view: View) -> bool:
        return view.stage["threads"] > 0.01 and view.stage["curtain"] > 0.5 and len(view.crowd) > 0

    def draw(self, targets: Targets, view: View) -> None:
        rare = view.crowd[:, 11] + 0.5 * view.crowd[:, 3]   # by character, fewer in the near rows
        order = np.argsort(rare, kind="stable")[:self.kit.quality.threads + 1]
        last = rare[order[-1]] if len(order) > self.kit.quality.threads else np.inf
        chosen = np.ascontiguousarray(view.crowd[order[:self.kit.quality.threads]])
        chosen[:, 14] = np.clip((last - rare[order[:len(chosen)]]) / FADE, 0.0, 1.0)   # whoever is about to lose it loses it slowly
        targets.frame("scene").use()
        self.ctx.disable(moderngl.DEPTH_TEST)
        self.ctx.enable(moderngl.BLEND)
        self.ctx.blend_func = moderngl.ONE, moderngl.ONE
        self._instances.write(chosen.tobytes())
        self._mesh.draw(moderngl.TRIANGLE_STRIP, vertices=2 * (self._steps + 1), instances=len(chosen))
