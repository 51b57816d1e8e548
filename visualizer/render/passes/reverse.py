"""The view back from the stage: the house, the sea of faces in it, and the dissolve that lays it over the stage."""
from __future__ import annotations

import moderngl
import numpy as np

from ..atlas import PEOPLE, WHO
from ..frame import View
from ..gpu import Kit, Pass
from ..sea import reverse_camera, sea
from ..targets import Targets

LENS = ("u_eye", "u_right", "u_up", "u_forward")
SEEN, HIDDEN = 0.01, 0.985
"""of channel `faces`: from where the house is drawn, and from where nothing of the stage is"""
BODY, ALL = 6, 30
"""vertices of a listener without and with arms"""


class Faces(Pass):
    """Balconies, lamps and the follow-spot, at half size on the lower tiers; then every listener far to near, premultiplied."""

    name, reads, writes = "faces", (), ("far", "house")

    def __init__(self, kit: Kit, aspect: float) -> None:
        super().__init__(kit)
        camera = reverse_camera(aspect)
        people = sea(camera, kit.seed)
        self._count = len(people)
        common = {"LIGHTS": kit.quality.lights, "RINGS": 6, "WHO": WHO, "PEOPLE": PEOPLE}
        self._house = self.program("passes/house.frag", uniforms=LENS, samplers=("u_grain",), defines=common | {"STEPS": max(8, kit.quality.steps // 2)})
        self._face = self.program("passes/face.frag", "passes/face.vert", LENS, ("u_faces", "u_paint", "u_people"),
                                  common | {"ARMS_TO": "0.62" if kit.quality.msaa else "0.40"})
        lens = {"u_eye": (*camera.eye, camera.tan), "u_right": (*camera.right, aspect), "u_up": tuple(camera.up), "u_forward": tuple(camera.forward)}
        self._lens = {name: tuple(float(x) for x in value) for name, value in lens.items()}
        self._claps = self.buffer(reserve=16 * self._count)
        self._wall = self.mesh(self._house)
        self._people = self.mesh(self._face, [(self.buffer(people), "4f 4f 4f 4f/i", "in_place", "in_light", "in_trait", "in_body"),
                                              (self._claps, "4f/i", "in_clap")])

    def active(self, view: View) -> bool:
        return view.stage["faces"] > SEEN

    def draw(self, targets: Targets, view: View) -> None:
        targets.frame("far").use()
        self.ctx.disable(moderngl.BLEND | moderngl.DEPTH_TEST)
        self._house.set(**self._lens)
        self._house.lend(u_grain=self.kit.baked["grain"])
        self._wall.draw(vertices=3)
        targets.frame("house").use()
        targets.frame("house").clear(0.0, 0.0, 0.0, 0.0)
        self.ctx.enable(moderngl.BLEND)
        self.ctx.blend_func = moderngl.ONE, moderngl.ONE_MINUS_SRC_ALPHA
        self._face.set(**self._lens)
        self._face.lend(**{f"u_{name}": self.kit.baked[name] for name in ("faces", "paint", "people")})
        claps = view.claps[np.arange(self._count) * 7 % len(view.claps)]   # a listener for each face, neighbours far apart in the rows
        self._claps.write(claps.tobytes())
        self._people.draw(moderngl.TRIANGLES, vertices=ALL if claps[:, 1].max() > 0.01 else BODY, instances=self._count)


class Reverse(Pass):
    """Lays the view back over the scene."""

    name, reads, writes = "reverse", ("far", "house"), ("scene",)

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        self._program = self.program("passes/reverse.frag", uniforms=("u_mix",), samplers=("u_house", "u_folds", "u_far"),
                                     defines={"LIGHTS": kit.quality.lights, "RINGS": 6})
        self._quad = self.mesh(self._program)

    def active(self, view: View) -> bool:
        return view.stage["faces"] > SEEN

    def draw(self, targets: Targets, view: View) -> None:
        targets.frame("scene").use()
        self.ctx.disable(moderngl.DEPTH_TEST)
        self.ctx.enable(moderngl.BLEND)
        self.ctx.blend_func = moderngl.ONE, moderngl.ONE_MINUS_SRC_ALPHA
        mix = view.stage["faces"] if view.stage["faces"] <= HIDDEN else 1.0
        self._program.set(u_mix=mix * mix * (3.0 - 2.0 * mix))
        self._program.lend(u_house=targets.texture("house"), u_folds=self.kit.baked["folds"], u_far=targets.texture("far"))
        self._quad.draw(vertices=3)
