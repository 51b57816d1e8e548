"""Unison and the last note: D major, one melody in octaves, one heart under it, and what hangs in the air when it stops."""
from __future__ import annotations

import numpy as np

from .mix import Mix
from .plan import BEAT, START, hertz, unison_s
from .voices import bass, brush, crack, drum, glass, metal, strings

BARS = (("D2", "D3 A3 D4 F#4 A4"), ("C#2", "E3 A3 C#4 E4 A4"), ("B1", "D3 F#3 B3 D4 F#4"), ("G1", "D3 G3 B3 D4 F#4"),
        ("F#1", "D3 A3 D4 F#4 A4"), ("G1", "D3 G3 B3 D4 A4"), ("E2", "E3 G3 B3 D4 G4"), ("A1", "E3 A3 D4 E4 A4"))
"""(bass, chord), one a bar"""
MELODY = ((0, 2, "A4"), (2, 1, "E5"), (3, 1, "D5"), (4, 2, "E5"), (6, 1, "C#5"), (7, 1, "A4"), (8, 2, "B4"), (10, 1, "F#5"), (11, 1, "E5"),
          (12, 3, "D5"), (15, 1, "B4"), (16, 2, "D5"), (18, 1, "A5"), (19, 1, "G5"), (20, 1, "F#5"), (21, 1, "G5"), (22, 1, "A5"), (23, 1, "B5"),
          (24, 2, "E5"), (26, 1, "B5"), (27, 1, "A5"), (28, 3, "A5"), (31, 1, "E5"))
"""(beat, beats, note): the motif on A, B, D and E"""


def unison(mix: Mix, rng: np.random.Generator) -> None:
    """Everybody."""
    for bar, (root, chord) in enumerate(BARS):
        names = chord.split()
        at = unison_s(4 * bar)
        for name in names:
            mix.add(at, strings(hertz(name), 4 * BEAT + 0.25, 0.060, rng, rise_s=0.09, fall_s=0.3, brightness=0.45), 0.8, 0.35)
        for half in range(8):
            mix.add(at + half * BEAT / 2, bass(hertz(root) * (2.0 if half % 4 == 3 else 1.0), BEAT * 0.48, 0.15 if half % 2 else 0.28), 1.0, 0.05)
        for step in range(16):   # the gears run through the chord
            beat, part = divmod(step, 4)
            name, level = names[(beat + 2 * part) % len(names)], 0.018 if part else 0.05
            mix.add(at + step * BEAT / 4, metal(hertz(name) * 2, level, rng, 0.8 * float(np.sin(1.3 * step)), 0.5), 0.9, 0.3)
    for beat, beats, name in MELODY:
        at, length = unison_s(beat), beats * BEAT
        mix.add(at, strings(hertz(name), length + 0.15, 0.13, rng, rise_s=0.05, fall_s=0.2, brightness=0.6), 0.9, 0.4)
        mix.add(at, strings(hertz(name) / 2, length + 0.15, 0.09, rng, rise_s=0.05, fall_s=0.2, brightness=0.5), 0.9, 0.3)
        mix.add(at, glass(hertz(name) * 2, 0.10, rng, 2.2, 0.8), 0.8, 0.5)
        mix.add(at, metal(hertz(name), 0.10, rng, 0.2, 1.2, 0.6), 0.9, 0.3)
    for k in range(32):
        at = unison_s(k)
        mix.add(at, drum(0.78, rng), 1.0, 0.06)
        if k % 2:
            mix.add(at, crack(0.20, rng), 1.0, 0.25)
        for part, weight in ((0, 0.9), (1, 0.2), (2, 0.6), (3, 0.2)):
            mix.add(at + part * BEAT / 4, brush(0.16 * weight, rng, 0.35 * (-1) ** part), 1.0, 0.08)


def last_note(mix: Mix, rng: np.random.Generator) -> None:
    """One stroke brings it home; what hangs in the air is the first note."""
    at = START["last_note"]
    mix.add(at, drum(0.80, rng, 41.0, 1.1), 1.0, 0.3)
    mix.add(at, bass(hertz("D2"), 1.8, 0.3), 1.0, 0.2)
    for name in ("D3", "A3", "D4", "F#4"):
        mix.add(at, strings(hertz(name), 1.0, 0.05, rng, rise_s=0.03, fall_s=0.8, brightness=0.35), 0.6, 0.5)
    mix.add(at, glass(hertz("A4"), 0.26, rng, 7.5), 0.9, 0.8)
