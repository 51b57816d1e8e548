"""Which beat is the first of its bar: a forward filter over metre and place in the bar, asked once per beat with all that speaks for a first beat."""
from __future__ import annotations

from math import floor, log, sqrt

import numpy as np
import numpy.typing as npt

from visualizer.model.grid import BeatGrid
from visualizer.model.time import TICK_S

from .frontend import BANDS, FEATURES, GROUPS, OCTAVES

Array = npt.NDArray[np.float32]
Wide = npt.NDArray[np.float64]
METRES = (2, 3, 4, 5)
"""beats a bar may have; longer bars are heard as these"""
PRIOR = (0.05, 0.21, 0.70, 0.04)
USUAL = 0.55
"""what the network says of a downbeat, as a share of what it says of the beat, where one is as likely as not"""
BEFORE, AFTER, LONGEST = 2, 8, 24
"""hops around a beat: from BEFORE to AFTER for its attack, on to LONGEST, or to HELD of the beat, for the harmony that it brings"""
HELD = 0.45
LATER = 2
"""beats after one at which it is judged: what follows it has to be heard before it can be told from what went before"""
SEEN = 6
"""hops by which what is heard of the harmony lags"""
REMEMBERED = 1024
"""hops of harmony kept: four and a half of the slowest beats"""
NAMES = ("network", "bass", "mid", "midhigh", "high", "low rise", "mid rise", "high rise", "low fall", "high fall", "bass level", "turn", "wide turn")
"""what speaks of a beat: the network's ratio, what begins in each broad band, harmony that comes and goes by pairs of octaves, the bass, and how far the
harmony of the beat, and of the two beats, from it on is another than that before"""
WEIGHTS = (2.257, 0.140, 0.012, 0.310, -0.107, 0.338, -0.126, 0.002, -0.080, -0.145, 0.387, 3.297, 0.451)
BIAS = -0.220
"""log odds that a beat is a first one, a first and another being as likely before: logistic regression over our own music (tools/hearing/bars.py)"""
TEMPER = 0.6
"""exponent of that: a band that plays its second beat like a first one does so in every bar"""
LEAST = np.array([0.05] * (len(NAMES) - 2) + [0.6] * 2)
"""what is added to each spread: where all beats are alike nothing is unusual, and a turn of the harmony is nearly worth what it is"""
MOST = 3.0
"""spreads beyond which nothing is more unusual"""
MEMORY = 0.1
"""share of the newest beat in what is usual for a beat"""
CHANGE = 0.004
"""share of beats after which anything may follow: a metre changes, a bar is a beat short"""


def hops_of(period_s: float) -> int:
    """Hops from the one a beat falls into to the last that is looked at, that one included. period_s: s, of a beat."""
    return max(AFTER, min(LONGEST, int(HELD * period_s / TICK_S)))


class Harmony:
    """What has sounded, as running sums of the roots of the pitch classes' shares; `step` once per hop."""

    def __init__(self) -> None:
        self._sums, self._at = np.zeros((REMEMBERED, 12)), 0

    def step(self, chroma: Array) -> None:
        """chroma: (12,) shares."""
        before, self._at = self._at, (self._at + 1) % REMEMBERED
        np.add(self._sums[before], np.sqrt(chroma), out=self._sums[self._at])

    def turn(self, ago: int, span: int) -> float:
        """0 (the same) .. 2: how far the harmony of `span` hops, from `ago` hops ago on, is another than before: 1 - correlation of pitch classes."""
        edges = self._sums.take((self._at - ago - span, self._at - ago, self._at - max(0, ago - span)), 0, mode="wrap")
        before, after = edges[1] - edges[0], edges[2] - edges[1]
        before -= np.add.reduce(before) / 12.0
        after -= np.add.reduce(after) / 12.0
        power = float(before @ before) * float(after @ after)
        return 1.0 - float(before @ after) / sqrt(power) if power > 1e-6 else 0.0


def evidence(rows: Array, beat: float, downbeat: float) -> Wide:
    """(NAMES,) of one beat, but for the turns of the harmony, which come later. rows: (n, FEATURES) hops, BEFORE of them before the one it falls into;
    beat, downbeat: the most the network said of it."""
    out = np.zeros(len(NAMES))
    out[0] = log((downbeat + 0.02) / (USUAL * beat + 0.02))
    rises = np.add.reduce(np.maximum(rows[:BEFORE + AFTER, BANDS:2 * BANDS], 0.0), axis=0)
    for i in range(4):
        out[1 + i] = float(np.add.reduce(rises[GROUPS[i]:GROUPS[i + 1]])) / (GROUPS[i + 1] - GROUPS[i])
    change = np.add.reduce(rows[:, 2 * BANDS:], axis=0).tolist()
    come, gone = change[:OCTAVES], change[OCTAVES:]
    out[5:8] = come[0] + come[1], come[2] + come[3], come[4] + come[5]
    out[8:10] = gone[0] + gone[1], sum(gone[2:])
    held = rows[BEFORE:, GROUPS[0]:GROUPS[1]]
    out[10] = float(np.add.reduce(held, axis=None)) / max(1, held.size)
    return out


class Usual:
    """What is usual for a beat: the running mean and spread of its evidence; `step` once per beat."""

    def __init__(self) -> None:
        self._mean, self._power, self._beats = np.zeros(len(NAMES)), np.full(len(NAMES), 1e-3), 0

    def step(self, found: Wide) -> Wide:
        """found: (NAMES,). How unusual each is, in spreads; the network's ratio as it is."""
        self._beats += 1
        share = max(MEMORY, 1.0 / self._beats)
        self._mean += share * (found - self._mean)
        away = found - self._mean
        self._power += share * (away * away - self._power)
        out = np.minimum(np.maximum(away / (np.sqrt(self._power) + LEAST), -MOST), MOST)
        out[0] = found[0]
        return np.asarray(out)


class BarFilter:
    """Belief over (metre, place); `step` once per hop. beats: of the likeliest metre; downbeat: number of a beat that is the first of its bar."""

    def __init__(self) -> None:
        self.beats, self.downbeat = 4, 0
        self._prior = np.concatenate([np.full(m, p / m) for m, p in zip(METRES, PRIOR, strict=True)])
        self._first = np.concatenate([[0], np.cumsum(METRES)[:-1]])
        self._next = np.concatenate([np.roll(np.arange(m), 1) + a for m, a in zip(METRES, self._first, strict=True)])   # where each state came from
        self._weights = np.array(WEIGHTS)
        self._part = np.isin(np.arange(len(self._prior)), self._first) * TEMPER   # how much each state's beat is one that a bar begins with
        self._rows = np.zeros((BEFORE + LONGEST + 8, FEATURES), np.float32)   # the newest hops, as a ring
        self._said = np.zeros((len(self._rows), 2))   # what the network said of a beat and of a downbeat in each
        self._at, self._harmony = 0, Harmony()
        self.forget()

    def forget(self) -> None:
        """Back to knowing nothing."""
        self._belief = self._prior.copy()
        self._usual = Usual()
        self._found: dict[int, Wide] = {}   # evidence of beats not yet judged, by number
        self._heard: int | None = None
        self._next_judged: tuple[int, Wide] | None = None

    def step(self, grid: BeatGrid, t: float, beat: float, downbeat: float, features: Array, chroma: Array, busy: bool = False) -> None:
        """grid: as now believed; t: s, the hop's end; beat, downbeat: the network's newest answers 0..1; features, chroma: (FEATURES,), (12,) of this hop;
        busy: much is done in this hop already, so that a beat is better judged in the next."""
        self._harmony.step(chroma)
        self._at = (self._at + 1) % len(self._rows)
        self._rows[self._at] = features
        self._said[self._at] = beat, downbeat
        if busy:
            return
        enough = hops_of(grid.period_s)
        position = grid.position(t - (enough - 1) * TICK_S)   # the newest beat that lies far enough back
        number = floor(position)
        if self._heard is None:
            self._heard = number
        if self._next_judged is not None:   # a hop after it was heard: the two are not done in one
            judged, evidence_of = self._next_judged
            self._next_judged = None
            self._judge(judged, evidence_of, (t - grid.anchor_s) / TICK_S - (judged - grid.beat) * grid.period_s / TICK_S, grid.period_s / TICK_S)
        elif number > self._heard:
            for _ in range(min(8, number - self._heard)):
                self._belief = self._belief[self._next]
            self._heard = number
            late = int((position - number) * grid.period_s / TICK_S)
            if late <= len(self._rows) - BEFORE - enough:   # the grid may have moved: then what was heard of it is gone
                self._hear(number, late, enough)
            if (found := self._found.pop(number - LATER, None)) is not None:
                self._next_judged = number - LATER, found
            self._found = {n: x for n, x in self._found.items() if n > number - LATER}

    def heard(self) -> Array:
        """(n, FEATURES): the newest hops, the newest last."""
        return np.concatenate([self._rows[self._at + 1:], self._rows[:self._at + 1]])

    def _hear(self, number: int, late: int, enough: int) -> None:
        """late: hops since there was enough to be heard of beat `number`; enough: hops from its own on."""
        where = np.arange(self._at - late - enough - BEFORE + 1, self._at - late + 1)
        beat, downbeat = self._said.take(where[:BEFORE + AFTER], 0, mode="wrap").max(axis=0).tolist()
        self._found[number] = evidence(self._rows.take(where, 0, mode="wrap"), beat, downbeat)

    def _judge(self, number: int, found: Wide, ago: float, period: float) -> None:
        """found: (NAMES,) evidence of beat `number`, without harmony; ago, period: hops since the beat and from one to the next."""
        found[-2:] = [self._harmony.turn(round(ago) - SEEN, round(beats * period)) for beats in (1, 2)]
        p = self._belief * np.exp((float(self._weights @ self._usual.step(found)) + BIAS) * self._part)
        p /= p.sum()
        self._belief = (1.0 - CHANGE) * p + CHANGE * self._prior
        best = int(self._belief.argmax())
        row = int(np.searchsorted(self._first, best, side="right")) - 1
        self.beats = METRES[row]
        self.downbeat = number - (best - int(self._first[row]))
