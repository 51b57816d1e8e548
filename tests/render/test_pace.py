"""The scene's size under load: what it does with a step, a ramp, a spike and noise."""
from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import moderngl
import numpy as np
import pytest

from visualizer.model.show import Act
from visualizer.render import Renderer
from visualizer.render.pace import SCALES, Pace, pace

from . import scenes

BUDGET = 12.0


def run(cost_at_full: Callable[[float], float], seconds: float, fps: float = 60.0, fixed: float = 0.15) -> list[tuple[float, float, float]]:
    """(t, scale, cost in budgets) of every frame. cost_at_full: budgets a full-size frame costs at t; fixed: share of it that does not shrink with the size."""
    state, out, t = Pace(), [], 0.0
    while t < seconds:
        cost = cost_at_full(t) * (fixed + (1 - fixed) * state.scale ** 2)
        state = pace(state, cost * BUDGET, BUDGET, 1 / fps)
        out.append((t, state.scale, cost))
        t += 1 / fps
    return out


def changes(trace: list[tuple[float, float, float]]) -> list[float]:
    return [b[0] for a, b in itertools.pairwise(trace) if a[1] != b[1]]


@pytest.mark.parametrize("fps", [24.0, 60.0, 144.0])
def test_a_step_is_settled_within_two_seconds(fps: float) -> None:
    trace = run(lambda t: 0.6 if t < 5 else 1.35, 20.0, fps)
    at = changes(trace)
    assert len(at) == 1
    assert 5.0 < at[0] < 7.0
    assert all(cost <= 1.0 for t, _, cost in trace if t > 7.1)


def test_a_load_that_goes_away_gives_the_size_back() -> None:
    trace = run(lambda t: 1.5 if t < 6 else 0.4, 40.0)
    assert min(scale for _, scale, _ in trace) < 1.0
    assert trace[-1][1] == 1.0


def test_a_ramp_changes_at_most_once_in_four_seconds_and_never_back() -> None:
    trace = run(lambda t: 0.5 + 0.06 * t, 30.0)
    at = changes(trace)
    assert len(at) >= 2
    assert np.diff(at).min() >= 4.0 - 1e-6
    assert (np.diff([scale for _, scale, _ in trace]) <= 0).all()


def test_a_spike_changes_nothing() -> None:
    assert changes(run(lambda t: 30.0 if abs(t - 8.0) < 0.02 else 0.8, 20.0)) == []


@pytest.mark.parametrize("level", [0.5, 0.8, 0.95, 1.3, 2.0])
def test_noise_of_ten_percent_changes_nothing_once_settled(level: float) -> None:
    rng = np.random.default_rng(3)
    at = changes(run(lambda t: level * float(rng.normal(1.0, 0.10)), 60.0))
    assert [t for t in at if t > 8.0] == []


def test_the_smallest_size_is_the_end_and_the_same_frames_give_the_same_sizes() -> None:
    assert run(lambda t: 40.0, 12.0)[-1][1] == SCALES[-1]
    assert run(lambda t: 1.0 + 0.4 * np.sin(t), 20.0) == run(lambda t: 1.0 + 0.4 * np.sin(t), 20.0)


def test_a_renderer_that_is_late_draws_a_smaller_scene_of_the_same_picture(ctx: moderngl.Context, house: Any, draw: Any) -> None:
    made = Renderer(ctx, (160, 90), "C", scenes.schema(), house, 7, live=True)
    whole = draw(Act.SYMPHONY, made=made)
    made._timers.read = lambda: {"room": 40.0}   # type: ignore[method-assign]   # a driver that says so
    crowd, music, show = scenes.crowd(Act.SYMPHONY, 12.0, house), scenes.music(Act.SYMPHONY, 12.0), scenes.show(Act.SYMPHONY, 12.0)
    for _ in range(400):
        made._choose_size(1 / 60)
    made.forget()
    made.draw(scenes.frame_time(12.0, index=9), music, show, crowd)
    small = made.read()
    assert made.pace.scale == SCALES[-1]
    assert made.targets.size("lit") == (80, 45)
    assert small.shape == whole.shape
    assert np.corrcoef(small.mean(axis=2).ravel(), whole.mean(axis=2).ravel())[0, 1] > 0.9
    made.release()


def test_a_film_never_changes_its_size(renderer: Renderer, draw: Any) -> None:
    draw(Act.SILENCE)
    assert renderer.targets.scene == (160, 90)
    assert len(renderer._sizes) == 1
