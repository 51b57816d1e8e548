"""The storm: hundreds of trails of light along a strange attractor."""
from __future__ import annotations

import moderngl
import numpy as np

from ..frame import View
from ..geometry.attractor import POINTS, WINDOW, Storm
from ..gpu import Kit, Pass
from ..targets import Targets


class Trails(Pass):
    """Ribbons from paths kept in a texture; where each stands is a function of its traits and the time. Light only."""

    name, writes = "trails", ("scene",)

    def __init__(self, kit: Kit, storm: Storm) -> None:
        super().__init__(kit)
        self._count, self._steps = storm.size, round(36 + 104 * kit.quality.detail ** 2)
        image = np.zeros((2, storm.size, POINTS, 4), np.float32)
        image[..., :3] = storm.paths
        self._paths = kit.ctx.texture((POINTS, 2 * storm.size), 4, image.tobytes(), dtype="f4")
        self._paths.filter = (moderngl.NEAREST, moderngl.NEAREST)
        self._program = self.program("passes/trail.frag", "passes/trail.vert", samplers=("u_paths",),
                                     defines={"LIGHTS": kit.quality.lights, "RINGS": 6, "TRAIL_STEPS": self._steps, "POINTS": POINTS, "TRAILS": storm.size,
                                              "WINDOW": WINDOW})
        self._mesh = self.mesh(self._program, [(self.buffer(storm.trait.astype(np.float32)), "4f/i", "in_trait")])

    def active(self, view: View) -> bool:
        return view.stage["chaos"] > 0.004 and view.stage["curtain"] > 0.002

    def draw(self, targets: Targets, view: View) -> None:
        frame = targets.frame("scene")
        frame.use()
        self.ctx.enable(moderngl.DEPTH_TEST | moderngl.BLEND)
        frame.depth_mask = False
        self.ctx.blend_func = moderngl.ONE, moderngl.ONE
        self._program.lend(u_paths=self._paths)
        self._mesh.draw(moderngl.TRIANGLE_STRIP, vertices=2 * (self._steps + 1), instances=self._count)
        frame.depth_mask = True

    def release(self) -> None:
        super().release()
        self._paths.release()
