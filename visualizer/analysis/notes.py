"""Numbered notes from the pitch of every hop (of which every second is searched): when one begins, where it lies, when it ends."""
from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace
from math import nan

from visualizer.model.music import NOTES, Note

from .ease import keep

BAND = 0.55
"""semitones around a note's centre within which it stays the same note: vibrato rarely reaches half a semitone to either side"""
STEP = 0.75
"""semitones from the centre that make another note where no attack does: less is a wide vibrato, or out of tune"""
NEAR = 0.5
"""semitones within which successive pitches speak of the same new note"""
CONFIRM_S, CONFIRM_CHANGE_S = 0.038, 0.05
"""s of agreeing pitch that make a note out of silence, and while another is held (a vibrato's swing is shorter)"""
CONFIRM_ATTACK_S, CONFIRM_CHANGE_ATTACK_S = 0.02, 0.03
"""the same at an attack; while another note still rings two searches have to agree, the second of which sees little of it"""
GAP_S = 0.06
"""s of silence or doubt that a held note survives"""
SHORTEST_S, AGAIN_S = 0.06, 0.11
"""s, the least length told, and the least between a note's start and its being struck again: every band tells one attack at its own time"""
CENTRE_S = 0.15
"""s, how slowly a note's centre follows: slower than a vibrato, quicker than a glide"""
ATTACK_S = 0.06
"""s for which an attack explains a new note"""
AGAIN_DB = 2.0
"""dB that the level must have risen over its recent least for the same pitch to count as struck again"""


@dataclass(slots=True)
class _Run:
    """Successive pitches that agree. start, last: s; midi: their mean; n: how many."""

    start: float
    last: float
    midi: float
    n: int


class NoteTracker:
    """The last NOTES notes; `step` once per hop. A note is told when its pitch has lasted CONFIRM_S, with the time at which it began."""

    def __init__(self, dt: float, last_id: int = 0) -> None:
        """last_id: ids go on above it; they never repeat within a show, whatever restarts."""
        self._dt = dt
        self._notes: deque[Note] = deque(maxlen=NOTES)
        self._id = last_id
        self._held = False
        self._settled = 0   # hops of the held note, for its centre
        self._heard_s = -9.0   # s, when the held note's pitch was last heard
        self._run: _Run | None = None
        self._attack: tuple[float, float] = (-9.0, 0.0)   # s and strength of the last attack
        self._levels: deque[float] = deque(maxlen=6)
        self._struck: tuple[float, float] | None = None   # an attack of which it is not known yet whether it was the held pitch's
        self._k = 1.0 - keep(dt, CENTRE_S)

    def rows(self) -> list[Note]:
        """Oldest first; the held one, if any, is the last and ends at nan."""
        return list(self._notes)

    def forget(self) -> None:
        """Sound was missing: what was held is over."""
        self._end()
        self._run = self._struck = None
        self._levels.clear()

    def step(self, midi: float, level_db: float, loud: float, attacks: list[tuple[float, float]], t: float) -> None:
        """midi: 0 when no pitch is claimed; level_db: dBFS of this hop; loud: 0..1 after gain; attacks: (s, strength) told in this hop; t: s, its end."""
        self._levels.append(level_db)
        for at, strength in attacks:
            if at - self._attack[0] > ATTACK_S:   # the same attack is told twice, at once and when it is confirmed
                self._attack = (at, strength)
                self._struck = at, max(loud, strength)
        if self._struck is not None and (midi > 0.0 or t - self._struck[0] > ATTACK_S):   # as soon as it is known what sounds after it
            (at, strength), self._struck = self._struck, None
            self._again(at, midi, strength, t)
        if midi <= 0.0:
            if self._run is not None and t - self._run.last > GAP_S:
                self._run = None
            if self._held and t - self._heard_s > GAP_S:
                self._end()
            return
        if self._held and abs(midi - self._notes[-1].midi) < BAND:
            self._settle(midi, t)
            return
        self._follow(midi, t)
        self._maybe_begin(loud, t)

    def _settle(self, midi: float, t: float) -> None:
        """The held note goes on; its centre is the mean of what it was so far, and of the last CENTRE_S later."""
        note = self._notes[-1]
        self._settled += 1
        self._notes[-1] = replace(note, midi=note.midi + max(self._k, 1.0 / (1 + self._settled)) * (midi - note.midi))
        self._heard_s, self._run = t, None

    def _follow(self, midi: float, t: float) -> None:
        """Collect pitches outside the held note's band."""
        run = self._run
        if run is None or abs(midi - run.midi) > NEAR or t - run.last > GAP_S:
            self._run = _Run(t - self._dt, t, midi, 1)
            return
        run.n += 1
        run.last = t
        run.midi += (midi - run.midi) * max(1.0 / run.n, self._k)

    def _maybe_begin(self, loud: float, t: float) -> None:
        run = self._run
        if run is None:
            return
        attacked = run.last - self._attack[0] < ATTACK_S + CONFIRM_CHANGE_S
        needed = (CONFIRM_CHANGE_S, CONFIRM_CHANGE_ATTACK_S) if self._held else (CONFIRM_S, CONFIRM_ATTACK_S)
        if run.n * self._dt < needed[attacked]:
            if self._held and t - self._heard_s > CONFIRM_CHANGE_S + GAP_S:   # gliding or confused for too long to be the old note
                self._end()
            return
        if self._held and not attacked and abs(run.midi - self._notes[-1].midi) < STEP:
            self._settle(run.midi, t)
            return
        start = min(run.start, max(self._attack[0], self._heard_s)) if attacked else run.start
        self._begin(start, run.midi, max(loud, self._attack[1] if attacked else 0.0), t)

    def _again(self, at: float, midi: float, strength: float, t: float) -> None:
        """The held pitch was struck again, at `at` (s)."""
        if not self._held or midi <= 0.0 or len(self._levels) < 2:
            return
        note = self._notes[-1]
        risen = self._levels[-1] - min(self._levels) > AGAIN_DB
        if risen and at - note.start > AGAIN_S and abs(midi - note.midi) < BAND:
            self._begin(at, note.midi, strength, t)

    def _begin(self, start: float, midi: float, strength: float, t: float) -> None:
        if self._held:
            self._end(start)
        self._id += 1
        self._notes.append(Note(self._id, start, nan, midi, min(1.0, max(0.05, strength))))
        self._held, self._heard_s, self._run, self._settled = True, t, None, 3

    def _end(self, at: float | None = None) -> None:
        if self._held:
            note = self._notes[-1]
            self._notes[-1] = replace(note, end=max(note.start + SHORTEST_S, self._heard_s if at is None else at))
            self._held = False
