"""Coherence C: how much the music holds together, 0..1, with its parts.

pulse        belief that there is one beat at one tempo: the tempo-and-phase filter's mass, the network's pulse, and how narrow its tempo is
             (concentration of the beat posterior; the network's tempo entropy). In what is mostly noise, an applause say, it counts as far as it explains
             what sounds: as far as the rises gather on it or return.
agreement    how far the rises of the four bands gather on the grid or its halves, thirds and quarters: the length of their mean vector on the beat's circle
             (circular statistics: Fisher 1993; for onsets around a beat: Lartillot et al., "Multi-feature modeling of pulse clarity", ISMIR 2008), less what
             as many events at random would show.
recurrence   how far the last bar repeats the ones before: correlation of beat-synchronous patterns of the four bands (Foote's self-similarity,
             ICME 2000, on the beat's own axis).
tonal        how few pitch classes hold the energy now (1 - entropy of the chroma, 0 for noise), or how clearly the last seconds lie in one key
             (correlation with key profiles: Krumhansl 1990; Temperley 2007).

The pulse leads: music may cohere without harmony, but a chord without a pulse is only a place to rest. So C = max(pulse part, TONE * tonal), smoothed over
seconds; the pulse part is the pulse, lowered where no band gathers on it and nothing returns, and a little (DULL) where it is met loosely. Where no pulse
is believed, what returns at some tempo beyond chance still counts a little (LOOSE), and what is no more than chance counts as nothing.
"""
from __future__ import annotations

from cmath import rect
from dataclasses import dataclass
from itertools import pairwise
from math import floor, log, pi, sqrt

import numpy as np
import numpy.typing as npt

from visualizer.model.grid import BeatGrid

from .ease import Follower, keep, smoothstep
from .frontend import BANDS, GROUPS

Array = npt.NDArray[np.float32]
Wide = npt.NDArray[np.float64]
MEANS = np.array([[(a <= i < b) / (b - a) for a, b in pairwise(GROUPS)] for i in range(BANDS)], np.float32)
"""(BANDS, 4): each group's mean over its bands"""
HARMONICS = 4
"""beat, half, third, quarter; eighths tell only how sharply these are met"""
LARGEST_OF_HARMONICS = 1.0 + 1.0 / 2.0 + 1.0 / 3.0 + 1.0 / 4.0
"""mean of the largest of four squared resultants of random events, in units of one's mean: they are exponential, and the mean is the harmonic number"""
REGULAR_S, REGULAR_HZ, REGULAR_EVERY = 20.0, (0.6, 4.0), 4
"""s over which a tempo is looked for whether or not any is believed, the tempi, and steps between two looks"""
LUCKIEST = log(2.0 * REGULAR_S * (REGULAR_HZ[1] - REGULAR_HZ[0])) + 0.5772
"""the same mean of the largest of as many as there are independent tempi"""
MEMORY_S = 5.0
"""s over which the bands' rises are remembered"""
BINS, BARS_BACK = 12, 8
"""bins a beat, and beats, of the remembered pattern"""
BARS = np.arange(BINS * (BARS_BACK - 4), BINS * BARS_BACK) - BINS * np.array([[0], [2], [3], [4]])
"""where in the pattern the newest four beats lie, and those 2, 3 and 4 beats before"""
LUCKY = 2.0 / sqrt(4 * BINS)
"""two standard deviations of a correlation over four beats' bins that have nothing in common"""
EVERY, TONAL_EVERY = 2, 4
"""hops between two looks (21 ms are fine enough for a place in the beat, and all else takes longer), and between two at the chroma"""
NOISY, SHOWN, NOISE_S = (0.45, 0.85), (0.12, 0.35), 1.5
"""flatness, followed over NOISE_S (s), from which most of what sounds is noise, and gathering or recurrence by which a pulse shows in it all the same"""
LOOSE = 0.15
"""most that regularity without a believed pulse is worth"""
GUESS = 0.35
"""belief below which a pulse is a guess and counts for less than it claims"""
UNSEEN, SEEN = 0.7, 0.2
"""share of a pulse that counts when nothing gathers on it and no bar returns, and how much of that is enough for all of it"""
IN_KEY = 0.8
"""what a clear key is worth beside a clear chord"""
DULL = 0.015
"""share of a pulse that does not count when nothing meets the eighths of the beat: of two grooves that are both beyond doubt the sharper coheres more"""
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
    """How far each band's rises gather on the grid; `step` at an even pace of dt s. sharpness: 0..1, how sharply what gathers meets it, the length of the mean
    vector on the circle of the beat's eighths: 10 ms astray at 120 a minute make .8 into .5, where the beat's own circle hardly tells them."""

    def __init__(self, dt: float) -> None:
        self._keep = keep(dt, MEMORY_S)
        self._vectors = np.zeros((4, HARMONICS + 1), np.complex128)
        self._chance, self._last = np.zeros(4), np.zeros(4)
        self._weight = self._struck = self.sharpness = 0.0

    def step(self, sharp: Wide, weight: float, phase: float) -> float:
        """sharp: (4,) >= 0, what rose of late; weight: of all that rose, sharp or not; phase: 0..1 within the beat. 0..1, the bands' mean gathering, each
        counted by how much it moves, beyond what events at random would show: n of them have a resultant of about sqrt(n)."""
        turn = rect(1.0, 2.0 * pi * phase)
        square = turn * turn
        self._vectors *= self._keep
        fourth = square * square
        self._vectors += sharp[:, None] * np.array((turn, square, square * turn, fourth, fourth * fourth))
        self._chance *= self._keep * self._keep
        self._chance += sharp * (sharp + 2.0 * self._last)   # an event of two steps is one
        self._last = sharp
        self._weight = self._weight * self._keep + weight
        self._struck = self._struck * self._keep + float(np.add.reduce(sharp))
        powers = self._vectors.real ** 2 + self._vectors.imag ** 2
        self.sharpness = sum(map(sqrt, powers[:, HARMONICS].tolist())) / max(1e-9, self._struck)
        power = np.maximum.reduce(powers[:, :HARMONICS], axis=1)
        power -= LARGEST_OF_HARMONICS * self._chance
        np.maximum(power, 0.0, out=power)
        return min(1.0, float(np.add.reduce(np.sqrt(power, out=power))) / max(1e-9, self._weight))


class Regularity:
    """How far the rises return at any one tempo, beyond what chance would show at the luckiest of so many; `step` at an even pace of dt s. Asks no
    tracker: the length of the rises' Fourier vector at each tempo (a tempogram: Grosche and Müller, IEEE TASLP 2011)."""

    def __init__(self, dt: float) -> None:
        self._keep = keep(dt, REGULAR_S)
        hz = np.linspace(*REGULAR_HZ, round(2.0 * pi * REGULAR_S * (REGULAR_HZ[1] - REGULAR_HZ[0]) * 0.65))
        self._turn = self._keep * np.exp(-2j * pi * dt * hz)
        self._vectors = np.zeros(len(hz), np.complex128)
        self._chance = self._last = self._weight = self._value = 0.0
        self._steps = 0

    def step(self, sharp: float, weight: float) -> float:
        """sharp, weight: as in Gathering, of all bands together. 0..1."""
        self._vectors *= self._turn
        self._vectors += sharp
        self._chance = self._chance * self._keep * self._keep + sharp * (sharp + 2.0 * self._last)
        self._last = sharp
        self._weight = self._weight * self._keep + weight
        self._steps += 1
        if self._steps % REGULAR_EVERY == 0:
            parts = self._vectors.view(np.float64) ** 2
            power = float(np.maximum.reduce(parts[::2] + parts[1::2]))
            self._value = min(1.0, sqrt(max(0.0, power - LUCKIEST * self._chance)) / max(1e-9, self._weight))
        return self._value


class Pattern:
    """The bands' rises on the beat's own axis, and how far they repeat; `step` several times a beat."""

    def __init__(self) -> None:
        self._rows = np.zeros((BINS * BARS_BACK, 4))
        self._sum, self._count = np.zeros(4), 0
        self._bin: int | None = None
        self._value = 0.0

    def step(self, rises: Wide, position: float) -> float:
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
        """The best correlation of the newest four beats with those 2, 3 or 4 beats before, beyond what nothing in common would reach one time in twenty."""
        bars = self._rows.take(BARS, 0)
        bars -= np.add.reduce(bars, axis=1, keepdims=True) / (4 * BINS)
        flat = bars.reshape(len(bars), -1)
        together = (flat @ flat[0]).tolist()
        powers = np.einsum("ij,ij->i", flat, flat).tolist()
        best = 0.0
        for power, shared in zip(powers[1:], together[1:], strict=True):
            size = sqrt(powers[0] * power)
            if size > 1e-6:
                best = max(best, shared / size)
        return max(0.0, best - LUCKY) / (1.0 - LUCKY)


class CoherenceMeter:
    """Joins the parts; `step` once per hop."""

    def __init__(self, dt: float) -> None:
        self._dt, dt = dt, EVERY * dt
        self._gathering, self._regularity, self._pattern = Gathering(dt), Regularity(dt), Pattern()
        self._rises, self._usual, self._usual_keep = np.zeros(4), np.zeros(4), keep(dt, 1.5)
        self._agreement = self._regular = self._recurrence = 0.0
        self._chroma, self._chroma_share = np.zeros(12, np.float32), np.float32(1.0 - keep(TONAL_EVERY * self._dt, 0.5))
        self._clear, self._hop = 0.0, -1
        self._last = Coherence(0.0, 0.0, 0.0, 0.0, 0.0)
        self._total = Follower(1.2, 0.7, dt)
        self._noise = Follower(NOISE_S, NOISE_S, dt)
        self._agree, self._loose, self._recur, self._pulse = (Follower(tau_s, tau_s, dt) for tau_s in (0.8, 0.8, 1.5, 0.5))

    def step(self, features: Array, grid: BeatGrid, t: float, belief: float, chroma: Array, key: float, flatness: float, opened: float) -> Coherence:
        """What it returns is another at every EVERY hops. features: of the front end; grid: as heard; t: s, the hop's end; belief: 0..1 in one beat at one
        tempo; chroma: (12,); key: 0..1, how clear the key is; flatness, opened: 0..1."""
        self._rises += np.maximum(features[BANDS:2 * BANDS], 0.0) @ MEANS
        self._hop += 1
        if self._hop % EVERY:   # hops in which the beat network speaks
            return self._last
        self._see(grid.position(t - 0.5 * self._dt))
        agreement, recurrence = self._agree.step(self._agreement), self._recur.step(self._recurrence)
        shown = max(agreement, recurrence)
        noise = smoothstep(*NOISY, self._noise.step(flatness)) * (1.0 - smoothstep(*SHOWN, shown))
        pulse = self._pulse.step(belief * smoothstep(0.0, GUESS, belief)) * (1.0 - noise)
        if self._hop % TONAL_EVERY == 2:   # a hop after a new chroma
            self._chroma += (chroma - self._chroma) * self._chroma_share
            self._clear = self._tonal()
        tonal = max(self._clear, IN_KEY * key) * (1.0 - smoothstep(0.08, 0.35, flatness))
        together = pulse * (UNSEEN + (1.0 - UNSEEN) * smoothstep(0.0, SEEN, shown)) * (1.0 - DULL * (1.0 - self._gathering.sharpness))
        held = max(together, TONE * tonal)
        held = (held + LOOSE * self._loose.step(self._regular) * (1.0 - held)) * opened
        self._last = Coherence(self._total.step(held), pulse * opened, agreement * opened, recurrence * opened, tonal * opened)
        return self._last

    def _see(self, position: float) -> None:
        """What rose in the last two hops. position: beats since beat 0."""
        rises = self._rises
        self._usual -= rises
        self._usual *= self._usual_keep
        self._usual += rises
        sharp = np.maximum(rises - 1.5 * self._usual, 0.0)   # a steady rustle is no event
        weight = float(np.add.reduce(rises))
        self._agreement = self._gathering.step(sharp, weight, position % 1.0)
        self._regular = self._regularity.step(float(np.add.reduce(sharp)), weight)
        self._recurrence = self._pattern.step(rises, position)
        rises[:] = 0.0

    def _tonal(self) -> float:
        """1 - normalised entropy of the chroma over half a second, stretched: one clear chord near 1, noise near 0."""
        chroma = self._chroma.tolist()
        total = sum(chroma)
        if total < 1e-6:
            return 0.0
        entropy = -sum(x / total * log(max(x / total, 1e-12)) for x in chroma) / log(12.0)
        return smoothstep(0.03, 0.35, 1.0 - entropy)
