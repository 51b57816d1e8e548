"""What the beat network is given at each hop: compressed band levels, their change, and harmonic change. The same arithmetic serves training."""
from __future__ import annotations

from collections import deque
from math import exp, sqrt

import numpy as np
import numpy.typing as npt
from numpy.lib.stride_tricks import sliding_window_view

from visualizer.model.time import HOP, SAMPLE_RATE, TICK_S

from .fourier import Bank, Forward
from .lowband import LOW_HOP, LOW_RATE, hann, low_of, response

Array = npt.NDArray[np.float32]
SHORT, LONG = 1024, 1024
"""samples of the two windows, both ending at the newest sample: 21 ms for attacks, 85 ms of the low band for harmony"""
FALL = 192
"""samples over which the short window falls: an attack is seen 2 ms after it sounded, where a symmetric window would wait 7"""
BANDS, OCTAVES = 28, 6
FEATURES = 2 * BANDS + 2 * OCTAVES
GROUPS = (0, 5, 12, 20, BANDS)
"""edges of bass, mid, midhigh and high among the bands"""
LOW_HZ, HIGH_HZ = 35.0, 15_000.0
PITCH_LOW_HZ = 65.4
COMPRESS = 100.0
"""log(1 + COMPRESS x): 40 dB below the loud passages is where the curve begins to bend"""
FLOOR = 10.0 ** (-150.0 / 20.0)
"""amplitude (full scale 1) that stands for silence: below the hiss of any converter, so that what was heard before the music begins is the same at any level"""
RELEASE_S = 8.0
"""s, time constant with which the reference comes down after a loud passage; up it goes at once, so that a copy at another level gives the same features"""
LAG = 3
"""hops between the two long spectra whose difference is harmonic change"""
PER_SEMITONE = np.float32(4.0 / 12.0)
ZERO = np.float32(0.0)


def short_window() -> Array:
    """(SHORT,) float32: a slow Hann rise and a quick fall."""
    rise = 0.5 - 0.5 * np.cos(np.pi * np.arange(SHORT - FALL) / (SHORT - FALL))
    fall = 0.5 + 0.5 * np.cos(np.pi * (np.arange(FALL) + 1) / FALL)
    w = np.concatenate([rise, fall])
    return np.asarray(w / w.sum() * 2.0, np.float32)


def long_window() -> Array:
    """(LONG,) float32 Hann: a full-scale sine reads 1, as it does in the short one."""
    return np.asarray(2.0 * hann(LONG), np.float32)


def band_matrix() -> Array:
    """(BANDS, SHORT//2+1) float32 triangles of equal width on a log axis, none narrower than a bin."""
    f = np.fft.rfftfreq(SHORT, 1.0 / SAMPLE_RATE)
    edges = np.geomspace(LOW_HZ, HIGH_HZ, BANDS + 2)
    for i in range(1, len(edges)):   # below 400 Hz a bin is wider than a band would be
        edges[i] = max(edges[i], edges[i - 1] + 0.8 * f[1])
    bank = np.clip(np.minimum((f - edges[:-2, None]) / np.diff(edges)[:-1, None], (edges[2:, None] - f) / np.diff(edges)[1:, None]), 0.0, 1.0)
    for i, row in enumerate(bank):
        if row.sum() < 0.3:
            row[int(np.argmin(np.abs(f - edges[i + 1])))] = 1.0
    return bank.astype(np.float32)


def pitch_matrix() -> tuple[Array, int]:
    """(12 * OCTAVES, n) float32 semitone filters from PITCH_LOW_HZ up, and n, the number of bins of the long spectrum they reach. What the low band's filter
    takes is given back."""
    f = np.fft.rfftfreq(LONG, 1.0 / LOW_RATE)
    centres = PITCH_LOW_HZ * 2.0 ** (np.arange(12 * OCTAVES) / 12.0)
    n = int(np.searchsorted(f, centres[-1] * 1.1))
    width = np.maximum(centres * (2.0 ** (1.0 / 12.0) - 1.0), f[1])
    return (np.clip(1.0 - np.abs(f[None, :n] - centres[:, None]) / width[:, None], 0.0, 1.0) / response(f[:n])).astype(np.float32), n


class Frontend:
    """Holds the last samples and the reference level; `step` once per hop."""

    def __init__(self) -> None:
        self._window, self._long_window = short_window(), long_window()
        self._bank = Bank(np.repeat(band_matrix(), 2, axis=1), 4)   # over squares of real and imaginary parts as they lie in memory
        pitch, self._bins = pitch_matrix()
        self._pitch = Bank(pitch, 3)
        self._ring, self._low = np.zeros(SHORT, np.float32), np.zeros(LONG, np.float32)
        self._short, self._long = np.zeros(SHORT, np.float32), np.zeros(LONG, np.float32)
        self._fft_short, self._fft_long = Forward((SHORT,)), Forward((LONG,))
        self._ref = FLOOR
        self._bands = np.zeros(BANDS, np.float32)
        rows = np.zeros((LAG + 1, 2, 12 * OCTAVES), np.float32)
        self._past = deque(rows)   # LAG hops and this one: the semitones, and each with its loudest neighbour
        self._change = np.zeros((2, 12 * OCTAVES), np.float32)
        self._out = np.zeros(FEATURES, np.float32)

    def step(self, mono: Array, low: Array) -> Array:
        """mono: (HOP,) float32, before any gain; low: (LOW_HOP,) float32, the same in the low band. (FEATURES,) float32, about 0..4; the array is used again
        at the next hop."""
        self._ring[:-HOP] = self._ring[HOP:]
        self._ring[-HOP:] = mono
        self._low[:-LOW_HOP] = self._low[LOW_HOP:]
        self._low[-LOW_HOP:] = low
        np.multiply(self._ring, self._window, out=self._short)
        short = self._fft_short.step(self._short).view(np.float32)
        short *= short
        bands = np.sqrt(self._bank.step(short))
        self._ref = follow(self._ref, sqrt(float(bands @ bands)))
        np.multiply(self._low, self._long_window, out=self._long)
        long = np.abs(self._fft_long.step(self._long)[:self._bins])
        gain = np.float32(COMPRESS / self._ref)
        bands *= gain
        now = np.log1p(bands, out=bands)
        past = self._past
        past.rotate(-1)
        before, latest = past[0], past[-1]
        semitones = self._pitch.step(long, latest[0])
        semitones *= gain
        np.log1p(semitones, out=semitones)
        louder(semitones, latest[1])
        change = self._change
        np.subtract(semitones, before[1], out=change[0])
        np.subtract(before[0], latest[1], out=change[1])
        np.maximum(change, ZERO, out=change)
        out = self._out
        out[:BANDS] = now
        np.subtract(now, self._bands, out=out[BANDS:2 * BANDS])
        np.add.reduce(change.reshape(2 * OCTAVES, 12), axis=1, out=out[2 * BANDS:])
        out[2 * BANDS:] *= PER_SEMITONE
        self._bands = now
        return out


def follow(ref: float, level: float) -> float:
    """The reference after one hop at `level` (amplitude): up at once, down over RELEASE_S, never below FLOOR."""
    level = max(level, FLOOR)
    return level if level > ref else level + (ref - level) * exp(-TICK_S / RELEASE_S)


def harmonic_change(now: Array, before: Array) -> Array:
    """(n, 12 * OCTAVES) log spectra LAG hops apart -> (n, 2 * OCTAVES) float32: mean rise and mean fall in each octave.

    A rise counts only beyond the loudest of the neighbouring semitones before, so that vibrato is no change: SuperFlux, Böck and Widmer, DAFx 2013.
    """
    rise = np.maximum(now - widest(before), 0.0).reshape(len(now), OCTAVES, 12).sum(axis=2)
    fall = np.maximum(before - widest(now), 0.0).reshape(len(now), OCTAVES, 12).sum(axis=2)
    return np.concatenate([rise, fall], axis=1) * PER_SEMITONE


def widest(rows: Array) -> Array:
    """(n, bands) -> the same with every band at least as loud as its two neighbours."""
    out = np.empty_like(rows)
    louder(rows, out)
    return out


def louder(rows: Array, out: Array) -> None:
    """Into `out` (..., bands): every band of `rows`, at least as loud as its two neighbours."""
    np.maximum(rows[..., 1:], rows[..., :-1], out=out[..., 1:])
    out[..., 0] = rows[..., 0]
    np.maximum(out[..., :-1], rows[..., 1:], out=out[..., :-1])


def windows(samples: Array, size: int, hop: int) -> Array:
    """(n, size): the newest `size` samples at the end of each `hop` of them, silence before the first. A view."""
    return sliding_window_view(np.concatenate([np.zeros(size, np.float32), samples]), size)[hop::hop]


def features_of(samples: Array) -> Array:
    """(n,) float32 mono at SAMPLE_RATE -> (n // HOP, FEATURES) float32: what `step` gives hop by hop, for a whole recording at once."""
    hops = len(samples) // HOP
    samples = samples[:hops * HOP]
    frames = windows(samples, SHORT, HOP)
    lows = windows(low_of(samples), LONG, LOW_HOP)
    window, wide = short_window(), long_window()
    bank, (pitch, bins) = band_matrix(), pitch_matrix()
    out = np.zeros((hops, FEATURES), np.float32)
    bands, semitones = np.zeros((hops, BANDS), np.float32), np.zeros((hops + LAG, 12 * OCTAVES), np.float32)
    for a in range(0, hops, 512):
        short = np.abs(np.fft.rfft(frames[a:a + 512] * window))
        bands[a:a + 512] = np.sqrt((short * short).astype(np.float32) @ bank.T)
        semitones[LAG + a:LAG + a + 512] = np.abs(np.fft.rfft(lows[a:a + 512] * wide)[:, :bins]).astype(np.float32) @ pitch.T
    ref, refs = FLOOR, np.zeros((hops, 1), np.float32)
    for i, level in enumerate(np.sqrt(np.einsum("ij,ij->i", bands, bands))):
        ref = follow(ref, float(level))
        refs[i] = COMPRESS / ref
    now = np.log1p(refs * bands)
    semitones[LAG:] = np.log1p(refs * semitones[LAG:])
    out[:, :BANDS] = now
    out[:, BANDS:2 * BANDS] = np.diff(now, axis=0, prepend=np.zeros((1, BANDS), np.float32))
    out[:, 2 * BANDS:] = harmonic_change(semitones[LAG:], semitones[:-LAG])
    return out
