"""Applause: many hands, each a short broad burst, none of them together.

Three things are true of it at once and of no music for long. (1) In every part of the spectrum from 1 to 9 kHz single bins are as even as noise: the flatness
within narrow bands (not over the whole, whose slope is the hall's) stays near exp(-0.577) = .56, that of a gaussian noise, where any tone, cymbal's
tail or voice pulls it down within a tenth of a second. (2) It has a grain: inside a hop its energy varies more than noise's, since it is made of claps of
a few ms (Peltola et al. 2007, "Synthesis of hand clapping sounds"). Plain noise has none. (3) There is little below 300 Hz beside the
rest, and the highs are there: what babbles or sings falls by 20 dB from 1 to 6 kHz, hands by 10 at most, in a dull hall.
"""
from __future__ import annotations

import numpy as np

from visualizer.model.block import Samples
from visualizer.model.time import HOP, SAMPLE_RATE

from .ease import keep, smoothstep

WINDOW = 1024
"""samples: 21 ms, short enough that a clap is not drowned in its neighbours"""
EDGES_HZ = (1_000.0, 1_400.0, 1_900.0, 2_600.0, 3_500.0, 4_700.0, 6_500.0, 9_000.0)
PARTS = 16
"""of a hop, in which the grain is measured: 0.7 ms each"""
FLAT, GRAIN, LOW, BRIGHT_DB = (0.33, 0.42), (0.34, 0.45), (0.25, 0.45), (-17.0, -12.0)
"""where each sign begins to speak and is certain (LOW: begins to deny); noise has flatness .55 and grain .30, drums and cymbals a flatness below .30"""
FALL_S, RISE_S, GRAIN_S = 0.12, 0.9, 0.7
"""s: one tone denies applause at once; it has to last before it is believed again"""


class ApplauseMeter:
    """`step` once per hop: 0..1, how likely the newest second was applause."""

    def __init__(self, dt: float) -> None:
        self._ring = np.zeros(WINDOW, np.float32)
        self._window = np.hanning(WINDOW).astype(np.float32)
        bins = np.searchsorted(np.fft.rfftfreq(WINDOW, 1.0 / SAMPLE_RATE), EDGES_HZ)
        self._first, self._last, self._starts = int(bins[0]), int(bins[-1]), bins[:-1] - bins[0]
        self._count = np.diff(bins).astype(np.float32)
        self._lows = int(300.0 * WINDOW / SAMPLE_RATE) + 1
        self._fall, self._rise, self._k = keep(dt, FALL_S), keep(dt, RISE_S), keep(dt, GRAIN_S)
        self._flat = self._grain = self._low = self._bright = self._value = 0.0

    def step(self, mono: Samples, opened: float) -> float:
        """mono: (HOP,) float32; opened: 0..1, how sure it is that this is not the room."""
        self._ring[:-HOP] = self._ring[HOP:]
        self._ring[-HOP:] = mono
        spectrum = np.fft.rfft(self._ring * self._window)
        power = spectrum.real ** 2 + spectrum.imag ** 2
        total = float(power.sum())
        if total < 1e-12 or opened <= 0.0:
            self._flat *= self._fall
            self._value *= self._fall
            return self._value
        band = power[self._first:self._last] + np.float32(1e-14) * np.float32(total)
        level = np.log(np.add.reduceat(band, self._starts) / self._count)
        flat = float(np.exp((np.add.reduceat(np.log(band), self._starts) / self._count - level).mean()))
        bright = float(level[-3:].mean() - level[:2].mean()) * 4.343
        self._bright = bright + (self._bright - bright) * self._k
        step = np.diff(mono)   # lifts the highs, where claps are
        parts = np.square(np.append(step, step[-1])).reshape(PARTS, -1).mean(axis=1)
        grain = float(parts.std() / max(1e-20, float(parts.mean())))
        self._flat = flat + (self._flat - flat) * (self._fall if flat < self._flat else self._rise)
        self._grain = grain + (self._grain - grain) * self._k
        low = float(power[1:self._lows].sum()) / total
        self._low = low + (self._low - low) * self._k
        self._value = (smoothstep(*FLAT, self._flat) * smoothstep(*GRAIN, self._grain) * (1.0 - smoothstep(*LOW, self._low))
                       * smoothstep(*BRIGHT_DB, self._bright) * opened)
        return self._value
