"""The dramaturgy on made-up music: acts in order, least times, hands, a grid that only slides."""
from __future__ import annotations

import numpy as np
import pytest

from visualizer.model.control import Command, ControlEvent, ControlState, reduce
from visualizer.model.music import MUSIC, MusicFrame
from visualizer.model.show import STAGE, Act, ShowFrame
from visualizer.model.time import TICK_S, tick_end
from visualizer.show import Director
from visualizer.show.acts import LEAST_S, ORDER, TURNS
from visualizer.show.grid import GridFollower
from visualizer.show.lights import LIGHT_OF, ease, target

PARAMS = np.zeros(4, np.float32)


def frame(hop: int, level: float = 0.0, coherence: float = 0.0, hz: float = 0.0, onset: int = 0, bpm: float = 0.0) -> MusicFrame:
    """A MusicFrame as the analysis might have made it. bpm 0: no beat."""
    record = np.zeros((), MUSIC)
    head = record["head"]
    head["hop"], head["t"], head["signal"], head["coherence"], head["pitch_hz"] = hop, tick_end(hop), 1, coherence, hz
    head["grid_period"], head["grid_bar"], head["grid_confidence"] = (60.0 / bpm, 4, 0.9) if bpm else (0.5, 4, 0.0)
    head["onset"][-1] = (onset, tick_end(hop), 0.5, 0)
    record["gpu"]["level"] = level
    return MusicFrame.of(record)


class Player:
    """Plays a score of (seconds, kind) and keeps every ShowFrame."""

    def __init__(self) -> None:
        self.director, self.control, self.hop, self.onset = Director(PARAMS), ControlState(), 0, 0
        self.frames: list[ShowFrame] = []

    def play(self, seconds: float, kind: str, order: float = 0.0) -> ShowFrame:
        for _ in range(round(seconds / TICK_S)):
            every = {"groove": 23, "voice": 150}.get(kind, 0)
            self.onset += bool(every) and self.hop % every == 0
            music = {
                "quiet": frame(self.hop, onset=self.onset),
                "voice": frame(self.hop, 0.4, 0.2, 440.0, self.onset),
                "groove": frame(self.hop, 0.6, 0.95, 0.0, self.onset, 120.0),
                "dying": frame(self.hop, 0.08, 0.3, 220.0, self.onset),
            }[kind]
            self.frames.append(self.director.step(music, self.control, order))
            self.hop += 1
        return self.frames[-1]

    def acts(self) -> list[Act]:
        out: list[Act] = []
        for f in self.frames:
            if not out or out[-1] != f.act:
                out.append(f.act)
        return out


def test_a_whole_piece_in_order() -> None:
    p = Player()
    p.play(5, "quiet")
    p.play(4, "quiet")
    p.play(6, "voice")
    p.play(9, "groove", 0.2)
    p.play(9, "groove", 0.9)
    p.play(4, "dying", 0.9)
    p.play(6, "quiet")
    assert p.acts() == [Act.BACKSTAGE, Act.CURTAIN, Act.SILENCE, Act.NOTE, Act.SYMPHONY, Act.UNISON, Act.LAST_NOTE, Act.HUSH]
    assert all(f.reason for f in p.frames)


def test_no_act_is_shorter_than_its_least_time() -> None:
    p = Player()
    rng = np.random.default_rng(5)
    for _ in range(40):
        p.play(float(rng.uniform(0.3, 4.0)), str(rng.choice(["quiet", "voice", "groove", "dying"])), float(rng.random()))
    for before, after in zip(p.frames, p.frames[1:], strict=False):
        if after.act != before.act:
            assert after.t - before.act_since >= LEAST_S[before.act] - TICK_S
            assert after.act_before == before.act


def test_no_signal_at_all_keeps_the_curtain_down() -> None:
    director, control = Director(PARAMS), ControlState()
    for hop in range(2000):
        show = director.step(MusicFrame.vacant(hop), control, 0.0)
    assert show.act == Act.BACKSTAGE
    assert show.channel("curtain") == pytest.approx(0.0, abs=1e-6)


def test_hands_skip_hold_and_let_go() -> None:
    p = Player()
    p.play(1, "quiet")
    p.control = reduce(p.control, (ControlEvent(1, 0.0, Command.ACT_SET, int(Act.UNISON)), ControlEvent(2, 0.0, Command.ACT_HOLD, 1)))
    assert p.play(0.05, "quiet").act == Act.UNISON
    assert p.play(30, "quiet").act == Act.UNISON
    p.control = reduce(p.control, (ControlEvent(3, 0.0, Command.ACT_NEXT),))
    assert p.play(0.05, "quiet").act == Act.CHAOS
    p.control = reduce(p.control, (ControlEvent(4, 0.0, Command.ACT_AUTO),))
    assert p.play(10, "quiet").act == Act.HUSH


def test_what_happened_while_held_is_not_made_up_for() -> None:
    p = Player()
    p.play(1, "quiet")
    p.control = reduce(p.control, (ControlEvent(1, 0.0, Command.ACT_HOLD, 1),))
    for hop in range(p.hop, p.hop + 400):   # a voice while held, then nothing at all
        p.director.step(frame(hop, 0.4, 0.2, 440.0), p.control, 0.0)
    p.hop += 400
    for hop in range(p.hop, p.hop + 2000):
        p.director.step(MusicFrame.vacant(hop), p.control, 0.0)
    p.hop += 2000
    p.control = reduce(p.control, (ControlEvent(2, 0.0, Command.ACT_HOLD, 0),))
    assert p.director.step(MusicFrame.vacant(p.hop), p.control, 0.0).act == Act.BACKSTAGE


def test_light_never_jumps_and_evaluating_changes_nothing() -> None:
    p = Player()
    for seconds, kind in ((9, "quiet"), (6, "voice"), (12, "groove"), (3, "quiet")):
        p.play(seconds, kind, 0.8)
    width = np.array([max(1.0, abs(float(target(a)[i]))) for i in range(len(STAGE)) for a in [Act.SYMPHONY]])
    steps = np.abs(np.diff([f.position for f in p.frames], axis=0)) / width
    assert steps.max() < 0.05
    last = p.frames[-1]
    before = last.state()
    ahead = last.stage_at(last.t + 3.0)
    assert last.state() == before
    np.testing.assert_array_equal(ahead, last.stage_at(last.t + 3.0))


def test_several_ticks_in_one_step_end_where_single_steps_end() -> None:
    one, many = Director(PARAMS), Director(PARAMS)
    for hop in range(50):
        a = one.step(frame(hop, 0.5, 0.5, bpm=100), ControlState(), 0.0)
    b = many.step(frame(49, 0.5, 0.5, bpm=100), ControlState(), 0.0, ticks=50)
    np.testing.assert_allclose(a.position, b.position, atol=1e-6)
    assert a.t == b.t


def test_the_grid_only_runs_forward_and_finds_the_beat() -> None:
    follower, last = GridFollower(), -1.0
    for hop in range(3000):
        t = tick_end(hop)
        bpm = 100.0 if hop < 1000 else 133.0 if hop < 2000 else 0.0   # a tempo step, then nothing
        heard = frame(hop, 0.5, 0.9, bpm=bpm).grid
        grid = follower.step(heard, t, TICK_S)
        position = grid.position(t)
        assert position > last, "gears never run backwards"
        last = position
        if hop in (990, 1990):
            error = (grid.position(t) - heard.position(t) + 0.5) % 1.0 - 0.5
            assert abs(error) * grid.period_s < 0.005
            assert grid.bpm == pytest.approx(bpm, rel=0.01)
    assert grid.period_s > 0.7   # without a pulse the house goes back to its own slow one


def test_the_tables_are_complete() -> None:
    assert set(TURNS) == set(LEAST_S) == set(ORDER) == set(LIGHT_OF)
    for act, turns in TURNS.items():
        assert turns, f"{act.name} has no way out"
        assert all(t.to in TURNS and t.reason for t in turns)
    for look in LIGHT_OF.values():
        assert set(look) <= set(STAGE)
    assert (ease() > 0).all()
    for act in ORDER:
        assert np.isfinite(target(act)).all()
