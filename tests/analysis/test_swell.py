"""How late a beat is told where nothing strikes."""
from __future__ import annotations

import numpy as np
import pytest

from visualizer.analysis.frontend import BANDS, FEATURES, OCTAVES
from visualizer.analysis.swell import AFTER, BEFORE, MOST, STRUCK, USUAL, Swell, half_way
from visualizer.model.grid import BeatGrid
from visualizer.model.time import TICK_S

KEPT, PERIOD = 34, 60
"""hops that are handed over, and from beat to beat"""


def heard(comes: float, strike: float, beats: int = 12) -> Swell:
    """After `beats` beats of a grid, each with a harmony that comes half way `comes` hops after it, within some ten hops, and bands that rise by `strike`."""
    swell = Swell()
    hops = np.arange(PERIOD * beats + AFTER + 2)
    after = (hops + PERIOD // 2) % PERIOD - PERIOD // 2
    rows = np.zeros((len(hops), FEATURES), np.float32)
    rows[:, 2 * BANDS:2 * BANDS + OCTAVES] = np.clip(0.5 + (after - comes) / 10.0, 0.0, 1.0)[:, None] * (after < 16)[:, None]
    rows[:, BANDS:2 * BANDS] = 0.1 + strike * (after == 0)[:, None]
    for hop in range(KEPT, len(hops)):
        t = (hop + 1) * TICK_S
        grid = BeatGrid(TICK_S - swell.late_s, PERIOD * TICK_S, 0.9, 0)   # as the tracker moves it
        if swell.due(grid, t):
            swell.step(grid, t, rows[hop + 1 - KEPT:hop + 1])
    return swell


def test_a_beat_whose_harmony_came_before_it_was_told_is_moved_back_and_the_more_the_sooner_it_came() -> None:
    late = [heard(comes, 0.0).late_s for comes in (USUAL + 1.0, 1.0, -1.0)]
    assert late[0] == 0.0
    assert 0.0 < late[1] < late[2] <= MOST * TICK_S


def test_where_something_strikes_it_is_left_alone() -> None:
    assert heard(-2.0, STRUCK[1] + 0.05).late_s == 0.0
    assert 0.0 < heard(-2.0, sum(STRUCK) / 2.0).late_s < heard(-2.0, 0.0).late_s


def test_it_asks_for_some_beats_first_and_forgets_with_the_grid() -> None:
    assert heard(-2.0, 0.0, beats=3).late_s == 0.0
    swell = heard(-2.0, 0.0)
    swell.forget()
    assert swell.late_s == 0.0


def test_half_way_up_is_found_between_hops_and_nothing_is_claimed_of_what_does_not_rise() -> None:
    profile = np.zeros(BEFORE + AFTER + 1)
    profile[BEFORE:] = 1.0
    profile[BEFORE - 1] = 0.25
    assert half_way(profile) == pytest.approx(-1.0 + 0.25 / 0.75)
    assert half_way(np.ones(BEFORE + AFTER + 1)) == USUAL


def test_silence_moves_nothing() -> None:
    swell, grid = Swell(), BeatGrid(0.0, 0.5, 0.9, 0)
    for beat in range(1, 9):
        t = beat * 0.5 + (AFTER + 1) * TICK_S
        assert swell.due(grid, t)
        swell.step(grid, t, np.zeros((KEPT, FEATURES), np.float32))
        assert not swell.due(grid, t)
    assert swell.late_s == 0.0
