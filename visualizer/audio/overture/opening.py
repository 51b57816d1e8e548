"""Backstage, curtain, silence, note: a house that waits, falls quiet, draws breath, and hears the motif for the first time."""
from __future__ import annotations

import numpy as np

from .bowed import bow
from .mix import Mix
from .people import behind_velvet, breath, murmur
from .plan import START, hertz
from .struck import TOOTH, glass, strike
from .tone import Floats, Sound, burst, pan, ramp, samples, seconds, weather


def _knock(level: float, rng: np.random.Generator) -> Sound:
    """A chair, a case, a foot on the boards, behind the curtain."""
    return pan(burst(9_600, 60.0, 420.0, rng, 0.12) * ramp(9_600, 0.001, 0.05) * np.float32(level), float(rng.uniform(-0.8, 0.8)))


def backstage(mix: Mix, rng: np.random.Generator) -> None:
    """The murmur comes and goes like a wave, somebody tunes, somebody tries three notes; as the curtain moves the house falls quiet."""
    length = START["curtain"] + 0.7
    t = seconds(length)
    wave = (0.55 + 0.45 * np.exp(-((t - 4.4) / 1.7) ** 2)) * ramp(len(t), 1.0, 1.1)
    mix.add(0.0, behind_velvet(murmur(length, rng), 1_500.0) * wave.astype(np.float32), 0.040, 0.026)
    for at, name, lasts, level in ((1.2, "A3", 1.9, 0.010), (2.6, "E4", 1.5, 0.008), (4.3, "A4", 0.5, 0.006),
                                   (4.75, "E5", 0.3, 0.005), (5.0, "D5", 0.8, 0.006)):
        far = behind_velvet(bow(hertz(name), lasts, level, rng, rise_s=0.15, fall_s=0.35, bright=0.3, players=1, place=0.5, spread=0.0), 600.0)
        mix.add(at, far, 0.5, 1.2)
    for at in (0.8, 3.4, 3.9, 6.1):
        mix.add(at, _knock(0.010, rng), 0.6, 0.8)


def curtain(mix: Mix, rng: np.random.Generator) -> None:
    """Rope, pulley and velvet: heavy cloth begins to move, runs, and hangs still; the last who talked falls silent."""
    at, length = START["curtain"], 4.3

    def velvet(t: Floats, f: Floats) -> Floats:
        run = np.sin(np.pi * np.clip(t / length, 0.0, 1.0) ** 0.8) ** 2
        folds = 0.7 + 0.3 * np.sin(2.0 * np.pi * 1.7 * t + 1.2 * np.sin(2.3 * t))
        cloth = 1.0 / (1.0 + (f / (260.0 + 900.0 * run)) ** 2) / (1.0 + (60.0 / f) ** 4)
        return np.asarray(run * folds * cloth)

    mix.add(at + 0.3, weather(length, velvet, rng), 0.005, 0.004)
    tick = 0.5
    while tick < length - 0.5:   # the pawl of the winch
        speed = float(np.sin(np.pi * tick / length) ** 0.7)
        mix.add(at + tick, strike(TOOTH, 1_150.0 * float(rng.uniform(0.97, 1.03)), 0.0035 * speed, rng, place=0.75, force=0.4), 0.5, 0.8)
        tick += 0.13 + 0.17 * (1.0 - speed) + float(rng.uniform(0.0, 0.05))
    rest = behind_velvet(murmur(2.2, rng, 3), 1_200.0) * ramp(samples(2.2), 0.4, 1.5)
    mix.add(at + 0.3, rest, 0.0025, 0.0025)


def silence(mix: Mix, rng: np.random.Generator) -> None:
    """Nothing but a breath, just before the first note."""
    mix.add(START["note"] - 1.45, breath(1.35, rng), 0.0016, 0.0008)


def note(mix: Mix, rng: np.random.Generator) -> None:
    """The drop: one glass note, A. From far away its answer, a fifth above, that leans back by a step: E, D."""
    at = START["note"]
    mix.add(at, glass(hertz("A4"), 0.16, rng, force=0.22, length_s=4.6), 1.1, 0.2, 0.5)
    mix.add(at + 3.8, glass(hertz("E5"), 0.075, rng, 0.4, 0.2, 2.0), 0.7, 0.1, 0.5)
    mix.add(at + 5.2, glass(hertz("D5"), 0.105, rng, 0.25, 0.2, 5.5), 0.8, 0.1, 0.55)
