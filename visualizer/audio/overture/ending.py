"""Ovation: hundreds of hands, each with a rhythm and a sound of its own, in a room. Hush and waking are what is left without them."""
from __future__ import annotations

import numpy as np

from visualizer.model.time import SAMPLE_RATE

from .mix import Mix
from .plan import START
from .voices import Stereo, ramp, seconds, shaped_noise

PEOPLE = 260


def _hands(rng: np.random.Generator) -> list[np.ndarray[tuple[int], np.dtype[np.float32]]]:
    """Forty claps, flat or cupped: a burst of noise that a hollow between two palms has coloured."""
    out = []
    t = seconds(0.045)
    for _ in range(40):
        centre = float(rng.uniform(700.0, 2_600.0))
        clap = shaped_noise(len(t), centre * 0.6, centre * 1.7, rng) + 0.5 * shaped_noise(len(t), 2_500.0, 9_000.0, rng)
        out.append((clap * np.exp(-t * float(rng.uniform(120.0, 260.0))) * ramp(len(t), 0.0006, 0.01)).astype(np.float32))
    return out


def applause(length_s: float, rng: np.random.Generator) -> Stereo:
    """(n, 2): it starts within a second and dies away over the last two."""
    n = int(length_s * SAMPLE_RATE)
    out = np.zeros((n + SAMPLE_RATE, 2), np.float32)
    bank = _hands(rng)
    for _ in range(PEOPLE):
        start = float(rng.gamma(2.0, 0.22))
        stop = length_s - 0.2 - float(rng.gamma(2.0, 0.45))
        place, near = float(rng.uniform(-1.0, 1.0)), float(rng.uniform(0.25, 1.0)) ** 2
        angle = (place + 1.0) * np.pi / 4.0
        gain = np.array([np.cos(angle), np.sin(angle)], np.float32) * np.float32(near)
        rate = float(rng.normal(4.0, 0.55))
        own = bank[int(rng.integers(len(bank)))]
        at = start
        while at < stop:
            i = int(at * SAMPLE_RATE)
            out[i:i + len(own)] += own[:, None] * (gain * np.float32(rng.uniform(0.6, 1.1)))
            at += float(max(0.12, rng.normal(1.0, 0.09)) / rate)
    return out[:n]


def ovation(mix: Mix, rng: np.random.Generator) -> None:
    """One pair of hands, then all."""
    mix.add(START["ovation"], applause(START["waking"] - START["ovation"], rng) * np.float32(0.26), 0.7, 0.25)
