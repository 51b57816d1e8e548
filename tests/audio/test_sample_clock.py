"""The clock's fit: under jitter, drift, loss and gaps."""
from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from visualizer.audio.clock import SampleClock, lower_line

TICK = 512 / 48_000


def drive(clock: SampleClock, seconds: float, true: Callable[[float], float], jitter: Callable[[int], float], first: int = 0) -> np.ndarray:
    """Errors of the clock in s, one per tick; reads never return before the ones that came earlier."""
    errors, before = [], 0.0
    for i in range(first, first + int(seconds / TICK)):
        show = (i + 1) * TICK
        before = max(before, true(show) + jitter(i))
        errors.append(clock.observe(show, before) - (true(show) - show))
    return np.array(errors)


@pytest.mark.parametrize("ppm", [0.0, 100.0, -100.0])
def test_jitter_and_drift_do_not_show(ppm: float, rng: np.random.Generator) -> None:
    clock = SampleClock()
    errors = drive(clock, 60.0, lambda s: 1_000.0 + s * (1.0 + ppm * 1e-6), lambda _: rng.exponential(0.006))
    assert np.abs(errors[int(3 / TICK):]).max() < 1e-3
    assert np.abs(errors[int(15 / TICK):]).max() < 0.3e-3
    assert np.abs(np.diff(errors[int(3 / TICK):])).max() < 0.1e-3   # it creeps, it does not jump
    assert (clock.epoch, clock.lost_s) == (0, 0.0)


def test_reads_in_bursts_are_no_loss(rng: np.random.Generator) -> None:
    clock = SampleClock()
    errors = drive(clock, 30.0, lambda s: 50.0 + s, lambda i: 0.03 * (1 - i % 4 / 3) + rng.exponential(0.002))
    assert np.abs(errors[int(4 / TICK):]).max() < 1e-3
    assert (clock.epoch, clock.lost_s) == (0, 0.0)


@pytest.mark.parametrize("lost_s", [0.03, 0.2, 2.0])
def test_lost_samples_are_counted_and_the_clock_is_anchored_anew(lost_s: float, rng: np.random.Generator) -> None:
    clock = SampleClock()
    errors = drive(clock, 40.0, lambda s: s + (lost_s if s > 15.0 else 0.0), lambda _: rng.exponential(0.003))
    assert clock.epoch == 1
    assert clock.lost_s == pytest.approx(lost_s, abs=2e-3)
    assert np.abs(errors[-500:]).max() < 1e-3


def test_a_process_that_was_stopped_but_lost_nothing_counts_nothing(rng: np.random.Generator) -> None:
    clock = SampleClock()
    errors = drive(clock, 30.0, lambda s: s, lambda i: 1.5 if i == int(15 / TICK) else rng.exponential(0.002))
    assert clock.epoch >= 1
    assert clock.lost_s == 0.0
    assert np.abs(errors[-500:]).max() < 1e-3


def test_a_stream_that_begins_in_lumps_settles() -> None:
    """An idle monitor hands over its first 1.5 s late and at once."""
    clock = SampleClock()
    errors = drive(clock, 12.0, lambda s: s, lambda i: max(0.0, 1.8 - (i + 1) * TICK))
    assert np.abs(errors[int(5 / TICK):]).max() < 1e-3


def test_the_line_lies_below_every_point_and_touches() -> None:
    points = [(float(t), 0.001 * t + (t * 7 % 5)) for t in range(30)]
    base, slope = lower_line(points)
    gaps = [y - base - slope * t for t, y in points]
    assert min(gaps) == pytest.approx(0.0, abs=1e-9)
