"""The tempo-and-phase filter, the bar and the grid, fed with answers made by rule."""
from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from math import floor

import numpy as np
import pytest

from visualizer.analysis.barpointer import SHORTEST, TEMPO_EVERY, BeatFilter
from visualizer.analysis.frontend import FEATURES
from visualizer.analysis.network import FASTEST, SLOWEST, Answer
from visualizer.analysis.tempo import TempoTracker, spread
from visualizer.model.grid import BeatGrid
from visualizer.model.time import TICK_S

CLASSES = 72


def tempo_of(bpm: float, width: float = 1.0) -> np.ndarray:
    """The network's tempo when it is sure of one."""
    at = np.log(bpm / SLOWEST) / np.log(FASTEST / SLOWEST) * (CLASSES - 1)
    p = np.exp(-0.5 * ((np.arange(CLASSES) - at) / width) ** 2)
    return np.asarray(p / p.sum(), np.float32)


NOTHING = np.zeros(FEATURES, np.float32)
SILENT = np.zeros(12, np.float32)
FLAT = np.full(CLASSES, 1.0 / CLASSES, np.float32)


def answers(beats: np.ndarray, seconds: float, tempo: Callable[[float], np.ndarray], metre: int = 4) -> Iterator[tuple[float, Answer | None]]:
    """(time, answer) of every hop for beats at given times (s), told as the network was trained to tell them."""
    for hop in range(int(seconds / TICK_S)):
        t = (hop + 1) * TICK_S
        if hop % 2 == 0:
            yield t, None
            continue
        frame = 2 * TICK_S
        near = np.abs((t - beats) / frame - 0.5 - 0.7)
        strength = 0.02 + 0.75 * max(0.0, 1.0 - float(near.min()) / 1.4)
        down = strength if int(near.argmin()) % metre == 0 else 0.02
        yield t, Answer(strength, down, 1.0, tempo(t))


def run(stream: Iterator[tuple[float, Answer | None]], tracker: TempoTracker | None = None) -> list[tuple[float, BeatGrid]]:
    tracker = tracker or TempoTracker()
    return [(t, tracker.step(answer, 1.0, t, NOTHING, SILENT, hop % 4 == 1)) for hop, (t, answer) in enumerate(stream)]


@pytest.mark.parametrize("bpm", [44.0, 62.0, 97.0, 128.0, 174.0, 236.0])
def test_a_steady_beat_is_found_with_its_phase(bpm: float) -> None:
    beats = np.arange(0.4, 16.0, 60.0 / bpm)
    t, grid = run(answers(beats, 13.0, lambda _: tempo_of(bpm)))[-1]
    assert grid.bpm == pytest.approx(bpm, rel=0.02)
    assert grid.confidence > 0.85
    following = grid.next_beat(t)
    assert np.abs(beats - following).min() < 0.02


def test_beats_are_foretold_never_late_on_the_median() -> None:
    beats = np.arange(0.4, 20.0, 0.55)
    errors = [grid.next_beat(t) - beats[beats > t][0] for t, grid in run(answers(beats, 18.0, lambda _: tempo_of(60 / 0.55))) if t > 8.0]
    assert np.median(np.abs(errors)) < 0.010
    assert np.median(errors) < 0.006


def test_a_tempo_step_is_followed_and_numbers_never_go_back() -> None:
    a, b = np.arange(0.4, 10.0, 0.6), np.arange(10.3, 22.0, 0.45)
    beats = np.concatenate([a, b])
    seen = run(answers(beats, 20.0, lambda t: tempo_of(100.0 if t < 10.2 else 60 / 0.45)))
    assert seen[-1][1].period_s == pytest.approx(0.45, rel=0.02)
    numbers = [floor(grid.position(t)) for t, grid in seen]
    assert all(y >= x - 1 for x, y in pairwise(numbers))
    assert numbers[-1] > numbers[400]


def test_a_pause_is_coasted_through() -> None:
    """Two bars without a beat: the grid stands where it stood."""
    beats = np.array([t for t in np.arange(0.4, 24.0, 0.5) if not 10.0 < t < 14.0])
    for t, grid in run(answers(beats, 14.0, lambda _: tempo_of(120.0))):
        if 10.5 < t < 13.9:
            error = grid.phase(10.4)
            assert min(error, 1.0 - error) < 0.08
    assert grid.confidence > 0.5


def test_nothing_is_claimed_where_the_network_hears_no_pulse(rng: np.random.Generator) -> None:
    stream = ((hop * TICK_S, Answer(float(rng.random() * 0.3), 0.02, 0.05, FLAT) if hop % 2 else None) for hop in range(1, 900))
    assert max(grid.confidence for t, grid in run(stream) if t > 1.0) < 0.1


def test_silence_takes_the_belief_away() -> None:
    tracker = TempoTracker()
    run(answers(np.arange(0.4, 8.0, 0.5), 8.0, lambda _: tempo_of(120.0)), tracker)
    quiet = Answer(0.01, 0.01, 0.9, FLAT)
    for i in range(1000):
        grid = tracker.step(quiet if i % 2 else None, 0.0, 8.0 + (i + 1) * TICK_S, NOTHING, SILENT, i % 4 == 1)
    assert grid.confidence == 0.0


def test_belief_goes_on_where_its_runway_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    """A filter that is brought back to its runway's end every 50 hops beside one that never is, and both after `forget`."""
    stream = [answer for _, answer in answers(np.arange(0.4, 8.0, 0.43), 4.0, lambda _: tempo_of(60.0 / 0.43))]
    whole = BeatFilter()
    monkeypatch.setattr("visualizer.analysis.barpointer.RUNWAY", 50)
    short = BeatFilter()
    for i, answer in enumerate(stream):
        for f in (whole, short):
            if i == 200:
                f.forget()
            f.step(answer)
        np.testing.assert_array_equal(short.belief, whole.belief)


def test_at_the_quickest_tempo_no_beat_is_left_out() -> None:
    """What is done once a beat is done in one hop of four, a part at a time: at 18 hops a beat there are enough of them."""
    tracker, judged = TempoTracker(), []
    judge = tracker._bar._judge
    tracker._bar._judge = lambda number, ago, period: (judged.append(number), judge(number, ago, period))   # type: ignore[method-assign, func-returns-value]
    period_s = SHORTEST * TICK_S
    run(answers(np.arange(0.2, 14.0, period_s), 13.0, lambda _: tempo_of(60.0 / period_s)), tracker)
    assert len(judged) > 50
    assert set(np.diff(judged[10:])) == {1}


def test_belief_is_a_probability_and_can_be_forgotten(rng: np.random.Generator) -> None:
    f = BeatFilter()
    start = f.belief.copy()
    for i in range(300):
        f.step(Answer(float(rng.random()), 0.0, 1.0, tempo_of(120.0)) if i % 2 else None)
        assert f.belief.sum() == pytest.approx(1.0, abs=1e-3)
        assert (f.belief >= 0.0).all()
    f.forget()
    np.testing.assert_array_equal(f.belief, start)
    f = BeatFilter()
    for i in range(2 * TEMPO_EVERY):   # the tempo is looked at in the last: what it was told is forgotten too
        f.step(Answer(0.1, 0.0, 1.0, tempo_of(200.0)) if i % 2 else None)
    f.forget()
    f.step(None)
    assert np.abs(f.belief - start).sum() < 0.1


def test_the_tempo_the_network_names_decides_between_octaves() -> None:
    """The same beats at every 0.35 s: told 86 it counts every second one, told 171 all."""
    beats = np.arange(0.4, 20.0, 0.35)
    for bpm in (60 / 0.7, 60 / 0.35):
        _, grid = run(answers(beats, 18.0, lambda _, bpm=bpm: tempo_of(bpm)))[-1]
        assert grid.bpm == pytest.approx(bpm, rel=0.03)


@pytest.mark.parametrize("metre", [
    pytest.param(2, marks=pytest.mark.xfail(strict=True, reason="with nothing but accents, bars of two are taken for halves of bars of four")), 3, 4])
def test_accents_tell_the_bar(metre: int) -> None:
    beats = np.arange(0.4, 24.0, 0.5)
    t, grid = run(answers(beats, 22.0, lambda _: tempo_of(120.0), metre))[-1]
    assert grid.beats_per_bar == metre
    after = grid.next_beat(t)
    number = round(grid.position(after))
    index = int(np.abs(beats - after).argmin())
    assert (number - grid.downbeat) % metre == index % metre


def test_the_spread_of_a_tempo() -> None:
    assert spread(tempo_of(120.0)) < 0.45
    assert spread(FLAT) == pytest.approx(1.0, abs=1e-4)
    assert spread(tempo_of(120.0)) < spread(np.asarray(0.5 * tempo_of(60, 3) + 0.5 * tempo_of(120, 3), np.float32)) < 0.9


def test_a_vague_tempo_is_doubted() -> None:
    beats = np.arange(0.4, 20.0, 0.5)
    sure = run(answers(beats, 18.0, lambda _: tempo_of(120.0)))[-1][1].confidence
    vague = run(answers(beats, 18.0, lambda _: np.asarray(0.1 * tempo_of(120.0) + 0.9 * FLAT, np.float32)))[-1][1].confidence
    assert vague < 0.5 < sure
