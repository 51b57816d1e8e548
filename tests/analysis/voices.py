"""Sound to hear pitch, notes and keys by. Everything is float64 at 48 kHz."""
from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from visualizer.analysis import Analyzer
from visualizer.analysis.lowband import LowBand
from visualizer.model.block import Block
from visualizer.model.music import MusicFrame
from visualizer.model.time import HOP, SAMPLE_RATE, TICK_S

Sound = npt.NDArray[np.float64]


def hz_of(midi: float) -> float:
    return float(440.0 * 2.0 ** ((midi - 69.0) / 12.0))


def voice(midi: float | Sound, seconds: float, partials: int = 10, without: tuple[int, ...] = (), fade_s: float = 0.02) -> Sound:
    """One note with harmonics 1/k, some left out. midi: a number, or one for every sample."""
    n = int(seconds * SAMPLE_RATE)
    hz = 440.0 * 2.0 ** ((np.broadcast_to(midi, n) - 69.0) / 12.0)
    phase = 2.0 * np.pi * np.cumsum(hz) / SAMPLE_RATE
    out = sum(np.sin(k * phase + k * k) / k for k in range(1, partials + 1) if k not in without and float(hz.max()) * k < 20_000.0)
    t = np.arange(n) / SAMPLE_RATE
    return np.asarray(0.2 * out * np.minimum(1.0, np.minimum(t, t[::-1]) / fade_s))


def hops(sound: npt.NDArray[np.floating]) -> Iterator[tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]]:
    """Each whole hop of (n,) sound, and the same in the low band."""
    low, samples = LowBand(), sound.astype(np.float32)
    for i in range(len(sound) // HOP):
        mono = samples[i * HOP:(i + 1) * HOP]
        yield mono, low.step(mono)


def rest(seconds: float) -> Sound:
    return np.zeros(int(seconds * SAMPLE_RATE))


def chord(midis: tuple[int, ...], seconds: float) -> Sound:
    return np.asarray(sum(voice(m, seconds) for m in midis) / len(midis))


def room(sound: Sound, rng: np.random.Generator, db: float = -70.0) -> Sound:
    """With a quiet room around it."""
    return np.asarray(sound + rng.normal(0.0, 10.0 ** (db / 20.0), len(sound)))


def hear(sound: Sound) -> list[MusicFrame]:
    """Every frame of (n,) sound."""
    analyzer, samples = Analyzer(), sound.reshape(-1, 1).astype(np.float32)
    return [analyzer.step(Block(np.ascontiguousarray(samples[i * HOP:(i + 1) * HOP]), i, (i + 1) * TICK_S, (i + 1) * TICK_S)) for i in range(len(sound) // HOP)]
