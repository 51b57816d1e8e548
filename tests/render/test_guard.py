"""The guard: no strobe gets through, nothing lawful is touched, and what it judges is the picture that is shown."""
from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import moderngl
import numpy as np
import pytest

from visualizer.model.show import Act
from visualizer.render import Renderer
from visualizer.render.guard import GAP_S, LIMIT, allowed

from . import scenes


@pytest.fixture
def made(ctx: moderngl.Context, house: Any) -> Iterator[Renderer]:
    renderer = Renderer(ctx, (96, 54), "C", scenes.schema(), house, 7)
    yield renderer
    renderer.release()


def shown(made: Renderer, house: Any, value: float, dt: float) -> float:
    """Put one flat linear value before the guard and return the mean linear light that comes out."""
    t = 5.0
    view = made._builder.build(scenes.frame_time(t, dt), scenes.music(Act.SILENCE, t), scenes.show(Act.SILENCE, t), scenes.crowd(Act.SILENCE, t, house))
    made._upload(view)
    value **= 1 / 2.2
    made.targets.frame("picture").clear(value, value, value, 1.0)
    made.guard.show(made.targets, view, made._face)
    return float(((made.read() / 255.0) ** 2.2).mean())


@pytest.mark.parametrize("fps", [24, 60, 144])
@pytest.mark.parametrize("hz", [3.0, 5.0, 12.0])
def test_a_full_field_strobe_is_held(made: Renderer, house: Any, fps: int, hz: float) -> None:
    out = np.array([shown(made, house, float((n / fps * hz) % 1.0 < 0.5), 1 / fps) for n in range(int(1.5 * fps))])
    settled = out[fps // 2:]
    assert settled.max() - settled.min() < 0.11
    assert np.abs(np.diff(out)).max() <= LIMIT / fps + 0.01


def test_lawful_light_passes_untouched(made: Renderer, house: Any) -> None:
    for n in range(40):
        value = 0.3 + 0.1 * np.sin(2 * np.pi * n / 40)   # a slow swell at 30 fps: at most 0.47 a second
        assert shown(made, house, value, 1 / 30) == pytest.approx(value, abs=0.004)
        assert made.guard_state()[1] == 0.0


def test_a_pause_counts_as_one_transition(made: Renderer, house: Any) -> None:
    shown(made, house, 0.0, 0.0)
    assert shown(made, house, 1.0, 30.0) == pytest.approx(LIMIT * GAP_S, abs=0.01)


def test_black_comes_through_in_time(made: Renderer, house: Any) -> None:
    shown(made, house, 0.06, 0.0)
    for _ in range(8):
        last = shown(made, house, 0.0, 1 / 60)
    assert last == 0.0


def test_without_a_past_the_picture_is_shown_as_it_is(made: Renderer, house: Any) -> None:
    assert shown(made, house, 0.7, 0.0) == pytest.approx(0.7, abs=0.005)
    assert shown(made, house, 0.1, 0.0) == pytest.approx(0.7, abs=0.005)   # no time, no change
    made.forget()
    assert shown(made, house, 0.1, 0.0) == pytest.approx(0.1, abs=0.005)


def test_the_allowance_is_a_rate() -> None:
    assert allowed(1 / 60, True) == pytest.approx(LIMIT / 60)
    assert allowed(9.0, True) == pytest.approx(LIMIT * GAP_S)
    assert allowed(1.0, False) == -1.0


def test_the_show_itself_is_never_held(renderer: Renderer, house: Any) -> None:
    """A second of unison with the whole house on one pulse stays inside the allowance."""
    renderer.forget()
    for n in range(60):
        t = 20 + n / 60
        crowd = scenes.crowd(Act.UNISON, t, house, heart=2 * np.pi * n / 60)
        renderer.draw(scenes.frame_time(t), scenes.music(Act.UNISON, t), scenes.show(Act.UNISON, t), crowd)
        assert renderer.guard_state()[1] == 0.0
