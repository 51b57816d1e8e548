"""The live stage beside an ear that dies, freezes, pauses or never comes: the picture goes on."""
from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from tests.sounds import groove, write
from visualizer.app.clock import ShowClock
from visualizer.app.common import build_house
from visualizer.app.live import LiveShow
from visualizer.app.schema import schema
from visualizer.audio import parse_input
from visualizer.config import load
from visualizer.model.control import Command, ControlEvent


@pytest.fixture
def live(tmp_path: Path) -> Iterator[LiveShow]:
    house = build_house(load(schema(), [], {"crowd.size": 100}))
    show = LiveShow(parse_input(str(write(tmp_path / "song.wav", groove(60.0))), mute=True), house.analysis, house.stage())
    yield show
    show.close()


def run_until(live: LiveShow, condition: Callable[[], bool], seconds: float = 30.0) -> list[float]:
    """Frames at about 60 a second until the condition holds; the show times drawn."""
    times, end = [], time.perf_counter() + seconds
    while not condition():
        assert time.perf_counter() < end, f"not within {seconds} s: {live.supervisor.status()}"
        ft, _, _ = live.update(0.025)
        live.begin()
        times.append(ft.t_light)
        time.sleep(0.016)
    return times


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
@pytest.mark.parametrize("sign", ["SIGKILL", "SIGSTOP"])
def test_the_picture_outlives_the_ear(live: LiveShow, sign: str) -> None:
    run_until(live, lambda: live.stage.hop > 60)
    heard_before = live._heard_s
    pid = live.supervisor.pid
    assert pid is not None
    os.kill(pid, getattr(signal, sign))
    times = run_until(live, lambda: live.supervisor.status().restarts == 1 and live._heard_s > heard_before + 0.5)
    assert times == sorted(times), "show time never runs backwards"
    assert max(b - a for a, b in pairwise(times)) < 2.5
    assert times[-1] - times[0] > 0.5, "it went on meanwhile"
    assert sign == "SIGKILL" or live.vacant > 0, "what nobody heard was shown as silence"
    assert live._heard_s < heard_before + 20.0, "the file goes on where it was heard last"
    hop = live.stage.hop
    run_until(live, lambda: live.stage.hop > hop + 30)
    assert live.stage.view.music.value("signal") == 1


def test_pause_stands_still_and_goes_on(live: LiveShow) -> None:
    run_until(live, lambda: live.stage.hop > 60)
    live.hands([ControlEvent(1, time.perf_counter(), Command.PAUSE, -1)])
    run_until(live, lambda: live.paused)
    start = time.perf_counter()
    times = run_until(live, lambda: time.perf_counter() > start + 1.5)
    assert max(times[10:]) - min(times[10:]) < 1e-9
    hop = live.stage.hop
    live.hands([ControlEvent(2, time.perf_counter(), Command.PAUSE, -1)])
    after = run_until(live, lambda: live.stage.hop > hop + 60)
    assert after == sorted(after)
    assert after[0] - times[-1] < 0.1
    assert live.stage.skipped == 0
    assert live.vacant == 0


def test_hands_keep_their_pace_while_paused(live: LiveShow) -> None:
    """Show time stands; what is done twice within a while, or at a pace, is judged by the wall."""
    run_until(live, lambda: live.stage.hop > 30)
    live.hands([ControlEvent(1, time.perf_counter(), Command.PAUSE, 1)])
    run_until(live, lambda: live.paused)
    start = time.perf_counter()
    for n in range(4):
        run_until(live, lambda n=n: time.perf_counter() > start + 0.4 * n)   # type: ignore[misc]
        live.hands([ControlEvent(2 + n, start + 0.4 * n, Command.TAP)])
    assert [b - a for a, b in pairwise(live.stage.control.tempo.taps)] == pytest.approx([0.4] * 3, abs=1e-6)
    live.hands([ControlEvent(6, time.perf_counter() - 0.001, Command.QUIT)])
    asked = time.perf_counter()
    run_until(live, lambda: time.perf_counter() > asked + 0.1)
    live.hands([ControlEvent(7, time.perf_counter() - 0.02, Command.QUIT)])   # pressed while a slow frame was drawn
    assert live.stage.control.quitting


def test_black_works_while_paused_and_the_wall_goes_on(live: LiveShow) -> None:
    run_until(live, lambda: live.stage.hop > 30)
    live.hands([ControlEvent(1, 0.0, Command.PAUSE, 1)])
    run_until(live, lambda: live.paused)
    live.hands([ControlEvent(2, 0.0, Command.BLACK, 1)])
    run_until(live, lambda: live.master < 0.01, 5.0)
    ft, view, _ = live.update(0.025)
    assert view.show.master < 0.01
    assert ft.dt > 0.0, "the guard would hold the lit picture for ever"
    live.hands([ControlEvent(3, 0.0, Command.BLACK, 0)])
    run_until(live, lambda: live.master > 0.99, 5.0)


def test_black_works_before_the_first_sound(tmp_path: Path) -> None:
    house = build_house(load(schema(), [], {"crowd.size": 100}))
    live = LiveShow(parse_input(str(write(tmp_path / "song.wav", groove(5.0))), mute=True), house.analysis, house.stage())
    try:
        live.hands([ControlEvent(1, 0.0, Command.BLACK, 1)])
        end = time.perf_counter() + 10.0
        while live.master > 0.01:
            live.update(0.025)   # and no `begin`: the file waits
            assert time.perf_counter() < end
            time.sleep(0.016)
    finally:
        live.close()


def test_events_are_heard_after_the_ear_was_replaced(live: LiveShow) -> None:
    """Ids never repeat: a new ear goes on above those the stage has seen."""
    run_until(live, lambda: live.stage.hop > 150)
    before = live.stage.view.music.events()[-1].id
    pid = live.supervisor.pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL if sys.platform != "win32" else signal.SIGTERM)
    run_until(live, lambda: live.supervisor.status().restarts == 1 and bool(live.stage.view.music.events(after=before)))
    newest = live.stage.view.music.events()[-1]
    assert 0.0 <= live.stage.view.music.t - newest.t < 1.0, "and they lie where they sounded"


def test_an_hours_stop_builds_no_thousand_frames(live: LiveShow) -> None:
    run_until(live, lambda: live.stage.hop > 30)
    assert live.clock.offset is not None
    live.clock.offset -= 3600.0
    hop, start = live.stage.hop, time.perf_counter()
    live.clock.heard = lambda *_: None   # type: ignore[method-assign]   # the ear of before the stop says nothing new
    live.update(0.025)
    assert live.stage.hop - hop > 330_000
    assert live.vacant > 330_000
    assert time.perf_counter() - start < 5.0


def test_seek_moves_the_input_and_not_the_show(live: LiveShow) -> None:
    run_until(live, lambda: live.stage.hop > 60)
    before_hop, before = live.stage.hop, live._heard_s
    live.hands([ControlEvent(1, time.perf_counter(), Command.SEEK, 20.0)])
    times = run_until(live, lambda: live._heard_s > before + 15.0)
    assert times == sorted(times)
    assert 0 <= live.stage.hop - before_hop < 1500


def test_freeze_holds_the_picture_and_black_still_works(live: LiveShow) -> None:
    run_until(live, lambda: live.stage.hop > 30)
    live.hands([ControlEvent(1, 0.0, Command.FREEZE, 1)])
    ft, view, _ = live.update(0.025)
    live.hands([ControlEvent(2, 0.0, Command.BLACK, 1)])
    run_until(live, lambda: live.master < 0.05)
    later, held, _ = live.update(0.025)
    assert later.t_light == ft.t_light
    assert held.crowd is view.crowd
    assert held.show.master < 0.05
    live.hands([ControlEvent(3, 0.0, Command.FREEZE, 0)])
    assert live.update(0.025)[0].t_light > ft.t_light


def test_without_any_ear_the_stage_lives_in_silence() -> None:
    house = build_house(load(schema(), [], {"crowd.size": 100}))
    live = LiveShow(parse_input("no such device 7f3a"), house.analysis, house.stage())
    try:
        times = run_until(live, lambda: live.stage.hop > 150)
        assert times == sorted(times)
        assert live.vacant > 100
        assert live.stage.view.music.value("signal") == 0
    finally:
        live.close()


def test_the_clock_never_runs_backwards_and_follows() -> None:
    clock = ShowClock(None)
    assert clock.now(100.0) == 0.0
    assert not clock.running
    clock.heard(90.0, 0, 100.0)
    assert clock.now(100.0) == pytest.approx(10.0)
    clock.heard(90.01, 0, 100.5)   # the ear's fit moved by 10 ms: slid, not jumped
    assert 10.49 < clock.now(100.5) <= 10.5
    for k in range(200):
        clock.heard(90.01, 0, 100.5 + 0.02 * k)
    assert clock.now(105.0) == pytest.approx(14.99, abs=1e-3)
    clock.heard(93.0, 1, 105.0)    # another epoch, behind: stands until it catches up
    assert clock.now(105.5) == pytest.approx(14.99, abs=1e-3)
    assert clock.now(109.0) == pytest.approx(16.0)
    clock.stand()
    assert clock.now(120.0) == pytest.approx(16.0)
    clock.heard(104.0, 1, 120.0)
    assert clock.now(120.5) == pytest.approx(16.5)
