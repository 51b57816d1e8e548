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

    def __init__(self) -> None:
        self.rows = np.zeros(EVENTS, EVENT)
        self._times = np.full(EVENTS, LONG_AGO_S)
        self._last: Onset | None = None
        self._gpu = np.zeros((EVENTS, 4), np.float32)

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
        np.minimum(t - self._times, OLDEST_S, out=self._gpu[:, 0], casting="same_kind")
        return self._gpu


class NoteTable:
    """The newest NOTES notes. rows: (NOTES,) NOTE, newest last."""

    def __init__(self) -> None:
        self.rows = np.zeros(NOTES, NOTE)
        self._written: list[Note | None] = [None] * NOTES
        self._edges = np.full((NOTES, 2), LONG_AGO_S)   # start and end, nan where there is none
        self._edges[:, 1] = np.nan
        self._open = np.zeros(NOTES)   # what stands for the time since the end of a note that has none: -1 while it is held, 0 where there is no note
        self._gpu = np.zeros((NOTES, 4), np.float32)

    def take(self, notes: Sequence[Note]) -> Record:
        """notes: oldest first, <= NOTES; they are immutable, so one that is the same object is the same note. `rows`, brought up to date."""
        first = NOTES - len(notes)
        for i, note in enumerate(notes, first):
            if note is not self._written[i]:
                self._written[i] = note
                self.rows[i] = note.id, note.start, note.end, note.midi, note.strength
                self._edges[i], self._open[i] = (note.start, note.end), -1.0
                self._gpu[i, 2:] = note.midi, note.strength
        return self.rows

    def gpu(self, t: float) -> Samples:
        """(NOTES, 4) float32 at t (s): age s, s since its end (-1: held), midi, strength; newest last, age OLDEST_S and the rest 0 where there is none."""
        ages = self._gpu[:, :2]
        np.minimum(t - self._edges, OLDEST_S, out=ages, casting="same_kind")
        np.copyto(ages[:, 1], self._open, casting="same_kind", where=np.isnan(ages[:, 1]))
        return self._gpu
