"""Coherence C: how much the music holds together, with its parts."""
from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .ease import Follower, smoothstep

Array = npt.NDArray[np.float32]
CURVE_S = 6.0
"""s of onset curve that the pulse is looked for in"""
FLAT = 2e-5
"""mean square of an onset curve below which nothing happens in it: a steady tone ripples, but has no pulse"""
EVERY = 8
"""hops between two looks"""


@dataclass(frozen=True, slots=True)
class Coherence:
    """All 0..1. total: C; pulse: height of the best peak of the onset curve's autocorrelation; agreement: share of bands that carry the same period;
    tonal: how few pitch classes hold the energy."""

    total: float
    pulse: float
    agreement: float
    tonal: float


def pulse_clarity(curve: Array, dt: float, low_s: float = 0.27, high_s: float = 1.1) -> tuple[float, float]:
    """Height (0..1) and lag (s) of the best peak of the normalised autocorrelation of an onset curve (n,) sampled every dt s, between two lags (s).

    Lartillot, Eerola, Toiviainen, Fornari, "Multi-feature modeling of pulse clarity", ISMIR 2008.
    """
    x = curve.astype(np.float64) - float(curve.mean())
    energy = float(x @ x)
    if energy < FLAT * len(x):
        return 0.0, 0.0
    n = len(x)
    size = 1 << (2 * n - 1).bit_length()
    acf = np.fft.irfft(np.abs(np.fft.rfft(x, size)) ** 2, size)[:n] / energy
    acf *= n / (n - np.arange(n))   # fewer products at longer lags
    a, b = int(low_s / dt), min(int(high_s / dt), n - 2)
    inner = acf[a:b]
    peaks = (inner > acf[a - 1:b - 1]) & (inner >= acf[a + 1:b + 1])
    if not peaks.any():
        return 0.0, 0.0
    best = int(np.argmax(np.where(peaks, inner, -1.0)))
    return float(np.clip(inner[best], 0.0, 1.0)), (a + best) * dt


class CoherenceMeter:
    """Collects the bands' rises and judges them; `step` once per hop."""

    def __init__(self, dt: float) -> None:
        self._dt, self._n = dt, int(CURVE_S / dt)
        self._curve = np.zeros((5, self._n), np.float32)   # four bands, then all
        self._last = np.zeros(4, np.float32)
        self._hop = 0
        self._pulse, self._agreement = 0.0, 0.0
        self._chroma = np.zeros(12, np.float32)
        self._total = Follower(1.6, 0.7, dt)

    @property
    def pulse(self) -> float:
        """0..1, the newest pulse clarity."""
        return self._pulse

    def step(self, bands: Array, chroma: Array, flatness: float, opened: float) -> Coherence:
        """bands: (4,) amplitude after gain; chroma: (12,); flatness, opened: 0..1."""
        log_bands = np.log1p(60.0 * bands).astype(np.float32)
        rise = np.maximum(log_bands - self._last, 0.0)
        self._last = log_bands
        i = self._hop % self._n
        self._curve[:4, i] = rise
        self._curve[4, i] = rise.sum()
        self._hop += 1
        if self._hop % EVERY == 0:
            self._look()
        self._chroma += (chroma - self._chroma) * np.float32(1.0 - np.exp(-self._dt / 0.5))
        tonal = self._tonal() * (1.0 - smoothstep(0.08, 0.35, flatness))
        pulse = smoothstep(0.14, 0.50, self._pulse)
        held = max(pulse * (0.75 + 0.25 * self._agreement), 0.42 * tonal) * opened
        return Coherence(self._total.step(held), self._pulse * opened, self._agreement * opened, tonal * opened)

    def _look(self) -> None:
        order = np.arange(self._hop, self._hop + self._n) % self._n
        curve = self._curve[:, order]
        filled = min(1.0, self._hop / self._n)
        self._pulse, lag = pulse_clarity(curve[4], self._dt)
        self._pulse *= smoothstep(0.2, 0.7, filled)   # two seconds of sound say little about a pulse
        if lag == 0.0:
            self._agreement = 0.0
            return
        votes = [pulse_clarity(band, self._dt, max(0.2, lag * 0.94), lag * 1.06)[0] for band in curve[:4]]
        self._agreement = float(np.mean([smoothstep(0.1, 0.4, v) for v in votes]))

    def _tonal(self) -> float:
        """1 - normalised entropy of the chroma over half a second, stretched: one clear chord near 1, noise near 0."""
        p = self._chroma.astype(np.float64)
        total = p.sum()
        if total < 1e-6:
            return 0.0
        p = p / total
        entropy = -float(np.sum(p * np.log(np.maximum(p, 1e-12)))) / float(np.log(12.0))
        return smoothstep(0.03, 0.35, 1.0 - entropy)
