"""Between the mix and the listener: loudness after ITU-R BS.1770-4, true peaks, and a limiter that sees ahead. On whole (2, n) sounds."""
from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt

from visualizer.model.time import SAMPLE_RATE

from .tone import Floats, Sound, smooth_size

_STEP = 48
"""samples of one step of the limiter: 1 ms"""
_FRAME, _EDGE = 6_000, 600


@lru_cache(maxsize=2)
def _k_weight(size: int) -> npt.NDArray[np.complex64]:
    """(size // 2 + 1,): what the two filters of BS.1770 do at 48 kHz to each frequency of a transform of this size."""
    z = np.exp(-2j * np.pi * np.fft.rfftfreq(size))
    shelf = (1.53512485958697, -2.69169618940638, 1.19839281085285), (1.0, -1.69065929318241, 0.73248077421585)
    highpass = (1.0, -2.0, 1.0), (1.0, -1.99004745483398, 0.99007225036621)
    weight = np.ones(len(z), np.complex128)
    for above, below in (shelf, highpass):
        weight *= (above[0] + above[1] * z + above[2] * z * z) / (below[0] + below[1] * z + below[2] * z * z)
    return weight.astype(np.complex64)


def loudness_lufs(sound: Sound) -> float:
    """Integrated loudness (K weighting, gated at -70 and -10), by its filters' frequency response; -70 for silence."""
    n = sound.shape[1]
    size = smooth_size(n)
    weight = _k_weight(size)
    power = np.zeros(n, np.float32)
    for ear in sound:
        power += np.fft.irfft(np.fft.rfft(ear, size) * weight, size)[:n] ** 2
    step = SAMPLE_RATE // 10
    tenths = power[:n // step * step].reshape(-1, step).mean(axis=1, dtype=np.float64)
    blocks = np.convolve(tenths, np.ones(4) / 4, mode="valid")
    loud = blocks[blocks > 10 ** ((-70.0 + 0.691) / 10)]
    if not len(loud):
        return -70.0
    loud = loud[loud > loud.mean() / 10.0]
    return float(-0.691 + 10.0 * np.log10(loud.mean()))


def true_peaks(sound: Sound, least: float = 0.0) -> Floats:
    """(n // 48,): the largest value between the samples of each millisecond, by fourfold oversampling in frames; frames all below `least` by their samples
    alone. n must be a multiple of 48."""
    n = sound.shape[1]
    inner = _FRAME - 2 * _EDGE
    count = -(-n // inner)
    peaks = np.zeros((count, inner // _STEP))
    for ear in sound:
        padded = np.pad(ear, (_EDGE, count * inner + _EDGE - n))
        frames = np.lib.stride_tricks.sliding_window_view(padded, _FRAME)[::inner]
        inside = np.abs(frames[:, _EDGE:-_EDGE])
        peaks = np.maximum(peaks, inside.reshape(count, -1, _STEP).max(axis=2))
        loud = np.flatnonzero(inside.max(axis=1) >= least)
        for first in range(0, len(loud), 64):
            some = loud[first:first + 64]
            fine = np.fft.irfft(np.fft.rfft(frames[some], axis=1), 4 * _FRAME, axis=1)[:, 4 * _EDGE:-4 * _EDGE]
            peaks[some] = np.maximum(peaks[some], 4.0 * np.abs(fine).reshape(len(some), -1, 4 * _STEP).max(axis=2))
    return peaks.reshape(-1)[:n // _STEP]


def limited(sound: Sound, ceiling: float) -> Sound:
    """`sound` with true peaks held below `ceiling` by a gain that sees 10 ms ahead and comes back in a tenth of a second."""
    need = np.minimum(1.0, ceiling / np.maximum(true_peaks(sound, 0.6 * ceiling), 1e-9))
    if need.min() >= 1.0:
        return sound
    reach = 12
    padded = np.pad(need, reach, constant_values=1.0)
    low = np.lib.stride_tricks.sliding_window_view(padded, 2 * reach + 1).min(axis=1)
    held = low.tolist()
    for i in range(1, len(held)):   # falls at once, comes back slowly
        held[i] = min(held[i], held[i - 1] + (1.0 - held[i - 1]) * 0.02)
    window = np.hanning(reach + 2)[1:-1]
    smooth = np.convolve(np.pad(held, reach, mode="edge"), window / window.sum(), mode="same")[reach:-reach]
    smooth = np.minimum(smooth, held)
    at = (np.arange(len(need)) + 0.5) * _STEP
    gain = np.interp(np.arange(sound.shape[1]), at, smooth).astype(np.float32)
    return np.asarray(sound * gain, np.float32)
