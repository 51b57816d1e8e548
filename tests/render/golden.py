"""Golden pictures: what every act and every pass drew when they were last looked at. `make goldens` draws them anew; look at the change before you keep it."""
from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import moderngl
import numpy as np
from PIL import Image

from visualizer.model.show import STAGE, Act
from visualizer.output.headless import create_context
from visualizer.render import Renderer
from visualizer.show.lights import target

from . import scenes
from .test_passes import GUARD, WHEN

FOLDER = Path(__file__).resolve().parents[1] / "golden"
SIZE, TALL, WIDE = (160, 90), (72, 128), (284, 80)
BLOCK = 8
T, SEED, TIER = 12.0, 7, "C"
SHOWN_BY = {"shadow": "shadow.depth", "figure_shadow": "shadow.depth", "bloom": "bloom0", "haze": "haze", "faces": "house"}
"""pass -> the image of it that is kept, where it is not the last it writes"""
Pixels = np.ndarray[Any, np.dtype[np.uint8]]


def scene(act: Act, back: bool = False) -> tuple[Any, ...]:
    """What the renderer is given: the act's light at rest, or its view back into the house."""
    since = {(Act.CURTAIN, False): 9.0, (Act.OVATION, True): 6.0}.get((act, back), 0.0)
    channels = dict(zip(STAGE, (float(v) for v in target(act, since)), strict=True))
    return scenes.frame_time(T), scenes.music(act, T), scenes.show(act, T, **channels)


def acts(ctx: moderngl.Context) -> Iterator[tuple[str, Pixels]]:
    """Every act, the two views back, and two other shapes of picture."""
    house = scenes.seating()
    shapes: list[tuple[tuple[int, int], list[tuple[str, Act, bool]]]] = [
        (SIZE, [(f"act_{act.name.lower()}", act, False) for act in Act] + [(f"act_{act.name.lower()}_faces", act, True) for act in (Act.CURTAIN, Act.OVATION)]),
        (TALL, [("shape_tall", Act.UNISON, False)]), (WIDE, [("shape_wide", Act.SYMPHONY, False)]),
    ]
    for size, names in shapes:
        made = Renderer(ctx, size, TIER, scenes.schema(), house, SEED)
        for name, act, back in names:
            made.forget()
            made.draw(*scene(act, back), scenes.crowd(act, T, house))
            yield name, made.read()
        made.release()


def passes(ctx: moderngl.Context) -> Iterator[tuple[str, Pixels]]:
    """What every pass leaves in the image it writes, in an act in which it has something to draw."""
    house = scenes.seating()
    made = Renderer(ctx, SIZE, TIER, scenes.schema(), house, SEED)
    for name, act in {**WHEN, GUARD: Act.SILENCE}.items():
        made.forget()
        ft, music, show = scene(act, back=name in ("faces", "reverse"))
        view = made._builder.build(ft, music, show, scenes.crowd(act, T, house))
        made._upload(view)
        for each in made.targets.table:   # nothing of the picture before
            made.targets.frame(each).clear(0.0, 0.0, 0.0, 0.0, depth=1.0)
        for step in made.passes:
            if step.active(view):
                step.draw(made.targets, view)
            if step.name == name:
                yield f"pass_{name}", seen(made, SHOWN_BY.get(name, step.writes[-1]))
                break
        else:
            made.guard.show(made.targets, view, made._face)
            yield f"pass_{name}", made.read()
    made.release()


def seen(made: Renderer, image: str) -> Pixels:
    """A target as a picture: light as its display value, a depth stretched from its nearest to its farthest."""
    texture = made.targets.texture(image)
    w, h = texture.size
    if image.endswith(".depth"):
        depth = np.frombuffer(texture.read(), np.float32).reshape(h, w)[::-1]
        depth = (depth - depth.min()) / max(float(np.ptp(depth)), 1e-6)
        return np.repeat(np.asarray(depth[::2, ::2] * 255 + 0.5, np.uint8)[..., None], 3, axis=2)
    if texture.dtype == "nu2":   # display values
        return np.asarray((np.frombuffer(texture.read(), np.uint16).reshape(h, w, 4)[::-1, :, :3] + 128) // 257, np.uint8)
    light = np.frombuffer(texture.read(), np.float16).reshape(h, w, 4)[::-1, :, :3].astype(float)
    return np.asarray(np.clip(light, 0.0, 1.0) ** (1 / 2.2) * 255 + 0.5, np.uint8)


def blocks(image: Pixels) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Means of 8 x 8 px, (rows, columns, 3): grain, dither and the last bit of a driver do not matter."""
    h, w = (n // BLOCK * BLOCK for n in image.shape[:2])
    return np.asarray(image[:h, :w].astype(float).reshape(h // BLOCK, BLOCK, w // BLOCK, BLOCK, 3).mean(axis=(1, 3)))


def main() -> None:
    """Draw and keep all of them; those that are no longer drawn go."""
    FOLDER.mkdir(exist_ok=True)
    ctx, kept, total = create_context(), set(), 0
    for name, image in (*acts(ctx), *passes(ctx)):
        path = FOLDER / f"{name}.png"
        if path.exists() and np.array_equal(np.asarray(Image.open(path).convert("RGB")), image):
            state = "same"
        else:
            state = "new" if not path.exists() else "changed"
            Image.fromarray(image).save(path, optimize=True)
        kept.add(path)
        total += path.stat().st_size
        print(f"{state:8} {path.name}")
    for path in set(FOLDER.glob("*.png")) - kept:
        path.unlink()
        print(f"gone     {path.name}")
    print(f"{len(kept)} pictures, {total // 1024} KB", file=sys.stderr)


if __name__ == "__main__":
    main()
