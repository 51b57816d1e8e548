"""Coherence C: how much the music holds together, 0..1, with its parts.

pulse        belief that there is one beat at one tempo: the tempo-and-phase filter's mass, the network's pulse, and how narrow its tempo is
             (concentration of the beat posterior; the network's tempo entropy). In what is mostly noise, an applause say, it counts as far as it explains
             what sounds: as far as the rises gather on it or return.
agreement    how far the rises of the four bands gather on the grid or its halves, thirds and quarters: the length of their mean vector on the beat's circle
             (circular statistics: Fisher 1993; for onsets around a beat: Lartillot et al., "Multi-feature modeling of pulse clarity", ISMIR 2008).
recurrence   how far the last bar repeats the ones before: correlation of beat-synchronous patterns of the four bands (Foote's self-similarity,
             ICME 2000, on the beat's own axis).
tonal        how few pitch classes hold the energy now (1 - entropy of the chroma, 0 for noise), or how clearly the last seconds lie in one key
             (correlation with key profiles: Krumhansl 1990; Temperley 2007).

The pulse leads: music may cohere without harmony, but a chord without a pulse is only a place to rest. So C = max(pulse part, TONE * tonal), smoothed over
seconds; the pulse part is the pulse, lowered where the bands disagree and nothing returns. Where no pulse is believed, what gathers on the grid by itself
still counts a little (LOOSE).
"""
from __future__ import annotations

from cmath import rect
from dataclasses import dataclass
from itertools import pairwise
from math import floor, pi

import numpy as np
import numpy.typing as npt

from visualizer.model.grid import BeatGrid

from .ease import Follower, keep, smoothstep
from .frontend import BANDS, GROUPS

Array = npt.NDArray[np.float32]
MEANS = np.array([[(a <= i < b) / (b - a) for a, b in pairwise(GROUPS)] for i in range(BANDS)])
"""(BANDS, 4): each group's mean over its bands"""
HARMONICS = 4
"""beat, half, third, quarter"""
MEMORY_S = 5.0
"""s over which the bands' rises are remembered"""
BINS, BARS_BACK = 12, 8
"""bins a beat, and beats, of the remembered pattern"""
TONAL_EVERY = 4
"""hops between two looks at the chroma"""
NOISY, SHOWN, NOISE_S = (0.45, 0.85), (0.12, 0.35), 1.5
"""flatness, followed over NOISE_S (s), from which most of what sounds is noise, and gathering or recurrence by which a pulse shows in it all the same"""
LOOSE = 0.1
"""most that gathering alone is worth"""
IN_KEY = 0.8
"""what a clear key is worth beside a clear chord"""
TONE = 0.42
"""most that harmony alone is worth"""


@dataclass(frozen=True, slots=True)
class Coherence:
    """All 0..1: total is C; the parts as the module says."""

    total: float
    pulse: float
    agreement: float
    recurrence: float
    tonal: float


class Gathering:
    """How far each band's rises gather on the grid; `step` at an even pace of dt s."""

    def __init__(self, dt: float) -> None:
        self._keep = keep(dt, MEMORY_S)
        self._vectors = np.zeros((4, HARMONICS), np.complex128)
        self._weight = np.zeros(4)
        self._mean = np.zeros(4)
        self._slow = keep(dt, 1.5)

    def step(self, rises: npt.NDArray[np.float64], phase: float) -> float:
        """rises: (4,) >= 0; phase: 0..1 within the beat. 0..1, the bands' mean gathering, each counted by how much it moves."""
        self._mean -= rises
        self._mean *= self._slow
        self._mean += rises
        sharp = np.maximum(rises - 1.5 * self._mean, 0.0)   # a steady rustle is no event
        turn = rect(1.0, 2.0 * pi * phase)
        self._vectors *= self._keep
        self._vectors += sharp[:, None] * np.array((turn, turn ** 2, turn ** 3, turn ** 4))
        self._weight *= self._keep
        self._weight += rises
        longest = np.maximum.reduce(np.abs(self._vectors), axis=1).tolist()
        weight = self._weight.tolist()
        gathered: float = sum(w * length / max(w, 1e-6) for w, length in zip(weight, longest, strict=True)) / max(1e-9, sum(weight))
        return min(1.0, max(0.0, gathered))


class Pattern:
    """The bands' rises on the beat's own axis, and how far they repeat; `step` several times a beat."""

    def __init__(self) -> None:
        self._rows = np.zeros((BINS * BARS_BACK, 4))
        self._sum, self._count = np.zeros(4), 0
        self._bin: int | None = None
        self._value = 0.0

    def step(self, rises: npt.NDArray[np.float64], position: float) -> float:
        """rises: (4,); position: beats since beat 0. 0..1."""
        now = floor(position * BINS)
        if self._bin is None or not 0 <= now - self._bin < BINS:   # the first hop, or the grid moved: the pattern begins anew where it is
            self._bin, self._sum, self._count = now, np.zeros(4), 0
        if now > self._bin:
            moved = now - self._bin
            self._rows[:-moved] = self._rows[moved:]
            self._rows[-moved:] = self._sum / max(1, self._count)
            if now // BINS != self._bin // BINS:
                self._value = self._compare()
            self._bin, self._sum, self._count = now, np.zeros(4), 0
        self._sum = self._sum + rises
        self._count += 1
        return self._value

    def _compare(self) -> float:
        """The best correlation of the newest four beats with those 2, 3 or 4 beats before."""
        best = 0.0
        for lag in (2, 3, 4):
            a, b = self._rows[-4 * BINS:], self._rows[-(4 + lag) * BINS:-lag * BINS]
            a, b = a - a.mean(axis=0), b - b.mean(axis=0)
            size = float(np.sqrt((a * a).sum() * (b * b).sum()))
            if size > 1e-6:
                best = max(best, float((a * b).sum()) / size)
        return best


class CoherenceMeter:
    """Joins the parts; `step` once per hop."""

    def __init__(self, dt: float) -> None:
        self._dt = dt
        self._gathering, self._pattern = Gathering(2.0 * dt), Pattern()
        self._rises, self._agreement, self._recurrence = np.zeros(4), 0.0, 0.0
        self._chroma = np.zeros(12, np.float32)
        self._clear, self._hop = 0.0, 0
        self._total = Follower(1.2, 0.7, dt)
        self._noise = Follower(NOISE_S, NOISE_S, dt)
        self._agree, self._recur, self._pulse = Follower(0.8, 0.8, dt), Follower(1.5, 1.5, dt), Follower(0.5, 0.5, dt)

    def step(self, features: Array, grid: BeatGrid, t: float, belief: float, chroma: Array, key: float, flatness: float, opened: float) -> Coherence:
        """features: of the front end; grid: as heard; t: s, the hop's end; belief: 0..1 in one beat at one tempo; chroma: (12,); key: 0..1, how clear
        the key is; flatness, opened: 0..1."""
        self._rises += np.maximum(features[BANDS:2 * BANDS], 0.0) @ MEANS
        if self._hop % 2 == 0:   # two hops are 21 ms: fine enough for a place in the beat
            position = grid.position(t - 0.5 * self._dt)
            self._agreement = self._gathering.step(self._rises, position % 1.0)
            self._recurrence = self._pattern.step(self._rises, position)
            self._rises[:] = 0.0
        agreement, recurrence = self._agree.step(self._agreement), self._recur.step(self._recurrence)
        shown = max(agreement, recurrence)
        noise = smoothstep(*NOISY, self._noise.step(flatness)) * (1.0 - smoothstep(*SHOWN, shown))
        pulse = self._pulse.step(belief) * (1.0 - noise)
        self._hop += 1
        if self._hop % TONAL_EVERY == 0:
            self._chroma += (chroma - self._chroma) * np.float32(1.0 - keep(TONAL_EVERY * self._dt, 0.5))
            self._clear = self._tonal()
        tonal = max(self._clear, IN_KEY * key) * (1.0 - smoothstep(0.08, 0.35, flatness))
        together = pulse * (0.7 + 0.3 * smoothstep(0.0, 0.6, shown))
        held = max(together, TONE * tonal)
        held = (held + LOOSE * agreement * (1.0 - held)) * opened
        return Coherence(self._total.step(held), pulse * opened, agreement * opened, recurrence * opened, tonal * opened)

    def _tonal(self) -> float:
        """1 - normalised entropy of the chroma over half a second, stretched: one clear chord near 1, noise near 0."""
        p = self._chroma.astype(np.float64)
        total = p.sum()
        if total < 1e-6:
            return 0.0
        p = p / total
        entropy = -float(np.sum(p * np.log(np.maximum(p, 1e-12)))) / float(np.log(12.0))
        return smoothstep(0.03, 0.35, 1.0 - entropy)
