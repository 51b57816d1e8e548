"""Monophonic pitch: quick at the attack, sure of the octave, silent in noise and where more than one voice sounds."""
from __future__ import annotations

from math import ceil, log2

import numpy as np
import numpy.typing as npt

from visualizer.model.time import TICK_S

from .ease import Follower, keep, smoothstep
from .periodicity import BIN_HZ, BINS, FAST, SLOW, SURE, Array, Periodicity

CANDIDATES = 9
PARTIALS = 8
"""harmonics that are looked for in the spectrum"""
OCTAVE_GAIN = 0.03
"""worth of an octave up: half the pitch repeats just as well (Boersma 1993 charges 0.01)"""
FULL_GAIN = 0.30
"""worth of a full series of harmonics: a common subharmonic of two voices has gaps"""
QUICK_SHARE = 0.6
"""share of the short windows in a candidate's worth; the long one has the rest"""
MEMORY = 0.6
"""share of a track's lead that the next hop inherits"""
JUMP, JUMP_SEMITONE = 0.10, 0.01
"""cost of a jump to another note, and of each semitone of it up to two octaves"""
LET_GO = 0.1
"""how far below the threshold a claimed pitch may fall before it is given up"""
TAIL_DB, NOTE_FALL_DB = 26.0, 4.0
"""dB below the note at which what still rings is its tail and not the note, and dB/s by which the level that stands for the note comes down"""
QUIET_DB = -80.0
"""dBFS; nothing below is a voice"""
ONE_VOICE = (0.70, 0.90)
"""clarity over 50 ms of which a lone voice has more, and a chord, or a voice among others, less"""
NO_ROOT_DB, FULL_SERIES = 18.0, (0.70, 0.85)
"""dB by which the first harmonic may lie below the strongest; further down, only a full series makes it one voice: chords repeat at a root that nobody plays"""
CROWDED = 0.3
"""belief in a lone voice below which every second hop goes unsearched: a band plays, and a voice that steps out of it is told one hop later"""
DEEP_HZ, DEEP_CLARITY = 62.0, (0.93, 0.97)
"""below, strings and pianos hardly sound their first harmonic and the others lie too close to count: the second and near perfect repetition will do"""


def harmonics(power: Array, hz: Array) -> tuple[Array, Array]:
    """How full each frequency's series of harmonics is, 0..1 (share of the places up to its highest that hold a peak), and the dB of its first two
    below its strongest, (n, 2) <= 0. power: (2, BINS) as in Periodicity; hz: (n,). Low pitches are looked up in the finer spectrum, high in the quicker."""
    row = (hz < 230.0).astype(np.intp)
    place = np.minimum((hz / _BIN_HZ[row])[:, None] * _HALVES, BINS - 2.0)   # (n, 17): halfway below the first, the first, halfway to the second, ...
    i = place.astype(np.intp)
    part = place - i
    i += row[:, None] * BINS
    flat = power.ravel()
    left, right = flat[i], flat[i + 1]
    db = 10.0 * np.log10(np.concatenate([(left + part * (right - left))[:, ::2], np.maximum(left, right)[:, 1::2]], axis=1) + 1e-14)
    valley, peak = db[:, :PARTIALS + 1], db[:, PARTIALS + 1:]
    least = 10.0 * np.log10(power.max(axis=1) + 1e-14) - 48.0
    stands = np.minimum(np.maximum((peak - 0.5 * (valley[:, :-1] + valley[:, 1:]) - 4.0) / 6.0, 0.0), 1.0)
    stands *= (peak > least[row][:, None]) & (place[:, 1::2] < BINS - 3)
    highest = ((stands > 0.5) * _NUMBERS).max(axis=1)
    return np.minimum(stands.sum(axis=1) / np.maximum(highest, 1), 1.0), peak[:, :2] - peak.max(axis=1, keepdims=True)


class PitchTracker:
    """The likeliest path through the newest hops' candidates, read at its newest end (no look-ahead); `step` once per hop.

    Candidates are peaks of three normalised correlations (Periodicity); a candidate is worth its clarity, a little for being higher and for a full series of
    harmonics, and what the best track leading to it brings along (as in Talkin's RAPT, 1995, and Boersma's, 1993, but forgetting: no delay, bounded memory).
    """

    def __init__(self, threshold: float) -> None:
        """threshold: clarity 0..1 below which no pitch is claimed."""
        self._periodicity = Periodicity()
        self._threshold = threshold
        self._tracks: tuple[Array, Array] | None = None   # log2 Hz and lead (<= 0) of the last hop's candidates
        self._voiced = self._idle = False
        self._note_db = -120.0
        self._solo = Follower(0.15, 0.40, TICK_S, 1.0)
        self._relax = keep(TICK_S, 0.5)

    def step(self, mono: npt.NDArray[np.float32], opened: float) -> tuple[float, float]:
        """mono: (HOP,) float32, any level; opened: 0..1. (hz, confidence 0..1); both 0 when there is no one clear pitch."""
        p = self._periodicity
        self._idle = not self._idle and not self._voiced and self._solo.value < CROWDED
        if self._idle:
            p.take(mono)
            return 0.0, 0.0
        p.step(mono)
        self._note_db -= NOTE_FALL_DB * TICK_S
        hz = p.candidates(CANDIDATES, OCTAVE_GAIN)
        if len(hz) == 0:
            self._tracks, self._voiced = None, False
            self._follow_solo(0.0, opened, float(p.block_db[-4:].max()))
            return 0.0, 0.0
        octave = np.log2(hz)
        clear = p.at(hz)
        quick = clear[SLOW] + np.minimum(np.maximum(octave - _QUICK_FROM, 0.0), 1.0) * (clear[FAST] - clear[SLOW])
        full, root_db = harmonics(p.power, hz)
        worth = QUICK_SHARE * quick + (1.0 - QUICK_SHARE) * clear[SURE] + OCTAVE_GAIN * octave + FULL_GAIN * full
        if self._tracks is not None:
            far = 12.0 * np.abs(octave[:, None] - self._tracks[0])
            cost = np.where(far < 1.0, 0.02 * far, JUMP + JUMP_SEMITONE * np.minimum(far, 24.0))
            worth += MEMORY * (self._tracks[1] - cost).max(axis=1)
        best = int(worth.argmax())
        self._tracks = (octave, worth - worth[best])

        f, sure = float(hz[best]), float(clear[SURE, best])
        clarity = 0.5 * (float(quick[best]) + max(float(quick[best]), sure))
        level = float(p.block_db[-max(2, ceil(375.0 / f)):].max())   # over a period: a low note's pulses stand apart
        self._note_db = max(level, self._note_db)
        one = smoothstep(*ONE_VOICE, sure)
        first, second = root_db[best].tolist()
        if first < -NO_ROOT_DB:
            deep = smoothstep(*DEEP_CLARITY, sure) if f < DEEP_HZ and second > -NO_ROOT_DB else 0.0
            one *= max(smoothstep(*FULL_SERIES, float(full[best])), deep)
        solo = self._follow_solo(one, opened, level)
        enough = self._threshold - (LET_GO if self._voiced else 0.0)
        self._voiced = opened > 0.3 and clarity > enough and solo > 0.5 and level > max(QUIET_DB, self._note_db - TAIL_DB)
        return (f, min(1.0, clarity) * smoothstep(0.3, 0.8, solo)) if self._voiced else (0.0, 0.0)

    def _follow_solo(self, one: float, opened: float, level_db: float) -> float:
        """0..1, slowly: whether what sounds is one voice. Notes in a row overlap in the windows for a while, a chord always. Pauses forgive."""
        if opened > 0.3 and level_db > self._note_db - 20.0:
            return self._solo.step(one)
        self._solo.value = 1.0 + (self._solo.value - 1.0) * self._relax
        return self._solo.value


def midi_of(hz: float) -> float:
    """MIDI note number of hz (A4 = 69 = 440 Hz), 0 for 0."""
    return 69.0 + 12.0 * log2(hz / 440.0) if hz > 0.0 else 0.0


_BIN_HZ = np.array(BIN_HZ)
_NUMBERS = np.arange(1, PARTIALS + 1)
_HALVES = 0.5 * np.arange(1, 2 * PARTIALS + 2)
_QUICK_FROM = log2(110.0)   # from here to an octave above, the quick window takes over from the slow one
