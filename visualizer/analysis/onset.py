"""Attacks in two tiers: `hit`, decided on the newest block alone by its energy, and `onset`, confirmed by a small network that knows what attacks look like."""
from __future__ import annotations

from collections import deque
from math import log10

import numpy as np
import numpy.typing as npt

from visualizer.model.music import EVENTS, Onset

from .ease import keep
from .network import OnsetNetwork

Array = npt.NDArray[np.float32]
REFRACTORY_S = 0.06
APART = 4
"""hops between two confirmed onsets: 43 ms"""
SEEN_S = 0.0105
"""s by which an attack lies before the end of the hop that confirms it, on average"""


class Events:
    """The last EVENTS events of one tier, numbered without repeats."""

    def __init__(self, last_id: int = 0) -> None:
        """last_id: ids go on above it; they never repeat within a show, whatever restarts."""
        self._last: deque[Onset] = deque(maxlen=EVENTS)
        self._id = last_id

    def add(self, t: float, strength: float, band: int) -> Onset:
        """A new event at show time t (s)."""
        self._id += 1
        self._last.append(Onset(self._id, t, min(1.0, max(0.0, strength)), band))
        return self._last[-1]

    def rows(self) -> list[Onset]:
        """Oldest first."""
        return list(self._last)


class OnsetDetector:
    """Confirmed onsets: the onset network's answer rises through a threshold. F 0.95 on the open kit, known 10 ms after the attack, none in noise
    (aubio's hfc: 0.93 and 25 ms; docs/hearing.md). `step` once per hop."""

    def __init__(self, threshold: float) -> None:
        """threshold: 0..1, how sure the network must be."""
        self._network = OnsetNetwork()
        self._threshold = threshold
        self._peak, self._armed, self._since = 0.0, True, APART

    def step(self, features: Array) -> float:
        """features: (FEATURES,) of this hop. How sure it is of the onset confirmed in this hop, 0 if none; it sounded SEEN_S before the hop's end."""
        sure = self._network.step(features)
        self._since += 1
        if not self._armed:
            self._peak = max(self._peak, sure)
            self._armed = sure < 0.5 * self._peak
        if not self._armed or sure < self._threshold or self._since < APART:
            return 0.0
        self._armed, self._peak, self._since = False, sure, 0
        return sure


class HitDetector:
    """The instant tier: a band's energy in the newest block jumps above its own recent past. Zero delay, less sure. `step` once per hop."""

    def __init__(self, dt: float) -> None:
        self._dt = dt
        self._mean, self._spread, self._since = [0.0] * 4, [0.1] * 4, [1.0] * 4
        self._k, self._k_spread, self._decay = keep(dt, 0.15), keep(dt, 0.8), keep(dt, 0.18)
        self.envelope = [0.0] * 4

    def step(self, bands: Array, opened: float) -> list[tuple[float, int]]:
        """bands: (4,) amplitude after gain; opened: 0..1. (strength 0..1, band) of each hit in this block; `envelope`, one a band, decays from each."""
        found: list[tuple[float, int]] = []
        for band, size in enumerate(bands.tolist()):
            level = log10(max(size, 1e-5))
            rise = level - self._mean[band]
            self._since[band] += self._dt
            hit = rise > max(0.22, 2.5 * self._spread[band]) and self._since[band] > REFRACTORY_S and size > 4e-3 and opened > 0.3
            self._mean[band] = level - rise * self._k
            self._spread[band] = abs(rise) + (self._spread[band] - abs(rise)) * self._k_spread
            self.envelope[band] *= self._decay
            if hit:
                strength = min(1.0, max(0.15, (rise - 0.1) / 0.9))
                self.envelope[band] = max(self.envelope[band], strength)
                self._since[band] = 0.0
                found.append((strength, band))
        return found
