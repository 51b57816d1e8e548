"""The symphony: the motif in the cellos, then everywhere; a pulse that stumbles and steadies; a bass that climbs, and is not allowed to arrive."""
from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .bowed import bow
from .mix import CELLO, VIOLIN, Mix
from .plan import STEADY_FROM, SYMPHONY_BEATS, hertz, line, symphony_s
from .struck import BAR, STEEL, TOOTH, brush, drum, glass, strike, timpano

BASSES = line("-:4 D2:4 G1:4 A1:4 | Bb1:4 C2:4 D2:4 E2:2 A1:2")
CELLOS = line("D3:4 A3:2 G3:2 | D4:4 A4:2 G4:2 | F4:4 E4:4 D4:4 Bb3:2 C#4:2")
"""the motif in augmentation, on D and again an octave above; then a line that falls while everything else climbs"""
VIOLAS = line("A3:4 Bb3:4 | Bb3:4 G3:4 | F3:4 G3:4 A3:4 G3:2 G3:2")
SECONDS = line("F4:2 E4:2 F4:4 | F4:4 E4:4 | A3:4 C4:4 F4:4 E4:2 E4:2")
VIOLINS = line("-:1 E5:3 A5:4 | Bb5:4 A5:2 E5:2 | Bb4:2 F5:1 E5:1 | C5:2 G5:1 F5:1 | D5:2 A5:1 G5:1 | E5:1.5 Bb5:1 A5:1.5")
"""long high notes; then the motif, each bar a step higher; the last fifth is diminished, and the ground gives way"""
GLASSES = line("-:1 A5:1 E6:1 D6:2 | -:2 D6:1 A6:1 G6:2 | -:1 A5:1 F6:2 E6:1 -:2 E6:1 | F6:2 -:2 G6:2 -:2 A6:2 -:1 A6:.5 G6:.5 Bb6:2 A6:2")
STEPS = ("A3 E4 D4 A3", "A3 F4 D4 F4", "Bb3 F4 D4 G4", "A3 E4 D4 G4", "Bb3 F4 D4 F4", "C4 G4 E4 A4", "D4 A4 G4 F4", "E4 Bb4 A4 G4")
"""what the tuned bars strike, beat by beat, a bar of four each"""


def _bowed(mix: Mix, rng: np.random.Generator, notes: Sequence[tuple[float, float, str]], section: str, level: float, place: float, players: int) -> None:
    """Legato: each note a little into the next, louder and brighter as the act goes on."""
    for beat, beats, name in notes:
        at, end = symphony_s(beat), symphony_s(beat + beats)
        far = beat / SYMPHONY_BEATS
        calm = max(0.0, 1.0 - beat / 20.0)
        grown = level * 10.0 ** ((-8.0 + 11.0 * far) / 20.0)
        over = -0.16 if beat + beats >= SYMPHONY_BEATS else 0.25 + 0.3 * calm   # a breath is taken before the storm
        fall_s = 0.3 + 0.4 * calm if over > 0.0 else 0.08
        mix.bow(at, bow(hertz(name), end - at + over, grown, rng, rise_s=0.12 + 0.3 * calm, fall_s=fall_s, bright=0.22 + 0.4 * far, players=players,
                        place=place, shape=0.4), section)


def symphony(mix: Mix, rng: np.random.Generator) -> None:
    """All of it."""
    _bowed(mix, rng, BASSES, CELLO, 0.085, 0.6, 4)
    _bowed(mix, rng, [(b, n, name[:-1] + str(int(name[-1]) + 1)) for b, n, name in BASSES], CELLO, 0.045, 0.45, 4)
    _bowed(mix, rng, CELLOS, CELLO, 0.100, 0.35, 6)
    _bowed(mix, rng, VIOLAS, VIOLIN, 0.060, 0.15, 5)
    _bowed(mix, rng, SECONDS, VIOLIN, 0.060, -0.25, 6)
    _bowed(mix, rng, VIOLINS, VIOLIN, 0.075, -0.5, 8)
    for beat, _, name in GLASSES:
        mix.add(symphony_s(beat), glass(hertz(name), 0.030 + 0.0006 * beat, rng, 0.6 * float(np.sin(2.1 * beat)), 0.35, 4.0), 0.7, 0.5, 0.25)
    _spiccato(mix, rng)
    _machine(mix, rng)
    for k in range(26):   # the kettle drum rolls towards what does not come
        at = symphony_s(SYMPHONY_BEATS - 3.0 + 2.6 * k / 26.0)
        mix.add(at, timpano(hertz("A2"), 0.02 + 0.11 * (k / 26.0) ** 2, rng, 0.3, 0.5), 0.8, 0.3)


def _spiccato(mix: Mix, rng: np.random.Generator) -> None:
    """From the fifth bar the inner strings leave the pad and count eighths."""
    for half in range(2 * 16, 2 * SYMPHONY_BEATS):
        names = STEPS[half // 8].split()
        name, swell = names[(half // 2 + half % 2) % 4], (half - 32) / 32.0
        level = (0.035 + 0.045 * swell) * (1.0 if half % 2 == 0 else 0.7)
        mix.bow(symphony_s(half / 2), bow(hertz(name), 0.24, level, rng, rise_s=0.018, fall_s=0.15, bright=0.5 + 0.2 * swell, players=5, place=0.0, spread=0.6,
                                          vibrato=0.0, shape=-1.2), VIOLIN)


def _machine(mix: Mix, rng: np.random.Generator) -> None:
    """Gears catch one after the other, tuned bars are struck by them, a heart under the floor: loose at first, exact when the pulse is even."""
    for beat in np.arange(26.0, 32.0, 0.75):   # the last six beats: threes against fours, the floor begins to slide
        mix.add(symphony_s(float(beat)), drum(0.36, rng), 1.0, 0.15)
        mix.add(symphony_s(float(beat)), strike(BAR, hertz("Bb3"), 0.11, rng, place=-0.3, force=0.7), 0.85, 0.35)
    for beat in range(SYMPHONY_BEATS):
        apart = max(0, beat - 26)
        loose = 0.17 * max(0.0, 1.0 - beat / STEADY_FROM) + 0.035 * apart
        at = symphony_s(beat) + float(rng.uniform(-loose, loose))
        sure = min(1.0, max(0.0, (beat - 2) / 20.0))
        hz = hertz(STEPS[beat // 4].split()[beat % 4])
        mix.add(at, strike(BAR, hz, 0.05 + 0.06 * sure, rng, place=0.45 * (-1) ** beat, force=0.3 + 0.35 * sure), 0.85, 0.35)
        if beat >= 12 and not apart:
            mix.add(at, strike(STEEL, 2.0 * hz, 0.012 + 0.014 * sure, rng, place=-0.6 * (-1) ** beat, force=0.5, length_s=0.9), 0.8, 0.35)
        if 4 <= beat < 26:
            mix.add(at, drum(0.05 + 0.30 * sure ** 2, rng), 1.0, 0.12)
            if beat < 20:   # the second half of the heart's beat
                mix.add(at + 0.27, drum(0.03 + 0.10 * sure ** 2, rng, 54.0, 0.4), 1.0, 0.12)
        for part in (0, 1, 2, 3):
            catches = (part == 0 and beat >= 4) or (part == 2 and beat >= 9) or beat >= 18
            if catches and beat + part / 4 < SYMPHONY_BEATS - 0.5:
                when = symphony_s(beat + part / 4) + float(rng.uniform(-0.3, 0.6)) * loose
                tooth = (1_150.0, 1_380.0, 1_290.0, 1_540.0)[part] * float(rng.uniform(0.985, 1.015))
                level = (0.040 + 0.060 * sure) * (1.0, 0.5, 0.75, 0.5)[part]
                mix.add(when, strike(TOOTH, tooth, level, rng, place=(-0.7, 0.2, 0.7, -0.2)[part], force=0.6), 0.9, 0.25)
                if STEADY_FROM - 6 <= beat < 30:
                    mix.add(when, brush(0.11 * (1.2, 0.5, 0.9, 0.5)[part], rng, 0.4 * (-1) ** part), 1.0, 0.1)
