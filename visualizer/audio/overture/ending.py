"""Hush, ovation, waking: a house that does not dare to breathe, hundreds of hands, and what is left when they rest."""
from __future__ import annotations

import numpy as np

from visualizer.model.time import SAMPLE_RATE

from .mix import Mix
from .people import applause
from .plan import START
from .tone import Floats, Sound, samples, weather


def air(length_s: float, rng: np.random.Generator) -> Sound:
    """(2, n), rms 1: a large room with nobody in it. Sixteen seconds that join without a seam, over and over: nobody hears that this far down."""
    m = samples(min(16.0, length_s))
    f = np.maximum(np.fft.rfftfreq(m, 1.0 / SAMPLE_RATE), 1.0)
    spectrum = (1.0 / np.sqrt(f) / (1.0 + (f / 2_500.0) ** 2) * (f > 20.0)).astype(np.float32)
    turns = rng.standard_normal((2, len(f), 2), dtype=np.float32)
    once = np.fft.irfft((turns[..., 0] + 1j * turns[..., 1]) * spectrum, m, axis=1)
    once /= np.sqrt((once ** 2).mean())
    return np.asarray(np.tile(once, (1, -(-samples(length_s) // m)))[:, :samples(length_s)], np.float32)


def ovation(mix: Mix, rng: np.random.Generator) -> None:
    """One pair of hands, then all; under them the sound of many throats."""
    length = START["waking"] - START["ovation"]
    mix.add(START["ovation"], applause(length, rng), 0.12, 0.06)

    def throats(t: Floats, f: Floats) -> Floats:
        over = np.clip((t - 0.5) / 1.2, 0.0, 1.0) * np.clip((length - 1.4 - t) / 3.0, 0.0, 1.0)
        voice = np.exp(-((np.log2(f) - np.log2(700.0)) / 0.8) ** 2) + 0.4 * np.exp(-((np.log2(f) - np.log2(2_600.0)) / 0.6) ** 2)
        return np.asarray(over * voice)

    mix.add(START["ovation"], weather(length, throats, rng), 0.011, 0.011)
