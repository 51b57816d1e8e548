"""The performer: body on bones, skirt drawn from a formula; her shadow, and her image in the floor."""
from __future__ import annotations

from typing import Any

import moderngl

from ..frame import View
from ..geometry.figure import BONES, build
from ..gpu import Kit, Mesh, Pass
from ..program import Program
from ..targets import Targets

BODY = ("3f 3f 3f 1f 2f", "in_position", "in_normal", "in_bones", "in_open", "in_cover")
SKIRT = ("2f", "in_place")


class Wardrobe:
    """Her vertices, shared by the passes that draw her; owned by the pass of her shadow."""

    def __init__(self, kit: Kit) -> None:
        made = build(kit.quality.detail)
        self.body, self.body_order = kit.ctx.buffer(made.vertices.tobytes()), kit.ctx.buffer(made.triangles.tobytes())
        self.skirt, self.skirt_order = kit.ctx.buffer(made.skirt.tobytes()), kit.ctx.buffer(made.skirt_triangles.tobytes())
        self.cast, self.cast_order = self.body, self.body_order   # what throws her shadow: a small map does not see her fingers
        if kit.quality.shadow <= 256:
            coarse = build(0.7 * kit.quality.detail)
            self.cast, self.cast_order = kit.ctx.buffer(coarse.vertices.tobytes()), kit.ctx.buffer(coarse.triangles.tobytes())

    def release(self) -> None:
        """Free everything."""
        for thing in {self.body, self.body_order, self.skirt, self.skirt_order, self.cast, self.cast_order}:
            thing.release()


class _Worn(Pass):
    """Two programs over the same wardrobe, and the pose that both are told."""

    def _dress(self, wardrobe: Wardrobe, fragment: str, defines: dict[str, Any], samplers: tuple[str, ...] = ()) -> None:
        defines = defines | {"BONES": BONES}
        self._body = self.program(fragment, "passes/figure.vert", ("u_bones",), samplers, defines)
        folds = {"FINE_FOLDS": 1} if self.kit.quality.detail > 0.5 else {}
        self._skirt = self.program(fragment, "passes/skirt.vert", ("u_skirt",), samplers, defines | folds)
        body = (wardrobe.cast, wardrobe.cast_order) if "SHADOW" in defines else (wardrobe.body, wardrobe.body_order)
        self._worn: list[tuple[Program, Mesh]] = [(self._body, self.mesh(self._body, [(body[0], *BODY)], body[1])),
                                                  (self._skirt, self.mesh(self._skirt, [(wardrobe.skirt, *SKIRT)], wardrobe.skirt_order))]

    def _draw(self, view: View, **textures: Any) -> None:
        self._body.set(u_bones=[tuple(row) for row in view.performer.bones.reshape(-1, 4).tolist()])
        self._skirt.set(u_skirt=[tuple(row) for row in view.performer.skirt.tolist()])
        for program, mesh in self._worn:
            program.lend(**textures)
            mesh.draw()


class FigureShadow(_Worn):
    """Her depth from the key lamp, into the instrument's. Owns the wardrobe."""

    name, writes = "figure_shadow", ("shadow",)

    def __init__(self, kit: Kit, wardrobe: Wardrobe) -> None:
        super().__init__(kit)
        self._wardrobe = wardrobe
        self._dress(wardrobe, "passes/none.frag", {"SHADOW": 1})

    def active(self, view: View) -> bool:
        return view.stage["curtain"] > 0.002 and view.stage["key"] >= 0.005

    def draw(self, targets: Targets, view: View) -> None:
        targets.frame("shadow").use()
        self.ctx.disable(moderngl.BLEND)
        self.ctx.enable(moderngl.DEPTH_TEST)
        self._draw(view)

    def release(self) -> None:
        super().release()
        self._wardrobe.release()


class Figure(_Worn):
    """She herself, into the scene or, `mirrored`, below the floor into the mirror image."""

    def __init__(self, kit: Kit, wardrobe: Wardrobe, mirrored: bool) -> None:
        super().__init__(kit)
        self._mirrored = mirrored
        self.name, self.reads, self.writes = ("figure_mirror", ("shadow",), ("mirror",)) if mirrored else ("figure", ("shadow", "haze"), ("scene",))
        fine = {"FINE": 1} if kit.quality.msaa and not mirrored else {}
        self._dress(wardrobe, "passes/figure.frag", {"LIGHTS": kit.quality.lights, "RINGS": 6} | fine | ({"MIRROR": 1} if mirrored else {}),
                    ("u_shadow", "u_front"))

    def active(self, view: View) -> bool:
        return view.stage["curtain"] > 0.002 and (not self._mirrored or view.stage["wet"] > 0.02 or self.kit.quality.msaa > 0)

    def draw(self, targets: Targets, view: View) -> None:
        targets.frame("mirror" if self._mirrored else "scene").use()
        self.ctx.enable(moderngl.DEPTH_TEST)
        self.ctx.disable(moderngl.BLEND)
        self._draw(view, u_shadow=targets.texture("shadow.depth"), u_front=targets.texture("haze.1"))
