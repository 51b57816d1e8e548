"""Attacks in two tiers: `hit`, decided on the newest block alone, and `onset`, confirmed by aubio's high-frequency-content detector."""
from __future__ import annotations

from collections import deque

import aubio
import numpy as np
import numpy.typing as npt

from visualizer.model.music import EVENTS, Onset
from visualizer.model.time import HOP, SAMPLE_RATE

from .ease import keep

Array = npt.NDArray[np.float32]
REFRACTORY_S = 0.06


class Events:
    """The last EVENTS events of one tier, numbered without repeats."""

    def __init__(self, last_id: int = 0) -> None:
        """last_id: ids go on above it; they never repeat within a show, whatever restarts."""
        self._last: deque[Onset] = deque(maxlen=EVENTS)
        self._id = last_id

    def add(self, t: float, strength: float, band: int) -> Onset:
        """A new event at show time t (s)."""
        self._id += 1
        self._last.append(Onset(self._id, t, float(np.clip(strength, 0.0, 1.0)), band))
        return self._last[-1]

    def rows(self) -> list[Onset]:
        """Oldest first."""
        return list(self._last)


class OnsetDetector:
    """Confirmed onsets: aubio hfc, window 512, hop 256 (measured best: F 0.93, 25 ms; the default 1024/512 is merely later). `step` once per hop."""

    def __init__(self, threshold: float) -> None:
        self._hfc = aubio.onset("hfc", 512, HOP // 2, SAMPLE_RATE)
        self._hfc.set_threshold(threshold)
        self._hfc.set_minioi_s(0.04)
        self._hfc.set_silence(-58.0)
        self._samples = 0

    def step(self, mono: Array, start_s: float) -> list[float]:
        """mono: (HOP,) float32 contiguous, gained; start_s: show time (s) of the stream's first sample. Times (s) of onsets confirmed in this hop."""
        found: list[float] = []
        for half in (mono[:HOP // 2], mono[HOP // 2:]):
            if float(self._hfc(np.ascontiguousarray(half))[0]) > 0.0:
                found.append(start_s + float(self._hfc.get_last()) / SAMPLE_RATE)
            self._samples += HOP // 2
        return found


class HitDetector:
    """The instant tier: a band's energy in the newest block jumps above its own recent past. Zero delay, less sure. `step` once per hop."""

    def __init__(self, dt: float) -> None:
        self._dt = dt
        self._mean = np.zeros(4)
        self._spread = np.full(4, 0.1)
        self._since = np.full(4, 1.0)
        self._k = keep(dt, 0.15)
        self.envelope = np.zeros(4, np.float32)
        self._decay = np.float32(keep(dt, 0.18))

    def step(self, bands: Array, opened: float) -> list[tuple[float, int]]:
        """bands: (4,) amplitude after gain; opened: 0..1. (strength 0..1, band) of each hit in this block; `envelope` (4,) decays from each."""
        level = np.log10(np.maximum(bands.astype(np.float64), 1e-5))
        rise = level - self._mean
        self._since += self._dt
        limit = np.maximum(0.22, 2.5 * self._spread)
        hits = (rise > limit) & (self._since > REFRACTORY_S) & (bands > 4e-3) & (opened > 0.3)
        self._mean = level + (self._mean - level) * self._k
        self._spread = np.abs(rise) + (self._spread - np.abs(rise)) * keep(self._dt, 0.8)
        self.envelope *= self._decay
        found: list[tuple[float, int]] = []
        for band in np.flatnonzero(hits):
            strength = float(np.clip((rise[band] - 0.1) / 0.9, 0.15, 1.0))
            self.envelope[band] = max(float(self.envelope[band]), strength)
            self._since[band] = 0.0
            found.append((strength, int(band)))
        return found
