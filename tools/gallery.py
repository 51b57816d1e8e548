"""Draw the gallery as contact sheets: acts, shots, looks, shapes of picture, tiers side by side; and the small pictures that ship beside the looks.

    python tools/gallery.py [OUT=docs/gallery] [--tier A] [--width 640] [--only acts,shots,looks,aspects,tiers,thumbs]

Sound and crowd are those of the overture at the moment named; the light stands where the act has it at rest, so that a sheet shows acts and no transitions.
"""
from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import moderngl
import numpy as np
import numpy.typing as npt

from visualizer.app.common import House, build_house, open_offline
from visualizer.app.schema import schema
from visualizer.app.stage import View
from visualizer.app.thumbs import Thumbs, draw
from visualizer.audio import parse_input
from visualizer.config import load, load_look
from visualizer.config.looks import list_looks
from visualizer.control.desk.pictures import shipped_pictures
from visualizer.model.crowd import NOBODY
from visualizer.model.show import STAGE, Act
from visualizer.model.time import FrameTime
from visualizer.output.headless import create_context
from visualizer.output.jpeg import jpeg
from visualizer.render import Renderer
from visualizer.show.lights import seen, target
from visualizer.show.shots import SHOTS, Shot

Image = npt.NDArray[np.uint8]
MOMENT_S = {Act.BACKSTAGE: 4.0, Act.CURTAIN: 9.5, Act.SILENCE: 13.0, Act.NOTE: 20.0, Act.SYMPHONY: 42.0, Act.CHAOS: 62.0, Act.EBB: 70.0, Act.UNISON: 84.0,
            Act.LAST_NOTE: 90.0, Act.HUSH: 94.0, Act.OVATION: 102.0, Act.WAKING: 108.0}
BESIDE = (Act.BACKSTAGE, Act.SILENCE, Act.NOTE, Act.SYMPHONY, Act.UNISON, Act.CHAOS, Act.OVATION, Act.WAKING)
"""acts in which tiers are compared"""
SHAPES = (("32:9", 32 / 9), ("21:9", 21 / 9), ("4:3", 4 / 3), ("1:1", 1.0), ("9:16", 9 / 16))


def posed(view: View, act: Act, shot: Shot | None = None, **changes: float) -> View:
    """The view with its light at rest in `act`, in its own view or this shot."""
    stage = np.array([changes.get(name, value) for name, value in zip(STAGE, target(act) if shot is None else seen(act, shot), strict=True)])
    clapping = view.crowd.hands.max(initial=0.0) > 0.3   # as the overture's hands do in the ovation; elsewhere the stage says where hands are
    crowd = view.crowd if act not in (Act.OVATION, Act.WAKING) or (act is Act.OVATION and clapping) else replace(view.crowd, hands=NOBODY)
    show = replace(view.show, act=act, act_since=view.show.t - 8.0, position=stage, velocity=np.zeros_like(stage), target=stage)
    return replace(view, crowd=crowd, show=show)


def gathered() -> tuple[House, dict[Act, View]]:
    """The house, and what was heard and felt at each act's moment of the overture."""
    house = build_house(load(schema()))
    offline, source = open_offline(house, parse_input("overture", live=False), house.stage())
    views = {act: offline.view_at(t) for act, t in sorted(MOMENT_S.items(), key=lambda item: item[1])}
    source.close()
    return house, views


def rows(images: list[list[Image]]) -> Image:
    """Rows of pictures of one height each, as one."""
    return np.concatenate([np.concatenate(row, axis=1) for row in images], axis=0)


def main() -> None:
    """Draw what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", nargs="?", default="docs/gallery", type=Path)
    parser.add_argument("--tier", default="A")
    parser.add_argument("--width", default=640, type=int)
    parser.add_argument("--only", default=",".join([*SHEETS, "thumbs"]))
    args = parser.parse_args()
    wanted = args.only.split(",")
    if "thumbs" in wanted:
        wanted.remove("thumbs")
        thumbs = Thumbs()
        for name, picture in draw({name: thumbs.key(path) for name, path in list_looks().items() if path.parent == shipped_pictures()}, "A"):
            (shipped_pictures() / f"{name}.jpg").write_bytes(picture)
    if not wanted:
        return
    house, views = gathered()
    studio = Studio(create_context(), house, views, args.tier, args.width)
    for name in wanted:
        image = SHEETS[name](studio)
        args.out.mkdir(parents=True, exist_ok=True)
        path = args.out / f"{name}.jpg"
        path.write_bytes(jpeg(image, 86))
        print(f"{path}  {image.shape[1]}x{image.shape[0]}  {path.stat().st_size // 1024} KB")


@dataclass
class Studio:
    """What sheets are drawn with. width: px of one picture."""

    ctx: moderngl.Context
    house: House
    views: dict[Act, View]
    tier: str
    width: int

    def drawer(self, size: tuple[int, int], tier: str = "") -> Renderer:
        """A renderer for pictures of `size` px."""
        house = self.house
        return Renderer(self.ctx, size, tier or self.tier, house.config.schema, house.seating, house.seed, house.render)

    def shot(self, renderer: Renderer, view: View) -> Image:
        """One picture with no past."""
        renderer.forget()
        renderer.draw(FrameTime(view.show.t, 1 / 60, 0), view.music, view.show, view.crowd)
        return renderer.read()

    def pictures(self, which: list[View], tier: str = "") -> list[Image]:
        """Views in 16:9."""
        renderer = self.drawer((self.width, self.width * 9 // 16), tier)
        out = [self.shot(renderer, view) for view in which]
        renderer.release()
        return out


def acts(studio: Studio) -> Image:
    """Every act, three in a row."""
    shots = studio.pictures([posed(studio.views[act], act) for act in sorted(MOMENT_S)])
    return rows([shots[i:i + 3] for i in range(0, len(shots), 3)])


def further() -> list[tuple[Act, Shot]]:
    """The shots that acts go on to, without those that two acts share."""
    every = [(act, shot) for act, shots in SHOTS.items() for shot in shots.shots[1:] if shot.to]
    return [(act, shot) for n, (act, shot) in enumerate(every) if (shot.to, shot.dims) not in [(s.to, s.dims) for _, s in every[:n]]]


def shots(studio: Studio) -> Image:
    """What acts go on to, three in a row."""
    pictures = studio.pictures([posed(studio.views[act], act, shot) for act, shot in further()])
    return rows([pictures[i:i + 3] for i in range(0, len(pictures) // 3 * 3, 3)])


def looks(studio: Studio) -> Image:
    """Every look in silence and in symphony."""
    schema_, which = studio.house.config.schema, []
    for name in sorted(list_looks()):
        params = schema_.vector(load_look(schema_, name))
        for act in (Act.SILENCE, Act.SYMPHONY):
            view = posed(studio.views[act], act)
            which.append(replace(view, show=replace(view.show, params=params)))
    shots = studio.pictures(which)
    return rows([shots[i:i + 4] for i in range(0, len(shots) // 4 * 4, 4)])


def aspects(studio: Studio) -> Image:
    """Two wide walls, then three narrower pictures in a row."""
    strips, w = [], studio.width
    for _, aspect in SHAPES[:2]:
        renderer = studio.drawer((3 * w, round(3 * w / aspect)))
        strips.append([studio.shot(renderer, posed(studio.views[Act.SYMPHONY], Act.SYMPHONY))])
        renderer.release()
    tall, pieces = round(3 * w / sum(aspect for _, aspect in SHAPES[2:])), []
    for _, aspect in SHAPES[2:]:
        renderer = studio.drawer((round(tall * aspect), tall))
        pieces.append(studio.shot(renderer, posed(studio.views[Act.UNISON], Act.UNISON)))
        renderer.release()
    row = np.concatenate(pieces, axis=1)[:, :3 * w]
    strips.append([np.pad(row, ((0, 0), (0, 3 * w - row.shape[1]), (0, 0)))])
    return rows(strips)


def tiers(studio: Studio) -> Image:
    """Left of each pair tier A, right of it tier C, as 640x360 is drawn by either."""
    which = [posed(studio.views[act], act) for act in BESIDE]
    better, lower = (studio.pictures(which, tier) for tier in "AC")
    pairs = [side for pair in zip(better, lower, strict=True) for side in pair]
    return rows([pairs[i:i + 4] for i in range(0, len(pairs), 4)])


SHEETS: dict[str, Callable[[Studio], Image]] = {"acts": acts, "shots": shots, "looks": looks, "aspects": aspects, "tiers": tiers}


if __name__ == "__main__":
    main()
