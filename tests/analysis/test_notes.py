"""Notes: each once, where it began, through vibrato, apart when struck again."""
from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from visualizer.analysis.notes import NoteTracker
from visualizer.model.music import MusicFrame, Note
from visualizer.model.time import SAMPLE_RATE, TICK_S

from .voices import hear, rest, room, voice

Attacks = dict[int, float]


def told(midis: list[float], attacks: Attacks | None = None, levels: list[float] | None = None, last_id: int = 0) -> dict[int, Note]:
    """The newest word on every note of a path of pitches, one a hop. attacks: hop -> strength."""
    tracker, found = NoteTracker(TICK_S, last_id), {}
    for i, midi in enumerate(midis):
        t = (i + 1) * TICK_S
        tracker.step(midi, levels[i] if levels else -20.0, 0.5, [(t, attacks[i])] if attacks and i in attacks else [], t)
        found.update({n.id: n for n in tracker.rows()})
    return found


def test_each_pitch_of_a_scale_is_one_note() -> None:
    notes = list(told([p for p in (60.0, 62.0, 64.0, 65.0) for _ in range(20)]).values())
    assert [round(n.midi) for n in notes] == [60, 62, 64, 65]
    for n, start in zip(notes, (0, 20, 40, 60), strict=True):
        assert n.start == pytest.approx(start * TICK_S, abs=TICK_S + 1e-9)
    assert [n.held for n in notes] == [False, False, False, True]
    assert all(a.end == pytest.approx(b.start) for a, b in pairwise(notes))


def test_vibrato_is_one_note_and_its_centre_the_pitch() -> None:
    t = np.arange(150) * TICK_S
    (note,) = told(list(67.0 + 0.5 * np.sin(2 * np.pi * 5.5 * t))).values()
    assert note.midi == pytest.approx(67.0, abs=0.3)


def test_a_glide_of_an_octave_ends_where_it_arrives() -> None:
    notes = list(told([50.0] * 30 + list(np.linspace(50, 62, 30)) + [62.0] * 30).values())
    assert round(notes[0].midi) == 50
    assert round(notes[-1].midi) == 62
    assert notes[-1].held


def test_a_short_hole_is_bridged_and_a_long_one_ends_the_note() -> None:
    assert len(told([60.0] * 20 + [0.0] * 3 + [60.0] * 20)) == 1
    first, second = told([60.0] * 20 + [0.0] * 12 + [60.0] * 20).values()
    assert first.end == pytest.approx(20 * TICK_S)
    assert second.start > first.end


def test_flickers_are_no_notes() -> None:
    assert told([0.0, 60.0, 0.0, 0.0, 71.0, 0.0] * 20) == {}
    assert told([0.0, 0.0, 60.0, 60.0, 0.0, 0.0, 71.0, 71.0] * 20) == {}, "one search and the hop after it"
    assert len(told([60.0] * 20 + [72.0, 72.0] + [60.0] * 20, {20: 0.8}, [-20.0] * 42)) == 1, "at an attack beside the note too"
    assert len(told([60.0] * 20 + [72.0, 72.0] + [60.0] * 20)) == 1


def test_struck_again_at_the_same_pitch_is_two_notes_told_once_each() -> None:
    levels = [-20.0 - 0.5 * i for i in range(30)] + [-20.0 - 0.5 * i for i in range(30)]
    first, second = told([60.0] * 60, {30: 0.8, 33: 0.8}, levels).values()
    assert first.end == second.start == pytest.approx(31 * TICK_S)
    assert second.strength >= 0.8
    assert len(told([60.0] * 60, {30: 0.8})) == 1   # an attack of something else: the level of the note did not rise


def test_ids_go_on_and_never_repeat() -> None:
    notes = told([p for p in (60.0, 64.0) * 8 for _ in range(10)], last_id=40)
    assert sorted(notes) == list(range(41, 57))


def test_a_tune_is_heard_note_by_note(rng: np.random.Generator) -> None:
    tune = (57, 60, 64, 64, 52)
    sound = room(np.concatenate([rest(0.5), *(voice(m, 0.3, fade_s=0.008) for m in tune), rest(0.3)]), rng)
    frames = hear(sound)
    known: dict[int, Note] = {}
    first: dict[int, float] = {}
    for f in frames:
        for n in f.notes():
            known[n.id] = n
            first.setdefault(n.id, f.t)
    assert [round(n.midi) for n in known.values()] == list(tune)
    assert not any(n.held for n in known.values())
    for i, n in enumerate(known.values()):
        assert n.start == pytest.approx(0.5 + 0.3 * i, abs=0.05)
        assert 0.0 <= first[n.id] - n.start < 0.09
        assert 0.0 < n.strength <= 1.0
    gpu = frames[-1].record["gpu"]["note"]
    assert (gpu[:3, 0] == 99.0).all()
    assert gpu[-1, 2] == pytest.approx(52, abs=0.2)
    assert gpu[-1, 0] > gpu[-1, 1] > 0.0


def test_a_tick_that_nobody_heard_holds_no_note() -> None:
    frames = hear(voice(60, 0.5, fade_s=0.3)[:SAMPLE_RATE // 4])
    assert frames[-1].notes()[-1].held
    vacant = MusicFrame.vacant(99, frames[-1])
    assert [n.id for n in vacant.notes()] == [n.id for n in frames[-1].notes()]
    assert not vacant.notes()[-1].held


@pytest.mark.parametrize("decay_s", [0.15, 0.3])
def test_plucks_are_one_note_each(decay_s: float, rng: np.random.Generator) -> None:
    """A string that is struck while the one before rings: its pitch is no second beginning of the old note."""
    tune = [int(m) for m in rng.permutation(np.arange(48, 76))]
    plucks = [voice(m, d, fade_s=0.004) * np.exp(-np.arange(int(d * SAMPLE_RATE)) / SAMPLE_RATE / decay_s)
              for m, d in zip(tune, rng.uniform(0.2, 0.5, len(tune)), strict=True)]
    known: dict[int, Note] = {}
    for frame in hear(room(np.concatenate([rest(0.5), *plucks, rest(0.3)]), rng)):
        known |= {n.id: n for n in frame.notes()}
    assert [round(n.midi) for n in sorted(known.values(), key=lambda n: n.id)] == tune


def test_the_same_string_struck_in_quavers_is_a_note_each_time(rng: np.random.Generator) -> None:
    """While it rings on, wherever in a hop it is struck."""
    length = int(0.227 * SAMPLE_RATE)
    pluck = voice(52, 0.227, fade_s=0.004) * np.exp(-np.arange(length) / SAMPLE_RATE / 0.25)
    known: dict[int, Note] = {}
    for frame in hear(room(np.concatenate([rest(0.5), np.tile(pluck, 24), rest(0.3)]), rng)):
        known |= {n.id: n for n in frame.notes()}
    starts = [n.start for n in sorted(known.values(), key=lambda n: n.id)]
    assert len(starts) == 24
    assert np.abs(np.diff(starts) - 0.227).max() < 3 * TICK_S
