"""Chaos and ebb: the motif broken, without a grid; then the tide goes out, and a heart is left."""
from __future__ import annotations

import numpy as np

from .bowed import bow
from .mix import CELLO, FAR, VIOLIN, Mix
from .plan import BEAT, START, hertz, line, unison_s
from .struck import BAR, GLASS, STEEL, TOOTH, bass, drum, glass, strike, tam_tam, timpano
from .tone import Floats, Sound, swells, weather

BROKEN = ("A3", "Eb4", "D4", "G#3", "C#4", "F4", "B3", "E4", "Bb3", "F#4", "C4", "G4")
"""the motif with its fifth diminished, on every step of the scale that has none"""
MEMORY = line("D5:2 E5:2 A4:3 | -:1 E5:1.5 D5:1 A4:2.5", -13.0)
"""the motif backwards, and once more as it was; beats before the unison"""
CHORDS = ((-14.0, 7.0, "D2 A2 F4"), (-8.0, 4.6, "Bb1 F3 D4"), (-4.0, 4.2, "C2 G3 E4"))
"""minor, sixth, seventh: the two steps that lead up to D major"""


def chaos(mix: Mix, rng: np.random.Generator) -> None:
    """Dense, loud, and nothing comes twice at the same distance."""
    at, length = START["chaos"], START["ebb"] - START["chaos"]
    _wind(mix, rng, at, length)
    for when, low, level in ((0.0, 55.0, 0.62), (length - 3.6, 48.0, 0.55)):
        mix.add(at + when, tam_tam(level, rng, 7.0, low), 0.8, 0.4, 0.25)
        mix.add(at + when, drum(0.46, rng, 40.0, 1.1, 0.6), 1.0, 0.5)
    _blows(mix, rng, at, length)
    _swarm(mix, rng, at, length)


def _wind(mix: Mix, rng: np.random.Generator, at: float, length: float) -> None:
    """Three winds, low, crying and sharp."""
    total = length + 2.5

    def wind(centre: float, width: float, every: float) -> Sound:
        gust, cry = swells(total, every, rng, 0.12), swells(total, 0.9, rng, 0.0, 1.0)

        def blown(t: Floats, f: Floats) -> Floats:
            over = np.clip(t / 0.05, 0.0, 1.0) * np.clip((total - t) / 3.0, 0.0, 1.0) ** 1.5
            return np.asarray(over * gust(t) * np.exp(-((np.log2(f) - np.log2(centre) - 1.2 * (cry(t) - 0.5)) / width) ** 2) * (centre / f) ** 0.5)

        return weather(total, blown, rng)

    for centre, width, level, every in ((130.0, 1.2, 0.075, 0.33), (700.0, 0.9, 0.055, 0.27), (5_200.0, 1.3, 0.050, 0.19)):
        mix.add(at, wind(centre, width, every), level, 0.3 * level)


def _blows(mix: Mix, rng: np.random.Generator, at: float, length: float) -> None:
    """Drums and low metal: the gaps are drawn anew each time, long and short without a middle."""
    when = 0.31
    while when < length - 0.8:
        hard = float(rng.uniform(0.0, 1.0)) ** 1.5
        mix.add(at + when, drum(0.12 + 0.32 * hard, rng, float(rng.uniform(42.0, 84.0)), float(rng.uniform(0.3, 0.7)), 0.6), 1.0, 0.3)
        kettle = timpano(float(rng.uniform(60.0, 180.0)), 0.05 + 0.13 * hard, rng, float(rng.uniform(-0.8, 0.8)))
        mix.add(at + when + float(rng.uniform(0.0, 0.08)), kettle, 0.8, 0.4)
        when += float(rng.choice([0.07, 0.11, 0.19, 0.31, 0.46, 0.67])) * float(rng.uniform(0.8, 1.25))
    for _ in range(9):
        mix.add(at + float(rng.uniform(0.2, length - 1.0)), bass(hertz(BROKEN[int(rng.integers(12))]) / 4.0, 1.2, 0.16, rng), 0.9, 0.3)


def _swarm(mix: Mix, rng: np.random.Generator, at: float, length: float) -> None:
    """Strings slide past each other, metal rains, glass breaks."""
    for k in range(46):
        when, lasts = float(rng.uniform(-0.1, length - 0.9)), float(rng.uniform(0.5, 2.6))
        hz = hertz(BROKEN[k % 12]) * 2.0 ** float(rng.integers(-1, 2)) * 2.0 ** float(rng.uniform(-0.5, 0.5) / 12.0)
        bend = tuple(float(x) for x in np.cumsum(rng.normal(0.0, 3.2, 4)))
        sound = bow(hz, lasts, 0.095, rng, rise_s=0.05, fall_s=0.45, bright=1.0, players=3, place=float(rng.uniform(-0.8, 0.8)), spread=0.2, bend=bend,
                    tremolo=float(rng.uniform(0.0, 0.9)), vibrato=1.8)
        mix.bow(at + max(0.0, when), sound, CELLO if hz < 230.0 else VIOLIN)
    for _ in range(230):
        when = float(length * rng.uniform(0.0, 0.96))
        body, octave = ((BAR, 0.5), (STEEL, 2.0), (STEEL, 4.0), (BAR, 1.0))[int(rng.integers(4))]
        hz = hertz(BROKEN[int(rng.integers(12))]) * octave * 2.0 ** float(rng.uniform(-0.5, 0.5) / 12.0)
        mix.add(at + when, strike(body, hz, float(rng.uniform(0.010, 0.085)), rng, place=float(rng.uniform(-1.0, 1.0)), force=float(rng.uniform(0.5, 1.0)),
                                  length_s=1.1), 0.9, 0.3)
    for when in (1.7, 3.1, 5.45, 6.2, 8.3):   # a pane
        for _ in range(26):
            late = float(rng.exponential(0.11))
            mix.add(at + when + late, strike(GLASS, float(rng.uniform(1_400.0, 6_500.0)), 0.035 * float(np.exp(-2.5 * late)), rng,
                                             place=float(rng.uniform(-0.9, 0.9)), force=0.9, length_s=0.5), 0.9, 0.35)


def ebb(mix: Mix, rng: np.random.Generator) -> None:
    """Waves that each come less far; low strings; what is remembered of the motif; a heart that finds the beat."""
    at = START["ebb"]
    for when, lasts, level in ((-0.5, 4.6, 0.050), (3.0, 3.8, 0.020), (5.7, 3.2, 0.009)):
        def sea(t: Floats, f: Floats, whole: float = lasts) -> Floats:
            x = np.clip(t / whole, 0.0, 1.0)
            crest = np.sin(np.pi * x ** 0.6) ** 2
            return np.asarray(crest / (1.0 + (f / (300.0 + 2_600.0 * crest)) ** 2) / (1.0 + (120.0 / f) ** 2))

        mix.add(at + when, weather(lasts, sea, rng), level, 0.4 * level, 0.15 * level)
    for beat, beats, names in CHORDS:
        for k, name in enumerate(names.split()):
            section = FAR if k else CELLO
            mix.bow(unison_s(beat) + 0.07 * k, bow(hertz(name), beats * BEAT, 0.030 if k else 0.036, rng, rise_s=1.1, fall_s=1.5, bright=0.15, players=5,
                                                   place=0.3 - 0.3 * k), section)
    for beat, _, name in MEMORY:
        mix.add(unison_s(beat), glass(hertz(name), 0.034, rng, 0.3 * float(np.sin(beat)), 0.25, 4.5), 0.5, 0.2, 0.7)
    for beat in range(-12, 0):
        level = 0.060 + 0.011 * (beat + 12)
        mix.add(unison_s(beat), drum(level, rng), 1.0, 0.2)
        mix.add(unison_s(beat) + 0.3 * BEAT, drum(0.4 * level, rng, 54.0, 0.4), 1.0, 0.2)
        if beat >= -4:   # and lifts the music into the light
            mix.add(unison_s(beat), strike(BAR, hertz(("E4", "G4", "A4", "B4")[beat + 4]), 0.035 + 0.012 * (beat + 4), rng, place=0.25, force=0.4), 0.8, 0.5)
        for part in (0, 2) if beat >= -9 else ():   # somewhere in the dark a wheel still turns
            tooth = strike(TOOTH, 1_290.0 - 70.0 * part, 0.028 + 0.004 * (beat + 9), rng, place=0.5 - 0.5 * part, force=0.5)
            mix.add(unison_s(beat + part / 4), tooth, 0.8, 0.5)
