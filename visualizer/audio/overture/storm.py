"""Chaos and ebb: the motif broken, without a grid; then the tide goes out, and a heart is left."""
from __future__ import annotations

import numpy as np

from .mix import Mix
from .plan import BEAT, START, hertz, unison_s
from .voices import brush, drum, glass, metal, pan, ramp, seconds, shaped_noise, strings

BROKEN = ["A3", "Eb4", "D4", "Bb3", "E4", "Eb4", "G#3", "D4", "C#4", "A4", "Eb5", "D5", "G#4", "Bb4", "E5", "C#3", "Eb3", "G#2"]


def chaos(mix: Mix, rng: np.random.Generator) -> None:
    """Dense, loud, and nothing comes twice at the same distance."""
    at, length = START["chaos"], START["ebb"] - START["chaos"]
    t = seconds(length + 2.0)
    for low, high, level in ((30.0, 160.0, 0.16), (200.0, 900.0, 0.06), (1_500.0, 7_000.0, 0.03)):
        for place in (-0.7, 0.7):
            knots = np.arange(0.0, length + 3.0, 0.37)
            gust = np.interp(t, knots, rng.uniform(0.15, 1.0, len(knots)) ** 2) * ramp(len(t), 0.05, 3.0)
            mix.add(at, pan((shaped_noise(len(t), low, high, rng) * gust * level).astype(np.float32), place), 0.9, 0.4)
    mix.add(at, drum(0.9, rng, 34.0, 1.6), 1.0, 0.5)
    for when in np.cumsum(rng.exponential(0.19, 60)):
        if when < length - 0.6:
            mix.add(at + when, drum(float(rng.uniform(0.15, 0.7)), rng, float(rng.uniform(34.0, 90.0))), 1.0, 0.3)
    for when in rng.uniform(0.0, length - 0.3, 200):
        name = BROKEN[int(rng.integers(len(BROKEN)))]
        octave = 2.0 ** float(rng.integers(0, 3)) * 2.0 ** float(rng.normal(0.0, 0.3) / 12.0)
        mix.add(at + when, metal(hertz(name) * octave, float(rng.uniform(0.01, 0.09)), rng, float(rng.uniform(-1.0, 1.0)), 1.0, 1.2), 0.9, 0.35)
        mix.add(at + float(rng.uniform(0.0, length - 0.3)), brush(float(rng.uniform(0.05, 0.4)), rng, float(rng.uniform(-1.0, 1.0)), 2_500.0), 0.9, 0.3)
    for k in range(26):
        when, lasts = float(rng.uniform(0.0, length - 1.2)), float(rng.uniform(0.6, 2.4))
        note = hertz(BROKEN[k % len(BROKEN)]) * 2.0 ** float(rng.normal(0.0, 0.5) / 12.0)
        mix.add(at + when, strings(note, lasts, 0.10, rng, rise_s=0.1, fall_s=0.3, brightness=0.9, players=3, width=0.9), 0.9, 0.35)


def ebb(mix: Mix, rng: np.random.Generator) -> None:
    """Waves that each come less far; a low fifth; the motif backwards; a heart that finds the beat."""
    at, length = START["ebb"], START["unison"] - START["ebb"]
    for k, (when, level) in enumerate(((0.0, 0.045), (2.9, 0.022), (5.6, 0.012))):
        wave = seconds(min(3.6, length - when))
        swell = shaped_noise(len(wave), 160.0, 2_400.0, rng, -0.6) * np.sin(np.pi * np.clip(wave / 3.6, 0.0, 1.0)) ** 2
        mix.add(at + when, pan((swell * level).astype(np.float32), 0.4 * (-1) ** k), 0.8, 0.7)
    for name, level in (("D2", 0.05), ("A2", 0.04), ("D3", 0.02)):
        mix.add(at + 0.6, strings(hertz(name), length - 0.4, level, rng, rise_s=2.0, fall_s=1.2, brightness=0.15), 0.6, 0.7)
    for beat, names in ((-9, "Bb3 D4 F4"), (-4, "C4 E4 G4")):
        for name in names.split():
            mix.add(unison_s(beat), strings(hertz(name), 3.4, 0.022, rng, rise_s=1.0, fall_s=1.4, brightness=0.2), 0.5, 0.8)
    for beat, name in ((-11, "D5"), (-9, "E5"), (-7, "A4"), (-4, "E5"), (-2, "A5")):
        mix.add(unison_s(beat), glass(hertz(name), 0.06, rng, 3.5), 0.5, 0.9)
    for beat in range(-8, 0):
        mix.add(unison_s(beat), drum(0.16 + 0.02 * (beat + 8), rng), 1.0, 0.2)
        mix.add(unison_s(beat) + 0.3 * BEAT, drum(0.07 + 0.01 * (beat + 8), rng, 52.0), 1.0, 0.2)
