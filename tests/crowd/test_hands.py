"""Applause: who claps, at what rate, when it becomes rhythmic; hearts let go, people stand up, and nothing is allocated to look."""
from __future__ import annotations

import tracemalloc
from dataclasses import replace

import numpy as np
import pytest

from tests.crowd.test_crowd import show_at
from visualizer.crowd import Crowd, seat
from visualizer.model.crowd import CrowdFrame
from visualizer.model.grid import BeatGrid
from visualizer.model.show import STAGE
from visualizer.model.time import TICK_S, tick_end

SIZE = 1500


def clap(crowd: Crowd, seconds: float, applause: float, pulse: float = 0.0, coherence: float = 0.0, first: int = 0, rise: float = 0.0) -> list[CrowdFrame]:
    """Ticks of a stage that hears this much applause; pulse: confidence of a beat in it, at 2 Hz."""
    frames = []
    for hop in range(first, first + round(seconds / TICK_S)):
        t = tick_end(hop)
        show = show_at(hop, coherence)
        position = show.position.copy()
        position[STAGE.index("rise")] = rise
        grid = BeatGrid(t - (2.0 * t % 1.0) / 2.0, 0.5, pulse, int(2.0 * t))
        frames.append(crowd.step(replace(show, applause=applause, grid=grid, position=position)))
    return frames


def clap_rates(frames: list[CrowdFrame]) -> np.ndarray:
    """Hz: measured from everybody's clap phases, not from the rate that is told."""
    turns = np.unwrap(np.array([f.clap for f in frames], np.float64), axis=0) / (2 * np.pi)
    return (turns[-1] - turns[0]) / (frames[-1].t - frames[0].t)


def test_no_applause_no_hands() -> None:
    frames = clap(Crowd(seat(SIZE, 1), 1), 2.0, 0.0) + clap(Crowd(seat(SIZE, 1), 1), 2.0, 0.2)
    assert max(f.hands.max() for f in frames) == 0.0
    assert frames[-1].ovation == 0.0


def test_real_applause_drives_the_hands_and_hearts_let_go() -> None:
    crowd = Crowd(seat(SIZE, 1), 1)
    music = clap(crowd, 20.0, 0.0, pulse=0.9, coherence=1.0)[-1]
    assert music.order > 0.9
    frames = clap(crowd, 8.0, 0.9, coherence=1.0, first=music.tick + 1)   # whatever coherence says: who claps lets go
    soon, late = frames[round(0.3 / TICK_S)], frames[-1]
    assert 0.02 < (soon.hands > 0.1).mean() < 0.9, "they begin one after the other"
    assert (late.hands > 0.3).mean() > 0.95
    assert late.order_wave < 0.25
    assert late.ovation > 0.9
    timid = clap(Crowd(seat(SIZE, 1), 1), 6.0, 0.4)[-1]
    assert 0.1 < (timid.hands > 0.1).mean() < 0.8, "less applause, fewer hands"
    after = clap(crowd, 13.0, 0.0, first=late.tick + 1)
    assert (after[round(1.0 / TICK_S)].hands > 0.05).mean() > 0.3, "nor do they all stop at once"
    assert after[-1].hands.max() == 0.0


def test_everybody_claps_at_a_rate_of_their_own() -> None:
    frames = clap(Crowd(seat(SIZE, 2), 2), 10.0, 0.9)
    rates = clap_rates(frames[-round(5.0 / TICK_S):])
    assert np.median(rates) == pytest.approx(3.8, abs=0.2)
    assert rates.std() > 0.35
    assert 2.0 < rates.min() < rates.max() < 5.8
    assert np.mean([f.clap_order for f in frames[-400:]]) < 0.1, "no rhythm in a roar"
    first, second = clap_rates(frames[-900:-450]), clap_rates(frames[-450:])
    assert np.abs(first - second).mean() > 0.05, "rates wander"


def test_long_pulsed_applause_gathers_and_its_period_doubles() -> None:
    crowd = Crowd(seat(SIZE, 3), 3)
    early = clap(crowd, 5.0, 0.9, pulse=0.8)
    assert early[-1].clap_order < 0.15, "not before it has lasted"
    late = clap(crowd, 18.0, 0.9, pulse=0.8, first=early[-1].tick + 1)[-round(6.0 / TICK_S):]
    assert np.mean([f.clap_order for f in late]) > 0.8
    assert np.median(clap_rates(late)) == pytest.approx(2.0, abs=0.05), "the beat that is heard, about half of one's own rate"
    weight = late[-1].hands
    mean = np.angle((weight * np.exp(1j * late[-1].clap)).sum())
    beat = 2 * np.pi * (2.0 * late[-1].t % 1.0)
    assert abs((mean - beat + np.pi) % (2 * np.pi) - np.pi) < 0.35, "palms meet on the heard beat"
    loose = clap(crowd, 8.0, 0.9, first=late[-1].tick + 1)
    assert np.mean([f.clap_order for f in loose[-200:]]) < 0.2, "and it falls back into a roar"


def test_people_stand_up_in_their_own_time_and_all_sit_down_again() -> None:
    crowd = Crowd(seat(SIZE, 4), 4)
    frames = clap(crowd, 4.0, 0.9, rise=0.5)
    assert 0.4 < (frames[-1].rise > 0.9).mean() < 0.6
    steps = np.abs(np.diff([f.rise for f in frames], axis=0)).max()
    assert steps < 0.03, "nobody jumps up"
    last = clap(crowd, 5.0, 0.9, rise=1.0, first=frames[-1].tick + 1)[-1]
    assert last.rise.min() > 0.97
    assert clap(crowd, 8.0, 0.0, first=last.tick + 1)[-1].rise.max() < 0.01


def test_looking_allocates_nothing_and_changes_nothing() -> None:
    frame = clap(Crowd(seat(SIZE, 1), 1), 3.0, 0.9)[-1]
    before = frame.state()
    hearts, hands = np.empty((SIZE, 4), np.float32), np.empty((SIZE, 4), np.float32)
    frame.at(frame.t, hearts)
    frame.hands_at(frame.t, hands)
    tracemalloc.start()
    for k in range(20):
        frame.at(frame.t + k / 60.0, hearts)
        frame.hands_at(frame.t + k / 60.0, hands)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < SIZE * 4, "not even one array of the crowd's size"
    assert frame.state() == before
    assert np.array_equal(hands[:, 1], frame.hands)
    assert np.allclose(np.exp(1j * frame.hands_at(frame.t + 0.01)[:, 0]), np.exp(1j * (frame.clap + 0.01 * frame.clap_rate)), atol=1e-4)


def test_the_same_applause_is_the_same_hands() -> None:
    assert clap(Crowd(seat(300, 5), 5), 3.0, 0.8)[-1].state() == clap(Crowd(seat(300, 5), 5), 3.0, 0.8)[-1].state()


def test_a_stall_in_the_middle_of_applause_is_survived() -> None:
    crowd = Crowd(seat(300, 6), 6)
    last = clap(crowd, 6.0, 0.9, pulse=0.8)[-1]
    after = crowd.step(replace(show_at(last.tick + 938, 0.0), applause=0.9), 938)
    rows = after.hands_at(after.t + 0.02)
    assert np.isfinite(rows).all()
    assert rows.min() >= 0.0
    assert rows[:, 1:].max() <= 1.0
    assert (after.hands > 0.3).mean() > 0.95
