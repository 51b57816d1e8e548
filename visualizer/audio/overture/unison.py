"""Unison and the last note: D major, one melody in octaves, one heart under it, and what hangs in the air when it stops."""
from __future__ import annotations

import numpy as np

from .bowed import bow
from .mix import CELLO, VIOLIN, Mix
from .plan import BEAT, START, hertz, line, unison_s
from .struck import BAR, STEEL, TOOTH, bass, brush, crack, drum, glass, strike, tam_tam, timpano

BARS = (("D2", "D3 A3 D4 F#4 A4"), ("C#2", "E3 A3 C#4 E4 A4"), ("B1", "D3 F#3 B3 D4 F#4"), ("G1", "D3 G3 B3 D4 F#4"),
        ("F#1", "D3 A3 D4 F#4 A4"), ("G1", "D3 G3 B3 D4 A4"), ("E1", "E3 G3 B3 D4 G4"), ("A1", "E3 G3 C#4 E4 A4"))
"""(bass, chord), one a bar"""
MELODY = line("A4:2 E5:1 D5:1 | E5:2 C#5:1 A4:1 | B4:2 F#5:1 E5:1 | D5:3 B4:1 | D5:2 A5:1 G5:1 | F#5:1 G5:1 A5:1 B5:1 | E5:2 B5:1 A5:1 | A5:2 E5:1 C#5:1")
"""the motif whole again, on A, on B, on D, on E, and a run between; it leans on the leading note, and is home"""
ANSWER = line("-:4 | A4:2 E5:1 D5:1 | -:2 B4:1 F#5:1 | E5:2 D5:2 | -:2 D5:1 A5:1 | B5:2 D6:2 | -:2 E5:1 B5:1 | A5:2 G5:2", 0.0)
"""the glasses have it too, later"""
TENOR = line("F#3:4 E3:4 | D3:2 C#3:2 | B2:4 A2:4 B2:4 B2:2 G2:2 | C#3:4")


def _strings(mix: Mix, rng: np.random.Generator) -> None:
    """Melody in three octaves, a tenor, chords in bows that breathe with the bar, and eighths."""
    for beat, beats, name in MELODY:
        at, length = unison_s(beat), beats * BEAT
        grown = 1.0 if beat < 16 else 1.18
        for factor, level, place, players in ((1.0, 0.125, -0.45, 10), (0.5, 0.085, -0.1, 6), (2.0, 0.030 if beat < 16 else 0.060, -0.6, 6)):
            tune = bow(factor * hertz(name), length + 0.1, level * grown, rng, rise_s=0.045, fall_s=0.14, bright=0.62, players=players, place=place, shape=0.15)
            mix.bow(at + float(rng.uniform(0.0, 0.012)), tune)
        mix.bow(at, bow(0.25 * hertz(name), length + 0.10, 0.10, rng, rise_s=0.05, fall_s=0.15, bright=0.5, players=5, place=0.4), CELLO)
    for beat, beats, name in TENOR:
        mix.bow(unison_s(beat), bow(hertz(name), beats * BEAT + 0.15, 0.075, rng, rise_s=0.08, fall_s=0.25, bright=0.5, players=5, place=0.4), CELLO)
    for bar, (root, chord) in enumerate(BARS):
        for k, name in enumerate(chord.split()):
            pad = bow(hertz(name), 4 * BEAT + 0.15, 0.040, rng, rise_s=0.10, fall_s=0.25, bright=0.4, players=5, place=0.6 - 0.3 * k, shape=0.3)
            mix.bow(unison_s(4 * bar), pad, CELLO if k < 2 else VIOLIN)
        for half in range(8):
            short = bow(hertz(chord.split()[1 + (half * 2) % 3]), 0.24, 0.055 if half % 2 else 0.075, rng, rise_s=0.015, fall_s=0.14, bright=0.6, players=5,
                        spread=0.7, vibrato=0.0, shape=-1.2)
            mix.bow(unison_s(4 * bar + half / 2), short)
            octave = 2.0 if half % 4 == 3 else 1.0
            mix.add(unison_s(4 * bar + half / 2), bass(octave * hertz(root), BEAT * 0.49, 0.17 if half % 2 else 0.27, rng), 1.0, 0.04)


def _machine(mix: Mix, rng: np.random.Generator) -> None:
    """Heart, wood, gears: each where it belongs."""
    for k in range(32):
        at = unison_s(k)
        names = BARS[k // 4][1].split()
        mix.add(at, drum(0.50 if k % 4 else 0.56, rng, 48.0, 0.42), 1.0, 0.05)
        if k % 2:
            mix.add(at, crack(0.34 if k < 16 else 0.38, rng, 0.08), 1.0, 0.22)
        if k % 16 == 15:   # a fill, into the second half and home
            for part, level in ((0.25, 0.12), (0.5, 0.2), (0.75, 0.28)):
                mix.add(at + part * BEAT, crack(level, rng, 0.3 - part), 1.0, 0.25)
        for part, weight in enumerate((1.0, 0.28, 0.62, 0.32)):
            when = at + part * BEAT / 4
            mix.add(when, brush((0.34 if k < 16 else 0.44) * weight, rng, 0.35 * (-1) ** part), 1.0, 0.06)
            tooth = (1_150.0, 1_380.0, 1_290.0, 1_540.0)[part]
            mix.add(when, strike(TOOTH, tooth, 0.10 * weight, rng, place=(-0.7, 0.2, 0.7, -0.2)[part], force=0.6), 0.9, 0.2)
            hz, across = 2.0 * hertz(names[(k + 2 * part) % len(names)]), 0.8 * float(np.sin(1.3 * (4 * k + part)))
            mix.add(when, strike(STEEL, hz, 0.016 if part else 0.030, rng, place=across, force=0.55, length_s=0.6), 0.9, 0.25)
    for bar in range(8):
        mix.add(unison_s(4 * bar), timpano(2.0 * hertz(BARS[bar][0]), 0.16, rng, 0.3), 0.8, 0.3)
    for beat in np.arange(31.0, 32.0, 0.25):
        mix.add(unison_s(float(beat)), timpano(hertz("A2"), 0.08 + 0.06 * float(beat - 31.0), rng, 0.3, 0.8), 0.8, 0.3)


def unison(mix: Mix, rng: np.random.Generator) -> None:
    """Everybody."""
    _strings(mix, rng)
    _machine(mix, rng)
    for half, level in ((0, 0.26), (16, 0.20)):
        mix.add(unison_s(half), tam_tam(level, rng, 5.0, 80.0), 0.8, 0.3)
    for beat, _, name in MELODY:
        mix.add(unison_s(beat), strike(BAR, hertz(name), 0.075, rng, place=0.25, force=0.65, length_s=1.6), 0.9, 0.3)
        mix.add(unison_s(beat), glass(2.0 * hertz(name), 0.040, rng, -0.2, 0.5, 2.0), 0.8, 0.4)
    for beat, _, name in ANSWER:
        mix.add(unison_s(beat), glass(hertz(name) * 2.0, 0.045 if beat < 16 else 0.065, rng, 0.6, 0.55, 2.5), 0.8, 0.4, 0.1)


def last_note(mix: Mix, rng: np.random.Generator) -> None:
    """One stroke brings it home; what hangs in the air is the first note."""
    at = START["last_note"]
    mix.add(at, drum(0.70, rng, 41.0, 1.1), 1.0, 0.2)
    mix.add(at, bass(hertz("D2"), 1.0, 0.28, rng), 1.0, 0.1)
    mix.add(at, timpano(hertz("D2"), 0.2, rng, 0.3), 0.8, 0.3)
    for name, section in (("D3", CELLO), ("A3", CELLO), ("D4", VIOLIN), ("F#4", VIOLIN), ("D5", VIOLIN)):
        mix.bow(at, bow(hertz(name), 0.4, 0.09, rng, rise_s=0.02, fall_s=0.6, bright=0.5, shape=-1.0), section)
    mix.add(at, glass(hertz("A4"), 0.72, rng, force=0.25, length_s=6.2), 0.9, 0.1, 0.1)
