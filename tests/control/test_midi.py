"""MIDI from bytes to hands: streams, learning, takeover, lamps, clock, ports that come and go, and maps that are wrong in every way."""
from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import mido
import numpy as np
import pytest

from tests.control.stand import Stand
from visualizer.control.midi.clock import ClockFollower
from visualizer.control.midi.engine import Engine
from visualizer.control.midi.maps import Binding, Map, read_map, write_map
from visualizer.control.midi.ports import Ports, stable
from visualizer.control.midi.stream import Message, Stream
from visualizer.model.control import Command
from visualizer.model.errors import ConfigError
from visualizer.model.paths import shipped

HAZE = "stage.haze.density"
PORT = "nanoKONTROL2:nanoKONTROL2 MIDI 1"


def bind(*bindings: Binding) -> tuple[Engine, Stand]:
    stand = Stand()
    engine = Engine(stand)
    engine.bind(bindings)
    return engine, stand


def send(engine: Engine, *messages: mido.Message, t: float = 10.0, port: str = PORT, step: float = 0.01) -> None:
    stream = Stream()
    for i, m in enumerate(messages):
        for found in stream.feed(m.bytes()):
            engine.take(found, port, t + step * i)


def cc(number: int, value: int, channel: int = 0) -> mido.Message:
    return mido.Message("control_change", control=number, value=value, channel=channel)


def test_a_stream_of_mido_s_messages_is_read_whole_in_pieces_and_with_running_status() -> None:
    messages = [mido.Message("note_on", note=60, velocity=99, channel=3), cc(7, 100), mido.Message("sysex", data=[1, 2, 3]), mido.Message("clock"),
                mido.Message("program_change", program=5, channel=15), mido.Message("pitchwheel", pitch=8191), mido.Message("songpos", pos=300)]
    data = b"".join(bytes(m.bytes()) for m in messages)
    expected = [Message(0x90, 4, 60, 99), Message(0xB0, 1, 7, 100), Message(0xF8, 0), Message(0xC0, 16, 5), Message(0xE0, 1, 127, 127), Message(0xF2, 0, 44, 2)]
    for size in (1, 2, 3, len(data)):
        stream = Stream()
        assert [m for i in range(0, len(data), size) for m in stream.feed(data[i:i + size])] == expected
    running = Stream().feed([0xB0, 1, 10, 2, 0xF8, 20, 0xFE, 3, 30])   # real time in the middle of a message
    assert [m for m in running if m.status == 0xB0] == [Message(0xB0, 1, 1, 10), Message(0xB0, 1, 2, 20), Message(0xB0, 1, 3, 30)]
    assert Stream().feed([0x90, 60, 0]) == [Message(0x80, 1, 60, 0)]


def test_ten_thousand_streams_of_noise_change_nothing_but_counters(rng: np.random.Generator) -> None:
    engine, stand = bind(Binding(HAZE, number=7, port="a port that is not there"))
    stream, clock = Stream(), ClockFollower()
    for _ in range(10_000):
        for m in stream.feed(rng.bytes(int(rng.integers(0, 12)))):
            clock.take(m, float(rng.uniform(-1, 1)), float(rng.uniform(0, 100)))
            engine.take(m, PORT, 0.0)
            clock.now(float(rng.uniform(0, 100)))
    assert stand.moved == []
    assert stand.sent == []
    assert stream.strays > 0
    assert engine.unbound > 1000


def test_a_control_is_learnt_by_moving_it_and_then_does_no_more_what_it_did() -> None:
    engine, stand = bind(Binding("master", number=0))
    learnt: list[Binding] = []
    engine._learnt = learnt.append
    engine.learning = HAZE
    send(engine, cc(0, 64, 2))
    assert learnt == [Binding(HAZE, "cc", 0, 3, PORT)]
    assert engine.learning == ""
    assert stand.moved == []
    stand.values[HAZE] = 1.5
    send(engine, cc(0, 64, 2), cc(0, 127, 2), t=12.0)
    assert [a for a, _ in stand.moved] == [HAZE, HAZE]
    assert stand.values[HAZE] == 3.0
    send(engine, cc(0, 10, 9), t=13.0)   # another channel is another control, and it had moved the master from any channel
    assert [a for a, _ in stand.moved] == [HAZE, HAZE]
    engine.learning = "black"
    send(engine, mido.Message("note_on", note=40, velocity=1), mido.Message("note_off", note=40), mido.Message("note_on", note=40, velocity=9), t=14.0)
    assert stand.moved[2:] == [("black", -1.0)], "a pad turns a toggle over at each press"
    engine.learning = "instrument"
    send(engine, mido.Message("note_on", note=70, velocity=80), t=15.0)
    send(engine, mido.Message("note_on", note=72, velocity=127), mido.Message("note_off", note=72), mido.Message("note_on", note=40, velocity=9), t=16.0)
    assert stand.sent == [(Command.NOTE, 72, 1.0), (Command.NOTE, 72, 0.0)], "and a pad with a binding of its own plays nothing"


def test_a_control_of_fourteen_bits_is_recognised_and_fine() -> None:
    engine, stand = bind()
    engine.learning = HAZE
    send(engine, cc(5, 64), cc(37, 0), step=0.001)
    assert [(b.kind, b.number) for b in engine.bindings] == [("cc14", 5)]
    stand.values[HAZE] = 1.5
    send(engine, cc(5, 64), cc(37, 1), cc(37, 2), t=20.0)
    values = [v for _, v in stand.moved]
    assert len(set(values)) == len(values)
    assert 0 < values[-1] - values[-2] < 3.0 / 16000


def test_a_control_that_is_learnt_moves_one_thing_however_it_was_bound_before() -> None:
    coarse, fine, both = Binding("master", number=5), Binding("master", number=37), Binding("master", "cc14", 5)
    for old in (coarse, Binding("master", number=5, port="nanokontrol"), Binding("master", number=5, channel=1, port=PORT), both,
                Binding("master", "cc14", 5, 1, "KONTROL2")):
        engine, _ = bind(old)
        engine.learning = HAZE
        send(engine, cc(5, 64))
        assert engine.bindings == (Binding(HAZE, "cc", 5, 1, PORT),), old
    for old in (coarse, fine, both, Binding("master", number=37, port="NANO")):
        for first, second in ((5, 37), (37, 5)):
            engine, _ = bind(old)
            engine.learning = HAZE
            send(engine, cc(first, 64), cc(second, 0), step=0.001)
            assert engine.bindings == (Binding(HAZE, "cc14", 5, 1, PORT),), (old, first)
    others = (fine, Binding("master", number=6), Binding("master", number=5, channel=2), Binding("master", number=5, port="Launchpad"),
              Binding("master", "note", 5), Binding("master", "cc14", 6))
    engine, _ = bind(*others)
    engine.learning = HAZE
    send(engine, cc(5, 64))
    assert engine.bindings == (*others, Binding(HAZE, "cc", 5, 1, PORT)), "other controls stay"
    engine, _ = bind(Binding("master", "bend", 3))
    engine.learning = HAZE
    send(engine, mido.Message("pitchwheel", pitch=100))
    assert [b.address for b in engine.bindings] == [HAZE], "there is one wheel, whatever its number"


def test_a_fader_takes_over_only_where_it_meets_the_value() -> None:
    engine, stand = bind(Binding(HAZE, number=7))
    stand.values[HAZE] = 1.5   # half way
    send(engine, cc(7, 0), cc(7, 20), cc(7, 50))
    assert stand.moved == [], "nothing jumps"
    send(engine, cc(7, 80))   # passed it
    assert stand.values[HAZE] == pytest.approx(3 * 80 / 127)
    stand.values[HAZE] = 0.2   # another hand, much later
    send(engine, cc(7, 82), t=30.0)
    assert stand.values[HAZE] == 0.2
    send(engine, cc(7, 30), cc(7, 5), t=31.0)
    assert stand.values[HAZE] == pytest.approx(3 * 5 / 127)


def test_a_fader_keeps_its_value_while_a_slow_stage_has_not_answered() -> None:
    engine, stand = bind(Binding(HAZE, number=7))
    stand.values[HAZE], stand.deaf, stand.answers = 0.0, True, 10.0   # a frame that lasts for seconds: what is told is of before
    send(engine, cc(7, 0), cc(7, 30), cc(7, 60), t=10.5)
    send(engine, cc(7, 127), t=12.0)
    assert stand.moved[-1] == (HAZE, 3.0), "no other hand was there: it is only late"
    assert engine.feedback(PORT, 13.0) == [], "and no motor is pulled back to where it was"
    stand.answers = 12.0   # now it is told that the stage heard all that and the value is 0 yet: another hand
    send(engine, cc(7, 100), t=14.0)
    assert stand.moved[-1] == (HAZE, 3.0)


def test_ranges_turn_round_toggles_hold_and_programs_choose() -> None:
    engine, stand = bind(Binding(HAZE, number=1, low=0.8, high=0.2), Binding("freeze", "note", 9, mode="hold"), Binding("act:chaos", "program", 3),
                         Binding("black", number=2), Binding("look:winter", "note", 11), Binding("tap", number=3), Binding("stage.floor.gloss", "note", 12))
    stand.values[HAZE] = 3 * 0.8
    send(engine, cc(1, 0), cc(1, 127))
    assert stand.values[HAZE] == pytest.approx(3 * 0.2)
    send(engine, mido.Message("note_on", note=9), mido.Message("note_off", note=9), mido.Message("program_change", program=3), cc(2, 127), cc(2, 100), cc(2, 0),
         mido.Message("note_on", note=11), mido.Message("note_off", note=11), cc(3, 127), cc(3, 127), cc(3, 0), cc(3, 127),
         mido.Message("note_on", note=12), mido.Message("note_off", note=12))
    rest = [(a, v) for a, v in stand.moved if a != HAZE]
    assert rest == [("freeze", 1.0), ("freeze", 0.0), ("act:chaos", 6.0), ("black", 1.0), ("black", 0.0), ("look:winter", 2.0), ("tap", 0.0), ("tap", 0.0),
                    ("stage.floor.gloss", 2.0), ("stage.floor.gloss", 0.0)]


def test_lamps_and_motors_are_told_once_and_a_new_port_everything() -> None:
    engine, stand = bind(Binding("black", "note", 40), Binding("act:note", "note", 41), Binding(HAZE, number=7), Binding("master", number=9, port="elsewhere"))
    stand.values.update({"black": 1.0, "act:note": 0.0, HAZE: 3.0})
    first = engine.feedback(PORT, 100.0)
    assert first == [bytes((0x90, 40, 127)), bytes((0xB0, 7, 127))] or bytes((0x90, 41, 0)) in first
    assert engine.feedback(PORT, 100.1) == []
    stand.values["black"] = 0.0
    assert engine.feedback(PORT, 100.2) == [bytes((0x90, 40, 0))]
    assert len(engine.feedback(PORT, 100.3, again=True)) == len(first)
    send(engine, cc(7, 127), cc(7, 60), t=101.0)
    assert engine.feedback(PORT, 101.1) == [], "a motor is not pulled from under a finger"


@pytest.mark.parametrize("jitter", [0.0, 0.002])
def test_clock_is_followed_in_the_driver_s_own_time(jitter: float, rng: np.random.Generator) -> None:
    follower, period = ClockFollower(), 60.0 / 128.0
    ticks = 50.0 + np.arange(480) * period / 24
    arrivals = np.maximum.accumulate(ticks + 0.003 + np.abs(rng.normal(0, 0.02, len(ticks))))   # our process is woken late, up to 60 ms
    driver = ticks + rng.normal(0, jitter, len(ticks))
    follower.take(Message(0xFA, 0), 0.0, float(arrivals[0]))
    for i, at in enumerate(arrivals):
        follower.take(Message(0xF8, 0), float(driver[i] - driver[i - 1]) if i else 0.0, float(at))
    now = float(arrivals[-1])
    found = follower.now(now)
    assert found is not None
    assert 60.0 / found[0] == pytest.approx(128.0, abs=0.2 if jitter else 0.01)
    true = (now - ticks[0]) / period
    assert abs(found[1] - true) * period < 0.010, "phase within 10 ms"
    assert follower.now(now + 1.0) is None, "and gone when it is silent"


@pytest.mark.parametrize("gap", [0.015, 0.12, 0.3])
def test_a_tick_held_up_on_the_way_does_not_silence_the_clock(gap: float) -> None:
    follower, period, t = ClockFollower(), 60.0 / 128.0 / 24, 10.0
    for i in range(60):   # a sender that sleeps between its ticks and overslept once: all that follow are late by as much
        late = gap if i == 30 else 0.0
        t += period + late
        follower.take(Message(0xF8, 0), period + late, t)
        if i >= 24:
            found = follower.now(t)
            assert found is not None, i
            assert found[0] == pytest.approx(24 * period, rel=0.02)
            assert found[1] == pytest.approx(i / 24, abs=0.04)
    for _ in range(24):   # another tempo is not held back by the one before
        t += 0.025
        follower.take(Message(0xF8, 0), 0.025, t)
    found = follower.now(t)
    assert found is not None
    assert found[0] == pytest.approx(0.6, rel=0.01)
    for i in range(8):   # after a silence the one before counts no more
        t += 0.6 if i == 0 else period
        follower.take(Message(0xF8, 0), 0.6 if i == 0 else period, t)
    assert follower.now(t) is None


def test_start_stop_and_song_position_count_the_beats() -> None:
    follower = ClockFollower()
    for i in range(100):
        follower.take(Message(0xF8, 0), 0.02, 10.0 + 0.02 * i)
    follower.take(Message(0xF2, 0, 16, 0), 0.0, 11.99)   # 16 sixteenths: 4 beats
    follower.take(Message(0xFB, 0), 0.0, 11.99)
    follower.take(Message(0xF8, 0), 0.02, 12.0)
    found = follower.now(12.0)
    assert found is not None
    assert found[0] == pytest.approx(0.48)
    assert found[1] == pytest.approx(4.0, abs=0.02)
    follower.take(Message(0xFA, 0), 0.0, 12.01)
    follower.take(Message(0xF8, 0), 0.02, 12.02)
    found = follower.now(12.02)
    assert found is not None
    assert found[1] == pytest.approx(0.0, abs=0.05)


class Rig:
    """A MIDI system of the test's own; its ports can be pulled and plugged in again under other numbers."""

    def __init__(self) -> None:
        self.plugged: list[str] = []
        self.callbacks: dict[str, Callable[[list[int], float], None]] = {}
        self.told: list[list[int]] = []

    def inputs(self) -> list[str]:
        return list(self.plugged)

    outputs = inputs

    def open_input(self, index: int, arrived: Callable[[list[int], float], None]) -> Any:
        self.callbacks[stable(self.plugged[index])] = arrived
        return self

    def open_output(self, index: int) -> Any:
        return self

    def send_message(self, data: list[int]) -> None:
        self.told.append(data)

    def close(self) -> None:
        pass


def test_ports_are_known_by_name_and_survive_a_replug() -> None:
    rig, got = Rig(), list[tuple[str, list[int]]]()
    rig.plugged = ["Midi Through:Midi Through Port-0 14:0", PORT + " 20:0"]
    ports = Ports(lambda: rig, "", lambda port, data, delta, t: got.append((port, data)), lambda _: None)
    ports.look(0.0)
    assert ports.names == [PORT]
    rig.callbacks[PORT]([0xB0, 1, 2], 0.0)
    rig.plugged = []
    ports.look(2.0)
    assert ports.names == []
    rig.plugged = [PORT + " 28:0"]
    ports.look(4.0)
    assert ports.names == [PORT]
    rig.callbacks[PORT]([0xB0, 1, 3], 0.0)
    assert got == [(PORT, [0xB0, 1, 2]), (PORT, [0xB0, 1, 3])]
    assert ports.came == {PORT}
    ports.tell(PORT, b"\x90\x28\x7f")
    assert rig.told == [[0x90, 0x28, 0x7F]]


def test_a_system_without_midi_is_said_once_and_asked_again() -> None:
    said: list[str] = []
    asked: list[int] = []

    def broken() -> Rig:
        asked.append(1)
        raise RuntimeError("no MIDI system here")

    ports = Ports(broken, "", lambda *_: None, said.append)
    for now in (0.0, 5.0, 10.5, 21.0):
        ports.look(now)
    assert len(asked) == 3
    assert len(said) == 1


def test_the_shipped_map_is_right_and_a_map_goes_to_disk_and_back(tmp_path: Path) -> None:
    stand = Stand()
    shipped_map = read_map(shipped("configs") / "controllers" / "eight-faders.toml", stand.addresses)
    assert len(shipped_map.bindings) > 40
    controls = [(b.kind, b.number) for b in shipped_map.bindings]
    assert len(set(controls)) == len(controls), "no control does two things"
    again = tmp_path / "again.toml"
    write_map(again, Map("mine", 'say "hello"\\', (*shipped_map.bindings, Binding(HAZE, "cc14", 5, 3, PORT, 0.25, 0.75, "", False))))
    back = read_map(again, stand.addresses)
    assert back.bindings[:-1] == shipped_map.bindings
    assert back.bindings[-1] == Binding(HAZE, "cc14", 5, 3, PORT, 0.25, 0.75, "", False)
    assert back.help == 'say "hello"\\'


BIND = "schema = 1\n[[bind]]\naddress = \"master\"\n"
WRONG = {
    "no TOML": ("schema = ", "not valid TOML"), "no schema": ("name = 'x'", "schema"), "a later schema": ("schema = 99", "schema = 99"),
    "an unknown key": ("schema = 1\ncolour = 3", "colour"), "a name that is a number": ("schema = 1\nname = 3", "name"),
    "bind that is no table": ("schema = 1\nbind = 3", "bind"), "no address": ("schema = 1\n[[bind]]\nkind = \"cc\"", "address"),
    "an address that is near": ("schema = 1\n[[bind]]\naddress = \"stage.haze.densty\"", "did you mean stage.haze.density?"),
    "a kind that is none": (BIND + "kind = \"knob\"", "kind = 'knob'"), "a number too high": (BIND + "number = 200", "number = 200"),
    "a number that is text": (BIND + "number = \"7\"", "number"), "a channel too high": (BIND + "channel = 17", "channel = 17"),
    "a range beyond": (BIND + "high = 1.5", "high = 1.5"), "a mode that is none": (BIND + "mode = \"latch\"", "mode = 'latch'"),
    "an unknown word": (BIND + "cc = 7", "cc"), "a switch that is a number": (BIND + "feedback = 1", "feedback"),
    "fourteen bits too high": (BIND + "kind = \"cc14\"\nnumber = 40", "number = 40"), "a port that is a number": (BIND + "port = 1", "port"),
    "a fader that is a switch": (BIND + "low = true", "low"), "brackets without end": ("schema = 1\nx = " + "[" * 5000, "not valid TOML"),
}


@pytest.mark.parametrize("what", WRONG)
def test_a_wrong_map_is_refused_with_file_key_and_reason(what: str, tmp_path: Path) -> None:
    text, reason = WRONG[what]
    path = tmp_path / "wrong.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(ConfigError) as caught:
        read_map(path, Stand().addresses)
    assert all(str(path) in line for line in caught.value.problems)
    assert any(reason in line for line in caught.value.problems), caught.value.problems


def test_a_map_that_is_no_text_or_not_there_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.toml").write_bytes(b"\xff\xfe")
    for name in ("x.toml", "nowhere.toml"):
        with pytest.raises(ConfigError, match=name):
            read_map(tmp_path / name, Stand().addresses)


def test_stamps_are_taken_on_arrival() -> None:
    engine, stand = bind(Binding("tap", "note", 1))
    now = time.perf_counter()
    send(engine, mido.Message("note_on", note=1), t=now)
    assert stand.times == [now]
