"""Playing in time: silently against the clock, and aloud through a real sound server."""
from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest

from tests.soundserver import SoundServer, in_process, tone_file
from visualizer.audio import PlayedSource, open_source, parse_input
from visualizer.audio.decode import ArrayDecoder
from visualizer.audio.file import FileSource
from visualizer.audio.playback import SILENT_AHEAD_S, SilentOutlet
from visualizer.model.block import Block, Samples
from visualizer.model.errors import DeviceError
from visualizer.model.time import HOP, TICK_S


def ramp(seconds: float) -> FileSource:
    x = np.linspace(0.0, 0.5, int(seconds * 48_000), dtype=np.float32)
    return FileSource(ArrayDecoder(np.stack([x, -x], axis=1), 48_000), "ramp")


def some(source: PlayedSource, count: int) -> list[Block]:
    blocks = [source.read() for _ in range(count)]
    assert all(b is not None for b in blocks)
    return [b for b in blocks if b is not None]


def test_silent_playing_keeps_the_clock_and_runs_only_a_little_ahead() -> None:
    source = PlayedSource(ramp(1.0), SilentOutlet())
    for _ in range(30):
        block = source.read()
        assert block is not None
        ahead = (block.hop + 1) * TICK_S + block.clock_s - time.perf_counter()
        assert ahead < SILENT_AHEAD_S + TICK_S + 1e-3
        assert block.epoch == 0


def test_a_pause_stands_still_and_nothing_is_skipped() -> None:
    source = PlayedSource(ramp(3.0), SilentOutlet())
    before = some(source, 20)
    for _ in range(20):   # longer than what was handed over before takes to be heard
        source.idle()
    after = some(source, 5)
    assert after[0].hop == before[-1].hop + 1
    assert after[0].event_s == pytest.approx(before[-1].event_s + TICK_S)
    assert after[0].epoch == before[-1].epoch + 1
    assert after[0].clock_s > before[-1].clock_s


def test_seeking_moves_the_file_and_not_the_count() -> None:
    source = PlayedSource(ramp(3.0), SilentOutlet())
    before = some(source, 20)
    at = source.position_s
    source.seek(1.0)
    after = some(source, 3)
    assert after[0].hop == before[-1].hop + 1
    assert after[0].event_s == pytest.approx(at + 1.0, abs=0.02 + TICK_S)
    assert after[0].epoch > before[-1].epoch
    source.seek(-100.0)
    assert some(source, 1)[0].event_s == pytest.approx(TICK_S)
    source.seek(100.0)
    assert source.read() is not None   # the last sample
    assert source.read() is None


def test_a_loop_begins_again_without_a_gap() -> None:
    source = PlayedSource(ramp(0.2), SilentOutlet(), loop=True)
    blocks = some(source, 60)
    assert [b.hop for b in blocks] == list(range(60))
    length = -(-9_600 // HOP)
    np.testing.assert_array_equal(blocks[0].samples, blocks[length].samples)
    assert len({b.clock_s for b in blocks}) == 1


def test_an_end_is_reached_only_when_it_has_been_heard() -> None:
    source = PlayedSource(ramp(0.3), SilentOutlet())
    began = time.perf_counter()
    while source.read() is not None:
        pass
    assert time.perf_counter() - began >= 0.3 - 2 * TICK_S


def test_a_lost_output_is_said_once_and_the_show_goes_on() -> None:
    class Breaks(SilentOutlet):
        def play(self, samples: Samples, end_s: float) -> float:
            if end_s > 0.1:
                raise DeviceError("'speaker' is gone")
            return super().play(samples, end_s)

    said: list[str] = []
    source = PlayedSource(ramp(1.0), Breaks(), log=said.append)
    blocks = some(source, 30)
    assert [b.hop for b in blocks] == list(range(30))
    assert len(said) == 1
    assert "speaker" in said[0]
    epochs = [b.epoch for b in blocks]
    assert epochs == sorted(epochs)
    assert epochs[-1] > epochs[0]


def test_without_any_output_it_is_said_and_plays_silently(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing(*_: object) -> None:
        raise DeviceError("this machine has no sound output")

    monkeypatch.setattr("visualizer.audio.playback.DeviceOutlet", nothing)
    said: list[str] = []
    source = open_source(parse_input(str(tone_file(tmp_path / "t.wav", 440.0, 1.0))), log=said.append)
    assert source.read() is not None
    assert said == ["sound output: this machine has no sound output; playing silently"]
    with pytest.raises(DeviceError):
        open_source(parse_input(str(tmp_path / "t.wav"), output="named"))


@pytest.mark.audio
@pytest.mark.parametrize("rate", [44_100, 48_000])
def test_the_sinks_monitor_hears_what_is_played_when_it_is_said(server: SoundServer, tmp_path: Path, rate: int) -> None:
    """Clicks: the instant the player says each is heard, and the instant the ear says it heard it, on the same clock."""
    x = np.zeros((rate * 4, 2), np.float32)
    for k in range(8):
        x[k * rate // 2 + rate // 4:][:rate // 500] = 0.7
    import soundfile as sf

    sf.write(tmp_path / "clicks.wav", x, rate, subtype="FLOAT")
    found = in_process(server, """
import threading
ear = open_source(parse_input("auto"))
heard, stop = [], threading.Event()
def listen():
    quiet = 9999
    while not stop.is_set():
        b = ear.read()
        for i in np.flatnonzero(np.abs(b.samples[:, 0]) > 0.3):
            at = (b.hop * 512 + int(i)) / 48000
            if not heard or at + b.clock_s - heard[-1] > 0.2:
                heard.append(at + b.clock_s)
thread = threading.Thread(target=listen); thread.start()
source = open_source(parse_input(sys.argv[1]))
clock = {}
while (b := source.read()) is not None:
    clock[b.hop] = b.clock_s
time.sleep(0.3); stop.set(); thread.join()
said = [(0.25 + k * 0.5) + clock[int((0.25 + k * 0.5) * 93.75)] for k in range(8)]
print(json.dumps([source.outlet_name, said, heard]))
""", str(tmp_path / "clicks.wav"))
    name, said, heard = found
    assert name == "Null Output"
    assert len(heard) == 8
    errors = np.array(heard) - np.array(said)
    assert np.abs(errors).max() < 0.05
    assert np.ptp(errors) < 0.03


@pytest.mark.audio
def test_output_is_chosen_by_name(server: SoundServer, tmp_path: Path) -> None:
    tone_file(tmp_path / "t.wav", 880.0, 2.5)
    found = in_process(server, """
import threading
source = open_source(parse_input(sys.argv[1], output="mic"))
def play():
    while source.read() is not None: pass
thread = threading.Thread(target=play); thread.start()
ear = open_source(parse_input("mic.monitor"))
print(json.dumps(strongest_hz(hear(ear, 0.6)[1][:, 0])))
thread.join()
""", str(tmp_path / "t.wav"))
    assert found == pytest.approx(880.0, abs=4.0)
