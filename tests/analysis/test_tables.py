"""What is kept between frames is what would be written anew."""
from __future__ import annotations

from dataclasses import replace
from math import nan

import numpy as np

from visualizer.analysis.tables import OLDEST_S, EventTable, NoteTable
from visualizer.model.music import EVENTS, NOTES, Note, Onset


def test_an_event_table_holds_the_newest_with_their_ages() -> None:
    table, events = EventTable(), []
    assert (table.gpu(5.0)[:, 0] == OLDEST_S).all()
    for i in range(1, 2 * EVENTS):
        events = [*events, Onset(i, 0.1 * i, 0.5, i % 4)][-EVENTS:]
        rows = table.take(events)
        assert list(rows["id"][EVENTS - len(events):]) == [e.id for e in events]
        assert (rows["id"][:EVENTS - len(events)] == 0).all()
        ages = table.gpu(10.0)
        np.testing.assert_allclose(ages[EVENTS - len(events):, 0], [10.0 - e.t for e in events], atol=1e-5)
        assert ages[-1, 3] == i % 1024
    assert table.gpu(1000.0)[:, 0].max() == OLDEST_S


def test_a_note_table_follows_a_note_from_held_to_ended() -> None:
    table, fresh = NoteTable(), NoteTable()
    assert (table.gpu(3.0) == [OLDEST_S, 0.0, 0.0, 0.0]).all()
    notes = [Note(1, 1.0, nan, 60.0, 0.5)]
    assert table.take(notes)["id"][-1] == 1
    np.testing.assert_allclose(table.gpu(3.0)[-1], [2.0, -1.0, 60.0, 0.5])
    notes = [replace(notes[0], end=2.5), Note(2, 2.5, nan, 64.0, 0.25)]
    assert table.take(notes)["end"][-2] == 2.5
    np.testing.assert_allclose(table.gpu(3.0)[-2:], [[2.0, 0.5, 60.0, 0.5], [0.5, -1.0, 64.0, 0.25]])
    for i in range(3, 3 + NOTES):   # each ends where the next begins
        notes = [*notes[:-1], replace(notes[-1], end=float(i)), Note(i, float(i), nan, 70.0, 0.1)][-NOTES:]
        table.take(notes)
    fresh.take(notes)
    for name in table.rows.dtype.names or ():
        np.testing.assert_array_equal(table.rows[name], fresh.rows[name])
    np.testing.assert_array_equal(table.gpu(20.0), fresh.gpu(20.0))
