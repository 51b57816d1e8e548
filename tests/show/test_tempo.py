"""Who leads the beat: taps over Link over MIDI clock over what is heard; every hand-over slides, and taps give back what they took."""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from visualizer.model.control import Clock, Command, ControlEvent, ControlState, TempoHands, TempoSource, reduce
from visualizer.model.grid import BeatGrid
from visualizer.model.time import TICK_S, tick_end
from visualizer.show.grid import HOLD_BARS, GridFollower
from visualizer.show.tapping import tapped

HEARD = BeatGrid(0.0, 0.5, 0.9, 0, 4, 0)
"""120 beats a minute, heard"""
NOTHING = BeatGrid(0.0, 0.5, 0.0, 0, 4, 0)


class House:
    """A follower walked through time; how far it advances a tick is watched: forward always, and never by more than three times its pace."""

    def __init__(self, heard: BeatGrid = HEARD) -> None:
        self.follower, self.heard, self.tick, self.last = GridFollower(), heard, 0, -1e-9
        self.grid = heard

    def walk(self, seconds: float, hands: Callable[[float], TempoHands] | TempoHands) -> BeatGrid:
        for _ in range(round(seconds / TICK_S)):
            t = tick_end(self.tick)
            now = hands(t) if callable(hands) else hands
            self.grid = self.follower.step(self.heard, t, TICK_S, now)
            position = self.grid.position(t)
            assert 0.0 < position - self.last < 3.2 * TICK_S / min(self.grid.period_s, 0.3)
            self.last = position
            self.tick += 1
        return self.grid

    @property
    def t(self) -> float:
        return tick_end(self.tick - 1)


def off_ms(grid: BeatGrid, t: float, position: float) -> float:
    """ms between the grid's beat and one that stands at `position` at t."""
    error = (grid.position(t) - position + 0.5) % 1.0 - 0.5
    return float(abs(error) * grid.period_s * 1000.0)


def taps(times: list[float]) -> TempoHands:
    return reduce(ControlState(), tuple(ControlEvent(i + 1, t, Command.TAP) for i, t in enumerate(times))).tempo


def test_taps_make_a_line_and_a_missed_one_is_a_beat() -> None:
    last, period = tapped((0.0, 0.5, 1.01, 1.99, 2.5)) or (0, 0)   # one left out
    assert period == pytest.approx(0.5, abs=0.006)
    assert last == pytest.approx(2.5, abs=0.02)
    assert tapped((0.0, 0.5)) is None
    assert tapped((0.0, 0.01, 0.02, 0.03)) is None, "a bouncing switch"
    assert taps([0.0, 0.5, 1.0, 9.0]).taps == (9.0,), "a long pause begins a new row"


def test_taps_while_the_show_stands_are_as_far_apart_as_the_hands() -> None:
    """A file is paused after the second tap and goes on after the fourth: show time stands at 10.5 s meanwhile."""
    shown = [10.0, 10.5, 10.5, 10.497, 10.9]
    row = reduce(ControlState(), tuple(ControlEvent(i + 1, t, Command.TAP, wall=700.0 + 0.5 * i) for i, t in enumerate(shown))).tempo.taps
    assert [b - a for a, b in pairwise(row)] == pytest.approx([0.5] * 4)
    assert row[-1] == 10.9
    late = (ControlEvent(1, 10.0, Command.TAP, wall=700.0), ControlEvent(2, 10.1, Command.TAP, wall=900.0))
    assert reduce(ControlState(), late).tempo.taps == (10.1,), "after minutes of standing a new row begins"


def test_taps_take_the_beat_hold_it_sixteen_bars_and_give_it_back() -> None:
    house = House()
    house.walk(6.0, TempoHands())
    assert house.grid.source == TempoSource.AUDIO
    row = [house.t + 0.17 + 0.6 * i for i in range(5)]   # 100 a minute, off what is heard
    hands = taps(row)
    grid = house.walk(4.5, lambda t: replace(hands, taps=tuple(x for x in row if x <= t), touched=max((x for x in row if x <= t), default=0.0)))
    assert grid.source == TempoSource.TAP
    assert grid.bpm == pytest.approx(100.0, rel=0.005)
    assert off_ms(grid, house.t, (house.t - row[0]) / 0.6) < 10.0
    held = HOLD_BARS * 4 * 0.6
    grid = house.walk(row[-1] + held - house.t - 0.5, hands)
    assert grid.source == TempoSource.TAP, "still, after nearly sixteen bars"
    assert off_ms(grid, house.t, (house.t - row[0]) / 0.6) < 3.0
    grid = house.walk(1.0, hands)
    assert grid.source == TempoSource.AUDIO
    grid = house.walk(3.5, hands)   # a bar and a bit
    assert grid.bpm == pytest.approx(120.0, rel=0.02)
    assert off_ms(grid, house.t, HEARD.position(house.t)) < 40.0
    assert off_ms(house.walk(2.0, hands), house.t, HEARD.position(house.t)) < 10.0


def test_release_gives_the_beat_back_at_once() -> None:
    house = House()
    state = ControlState()
    house.walk(3.0, state.tempo)
    for i in range(4):
        state = reduce(state, (ControlEvent(i + 1, house.t, Command.TAP),))
        house.walk(0.4, state.tempo)
    assert house.walk(2.0, state.tempo).source == TempoSource.TAP
    state = reduce(state, (ControlEvent(9, house.t, Command.TEMPO_RELEASE),))
    assert house.walk(0.05, state.tempo).source == TempoSource.AUDIO
    house.walk(4.0, state.tempo)
    assert off_ms(house.grid, house.t, HEARD.position(house.t)) < 20.0


def clock(period: float, start: float) -> Callable[[float], Clock]:
    """A clock from outside, told every half second."""
    def at(t: float) -> Clock:
        said = start + 0.5 * np.floor(max(0.0, t - start) / 0.5)
        return Clock(said, period, (said - start) / period)
    return at


@pytest.mark.parametrize("name", ["midi", "link"])
def test_a_clock_from_outside_leads_within_ten_milliseconds_and_its_bars_count(name: str) -> None:
    house, outside = House(), clock(0.45, 0.11)
    grid = house.walk(8.0, lambda t: replace(TempoHands(), **{name: outside(t)}))
    assert grid.source == TempoSource[name.upper()]
    assert grid.period_s == pytest.approx(0.45, rel=1e-4)
    assert off_ms(grid, house.t, (house.t - 0.11) / 0.45) < 10.0
    bar = ((house.t - 0.11) / 0.45 / 4.0) % 1.0
    assert (grid.bar_phase(house.t) - bar + 0.5) % 1.0 - 0.5 == pytest.approx(0.0, abs=0.01)


def test_the_ladder_and_a_chosen_authority() -> None:
    both = TempoHands(midi=Clock(0.0, 0.5, 0.0), link=Clock(0.0, 0.4, 0.0))
    assert House().walk(1.0, both).source == TempoSource.LINK
    assert House().walk(1.0, replace(both, authority=int(TempoSource.MIDI))).source == TempoSource.MIDI
    assert House().walk(1.0, replace(both, authority=int(TempoSource.AUDIO))).source == TempoSource.AUDIO
    assert House().walk(1.0, replace(TempoHands(), authority=int(TempoSource.LINK))).source == TempoSource.AUDIO, "nobody there: what is heard"
    assert House(NOTHING).walk(6.0, both).source == TempoSource.AUDIO, "a clock that says nothing any more is gone"
    assert House(NOTHING).walk(20.0, TempoHands()).period_s > 0.9, "and nobody at all: the house's own pulse"


def test_a_tempo_by_number_keeps_the_beat_that_is_on() -> None:
    house = House()
    house.walk(4.0, TempoHands())
    grid = house.walk(3.0, replace(TempoHands(), bpm=90.0, touched=house.t))
    assert grid.source == TempoSource.TAP
    assert grid.bpm == pytest.approx(90.0, rel=0.001)


def test_a_nudge_moves_the_beat_and_a_downbeat_the_bar() -> None:
    house, state = House(), ControlState()
    house.walk(5.0, state.tempo)
    state = reduce(state, tuple(ControlEvent(i + 1, house.t, Command.NUDGE, 0.01) for i in range(4)))
    house.walk(4.0, state.tempo)
    assert off_ms(house.grid, house.t, HEARD.position(house.t - 0.04)) < 3.0
    beat = house.grid.next_beat(house.t) + 0.5   # the one after the next, said a little late
    house.walk(beat + 0.06 - house.t, state.tempo)
    state = reduce(state, (ControlEvent(9, beat + 0.03, Command.DOWNBEAT),))
    house.walk(0.2, state.tempo)
    assert house.grid.bar_phase(beat) == pytest.approx(0.0, abs=0.05) or house.grid.bar_phase(beat) > 0.95
    house.walk(8.0, state.tempo)
    assert min(house.grid.bar_phase(beat + 8.0) % 1.0, 1.0 - house.grid.bar_phase(beat + 8.0) % 1.0) < 0.05, "and it stays there"


def test_any_hands_at_all_never_make_it_jump(rng: np.random.Generator) -> None:
    house, state = House(), ControlState()
    for n in range(1, 151):
        command = Command(int(rng.choice([Command.TAP, Command.NUDGE, Command.DOWNBEAT, Command.TEMPO_RELEASE, Command.BPM, Command.AUTHORITY, Command.CLOCK])))
        wide = {Command.BPM: rng.uniform(-10, 500), Command.AUTHORITY: rng.integers(-3, 9), Command.CLOCK: rng.uniform(-0.1, 1.2)}
        value = wide.get(command, rng.normal() * 0.1)
        state = reduce(state, (ControlEvent(n, house.t if house.tick else 0.0, command, float(value), int(rng.integers(0, 4)), float(rng.normal() * 5)),))
        house.walk(float(rng.uniform(0.02, 0.7)), state.tempo)   # `walk` watches every tick
