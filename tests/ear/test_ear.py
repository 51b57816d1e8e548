"""The ear as a supervised child: it hears, obeys, ends, and comes back from the dead."""
from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.soundserver import SoundServer, tone_file
from visualizer.analysis import AnalysisSettings
from visualizer.app import ear
from visualizer.app.ear import Counting, ear_main
from visualizer.audio import InputSpec, parse_input
from visualizer.model.block import Block
from visualizer.model.control import CONTROL_EVENT, Command, ControlEvent
from visualizer.model.music import MUSIC, MusicFrame
from visualizer.model.ring import ENDED, RUNNING, Ring
from visualizer.model.supervisor import Supervisor
from visualizer.model.time import TICK_S

PATIENCE_S = 30.0
"""a busy machine is slow, not wrong"""


class Stage:
    """What the stage does with an ear, without a picture: polls, and collects what was heard."""

    def __init__(self, spec: InputSpec, wait: bool = False, target: Callable[..., None] = ear_main) -> None:
        self.ring, self.hands = Ring(MUSIC, 256), Ring(CONTROL_EVENT, 64)
        self.frames: list[MusicFrame] = []
        self.longest_poll_s = 0.0
        self._next, self._events = 0, 0
        self.clock_s: float | None = None
        self.supervisor = Supervisor("ear", target, self.ring,
                                     lambda: (self.hands.name, spec, AnalysisSettings(), self.next_hop, self.clock_s, wait and not self.frames))
        self.supervisor.start()

    @property
    def next_hop(self) -> int:
        return self.frames[-1].hop + 1 if self.frames else 0

    def send(self, command: Command, value: float = 0.0) -> None:
        self._events += 1
        self.hands.publish(ControlEvent(self._events, time.perf_counter(), command, value).record())

    def turn(self) -> None:
        """One displayed frame."""
        began = time.perf_counter()
        self.supervisor.poll()
        self.longest_poll_s = max(self.longest_poll_s, time.perf_counter() - began)
        records, self._next = self.ring.after(self._next)
        self.frames += [MusicFrame(r) for r in records]
        if records and not np.isnan(self.frames[-1].value("clock_s")):
            self.clock_s = self.frames[-1].value("clock_s")
        time.sleep(0.01)

    def until(self, done: Callable[[], bool], patience_s: float = PATIENCE_S) -> float:
        """Show frames until done; returns s taken."""
        began = time.perf_counter()
        while not done():
            assert time.perf_counter() - began < patience_s, f"nothing after {patience_s} s: {self.supervisor.status()}, {len(self.frames)} frames"
            self.turn()
        return time.perf_counter() - began

    def until_heard(self, count: int) -> float:
        """Show frames until `count` more were heard."""
        wanted = len(self.frames) + count
        return self.until(lambda: len(self.frames) >= wanted)

    def close(self) -> None:
        if self.supervisor.pid is not None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.supervisor.pid, signal.SIGCONT)
        self.supervisor.stop()
        self.ring.close()
        self.hands.close()


@pytest.fixture
def staged() -> Iterator[Callable[..., Stage]]:
    stages: list[Stage] = []

    def make(spec: InputSpec, wait: bool = False, target: Callable[..., None] = ear_main) -> Stage:
        stages.append(Stage(spec, wait, target))
        return stages[-1]

    yield make
    for stage in stages:
        stage.close()


@pytest.fixture
def song(tmp_path: Path) -> Path:
    return tone_file(tmp_path / "song.wav", 440.0, 20.0)


@pytest.fixture
def captured(server: SoundServer, monkeypatch: pytest.MonkeyPatch) -> SoundServer:
    """Children of this process hear the server's house."""
    for key in ("HOME", "XDG_RUNTIME_DIR", "PULSE_SERVER", "JACK_NO_START_SERVER"):
        monkeypatch.setenv(key, server.env[key])
    if not server.players or server.players[-1].poll() is not None:
        server.play(tone_file(server.folder / "long.wav", 440.0, 300.0), "house")
    return server


def test_the_ear_loads_no_gl() -> None:
    gl = ("moderngl", "glcontext", "moderngl_window", "glfw", "OpenGL")
    code = f"import sys, visualizer.app.ear; print(sorted(m for m in sys.modules if m.split('.')[0] in {gl}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True, cwd=Path(__file__).resolve().parents[2])
    assert done.stdout.strip() == "[]"


def test_a_file_is_heard_from_beginning_to_end(staged: Callable[..., Stage], tmp_path: Path) -> None:
    stage = staged(parse_input(str(tone_file(tmp_path / "t.wav", 440.0, 1.5)), mute=True))
    stage.until(lambda: stage.ring.stage == ENDED)
    stage.turn()
    assert [f.hop for f in stage.frames] == list(range(len(stage.frames)))
    assert len(stage.frames) == -(-int(1.5 * 48_000) // 512)
    assert stage.frames[-1].value("known_s") == pytest.approx(1.5)
    assert stage.frames[60].value("rms_db") == pytest.approx(20 * np.log10(0.3 / np.sqrt(2)), abs=0.5)
    assert len({f.value("clock_s") for f in stage.frames}) == 1
    stage.until(lambda: not stage.supervisor.status().alive)
    for _ in range(20):
        stage.turn()
    assert stage.supervisor.status().restarts == 0   # an end is no accident


def test_a_file_waits_for_the_picture(staged: Callable[..., Stage], song: Path) -> None:
    stage = staged(parse_input(str(song), mute=True), wait=True)
    stage.until(lambda: stage.ring.heartbeat > 0 and stage.supervisor.status().alive)
    for _ in range(150):
        stage.turn()
    assert stage.frames == []
    stage.send(Command.START)
    stage.until_heard(5)
    assert stage.frames[0].hop == 0


def test_pause_and_seek(staged: Callable[..., Stage], song: Path) -> None:
    stage = staged(parse_input(str(song), mute=True))
    stage.until_heard(30)
    stage.send(Command.PAUSE, 1.0)
    for _ in range(30):
        stage.turn()
    held = len(stage.frames)
    for _ in range(120):
        stage.turn()
    assert len(stage.frames) == held
    assert stage.supervisor.status().restarts == 0   # a pause is not taken for a hang
    stage.send(Command.PAUSE, 0.0)
    stage.until_heard(20)
    assert [f.hop for f in stage.frames] == list(range(len(stage.frames)))
    assert stage.frames[held].value("epoch") > stage.frames[held - 1].value("epoch")
    before = stage.frames[-1]
    stage.send(Command.SEEK, 5.0)
    stage.until(lambda: stage.frames[-1].value("event_s") > before.value("event_s") + 4.0)
    assert [f.hop for f in stage.frames] == list(range(len(stage.frames)))


@pytest.mark.parametrize("sign", ["SIGKILL", "SIGSTOP"])
def test_a_dead_or_frozen_ear_comes_back_and_show_time_goes_on(staged: Callable[..., Stage], song: Path, sign: str) -> None:
    stage = staged(parse_input(str(song), mute=True))
    stage.until_heard(60)
    last, pid = stage.frames[-1], stage.supervisor.pid
    assert pid is not None
    os.kill(pid, getattr(signal, sign))
    stage.until(lambda: stage.supervisor.status().restarts >= 1)
    away = stage.until_heard(3)
    back = stage.frames[-3]
    assert back.hop > last.hop
    shown = time.perf_counter() - (stage.clock_s or 0.0)
    assert abs(back.t - shown) < 0.5                         # ticks of the time it was away are left out, not caught up with
    assert abs(back.value("clock_s") - last.value("clock_s")) < 0.1
    assert away < PATIENCE_S
    assert stage.longest_poll_s < 2.0


def stumbling_ear(ring_name: str, hands_name: str, spec: InputSpec, settings: AnalysisSettings, first_hop: int, *rest: Any) -> None:
    """An ear that meets what nobody thought of, once: the one that replaces it begins later and is well."""
    whole = ear.open_source

    def open_broken(*words: Any, **more: Any) -> Any:
        source = whole(*words, **more)
        read, left = source.read, iter(range(20))

        def stumble() -> Block | None:
            if next(left, None) is None:
                raise IndexError("list index out of range")
            return read()

        source.read = stumble   # type: ignore[method-assign]
        return source

    if first_hop == 0:
        ear.open_source = open_broken
    ear_main(ring_name, hands_name, spec, settings, first_hop, *rest)


def test_an_ear_that_fails_is_replaced_and_does_not_end_the_show(staged: Callable[..., Stage], song: Path) -> None:
    stage = staged(parse_input(str(song), mute=True), target=stumbling_ear)
    stage.until_heard(15)
    stage.until(lambda: stage.supervisor.status().restarts >= 1)
    assert stage.ring.stage != ENDED
    assert "code 1" in stage.supervisor.status().reason
    stage.until_heard(60)
    assert stage.supervisor.status().restarts == 1


def test_counting_goes_on_over_sources() -> None:
    def block(hop: int, clock_s: float, epoch: int = 0) -> Block:
        return Block(np.zeros((512, 1), np.float32), hop, 0.0, 0.0, clock_s, epoch)

    counting = Counting(7, None, captured=False)
    first = [counting.place(block(n, 100.0)) for n in range(3)]
    assert [b.hop for b in first] == [7, 8, 9]
    assert first[0].clock_s == pytest.approx(100.0 - 7 * TICK_S)
    counting.opened()
    again = counting.place(block(0, 110.0))
    assert again.hop == 7 + round(10.0 / TICK_S)            # ten seconds later
    assert again.clock_s == pytest.approx(first[0].clock_s, abs=TICK_S / 2)
    assert again.epoch == first[-1].epoch + 1
    assert counting.place(block(1, 110.0, 1)).epoch == again.epoch + 1
    counting.opened()
    assert counting.place(block(0, 90.0)).hop == again.hop + 2   # never backwards
    counting.opened()
    assert counting.place(block(0, float("nan"))).hop == again.hop + 3   # nothing paces it: simply the next


@pytest.mark.audio
class TestCapturing:
    """With a real sound server."""

    def test_the_house_is_heard_and_a_killed_ear_hears_it_again(self, staged: Callable[..., Stage], captured: SoundServer) -> None:
        stage = staged(InputSpec("auto"))
        stage.until_heard(100)
        assert stage.frames[-1].value("rms_db") == pytest.approx(-13.5, abs=1.0)
        assert stage.ring.stage == RUNNING
        for sign in (signal.SIGKILL, signal.SIGSTOP):
            pid, restarts, last = stage.supervisor.pid, stage.supervisor.status().restarts, stage.frames[-1]
            assert pid is not None
            os.kill(pid, sign)
            stage.until(lambda restarts=restarts: stage.supervisor.status().restarts > restarts)  # type: ignore[misc]
            stage.until_heard(60)
            assert stage.frames[-1].value("rms_db") == pytest.approx(-13.5, abs=1.0)
            hops = [f.hop for f in stage.frames]
            assert hops == sorted(set(hops))
            assert stage.frames[-1].value("clock_s") == pytest.approx(last.value("clock_s"), abs=0.1)   # show time went on meanwhile

    def test_an_unplugged_device_is_heard_again_when_it_is_back(self, staged: Callable[..., Stage], captured: SoundServer) -> None:
        module = captured.load_sink("stick")
        stage = staged(InputSpec("device", "stick.monitor"))
        stage.until_heard(50)
        captured.unload(module)
        time.sleep(1.0)
        for _ in range(50):
            stage.turn()
        held = len(stage.frames)
        module = captured.load_sink("stick")
        stage.until_heard(30)
        captured.unload(module)
        assert len(stage.frames) > held
        assert stage.longest_poll_s < 2.0

    def test_a_frozen_server_stops_the_ear_and_not_the_stage(self, staged: Callable[..., Stage], captured: SoundServer) -> None:
        stage = staged(InputSpec("auto"))
        stage.until_heard(60)
        captured.freeze()
        try:
            stage.until(lambda: stage.supervisor.status().restarts >= 1)
            for _ in range(150):
                stage.turn()
            assert stage.longest_poll_s < 2.0
            held = len(stage.frames)
        finally:
            captured.thaw()
        stage.until_heard(30)
        assert len(stage.frames) > held

    def test_played_aloud_it_waits_plays_pauses_and_ends(self, staged: Callable[..., Stage], captured: SoundServer, tmp_path: Path) -> None:
        stage = staged(parse_input(str(tone_file(tmp_path / "t.wav", 440.0, 3.0, rate=44_100))), wait=True)
        for _ in range(100):
            stage.turn()
        stage.send(Command.START)
        stage.until_heard(40)
        stage.send(Command.PAUSE, 1.0)
        for _ in range(50):
            stage.turn()
        held = len(stage.frames)
        for _ in range(100):
            stage.turn()
        assert len(stage.frames) == held
        stage.send(Command.PAUSE, 0.0)
        stage.until(lambda: stage.ring.stage == ENDED)
        stage.turn()
        assert [f.hop for f in stage.frames] == list(range(len(stage.frames)))
        assert len(stage.frames) == -(-3 * 48_000 // 512)
        assert stage.supervisor.status().restarts == 0
