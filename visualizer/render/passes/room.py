"""The room: boards or water, back drape, legs and border; the great curtain; and copies of the scene for others to see."""
from __future__ import annotations

import moderngl

from ..frame import View
from ..gpu import Kit, Mesh, Pass
from ..program import Program
from ..targets import Targets

QUAD = ("u_origin", "u_across", "u_along")
LEAKS = 0.25
"""how far the curtain may be up for its seam and hem still to light the boards"""


class Room(Pass):
    """Clears the scene, then floor, drape, legs and border as rectangles in space; no depth."""

    name, reads, writes = "room", ("shadow", "haze", "mirror", "ripples"), ("scene",)

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        q = kit.quality
        common = {"LIGHTS": q.lights, "RINGS": 6}
        on_floor = ("u_shadow", "u_haze", "u_mirror", "u_grain", "u_ripples")
        floor = common | {"SHADOW_TAPS": 8 if q.msaa else 2}
        dry = {"MIRROR_TAPS": q.mirror_taps if q.msaa else 0}   # as the mirror is drawn, see Machine
        kinds: dict[str, dict[str, int]] = {"dry": dry, "stained": dry | {"WINDOW": 1}, "water": {"MIRROR_TAPS": q.mirror_taps, "WET": 1}}
        self._floors = {(kind, leaks): self.program("passes/floor.frag", "passes/quad.vert", QUAD, on_floor,
                                                    floor | extra | ({"LEAK": 1} if leaks else {}))
                        for kind, extra in kinds.items() for leaks in (False, True)}
        self._drape = self.program("passes/drape.frag", "passes/quad.vert", QUAD, ("u_haze", "u_folds", "u_grain"), common)
        self._aurora = self.program("passes/drape.frag", "passes/quad.vert", QUAD, ("u_haze", "u_folds", "u_grain"), common | {"AURORA": 1})
        self._legs = self.program("passes/legs.frag", "passes/quad.vert", QUAD, ("u_folds", "u_haze"), common)
        self._border = self.program("passes/legs.frag", "passes/quad.vert", QUAD, ("u_folds", "u_haze"), common | {"BORDER": 1})
        self._quads = {p: self.mesh(p) for p in self.programs}

    def draw(self, targets: Targets, view: View) -> None:
        targets.frame("scene").use()
        targets.frame("scene").clear(0.0, 0.0, 0.0, 1.0, depth=1.0)
        self.ctx.disable(moderngl.BLEND | moderngl.DEPTH_TEST)
        baked = self.kit.baked
        haze = targets.texture("haze")
        wide = 6.0 * max(1.9, view.camera.aspect)
        kind = "water" if view.stage["wet"] > 0.02 else "stained" if "window" in view.extras else "dry"
        floor = self._floors[kind, view.stage["curtain"] < LEAKS]
        floor.lend(u_shadow=targets.texture("shadow.depth"), u_haze=haze, u_mirror=targets.texture("mirror"), u_grain=baked["grain"],
                   u_ripples=targets.texture("ripples"))
        behind = -6.0 if view.stage["curtain"] > 0.002 else 3.5
        self._rectangle(floor, (-wide, 0.0, behind), (2 * wide, 0.0, 0.0), (0.0, 0.0, 18.0 - behind))
        if view.stage["curtain"] <= 0.002:
            return
        drape = self._aurora if "aurora" in view.extras else self._drape
        drape.lend(u_haze=haze, u_folds=baked["folds"], u_grain=baked["grain"])
        self._rectangle(drape, (-wide, 0.0, -6.0), (2 * wide, 0.0, 0.0), (0.0, 14.0, 0.0))
        if view.stage["wet"] > 0.995:   # over the wide water there are neither
            return
        self.ctx.enable(moderngl.BLEND)
        self.ctx.blend_func = moderngl.ONE, moderngl.ONE_MINUS_SRC_ALPHA
        near = 3.6 + max(0.0, view.camera.aspect - 1.9) * 3.1
        for program in (self._legs, self._border):
            program.lend(u_folds=baked["folds"], u_haze=haze)
        for z in (-1.6, 2.6):   # one pair of legs behind the other, and the border before the first
            if z > 0.0:
                self._rectangle(self._border, (-wide, 4.8, z), (2 * wide, 0.0, 0.0), (0.0, 6.0, 0.0))
            for side in (-1.0, 1.0):
                self._rectangle(self._legs, (side * near, 0.0, z), (side * (wide - near), 0.0, 0.0), (0.0, 10.0, 0.0))

    def _rectangle(self, program: Program, origin: tuple[float, ...], across: tuple[float, ...], along: tuple[float, ...]) -> None:
        program.set(u_origin=origin, u_across=across, u_along=along)
        self._quads[program].draw(moderngl.TRIANGLE_STRIP, vertices=4)


class Curtain(Pass):
    """Velvet over everything behind z = 3.6 m, from its hem upward."""

    name, reads, writes = "curtain", (), ("scene",)

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        self._program = self.program("passes/curtain.frag", "passes/quad.vert", QUAD, ("u_folds", "u_grain"), {"LIGHTS": kit.quality.lights, "RINGS": 6})
        self._quad: Mesh = self.mesh(self._program)

    def active(self, view: View) -> bool:
        return view.stage["curtain"] < 0.998

    def draw(self, targets: Targets, view: View) -> None:
        targets.frame("scene").use()
        self.ctx.disable(moderngl.DEPTH_TEST)
        self.ctx.enable(moderngl.BLEND)
        self.ctx.blend_func = moderngl.ONE, moderngl.ONE_MINUS_SRC_ALPHA
        wide = 4.5 * max(1.9, view.camera.aspect)
        low = max(-0.02, 6.6 * view.stage["curtain"] - 0.4)
        self._program.set(u_origin=(-wide, low, 3.6), u_across=(2 * wide, 0.0, 0.0), u_along=(0.0, 9.0 - low, 0.0))
        self._program.lend(u_folds=self.kit.baked["folds"], u_grain=self.kit.baked["grain"])
        self._quad.draw(moderngl.TRIANGLE_STRIP, vertices=4)


class Copy(Pass):
    """A resolved copy of the scene as it stands: a blit, no shader."""

    def __init__(self, kit: Kit, name: str, to: str) -> None:
        super().__init__(kit)
        self.name, self.reads, self.writes, self._to = name, ("scene",), (to,), to

    def draw(self, targets: Targets, view: View) -> None:
        self.ctx.copy_framebuffer(targets.frame(self._to), targets.frame("scene"))
