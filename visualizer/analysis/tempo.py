"""The beat grid: the beat network's answers through the tempo-and-phase filter, read out as one hypothesis that is kept while the evidence allows."""
from __future__ import annotations

from bisect import bisect
from math import floor, log

import numpy as np
import numpy.typing as npt

from visualizer.model.grid import BeatGrid
from visualizer.model.time import TICK_S

from .bar import BarFilter
from .barpointer import LONGEST, SHORTEST, BeatFilter
from .ease import Follower, keep, smoothstep
from .network import HOPS, Answer
from .swell import Swell

Array = npt.NDArray[np.float32]
NEAR_PERIOD, NEAR_PHASE = 0.06, 0.11
"""how far a state may lie from a hypothesis and still speak for it: share of the period, share of a beat"""
NEAR_SHARE = np.float32(NEAR_PHASE)
REPLACE = 1.6
"""times as likely another hypothesis must be before it replaces the present one: a light that changes its mind is worse than one that is late to"""
PULL_S = 0.0835
"""s, time constant with which the grid follows the filter's mean: too slow to jitter, quick enough for a ritardando"""
NARROW = (0.42, 0.80)
"""spread of the network's tempo: a steady groove lies below the first, speech and rubato above the second"""
VAGUE, VAGUE_WORTH = (0.62, 0.80), 0.3
"""spread at which a beat begins to be doubted, and from which it is worth no more than VAGUE_WORTH"""
CALIBRATION = (0.0, 0.22, 0.4, 0.6, 0.8, 0.95, 1.0), (0.0, 0.35, 0.48, 0.56, 0.64, 0.78, 0.93)
"""belief, and the share of beats told with it that were right: what the confidence says (between what the open kit and our own music show)"""
PAUSE_S = 1.5
"""s for which a beat is believed to go on when the music pauses"""
PULSE_S = 0.345
"""s, time constant with which pulse and spread follow the network"""
LATE_S = 0.5 * TICK_S
"""s by which the filter's position 0 lies after the beat on average: a beat falls anywhere in its hop"""

PULL, FOLLOW = 1.0 - keep(HOPS * TICK_S, PULL_S), 1.0 - keep(HOPS * TICK_S, PULSE_S)


class TempoTracker:
    """Network answers in, BeatGrid out; `step` once per hop."""

    def __init__(self) -> None:
        self._filter, self._bar, self._swell = BeatFilter(), BarFilter(), Swell()
        self._phase_of = self._filter.position_of / self._filter.period_of
        self._period, self._phase = 47.0, 0.0   # the hypothesis, hops and share of a beat
        self._mass = 0.0
        self._heard = Follower(0.05, PAUSE_S, TICK_S)
        self._grid = BeatGrid()
        self._settled = self._due = False
        self._beat = self._downbeat = self._pulse = 0.0
        self._spread, self._belief, self._sure = 1.0, 0.0, 0.0

    def forget(self) -> None:
        """Sound was missing: beats before it say nothing about those after."""
        self._filter.forget()
        self._bar.forget()
        self._settled = False

    @property
    def belief(self) -> float:
        """0..1, that there is one beat at one tempo: the filter's mass, the network's pulse, and how narrow its tempo is."""
        return self._belief * (1.0 - smoothstep(*NARROW, self._spread))

    @property
    def sure(self) -> float:
        """0..1, the belief from which confidence is made, whether or not what sounds is loud enough to be more than the room."""
        return self._sure

    def step(self, answer: Answer | None, opened: float, t: float, features: Array, chroma: Array, free: bool) -> BeatGrid:
        """answer: what the network said at this hop, if it spoke; opened: 0..1, that anything is to be heard; t: show time (s) of the hop's end;
        features, chroma: of the front end, (FEATURES,), and of the spectrum, (12,), for the bar; free: whether there is time for what is done once a beat,
        a part of it a hop."""
        heard = self._heard.step(opened)
        self._filter.step(answer)
        if answer is not None:
            self._beat, self._downbeat = answer.beat, answer.downbeat
            self._pulse += FOLLOW * (answer.pulse - self._pulse)
            self._spread += FOLLOW * (spread(answer.tempo) - self._spread)
        self._phase = (self._phase + 1.0 / self._period) % 1.0
        if self._due or not self._settled:   # a hop after the network spoke: between its answers the belief only moves on, and the two are not done in one hop
            self._read(t)
        self._due = answer is not None
        swells = free and self._swell.due(self._grid, t)
        self._bar.step(self._grid, t, self._beat, self._downbeat, features, chroma, busy=swells or not free)
        if swells:
            self._swell.step(self._grid, t, self._bar.heard())
        g = self._grid
        vague = VAGUE_WORTH + (1.0 - VAGUE_WORTH) * (1.0 - smoothstep(*VAGUE, self._spread))
        self._sure = self._mass * self._pulse * vague
        belief = self._sure * heard
        self._belief = belief if belief > 0.02 else 0.0
        self._grid = BeatGrid(g.anchor_s, g.period_s, calibrated(self._belief), g.beat, self._bar.beats, self._bar.downbeat)
        return self._grid

    def _read(self, t: float) -> None:
        """The hypothesis and the grid, by the filter's belief."""
        own = self._near(self._period, self._phase)
        best = int(self._filter.belief.argmax())
        period, phase = float(self._filter.period_of[best]), float(self._phase_of[best])
        jumped = not self._settled
        if jumped or not same(own[1], own[2], period, phase):
            other = self._near(period, phase)
            jumped = jumped or (other[0] > REPLACE * own[0] and not same(own[1], own[2], other[1], other[2]))
            own = other if jumped else own
        self._mass, self._period, self._phase = own
        self._settled = True
        self._move_grid(t, jumped)

    def _near(self, period: float, phase: float) -> tuple[float, float, float]:
        """(mass, period in hops, phase) of the states around a hypothesis: their summed belief and mean place."""
        f = self._filter
        a = max(SHORTEST, floor(period * (1.0 - NEAR_PERIOD))) - SHORTEST
        b = min(LONGEST, int(period * (1.0 + NEAR_PERIOD)) + 1) - SHORTEST
        rows = slice(int(f.first[a]), int(f.last[b]) + 1)
        away = self._phase_of[rows] - np.float32(phase)
        away -= np.rint(away)
        p = f.belief[rows] * (np.abs(away) < NEAR_SHARE)
        mass = float(np.add.reduce(p))
        if mass < 1e-9:
            return 0.0, period, phase
        return mass, float(p @ f.period_of[rows]) / mass, (phase + float(p @ away) / mass) % 1.0

    def _move_grid(self, t: float, jumped: bool) -> None:
        """Bring the grid to the hypothesis: at once when it is another one, else by a pull too soft to jitter. Beat numbers never go back."""
        period = self._period * TICK_S
        if jumped:
            self._swell.forget()
        last = t - LATE_S - self._swell.late_s - self._phase * period
        g = self._grid
        if jumped:
            ahead = max(0, round(g.position(last)) - g.beat)
            self._grid = BeatGrid(last, period, g.confidence, g.beat + ahead, g.beats_per_bar, g.downbeat)
            return
        beats = round(g.position(last)) - g.beat
        expected = g.anchor_s + beats * g.period_s
        anchor = expected + PULL * (last - expected)
        self._grid = BeatGrid(anchor, g.period_s + PULL * (period - g.period_s), g.confidence, g.beat + beats, g.beats_per_bar, g.downbeat)


def calibrated(belief: float) -> float:
    """What CALIBRATION makes of a belief, both 0..1 (numpy's interp takes longer to be asked than to answer)."""
    at, right = CALIBRATION
    i = min(len(at) - 1, max(1, bisect(at, belief)))
    return right[i - 1] + (right[i] - right[i - 1]) * (belief - at[i - 1]) / (at[i] - at[i - 1])


def spread(tempo: Array) -> float:
    """(classes,) probabilities -> 0 for one tempo, 1 for any: normalised entropy."""
    return -float(tempo @ np.log(np.maximum(tempo, 1e-9))) / log(len(tempo))


def same(period: float, phase: float, other_period: float, other_phase: float) -> bool:
    """Whether two hypotheses (hops, share of a beat) are one."""
    apart = phase - other_phase
    return abs(log(period / other_period)) < 0.05 and abs(apart - round(apart)) < 0.1
