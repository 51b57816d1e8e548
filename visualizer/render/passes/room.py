"""The room, and what is copied out of the scene for others to see."""
from __future__ import annotations

import moderngl

from ..frame import View
from ..gpu import Kit, Pass
from ..targets import Targets


class Room(Pass):
    """Boards or water, drape, legs, border, and the air behind the subject; clears the depth."""

    name, reads, writes = "room", ("shadow", "haze", "mirror"), ("scene",)

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        q = kit.quality
        self._program = self.program("passes/room.frag", samplers=("u_shadow", "u_haze", "u_mirror", "u_grain", "u_folds"),
                                     defines={"LIGHTS": q.lights, "RINGS": 6, "MIRROR_TAPS": q.mirror_taps, "SHADOW_TAPS": 8 if q.msaa else 3})
        self._quad = self.mesh(self._program)

    def draw(self, targets: Targets, view: View) -> None:
        targets.frame("scene").use()
        targets.frame("scene").clear(0.0, 0.0, 0.0, 1.0, depth=1.0)
        if view.stage["curtain"] <= 0.002:
            return
        self.ctx.disable(moderngl.BLEND | moderngl.DEPTH_TEST)
        self._program.lend(u_shadow=targets.texture("shadow.depth"), u_haze=targets.texture("haze"), u_mirror=targets.texture("mirror"),
                           u_grain=self.kit.baked["grain"], u_folds=self.kit.baked["folds"])
        self._quad.draw(vertices=3)


class Copy(Pass):
    """A resolved copy of the scene as it stands: a blit, no shader."""

    def __init__(self, kit: Kit, name: str, to: str) -> None:
        super().__init__(kit)
        self.name, self.reads, self.writes, self._to = name, ("scene",), (to,), to

    def draw(self, targets: Targets, view: View) -> None:
        self.ctx.copy_framebuffer(targets.frame(self._to), targets.frame("scene"))
