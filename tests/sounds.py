"""Sound files that tests make themselves."""
from __future__ import annotations

from pathlib import Path

import numpy as np
import soundfile as sf

SAMPLE_RATE = 48_000


def groove(seconds: float, bpm: float = 120.0, seed: int = 4) -> np.ndarray:
    """Kick, hat and a chord that changes every bar, (n, 2) float32: enough music to have a beat, a pitch and a form."""
    rng = np.random.default_rng(seed)
    n = int(seconds * SAMPLE_RATE)
    t = np.arange(n) / SAMPLE_RATE
    out = rng.normal(0.0, 3e-4, n)
    kick = np.sin(2 * np.pi * (50 * t[:12_000] + 3.0 * (1 - np.exp(-t[:12_000] / 0.03)))) * np.exp(-t[:12_000] / 0.1) * 0.6
    hat = rng.normal(0.0, 1.0, 2_400) * np.exp(-np.arange(2_400) / 500.0) * 0.15
    for k in range(int(seconds * bpm / 30.0)):
        i = int((0.25 + k * 30.0 / bpm) * SAMPLE_RATE)
        sound = kick if k % 2 == 0 else hat
        out[i:i + len(sound)] += sound[:max(0, n - i)]
    bar = (t * bpm / 240.0).astype(int) % 3
    for root in (220.0, 277.2, 329.6):
        out += 0.05 * np.sin(2 * np.pi * root * np.array([1.0, 1.122, 0.891])[bar] * t)
    return np.stack([out, 0.9 * out], axis=1).astype(np.float32)


def write(path: Path, samples: np.ndarray, rate: int = SAMPLE_RATE, **options: str) -> Path:
    """Write (n, C) samples and return the path."""
    sf.write(path, samples, rate, **options)
    return path
