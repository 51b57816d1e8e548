"""The music the networks learn from: its truth has to be true."""
from __future__ import annotations

import numpy as np
import pytest

from tools.hearing import bands, chamber, hands, unmetred
from tools.hearing.grooves import Groove
from tools.hearing.piece import Pulse, steady


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("room", [bands, chamber])
def test_pieces_have_beats_in_order_and_notes_inside(room: object, seed: int) -> None:
    piece = room.compose(np.random.default_rng(seed), 20.0)  # type: ignore[attr-defined]
    assert (np.diff(piece.beats) > 0.1).all()
    assert np.isin(np.round(piece.downbeats, 6), np.round(piece.beats, 6)).all()
    notes = [n for part in piece.parts for n in part.notes]
    assert len(notes) > 5
    assert all(start >= 0.0 and length > 0.0 and 0 <= pitch <= 127 and 1 <= velocity <= 127 for start, length, pitch, velocity in notes)


def test_a_band_plays_on_its_beats() -> None:
    """Of the beats of a straight rock piece most hold an attack within 40 ms."""
    shares = []
    for seed in range(30):
        piece = bands.compose(np.random.default_rng(seed), 20.0)
        if piece.kind in ("rock", "pop", "house", "punk", "disco"):
            starts = piece.onsets()
            shares.append(float(np.mean([np.abs(starts - b).min() < 0.04 for b in piece.beats])))
    assert shares
    assert np.mean(shares) > 0.8


@pytest.mark.parametrize("groove", [g for g in bands.GROOVES if g.maker], ids=lambda g: g.name)
def test_drummers_make_up_bars_that_fit_their_metre(groove: Groove) -> None:
    """Every row is a bar long, no two drummers play the same, and a liberty taken leaves most of a bar as it was."""
    rows = hands.MAKERS[groove.maker](np.random.default_rng(3), groove)
    assert all(len(marks) == groove.beats * groove.steps for row in rows for marks in row.values())
    assert any("x" in m or "X" in m or "o" in m for row in rows for m in row.values())
    assert rows != hands.MAKERS[groove.maker](np.random.default_rng(4), groove)
    for seed, row in enumerate(rows):
        free = hands.varied(np.random.default_rng(seed), row, groove, 1.0)
        same = [a == b for drum in free for a, b in zip(free[drum], row[drum], strict=True)]
        assert np.mean(same) > 0.6


@pytest.mark.parametrize("name", ["jazzfast", "onedrop", "sixrock", "twelverock", "jazzballad"])
def test_made_up_time_is_kept_on_the_beat(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Most beats hold an attack near them, and the attacks nearest to the beats lie about them, not to one side by more than a drummer does."""
    monkeypatch.setattr(bands, "GROOVES", tuple(g for g in bands.GROOVES if g.name == name))
    near, off = [], []
    for seed in range(6):
        piece = bands.compose(np.random.default_rng(seed), 15.0)
        starts = np.sort([n[0] for part in piece.parts for n in part.notes])
        d = np.array([starts[np.abs(starts - b).argmin()] - b for b in piece.beats])
        near.append(float(np.mean(np.abs(d) < 0.04)))
        off += list(d[np.abs(d) < 0.04])
    assert np.mean(near) > 0.8
    assert abs(float(np.median(off))) < 0.008


def test_the_same_seed_is_the_same_piece() -> None:
    a, b = (bands.compose(np.random.default_rng(7), 15.0) for _ in range(2))
    assert [p.notes for p in a.parts] == [p.notes for p in b.parts]


def test_a_pulse_is_a_line_between_its_beats() -> None:
    pulse = Pulse(np.array([1.0, 2.0, 4.0]))
    np.testing.assert_allclose(pulse.at(np.array([0.0, 0.5, 1.5, 2.0, 3.0])), [1.0, 1.5, 3.0, 4.0, 6.0])
    times = steady(np.random.default_rng(1), 120.0, 10.0, 0.3).times
    np.testing.assert_allclose(np.diff(times), 0.5)


def test_sounds_without_a_beat_are_finite_and_clicks_know_theirs() -> None:
    for seed in range(4):
        _, y, _ = unmetred.sound(np.random.default_rng(seed), 2.0)
        assert np.isfinite(y).all()
        assert np.abs(y).max() <= 1.0
    y, beats, downbeats, onsets = unmetred.clicks(np.random.default_rng(5), 6.0)
    assert len(onsets) == len(beats)
    assert np.isin(downbeats, beats).all()
    first = int(onsets[0] * 48_000)
    assert np.abs(y[first:first + 2_000]).max() > 3.0 * np.abs(y[:max(1, first - 100)]).max()
