"""The bar: signs of a beat, the network that weighs them, and the filter over metre and place, fed with answers made by rule."""
from __future__ import annotations

import numpy as np
import pytest

from visualizer.analysis.bar import MOST_ODDS, BarFilter, BarNetwork
from visualizer.analysis.beatsigns import AFTER, AHEAD, AT_BEAT, BACK, BEFORE, CONTEXT, HALF_WAY, LEAST, SIGNS, SPANS, Harmony, Signs, Usual, evidence, hops_of
from visualizer.analysis.frontend import BANDS, FEATURES, OCTAVES
from visualizer.model.grid import BeatGrid
from visualizer.model.time import TICK_S

NOTHING = np.zeros(FEATURES, np.float32)
SILENT = np.zeros(12, np.float32)


def test_a_bar_filter_that_forgot_learns_another_metre_at_once() -> None:
    def play(bar: BarFilter, metre: int, beats: int) -> None:
        for i in range(beats * 47):
            grid = BeatGrid(0.0, 0.5, 1.0, 0)
            t = (i + 1) * TICK_S
            struck = grid.phase(t) < 0.1
            bar.step(grid, t, 0.8 * struck, 0.7 if struck and round(grid.position(t)) % metre == 0 else 0.02, NOTHING, SILENT)

    bar = BarFilter()
    play(bar, 3, 40)
    assert bar.beats == 3
    bar.forget()
    play(bar, 4, 10)
    assert bar.beats == 4


@pytest.mark.parametrize(("places", "metre"), [((0,), 4), ((0,), 3), ((0,), 2), ((0, 2), 4)])
def test_bass_and_harmony_tell_the_bar_where_the_network_is_of_two_minds(places: tuple[int, ...], metre: int, rng: np.random.Generator) -> None:
    """Each beat alike to the network; chords change on the first one and the bass plays there (and softer on the third: still no two bars of two)."""
    bar, grid = BarFilter(), BeatGrid(0.0, 0.5, 1.0, 0)
    for i in range(60 * 47):
        t = (i + 1) * TICK_S
        bars, n = divmod(int(grid.position(t)), metre)
        phase = grid.phase(t)
        row = np.abs(rng.normal(0.0, 0.05, FEATURES)).astype(np.float32)
        if n in places and phase < 0.4:
            share = 1.0 if n == 0 else 0.3
            row[:5] += 1.5 * share
            row[BANDS:BANDS + 5] += share * (phase < 0.05)
            row[2 * BANDS:2 * BANDS + OCTAVES] += 0.5 * share
        bar.step(grid, t, 0.8 * (phase < 0.1), 0.3 * (phase < 0.1), row, triad(5 * bars))
    assert bar.beats == metre
    assert bar.downbeat % metre == 0


def triad(root: int) -> np.ndarray:
    """(12,) a major chord's pitch classes."""
    out = np.full(12, 0.02, np.float32)
    out[[root % 12, (root + 4) % 12, (root + 7) % 12]] = 0.27
    return out


@pytest.mark.parametrize("shift", [0, 1, 2, 3])
def test_chords_alone_tell_the_first_beat(shift: int) -> None:
    """Nothing but a chord that changes every four beats, the network silent about downbeats."""
    bar, grid = BarFilter(), BeatGrid(0.0, 0.5, 1.0, 0)
    for i in range(40 * 47):
        t = (i + 1) * TICK_S
        struck = grid.phase(t) < 0.1
        bar.step(grid, t, 0.8 * struck, 0.3 * struck, NOTHING, triad(5 * ((int(grid.position(t)) - shift) // 4)), busy=i % 2 == 1)
    assert bar.beats == 4
    assert bar.downbeat % 4 == shift


def test_a_turn_of_the_harmony_is_seen_where_it_is() -> None:
    harmony = Harmony()
    for _ in range(1500):
        harmony.step(SILENT)
    assert harmony.turn(100, 50) == 0.0
    for i in range(1600):   # round the ring
        harmony.step(triad(0 if i < 1500 else 5))
    assert harmony.turn(100, 50) > 0.5
    assert harmony.turn(100, 50) > harmony.turn(75, 50) > harmony.turn(50, 50) - 1e-9
    assert harmony.turn(300, 50) == pytest.approx(0.0, abs=1e-6)


def test_evidence_has_no_opinion_of_silence_and_does_not_break_at_the_edges() -> None:
    usual = Usual(len(AT_BEAT), LEAST)
    for period in (0.15, 0.5, 2.0):
        rows = np.zeros((2 + hops_of(period), FEATURES), np.float32)
        assert np.isfinite(usual.step(evidence(rows, 0.0, 0.0))).all()
    assert np.abs(usual.step(evidence(rows, 0.0, 0.0))[1:]).max() == 0.0


def test_signs_stand_in_their_beats_places_and_nothing_stands_for_what_is_not_known(rng: np.random.Generator) -> None:
    signs, struck = Signs(), np.zeros((BEFORE + AFTER, FEATURES), np.float32)
    for number in range(40):
        signs.at_beat(number, rng.normal(size=len(AT_BEAT)))
        struck[BEFORE, BANDS:2 * BANDS] = rng.random(BANDS)
        signs.half_way(number - 1, struck)
    assert 40 - AHEAD - BACK - 1 in signs
    assert 40 - AHEAD - BACK - 2 not in signs
    signs.around(36, [1.0, 0.5, 0.3])
    context = signs.around(37, [0.1, 0.2, 0.3])
    assert context.shape == (CONTEXT,)
    assert context.dtype == np.float32
    assert np.allclose(context[-len(SPANS):], [0.1, 0.2, 0.3])
    rows = context[:-len(SPANS)].reshape(BACK + 1 + AHEAD, SIGNS)
    assert (rows[:, :len(AT_BEAT)] != 0.0).all()
    assert (rows[BACK, -len(SPANS):] != 0.0).any()
    assert (rows[BACK + 1:, -len(SPANS):] == 0.0).all()   # the harmony after them is still to come
    halves = rows[:, len(AT_BEAT):len(AT_BEAT) + len(HALF_WAY)]
    assert (halves[:-1] != 0.0).any(axis=1).all()
    assert (halves[-1] == 0.0).all()


def test_what_half_a_beat_later_begins_is_looked_up_there() -> None:
    """Strokes half way between beats of three tempi, the network silent: they are signs of `half_way` and not of the beat."""
    for period_s in (0.35, 0.5, 1.7):
        bar, grid, seen = BarFilter(), BeatGrid(0.0, period_s, 1.0, 0), []
        bar._signs.half_way = lambda number, rows, seen=seen: seen.append((number, rows.copy()))   # type: ignore[method-assign, misc]
        for i in range(round(12 * period_s / TICK_S)):
            t = (i + 1) * TICK_S
            row = NOTHING.copy()
            row[BANDS] = float(0.0 <= (grid.position(t) - 0.5) % 1.0 < TICK_S / period_s)
            bar.step(grid, t, 0.0, 0.0, row, SILENT, busy=i % 2 == 1)
        found = [rows[:, BANDS].sum() for _, rows in seen[3:]]
        assert len(found) > 5
        assert found == [1.0] * len(found)


def test_the_bar_network_says_something_of_everything_and_never_too_much(rng: np.random.Generator) -> None:
    network = BarNetwork()
    odds = [network.step(rng.normal(0.0, size, CONTEXT).astype(np.float32)) for size in (0.0, 0.3, 1.0, 30.0) for _ in range(20)]
    assert np.isfinite(odds).all()
    assert max(map(abs, odds)) <= MOST_ODDS
    assert len(set(odds)) > 40
