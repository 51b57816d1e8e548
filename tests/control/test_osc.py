"""OSC against python-osc's own client and server, over real UDP; noise changes nothing but counters."""
from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from pythonosc import osc_server
from pythonosc.dispatcher import Dispatcher
from pythonosc.osc_bundle_builder import IMMEDIATELY, OscBundleBuilder
from pythonosc.osc_message_builder import OscMessageBuilder
from pythonosc.udp_client import SimpleUDPClient

from tests.control.stand import Stand
from visualizer.app.schema import schema
from visualizer.control.osc.lookup import Lookup, asked, numeric
from visualizer.control.osc.out import OscOut, audio, message
from visualizer.control.osc.paths import Paths, listing, path_of
from visualizer.control.osc.server import OscServer
from visualizer.model import log
from visualizer.model.control import Command
from visualizer.model.status import status_dtype


@pytest.fixture
def stand() -> Stand:
    return Stand()


@pytest.fixture
def server(stand: Stand) -> Iterator[OscServer]:
    s = OscServer(0, False, Paths(stand).receive)
    yield s
    s.close()


def settle(server: OscServer, packets: int) -> None:
    end = time.monotonic() + 20
    while server.packets < packets:
        assert time.monotonic() < end
        time.sleep(0.005)
    time.sleep(0.02)


def test_a_client_moves_everything_there_is(server: OscServer, stand: Stand) -> None:
    client = SimpleUDPClient("127.0.0.1", server.port)
    targets = list(stand.addresses)
    assert len({path_of(t) for t in targets}) == len(targets), "every path is its own"
    for t in targets:
        client.send_message(path_of(t), [60, 0.5] if t.kind == "note" else 0.75 if t.kind == "value" else 1)
    settle(server, len(targets))
    moved = dict(stand.moved)
    for t in targets:
        if t.kind == "value" and t.entry is not None:
            assert moved[t.address] == pytest.approx(t.entry.held(t.native(0.75)))
        elif t.address not in ("instrument", "look:save"):
            assert t.address in moved
    assert (Command.SAVE_LOOK, "", 0.0) in stand.sent
    assert (Command.NOTE, 60, 0.5) in stand.sent
    assert all(x is not None for x in stand.times), "stamped on arrival"


def test_the_manners_of_resolume(server: OscServer, stand: Stand) -> None:
    client = SimpleUDPClient("127.0.0.1", server.port)
    path, key = "/concord/stage/haze/density", "stage.haze.density"
    steps = [(0.5, 1.5), (["a", 2.4], 2.4), (["+", 0.1], 2.7), (["-", 0.5], 1.2), (["*", 2.0], 2.4), (9.0, 3.0), (-4.0, 0.0)]
    for n, (sent, expected) in enumerate(steps, 1):
        client.send_message(path, sent)
        settle(server, n)
        assert stand.values[key] == pytest.approx(expected), sent
    client.send_message("/concord/act/set", "last note")
    client.send_message("/concord/act/set", 8)
    client.send_message("/concord/look/select", ["winter", -8.0])
    client.send_message("/concord/tempo/nudge", -20.0)
    client.send_message("/concord/tempo/bpm", 128.0)
    client.send_message("/concord/panic/safe", 0)   # a button's release
    client.send_message("/concord/panic/black", [])
    client.send_message("/concord/stage/key/color", [0.1, 0.2, 0.3])
    settle(server, len(steps) + 8)
    assert stand.sent == [(Command.ACT_SET, "last note", 0.0), (Command.ACT_SET, "", 8.0),
                          (Command.LOOK, "winter", -8.0), (Command.NUDGE, "", -0.02)]
    moved = dict(stand.moved)
    assert moved["bpm"] == 128.0
    assert moved["black"] == -1.0
    assert "safe" not in moved
    assert [moved[f"stage.key.color.{i}"] for i in range(3)] == pytest.approx([0.1, 0.2, 0.3])


def test_a_question_is_answered_to_whoever_asked(server: OscServer, stand: Stand) -> None:
    stand.values["stage.haze.density"] = 1.5
    client = SimpleUDPClient("127.0.0.1", server.port)
    client.send_message("/concord/stage/haze/density", "?")
    answer = next(iter(client.get_messages(5.0)))
    assert (answer.address, list(answer)) == ("/concord/stage/haze/density", [0.5])
    client.send_message("/concord/ping", 7)
    assert next(iter(client.get_messages(5.0))).address == "/concord/pong"


def test_cues_of_a_list_that_is_chosen_or_grows_while_the_show_runs_have_their_paths() -> None:
    stand = Stand()
    stand.addresses.name(["candle"], [])
    paths = Paths(stand)
    for cues, path, taken in (([], 0, False), (["opening"], 0, True), (["opening"], 1, False), (["opening", "storm"], 1, True), (["opening"], 1, False)):
        stand.addresses.name(["candle"], cues)
        stand.moved.clear()
        refused = paths.refused
        paths.receive(f"/concord/cue/{path}", [1], 0.0, lambda path, words: None)
        assert ([a for a, _ in stand.moved] == [f"cue:{path}"]) == taken
        assert paths.refused == refused + (not taken)


def test_bundles_are_taken_at_once(server: OscServer, stand: Stand) -> None:
    bundle = OscBundleBuilder(IMMEDIATELY)
    for path in ("/concord/tempo/tap", "/concord/panic/freeze"):
        one = OscMessageBuilder(path)
        one.add_arg(1)
        bundle.add_content(one.build())
    server.datagram(bundle.build().dgram, ("127.0.0.1", 9), 5.0)
    assert [a for a, _ in stand.moved] == ["tap", "freeze"]
    assert stand.times == [5.0, 5.0]


def test_ten_thousand_packets_of_noise_change_nothing_but_counters(server: OscServer, stand: Stand, rng: np.random.Generator) -> None:
    good = [message(path_of(t), [1.0]) for t in stand.addresses]
    wrong = [("/concord/stage/haze/density", ["loud"]), ("/concord/stage/haze/density", [float("nan")]), ("/concord/stage/haze/density", [0.1, 0.2]),
             ("/concord/stage/haze/density", []), ("/concord/act/set", ["intermission"]), ("/concord/act/set", [99]), ("/concord/stage/nothing", [1.0]),
             ("/composition/layers/1/video/opacity", [0.5]), ("/concord/stage/key/color", [0.1]), ("/concord/note", [500, 1.0]), ("/concord", [1]),
             ("/concord/look/select", []), ("/concord/stage/haze/density", ["+", "more"]), ("/concord/tempo/bpm", ["fast"]), ("/", [1]), ("", [])]
    for n in range(10_000):
        kind = n % 3
        if kind == 0:
            data = rng.bytes(int(rng.integers(0, 200)))
        elif kind == 1:
            whole = good[int(rng.integers(len(good)))]
            data = whole[:int(rng.integers(0, len(whole) - 4))] + b"\xff"
        else:
            data = message(*wrong[int(rng.integers(len(wrong)))])
        server.datagram(data, ("127.0.0.1", 9), 0.0)
    assert stand.moved == []
    assert [s for s in stand.sent if s[0] != Command.NUDGE] == []
    assert server.malformed > 3000
    client = SimpleUDPClient("127.0.0.1", server.port)
    client.send_message("/concord/tempo/tap", 1)
    settle(server, 1)
    assert [a for a, _ in stand.moved] == ["tap"], "and it still hears"


def status() -> np.ndarray:
    s = np.zeros((), status_dtype(schema().size))
    s["act"], s["reason"], s["look"], s["bpm"], s["confidence"], s["position"] = 5, b"the house has one pulse", b"winter", 120.0, 0.9, 1e6 + 0.25
    s["coherence"], s["order"], s["heart"], s["master"] = 0.8, 0.95, 0.9, 1.0
    s["level"], s["band"] = (0.1, 0.2, 0.3, 0.4), (0.5, 0.6, 0.7, 0.8)
    s["params"] = schema().vector()
    return s


def test_what_goes_out_arrives_at_a_server_under_synesthesias_names_and_ours() -> None:
    heard: dict[str, list[object]] = {}
    dispatcher = Dispatcher()
    dispatcher.set_default_handler(lambda path, *words: heard.setdefault(path, list(words)))
    receiver = osc_server.BlockingOSCUDPServer(("127.0.0.1", 0), dispatcher)
    thread = threading.Thread(target=receiver.serve_forever, daemon=True)
    thread.start()
    stand = Stand()
    out = OscOut(("127.0.0.1", receiver.server_address[1]), 1000.0, stand.addresses)
    try:
        s = status()
        out.turn(s, 10.0)
        later = s.copy()
        later["heart"] = 0.02   # the lub between the two
        out.turn(later, 10.1)
        out.turn(later, 11.0)
        end = time.monotonic() + 10
        while "/concord/heartbeat" not in heard or "/concord/stage/haze/density" not in heard:
            assert time.monotonic() < end, sorted(heard)
            time.sleep(0.01)
    finally:
        receiver.shutdown()
        receiver.server_close()
        out.close()
    assert {"/audio/level/all", "/audio/level/bass", "/audio/hits/high", "/audio/presence/mid", "/audio/time/midhigh", "/audio/beat/onbeat",
            "/audio/bpm/bpmconfidence", "/audio/bpm/bpmtwitcher", "/audio/energy/intensity"} <= set(heard)
    assert heard["/audio/bpm/bpm"] == [120.0]
    assert heard["/concord/coherence"] == pytest.approx([0.8])
    assert heard["/concord/crowd/order"] == pytest.approx([0.95])
    assert heard["/concord/act"] == ["unison"]
    assert heard["/concord/look"] == ["winter"]
    assert heard["/concord/stage/haze/density"] == pytest.approx([1 / 3]), "TouchOSC's fader follows"


def test_a_name_that_takes_long_to_look_up_keeps_nobody_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """The hands' process is killed when a turn of it takes longer than 0.8 s."""
    receiver = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    receiver.bind(("127.0.0.1", 0))
    receiver.settimeout(10.0)
    known, real = threading.Event(), socket.getaddrinfo

    def slow(host: str, *words: Any) -> Any:
        if host != "stage.house":
            return real(host, *words)
        if not words[-1] & socket.AI_NUMERICHOST:
            known.wait(30.0)
            return real("127.0.0.1", *words)
        raise socket.gaierror(socket.EAI_NONAME, "not a number")

    monkeypatch.setattr(socket, "getaddrinfo", slow)
    out = OscOut(("stage.house", receiver.getsockname()[1]), 1000.0, Stand().addresses)
    try:
        for n in range(5):
            out.turn(status(), 10.0 + n)
        assert (out.sent, out.failed) == (0, 0), "nothing is sent before it is known where to"
        known.set()
        end = time.monotonic() + 10
        while out._lookup.address is None:
            assert time.monotonic() < end
            time.sleep(0.005)
        out.turn(status(), 20.0)
        assert receiver.recv(65536).startswith(b"#bundle")
        assert out.failed == 0
    finally:
        known.set()
        out.close()
        receiver.close()


def test_a_name_is_said_once_when_it_is_not_known_and_once_when_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter([None, None, None, ("10.0.0.7", 9000), ("10.0.0.8", 9000), None])
    over = threading.Event()

    def ask(_host: str, _port: int) -> tuple[str, int] | None:
        try:
            return next(answers)
        except StopIteration:
            over.set()
            return None

    said: list[str] = []
    for level in ("info", "warning"):
        monkeypatch.setattr(log.get(), level, lambda text, *words: said.append(text % words))
    lookup = Lookup("stage.house", 9000, ask, 0.0, 0.0)
    assert over.wait(10.0)
    lookup.close()
    assert [("is not known" in x, "10.0.0.7" in x) for x in said] == [(True, False), (False, True), (True, False)]
    assert lookup.address == ("10.0.0.8", 9000), "the last that was known stays"
    assert Lookup("127.0.0.1", 9, ask).address == ("127.0.0.1", 9), "numbers need no asking"
    assert numeric("x" * 80, 9) is None
    assert asked("x" * 80, 9) is None


def test_every_number_that_goes_out_is_a_float_of_32_bits_that_still_moves() -> None:
    s = status()
    one = audio(s)
    s["position"] = s["position"] + 0.01
    two = audio(s)
    assert np.float32(one["bpm/bpmtwitcher"]) != np.float32(two["bpm/bpmtwitcher"])
    assert all(np.isfinite(v) for v in one.values())


def test_the_listing_names_every_path_once() -> None:
    rows = list(listing(Stand().addresses))
    paths = [r[0] for r in rows]
    assert len(paths) == len(set(paths))
    assert all(r[3] for r in rows)
    assert {"/concord/panic/black", "/concord/act/next", "/concord/tempo/tap", "/concord/look/winter", "/concord/stage/key/color"} <= set(paths)
