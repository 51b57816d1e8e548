"""The figures the crowd promises, asserted: levels, times, no memory, a heart on the beat."""
from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.crowd.test_crowd import run, show_at
from visualizer.crowd import Crowd, seat
from visualizer.crowd.heart import HIGH_BPM, LOW_BPM, HeartClock
from visualizer.crowd.neighbours import Neighbours
from visualizer.model.crowd import TAU
from visualizer.model.grid import BeatGrid
from visualizer.model.time import TICK_S, tick_end


@pytest.mark.slow
def test_eleven_levels() -> None:
    for c in np.linspace(0.0, 1.0, 11):
        frames = run(Crowd(seat(4000, 1), 1), float(c), 36.0, every=3)
        assert np.mean([f.order_wave for f in frames[-300:]]) == pytest.approx(c, abs=0.04)


@pytest.mark.parametrize("bpm", [60.0, 120.0, 200.0])
def test_unison_within_eight_bars(bpm: float) -> None:
    crowd = Crowd(seat(2000, 2), 2)
    frames = [crowd.step(show_at(hop, 1.0, bpm)) for hop in range(round(8 * 240.0 / bpm / TICK_S))]
    assert frames[-1].order > 0.9


def test_an_idle_crowd_is_as_random_as_its_size() -> None:
    frames = run(Crowd(seat(4000, 5), 5), 0.0, 120.0, every=4)
    assert np.mean([f.order for f in frames[400:]]) == pytest.approx(0.886 / np.sqrt(4000), rel=0.35)


def test_unison_ripples_outward_from_the_light_and_stretches_into_one() -> None:
    """Whoever sits further from the light comes later, by as much as the ripple says; the more coheres the longer the wave, until all are at one place."""
    seating = seat(2000, 3)

    def waves(coherence: float) -> tuple[float, float]:
        """Waves between the light and the last seat that fit the phases best (positive: outward), and how well, 0..1."""
        z = np.exp(1j * run(Crowd(seating, 3), coherence, 26.0, every=3)[-1].phase.astype(np.float64))
        tried = np.linspace(-4.0, 4.0, 161)
        fit = np.abs(np.exp(1j * TAU * np.outer(tried, seating.distance)) @ z) / len(z)
        return float(tried[fit.argmax()]), float(fit.max())

    (far, loose), (near, held), (one, whole) = (waves(c) for c in (0.4, 0.75, 1.0))
    assert far > near + 0.4 > one + 0.8, "outward, and ever longer"
    assert abs(one) < 0.05
    assert loose < held < whole
    assert whole > 0.9


def test_a_change_of_tempo_keeps_the_lock() -> None:
    """A ritardando, an accelerando and a leap: rates belong to the beat, so nobody is left behind."""
    crowd, position, order, away = Crowd(seat(2000, 6), 6), 0.0, [], []
    for hop in range(round(44.0 / TICK_S)):
        t = tick_end(hop)
        bpm = float(np.interp(t, [0.0, 20.0, 28.0, 36.0, 36.01, 44.0], [92.0, 92.0, 70.0, 112.0, 84.0, 84.0]))
        position += TICK_S * bpm / 60.0
        grid = BeatGrid(t - (position % 1.0) * 60.0 / bpm, 60.0 / bpm, 0.9, int(position))
        frame = crowd.step(replace(show_at(hop, 1.0), grid=grid))
        if t > 18.0:
            order.append(frame.order)
            away.append(((frame.mean_phase / TAU - position + 0.5) % 1.0 - 0.5) * 60.0 / bpm)
    assert min(order) > 0.9
    assert np.abs(away).max() < 0.02, "s beside the beat"


def test_some_are_carried_away_at_once_and_some_hold_on() -> None:
    """Each leans in and lets go at a pace of their own, by temperament."""
    seating = seat(1000, 2)
    crowd = Crowd(seating, 2)
    rising = run(crowd, 1.0, 4.0)[-1]
    full = run(crowd, 1.0, 20.0, first=rising.tick + 1)[-1]
    falling = run(crowd, 0.0, 5.0, first=full.tick + 1)[-1]

    def like(values: np.ndarray, trait: int) -> float:
        return float(np.corrcoef(values, seating.trait[:, trait])[0, 1])

    assert like(rising.posture, 0) < -0.8
    assert like(rising.amplitude, 0) < -0.8
    assert like(falling.posture, 1) > 0.8
    assert full.posture.min() > rising.posture.mean() + 0.1, "in the end all lean in"
    assert full.posture.mean() > falling.posture.mean() + 0.1


def test_a_house_that_lets_go_breaks_into_islands() -> None:
    """While the whole has lost its order, neighbours still agree more than a shuffled house does."""
    seating = seat(4000, 3)
    crowd = Crowd(seating, 3)
    last = run(crowd, 1.0, 20.0)[-1]
    fallen = next(f for f in run(crowd, 0.0, 12.0, first=last.tick + 1) if f.order < 0.3)
    z = np.exp(1j * fallen.phase).astype(np.complex64)
    around = np.abs(Neighbours(seating).mean(z)).mean()
    shuffled = np.abs(Neighbours(seating).mean(np.random.default_rng(1).permutation(z))).mean()
    assert around > 1.25 * shuffled


@pytest.mark.parametrize("coherence", [0.5, 0.95])
def test_frames_that_come_when_they_like_change_nothing_worth_seeing(coherence: float, monkeypatch: pytest.MonkeyPatch) -> None:
    """Steps of one tick against steps that cover what a frame of 0.2 to 3 times a sixtieth leaves due; without noise, which is another draw then."""
    monkeypatch.setattr(Crowd, "_noise", lambda self, tick, stream: np.zeros(self.seating.size, np.float32))
    rng = np.random.default_rng(9)
    even, uneven = Crowd(seat(2000, 1), 1), Crowd(seat(2000, 1), 1)
    orders: tuple[list[float], list[float]] = [], []
    taken, due, tick = 0, 0.0, -1
    for hop in range(round(24.0 / TICK_S)):
        steady = even.step(show_at(hop, coherence))
        while due < (hop + 1) * TICK_S:
            due += rng.uniform(0.2, 3.0) / 60.0
        if (hop + 2) * TICK_S > due:
            loose = uneven.step(show_at(hop, coherence), hop - tick)
            tick, taken = hop, taken + 1
            orders[0].append(steady.order_wave)
            orders[1].append(loose.order_wave)
    assert taken < 1700, "most steps cover more than one tick"
    assert orders[0][-1] == pytest.approx(coherence, abs=0.06)
    assert np.abs(np.subtract(*orders)).max() <= 0.01


def test_a_stall_of_ten_seconds_leaves_a_sound_crowd_within_a_second() -> None:
    crowd = Crowd(seat(1000, 4), 4)
    before = run(crowd, 1.0, 20.0)[-1]
    frames = [crowd.step(show_at(before.tick + 938, 1.0), 938)]
    frames += run(crowd, 1.0, 1.0, first=frames[0].tick + 1)
    for f in frames:
        for values in (f.at(f.t + 0.01), f.hands_at(f.t + 0.01)):
            assert np.isfinite(values).all()
            assert values.min() >= 0.0
            assert values.max() <= TAU
    assert frames[-1].order > 0.9
    beat = show_at(frames[-1].tick, 1.0).grid.position(frames[-1].t)
    assert abs((frames[-1].mean_phase / TAU - beat + 0.5) % 1.0 - 0.5) < 0.03


@pytest.mark.parametrize("bpm", [52.0, 66.0, 97.0, 124.0, 140.0, 174.0, 200.0])
def test_lubs_fall_on_beats_and_on_every_downbeat(bpm: float) -> None:
    heart, lubs, last = HeartClock(), [], 0.0
    for hop in range(4000):
        t = tick_end(hop)
        position = t * bpm / 60.0
        grid = BeatGrid(t - (position % 1.0) * 60.0 / bpm, 60.0 / bpm, 0.9, int(position), 4, 2)
        beats = heart.step(grid, t)
        if np.floor(beats) > np.floor(last) and hop > 800:
            lubs.append(position - (beats % 1.0) / 2.0 ** heart.octave)
        last = beats
    lubs = np.array(lubs)
    assert LOW_BPM - 4 <= bpm * 2.0 ** heart.octave <= HIGH_BPM + 6
    assert np.abs(lubs - lubs.round()).max() < 1e-6 or heart.octave > 0
    downbeats = np.arange(np.ceil(lubs[0]), np.floor(lubs[-1]))
    downbeats = downbeats[(downbeats - 2) % 4 == 0]
    assert np.abs(downbeats[:, None] - lubs[None, :]).min(axis=1).max() < 1e-6


def test_the_octave_changes_on_a_bar_line_only_and_the_beat_is_never_torn() -> None:
    heart, position, last, changes = HeartClock(), 0.0, None, []
    for hop in range(6000):
        bpm = 110.0 + 60.0 * np.sin(hop / 900.0)
        position += TICK_S * bpm / 60.0
        grid = BeatGrid(tick_end(hop) - (position % 1.0) * 60.0 / bpm, 60.0 / bpm, 0.9, int(position))
        octave = heart.octave
        beats = heart.step(grid, tick_end(hop))
        if heart.octave != octave:
            changes.append(position % 4.0)
        elif last is not None:
            assert 0.0 < beats - last < 0.05, "the heart neither stops nor jumps between bar lines"
        last = beats
    assert len(changes) >= 3
    assert max(changes) < 0.05
