"""The order of a frame, as one plain list, and the images it needs."""
from __future__ import annotations

import moderngl

from ..frame import FrameBuilder, View
from ..gpu import Kit, Pass
from ..guard import Guard
from ..quality import Quality
from ..targets import Target, Targets
from .finish import Bloom, Grade
from .house import Crowd
from .light import Dust, Front, Haze
from .room import Copy, Room


def table(quality: Quality, samples: int) -> dict[str, Target]:
    """Every target by name."""
    return {
        "shadow": Target(base=(quality.shadow, quality.shadow), images=0, depth="texture"),
        "haze_raw": Target(divide=quality.haze, images=2), "haze": Target(divide=quality.haze, images=2),
        "mirror": Target(divide=max(1, quality.mirror), depth="buffer"),
        "scene": Target(depth="buffer", samples=samples), "opaque": Target(), "lit": Target(),
        "picture": Target(base="picture", smooth=False),
    } | Bloom.targets(quality) | Guard.targets()


def build(kit: Kit, builder: FrameBuilder) -> list[Pass]:
    """The passes of a frame in order; the guard follows them."""
    return [
        _Empty(kit), Haze(kit), Room(kit), Copy(kit, "opaque", "opaque"), Front(kit), Dust(kit), Crowd(kit, builder.audience.capacity),
        Copy(kit, "resolve", "lit"), Bloom(kit), Grade(kit),
    ]


class _Empty(Pass):
    name, writes = "empty", ("shadow", "mirror")

    def draw(self, targets: Targets, view: View) -> None:
        targets.frame("shadow").clear(depth=1.0)
        targets.frame("mirror").clear()
        self.ctx.disable(moderngl.BLEND)
