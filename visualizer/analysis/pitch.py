"""Monophonic pitch: quick at the attack, sure of the octave, silent in noise and where more than one voice sounds."""
from __future__ import annotations

from math import ceil, log2

import numpy as np
import numpy.typing as npt

from visualizer.model.time import TICK_S

from .ease import Follower, keep, smoothstep
from .periodicity import BIN_HZ, BINS, FAST, SLOW, SURE, Array, Periodicity

CANDIDATES = 9
PARTIALS, FINER_HZ = 8, 230.0
"""harmonics that are looked for in the spectrum, and Hz below which in the finer one"""
OCTAVE_GAIN = 0.03
"""worth of an octave up: half the pitch repeats just as well (Boersma 1993 charges 0.01)"""
FULL_GAIN = 0.30
"""worth of a full series of harmonics: a common subharmonic of two voices has gaps"""
QUICK_SHARE = 0.6
"""share of the short windows in a candidate's worth; the long one has the rest"""
SEARCH_S = 2.0 * TICK_S
"""s from one search to the next: other hops have other things to do"""
MEMORY = 0.4
"""share of a track's lead that the next search inherits"""
LATE = 0.2
"""share of SEARCH_S by which the windows make what is found late"""
GLIDE, BEND = 0.8, 0.1
"""semitones from search to search up to which a pitch glides and does not jump (a voice's vibrato moves by half a one), and the most of its bend that is
believed: a gliding pitch is told where it is by now, by Newton's backward formula, not where it was"""
NEAR_SEMITONE, JUMP, JUMP_SEMITONE = 0.02, 0.10, 0.01
"""cost of a semitone within a note, of a jump to another one, and of each semitone of that up to two octaves"""
LET_GO = 0.1
"""how far below the threshold a claimed pitch may fall before it is given up"""
TAIL_DB, FALL_DB, HELD_FALL_DB = 26.0, 4.0, 2.0
"""dB below the note at which what still rings is its tail and not the note, and dB/s by which the level that stands for the
note comes down, and comes down while it is held"""
RISE_DB = 1.5
"""dB by which the level has risen since the last search when something was struck: nobody knows yet whether the pitch is the same"""
OPEN = 0.3
"""how sure, 0..1, it must be that what sounds is not the room"""
QUIET_DB = -80.0
"""dBFS; nothing below is a voice"""
ONE_VOICE = (0.70, 0.90)
"""clarity over 50 ms of which a lone voice has more, and a chord, or a voice among others, less"""
NO_ROOT_DB, FULL_SERIES = 18.0, (0.70, 0.85)
"""dB by which the first harmonic may lie below the strongest; further down, only a full series makes it one voice: chords repeat at a root that nobody plays"""
DEEP_HZ, DEEP_CLARITY = 62.0, (0.93, 0.97)
"""below, strings and pianos hardly sound their first harmonic and the others lie too close to count: the second and near perfect repetition will do"""


def harmonics(power: npt.NDArray[np.float32], hz: Array) -> tuple[Array, Array]:
    """How full each frequency's series of harmonics is, (n,) 0..1 (share of the places up to its highest that hold a peak), and their levels,
    (PARTIALS, n) dB. power: (2, BINS) as in Periodicity; hz: (n,). Low pitches are looked up in the finer spectrum, high in the quicker."""
    row = (hz < FINER_HZ).astype(np.intp)
    place = _PLACES * (hz / _BIN_HZ.take(row))   # (17, n): eight harmonics, and halfway below the first, from it to the second, ...
    np.minimum(place, _LAST, out=place)
    i = place.astype(np.intp)
    place -= i
    flat = power.reshape(-1)
    at = i + row * BINS
    left, right = flat.take(at), flat[1:].take(at)
    level = right - left
    level *= place
    level += left
    np.maximum(left[:PARTIALS], right[:PARTIALS], out=level[:PARTIALS])
    level += _NONE
    peak = level[:PARTIALS]
    heard = peak > (np.maximum.reduce(power, axis=1) * _FAINT).take(row)
    heard &= i[:PARTIALS] < BINS - 3
    np.log10(level, out=level)
    level *= _TEN
    stands = level[PARTIALS:-1] + level[PARTIALS + 1:]   # the valleys to either side
    stands *= _LESS_HALF
    stands += peak
    stands -= _STANDS
    stands *= _FULLY
    np.maximum(stands, _ZERO, out=stands)
    np.minimum(stands, _ONE, out=stands)
    stands *= heard
    highest = np.maximum.reduce((stands > _HALF) * _NUMBERS, axis=0)
    full = np.add.reduce(stands, axis=0)
    full /= np.maximum(highest, _ONE)
    return np.minimum(full, _ONE), peak


class PitchTracker:
    """The likeliest path through the newest candidates, read at its newest end (no look-ahead); `step` once per hop.

    Candidates are peaks of three normalised correlations (Periodicity); a candidate is worth its clarity, a little for being higher and for a full series of
    harmonics, and what the best track leading to it brings along (as in Talkin's RAPT, 1995, and Boersma's, 1993, but forgetting: no delay, bounded memory).
    struck: whether something was struck after the pitch that was told at this hop was found: the note may be over.
    """

    def __init__(self, threshold: float) -> None:
        """threshold: clarity 0..1 below which no pitch is claimed."""
        self._periodicity = Periodicity()
        self._threshold = threshold
        self._tracks: tuple[Array, Array] | None = None   # log2 Hz and lead (<= 0) of the last search's candidates, (n, 1)
        self._searches = self._voiced = self.struck = False
        self._span = 4   # 128-sample blocks in a period of what is claimed
        self._found = self._told = 0.0, 0.0   # Hz and confidence of the last search, and for the hop after it
        self._slope: float | None = None   # semitones from the last search but one to the last, where the two are one voice's
        self._note_db = self._level_db = -120.0   # dBFS of the note, and of the last search
        self._solo = Follower(0.15, 0.40, SEARCH_S, 1.0)
        self._relax = keep(SEARCH_S, 0.5)

    def step(self, mono: npt.NDArray[np.float32], low: npt.NDArray[np.float32], opened: float) -> tuple[float, float]:
        """mono: (HOP,) float32, any level; low: (LOW_HOP,) float32, the same in the low band; opened: 0..1. (hz, confidence 0..1); both 0 when there is no
        one clear pitch. Searched at every second hop, those in which the beat network says nothing; between, a pitch goes on as it went until its sound
        is gone."""
        p = self._periodicity
        p.take(mono, low)
        self._searches = not self._searches
        level_db = max(p.block_db[-self._span:])
        if not self._searches:
            if self._voiced and (opened <= OPEN or self._gone(level_db)):
                self._voiced, self._found, self._told = False, (0.0, 0.0), (0.0, 0.0)
            self.struck = level_db > self._level_db + RISE_DB
            return self._told
        before, self._found = self._found[0], self._search(opened)
        hz, confidence = self._told = self._found
        self._level_db, self.struck = max(p.block_db[-self._span:]), False
        moved = 12.0 * log2(hz / before) if hz > 0.0 and before > 0.0 else GLIDE
        slope = moved if abs(moved) < GLIDE else 0.0
        bend = max(-BEND, min(BEND, slope - self._slope)) if slope and self._slope is not None else 0.0
        self._slope = slope if abs(moved) < GLIDE else None
        now, next_hop = (hz * 2.0 ** (later * (slope + 0.5 * (later + 1.0) * bend) / 12.0) for later in (LATE, LATE + 0.5))
        self._told = next_hop, confidence
        return now, confidence

    def _gone(self, level_db: float) -> bool:
        """Whether this, dBFS, is too little for a voice, or only what still rings of the note."""
        return level_db <= max(QUIET_DB, self._note_db - TAIL_DB)

    def _search(self, opened: float) -> tuple[float, float]:
        """(hz, confidence) of the newest hop."""
        p = self._periodicity
        p.step()
        self._note_db -= (HELD_FALL_DB if self._voiced else FALL_DB) * SEARCH_S
        hz = p.candidates(CANDIDATES, OCTAVE_GAIN)
        if len(hz) == 0:
            self._tracks, self._voiced = None, False
            self._follow_solo(0.0, opened, max(p.block_db[-4:]))
            return 0.0, 0.0
        octave = np.log2(hz)
        clear = p.at(hz)
        fast = octave - _QUICK_FROM   # how much the quick window counts beside the slow one
        np.maximum(fast, _ZERO, out=fast)
        np.minimum(fast, _ONE, out=fast)
        quick = clear[FAST] - clear[SLOW]
        quick *= fast
        quick += clear[SLOW]
        full, partials = harmonics(p.power, hz)
        worth = _QUICK * quick + _SURE * clear[SURE] + _HIGHER * octave + _FULLER * full
        if self._tracks is not None:
            octaves, lead = self._tracks
            far = np.abs(octaves - octave)
            lead = lead - np.where(far < _SEMITONE, far * _NEAR_COST, np.minimum(far, _FARTHEST) * _FAR_COST + _JUMP)
            worth += np.maximum.reduce(lead, axis=0) * _MEMORY
        best = int(worth.argmax())
        self._tracks = octave[:, None], (worth - worth[best])[:, None]

        f, sure = float(hz[best]), float(clear[SURE, best])
        clarity = 0.5 * (float(quick[best]) + max(float(quick[best]), sure))
        self._span = max(2, ceil(375.0 / f))
        level = max(p.block_db[-self._span:])   # over a period: a low note's pulses stand apart
        self._note_db = max(level, self._note_db)
        one = smoothstep(*ONE_VOICE, sure)
        levels_db = partials[:, best].tolist()
        enough_db = max(levels_db) - NO_ROOT_DB
        if levels_db[0] < enough_db:
            deep = smoothstep(*DEEP_CLARITY, sure) if f < DEEP_HZ and levels_db[1] > enough_db else 0.0
            one *= max(smoothstep(*FULL_SERIES, float(full[best])), deep)
        solo = self._follow_solo(one, opened, level)
        enough = self._threshold - (LET_GO if self._voiced else 0.0)
        self._voiced = opened > OPEN and clarity > enough and solo > 0.5 and not self._gone(level)
        return (f, min(1.0, clarity) * smoothstep(0.3, 0.8, solo)) if self._voiced else (0.0, 0.0)

    def _follow_solo(self, one: float, opened: float, level_db: float) -> float:
        """0..1, slowly: whether what sounds is one voice. Notes in a row overlap in the windows for a while, a chord always. Pauses forgive."""
        if opened > OPEN and level_db > self._note_db - 20.0:
            return self._solo.step(one)
        self._solo.value = 1.0 + (self._solo.value - 1.0) * self._relax
        return self._solo.value


def midi_of(hz: float) -> float:
    """MIDI note number of hz (A4 = 69 = 440 Hz), 0 for 0."""
    return 69.0 + 12.0 * log2(hz / 440.0) if hz > 0.0 else 0.0


_BIN_HZ = np.array(BIN_HZ)
_NUMBERS = np.arange(1.0, PARTIALS + 1)[:, None]
_PLACES = np.concatenate([_NUMBERS, np.arange(0.5, PARTIALS + 1)[:, None]])
# numpy takes longer to be given a number than to work with it: constants as arrays
_ZERO, _ONE, _HALF, _LESS_HALF, _TEN = (np.array(x) for x in (0.0, 1.0, 0.5, -0.5, 10.0))
_LAST, _NONE, _STANDS, _FULLY, _FAINT = np.array(BINS - 2.0), np.array(1e-14), np.array(4.0), np.array(1.0 / 6.0), np.array(10.0 ** -4.8, np.float32)
_QUICK, _SURE, _HIGHER, _FULLER, _MEMORY = (np.array(x) for x in (QUICK_SHARE, 1.0 - QUICK_SHARE, OCTAVE_GAIN, FULL_GAIN, MEMORY))
_SEMITONE, _FARTHEST, _NEAR_COST, _FAR_COST, _JUMP = (np.array(x) for x in (1.0 / 12.0, 2.0, 12.0 * NEAR_SEMITONE, 12.0 * JUMP_SEMITONE, JUMP))
_QUICK_FROM = np.array(log2(110.0))   # from here to an octave above, the quick window takes over from the slow one
