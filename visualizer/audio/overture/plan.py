"""When what happens: the acts of the overture, its beat, its accelerando, and the names of notes. Everything here is composed, nothing is measured."""
from __future__ import annotations

import numpy as np

OVERTURE_ACTS = (("backstage", 0.0), ("curtain", 7.0), ("silence", 14.0), ("note", 18.5), ("symphony", 26.5), ("chaos", 49.0), ("ebb", 58.5),
                 ("unison", 66.5), ("last_note", 86.5), ("hush", 92.0), ("ovation", 97.0), ("waking", 105.0))
"""(act, s at which it begins); every border is composed, and none is shorter than an act of a concert may be (7 s; silence, note, last note, hush 4 s).
The director has to hear each of them within 2 s: the symphony brings more than one voice in its first second, the storm is loud from its first."""
OVERTURE_S = 109.5
"""s, the whole piece"""
START = dict(OVERTURE_ACTS)

BPM = 96.0
BEAT = 60.0 / BPM
"""s"""
SYMPHONY_BEATS, STEADY_FROM = 32, 26
"""beats of the symphony, and the beat from which they are even"""
STEADY_S = START["chaos"] - (SYMPHONY_BEATS - STEADY_FROM) * BEAT
"""s from which the symphony's beats lie on a grid"""

_NAMES = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}


def hertz(note: str) -> float:
    """'A4' -> 440 Hz, 'C#5', 'Bb2'."""
    step = _NAMES[note[0]] + note.count("#") - note[1:].count("b")
    return float(440.0 * 2.0 ** ((step - 9) / 12.0 + int(note[-1]) - 4))


def line(text: str, beat: float = 0.0) -> tuple[tuple[float, float, str], ...]:
    """'A4:2 E5:1 -:1 D5:4' -> (beat, beats, note) one after the other from `beat` on; - is a rest, | only helps the eye."""
    out = []
    for word in text.replace("|", " ").split():
        note, beats = word.split(":")
        if note != "-":
            out.append((beat, float(beats), note))
        beat += float(beats)
    return tuple(out)


def _gathering() -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """(STEADY_FROM + 1,) s after the symphony began: its beats while they gather. Each gap is shorter than the one before, the last is BEAT."""
    n = STEADY_FROM
    shape = (1.0 - np.arange(n) / (n - 1.0)) ** 1.3
    whole = STEADY_S - START["symphony"]
    gaps = BEAT + shape * (whole - n * BEAT) / shape.sum()
    return np.concatenate([[0.0], np.cumsum(gaps)])


_GATHERING = _gathering()


def symphony_s(beat: float) -> float:
    """Beat of the symphony (0 .. SYMPHONY_BEATS) -> s. Slow at first, 96 a minute from STEADY_FROM on."""
    if beat >= STEADY_FROM:
        return STEADY_S + (beat - STEADY_FROM) * BEAT
    return START["symphony"] + float(np.interp(beat, np.arange(STEADY_FROM + 1), _GATHERING))


def unison_s(beat: float) -> float:
    """Beat of the unison (0 .. 32) -> s; also before it and after it."""
    return START["unison"] + beat * BEAT
