"""Gradients: what the last pass writes in eight bits follows what it was given, on the average of a few pixels, and no step is larger than the dither."""
from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import moderngl
import numpy as np
import pytest

from visualizer.model.show import Act
from visualizer.render import Renderer

from . import scenes

SIZE = (640, 360)
DITHER = 2
"""steps of 255 between neighbours that a triangular dither of +-1 step may make of one and the same value"""


@pytest.fixture(scope="module")
def made(ctx: moderngl.Context, house: Any) -> Iterator[Renderer]:
    one = Renderer(ctx, SIZE, "C", scenes.schema(), house, 7)
    yield one
    one.release()


def through_the_last_pass(made: Renderer, house: Any, display: np.ndarray) -> np.ndarray:
    """What a picture of these display values (h, w), of 255, becomes: (h, w) of 255."""
    act, t = Act.SILENCE, 12.0
    view = made._builder.build(scenes.frame_time(t), scenes.music(act, t), scenes.show(act, t), scenes.crowd(act, t, house))
    made._upload(view)
    made.forget()
    picture = np.full((*display.shape, 4), 65535, np.uint16)
    picture[..., :3] = (display * 257.0 + 0.5)[::-1, :, None]
    made.targets.texture("picture").write(picture.tobytes())
    made.guard.show(made.targets, view, made._face)
    return made.read()[..., 1].astype(float)


@pytest.mark.parametrize(("low", "high"), [(1.0, 9.0), (8.0, 24.0), (60.0, 76.0), (228.0, 244.0)])
def test_a_ramp_is_a_ramp(made: Renderer, house: Any, low: float, high: float) -> None:
    """Eight or sixteen steps over the whole width: quantised plainly, columns would be half a step off; a band 40 px wide would be seen."""
    ramp = np.broadcast_to(np.linspace(low, high, SIZE[0]), SIZE[::-1])
    out = through_the_last_pass(made, house, ramp)
    assert np.abs(out.mean(axis=0) - ramp[0]).max() < 0.2
    assert np.abs(np.diff(out, axis=1)).max() <= DITHER
    assert np.abs(np.diff(out, axis=0)).max() <= DITHER


def test_the_same_ramp_without_dither_would_fail() -> None:
    ramp = np.linspace(1.0, 9.0, SIZE[0])
    assert np.abs(np.round(ramp) - ramp).max() > 0.4


def test_black_and_white_stay_exact(made: Renderer, house: Any) -> None:
    for value in (0.0, 255.0):
        assert np.unique(through_the_last_pass(made, house, np.full(SIZE[::-1], value))).tolist() == [value]


@pytest.mark.parametrize("act", [Act.BACKSTAGE, Act.SILENCE, Act.NOTE, Act.SYMPHONY, Act.HUSH, Act.WAKING])
def test_a_picture_gains_no_bands_in_eight_bits(made: Renderer, house: Any, act: Act) -> None:
    """Where the graded picture is smooth, what eight bits add to it averages out over 12 px: nothing is left that could be seen as a band."""
    t = 12.0
    made.forget()
    made.draw(scenes.frame_time(t), scenes.music(act, t), scenes.show(act, t), scenes.crowd(act, t, house))
    given = np.frombuffer(made.targets.texture("picture").read(), np.uint16).reshape(*SIZE[::-1], 4)[::-1, :, 1].astype(float)
    want, got = given / 257.0, made.read()[..., 1].astype(float)
    added, smooth = got - want, np.ones_like(want, bool)
    for axis in (0, 1):
        step = np.abs(np.diff(want, axis=axis, prepend=want.take([0], axis=axis)))
        smooth &= (step < 6.0) & (np.roll(step, -1, axis=axis) < 6.0)      # edges are smoothed on purpose
    smooth &= want > 2.0
    assert smooth.mean() > 0.1
    assert np.abs(added[smooth]).max() <= DITHER
    total, count = (np.where(smooth, x, 0.0)[:, :636].reshape(30, 12, 53, 12).sum(axis=(1, 3)) for x in (added, np.ones_like(added)))
    whole = count > 100
    assert np.abs(total[whole] / count[whole]).max() < 0.3
