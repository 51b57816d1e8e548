"""Backstage, curtain, silence, note: a house that waits, falls quiet, draws breath, and hears the motif for the first time."""
from __future__ import annotations

import numpy as np

from .mix import Mix
from .plan import START, hertz
from .voices import glass, murmur, pan, ramp, seconds, shaped_noise, strings


def backstage(mix: Mix, rng: np.random.Generator) -> None:
    """The murmur comes and goes like a wave; somebody tunes; as the curtain opens the house falls quiet."""
    length = START["curtain"] + 0.9
    t = seconds(length)
    wave = (0.5 + 0.5 * np.exp(-((t - 4.6) / 1.9) ** 2)) * ramp(len(t), 0.8, 1.3)
    mix.add(0.0, (murmur(length, 0.17, rng, 18) * wave[:, None]).astype(np.float32), 0.8, 0.35)
    mix.add(1.6, strings(hertz("A3"), 2.2, 0.020, rng, players=2, rise_s=0.5, fall_s=0.9, brightness=0.2), 0.15, 0.8)
    mix.add(2.9, strings(hertz("E4"), 1.6, 0.013, rng, players=2, rise_s=0.4, fall_s=0.8, brightness=0.2), 0.15, 0.8)


def curtain(mix: Mix, rng: np.random.Generator) -> None:
    """Velvet and a rope: a low rustle that rises and is gone, and what is left of the talk."""
    at = START["curtain"]
    t = seconds(4.2)
    velvet = shaped_noise(len(t), 120.0, 1_400.0, rng, -0.4) * np.sin(np.pi * np.clip(t / 4.2, 0.0, 1.0)) ** 2
    mix.add(at + 0.3, np.stack([velvet, np.roll(velvet, 401)], axis=1).astype(np.float32) * 0.012, 0.7, 0.5)
    rest = murmur(3.0, 0.012, rng, 3) * ramp(int(3.0 * 48_000), 0.4, 2.0)[:, None]
    mix.add(at + 0.4, rest.astype(np.float32), 0.5, 0.5)


def silence(mix: Mix, rng: np.random.Generator) -> None:
    """Nothing but a breath, just before the first note."""
    t = seconds(1.5)
    breath = shaped_noise(len(t), 500.0, 3_200.0, rng) * np.sin(np.pi * np.clip(t / 1.5, 0.0, 1.0)) ** 1.5 * (0.3 + 0.7 * t / 1.5)
    mix.add(START["note"] - 1.62, pan(breath.astype(np.float32), 0.0) * np.float32(0.0022), 1.0, 0.4)


def note(mix: Mix, rng: np.random.Generator) -> None:
    """The drop: one glass note. From far away its answer, a fifth above, that leans back by a step."""
    at = START["note"]
    mix.add(at, glass(hertz("A4"), 0.10, rng, 7.0), 0.8, 1.0)
    mix.add(at + 3.75, glass(hertz("E5"), 0.06, rng, 5.0), 0.30, 1.0)
    mix.add(at + 5.0, glass(hertz("D5"), 0.055, rng, 6.0), 0.25, 1.0)
