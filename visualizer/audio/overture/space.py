"""The hall, and what stands between the mix and the listener: reverberation, loudness, a limiter. All on whole (n, 2) arrays."""
from __future__ import annotations

import numpy as np
import numpy.typing as npt

from visualizer.model.time import SAMPLE_RATE

from .voices import Stereo, smooth_size


def hall(rng: np.random.Generator, length_s: float = 6.5) -> Stereo:
    """The answer of a great dark hall to a clap, (n, 2): first reflections of walls and balcony, then a tail that loses its highs first. Energy 1 per ear."""
    n = smooth_size(int(length_s * SAMPLE_RATE))
    t = np.arange(n) / SAMPLE_RATE
    f = np.fft.rfftfreq(n, 1.0 / SAMPLE_RATE)
    out = np.zeros((n, 2))
    bands = ((20.0, 180.0, 4.2, 0.8), (180.0, 700.0, 5.2, 1.0), (700.0, 2_500.0, 4.4, 0.9), (2_500.0, 6_000.0, 2.6, 0.5), (6_000.0, 14_000.0, 1.2, 0.22))
    for low, high, decay_s, gain in bands:   # Hz, Hz, s to -60 dB, gain
        band = 1.0 / np.sqrt(1.0 + (low / np.maximum(f, 1.0)) ** 8) / np.sqrt(1.0 + (f / high) ** 8)
        for ear in (0, 1):
            out[:, ear] += gain * np.fft.irfft(np.fft.rfft(rng.standard_normal(n)) * band, n) * 10.0 ** (-3.0 * t / decay_s)
    out *= (1.0 - np.exp(-np.maximum(0.0, t - 0.030) / 0.045))[:, None]   # the hall needs time to fill
    out /= np.sqrt((out ** 2).sum(axis=0))
    for delay_s, left, right in ((0.019, 0.10, 0.04), (0.027, 0.03, 0.11), (0.041, 0.08, 0.05), (0.058, 0.03, 0.07), (0.083, 0.06, 0.05)):
        out[int(delay_s * SAMPLE_RATE)] += (left, right)
    return out.astype(np.float32)


def reverberate(sound: Stereo, answer: Stereo) -> Stereo:
    """`sound` heard in the hall, without the direct sound; same length. Each ear by its own answer."""
    size = smooth_size(len(sound) + len(answer))
    wet = np.fft.irfft(np.fft.rfft(sound, size, axis=0) * np.fft.rfft(answer, size, axis=0), size, axis=0)
    return np.asarray(wet[:len(sound)], np.float32)


def loudness_lufs(sound: Stereo) -> float:
    """Integrated loudness after ITU-R BS.1770-4 (K weighting, gated at -70 and -10), by its filters' frequency response."""
    n = smooth_size(len(sound))
    z = np.exp(-2j * np.pi * np.fft.rfftfreq(n))
    shelf = (1.53512485958697, -2.69169618940638, 1.19839281085285), (1.0, -1.69065929318241, 0.73248077421585)
    highpass = (1.0, -2.0, 1.0), (1.0, -1.99004745483398, 0.99007225036621)
    weight = np.ones(len(z), np.complex128)
    for above, below in (shelf, highpass):
        weight *= (above[0] + above[1] * z + above[2] * z * z) / (below[0] + below[1] * z + below[2] * z * z)
    power = sum(np.fft.irfft(np.fft.rfft(sound[:, ear], n) * weight.astype(np.complex64), n)[:len(sound)] ** 2 for ear in (0, 1))
    step = SAMPLE_RATE // 10
    tenths = np.asarray(power)[:len(sound) // step * step].reshape(-1, step).mean(axis=1)
    blocks = np.convolve(tenths, np.ones(4) / 4, mode="valid")
    loud = blocks[blocks > 10 ** ((-70.0 + 0.691) / 10)]
    if not len(loud):
        return -70.0
    loud = loud[loud > loud.mean() / 10.0]
    return float(-0.691 + 10.0 * np.log10(loud.mean()))


def true_peaks(sound: Stereo, step: int = 48) -> npt.NDArray[np.float64]:
    """(n // step,): the largest value between the samples of each step, by fourfold oversampling. len(sound) must be a multiple of step."""
    n = len(sound)
    peaks = np.zeros(n // step)
    for ear in (0, 1):
        spectrum = np.fft.rfft(sound[:, ear])
        fine = 4.0 * np.fft.irfft(np.concatenate([spectrum, np.zeros(2 * n + 1 - len(spectrum), spectrum.dtype)]), 4 * n)
        peaks = np.maximum(peaks, np.abs(fine).reshape(-1, 4 * step).max(axis=1))
    return peaks


def limited(sound: Stereo, ceiling: float) -> Stereo:
    """`sound` with true peaks held below `ceiling` by a gain that sees 10 ms ahead and comes back in a tenth of a second."""
    step = 48
    need = np.minimum(1.0, ceiling / np.maximum(true_peaks(sound, step), 1e-9))
    if need.min() >= 1.0:
        return sound
    reach = 12
    padded = np.pad(need, reach, constant_values=1.0)
    low = np.lib.stride_tricks.sliding_window_view(padded, 2 * reach + 1).min(axis=1)
    held = low.copy()
    for i in range(1, len(held)):   # falls at once, comes back slowly
        held[i] = min(low[i], held[i - 1] + (1.0 - held[i - 1]) * 0.02)
    window = np.hanning(reach + 2)[1:-1]
    smooth = np.convolve(np.pad(held, reach, mode="edge"), window / window.sum(), mode="same")[reach:-reach]
    smooth = np.minimum(smooth, held)
    at = (np.arange(len(need)) + 0.5) * step
    gain = np.interp(np.arange(len(sound)), at, smooth)
    return np.asarray(sound * gain[:, None], np.float32)
