"""The rows of a frame that seldom change, written only when they do: events and notes for the stage, and for the shaders with their ages."""
from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from visualizer.model.block import Samples
from visualizer.model.music import EVENT, EVENTS, NOTE, NOTES, Note, Onset, Record

LONG_AGO_S = -1e9
OLDEST_S = 99.0
"""s, the age of what is not there, and the most that is told"""


class EventTable:
    """One tier's newest EVENTS events. rows: (EVENTS,) EVENT, newest last."""

    def __init__(self, rows: Record | None = None, gpu: Samples | None = None) -> None:
        """rows, gpu: empty parts of a frame, (EVENTS,) EVENT and (EVENTS, 4) float32, that are kept up to date; of its own where there are none."""
        self.rows = np.zeros(EVENTS, EVENT) if rows is None else rows
        self._gpu = np.zeros((EVENTS, 4), np.float32) if gpu is None else gpu
        self._times = np.full(EVENTS, LONG_AGO_S)
        self._last: Onset | None = None

    def take(self, events: Sequence[Onset]) -> Record:
        """events: oldest first, <= EVENTS. `rows`, brought up to date."""
        if events and events[-1] is not self._last:   # they are only ever added
            self._last = events[-1]
            first = EVENTS - len(events)
            self.rows[first:] = [(e.id, e.t, e.strength, e.band) for e in events]
            self._times[first:] = [e.t for e in events]
            self._gpu[first:, 1:] = [(e.strength, e.band, e.id % 1024) for e in events]
        return self.rows

    def gpu(self, t: float) -> Samples:
        """(EVENTS, 4) float32 at t (s): age s, strength, band, id mod 1024; newest last, age OLDEST_S where there is none."""
        ages = t - self._times
        np.minimum(ages, _OLDEST, out=ages)
        self._gpu[:, 0] = ages
        return self._gpu


class NoteTable:
    """The newest NOTES notes. rows: (NOTES,) NOTE, newest last."""

    def __init__(self, rows: Record | None = None, gpu: Samples | None = None) -> None:
        """rows, gpu: empty parts of a frame, (NOTES,) NOTE and (NOTES, 4) float32, that are kept up to date; of its own where there are none."""
        self.rows = np.zeros(NOTES, NOTE) if rows is None else rows
        self._gpu = np.zeros((NOTES, 4), np.float32) if gpu is None else gpu
        self._written: list[Note | None] = [None] * NOTES
        self._pace, self._offset = np.ones((NOTES, 2)), np.full((NOTES, 2), LONG_AGO_S)   # an age is now times the first less the second:
        self._pace[:, 1], self._offset[:, 1] = 0.0, 0.0   # where there is no end it stands still: at -1 while a note is held, at 0 without a note

    def take(self, notes: Sequence[Note]) -> Record:
        """notes: oldest first, <= NOTES; they are immutable, so one that is the same object is the same note. `rows`, brought up to date."""
        if notes and notes[-1] is self._written[-1]:   # the newest has changed whenever any has
            return self.rows
        first = NOTES - len(notes)
        for i, note in enumerate(notes, first):
            if note is not self._written[i]:
                self._written[i] = note
                self.rows[i] = note.id, note.start, note.end, note.midi, note.strength
                self._pace[i, 1] = not note.held
                self._offset[i] = note.start, 1.0 if note.held else note.end
                self._gpu[i, 2:] = note.midi, note.strength
        return self.rows

    def gpu(self, t: float) -> Samples:
        """(NOTES, 4) float32 at t (s): age s, s since its end (-1: held), midi, strength; newest last, age OLDEST_S and the rest 0 where there is none."""
        ages = self._pace * t
        ages -= self._offset
        np.minimum(ages, _OLDEST, out=ages)
        self._gpu[:, :2] = ages
        return self._gpu


_OLDEST = np.array(OLDEST_S)   # numpy takes longer to be given a number than to work with it
