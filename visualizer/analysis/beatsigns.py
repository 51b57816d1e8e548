"""What speaks for a beat's being the first of its bar, measured: what begins at it and half way to the next, what the harmony does, what the network said."""
from __future__ import annotations

from math import log, sqrt

import numpy as np
import numpy.typing as npt

from visualizer.model.time import TICK_S

from .frontend import BANDS, GROUPS, OCTAVES

Array = npt.NDArray[np.float32]
Wide = npt.NDArray[np.float64]
USUAL = 0.55
"""what the network says of a downbeat, as a share of what it says of the beat, where one is as likely as not"""
BEFORE, AFTER, LONGEST = 2, 8, 24
"""hops around a beat: from BEFORE to AFTER for its attack, on to LONGEST, or to HELD of the beat, for the harmony that it brings"""
HELD = 0.45
SEEN = 6
"""hops by which what is heard of the harmony lags"""
REMEMBERED = 1280
"""hops of harmony kept: nearly seven of the slowest beats"""
AT_BEAT = ("network", "bass", "mid", "midhigh", "high", "low rise", "mid rise", "high rise", "low fall", "high fall", "bass level")
"""the network's ratio, what begins in each broad band, harmony that comes and goes by pairs of octaves, the bass"""
HALF_WAY = ("bass after", "mid after", "midhigh after", "high after")
"""what begins half a beat later"""
SPANS = (1, 2, 4)
"""beats before and after one whose harmonies are compared: how far the music turns"""
SIGNS = len(AT_BEAT) + len(HALF_WAY) + len(SPANS)
BACK, AHEAD = 8, 2
"""beats before and after one whose signs are looked at beside its own"""
CONTEXT = (BACK + 1 + AHEAD) * SIGNS + len(SPANS)
LEAST, LEAST_TURN = 0.05, 0.6
"""what is added to each spread: where all beats are alike nothing is unusual, and a turn of the harmony is nearly worth what it is"""
MOST = 3.0
"""spreads beyond which nothing is more unusual"""
MEMORY = 0.1
"""share of the newest beat in what is usual for a beat"""


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


def begins(rows: Array) -> list[float]:
    """(BEFORE + AFTER, FEATURES) hops around a place: what begins there in each of the four broad bands, by the mean over its bands."""
    rises = np.add.reduce(np.maximum(rows[:, BANDS:2 * BANDS], 0.0), axis=0)
    return [x / (b - a) for x, a, b in zip(np.add.reduceat(rises, GROUPS[:-1]).tolist(), GROUPS[:-1], GROUPS[1:], strict=True)]


def evidence(rows: Array, beat: float, downbeat: float) -> Wide:
    """(len(AT_BEAT),) of one beat. rows: (n, FEATURES) hops, BEFORE of them before the one it falls into; beat, downbeat: the most the network said of it."""
    change = np.add.reduce(rows[:, 2 * BANDS:], axis=0).tolist()
    come, gone = change[:OCTAVES], change[OCTAVES:]
    held = rows[BEFORE:, GROUPS[0]:GROUPS[1]]
    return np.array([log((downbeat + 0.02) / (USUAL * beat + 0.02)), *begins(rows[:BEFORE + AFTER]),
                     come[0] + come[1], come[2] + come[3], come[4] + come[5], gone[0] + gone[1], sum(gone[2:]),
                     float(np.add.reduce(held, axis=None)) / max(1, held.size)])


class Usual:
    """What is usual for a beat: the running mean and spread of some of its signs; `step` once per beat."""

    def __init__(self, signs: int, least: float) -> None:
        self._mean, self._power, self._beats, self._least = np.zeros(signs), np.full(signs, 1e-3), 0, least

    def step(self, found: Wide) -> Wide:
        """found: (signs,). How unusual each is, in spreads."""
        self._beats += 1
        share = max(MEMORY, 1.0 / self._beats)
        self._mean += share * (found - self._mean)
        away = found - self._mean
        self._power += share * (away * away - self._power)
        return np.asarray(np.minimum(np.maximum(away / (np.sqrt(self._power) + self._least), -MOST), MOST))


class Signs:
    """The signs of the newest beats, by number, as they become known: `at_beat` of each, `half_way` of the one before, `around` of one AHEAD back."""

    def __init__(self) -> None:
        self._at_beat, self._half_way, self._turned = Usual(len(AT_BEAT), LEAST), Usual(len(HALF_WAY), LEAST), Usual(len(SPANS), LEAST_TURN)
        self._rows: dict[int, Wide] = {}

    def __contains__(self, number: int) -> bool:
        return number in self._rows

    def at_beat(self, number: int, found: Wide) -> None:
        """found: `evidence` of the newest beat."""
        row = np.zeros(SIGNS)
        row[:len(AT_BEAT)] = self._at_beat.step(found)
        row[0] = found[0]
        self._rows[number] = row
        self._rows = {n: r for n, r in self._rows.items() if n >= number - AHEAD - BACK}

    def half_way(self, number: int, rows: Array) -> None:
        """rows: (BEFORE + AFTER, FEATURES) around the place half a beat after beat `number`."""
        if number in self._rows:
            self._rows[number][len(AT_BEAT):len(AT_BEAT) + len(HALF_WAY)] = self._half_way.step(np.array(begins(rows)))

    def around(self, number: int, turns: list[float]) -> Array:
        """(CONTEXT,) float32 of beat `number`, one of those known: its neighbours' signs and its own, oldest first, 0 where nothing is known, and its turns
        as they are. turns: Harmony's over SPANS."""
        self._rows[number][-len(SPANS):] = self._turned.step(np.array(turns))
        seen = [self._rows.get(n, _NOTHING) for n in range(number - BACK, number + AHEAD + 1)]
        return np.concatenate([*seen, turns]).astype(np.float32)


_NOTHING = np.zeros(SIGNS)
