"""The heart of the house: on the beat soon after it gathers, lub and dub after the true interval, slow in silence, breath over bars, lubs as facts."""
from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from tests.crowd.test_crowd import run, show_at
from visualizer.crowd import Crowd, seat
from visualizer.crowd.heart import Lubs
from visualizer.model.crowd import TAU, CrowdFrame, dub_after_s
from visualizer.model.grid import BeatGrid
from visualizer.model.show import Act
from visualizer.model.time import TICK_S, tick_end

FINE_S = np.arange(0.0, 2.0, 0.002)


def quiet(crowd: Crowd, seconds: float, first: int, level: float, period_s: float = 1.0) -> list[CrowdFrame]:
    """Ticks without a pulse: the house's grid runs on by itself."""
    out = []
    for hop in range(first, first + round(seconds / TICK_S)):
        t = tick_end(hop)
        grid = BeatGrid(t - (t / period_s % 1.0) * period_s, period_s, 0.0, int(t / period_s))
        out.append(crowd.step(replace(show_at(hop, 0.0), level=level, grid=grid)))
    return out


def heart_turns(frames: list[CrowdFrame]) -> float:
    """Heart beats a second of the listeners' median, measured from their phases."""
    turns = np.unwrap(np.array([f.phase for f in frames], np.float64), axis=0) / TAU
    return float(np.median(turns[-1] - turns[0]) / (frames[-1].t - frames[0].t))


@pytest.mark.parametrize("coherence", [0.55, 0.8, 1.0])
def test_the_house_is_on_the_beat_while_it_still_gathers(coherence: float) -> None:
    """From the moment it has an order worth the name, its mean is within 20 ms of the beat; without being carried it gathers up to 100 ms beside it."""
    frames = run(Crowd(seat(2000, 3), 3), coherence, 16.0)
    gathered = [f for f in frames if f.order_wave > 0.4]
    assert len(gathered) > 300
    late = np.array([((f.mean_phase / TAU - show_at(f.tick, 1.0).grid.position(f.t) + 0.5) % 1.0 - 0.5) / f.heart_hz for f in gathered])
    assert np.median(np.abs(late)) < 0.010
    assert np.percentile(np.abs(late), 95) < 0.020


def test_a_beat_that_jumps_is_followed_by_a_slide() -> None:
    crowd = Crowd(seat(2000, 3), 3)
    last = run(crowd, 1.0, 20.0)[-1]
    frames = []
    for hop in range(last.tick + 1, last.tick + 1 + round(2.0 / TICK_S)):
        show = show_at(hop, 1.0)
        frames.append(crowd.step(replace(show, grid=replace(show.grid, anchor_s=show.grid.anchor_s + 0.2))))
    away = np.array([(f.mean_phase / TAU - show_at(f.tick, 1.0).grid.position(f.t - 0.2) + 0.5) % 1.0 - 0.5 for f in frames])
    assert abs(away[-1]) < 0.03
    assert min(f.order for f in frames) > 0.85, "they go over together"


@pytest.mark.parametrize("bpm", [52.0, 75.0, 96.0, 118.0])
def test_lub_and_dub_are_heard_where_a_heart_has_them(bpm: float) -> None:
    crowd = Crowd(seat(1500, 2), 2)
    frame = [crowd.step(show_at(hop, 1.0, bpm)) for hop in range(1500)][-1]
    lub, dub = (np.array([f(frame.t + s) for s in FINE_S]) for f in (frame.lub_at, frame.dub_at))
    peaks = [FINE_S[1:-1][(v[1:-1] > v[:-2]) & (v[1:-1] >= v[2:])] for v in (lub, dub)]
    first = peaks[0][0]
    after = peaks[1][peaks[1] > first][0] - first
    assert after == pytest.approx(dub_after_s(bpm / 60.0), abs=0.006)
    assert after == pytest.approx(0.49 - 0.0021 * bpm, abs=0.01), "systole, not a share of the cycle"
    assert lub.max() > 0.85
    assert 0.4 < dub.max() / lub.max() < 0.65
    beat = show_at(frame.tick, 1.0, bpm).grid.next_beat(frame.t)
    assert abs((frame.t + first - beat + 0.5 * 60.0 / bpm) % (60.0 / bpm) - 0.5 * 60.0 / bpm) < 0.015
    fast = run(Crowd(seat(1500, 2), 2), 0.0, 4.0)[-1]
    assert max(fast.lub_at(fast.t + s) for s in FINE_S) < 0.15, "a house without order has no common beat"


def test_without_a_pulse_hearts_keep_their_own_slow_time_and_in_silence_they_sink() -> None:
    crowd = Crowd(seat(1200, 6), 6)
    murmur = quiet(crowd, 14.0, 0, 0.5)
    own = heart_turns(murmur[-500:])
    assert 0.8 < own < 1.1
    rates = np.diff(np.unwrap(np.array([murmur[-400].phase, *[f.phase for f in murmur[-399:]]], np.float64), axis=0), axis=0).sum(axis=0) / (399 * TICK_S)
    assert rates.std() > 0.25, "each their own"
    silence = quiet(crowd, 14.0, murmur[-1].tick + 1, 0.0)
    assert heart_turns(silence[-500:]) < 0.85 * own
    assert silence[-1].breath_hz < 0.5 * murmur[-1].breath_hz, "the crowd holds its breath"
    assert silence[-1].amplitude.mean() < 0.5 * murmur[-1].amplitude.mean()
    back = run(crowd, 1.0, 12.0, first=silence[-1].tick + 1)
    late = (back[-1].mean_phase / TAU - show_at(back[-1].tick, 1.0).grid.position(back[-1].t) + 0.5) % 1.0 - 0.5
    assert abs(late) < 0.02, "and they find back to a beat"
    steps = np.diff(np.unwrap([f.mean_phase for f in back if f.order_wave > 0.4]))
    assert steps.min() > 0.0, "without turning back"


def test_while_the_last_note_hangs_they_stay_together_then_let_go() -> None:
    crowd = Crowd(seat(2000, 2), 2)
    last = run(crowd, 1.0, 20.0)[-1]
    hanging = [crowd.step(replace(show_at(last.tick + 1 + i, 0.0), act=Act.LAST_NOTE)) for i in range(round(3.0 / TICK_S))]
    assert min(f.order_wave for f in hanging) > 0.8
    after = quiet(crowd, 8.0, hanging[-1].tick + 1, 0.0, 60.0 / 90.0)
    assert after[-1].order_wave < 0.2
    assert next(f.t for f in after if f.order_wave < 0.5) - after[0].t > 1.0, "seconds, not at once"


@pytest.mark.parametrize("bpm", [60.0, 92.0, 128.0, 200.0])
def test_a_breath_is_whole_bars_and_four_heart_beats_or_more(bpm: float) -> None:
    crowd = Crowd(seat(100, 1), 1)
    frames = [crowd.step(show_at(hop, 0.9, bpm)) for hop in range(round(40.0 / TICK_S))][-round(15.0 / TICK_S):]
    begins = [f for a, f in pairwise(frames) if f.breath < a.breath]
    length = np.diff([f.t for f in begins])
    assert (length > 4.0 / frames[-1].heart_hz - 0.1).all()
    bars = [show_at(f.tick, 0.0, bpm).grid.position(f.t) / 4.0 for f in begins]
    assert np.abs(np.array(bars) - np.round(bars)).max() < 0.03


def test_lubs_are_told_once_each_and_before_they_fall() -> None:
    crowd = Crowd(seat(1000, 1), 1)
    frames = run(crowd, 1.0, 16.0)
    told: dict[int, CrowdFrame] = {}
    for f in frames:
        told.setdefault(f.lub, f)
    new = [f for n, f in told.items() if f.t > 10.0]
    assert len(new) == pytest.approx(6.0 * frames[-1].heart_hz, abs=1.1)
    assert max(abs(f.lub_s - f.t) for f in new) <= TICK_S + 1e-9
    assert np.mean([f.lub_s >= f.t for f in new]) > 0.8
    assert np.abs(np.diff([f.lub_s for f in new]) - 60.0 / 90.0).max() < 0.02


def test_a_lub_that_comes_sooner_than_foreseen_is_not_lost() -> None:
    lubs = Lubs()
    lubs.step(TAU - 0.2, 1.0, 10.0)
    assert lubs.id == 0
    lubs.step(0.05, 1.0, 10.0 + TICK_S)
    assert lubs.id == 1
    assert 10.0 < lubs.t <= 10.0 + TICK_S
    lubs.step(0.11, 1.0, 10.0 + 2 * TICK_S)
    assert lubs.id == 1
