"""How late a beat is heard where nothing strikes: bowed, blown and sung notes are there before they are heard to begin."""
from __future__ import annotations

from math import floor

import numpy as np
import numpy.typing as npt

from visualizer.model.grid import BeatGrid
from visualizer.model.time import TICK_S

from .ease import smoothstep
from .frontend import BANDS, OCTAVES

Array = npt.NDArray[np.float32]
Wide = npt.NDArray[np.float64]
BEFORE, AFTER = 14, 10
"""hops around a beat that are looked at"""
NEWEST, ENOUGH = 0.12, 4
"""share of the newest beat in the mean over beats, and beats from which it says something"""
STRUCK = (0.08, 0.18)
"""rise of the bands at a beat beyond what rises around it: below the first nothing strikes, above the second something does"""
USUAL, SHARE = 2.6, 1.4
"""hops after the grid's beat at which the harmony has come half way where the grid is right, and hops by which the beat lies earlier for each that it comes
sooner (regression over our own slow music: docs/hearing.md)"""
MOST = 6.0
"""hops by which a beat is at most moved"""


class Swell:
    """`step` for each beat that is `due`; `late_s` says by how much the tracker's beats come late."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """The grid is another: what was seen around its beats says nothing of the new ones."""
        self.late_s, self._beat, self._beats = 0.0, -1, 0
        self._mean, self._newest = np.zeros((2, BEFORE + AFTER + 1)), np.zeros((2, BEFORE + AFTER + 1))

    def due(self, grid: BeatGrid, t: float) -> bool:
        """Whether a beat lies AFTER hops back that was not looked at yet. grid: as told; t: s, the hop's end."""
        return floor(grid.position(t - AFTER * TICK_S - self.late_s)) > self._beat

    def step(self, grid: BeatGrid, t: float, rows: Array) -> None:
        """rows: (n, FEATURES) of the newest n hops, n > BEFORE + AFTER + 1, for a beat that is due."""
        position = grid.position(t - AFTER * TICK_S - self.late_s)
        self._beat = floor(position)
        end = len(rows) - round((position - self._beat) * grid.period_s / TICK_S)
        if end < BEFORE + AFTER + 1:   # the grid moved on by more than is kept
            return
        seen = rows[end - BEFORE - AFTER - 1:end]
        newest = self._newest
        np.add.reduce(seen[:, 2 * BANDS:2 * BANDS + OCTAVES], axis=1, out=newest[0])
        np.add.reduce(np.maximum(seen[:, BANDS:2 * BANDS], 0.0), axis=1, out=newest[1])
        newest[1] /= BANDS
        self._beats += 1
        newest -= self._mean
        newest *= max(NEWEST, 1.0 / self._beats)
        self._mean += newest
        if self._beats < ENOUGH:
            return
        struck = smoothstep(*STRUCK, height(self._mean[1])[1])
        early = USUAL - half_way(self._mean[0])
        self.late_s = TICK_S * (1.0 - struck) * min(MOST, max(0.0, SHARE * early))


def height(profile: Wide) -> tuple[int, float]:
    """(index of the highest of the hops from 8 before the beat on, its height over the lowest third)."""
    first = BEFORE - 8
    top = first + int(profile[first:].argmax())
    return top, float(profile[top]) - float(np.add.reduce(np.sort(profile)[:8])) / 8.0


def half_way(profile: Wide) -> float:
    """Hops after the beat at which the profile is last half way up before its top; USUAL where it never was below."""
    top, tall = height(profile)
    level = profile[top] - 0.5 * tall
    below = np.flatnonzero(profile[:top] < level)
    if not len(below):
        return USUAL
    i = int(below[-1])
    return i - BEFORE + float((level - profile[i]) / (profile[i + 1] - profile[i]))
