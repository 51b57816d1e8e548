"""Notes that a hand plays are heard by the stage as notes of the music are."""
from __future__ import annotations

import numpy as np

from visualizer.model.control import Command, ControlEvent, ControlState, reduce
from visualizer.model.music import MusicFrame
from visualizer.model.playing import Played, play
from visualizer.model.time import tick_end


def at(hop: int, notes: tuple[Played, ...]) -> MusicFrame:
    return play(MusicFrame.vacant(hop), notes)


def test_a_key_pressed_and_let_go_rings_and_dies_away() -> None:
    t = tick_end(100)
    state = reduce(ControlState(), (ControlEvent(1, t, Command.NOTE, 0.8, 69),))
    sounding = at(105, state.notes)
    assert sounding.value("pitch_hz") == 440.0
    gpu = sounding.record["gpu"]
    assert gpu["note"][-1][2] == 69.0
    assert gpu["note"][-1][1] == -1.0, "held"
    assert gpu["chroma"].reshape(-1).argmax() == 9
    state = reduce(state, (ControlEvent(2, tick_end(110), Command.NOTE, 0.0, 69),))
    levels = [float(at(hop, state.notes).record["gpu"]["level"][0]) for hop in range(110, 700, 10)]
    assert levels == sorted(levels, reverse=True)
    assert levels[-1] == 0.0
    late = MusicFrame.vacant(2000)
    assert play(late, state.notes) is late, "and costs nothing then"


def test_notes_play_beside_music_and_in_any_number(rng: np.random.Generator) -> None:
    state = ControlState()
    for i in range(200):
        state = reduce(state, (ControlEvent(i + 1, tick_end(i), Command.NOTE, float(rng.random() * (rng.random() > 0.3)), int(rng.integers(-20, 160))),))
        gpu = at(i, state.notes).record["gpu"]
        for name in ("mel", "chroma", "level", "note", "onset", "pitch"):
            assert np.isfinite(gpu[name]).all()
        assert gpu["mel"].max() <= 1.0
        ages = gpu["onset"][:, 0]
        assert (np.diff(ages[ages < 98.0]) <= 0).all(), "oldest first"
    assert len(state.notes) <= 8


def test_higher_keys_light_higher_bands() -> None:
    tops = [int(at(10, (Played(m, 1.0, tick_end(9)),)).record["gpu"]["mel"].reshape(-1).argmax()) for m in (40, 60, 80, 100)]
    assert tops == sorted(set(tops))
