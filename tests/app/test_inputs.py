"""Another input while the show runs: chosen beside the frame loop, and the stage goes on."""
from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

from tests.sounds import groove, write
from visualizer.app.common import build_house
from visualizer.app.inputlist import ALWAYS, LIST_S, InputList, listed
from visualizer.app.inputs import InputChange
from visualizer.app.live import LiveShow
from visualizer.app.schema import schema
from visualizer.audio import InputSpec, parse_input
from visualizer.config import load
from visualizer.model.control import Command, ControlEvent
from visualizer.model.errors import DeviceError

NOW = InputSpec("overture", loop=True, mute=True, channels=(3, 4))


def until(true: Callable[[], bool], step: Callable[[], object] = lambda: None) -> None:
    """The test's own limit ends a wait in vain."""
    while not true():
        step()
        time.sleep(0.01)


def test_what_is_asked_for_is_found_and_keeps_what_was_said_of_the_old_one() -> None:
    change = InputChange(lambda spec: "")
    change.ask("mic", NOW)
    taken: list[InputSpec] = []
    until(lambda: bool(taken), lambda: taken.extend(filter(None, [change.take()])))
    assert (taken[0].kind, taken[0].loop, taken[0].mute, taken[0].channels) == ("mic", True, True, (3, 4))
    assert change.take() is None


def test_what_cannot_be_opened_is_left() -> None:
    looked = threading.Event()

    def check(spec: InputSpec) -> str:
        looked.set()
        raise DeviceError("there is no such thing", [])

    change = InputChange(check)
    for wish in ("a device of dreams", "./no/such/file.wav", ""):
        change.ask(wish, NOW)
    assert looked.wait(30)
    until(lambda: not any(t.name == "input" for t in threading.enumerate()))
    assert change.take() is None


def test_the_newest_wish_wins_even_when_it_is_found_first() -> None:
    slow = threading.Event()
    change = InputChange(lambda spec: spec.kind == "mic" and slow.wait(30))
    change.ask("mic", NOW)
    change.ask("auto", NOW)
    taken: list[InputSpec] = []
    until(lambda: bool(taken), lambda: taken.extend(filter(None, [change.take()])))
    slow.set()
    until(lambda: not any(t.name == "input" for t in threading.enumerate()))
    assert taken[0].kind == "auto"
    assert change.take() is None


def test_inputs_are_listed_in_the_background_and_again_after_a_while() -> None:
    now, found = [0.0], [["Line In", "Line In of a card"]]
    inputs = InputList(lambda: list(found), lambda: now[0])
    assert inputs.names()[:len(ALWAYS)] == list(ALWAYS)
    until(lambda: inputs.names()[len(ALWAYS):] == [{"name": "Line In", "label": "Line In of a card"}])
    found.append(["USB", "A microphone"])
    now[0] = LIST_S - 1.0
    assert len(inputs.names()) == len(ALWAYS) + 1
    now[0] = LIST_S + 1.0
    until(lambda: len(inputs.names()) == len(ALWAYS) + 2)


def test_a_listing_that_fails_leaves_what_is_always_there() -> None:
    def broken() -> list[list[str]]:
        raise ValueError("no list")

    inputs = InputList(broken)
    inputs.names()
    until(lambda: not any(t.name == "inputs" for t in threading.enumerate()))
    assert inputs.names() == list(ALWAYS)


def test_the_real_listing_is_pairs_of_words() -> None:
    assert all(len(pair) == 2 and all(isinstance(word, str) for word in pair) for pair in listed())


def test_a_running_stage_goes_over_to_another_file(tmp_path: Path) -> None:
    house = build_house(load(schema(), [], {"crowd.size": 100}))
    live = LiveShow(parse_input(str(write(tmp_path / "one.wav", groove(30.0))), mute=True), house.analysis, house.stage())
    other = write(tmp_path / "other.wav", groove(30.0))
    hops: list[int] = []

    def frame() -> None:
        live.update(0.0)
        live.begin()
        hops.append(live.stage.hop)

    try:
        until(lambda: live.stage.hop > 60, frame)
        live.hands([ControlEvent(1, time.perf_counter(), Command.INPUT, text="./not/there.wav")])
        live.hands([ControlEvent(2, time.perf_counter(), Command.INPUT, text=str(other))])
        until(lambda: live.input_name == str(other), frame)
        after = live.stage.hop
        until(lambda: live.stage.hop > after + 100 and bool(live.stage.view.music.value("signal")), frame)
        assert hops == sorted(hops)
        assert not live.ended
        assert live.supervisor.status().alive
        assert live.stage.view.music.value("event_s") < 20.0, "the new file from its beginning"
    finally:
        live.close()
