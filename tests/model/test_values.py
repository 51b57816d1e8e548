"""Relations between times, grids, springs, settings."""
from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from visualizer.model.control import Command, ControlEvent, ControlState, reduce
from visualizer.model.grid import BeatGrid
from visualizer.model.music import GPU, MUSIC, MusicFrame
from visualizer.model.settings import Schema, setting
from visualizer.model.show import Act, spring_at
from visualizer.model.time import HOP, SAMPLE_RATE, TICK_S, FrameTime, last_tick_before, tick_end


def test_ticks_and_seconds_agree() -> None:
    assert pytest.approx(SAMPLE_RATE / HOP) == 93.75
    for hop in (0, 1, 93, 8_191, 4_050_000):   # the last one is twelve hours in
        assert last_tick_before(tick_end(hop)) == hop
        assert last_tick_before(tick_end(hop) - 1e-6) == hop - 1
        assert last_tick_before(tick_end(hop) + 0.9 * TICK_S) == hop


def test_the_shaders_time_wraps() -> None:
    assert FrameTime(43_200.0, 0.01, 5).time_wrapped == FrameTime(43_200.0 % 4096.0, 0.01, 5).time_wrapped


def test_half_the_period_is_twice_the_tempo_and_beats_fall_on_the_anchor() -> None:
    slow, fast = BeatGrid(10.0, 1.0, 0.9), BeatGrid(10.0, 0.5, 0.9)
    assert fast.bpm == 2 * slow.bpm
    assert slow.phase(10.0) == fast.phase(10.0) == slow.phase(7.0) == 0.0
    assert fast.phase(10.25) == pytest.approx(0.5)
    assert fast.next_beat(10.2) == pytest.approx(10.5)
    assert fast.next_beat(10.5) == pytest.approx(11.0)   # after, not at
    grid = BeatGrid(10.0, 0.5, 0.9, beat=6, beats_per_bar=4, downbeat=2)
    assert grid.bar_phase(10.0) == 0.0
    assert grid.bar_phase(11.0) == pytest.approx(0.5)


def test_a_spring_in_one_step_is_a_spring_in_many() -> None:
    x, v, goal, tau = np.array([0.0, 5.0]), np.array([1.0, -2.0]), np.array([1.0, 1.0]), np.array([0.3, 1.5])
    once = spring_at(x, v, goal, tau, 2.0)
    for _ in range(200):
        x, v = spring_at(x, v, goal, tau, 0.01)
    np.testing.assert_allclose(x, once[0], atol=1e-9)
    np.testing.assert_allclose(v, once[1], atol=1e-9)
    np.testing.assert_allclose(spring_at(x, v, goal, tau, 60.0)[0], goal, atol=1e-9)


def test_music_record_fits_a_uniform_block_and_vacant_frames_keep_the_count() -> None:
    assert GPU.itemsize <= 16_384
    assert GPU.itemsize % 16 == 0
    record = np.zeros((), MUSIC)
    record["head"]["onset"][-1] = (7, 1.5, 0.5, 2)
    record["head"]["epoch"] = 3
    frame = MusicFrame.of(record)
    empty = MusicFrame.vacant(200, frame)
    assert empty.t == tick_end(200)
    assert [e.id for e in empty.events()] == [7]
    assert empty.events(after=7) == ()
    assert empty.value("epoch") == 3
    assert not empty.record["gpu"]["level"].any()


def test_events_seen_twice_change_nothing() -> None:
    pause = ControlEvent(1, 0.0, Command.PAUSE, -1)
    once = reduce(ControlState(), (pause,))
    assert once.paused
    assert reduce(once, (pause,)) == once
    assert not reduce(once, (ControlEvent(2, 0.0, Command.PAUSE, -1),)).paused
    cued = reduce(ControlState(), (ControlEvent(1, 0.0, Command.ACT_SET, 5),))
    assert cued.cue == Act.UNISON
    assert cued.cue_id == 1


@dataclass(frozen=True, slots=True)
class Lamp:
    width: float = setting(0.5, unit="m", range=(0.1, 2.0), help="how wide")
    color: tuple[float, float, float] = setting((1.0, 0.5, 0.2), range=(0.0, 1.0), blend="oklab", help="tint")


@dataclass(frozen=True, slots=True)
class Fixed:
    name: str = setting("a", choices=("a", "b"), help="which")
    count: int = setting(3, range=(1, 9), help="how many")
    on: bool = setting(True, help="whether")


def test_one_declaration_every_reader() -> None:
    schema = Schema({"fixed": Fixed}, {"lamp": Lamp})
    assert [e.key for e in schema] == ["fixed.name", "fixed.count", "fixed.on", "lamp.width", "lamp.color"]
    assert schema.size == 4
    np.testing.assert_allclose(schema.vector({"lamp.width": 1.5}), [1.5, 1.0, 0.5, 0.2])
    assert schema["lamp.width"].allowed() == "a number from 0.1 to 2 m"
    assert schema["lamp.width"].check(1) == 1.0
    assert schema.build(Fixed, "fixed", {"fixed.count": 4}) == Fixed("a", 4, True)
    for key, bad in (("lamp.width", 3.0), ("lamp.width", "1"), ("lamp.width", float("nan")), ("lamp.width", True), ("lamp.color", [1, 2]),
                     ("fixed.name", "c"), ("fixed.count", 2.5), ("fixed.count", 0), ("fixed.on", 1)):
        with pytest.raises(ValueError, match="must be"):
            schema[key].check(bad)


def test_a_room_without_setting_is_refused() -> None:
    @dataclass
    class Bare:
        x: float = 1.0

    with pytest.raises(TypeError, match=r"Bare\.x is not declared"):
        Schema({"bare": Bare}, {})
