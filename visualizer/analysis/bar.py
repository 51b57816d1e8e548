"""Which beat is the first of its bar: a forward filter over metre and place in the bar, asked once per beat with what a small network makes of its signs."""
from __future__ import annotations

from bisect import bisect
from collections import deque
from collections.abc import Callable
from math import floor

import numpy as np
import numpy.typing as npt

from visualizer.model.grid import BeatGrid
from visualizer.model.time import TICK_S

from .beatsigns import AFTER, AHEAD, BEFORE, CONTEXT, LONGEST, SEEN, SPANS, Harmony, Signs, evidence, hops_of
from .frontend import FEATURES
from .network import weights

Array = npt.NDArray[np.float32]
METRES = (2, 3, 4, 5)
"""beats a bar may have; longer bars are heard as these"""
PRIOR = (0.05, 0.21, 0.70, 0.04)
MOST_ODDS = 8.0
"""log odds, the most that one beat may say"""
TEMPER = 0.6
"""exponent of what the networks say: they learnt with true beats and from our own music, and are less right elsewhere than they think"""
CHANGE = 0.004
"""share of beats after which anything may follow: a metre changes, a bar is a beat short"""
KEPT = 160
"""hops whose features are kept: half a beat after one is looked at when the next has been heard, even at the slowest tempo"""
NEWEST = 64
"""hops that others may ask for"""


class BarNetwork:
    """Signs of a beat and its neighbours -> log odds that it is a first one, a first and another being as likely before: the mean of what some small networks
    of other beginnings say (tools/hearing/bars.py)."""

    def __init__(self) -> None:
        w = weights("bars")
        n = len(w["head_bias"])
        self._enter, self._enter_bias = w["enter_weight"].reshape(-1, CONTEXT), w["enter_bias"].ravel()   # all at once
        self._reduce, self._reduce_bias = w["reduce_weight"], w["reduce_bias"][..., None]
        self._head, self._straight, self._bias = w["head_weight"].ravel() / n, w["straight_weight"].mean(axis=(0, 1)), float(w["head_bias"].mean())
        self._hidden = n, -1, 1

    def step(self, context: Array) -> float:
        """context: (CONTEXT,) float32, of Signs."""
        entered = np.tanh(self._enter @ context + self._enter_bias).reshape(self._hidden)
        reduced = np.tanh(self._reduce @ entered + self._reduce_bias).ravel()
        return max(-MOST_ODDS, min(MOST_ODDS, float(self._head @ reduced) + float(self._straight @ context) + self._bias))


class BarFilter:
    """Belief over (metre, place); `step` once per hop. beats: of the likeliest metre; downbeat: number of a beat that is the first of its bar."""

    def __init__(self) -> None:
        self.beats, self.downbeat = 4, 0
        self._prior = np.concatenate([np.full(m, p / m) for m, p in zip(METRES, PRIOR, strict=True)])
        self._first = np.concatenate([[0], np.cumsum(METRES)[:-1]])
        self._edges: list[int] = self._first.tolist()
        self._next = np.concatenate([np.roll(np.arange(m), 1) + a for m, a in zip(METRES, self._first, strict=True)])   # where each state came from
        self._opens = np.isin(np.arange(len(self._prior)), self._first) * TEMPER   # how much each state's beat is one that a bar begins with
        self._network = BarNetwork()
        self._rows = np.zeros((KEPT, FEATURES), np.float32)   # the newest hops, as a ring
        self._said = np.zeros((KEPT, 2))   # what the network said of a beat and of a downbeat in each
        self._at, self._harmony = 0, Harmony()
        self.forget()

    def forget(self) -> None:
        """Back to knowing nothing."""
        self._belief = self._prior.copy()
        self._signs = Signs()
        self._heard: int | None = None
        self._jobs: deque[tuple[Callable[[int, float, float], None], int]] = deque()   # what is still to do, and for which beat
        self._turns: list[float] = []

    def step(self, grid: BeatGrid, t: float, beat: float, downbeat: float, features: Array, chroma: Array, busy: bool = False) -> None:
        """grid: as now believed; t: s, the hop's end; beat, downbeat: the network's newest answers 0..1; features, chroma: (FEATURES,), (12,) of this hop;
        busy: there is no time in this hop; what is due waits for one in which there is."""
        self._harmony.step(chroma)
        self._at = (self._at + 1) % KEPT
        self._rows[self._at] = features
        self._said[self._at] = beat, downbeat
        if busy:
            return
        period = grid.period_s / TICK_S
        if not self._jobs:
            enough = hops_of(grid.period_s)
            self._note(floor(grid.position(t - (enough - 1) * TICK_S)))   # the newest beat that lies far enough back
        if self._jobs:   # one at a time
            job, number = self._jobs.popleft()
            job(number, (grid.position(t) - number) * period, period)

    def _note(self, number: int) -> None:
        """Beat `number` may be heard now: what there is to do, if it is a new one."""
        heard = number if self._heard is None else self._heard
        self._heard = max(heard, number)
        for _ in range(min(8, number - heard)):
            self._belief = self._belief[self._next]
        if number > heard:
            self._jobs += (self._hear, number), (self._look_back, number), (self._judge, number - AHEAD)

    def heard(self) -> Array:
        """(NEWEST, FEATURES): the newest hops, the newest last."""
        return self._seen(NEWEST - 1, NEWEST)

    def _seen(self, ago: int, hops: int) -> Array:
        """(hops, FEATURES) from `ago` hops ago on."""
        first = self._at - ago
        return self._rows.take(np.arange(first, first + hops), 0, mode="wrap")

    def _hear(self, number: int, ago: float, period: float) -> None:
        """What is seen of beat `number` itself. ago, period, here and below: hops since the beat and from one to the next."""
        enough = hops_of(period * TICK_S)
        if not 0.0 <= ago - enough + 1.0 < LONGEST + 1.0:   # the grid has moved on
            return
        own = floor(ago)   # hops since the one it fell into
        beat, downbeat = self._said.take(np.arange(self._at - own - BEFORE, self._at - own + AFTER), 0, mode="wrap").max(axis=0).tolist()
        self._signs.at_beat(number, evidence(self._seen(own + BEFORE, BEFORE + enough), beat, downbeat))

    def _look_back(self, number: int, ago: float, period: float) -> None:
        """What is seen half a beat before it, and how far the harmony turned at the beat that is judged next."""
        first = floor(ago) + round(0.5 * period) + BEFORE
        if BEFORE + AFTER <= first < KEPT:
            self._signs.half_way(number - 1, self._seen(first, BEFORE + AFTER))
        self._turns = [self._harmony.turn(round(ago + AHEAD * period) - SEEN, round(beats * period)) for beats in SPANS]

    def _judge(self, number: int, ago: float, period: float) -> None:
        """Whether a bar begins with it."""
        if number not in self._signs:
            return
        p = self._belief * np.exp(self._network.step(self._signs.around(number, self._turns)) * self._opens)
        p /= np.add.reduce(p)
        p *= 1.0 - CHANGE
        p += CHANGE * self._prior
        self._belief = p
        best = int(self._belief.argmax())
        row = bisect(self._edges, best) - 1
        self.beats = METRES[row]
        self.downbeat = number - (best - self._edges[row])
