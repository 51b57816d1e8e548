"""The desk's server against real sockets: what it tells, what it takes, and that nothing a page sends can harm it."""
from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import numpy as np
import pytest
from websockets.exceptions import ConnectionClosed

from tests.control.desk_fake import DECLARED, FakeShow
from tests.control.desk_guest import GOOD, guest, served
from visualizer.control.desk.auth import Bucket
from visualizer.control.desk.commands import KINDS, Checker, CommandError, read
from visualizer.control.desk.server import COMMANDS_BURST, COMMANDS_HZ, DeskServer
from visualizer.control.desk.snapshot import changes, tidy
from visualizer.model.control import Command


@pytest.fixture(scope="module")
def show() -> FakeShow:
    return FakeShow()


@pytest.fixture(scope="module")
def desk(show: FakeShow) -> Iterator[DeskServer]:
    with served(show) as server:
        yield server


# -- what it tells


def test_a_page_is_told_everything_and_then_only_what_changed(desk: DeskServer, show: FakeShow) -> None:
    with guest(desk) as page:
        page.until(lambda: "act" in page.state and "log" in page.state)
        assert page.hello["role"] == "operator"
        assert [p["key"] for p in page.hello["declared"]["params"]] == [p["key"] for p in DECLARED["params"]]
        assert "declared" not in page.state
        assert len(page.state["mel"]) == 64
        later = set()
        for _ in range(20):
            later |= page.hear().get("set", {}).keys()
        assert "mel" in later
        assert not later & {"look", "inputs", "looks", "act", "tier"}


def test_a_value_set_on_one_page_comes_back_to_every_page(desk: DeskServer, show: FakeShow) -> None:
    with guest(desk) as one, guest(desk) as other:
        for page in (one, other):
            page.until(lambda p=page: "params" in p.state)
        one.say("param", key="stage.haze.density", value=2.25)
        other.until(lambda: other.state["params"]["stage.haze.density"] == 2.25)
        one.until(lambda: one.state["params"]["stage.haze.density"] == 2.25)
        show.params["stage.haze.density"] = 0.5   # and what a controller moves comes to both
        for page in (one, other):
            page.until(lambda p=page: p.state["params"]["stage.haze.density"] == 0.5)


def test_the_preview_comes_only_to_pages_that_look_at_it(desk: DeskServer) -> None:
    with guest(desk) as looking, guest(desk) as not_looking:
        looking.say("watch", preview=True)
        looking.until(lambda: len(looking.pictures) >= 2)
        not_looking.until(lambda: "mel" in not_looking.state)
        assert looking.pictures[0].startswith(b"\xff\xd8")
        assert not not_looking.pictures
        assert looking.pictures[0] != looking.pictures[1]


@pytest.mark.parametrize("odd", [float("nan"), np.float32(0.25), np.arange(3), object(), b"\xff", {1: {2: {3: {4: {5: {6: {7: 8}}}}}}}, "x" * 100_000,
                                 [None] * 10_000, 10**400])
def test_whatever_the_state_holds_becomes_json(odd: object) -> None:
    said = json.dumps(tidy({"odd": odd}), allow_nan=False)
    assert len(said) < 40_000


def test_a_state_that_fails_costs_a_turn_and_not_the_desk() -> None:
    show = FakeShow()
    fine = show.state
    turns = [0]

    def state() -> dict[str, Any]:
        turns[0] += 1
        if 4 < turns[0] < 9:
            raise RuntimeError("no state")
        return fine()

    show.state = state  # type: ignore[method-assign]
    with served(show) as desk, guest(desk) as page:
        page.until(lambda: turns[0] > 12 and page.state.get("desk", {}).get("failed") == 4)


def test_changes_bring_the_told_up_to_date() -> None:
    told: dict[str, Any] = {}
    first = {"a": 1, "params": {"x": 1, "y": 2}, "log": ["1"]}
    assert changes(told, first) == first
    assert changes(told, first) == {}
    second = {"params": {"x": 1, "y": 3}, "log": ["1", "2"]}
    assert changes(told, second, slow=False) == {"a": None, "params": {"y": 3}}
    assert changes(told, second) == {"log": ["1", "2"]}


# -- what it takes


BAD = [
    "", "{", "null", "[]", "3", '"black"', "{}", '{"kind":3}', '{"kind":"format_disk"}', '{"kind":"black","on":1}', '{"kind":"black","off":true}',
    '{"kind":"param"}',
    '{"kind":"param","key":"stage.haze.density"}', '{"kind":"param","key":"no.such","value":1}',
    '{"kind":"param","key":["stage"],"value":1}',
    '{"kind":"param","key":"stage.haze.density","value":NaN}', '{"kind":"param","key":"stage.haze.density","value":1e999}',
    '{"kind":"param","key":"stage.haze.density","value":3.01}', '{"kind":"param","key":"stage.haze.density","value":"1"}',
    '{"kind":"param","key":"stage.haze.density","value":true}', '{"kind":"param","key":"stage.key.color","value":[1,1]}',
    '{"kind":"param","key":"stage.key.color","value":[1,1,2]}', '{"kind":"act","name":"encore"}', '{"kind":"act"}', '{"kind":"look","name":""}',
    '{"kind":"look","name":"a\\u0000b"}', '{"kind":"look","name":"x","blend":-99}', '{"kind":"nudge","s":"1"}', '{"kind":"master","value":-0.1}',
    '{"kind":"latency","ms":' + "9" * 3000 + "}", "[" * 4000, '{"kind":"learn"}', '{"kind":"learn","address":"a\\nb"}', '{"a":' * 600 + "1" + "}" * 600,
    '{"kind":"tap","kind":"quit"}', '{"kind":"reset","key":"no.such"}',
]


def order(text: str) -> tuple[Command, str, Any]:
    return Checker(DECLARED["params"]).order(*read(text))


@pytest.mark.parametrize(("message", "wanted"), GOOD)
def test_what_a_page_may_ask_for(message: dict[str, object], wanted: tuple[Command, str, Any]) -> None:
    assert order(json.dumps(message)) == wanted


def test_every_kind_of_message_is_in_the_list() -> None:
    assert {message["kind"] for message, _ in GOOD} == {*KINDS, "param", "reset"}


@pytest.mark.parametrize("text", BAD, ids=range(len(BAD)))
def test_what_asks_for_nothing_we_know_is_refused_with_words(text: str) -> None:
    with pytest.raises(CommandError, match=r"\w"):
        order(text)


def test_whole_numbers_and_switches_are_held() -> None:
    whole, lamp = {"key": "a.n", "kind": "whole", "low": 0, "high": 9}, {"key": "a.s", "kind": "switch", "low": 0, "high": 1}
    checker = Checker([whole, lamp])
    assert checker.order("param", {"key": "a.n", "value": 4.0}) == (Command.PARAM, "a.n", 4.0)
    assert checker.order("param", {"key": "a.s", "value": True}) == (Command.PARAM, "a.s", 1.0)
    for key, bad in (("a.n", 4.5), ("a.n", 10), ("a.s", 1), ("a.s", "on")):
        with pytest.raises(CommandError):
            checker.order("param", {"key": key, "value": bad})


def test_broken_messages_are_counted_and_the_page_stays(desk: DeskServer, show: FakeShow) -> None:
    before, sent = desk.counters["malformed"], len(show.sent)
    with guest(desk) as page:
        for text in [*BAD, '{"kind":"watch","preview":2}', b"\x00\xff", b""]:
            page.ws.send(text)
        page.say("downbeat")
        page.until(lambda: len(show.sent) > sent)
        assert show.sent[sent:] == [(Command.DOWNBEAT, "", 0.0)]
        assert desk.counters["malformed"] == before + len(BAD) + 3
        page.until(lambda: len(page.refused) > 10)


def test_a_huge_message_ends_its_page_and_no_other(desk: DeskServer, show: FakeShow) -> None:
    before = desk.counters["oversize"]
    with guest(desk) as good:
        with guest(desk) as bad:
            with suppress(ConnectionClosed):   # it may be gone before all is sent
                bad.ws.send('{"kind":"look","name":"' + "x" * 1_000_000 + '"}')
            with pytest.raises(ConnectionClosed):
                bad.until(lambda: False)
        good.until(lambda: desk.counters["oversize"] == before + 1)
        good.say("tap")
        good.until(lambda: show.sent[-1:] == [(Command.TAP, "", 0.0)])


def test_commands_are_rate_limited_and_panic_is_not(desk: DeskServer, show: FakeShow) -> None:
    with guest(desk) as page:
        sent, limited, start = len(show.sent), desk.counters["limited"], time.monotonic()
        for i in range(1500):
            page.say("master", value=i / 1500)
        page.say("safe")
        page.until(lambda: (Command.SAFE, "", 0.0) in show.sent[sent:])
        took = time.monotonic() - start
        passed = len(show.sent) - sent - 1
        assert passed <= COMMANDS_BURST + took * COMMANDS_HZ + 1
        assert desk.counters["limited"] - limited == 1500 - passed


def test_a_bucket_lets_its_rate_through() -> None:
    bucket = Bucket(10.0, 5.0)
    assert sum(bucket.take(100.0) for _ in range(20)) == 5
    assert sum(bucket.take(100.0 + i / 1000) for i in range(2001)) in (19, 20, 21)
    assert not bucket.take(0.0)   # a clock that goes back gives nothing


def test_a_command_that_fails_is_counted_and_answered() -> None:
    show = FakeShow()

    def send(command: Command, target: str, value: object) -> None:
        raise OSError("the ring is gone")

    show.send = send  # type: ignore[method-assign]
    with served(show) as desk, guest(desk) as page:
        page.say("tap")
        page.until(lambda: bool(page.refused))
        assert "the ring is gone" in page.refused[0]
        assert desk.counters["failed"] == 1
