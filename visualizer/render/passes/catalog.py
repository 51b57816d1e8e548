"""The order of a frame, as one plain list, and the images it needs."""
from __future__ import annotations

from ..frame import FrameBuilder
from ..gpu import Kit, Pass
from ..guard import Guard
from ..quality import Quality
from ..targets import Target
from ..title import Title
from .arch import Arch
from .figure import Figure, FigureShadow, Wardrobe
from .finish import Bloom, Grade
from .house import Crowd
from .instrument import Glass, Lines, Machine, Shadow, Stock
from .light import Dust, Haze
from .morning import Morning
from .note import Drops, Rings, ripple_divide
from .reverse import Faces, Reverse
from .room import Copy, Curtain, Room
from .storm import Trails
from .title import TitlePass

BEHIND = frozenset(("shadow", "figure_shadow", "haze", "mirror", "figure_mirror", "rings", "room", "machine", "figure", "opaque", "glass", "lines",
                    "drops", "trails", "dust", "curtain", "arch", "crowd"))
"""passes of which nothing is seen while the stage looks back into the house"""
DREAM = BEHIND | {"faces", "reverse", "resolve", "bloom", "grade"}
"""passes of which nothing is seen in the morning"""


def table(quality: Quality, samples: int, size: tuple[int, int]) -> dict[str, Target]:
    """Every target by name. size: of the picture, px."""
    return {
        "shadow": Target(base=(quality.shadow, quality.shadow), images=0, depth="texture"),
        "haze_raw": Target(divide=quality.haze, images=2), "haze": Target(divide=quality.haze, images=2),
        "mirror": Target(divide=max(1, quality.mirror), depth="buffer"),
        "ripples": Target(divide=ripple_divide(quality)),
        "scene": Target(depth="buffer", samples=samples), "opaque": Target(), "lit": Target(),
        "house": Target(), "far": Target(divide=1 if quality.msaa else 2),
        "picture": Target(base="picture", dtype="nu2", smooth=False),
    } | Bloom.targets(quality) | Guard.targets(size)


def build(kit: Kit, builder: FrameBuilder, title: Title | None = None) -> list[Pass]:
    """The passes of a frame in order; the guard follows them."""
    stock, wardrobe = Stock(kit, builder.crystals, builder.shards), Wardrobe(kit)
    return [
        Shadow(kit, stock), FigureShadow(kit, wardrobe), Haze(kit), Machine(kit, stock, mirrored=True), Figure(kit, wardrobe, mirrored=True),
        Rings(kit), Room(kit),
        Machine(kit, stock, mirrored=False), Figure(kit, wardrobe, mirrored=False), Copy(kit, "opaque", "opaque"),
        Glass(kit, stock), Lines(kit, stock, builder.crystals), Drops(kit), Trails(kit, builder.storm),
        Dust(kit), Curtain(kit), Arch(kit), Crowd(kit, builder.audience.capacity),
        Faces(kit, builder.aspect, builder.audience.size), Reverse(kit),
        Copy(kit, "resolve", "lit"), Bloom(kit), Grade(kit), Morning(kit, builder.size, builder.aspect),
        *([TitlePass(kit, title)] if title is not None else []),
    ]
