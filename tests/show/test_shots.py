"""From where the acts are seen: own view first, then others on the music's phrases; hands choose, hold and let go."""
from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from visualizer.model.control import Command, ControlEvent, reduce
from visualizer.model.show import STAGE, Act, ShowFrame
from visualizer.model.time import TICK_S
from visualizer.show.lights import LIGHT_OF, ease, seen, target
from visualizer.show.shots import ANY_TIME_S, GLIDE_S, PHRASE_BARS, SHOTS, due, glide, sequence

from .test_director import Player

LENS = [STAGE.index(name) for name in ("cam_x", "cam_y", "cam_z", "look_x", "look_y", "look_z", "fov", "roll")]


def held(act: Act, stride: int = 1, **settings: float) -> Player:
    """A show that a hand has put into this act and holds there, at a groove of 120 beats a minute."""
    p = Player(stride=stride, **settings)
    p.play(1, "groove")
    p.control = reduce(p.control, (ControlEvent(1, 0.0, Command.ACT_SET, int(act)), ControlEvent(2, 0.0, Command.ACT_HOLD, 1)))
    p.play(0.1, "groove", 0.5)
    return p


def moves(frames: list[ShowFrame]) -> list[ShowFrame]:
    """Where another shot begins inside an act."""
    return [b for a, b in pairwise(frames) if b.shot_since != a.shot_since and b.act == a.act]


def test_an_act_goes_on_from_shot_to_shot_where_phrases_begin() -> None:
    p = held(Act.SYMPHONY)
    p.play(110, "groove", 0.5)
    begun = moves(p.frames)
    assert [f.shot for f in begun[:5]] == ["the works", "from the stalls", "the performer", "from the flies", "own"]
    stood = np.diff([f.shot_since for f in begun])
    assert stood.min() >= 0.75 * 16.0
    assert stood.max() < 16.0 + 8.0 + TICK_S, "a phrase of four bars lasts 8 s here"
    for f in begun:
        bars = (f.grid.position(f.t) - f.grid.downbeat) / f.grid.beats_per_bar
        assert abs(bars - round(bars)) < 0.02
    whole = np.diff([round((f.grid.position(f.t) - f.grid.downbeat) / 4) for f in begun])
    assert not (whole % PHRASE_BARS).any()


def test_lens_and_light_glide_and_nothing_jumps() -> None:
    p = held(Act.SYMPHONY)
    p.play(14, "groove", 0.5)
    first = len(p.frames)
    p.play(24, "groove", 0.5)
    path = np.array([f.position for f in p.frames[first:]])
    assert np.ptp(path[:, STAGE.index("cam_z")]) > 5.0, "it has gone from the back of the house to the stage"
    assert np.abs(np.diff(path[:, LENS], axis=0) / TICK_S).max() < 6.0, "m or degrees a second"
    near, light = (path[:, STAGE.index(name)] for name in ("cam_z", "key"))
    share = [(x - x[0]) / (end - x[0]) for x, end in ((near, 6.2), (light, 0.36 * 0.38))]
    moving = (share[0] > 0.05) & (share[0] < 0.9) & (np.arange(len(path)) < 900)
    assert np.abs(share[0] - share[1])[moving].max() < 0.06, "the light falls as the lens comes near, not before"


def test_every_visit_begins_at_home_and_goes_on_with_another_shot() -> None:
    p = held(Act.CHAOS)
    second = []
    for n, act in enumerate((Act.EBB, Act.CHAOS, Act.EBB, Act.CHAOS, Act.EBB)):
        frames = len(p.frames)
        p.play(25, "groove", 0.5)
        assert p.frames[frames].shot == "own"
        second.append(moves(p.frames[frames:])[0].shot)
        p.control = reduce(p.control, (ControlEvent(3 + n, 0.0, Command.ACT_SET, int(act)),))
        p.play(TICK_S, "groove", 0.5)
    assert second == ["inside", "the performer", "the wing", "from the wings", "inside"]


def test_a_house_that_wants_no_moves_has_none() -> None:
    p = held(Act.UNISON, 2, shot_s=0.0)
    p.play(120, "groove", 0.9)
    assert not moves(p.frames)


def test_the_light_is_there_when_the_faces_are() -> None:
    """A view into the house is laid over the stage in three seconds, and by then it is as dark as it is to be; leaving it, the lens is back as soon."""
    p = held(Act.UNISON)
    p.control = reduce(p.control, (ControlEvent(3, 0.0, Command.SHOT_NEXT), ControlEvent(4, 0.0, Command.SHOT_HOLD, 1)))
    there = p.play(3.0, "groove", 0.9)
    assert there.shot == "the house"
    assert there.channel("faces") > 0.95
    assert there.channel("key") < 0.22 * LIGHT_OF[Act.UNISON]["key"] + 0.03


def test_music_without_a_pulse_is_not_waited_for() -> None:
    p = held(Act.EBB, 2)
    frames = len(p.frames)
    p.play(20, "loose", 0.2)
    begun = moves(p.frames[frames:])
    assert len(begun) == 1
    assert begun[0].t - p.frames[frames].act_since == pytest.approx(12.0, abs=0.2)


def test_hands_choose_a_shot_hold_it_and_let_it_go() -> None:
    p = held(Act.UNISON, 2)
    p.control = reduce(p.control, (ControlEvent(3, 0.0, Command.SHOT_NEXT), ControlEvent(4, 0.0, Command.SHOT_HOLD, -1)))
    assert p.play(0.1, "groove", 0.9).shot == "the house", "at once"
    assert p.play(90, "groove", 0.9).shot == "the house"
    p.control = reduce(p.control, (ControlEvent(5, 0.0, Command.SHOT_NEXT),))
    assert p.play(0.1, "groove", 0.9).shot == "from the gods", "what is held may still be changed by hand"
    p.control = reduce(p.control, (ControlEvent(6, 0.0, Command.ACT_AUTO),))
    assert not p.control.steady
    frames = len(p.frames)
    p.play(60, "groove", 0.9)
    assert len(moves(p.frames[frames:])) > 2


def test_scripted_shots_run_by_the_clock_until_a_hand_takes_them() -> None:
    p = held(Act.OVATION, 2)
    p.play(26, "hands")
    faces = [f.target[STAGE.index("faces")] for f in p.frames if f.act == Act.OVATION]
    script = [target(Act.OVATION, f.t - f.act_since)[STAGE.index("faces")] for f in p.frames if f.act == Act.OVATION]
    assert faces == script
    assert 0.0 < np.mean(faces) < 1.0
    before = p.frames[-1].shot
    p.control = reduce(p.control, (ControlEvent(3, 0.0, Command.SHOT_NEXT),))
    after = p.play(0.1, "hands").shot
    assert after != before
    assert p.play(30, "hands").shot == after


def test_an_act_about_to_end_is_not_looked_at_from_elsewhere_first() -> None:
    p = Player()
    p.play(7, "quiet")
    p.play(60, "groove", 0.2)
    p.play(90, "groove", 0.9)
    p.play(30, "storm", 0.2)
    last = [b.act_since - a.shot_since for a, b in pairwise(p.frames) if b.act != a.act and a.act in SHOTS]
    assert last
    assert min(last) > 0.5


def test_what_is_due() -> None:
    own, usual = sequence(Act.SYMPHONY).shots[0], 16.0
    assert not due(own, 11.9, usual, PHRASE_BARS, True)
    assert due(own, 12.1, usual, PHRASE_BARS, True)
    assert not due(own, 12.1, usual, PHRASE_BARS + 1, True)
    assert not due(own, 12.1, usual, 0, True)
    assert due(own, 12.1, usual, 0, False)
    assert due(own, 12.1 + ANY_TIME_S, usual, 0, True)
    assert not due(own, 1e6, 0.0, PHRASE_BARS, False)


def test_the_shots_are_whole() -> None:
    for act, shots in SHOTS.items():
        assert len(shots.shots) > 1
        for shot in shots.shots:
            assert shot.name
            assert shot.lasts > 0.0
            assert set(shot.to) | set(shot.dims) <= set(STAGE)
            assert not set(shot.to) & set(shot.dims), "a channel that is set is not dimmed as well"
            there = dict(zip(STAGE, seen(act, shot), strict=True))
            assert -8.0 < there["cam_x"] < 8.0
            assert 0.7 < there["cam_y"] < 11.0
            assert 4.0 < there["cam_z"] < 26.0
            assert 10.0 < there["fov"] <= 21.5, "a long lens (docs/picture.md)"
            assert np.hypot(there["cam_x"] - there["look_x"], there["cam_z"] - there["look_z"]) > 5.5
        if not shots.scripted:
            np.testing.assert_array_equal(seen(act, shots.shots[0]), target(act))
            assert shots.shots[0].name == "own"
    lit = [name for name, slow, usual in zip(STAGE, glide(ease()), ease(), strict=True) if slow != usual]
    assert {"cam_x", "fov", "key", "hero"} <= set(lit)
    assert set(np.unique(glide(ease())[[STAGE.index(n) for n in lit]])) == {GLIDE_S}
    assert "hearts" in LIGHT_OF[Act.UNISON]
    assert "hearts" not in lit
