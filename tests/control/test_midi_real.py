"""A real MIDI system: JACK's dummy server, a virtual controller in another client, our ports on the other side."""
from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from visualizer.control.midi.clock import ClockFollower
from visualizer.control.midi.ports import Ports, RtMidi
from visualizer.control.midi.stream import Stream

rtmidi: Any = pytest.importorskip("rtmidi", reason="python-rtmidi is not installed: pip install concord-stage[midi]")
NAME = "Fader box:knobs"


@pytest.fixture
def jack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    if shutil.which("jackd") is None:
        pytest.skip("no jackd here (jackd2): a controller that is plugged in cannot be played")
    if rtmidi.API_UNIX_JACK not in rtmidi.get_compiled_api():
        pytest.skip("this python-rtmidi knows no JACK")
    monkeypatch.setenv("JACK_DEFAULT_SERVER", f"concord{os.getpid()}")
    monkeypatch.setenv("JACK_NO_AUDIO_RESERVATION", "1")
    monkeypatch.setenv("JACK_NO_START_SERVER", "1")
    words = ["jackd", "--no-realtime", "-n", os.environ["JACK_DEFAULT_SERVER"], "-d", "dummy", "-r", "48000", "-p", "256"]
    for _ in range(3):   # a JACK server sometimes stays silent for ever when it is knocked at while it starts
        with (tmp_path / "jackd.log").open("w") as log:
            server = subprocess.Popen(words, stdout=log, stderr=log)
        end = time.monotonic() + 15.0
        while not (up := answering()) and server.poll() is None and time.monotonic() < end:
            time.sleep(0.5)
        if up:
            break
        server.kill()
        server.wait(10)
    else:
        pytest.fail(f"jackd does not come up: {(tmp_path / 'jackd.log').read_text()[-800:]}; killed servers may fill its list: remove jack* from /dev/shm")
    yield
    server.terminate()
    server.wait(10)


def answering() -> bool:
    try:
        port = rtmidi.MidiOut(rtmidi.API_UNIX_JACK, name="knock")
        port.delete()
    except Exception:
        return False
    return True


def until(condition: Callable[[], bool], seconds: float = 10.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)


def controller() -> Any:
    out = rtmidi.MidiOut(rtmidi.API_UNIX_JACK, name="Fader box")
    out.open_virtual_port("knobs")
    return out


def test_a_controller_is_heard_pulled_and_plugged_in_again(jack: None) -> None:
    got: list[tuple[str, list[int], float, float]] = []
    ports = Ports(lambda: RtMidi(rtmidi.API_UNIX_JACK), "fader", lambda *event: got.append(event), lambda _: None)
    box = controller()
    now = [0.0]

    def looked(there: bool) -> bool:
        now[0] += 11.0
        ports.look(now[0])
        return (NAME in ports.names) == there

    try:
        def heard(*message: int) -> bool:   # a busy JACK drops one now and then
            box.send_message(list(message))
            time.sleep(0.1)
            return bool(got)

        until(lambda: looked(True))
        until(lambda: heard(0xB0, 7, 99))
        assert got[0][:2] == (NAME, [0xB0, 7, 99])
        got.clear()
        clock, stream, taken = ClockFollower(), Stream(), 0

        def followed() -> bool:   # a second and a half of its clock; on a busy machine some of it may be too uneven
            nonlocal taken
            for _ in range(72):
                box.send_message([0xF8])
                time.sleep(60 / 128 / 24)
            for _, data, delta, t in (new := got[taken:]):
                for m in stream.feed(data):
                    clock.take(m, delta, t)
            taken += len(new)
            found = clock.now(got[-1][3]) if got else None
            measured = sum(delta for _, _, delta, _ in got[-48:]) / 48 * 24
            return found is not None and found[0] == pytest.approx(measured, rel=0.05)

        until(followed, 30.0)   # the driver's own measure, and ours
        box.close_port()
        box.delete()
        until(lambda: looked(False))
        got.clear()
        box = controller()
        until(lambda: looked(True))
        until(lambda: heard(0xB0, 7, 5))
        assert got[0][:2] == (NAME, [0xB0, 7, 5])
    finally:
        ports.close()
        box.delete()
