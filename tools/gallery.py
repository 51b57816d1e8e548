"""Draw the gallery: every act, every look and every shape of picture, as contact sheets; and the small pictures that ship beside the looks.

    python tools/gallery.py [OUT=docs/gallery] [--tier A] [--width 640]

Sound and crowd are those of the overture at the moment named; the light stands where the act has it at rest, so that a sheet shows acts and no transitions.
"""
from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

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
from visualizer.show.lights import target

Image = npt.NDArray[np.uint8]
MOMENT_S = {Act.BACKSTAGE: 4.0, Act.CURTAIN: 9.5, Act.SILENCE: 13.0, Act.NOTE: 20.0, Act.SYMPHONY: 42.0, Act.CHAOS: 62.0, Act.EBB: 70.0, Act.UNISON: 84.0,
            Act.LAST_NOTE: 90.0, Act.HUSH: 94.0, Act.OVATION: 102.0, Act.WAKING: 108.0}
SHAPES = (("32:9", 32 / 9), ("21:9", 21 / 9), ("4:3", 4 / 3), ("1:1", 1.0), ("9:16", 9 / 16))


def posed(view: View, act: Act, **changes: float) -> View:
    """The view with its light at rest in `act`."""
    stage = np.array([changes.get(name, value) for name, value in zip(STAGE, target(act), strict=True)])
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
    args = parser.parse_args()
    house, views = gathered()
    ctx = create_context()
    w, h = args.width, args.width * 9 // 16

    def drawer(size: tuple[int, int]) -> Renderer:
        return Renderer(ctx, size, args.tier, house.config.schema, house.seating, house.seed, house.render)

    def shot(renderer: Renderer, view: View) -> Image:
        renderer.forget()
        renderer.draw(FrameTime(view.show.t, 1 / 60, 0), view.music, view.show, view.crowd)
        return renderer.read()

    def save(name: str, image: Image) -> None:
        args.out.mkdir(parents=True, exist_ok=True)
        path = args.out / f"{name}.jpg"
        path.write_bytes(jpeg(image, 86))
        print(f"{path}  {image.shape[1]}x{image.shape[0]}  {path.stat().st_size // 1024} KB")

    wide = drawer((w, h))
    acts = [shot(wide, posed(views[act], act)) for act in sorted(MOMENT_S)]
    save("acts", rows([acts[i:i + 3] for i in range(0, len(acts), 3)]))
    looks = []
    for name in sorted(list_looks()):
        params = house.config.schema.vector(load_look(house.config.schema, name))
        for act in (Act.SILENCE, Act.SYMPHONY):
            view = posed(views[act], act)
            looks.append(shot(wide, replace(view, show=replace(view.show, params=params))))
    save("looks", rows([looks[i:i + 4] for i in range(0, len(looks) // 4 * 4, 4)]))
    wide.release()
    strips = []
    for aspect in (SHAPES[0][1], SHAPES[1][1]):
        renderer = drawer((3 * w, round(3 * w / aspect)))
        strips.append([shot(renderer, posed(views[Act.SYMPHONY], Act.SYMPHONY))])
        renderer.release()
    tall = round(3 * w / (4 / 3 + 1.0 + 9 / 16))
    pieces = []
    for _, aspect in SHAPES[2:]:
        renderer = drawer((round(tall * aspect), tall))
        pieces.append(shot(renderer, posed(views[Act.UNISON], Act.UNISON)))
        renderer.release()
    row = np.concatenate(pieces, axis=1)[:, :3 * w]
    strips.append([np.pad(row, ((0, 0), (0, 3 * w - row.shape[1]), (0, 0)))])
    save("aspects", rows(strips))
    thumbs = Thumbs()
    for name, picture in draw({name: thumbs.key(path) for name, path in list_looks().items() if path.parent == shipped_pictures()}):
        (shipped_pictures() / f"{name}.jpg").write_bytes(picture)


if __name__ == "__main__":
    main()
