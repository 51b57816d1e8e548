"""The crowd: order follows coherence, steps of any length agree, the same seed is the same crowd."""
from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from visualizer.crowd import Crowd, kuramoto, seat
from visualizer.crowd.heart import HIGH_BPM, LOW_BPM, fold
from visualizer.model.control import ControlState
from visualizer.model.crowd import CrowdFrame
from visualizer.model.grid import BeatGrid
from visualizer.model.music import MusicFrame
from visualizer.model.show import ShowFrame
from visualizer.model.time import TICK_S, tick_end
from visualizer.show import Director

BASE = Director(np.zeros(1, np.float32)).step(MusicFrame.vacant(0), ControlState(), 0.0)


def show_at(hop: int, coherence: float, bpm: float = 90.0) -> ShowFrame:
    t = tick_end(hop)
    beats = t * bpm / 60.0
    grid = BeatGrid(t - (beats % 1.0) * 60.0 / bpm, 60.0 / bpm, 0.9, int(beats))
    return replace(BASE, tick=hop, t=t, coherence=coherence, level=0.6, grid=grid)


def run(crowd: Crowd, coherence: float, seconds: float, first: int = 0, every: int = 1) -> list[CrowdFrame]:
    hops = range(first + every - 1, first + round(seconds / TICK_S), every)
    return [crowd.step(show_at(hop, coherence), every) for hop in hops]


@pytest.mark.parametrize("c", [0.0, 0.3, 0.6, 0.9, 1.0])
def test_order_follows_coherence(c: float) -> None:
    frames = run(Crowd(seat(4000, 1), 1), c, 30.0, every=3)
    assert np.mean([f.order_wave for f in frames[-300:]]) == pytest.approx(c, abs=0.05)


def test_unison_is_on_the_beat_and_comes_apart_gracefully() -> None:
    crowd = Crowd(seat(2000, 1), 1)
    together = run(crowd, 1.0, 20.0)[-1]
    assert together.order > 0.9
    beat = (show_at(together.tick, 1.0).grid.position(together.t) % 1.0) * 2 * np.pi
    assert abs((together.mean_phase - beat + np.pi) % (2 * np.pi) - np.pi) < 0.1
    apart = run(crowd, 0.0, 9.0, first=together.tick + 1)
    orders = [f.order_wave for f in apart]
    assert orders[int(0.5 / TICK_S)] > 0.8, "seconds, not frames"
    assert orders[int(8.5 / TICK_S)] < 0.2


def test_a_late_step_lands_where_small_steps_land() -> None:
    small, large = Crowd(seat(2000, 1), 1), Crowd(seat(2000, 1), 1)
    a = run(small, 0.8, 20.0)[-1]
    b = run(large, 0.8, 20.0, every=25)[-1]
    assert a.order_wave == pytest.approx(b.order_wave, abs=0.03)


def test_the_step_is_exact_for_a_constant_field() -> None:
    """One long Moebius step equals a thousand Euler steps of the Adler equation."""
    rng = np.random.default_rng(2)
    phi = rng.uniform(0, 2 * np.pi, 500)
    rate = rng.normal(0, 0.35, 500)
    field = np.full(500, 1.3 + 0.4j)
    z = kuramoto.moebius_step(np.exp(1j * phi).astype(np.complex64), rate.astype(np.float32), field.astype(np.complex64), 0.8)
    for _ in range(20_000):
        phi = phi + (rate + np.imag(field * np.exp(-1j * phi))) * 0.8 / 20_000
    assert np.abs(z - np.exp(1j * phi)).max() < 1e-3


def test_seeds() -> None:
    first, again, other = (run(Crowd(seat(300, s), s), 0.5, 3.0)[-1].state() for s in (7, 7, 8))
    assert first == again
    assert first != other


def test_evaluating_later_changes_nothing_and_agrees_with_the_next_tick() -> None:
    crowd = Crowd(seat(500, 1), 1)
    run(crowd, 1.0, 12.0)
    now = run(crowd, 1.0, TICK_S, first=1125)[0]
    before = now.state()
    guess = now.at(now.t + TICK_S)
    assert now.state() == before
    then = run(crowd, 1.0, TICK_S, first=1126)[0].at(tick_end(1126))
    error = np.abs((guess[:, 0] - then[:, 0] + np.pi) % (2 * np.pi) - np.pi)
    assert np.median(error) < 0.03
    out = np.empty((500, 4), np.float32)
    assert now.at(now.t, out) is out


def test_every_pulse_folds_into_what_a_heart_can_do() -> None:
    for bpm in np.linspace(30, 300, 271):
        assert LOW_BPM <= bpm * 2.0 ** fold(float(bpm), 9) <= HIGH_BPM
    assert fold(124.0, 0) == 0, "an octave is kept a little beyond its range"
    assert fold(127.0, 0) == -1


def test_seats_are_many_apart_and_inside() -> None:
    for size in (100, 2000, 20_000):
        s = seat(size, 3)
        assert s.size == size
        assert np.abs(s.x).max() < 1.2
        assert (np.diff(s.rank) >= 0).all(), "far rows first: they are drawn first"
        row = np.sort(s.x[s.rank == s.rows // 2])
        assert np.diff(row).min() > 0.25 * np.median(np.diff(row)), "nobody sits on another"
    with pytest.raises(ValueError, match="read-only"):
        s.x[0] = 0.0
