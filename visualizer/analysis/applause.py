"""Applause: many hands, each a short broad burst, none of them together.

Three things are true of it at once and of no music for long. (1) In every part of the spectrum from 1 to 9 kHz single bins are as even as noise: the flatness
within narrow bands (not over the whole, whose slope is the hall's) stays near exp(-0.577) = .56, that of a gaussian noise, where any tone, cymbal's
tail or voice pulls it down within a tenth of a second. (2) It has a grain: inside a hop its energy varies more than noise's, since it is made of claps of
a few ms (Peltola et al. 2007, "Synthesis of hand clapping sounds"). Plain noise has none. (3) There is little below 300 Hz beside the
rest, and the highs are there: what babbles or sings falls by 20 dB from 1 to 6 kHz, hands by 10 at most, in a dull hall.
"""
from __future__ import annotations

from math import exp, log, sqrt

import numpy as np

from visualizer.model.block import Samples
from visualizer.model.time import HOP, SAMPLE_RATE

from .ease import keep, smoothstep
from .fourier import Forward

WINDOW = 1024
"""samples: 21 ms, short enough that a clap is not drowned in its neighbours"""
EVERY = WINDOW // HOP
"""hops between two looks: as soon as the window holds nothing that was looked at before"""
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
        self._ring, self._hop = np.zeros(WINDOW, np.float32), 0
        self._window = np.hanning(WINDOW).astype(np.float32)
        self._fft, self._windowed = Forward((WINDOW,)), np.zeros(WINDOW, np.float32)
        self._slope = np.zeros(WINDOW, np.float32)
        bins = np.searchsorted(np.fft.rfftfreq(WINDOW, 1.0 / SAMPLE_RATE), EDGES_HZ)
        self._first, self._last, self._starts = 2 * int(bins[0]), 2 * int(bins[-1]), bins[:-1] - bins[0]
        self._share = (1.0 / np.diff(bins)).astype(np.float32)
        self._lows = 2 * (int(300.0 * WINDOW / SAMPLE_RATE) + 1)
        self._fall, self._rise, self._k = (keep(EVERY * dt, tau_s) for tau_s in (FALL_S, RISE_S, GRAIN_S))
        self._flat = self._grain = self._low = self._bright = self._value = 0.0

    def step(self, mono: Samples, opened: float) -> float:
        """mono: (HOP,) float32; opened: 0..1, how sure it is that this is not the room."""
        at = self._hop % EVERY   # the look falls in hops in which no pitch is searched
        self._hop += 1
        self._ring[at * HOP:(at + 1) * HOP] = mono
        if at == EVERY - 1:
            self._value = self._look(opened)
        return self._value

    def _look(self, opened: float) -> float:
        """The window as it is now, full of what was not yet looked at."""
        squares = self._fft.step(np.multiply(self._ring, self._window, out=self._windowed)).view(np.float32)   # of real and imaginary parts in turn
        squares *= squares
        total = float(np.add.reduce(squares))
        if total < 1e-12 or opened <= 0.0:
            self._flat *= self._fall
            return self._value * self._fall
        band = squares[self._first:self._last:2] + squares[self._first + 1:self._last:2]
        band += np.float32(1e-14 * total)
        levels = [log(x) for x in (np.add.reduceat(band, self._starts) * self._share).tolist()]
        logs = (np.add.reduceat(np.log(band, out=band), self._starts) * self._share).tolist()
        flat = exp((sum(logs) - sum(levels)) / len(levels))
        bright = (sum(levels[-3:]) / 3.0 - sum(levels[:2]) / 2.0) * 4.343
        grain, low = self._roughness(), float(np.add.reduce(squares[2:self._lows])) / total
        self._flat = flat + (self._flat - flat) * (self._fall if flat < self._flat else self._rise)
        self._bright, self._grain, self._low = (new + (old - new) * self._k for old, new in ((self._bright, bright), (self._grain, grain), (self._low, low)))
        return (smoothstep(*FLAT, self._flat) * smoothstep(*GRAIN, self._grain) * (1.0 - smoothstep(*LOW, self._low))
                * smoothstep(*BRIGHT_DB, self._bright) * opened)

    def _roughness(self) -> float:
        """How much the energy of the highs (of the slope, which lifts them, where claps are) varies over the parts of a hop: deviation over mean."""
        slope = self._slope
        np.subtract(self._ring[1:], self._ring[:-1], out=slope[:-1])
        slope[-1] = slope[-2]
        slope *= slope
        parts = np.add.reduce(slope.reshape(EVERY, PARTS, -1), axis=2).astype(np.float64)
        found = 0.0
        for total, squares in zip(np.add.reduce(parts, axis=1).tolist(), np.vecdot(parts, parts).tolist(), strict=True):
            mean = total / PARTS
            found += sqrt(max(0.0, squares / PARTS - mean * mean)) / max(1e-20, mean)
        return found / EVERY
