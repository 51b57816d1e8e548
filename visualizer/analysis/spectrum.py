"""The spectrum of the newest window: mel bands, four broad bands, chroma, brightness, flatness."""
from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from math import exp, log

import numpy as np
import numpy.typing as npt

from visualizer.model.music import BAND_EDGES_HZ, MELS
from visualizer.model.time import HOP, SAMPLE_RATE

from .fourier import Bank, Forward
from .lowband import LOW_HOP, LOW_RATE, hann

Array = npt.NDArray[np.float32]
WINDOW = 2048
"""samples, ending at the newest one: 43 ms, for mel and bands"""
WINDOW_LONG = 2048
"""samples of the low band for chroma: 171 ms, 5.9 Hz a bin"""
CHROMA_EVERY = 4
"""hops between two looks at the harmony, a quarter of its window"""
DEEPEST = 10.0 ** (-80.0 / 10.0)
"""share of all power that the loudest bin of the harmony must have"""


def mel_of(hz: npt.NDArray[np.float64] | float) -> npt.NDArray[np.float64]:
    """Mel scale, O'Shaughnessy 1987: 2595 log10(1 + f/700)."""
    return np.asarray(2595.0 * np.log10(1.0 + np.asarray(hz) / 700.0))


def mel_bank(low_hz: float, high_hz: float, bands: int, window: int) -> Array:
    """Triangular filters of equal peak on the mel scale, each normalised to unit sum. (bands, window//2+1) float32."""
    mels = np.linspace(mel_of(low_hz), mel_of(high_hz), bands + 2)
    edges = 700.0 * (10.0 ** (mels / 2595.0) - 1.0)
    f = np.fft.rfftfreq(window, 1.0 / SAMPLE_RATE)
    rise = (f - edges[:-2, None]) / np.diff(edges)[:-1, None]
    fall = (edges[2:, None] - f) / np.diff(edges)[1:, None]
    bank = np.clip(np.minimum(rise, fall), 0.0, 1.0)
    for i, row in enumerate(bank):   # the lowest filters are narrower than a bin: give them the nearest one
        if row.sum() == 0.0:
            row[int(np.argmin(np.abs(f - edges[i + 1])))] = 1.0
    return np.asarray(bank / bank.sum(axis=1, keepdims=True), np.float32)


def chroma_bank(low_hz: float, high_hz: float, window: int) -> Array:
    """Each bin's share in the 12 pitch classes from C (A = 440 Hz), a gaussian of a third of a semitone, in the low band. (12, window//2+1) float32."""
    f = np.fft.rfftfreq(window, 1.0 / LOW_RATE)
    inside = (f >= low_hz) & (f <= high_hz)
    pitch = np.zeros_like(f)
    pitch[inside] = 12.0 * np.log2(f[inside] / 440.0) + 69.0
    distance = (pitch[None, :] - np.arange(12)[:, None] + 6.0) % 12.0 - 6.0
    weight = np.where(inside, np.exp(-0.5 * (np.minimum(np.abs(distance), 3.0) / 0.33) ** 2), 0.0)
    weight[:, inside] /= np.sqrt(f[inside])   # high partials crowd: weigh by the width of a semitone
    return weight.astype(np.float32)


@dataclass(frozen=True, slots=True)
class Spectrum:
    """One hop's spectrum. mel: (64,) float32 amplitude; bands: (4,) amplitude; chroma: (12,) 0..1, sum 1 when anything sounds;
    brightness: 0..1, centroid on a log axis 100 Hz..10 kHz; flatness: 0..1 (noise near 1), geometric over arithmetic mean of the mel powers."""

    mel: Array
    bands: Array
    chroma: Array
    brightness: float
    flatness: float

    def scaled(self, gain: float) -> Spectrum:
        """The spectrum of the same sound `gain` times as large."""
        return Spectrum(self.mel * np.float32(gain), self.bands * np.float32(gain), self.chroma, self.brightness, self.flatness)


class SpectrumMeter:
    """Holds the last samples; `step` once per hop."""

    def __init__(self) -> None:
        self._ring, self._low = np.zeros(WINDOW, np.float32), np.zeros(WINDOW_LONG, np.float32)
        self._window = np.hanning(WINDOW).astype(np.float32)
        self._window_long = np.float32(2.0) * hann(WINDOW_LONG)
        self._window *= np.float32(2.0 / self._window.sum())
        f = np.fft.rfftfreq(WINDOW, 1.0 / SAMPLE_RATE)
        broad = np.stack([((f >= a) & (f < b)) for a, b in pairwise(BAND_EDGES_HZ)]).astype(np.float32)
        centre = np.log(np.maximum(f, 20.0)).astype(np.float32)
        self._mels, self._broad = Bank(mel_bank(30.0, 16_000.0, MELS, WINDOW), 4), np.concatenate([broad, np.ones((1, len(f)), np.float32), centre[None]])
        self._chroma_bank = chroma_bank(65.0, 2_100.0, WINDOW_LONG)
        self._bins = int(np.flatnonzero(self._chroma_bank.any(axis=0))[-1]) + 1
        self._chroma_bank = np.ascontiguousarray(self._chroma_bank[:, :self._bins])
        self._chroma = np.zeros(12, np.float32)
        self._fft, self._fft_long = Forward((WINDOW,)), Forward((WINDOW_LONG,))
        self._windowed, self._windowed_long = np.zeros(WINDOW, np.float32), np.zeros(WINDOW_LONG, np.float32)
        self._hop = 0

    def step(self, mono: Array, low: Array) -> Spectrum:
        """mono: (HOP,) float32; low: (LOW_HOP,) float32, the same in the low band."""
        self._ring[:-HOP] = self._ring[HOP:]
        self._ring[-HOP:] = mono
        self._low[:-LOW_HOP] = self._low[LOW_HOP:]
        self._low[-LOW_HOP:] = low
        z = self._fft.step(np.multiply(self._ring, self._window, out=self._windowed))
        power = z.real * z.real
        power += z.imag * z.imag
        found = np.empty(MELS + 4, np.float32)
        broad = self._broad @ power
        total, centre = float(broad[-2]), float(broad[-1])
        self._hop += 1
        if self._hop % CHROMA_EVERY == 2:   # in hops in which no pitch is searched
            self._chroma = self._fold(total)
        if total < 1e-16:
            return Spectrum(np.zeros(MELS, np.float32), np.zeros(4, np.float32), np.zeros(12, np.float32), 0.0, 0.0)
        brightness = min(1.0, max(0.0, (centre / total - _DARK) / (_BRIGHT - _DARK)))
        mel, found[MELS:] = self._mels.step(power, found[:MELS]), broad[:4]
        floor = mel + np.float32(1e-6 * float(np.maximum.reduce(mel)) + 1e-20)
        mean = float(np.add.reduce(floor)) / MELS
        flatness = exp(float(np.add.reduce(np.log(floor, out=floor))) / MELS) / mean
        np.sqrt(found, out=found)
        return Spectrum(mel, found[MELS:MELS + 4], self._chroma, brightness, flatness)

    def _fold(self, power: float) -> Array:
        """power: of the short window. What lies so deep below it may be no sound of its own but what the low band's filter left of a high one."""
        z = self._fft_long.step(np.multiply(self._low, self._window_long, out=self._windowed_long))
        low = np.abs(z[:self._bins])
        folded = self._chroma_bank @ low
        total, loudest = float(np.add.reduce(folded)), float(np.maximum.reduce(low))
        if total < 1e-10 or loudest * loudest < DEEPEST * power:
            return np.zeros(12, np.float32)
        return np.asarray(folded / np.float32(total), np.float32)


_DARK, _BRIGHT = log(100.0), log(10_000.0)
