"""Key and harmony: which of the 24 keys the last seconds are in, and the few pitch classes that sound now."""
from __future__ import annotations

from dataclasses import dataclass, field
from math import sqrt

import numpy as np
import numpy.typing as npt

from visualizer.model.music import CLASSES

from .ease import Follower, keep, smoothstep

Array = npt.NDArray[np.float32]
Wide = npt.NDArray[np.float64]
MAJOR = (0.748, 0.060, 0.488, 0.082, 0.670, 0.460, 0.096, 0.715, 0.104, 0.366, 0.057, 0.400)
MINOR = (0.712, 0.084, 0.474, 0.618, 0.049, 0.460, 0.105, 0.747, 0.404, 0.067, 0.133, 0.330)
"""share of a piece's segments with each degree: Temperley, "Music and Probability", 2007, table 6.1 (Kostka and Payne's corpus)"""
MEMORY_S = 10.0
"""s, the decay of what the key is judged on"""
EVERY = 4
"""hops between two looks: as often as there is a new chroma"""
FIRST = 0.2
"""how clear the first key has to be before any is told"""
SWITCH, SWITCH_S = 0.03, 1.0
"""correlation by which another key must lead, and for how long (s), before the key changes"""
THIRD, FIFTH = 0.30, 0.12
"""share of a tone's strength that its third and fifth harmonics lend to the classes 7 and 4 semitones above"""
ON, OFF = 0.42, 0.28
"""strength at which a class is told, and below which it is dropped again"""


@dataclass(frozen=True, slots=True)
class Tonality:
    """key: 0..11 major from C, 12..23 minor from C, -1 none yet; clarity: 0..1; classes: (0..11 from C, strength 0..1), strongest first, <= CLASSES."""

    key: int = -1
    clarity: float = 0.0
    classes: tuple[tuple[int, float], ...] = field(default=())


def key_profiles() -> Wide:
    """Zero mean, unit length, so that a product with another such is a correlation. (24, 12)."""
    rows = np.array([np.roll(profile, tonic) for profile in (MAJOR, MINOR) for tonic in range(12)])
    rows = rows - rows.mean(axis=1, keepdims=True)
    return np.asarray(rows / np.sqrt((rows * rows).sum(axis=1, keepdims=True)))


def without_harmonics(chroma: Wide) -> Wide:
    """What is left of each class, (12,), when the others' third and fifth harmonics are taken out of it."""
    return np.asarray(np.maximum(chroma @ _ALONE, 0.0))


_ALONE = np.eye(12) - THIRD * np.eye(12)[(np.arange(12) + 7) % 12] - FIFTH * np.eye(12)[(np.arange(12) + 4) % 12]
"""(from, to): a class keeps itself and is taken out of the classes 7 and 4 semitones above"""


class TonalityMeter:
    """Follows key and classes; `step` once per hop."""

    def __init__(self, dt: float) -> None:
        self._dt = dt
        self._profiles = key_profiles()
        self._long, self._weight = np.zeros(12), 0.0
        self._now = np.zeros(12)
        self._told = np.zeros(12, bool)
        self._forget, self._rise, self._fall = (keep(EVERY * dt, tau_s) for tau_s in (MEMORY_S, 0.08, 0.25))
        self._last = Tonality()
        self._key, self._since, self._hop = -1, 0.0, 0
        self._clarity = Follower(1.0, 2.0, EVERY * dt)

    def step(self, chroma: Array, flatness: float, opened: float, pitch_class: float, confidence: float) -> Tonality:
        """chroma: (12,) sum 1 or 0; flatness, opened: 0..1; pitch_class: 0..12 of the one voice, with its confidence 0..1 (0: no single voice)."""
        self._hop += 1
        if self._hop % EVERY == 0:   # two hops after a new chroma, and not in one in which a pitch is searched
            tonal = opened * (1.0 - smoothstep(0.10, 0.35, flatness))
            c = chroma.astype(np.float64)
            self._long *= self._forget
            self._long += (1.0 - self._forget) * tonal * c
            self._weight = self._weight * self._forget + (1.0 - self._forget) * tonal
            self._judge(opened)
            self._last = Tonality(self._key, self._clarity.value, self._sounding(c, tonal, pitch_class, confidence))
        return self._last

    def _judge(self, opened: float) -> None:
        """The key and how clear it is. A melody of a second correlates with anything: clarity also asks for some seconds of sound and for contrast."""
        mean = float(np.add.reduce(self._long)) / 12.0
        x = self._long - mean
        length = sqrt(float(x @ x))
        if self._weight < 1e-3 or length < 1e-6:
            self._clarity.step(0.0)
            return
        fit = self._profiles @ x / length
        best = int(fit.argmax())
        leads = self._key >= 0 and fit[best] > fit[self._key] + SWITCH
        self._since = self._since + EVERY * self._dt if leads else 0.0
        if self._since > SWITCH_S:
            self._key, self._since = best, 0.0
        contrast = length / (mean * sqrt(12.0))   # deviation over mean: 0.1 in noise, 0.4 in music
        agrees = smoothstep(0.45, 0.85, float(fit[self._key if self._key >= 0 else best]))
        clear = agrees * smoothstep(0.12, 0.35, contrast) * smoothstep(0.05, 0.35, self._weight)
        if self._key < 0 and clear > FIRST:
            self._key = best
        self._clarity.step(clear * smoothstep(0.0, 0.3, opened) if self._key >= 0 else 0.0)

    def _sounding(self, chroma: Wide, tonal: float, pitch_class: float, confidence: float) -> tuple[tuple[int, float], ...]:
        if confidence > 0.0:   # one voice: its harmonics are no chord
            left = np.zeros(12)
            left[round(pitch_class) % 12] = confidence
        else:
            left = without_harmonics(chroma)
            ranked = np.sort(left)
            left -= 0.5 * (ranked[5] + ranked[6])   # the median
            np.maximum(left, 0.0, out=left)
            top = float(np.maximum.reduce(left))
            # where all classes are much alike (noise, a cluster) none is told
            left *= tonal * smoothstep(0.05, 0.12, top) / top if top > 0.0 else 0.0
        self._now = left + (self._now - left) * np.where(left > self._now, self._rise, self._fall)
        self._told = self._now > np.where(self._told, OFF, ON)
        now = self._now.tolist()
        told = [i for i, yes in enumerate(self._told.tolist()) if yes]
        return tuple((i, now[i]) for i in sorted(told, key=lambda i: -now[i])[:CLASSES])
