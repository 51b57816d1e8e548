"""Light in the air: the key lamp's shadow map, the two beams and the crystals' glow in the haze, the half of it before the subject, dust."""
from __future__ import annotations

import moderngl

from ..frame import View
from ..gpu import Kit, Pass
from ..targets import Targets


class Haze(Pass):
    """Marches both beams and adds the closed-form glow of the strongest crystals, at a divided size; then a box blur."""

    name, reads, writes = "haze", ("shadow",), ("haze_raw", "haze")

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        common = {"LIGHTS": kit.quality.lights, "RINGS": 6, "STEPS": kit.quality.steps}
        samplers = ("u_shadow", "u_air", "u_grain")
        self._plain = self.program("passes/haze.frag", samplers=samplers, defines=common)
        self._stained = self.program("passes/haze.frag", samplers=samplers, defines=common | {"WINDOW": 1})
        self._blur = self.program("passes/blur.frag", samplers=("u_back", "u_front"), uniforms=("u_texel",))
        self._quads, self._box = {p: self.mesh(p) for p in (self._plain, self._stained)}, self.mesh(self._blur)

    def active(self, view: View) -> bool:
        return view.stage["curtain"] > 0.002

    def draw(self, targets: Targets, view: View) -> None:
        self.ctx.disable(moderngl.BLEND | moderngl.DEPTH_TEST)
        targets.frame("haze_raw").use()
        march = self._stained if "window" in view.extras else self._plain
        march.lend(u_shadow=targets.texture("shadow.depth"), u_air=self.kit.baked["air"], u_grain=self.kit.baked["grain"])
        self._quads[march].draw(vertices=3)
        targets.frame("haze").use()
        w, h = targets.size("haze")
        self._blur.set(u_texel=(1.0 / w, 1.0 / h))
        self._blur.lend(u_back=targets.texture("haze_raw"), u_front=targets.texture("haze_raw.1"))
        self._box.draw(vertices=3)


class Front(Pass):
    """Adds the air before the subject."""

    name, reads, writes = "front", ("haze",), ("scene",)

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        self._program = self.program("passes/front.frag", samplers=("u_front",))
        self._quad = self.mesh(self._program)

    def active(self, view: View) -> bool:
        return view.stage["curtain"] > 0.002 and view.stage["key"] + view.stage["cool"] + view.stage["hero"] > 0.002

    def draw(self, targets: Targets, view: View) -> None:
        targets.frame("scene").use()
        self.ctx.disable(moderngl.DEPTH_TEST)
        self.ctx.enable(moderngl.BLEND)
        self.ctx.blend_func = moderngl.ONE, moderngl.ONE
        self._program.lend(u_front=targets.texture("haze.1"))
        self._quad.draw(vertices=3)


class Dust(Pass):
    """Motes lit by the lamps and the hero crystal, shadowed like everything else."""

    name, reads, writes = "dust", ("shadow",), ("scene",)

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        self._program = self.program("passes/dust.frag", "passes/dust.vert", samplers=("u_shadow",),
                                     defines={"LIGHTS": kit.quality.lights, "RINGS": 6, "WINDOW": 1})
        self._quad = self.mesh(self._program)

    def active(self, view: View) -> bool:
        return view.stage["dust"] > 0.003 and view.stage["curtain"] > 0.002

    def draw(self, targets: Targets, view: View) -> None:
        targets.frame("scene").use()
        self.ctx.enable(moderngl.BLEND | moderngl.DEPTH_TEST)
        targets.frame("scene").depth_mask = False
        self.ctx.blend_func = moderngl.ONE, moderngl.ONE
        self._program.lend(u_shadow=targets.texture("shadow.depth"))
        self._quad.draw(moderngl.TRIANGLE_STRIP, vertices=4, instances=self.kit.quality.dust)
        targets.frame("scene").depth_mask = True
