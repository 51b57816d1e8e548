"""The beat grid: aubio's beats smoothed by a phase-locked loop, believed only as far as they are regular and something plays."""
from __future__ import annotations

from collections import deque

import aubio
import numpy as np
import numpy.typing as npt

from visualizer.model.grid import BeatGrid
from visualizer.model.time import HOP, SAMPLE_RATE

from .ease import Follower, smoothstep

WINDOW = 1024
PULL = 0.25
"""share of a beat's phase error corrected at that beat: fast enough to follow, slow enough not to jitter"""


class TempoTracker:
    """aubio.tempo behind a grid that runs on by itself; `step` once per hop."""

    def __init__(self, dt: float) -> None:
        self._tempo = aubio.tempo("default", WINDOW, HOP, SAMPLE_RATE)
        self._tempo.set_silence(-58.0)
        self._beats: deque[float] = deque(maxlen=9)
        self._locked = False
        self._grid = BeatGrid()
        self._confidence = Follower(1.2, 1.5, dt)

    def forget(self) -> None:
        """Sound was missing: beats before it say nothing about those after."""
        self._beats.clear()
        self._locked = False

    def step(self, mono: npt.NDArray[np.float32], opened: float, pulse: float, t: float, start_s: float) -> BeatGrid:
        """mono: (HOP,) float32 gained; opened: 0..1; pulse: pulse clarity 0..1; t: show time (s) of the hop's end; start_s: of the stream's first sample."""
        if float(self._tempo(mono)[0]) > 0.0:
            self._beat(start_s + float(self._tempo.get_last_s()))
        if self._beats and t - self._beats[-1] > 2.5 * self._grid.period_s:
            self._beats.clear()   # the tracker fell silent: regularity has to be earned again
        belief = self._regularity() * smoothstep(0.12, 0.45, pulse) * opened
        g = self._grid
        ahead = int(np.floor((t - g.anchor_s) / g.period_s))
        anchor, beat = (g.anchor_s + ahead * g.period_s, g.beat + ahead) if ahead > 0 else (g.anchor_s, g.beat)
        self._grid = BeatGrid(anchor, g.period_s, self._confidence.step(belief), beat, g.beats_per_bar, g.downbeat)
        return self._grid

    def _beat(self, at: float) -> None:
        """Take one beat of aubio's in: the period from the median interval, the phase by a pull of the loop, or anew when it is far off."""
        self._beats.append(at)
        if len(self._beats) < 3:
            return
        gaps = np.diff(np.asarray(self._beats))
        period = float(np.clip(np.median(gaps), 0.24, 1.5))
        g = self._grid
        n = round(g.position(at))
        error = at - (g.anchor_s + (n - g.beat) * g.period_s)
        if not self._locked or abs(error) > 0.18 * g.period_s or abs(period / g.period_s - 1.0) > 0.08:
            self._locked = True
            self._grid = BeatGrid(at, period, g.confidence, n, g.beats_per_bar, g.downbeat)
            return
        smooth = g.period_s + 0.2 * (period - g.period_s)
        self._grid = BeatGrid(at - error * (1.0 - PULL), smooth, g.confidence, n, g.beats_per_bar, g.downbeat)

    def _regularity(self) -> float:
        """0..1: the share of the last intervals that agree with their median; one stray beat does not spoil a groove."""
        if len(self._beats) < 4:
            return 0.0
        gaps = np.diff(np.asarray(self._beats))
        return smoothstep(0.4, 0.9, float(np.mean(np.abs(gaps / np.median(gaps) - 1.0) < 0.08)))
