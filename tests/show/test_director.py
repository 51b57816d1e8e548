"""The dramaturgy on made-up music: acts in order, least times, hands, a grid that only slides."""
from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from visualizer.model.control import Command, ControlEvent, ControlState, reduce
from visualizer.model.music import FORMS, MUSIC, MusicFrame
from visualizer.model.show import STAGE, Act, ShowFrame
from visualizer.model.time import TICK_S, tick_end
from visualizer.show import Director, ShowSettings
from visualizer.show.acts import HANDS_LEAST_S, LEAST_S, OPEN_S, ORDER, TURNS
from visualizer.show.grid import GridFollower
from visualizer.show.hearing import Heard
from visualizer.show.lights import LIGHT_OF, ease, target

PARAMS = np.zeros(4, np.float32)


def frame(hop: int, level: float = 0.0, coherence: float = 0.0, hz: float = 0.0, onset: int = 0, bpm: float = 0.0, db: float = -60.0,
          **form: float) -> MusicFrame:
    """A MusicFrame as the analysis might have made it. bpm 0: no beat; form: single, full, dying, disorder, applause, trend."""
    record = np.zeros((), MUSIC)
    head = record["head"]
    head["hop"], head["t"], head["signal"], head["coherence"], head["pitch_hz"] = hop, tick_end(hop), 1, coherence, hz
    head["grid_period"], head["grid_bar"], head["grid_confidence"] = (60.0 / bpm, 4, 0.9) if bpm else (0.5, 4, 0.0)
    head["onset"][-1] = (onset, tick_end(hop), 0.5, 0)
    record["gpu"]["level"] = level
    head["rms_db"], head["floor_db"] = db, -60.0
    for name, value in form.items():
        head[name] = value
    return MusicFrame.of(record)


class Player:
    """Plays a score of (seconds, kind) and keeps every ShowFrame."""

    def __init__(self, preset: str = "concert", stride: int = 1, **settings: float) -> None:
        """stride: ticks a step covers."""
        self.stride = stride
        self.director = Director(PARAMS, ShowSettings(preset=preset, **settings))   # type: ignore[arg-type]
        self.control, self.hop, self.onset = ControlState(), 0, 0
        self.frames: list[ShowFrame] = []

    def play(self, seconds: float, kind: str, order: float = 0.0) -> ShowFrame:
        for _ in range(round(seconds / TICK_S / self.stride)):
            every = {"groove": 23, "storm": 7, "voice": 150}.get(kind, 0)
            self.onset += bool(every) and self.hop % every < self.stride
            music = {
                "quiet": frame(self.hop, onset=self.onset),
                "house": frame(self.hop, 0.5, onset=self.onset, db=-30.0, trend=0.3, form=FORMS.index("murmur"), form_confidence=0.9),
                "talk": frame(self.hop, 0.5, onset=self.onset, db=-30.0, trend=0.3, form=FORMS.index("murmur"), form_confidence=0.1),
                "voice": frame(self.hop, 0.4, 0.2, 440.0, self.onset, db=-24.0, single=0.9),
                "groove": frame(self.hop, 0.6, 0.95, 0.0, self.onset, 120.0, db=-18.0, full=1.0),
                "loose": frame(self.hop, 0.6, 0.3, 0.0, self.onset, 0.0, db=-18.0, full=1.0),
                "storm": frame(self.hop, 0.7, 0.2, 0.0, self.onset, 0.0, db=-15.0, full=1.0, disorder=0.9),
                "tide": frame(self.hop, 0.25, 0.2, 0.0, self.onset, 0.0, db=-34.0, full=0.8, trend=-0.5),
                "hands": frame(self.hop, 0.5, 0.0, 0.0, self.onset, 0.0, db=-25.0, applause=0.95),
                "dying": frame(self.hop, 0.08, 0.3, 220.0, self.onset, db=-38.0, dying=0.9, single=0.4),
            }[kind]
            self.frames.append(self.director.step(music, self.control, order, self.stride))
            self.hop += self.stride
        return self.frames[-1]

    def acts(self) -> list[Act]:
        out: list[Act] = []
        for f in self.frames:
            if not out or out[-1] != f.act:
                out.append(f.act)
        return out


def whole_piece(p: Player) -> None:
    for seconds, kind, order in ((7, "house", 0), (13, "quiet", 0), (6, "voice", 0), (10, "groove", 0.2), (32, "groove", 0.9),
                                 (9, "storm", 0.3), (9, "tide", 0.3), (20, "groove", 0.8), (5, "dying", 0.9), (5, "quiet", 0.5),
                                 (9, "hands", 0.0), (30, "quiet", 0.0)):
        p.play(seconds, kind, order)


def test_a_whole_piece_in_order() -> None:
    p = Player(stride=2)
    whole_piece(p)
    assert p.acts() == [Act.BACKSTAGE, Act.CURTAIN, Act.SILENCE, Act.NOTE, Act.SYMPHONY, Act.UNISON, Act.CHAOS, Act.EBB, Act.UNISON, Act.LAST_NOTE, Act.HUSH,
                        Act.OVATION, Act.WAKING, Act.BACKSTAGE]
    assert all(f.reason and f.decided <= f.act_since + 2 * TICK_S for f in p.frames)
    assert max(f.applause for f in p.frames) > 0.9


def test_a_club_has_no_curtain_calls() -> None:
    p = Player("club", 4)
    p.play(12, "groove")
    for _ in range(3):   # tracks with a gap, some clapping, a long last chord: nothing of that ends the night
        for seconds, kind, order in ((40, "groove", 0.9), (10, "tide", 0.5), (25, "groove", 0.9), (2, "dying", 0.9), (2, "quiet", 0.9), (8, "hands", 0.2),
                                     (12, "storm", 0.2)):
            p.play(seconds, kind, order)
    seen = set(p.acts()[2:])
    assert seen == {Act.SYMPHONY, Act.UNISON, Act.EBB, Act.CHAOS}


@pytest.mark.parametrize("preset", ["concert", "club", "ambient"])
def test_nothing_lasts_longer_than_it_may(preset: str) -> None:
    p = Player(preset, 8, longest_s=40.0)
    p.play(240, "loose", 0.2)
    music = [f for f in p.frames if f.act not in (Act.BACKSTAGE, Act.CURTAIN)]
    turns = [f.act_since for f, g in pairwise(music) if g.act != f.act] + [music[-1].act_since]
    assert len(turns) >= 4
    assert max(np.diff(turns)) < 40.0 + 25.0


def test_applause_turns_hearts_to_hands_from_anywhere_but_needs_hands() -> None:
    p = Player()
    p.play(1.5, "hands")
    assert p.play(2, "hands").act == Act.OVATION, "the act a house opens with has no least time"
    q = Player(stride=8)
    q.play(120, "loose", 0.2)
    assert Act.OVATION not in q.acts()


def test_a_silence_after_a_whole_piece_is_answered_and_one_after_a_phrase_is_not() -> None:
    for seconds, answered in ((70, True), (20, False)):
        p = Player(stride=4)
        p.play(seconds, "groove", 0.3)
        p.play(3, "dying", 0.3)
        p.play(25, "quiet", 0.3)
        assert (Act.OVATION in p.acts()) == answered


@pytest.mark.parametrize("preset", ["concert", "club", "ambient"])
def test_no_act_is_shorter_than_its_least_time(preset: str) -> None:
    p = Player(preset, 4)
    rng = np.random.default_rng(5)
    for _ in range(50):
        p.play(float(rng.uniform(0.3, 9.0)), str(rng.choice(["quiet", "voice", "groove", "dying", "storm", "tide", "hands", "loose"])), float(rng.random()))
    changes = 0
    for before, after in zip(p.frames, p.frames[1:], strict=False):
        if after.act != before.act:
            changes += 1
            least = LEAST_S[preset][before.act] if after.act != Act.OVATION else min(HANDS_LEAST_S, LEAST_S[preset][before.act])
            assert after.t - before.act_since >= (least if before.act_since else 1.0) - 4 * TICK_S
            assert after.act_before == before.act
    assert changes > 3


def test_an_act_of_music_turns_on_the_beat() -> None:
    p = Player()
    p.play(OPEN_S, "quiet")
    p.play(7.6, "groove", 0.2)
    frames = [p.frames[-1]]
    assert frames[0].act == Act.CURTAIN
    while frames[-1].act == Act.CURTAIN:
        frames.append(p.play(TICK_S, "groove", 0.2))
    now, then = frames[-1].grid, frames[-2].grid
    assert int(now.position(frames[-1].t)) > int(then.position(frames[-2].t)), "between these two ticks lies a beat"


def test_music_that_is_on_when_the_house_opens_has_its_act_at_once_and_later_the_curtain_rises_first() -> None:
    for kind, act in (("groove", Act.SYMPHONY), ("loose", Act.SYMPHONY), ("voice", Act.NOTE)):
        p = Player(stride=2)
        assert p.play(2.5, kind).act == act
        assert p.acts() == [Act.BACKSTAGE, act]
        q = Player(stride=2)
        q.play(OPEN_S + 1.0, "quiet")
        q.play(10.0, kind)
        assert q.acts() == [Act.BACKSTAGE, Act.CURTAIN, act]


def test_a_house_that_falls_quiet_opens_the_curtain_and_a_speaker_who_pauses_does_not() -> None:
    for kind, acts in (("house", [Act.BACKSTAGE, Act.CURTAIN]), ("talk", [Act.BACKSTAGE])):
        p = Player(stride=2)
        for _ in range(3):
            p.play(6.0, kind)
            p.play(1.5, "quiet")
        assert p.acts()[:2] == acts


def test_music_that_never_held_together_does_not_come_apart_at_once() -> None:
    p = Player(stride=2)
    p.play(20.0, "loose", 0.2)
    assert p.play(3.0, "storm").act == Act.SYMPHONY, "a run of a virtuoso is no storm"
    assert p.play(5.0, "storm").act == Act.CHAOS
    q = Player(stride=2)
    q.play(20.0, "groove", 0.2)
    assert q.play(1.5, "storm").act == Act.CHAOS


def test_a_dream_begins_backstage_and_its_end_waits_for_nothing() -> None:
    p = Player(stride=2)
    p.play(30.0, "groove", 0.3)
    frames = []
    for kind, dream in (("quiet", 1), ("groove", 0)):
        for _ in range(200):
            record = frame(p.hop, 0.6 * (kind == "groove"), 0.9, 0.0, 0, 120.0, db=-18.0, full=float(kind == "groove")).record.copy()
            record["head"]["dream"], record["head"]["signal"] = dream, 1 - dream
            frames.append(p.director.step(MusicFrame(record), p.control, 0.0, 2))
            p.hop += 2
    assert frames[0].act == Act.BACKSTAGE
    assert "dreams" in frames[0].reason
    assert frames[200].act == Act.SILENCE
    assert frames[-1].act == Act.SYMPHONY
    assert frames[-1].act_since - frames[200].act_since < 3.0


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
        p.director.step(frame(hop, 0.4, 0.2, 440.0, single=0.9), p.control, 0.0)
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


def test_wheels_never_turn_back_whatever_the_tempo_does() -> None:
    p = Player()
    p.control = reduce(p.control, (ControlEvent(1, 0.0, Command.ACT_SET, int(Act.SYMPHONY)), ControlEvent(2, 0.0, Command.ACT_HOLD, 1)))
    p.play(3, "groove")
    before = p.frames[-1]
    for bpm in (90.0, 171.0, 60.0, 0.0, 130.0):
        for _ in range(150):
            show = p.director.step(frame(p.hop, 0.6, 0.9, 0.0, 0, bpm, full=1.0), p.control, 0.5)
            p.hop += 1
            assert show.turns >= before.turns_at(show.t) - 1e-9, "what was drawn between two ticks is never taken back"
            assert show.turns - before.turns < 3.0 * TICK_S * 171.0 / 60.0, "and nothing jumps"
            before = show
    assert before.turns > 5.0


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
    assert set(ORDER) == set(LIGHT_OF) == set(Act)
    assert set(TURNS) == set(LEAST_S)
    for preset, table in TURNS.items():
        assert set(table) == set(LEAST_S[preset]) == set(Act)
        for act, turns in table.items():
            assert turns, f"{act.name} has no way out in {preset}"
            assert all(t.to != act and t.reason and (not t.sure or hasattr(Heard(), t.sure)) for t in turns)
    for look in LIGHT_OF.values():
        assert set(look) <= set(STAGE)
    assert (ease() > 0).all()
    for act in ORDER:
        assert np.isfinite(target(act)).all()
