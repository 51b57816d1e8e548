"""What every instrument needs: arrays of sound, ramps, a place on the stage, noise of any colour. A Sound is (2, n) float32, left and right, at 48 kHz."""
from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from visualizer.model.time import SAMPLE_RATE

Mono = npt.NDArray[np.float32]
Sound = npt.NDArray[np.float32]
Floats = npt.NDArray[np.float64]
TAU = 2.0 * np.pi


def smooth_size(n: int) -> int:
    """The least 2^a 3^b 5^c >= n: the length of a quick transform."""
    best = 1 << max(0, n - 1).bit_length()
    for c in (1, 5, 25, 125):
        for b in (1, 3, 9, 27):
            size = b * c
            while size < n:
                size *= 2
            best = min(best, size)
    return best


def samples(s: float) -> int:
    """s -> samples."""
    return round(s * SAMPLE_RATE)


def seconds(s: float) -> Floats:
    """(n,) float64: the instants of s seconds of sound."""
    return np.arange(samples(s)) / SAMPLE_RATE


def ramp(n: int, rise_s: float, fall_s: float) -> Mono:
    """(n,): raised-cosine rise and fall, so that nothing begins or ends with a click."""
    out = np.ones(n, np.float32)
    a, b = min(n, max(1, samples(rise_s))), min(n, max(1, samples(fall_s)))
    out[:a] *= (0.5 - 0.5 * np.cos(np.pi * np.arange(a) / a)).astype(np.float32)
    out[n - b:] *= (0.5 + 0.5 * np.cos(np.pi * np.arange(b) / b)).astype(np.float32)
    return out


def gains(place: float) -> tuple[float, float]:
    """Of the two ears, equal power: place -1 left .. 1 right."""
    angle = (min(1.0, max(-1.0, place)) + 1.0) * np.pi / 4.0
    return float(np.cos(angle)), float(np.sin(angle))


def pan(mono: npt.NDArray[np.floating], place: float) -> Sound:
    """(2, n): at place -1 left .. 1 right, the far ear up to 0.3 ms late."""
    left, right = gains(place)
    late = int(abs(place) * 0.0003 * SAMPLE_RATE)
    out = np.empty((2, len(mono)), np.float32)
    out[0], out[1] = mono * np.float32(left), mono * np.float32(right)
    if late:
        ear = 0 if place > 0.0 else 1
        out[ear, late:] = out[ear, :-late].copy()
        out[ear, :late] = 0.0
    return out


def burst(n: int, low_hz: float, high_hz: float, rng: np.random.Generator, decay_s: float) -> Mono:
    """(n,) of noise between two frequencies with soft edges, rms 1 before it dies by 60 dB in decay_s."""
    size = smooth_size(n)
    f = np.maximum(np.fft.rfftfreq(size, 1.0 / SAMPLE_RATE), 1.0)
    band = 1.0 / np.sqrt((1.0 + (low_hz / f) ** 6) * (1.0 + (f / high_hz) ** 6))
    band *= np.sqrt(size / 2.0 / np.maximum((band ** 2).sum(), 1e-9))
    sound = np.fft.irfft(np.fft.rfft(rng.standard_normal(size)) * band, size)[:n]
    return np.asarray(sound * np.exp(-6.9 / decay_s * np.arange(n) / SAMPLE_RATE), np.float32)


def weather(length_s: float, spectrum: Callable[[Floats, Floats], Floats], rng: np.random.Generator, width: float = 1.0, frame: int = 2048) -> Sound:
    """Noise whose colour moves. spectrum(t (k, 1) s, f (1, m) Hz) -> (k, m) magnitudes; the loudest moment has rms 1;
    width: 0 both ears alike .. 1 each its own."""
    n, hop = samples(length_s), frame // 2
    count = n // hop + 2
    f = np.maximum(np.fft.rfftfreq(frame, 1.0 / SAMPLE_RATE), 1.0)[None, :]
    t = np.minimum(np.arange(count) * hop / SAMPLE_RATE, length_s)[:, None]
    shape = spectrum(t, f) * (f > 20.0)
    shape = shape / np.sqrt((shape ** 2).mean(axis=1).max() + 1e-30) * np.sqrt(frame / 2.0)
    window = np.sin(np.pi * (np.arange(frame) + 0.5) / frame)
    out = np.zeros((2, (count + 1) * hop), np.float32)
    grains = rng.standard_normal((2, count, f.shape[1], 2), dtype=np.float32)
    if width < 1.0:
        grains[1] = (1.0 - width) * grains[0] + np.sqrt(max(0.0, 1.0 - (1.0 - width) ** 2)) * grains[1]
    for ear in (0, 1):
        sound = np.fft.irfft((grains[ear, ..., 0] + 1j * grains[ear, ..., 1]) * shape, frame, axis=1) * window
        halves = sound.astype(np.float32).reshape(count, 2, hop)
        out[ear, :count * hop] += halves[:, 0].reshape(-1)
        out[ear, hop:] += halves[:, 1].reshape(-1)
    return out[:, hop:hop + n].copy()


def swells(length_s: float, every_s: float, rng: np.random.Generator, low: float = 0.0, power: float = 2.0) -> Callable[[Floats], Floats]:
    """A curve that wanders between `low` and 1, about every every_s anew; a function of s."""
    knots = np.arange(0.0, length_s + 2.0 * every_s, every_s)
    heights = low + (1.0 - low) * rng.uniform(0.0, 1.0, len(knots)) ** power
    return lambda t: np.interp(t, knots, heights)
