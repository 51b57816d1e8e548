"""The sound at a quarter of its rate, for all that looks at low frequencies: made once, it makes their transforms a quarter as long."""
from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numpy.lib.stride_tricks import as_strided, sliding_window_view

from visualizer.model.time import HOP, SAMPLE_RATE

Array = npt.NDArray[np.float32]
Wide = npt.NDArray[np.float64]
DECIMATE, TAPS, CUTOFF_HZ = 4, 64, 4_500.0
"""the anti-alias filter is a windowed sinc: even to 2.5 kHz, 3 dB down at 4.1, and what could fold back below 4.5 kHz is 70 dB down; delay 0.66 ms"""
LOW_RATE, LOW_HOP = SAMPLE_RATE // DECIMATE, HOP // DECIMATE
"""Hz, and samples of a hop"""


def low_pass() -> Wide:
    """(TAPS,), of unit sum."""
    k = np.arange(TAPS) - (TAPS - 1) / 2
    h = np.sinc(2.0 * CUTOFF_HZ / SAMPLE_RATE * k) * np.blackman(TAPS + 2)[1:-1]
    return np.asarray(h / h.sum())


def response(hz: npt.NDArray[np.floating]) -> Wide:
    """What the filter leaves of the amplitude at each frequency."""
    return np.asarray(np.abs((np.exp(-2j * np.pi / SAMPLE_RATE * np.outer(hz, np.arange(TAPS))) * low_pass()).sum(axis=1)))


def hann(size: int) -> Array:
    """(size,) float32 of unit sum: the Hann window of the DECIMATE * size newest samples of the full rate, for those of the low band. It is moved later by
    the filter's delay, so that it sees the same sound at the same time; what falls beyond the newest sample is less than a thousandth of its height."""
    place = DECIMATE * np.arange(size) + DECIMATE - 1 - (TAPS - 1) / 2
    w = np.where(place > 0.0, 0.5 - 0.5 * np.cos(2.0 * np.pi * place / (DECIMATE * size - 1)), 0.0)
    return np.asarray(w / w.sum(), np.float32)


def low_of(samples: Array) -> Array:
    """(n,) float32 mono at SAMPLE_RATE, n a multiple of DECIMATE -> (n // DECIMATE,) float32 at LOW_RATE: what `step` gives hop by hop."""
    if not len(samples):
        return np.zeros(0, np.float32)
    padded = np.concatenate([np.zeros(TAPS - DECIMATE, np.float32), samples])
    return np.asarray(sliding_window_view(padded, TAPS)[::DECIMATE] @ low_pass().astype(np.float32), np.float32)


class LowBand:
    """`step` once per hop."""

    def __init__(self) -> None:
        self._incoming = np.zeros(HOP + TAPS - DECIMATE, np.float32)
        stride = self._incoming.itemsize
        self._seen = as_strided(self._incoming, (LOW_HOP, TAPS), (DECIMATE * stride, stride))
        self._filter = low_pass().astype(np.float32)
        self._low = np.zeros(LOW_HOP, np.float32)

    def step(self, mono: Array) -> Array:
        """mono: (HOP,) float32. (LOW_HOP,) float32; the array is used again at the next hop."""
        self._incoming[:-HOP] = self._incoming[HOP:]
        self._incoming[-HOP:] = mono
        return np.dot(np.ascontiguousarray(self._seen), self._filter, out=self._low)
