"""Two spaces: the hall, in which the ensemble plays, and the void behind it, in which one note can be lost. And convolution with any answer."""
from __future__ import annotations

import numpy as np

from .tone import Floats, Sound, samples, smooth_size, weather

HALL = ((60.0, 2.3), (250.0, 2.5), (1_000.0, 2.2), (2_500.0, 1.8), (6_000.0, 1.0), (14_000.0, 0.5))
VOID = ((60.0, 6.5), (250.0, 9.0), (1_000.0, 8.5), (2_500.0, 5.5), (6_000.0, 2.4), (14_000.0, 0.9))
"""(Hz, s to -60 dB)"""
_WALLS = ((0.013, 0.30, 0.10), (0.019, 0.10, 0.28), (0.027, 0.08, 0.22), (0.034, 0.20, 0.07), (0.047, 0.15, 0.12), (0.061, 0.08, 0.14), (0.079, 0.10, 0.06))
"""(s, left, right): the first reflections, from side walls, balcony and roof"""


def space(decays: tuple[tuple[float, float], ...], length_s: float, fill_s: float, before_s: float, rng: np.random.Generator) -> Sound:
    """(2, n): the answer to a clap; energy 1 in each ear. fill_s: s it takes to become dense; before_s: s to the first reflection."""
    places, times = zip(*decays, strict=True)

    def tail(t: Floats, f: Floats) -> Floats:
        t60 = np.interp(np.log2(f), np.log2(places), times)
        dark = 1.0 / np.sqrt(1.0 + (f / 7_000.0) ** 2) / np.sqrt(1.0 + (70.0 / f) ** 4)
        return np.asarray(10.0 ** (-3.0 * t / t60) * (1.0 - np.exp(-(t + 0.002) / fill_s)) * dark)

    late = weather(length_s, tail, rng, width=0.85, frame=512)
    late *= np.linspace(1.0, 0.0, late.shape[1], dtype=np.float32) ** 0.5
    late /= np.sqrt((late.astype(np.float64) ** 2).sum(axis=1)).astype(np.float32)[:, None]
    out = np.concatenate([np.zeros((2, samples(before_s)), np.float32), late], axis=1)
    for delay_s, left, right in _WALLS:
        i = samples(before_s * 0.5 + delay_s * (1.0 + 8.0 * before_s))
        out[:, i] += np.array([left, right], np.float32)
        out[:, i + 1:i + 9] += np.array([[left], [right]], np.float32) * rng.normal(0.0, 0.22, (2, 8)).astype(np.float32)   # no wall is a mirror
    return out


def convolve(sound: Sound, answer: Sound) -> Sound:
    """(2, n): `sound` as `answer` lets it be heard; same length, each ear by its own. In blocks; silence is skipped."""
    n, m = sound.shape[1], answer.shape[1]
    size = smooth_size(max(65_536, 3 * m))
    block = size - m
    spectrum = np.fft.rfft(answer, size, axis=1)
    out = np.zeros((2, n + size), np.float32)
    for i in range(0, n, block):
        part = sound[:, i:i + block]
        if part.any():
            for ear in (0, 1):
                out[ear, i:i + size] += np.fft.irfft(np.fft.rfft(part[ear], size) * spectrum[ear], size)
    return out[:, :n]
