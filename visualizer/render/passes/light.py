"""Light in the air: the key lamp's shadow map, the two beams and the crystals' glow in the haze, dust."""
from __future__ import annotations

import moderngl
import numpy as np
import numpy.typing as npt

from ..camera import Camera
from ..frame import View
from ..gpu import Kit, Pass
from ..program import Program
from ..targets import Targets

Array = npt.NDArray[np.float64]
RAYS = 16
"""of a cone's mantle, between which its outline in the picture is found"""
WHOLE = [(-1.0, -1.0), (3.0, -1.0), (-1.0, 3.0)]


def wedge(camera: Camera, apex: Array, axis: Array, angle: float) -> list[tuple[float, float]]:
    """Three points of the picture (NDC) between which all of a lamp's cone is seen, down to the boards and back to the wall; the whole picture where it is seen
    otherwise than from its side. apex: m; axis: unit; angle: rad, half the cone's."""
    side = np.cross(axis, (0.0, 0.0, 1.0))
    side /= np.linalg.norm(side)
    turn = np.linspace(0.0, 2 * np.pi, RAYS, endpoint=False)
    wide = np.tan(angle) / np.cos(np.pi / RAYS)   # a polygon about the circle
    rays = axis + wide * (np.cos(turn)[:, None] * side + np.sin(turn)[:, None] * np.cross(axis, side))
    with np.errstate(divide="ignore"):
        far = np.minimum(np.where(rays[:, 1] < 0, -apex[1] / rays[:, 1], np.inf), np.where(rays[:, 2] < 0, (-6.0 - apex[2]) / rays[:, 2], np.inf))
    ends = np.concatenate([apex[None], apex + rays * np.minimum(far, 40.0)[:, None]]) - camera.eye
    depth = ends @ camera.forward
    if depth.min() < 0.5:
        return WHOLE
    spots = np.stack([ends @ camera.right / camera.aspect, ends @ camera.up], 1) / (depth[:, None] * camera.tan)
    v = spots[1:] - spots[0]
    way = v.mean(axis=0) / max(float(np.linalg.norm(v.mean(axis=0))), 1e-9)
    along, across = v @ way, v @ (-way[1], way[0])
    if along.min() < 1e-3:
        return WHOLE
    slope, long = across / along, along.max() * 1.05
    edge = [spots[0] + long * (way + k * np.array((-way[1], way[0]))) for k in (slope.min() - 0.01, slope.max() + 0.01)]
    return [(float(x), float(y)) for x, y in (spots[0], *edge)]


class Haze(Pass):
    """The closed-form glow of the strongest crystals, and both beams marched where they are seen, at a divided size; then a box blur."""

    name, reads, writes = "haze", ("shadow",), ("haze_raw", "haze")

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        common = {"LIGHTS": kit.quality.lights, "RINGS": 6}
        def beam(extra: dict[str, int]) -> Program:
            steps = {"STEPS": kit.quality.steps}
            return self.program("passes/haze.frag", "passes/wedge.vert", ("u_wedge",), ("u_shadow", "u_air", "u_shafts"), common | steps | extra)
        self._glow = self.program("passes/glow.frag", defines=common)
        self._key, self._stained, self._cool = beam({}), beam({"WINDOW": 1}), beam({"COOL": 1})
        self._blur = self.program("passes/blur.frag", samplers=("u_back", "u_front"), uniforms=("u_texel",))
        self._quads = {p: self.mesh(p) for p in self.programs}

    def active(self, view: View) -> bool:
        return view.stage["curtain"] > 0.002

    def draw(self, targets: Targets, view: View) -> None:
        self.ctx.disable(moderngl.BLEND | moderngl.DEPTH_TEST)
        targets.frame("haze_raw").use()
        self._quads[self._glow].draw(vertices=3)
        self.ctx.enable(moderngl.BLEND)
        self.ctx.blend_func = moderngl.ONE, moderngl.ONE
        lamps = (("key", self._stained if "window" in view.extras else self._key, 0.002), ("cool", self._cool, 0.004))
        for lamp, march, least in lamps:
            if view.stage[lamp] <= least:
                continue
            apex, axis = (view.frame[f"{lamp}_{part}"].astype(np.float64) for part in ("apex", "axis"))
            march.set(u_wedge=wedge(view.camera, apex[:3], axis[:3], float(np.arccos(apex[3]))))
            march.lend(u_shadow=targets.texture("shadow.depth"), u_air=self.kit.baked["air"], u_shafts=self.kit.baked["shafts"])
            self._quads[march].draw(vertices=3)
        self.ctx.disable(moderngl.BLEND)
        targets.frame("haze").use()
        w, h = targets.size("haze")
        self._blur.set(u_texel=(1.0 / w, 1.0 / h))
        self._blur.lend(u_back=targets.texture("haze_raw"), u_front=targets.texture("haze_raw.1"))
        self._quads[self._blur].draw(vertices=3)


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
