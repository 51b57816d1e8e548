"""The bands of the look bible, act by act, as they are drawn at 640x360: where light is, and that nearly all the rest is dark."""
from __future__ import annotations

from typing import Any

import moderngl
import numpy as np
import pytest

from visualizer.model.show import STAGE, Act
from visualizer.render import Renderer
from visualizer.show.lights import target

from . import scenes

SIZE = (640, 360)
FACES = (Act.CURTAIN, Act.OVATION)
"""acts that also look back: at 0 s and at 5 s"""
STAGE_BAND = {"p1": (0, 3), "p50": (3, 15), "p90": (0, 112), "p99": (110, 190), "p99.9": (200, 235), "dark": (0.50, 0.82)}
"""luma of 255 at these percentiles, and the share of pixels below 13: the look bible's, section 11; where an act differs, its reason stands beside it"""
BANDS: dict[tuple[Act, bool], dict[str, tuple[float, float]]] = {
    (Act.BACKSTAGE, False): STAGE_BAND,
    (Act.CURTAIN, False): STAGE_BAND,
    (Act.CURTAIN, True): STAGE_BAND | {"p50": (3, 24), "dark": (0.40, 0.65)},   # a sea of faces
    (Act.SILENCE, False): STAGE_BAND | {"p50": (3, 8), "dark": (0.75, 0.82)},
    (Act.NOTE, False): STAGE_BAND | {"dark": (0.70, 0.83)},                                          # one emitter, and what it touches
    (Act.SYMPHONY, False): STAGE_BAND,
    (Act.UNISON, False): STAGE_BAND | {"dark": (0.45, 0.65)},
    (Act.CHAOS, False): STAGE_BAND,
    (Act.EBB, False): STAGE_BAND,
    (Act.LAST_NOTE, False): STAGE_BAND | {"p50": (2, 8), "p99": (110, 150), "p99.9": (200, 215), "dark": (0.70, 0.82)},   # one lamp, one knee
    (Act.HUSH, False): {"p1": (0, 3), "p50": (0, 4), "p90": (5, 30), "p99": (60, 110), "p99.9": (125, 160), "dark": (0.82, 0.93)},
    (Act.OVATION, False): STAGE_BAND | {"p50": (5, 20), "dark": (0.38, 0.65)},
    (Act.OVATION, True): STAGE_BAND | {"p50": (5, 24), "dark": (0.36, 0.60)},
    (Act.WAKING, False): {"p1": (70, 120), "p50": (130, 185), "p90": (205, 235), "p99": (225, 245), "p99.9": (230, 253), "dark": (0.0, 0.0)},
}


def luma(image: np.ndarray) -> np.ndarray:
    return np.asarray(image.astype(float) @ (0.2126, 0.7152, 0.0722))


@pytest.fixture(scope="module")
def shown(ctx: moderngl.Context, house: Any) -> dict[tuple[str, Act, bool], np.ndarray]:
    """(tier, act, looking back) -> picture, every act of the bible on tier A and every act on tier C."""
    pictures = {}
    for tier in "AC":
        made = Renderer(ctx, SIZE, tier, scenes.schema(), house, 7)
        for act, back in BANDS:
            since = {(Act.CURTAIN, False): 9.0, (Act.OVATION, True): 6.0}.get((act, back), 0.0)
            channels = dict(zip(STAGE, target(act, since), strict=True))
            made.forget()
            made.draw(scenes.frame_time(12.0), scenes.music(act, 12.0), scenes.show(act, 12.0, **channels), scenes.crowd(act, 12.0, house))
            pictures[tier, act, back] = made.read()
        made.release()
    return pictures


def test_every_act_has_a_band() -> None:
    assert {act for act, _ in BANDS} == set(Act)
    assert {act for act, back in BANDS if back} == set(FACES)


@pytest.mark.parametrize(("act", "back"), list(BANDS), ids=lambda v: v.name if isinstance(v, Act) else "faces" if v else "stage")
def test_the_act_lies_in_its_band(shown: dict[tuple[str, Act, bool], np.ndarray], act: Act, back: bool) -> None:
    image = shown["A", act, back]
    y = luma(image)
    found = {f"p{q:g}": float(np.percentile(y, q)) for q in (1, 50, 90, 99, 99.9)} | {"dark": float((y < 13).mean())}
    rounding = {name: 0.0 if name == "dark" else 0.5 for name in found}
    wrong = {name: (round(found[name], 3), (low, high)) for name, (low, high) in BANDS[act, back].items()
             if not low - rounding[name] <= found[name] <= high + rounding[name]}
    assert not wrong
    assert (image >= 254).any(axis=2).mean() <= 0.005, "clipped"


@pytest.mark.parametrize(("act", "back"), list(BANDS), ids=lambda v: v.name if isinstance(v, Act) else "faces" if v else "stage")
def test_the_lowest_tier_is_the_same_picture(shown: dict[tuple[str, Act, bool], np.ndarray], act: Act, back: bool) -> None:
    """Block by block of 32 px tier C is as bright as tier A, but for what fewer motes, taps and strands leave out."""
    a, c = (luma(shown[tier, act, back])[:352].reshape(11, 32, 20, 32).mean(axis=(1, 3)) for tier in "AC")
    assert np.corrcoef(a.ravel(), c.ravel())[0, 1] > 0.95
    assert abs(c.mean() - a.mean()) < (0.35 if act is Act.CHAOS else 0.20) * a.mean() + 1.0   # a storm of fewer trails
    assert (shown["C", act, back] >= 254).any(axis=2).mean() <= 0.005


@pytest.mark.parametrize("tier", ["A", "C"])
def test_silence_is_dark_and_its_brightest_thing_is_the_pool(shown: dict[tuple[str, Act, bool], np.ndarray], tier: str) -> None:
    y = luma(shown[tier, Act.SILENCE, False])
    assert (y < 0.05 * 255).mean() >= 0.75
    soft = y[:352].reshape(44, 8, 80, 8).mean(axis=(1, 3))   # grain and motes averaged out
    row, column = np.unravel_index(np.argmax(soft), soft.shape)
    assert 0.74 < (row + 0.5) / 45 < 0.86, "at the pool's height"
    assert 0.34 < (column + 0.5) / 80 < 0.66
    assert soft.max() > 1.1 * soft[:20].max(), "and not by a hair"


@pytest.mark.parametrize(("act", "place"), [(Act.BACKSTAGE, (0.51, 0.68)), (Act.SILENCE, (0.5, 0.79)), (Act.NOTE, (0.5, 0.36)), (Act.SYMPHONY, (0.5, 0.45)),
                                            (Act.UNISON, (0.5, 0.36)), (Act.HUSH, (0.5, 0.38))])
def test_the_focal_point_is_read_in_a_stamp(shown: dict[tuple[str, Act, bool], np.ndarray], act: Act, place: tuple[float, float]) -> None:
    """At 160 px width the brightest hundredth is gathered about one place, and stands out from what surrounds it."""
    small = luma(shown["C", act, False]).reshape(90, 4, 160, 4).mean(axis=(1, 3))
    top = small >= np.sort(small.ravel())[-144]
    rows, columns = np.nonzero(top)
    weight = small[top]
    x, y = np.average(columns + 0.5, weights=weight) / 160, np.average(rows + 0.5, weights=weight) / 90
    assert abs(x - place[0]) < 0.10
    assert abs(y - place[1]) < 0.16
    assert weight.mean() > 2.0 * np.percentile(small, 90)
