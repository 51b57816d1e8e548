"""The spectrum of the newest window: mel bands, four broad bands, chroma, brightness, flatness."""
from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from visualizer.model.music import BAND_EDGES_HZ, MELS
from visualizer.model.time import HOP, SAMPLE_RATE

Array = npt.NDArray[np.float32]
WINDOW = 2048
"""samples, ending at the newest one: 43 ms, for mel and bands"""
WINDOW_LONG = 8192
"""samples for chroma: 171 ms, 5.9 Hz a bin"""
CHROMA_EVERY = 4
"""hops between two looks at the harmony, a quarter of its window"""


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
    """Each bin's share in the 12 pitch classes from C (A = 440 Hz), a gaussian of a third of a semitone. (12, window//2+1) float32."""
    f = np.fft.rfftfreq(window, 1.0 / SAMPLE_RATE)
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
        return replace(self, mel=self.mel * np.float32(gain), bands=self.bands * np.float32(gain))


class SpectrumMeter:
    """Holds the last samples; `step` once per hop."""

    def __init__(self) -> None:
        self._ring = np.zeros(WINDOW_LONG, np.float32)
        self._window = np.hanning(WINDOW).astype(np.float32)
        self._window_long = np.hanning(WINDOW_LONG).astype(np.float32)
        self._scale = np.float32(2.0 / self._window.sum())
        self._scale_long = np.float32(2.0 / self._window_long.sum())
        mel = mel_bank(30.0, 16_000.0, MELS, WINDOW)
        self._mel = np.ascontiguousarray(mel[:, :int(np.flatnonzero(mel.any(axis=0))[-1]) + 1])
        f = np.fft.rfftfreq(WINDOW, 1.0 / SAMPLE_RATE)
        self._bands = np.stack([((f >= a) & (f < b)) for a, b in pairwise(BAND_EDGES_HZ)]).astype(np.float32)
        self._chroma_bank = chroma_bank(65.0, 2_100.0, WINDOW_LONG)
        self._chroma = np.zeros(12, np.float32)
        self._centre = np.log(np.maximum(f, 20.0)).astype(np.float32)
        self._hop = 0

    def step(self, mono: Array) -> Spectrum:
        """mono: (HOP,) float32."""
        self._ring[:-HOP] = self._ring[HOP:]
        self._ring[-HOP:] = mono
        amplitude = np.abs(np.fft.rfft(self._ring[-WINDOW:] * self._window)).astype(np.float32) * self._scale
        power = amplitude * amplitude
        mel_power = self._mel @ power[:self._mel.shape[1]]
        total = float(power.sum())
        if self._hop % CHROMA_EVERY == 0:
            self._chroma = self._fold()
        self._hop += 1
        if total < 1e-16:
            return Spectrum(np.zeros(MELS, np.float32), np.zeros(4, np.float32), np.zeros(12, np.float32), 0.0, 0.0)
        centroid = float(power @ self._centre) / total
        brightness = float(np.clip((centroid - np.log(100.0)) / (np.log(10_000.0) - np.log(100.0)), 0.0, 1.0))
        floor = mel_power + np.float32(1e-6) * mel_power.max() + np.float32(1e-20)
        flatness = float(np.exp(np.mean(np.log(floor))) / np.mean(floor))
        return Spectrum(np.sqrt(mel_power), np.sqrt(self._bands @ power), self._chroma, brightness, flatness)

    def _fold(self) -> Array:
        amplitude = np.abs(np.fft.rfft(self._ring * self._window_long)).astype(np.float32) * self._scale_long
        folded = self._chroma_bank @ amplitude
        total = float(folded.sum())
        return np.asarray(folded / np.float32(total), np.float32) if total > 1e-10 else np.zeros(12, np.float32)
