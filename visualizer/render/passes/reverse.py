"""The view back from the stage: the house, the sea of faces in it, and the dissolve that lays it over the stage."""
from __future__ import annotations

import moderngl
import numpy as np

from ..atlas import TURNS, WHO
from ..camera import Camera
from ..frame import View
from ..gpu import Kit, Pass
from ..sea import reverse_camera, sea
from ..targets import Targets

LENS = ("u_eye", "u_right", "u_up", "u_forward")
SEEN, HIDDEN = 0.01, 0.985
"""of channel `faces`: from where the house is drawn, and from where nothing of the stage is"""
LAMP, BEAM_M = np.array((-4.6, 6.1, 27.0)), 20.0
"""m: where the follow-spot stands (as in house.frag and face.vert), and how far its beam is seen"""
SEATS = 0.45
"""of the picture's height: below it there is nothing but people"""
BODY, ALL = 18, 42
"""vertices of a listener without and with arms"""


def spot_box(camera: Camera) -> tuple[float, float, float, float]:
    """Left, bottom, right, top (0..1 of the picture) of what the follow-spot's beam may cover."""
    axis = np.array((0.4, 1.3, 0.6)) - LAMP
    axis /= np.linalg.norm(axis)
    out = np.stack([np.cross(axis, (0.0, 1.0, 0.0)), np.cross(axis, np.cross(axis, (0.0, 1.0, 0.0)))])
    around = np.concatenate([out, -out, [out[0] + out[1], out[0] - out[1], out[1] - out[0], -out[0] - out[1]]]) * 0.075
    r = np.linspace(0.0, BEAM_M, 24)
    spots = (LAMP + axis * r[:, None])[:, None, :] + around * r[:, None, None] - camera.eye
    depth = spots @ camera.forward
    x, y = 0.5 + 0.5 * spots @ camera.right / (depth * camera.tan * camera.aspect), 0.5 + 0.5 * spots @ camera.up / (depth * camera.tan)
    low, high = np.clip([x.min() - 0.01, max(SEATS, y.min() - 0.01)], 0, 1), np.clip([x.max() + 0.01, y.max() + 0.01], 0, 1)
    return float(low[0]), float(low[1]), float(high[0]), float(high[1])


class Faces(Pass):
    """Balconies, lamps and the follow-spot, at half size on the lower tiers; then every listener far to near, premultiplied."""

    name, reads, writes = "faces", (), ("far", "house")

    def __init__(self, kit: Kit, aspect: float, size: int) -> None:
        super().__init__(kit)
        camera = reverse_camera(aspect)
        people = sea(camera, kit.seed, size)
        self._count = len(people)
        common = {"LIGHTS": kit.quality.lights, "RINGS": 6, "WHO": WHO}
        self._house = self.program("passes/house.frag", "passes/part.vert", (*LENS, "u_part"), defines=common)
        self._beam = self.program("passes/house.frag", "passes/part.vert", (*LENS, "u_part"), ("u_shafts",),
                                  common | {"BEAM": 1, "REACH": BEAM_M, "STEPS": max(8, kit.quality.steps // 2)})
        self._face = self.program("passes/face.frag", "passes/face.vert", LENS, ("u_faces", "u_paint"),
                                  common | {"FACES": WHO * TURNS, "RAISED": 0.13, "CLAP": 0.58, "ARMS_TO": "0.62" if kit.quality.msaa else "0.45"})
        lens = {"u_eye": (*camera.eye, camera.tan), "u_right": (*camera.right, aspect), "u_up": tuple(camera.up), "u_forward": tuple(camera.forward)}
        self._lens = {name: tuple(float(x) for x in value) for name, value in lens.items()}
        self._claps = self.buffer(reserve=16 * self._count)
        self._wall, self._shine, self._spot = self.mesh(self._house), self.mesh(self._beam), spot_box(camera)
        self._people = self.mesh(self._face, [(self.buffer(people), "4f 4f 4f 4f/i", "in_place", "in_light", "in_trait", "in_body"),
                                              (self._claps, "4f/i", "in_clap")])

    def active(self, view: View) -> bool:
        return view.stage["faces"] > SEEN

    def draw(self, targets: Targets, view: View) -> None:
        targets.frame("far").use()
        self.ctx.disable(moderngl.BLEND | moderngl.DEPTH_TEST)
        self._house.set(**self._lens, u_part=(0.0, SEATS, 1.0, 1.0))
        self._wall.draw(vertices=6)
        self.ctx.enable(moderngl.BLEND)
        self.ctx.blend_func = moderngl.ONE, moderngl.ONE
        self._beam.set(**self._lens, u_part=self._spot)
        self._beam.lend(u_shafts=self.kit.baked["shafts"])
        self._shine.draw(vertices=6)
        targets.frame("house").use()
        targets.frame("house").clear(0.0, 0.0, 0.0, 0.0)
        self.ctx.blend_func = moderngl.ONE, moderngl.ONE_MINUS_SRC_ALPHA
        self._face.set(**self._lens)
        self._face.lend(**{f"u_{name}": self.kit.baked[name] for name in ("faces", "paint")})
        who = np.arange(self._count) * 7 % len(view.claps)   # a listener for each face, neighbours far apart in the rows
        claps = view.claps[who]
        claps[:, 2] = view.hearts[who]
        self._claps.write(claps.tobytes())
        self._people.draw(moderngl.TRIANGLES, vertices=ALL if claps[:, 1].max() > 0.01 else BODY, instances=self._count)


class Reverse(Pass):
    """Lays the view back over the scene."""

    name, reads, writes = "reverse", ("far", "house"), ("scene",)

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        parts: tuple[dict[str, int], ...] = ({}, {"FAR": 1}, {"FAR": 1, "CLOTH": 1})
        self._parts = [self.program("passes/reverse.frag", "passes/part.vert", ("u_mix", "u_part"), ("u_house", "u_folds", "u_far"),
                                    {"LIGHTS": kit.quality.lights, "RINGS": 6} | part) for part in parts]
        self._quads = [self.mesh(program) for program in self._parts]

    def active(self, view: View) -> bool:
        return view.stage["faces"] > SEEN

    def draw(self, targets: Targets, view: View) -> None:
        targets.frame("scene").use()
        self.ctx.disable(moderngl.DEPTH_TEST)
        self.ctx.enable(moderngl.BLEND)
        self.ctx.blend_func = moderngl.ONE, moderngl.ONE_MINUS_SRC_ALPHA
        mix = view.stage["faces"] if view.stage["faces"] <= HIDDEN else 1.0
        hem = float(np.clip(0.94 * view.stage["curtain"] - 0.07, 0.0, 1.0))   # below this no cloth hangs
        edges = (0.0, min(SEATS, hem), hem, 1.0)
        images = {"u_house": targets.texture("house"), "u_folds": self.kit.baked["folds"], "u_far": targets.texture("far")}
        for program, quad, low, high in zip(self._parts, self._quads, edges, edges[1:], strict=False):
            program.set(u_mix=mix * mix * (3.0 - 2.0 * mix), u_part=(0.0, low, 1.0, high))   # drawn empty too, so that none is compiled in a show
            program.lend(**images)
            quad.draw(moderngl.TRIANGLES, vertices=6)
