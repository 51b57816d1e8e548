"""The symphony: the motif in the low strings, then everywhere; a pulse that stumbles and steadies; a bass that climbs, and is not allowed to arrive."""
from __future__ import annotations

import numpy as np

from .mix import Mix
from .plan import STEADY_FROM, SYMPHONY_BEATS, hertz, symphony_s
from .voices import brush, drum, glass, metal, strings

CHORDS = ("D2 A2 D3 A3 E4 F4", "D2 Bb2 D3 F3 A3 D4", "G2 D3 F3 Bb3 D4 A4", "A2 E3 G3 A3 D4 E4",
          "Bb2 F3 A3 C4 D4 F4", "C3 E3 G3 A3 D4 E4", "D3 A3 C4 F4 A4 D5", "E2 Bb2 G3 D4 G4 Bb4")
"""one a bar of four beats"""
MELODY = ((0, 4, "D3"), (4, 2, "A3"), (6, 2, "G3"), (8, 4, "D4"), (12, 2, "A4"), (14, 2, "G4"),
          (16, 2, "Bb4"), (18, 1, "F5"), (19, 1, "E5"), (20, 2, "C5"), (22, 1, "G5"), (23, 1, "F5"),
          (24, 2, "D5"), (26, 1, "A5"), (27, 1, "G5"), (28, 1.5, "E5"), (29.5, 1, "Bb5"), (30.5, 1.5, "A5"))
"""(beat, beats, note): the motif on D as the cellos have it, then rising by a step with every bar; the last fifth is diminished"""
STEPS = ["A4", "E5", "D5", "A4", "F5", "E5", "D5", "A4", "E5", "D5", "Bb4", "D5", "A4", "E5", "D5", "E5"]


def symphony(mix: Mix, rng: np.random.Generator) -> None:
    """All of it."""
    for bar, chord in enumerate(CHORDS):
        at, end = symphony_s(4 * bar), symphony_s(4 * bar + 4)
        for j, name in enumerate(chord.split()):
            mix.add(at + 0.05 * j, strings(hertz(name), end - at + 0.6, 0.030 + 0.005 * bar, rng, rise_s=0.9 - 0.07 * bar, fall_s=0.9,
                                           brightness=0.25 + 0.03 * bar), 0.75, 0.6)
    for beat, beats, name in MELODY:
        at, end = symphony_s(beat), symphony_s(beat + beats)
        mix.add(at, strings(hertz(name), end - at + 0.3, 0.06 + 0.0016 * beat, rng, rise_s=0.18, fall_s=0.4, brightness=0.5), 0.8, 0.5)
    for beat, name in ((2, "A5"), (5, "D6"), (7, "E6"), (9.5, "A5"), (11, "F6"), (13, "E6"), (15, "D6"), (18, "A6"), (22, "G6"), (26, "A6"), (30, "Bb6")):
        mix.add(symphony_s(beat), glass(hertz(name), 0.08, rng, 3.5, 0.7), 0.6, 0.7)
    for beat in range(4, SYMPHONY_BEATS):
        sure = min(1.0, (beat - 2) / 18.0)
        loose = 0.09 * max(0.0, 1.0 - beat / STEADY_FROM)
        at = symphony_s(beat) + float(rng.uniform(-loose, loose))
        mix.add(at, metal(hertz(STEPS[beat % 16]) / 2, 0.05 + 0.07 * sure, rng, 0.5 * (-1) ** beat, 1.3, 0.7), 0.9, 0.45)
        if beat >= 8:
            mix.add(at, drum(0.45 * sure, rng), 1.0, 0.15)
        for part in (1, 2, 3) if beat >= 16 else (2,) if beat >= 10 else ():
            late = symphony_s(beat + part / 4)
            mix.add(late, metal(hertz(STEPS[(beat + part) % 16]), 0.010 + 0.0012 * (beat - 10), rng, 0.7 * (-1) ** part, 0.4), 0.9, 0.35)
            mix.add(late, brush(0.04 + 0.004 * (beat - 10), rng, -0.4 * (-1) ** part), 1.0, 0.15)
