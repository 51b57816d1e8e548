"""The proscenium: the carved and gilded frame of the stage, before the curtain and behind the listeners."""
from __future__ import annotations

import moderngl

from ..camera import Camera
from ..frame import View
from ..gpu import Kit, Pass
from ..targets import Targets

Z = 3.85
"""m, where it stands: just before the curtain"""
CROWN, HALF = 5.04, 4.60
"""m: height of the opening in its middle, half its width, in a picture of 16:9"""
SCROLL = 5.32
"""m, over z = 0: what must stay free below the crown"""
KEYSTONE = 0.62
"""m, half the width of what hangs into the opening at its crown"""


def opening(camera: Camera) -> tuple[float, float]:
    """Half width and crown (m) of the opening: a wide picture has a wide stage, a narrow one a high one, and no lens sees it cut the instrument's scroll."""
    share = (camera.eye[2] - Z) / camera.eye[2]
    crown = max(CROWN, float(camera.eye[1] + (SCROLL - camera.eye[1]) * share))
    return HALF + max(0.0, camera.aspect - 1.9) * 3.1, crown + max(0.0, 1.0 - camera.aspect) * 1.8


def field(camera: Camera) -> tuple[float, float, float]:
    """m: what of the frame's plane the picture shows, as seen by a lens without roll: half width, lowest, highest; a little more than that."""
    far = (Z - camera.eye[2]) / camera.forward[2]
    y, half = camera.eye[1] + camera.forward[1] * far, 1.12 * camera.tan * far
    turned = abs(camera.eye[0] + camera.forward[0] * far) + half * (camera.aspect + abs(camera.right[1]))
    lift = half * (1.0 + abs(camera.right[1]) * camera.aspect)
    return turned, y - lift, y + lift


class Arch(Pass):
    """Two jambs and what is above the opening, as far as the picture reaches."""

    name, reads, writes = "arch", (), ("scene",)

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        self._program = self.program("passes/arch.frag", "passes/quad.vert", ("u_origin", "u_across", "u_along", "u_opening"), ("u_gilt",),
                                     {"LIGHTS": kit.quality.lights, "RINGS": 6})
        self._quad = self.mesh(self._program)

    def active(self, view: View) -> bool:
        half, _, high = field(view.camera)
        wide, crown = opening(view.camera)
        return view.stage["wet"] < 0.995 and (half > wide - 0.02 or high > crown - 0.36)

    def draw(self, targets: Targets, view: View) -> None:
        targets.frame("scene").use()
        self.ctx.disable(moderngl.DEPTH_TEST)
        self.ctx.enable(moderngl.BLEND)
        self.ctx.blend_func = moderngl.ONE, moderngl.ONE_MINUS_SRC_ALPHA
        half, low, high = field(view.camera)
        wide, crown = opening(view.camera)
        low, spring = max(low, -0.3), crown - 1.1   # below the spring of the arch there are only jambs
        self._program.set(u_opening=(wide, crown))
        self._program.lend(u_gilt=self.kit.baked["gilt"])
        inner = wide - 0.02
        parts = [(-half, -inner, low, spring), (inner, half, low, spring), (-half, -(wide - 0.92), spring, high), (wide - 0.92, half, spring, high),
                 (-(wide - 0.92), -KEYSTONE, crown - 0.20, high), (KEYSTONE, wide - 0.92, crown - 0.20, high), (-KEYSTONE, KEYSTONE, crown - 0.40, high)]
        for left, right, bottom, top in parts:
            if right > left and top > bottom:
                self._program.set(u_origin=(left, bottom, Z), u_across=(right - left, 0.0, 0.0), u_along=(0.0, top - bottom, 0.0))
                self._quad.draw(moderngl.TRIANGLE_STRIP, vertices=4)
