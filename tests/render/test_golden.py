"""Every act and every pass draws what it drew when it was last looked at. `make goldens` renews the pictures in tests/golden."""
from __future__ import annotations

import moderngl
import numpy as np
import pytest
from PIL import Image

from visualizer.model.show import Act

from . import golden
from .test_passes import GUARD, WHEN

MEAN, WORST = 0.8, 10.0
"""of 255: how far block means may lie from the golden's, on the average and at the worst place"""
NAMES = [*(f"act_{act.name.lower()}" for act in Act), "act_curtain_faces", "act_ovation_faces", "shape_tall", "shape_wide",
         *(f"pass_{name}" for name in (*WHEN, GUARD))]


@pytest.fixture(scope="module")
def drawn(ctx: moderngl.Context) -> dict[str, golden.Pixels]:
    return dict((*golden.acts(ctx), *golden.passes(ctx)))


def kept(name: str) -> golden.Pixels:
    return np.asarray(Image.open(golden.FOLDER / f"{name}.png").convert("RGB"))


def apart(a: golden.Pixels, b: golden.Pixels) -> tuple[float, float]:
    """Mean and largest difference of block means."""
    away = np.abs(golden.blocks(a) - golden.blocks(b))
    return float(away.mean()), float(away.max())


def test_there_is_one_for_every_act_and_pass_and_no_other(drawn: dict[str, golden.Pixels]) -> None:
    assert sorted(drawn) == sorted(NAMES)
    assert sorted(p.stem for p in golden.FOLDER.glob("*.png")) == sorted(NAMES)
    assert sum(p.stat().st_size for p in golden.FOLDER.glob("*.png")) < 2_000_000


@pytest.mark.parametrize("name", NAMES)
def test_it_is_what_it_was(drawn: dict[str, golden.Pixels], name: str) -> None:
    now, then = drawn[name], kept(name)
    assert now.shape == then.shape
    mean, worst = apart(now, then)
    assert mean <= MEAN, f"{name} is off by {mean:.2f} on the average; if it is meant, run `make goldens` and look at tests/golden/{name}.png"
    assert worst <= WORST, f"{name} is off by {worst:.1f} somewhere; if it is meant, run `make goldens` and look at tests/golden/{name}.png"


def test_pictures_differ_by_more_than_is_allowed() -> None:
    """The measure can tell: no act passes for another, nor for itself a tenth brighter, moved by a block, or without its brightest spot."""
    names = [f"act_{act.name.lower()}" for act in Act]
    for a in names:
        for b in names:
            if a < b:
                mean, worst = apart(kept(a), kept(b))
                assert mean > MEAN or worst > WORST, (a, b)
    for name in ("act_symphony", "act_unison", "act_waking", "act_silence"):
        image = kept(name)
        spot = image.copy()
        row, column = np.unravel_index(np.argmax(golden.blocks(image).sum(axis=2)), golden.blocks(image).shape[:2])
        spot[row * 8:row * 8 + 8, column * 8:column * 8 + 8] = 0
        for other in (np.clip(image * 1.12, 0, 255).astype(np.uint8), np.roll(image, 8, axis=1), spot):
            mean, worst = apart(image, other)
            assert mean > MEAN or worst > WORST, name
