"""A desk that is served, and pages without a browser that visit it."""
from __future__ import annotations

import http.client
import json
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from websockets.sync.client import ClientConnection, connect

from tests.control.desk_fake import FakeShow
from visualizer.control.desk.server import DeskServer
from visualizer.model.control import Command

GOOD: list[tuple[dict[str, Any], tuple[Command, str, Any]]] = [
    ({"kind": "look", "name": "winter", "blend": 3}, (Command.LOOK, "winter", 3.0)), ({"kind": "look", "name": "winter"}, (Command.LOOK, "winter", 2.0)),
    ({"kind": "look", "name": "winter", "blend": -8}, (Command.LOOK, "winter", -8.0)), ({"kind": "random", "value": 0.5}, (Command.RANDOM, "", 0.5)),
    ({"kind": "save", "name": ""}, (Command.SAVE_LOOK, "", 0.0)), ({"kind": "favourite", "name": "winter"}, (Command.FAVOURITE, "winter", -1.0)),
    ({"kind": "cue", "number": -2}, (Command.CUE, "", -2.0)), ({"kind": "cues", "name": "evening"}, (Command.CUES, "evening", 0.0)),
    ({"kind": "cue-move", "way": "up", "number": 2}, (Command.CUE_MOVE, "up", 2.0)), ({"kind": "cue-remove", "number": 1}, (Command.CUE_REMOVE, "", 1.0)),
    ({"kind": "cue-add", "name": "encore"}, (Command.CUE_ADD, "encore", 0.0)), ({"kind": "card", "on": True}, (Command.CARD, "", 1.0)),
    ({"kind": "cue"}, (Command.CUE, "", -1.0)), ({"kind": "act", "name": "last note"}, (Command.ACT_SET, "last note", 0.0)),
    ({"kind": "next"}, (Command.ACT_NEXT, "", 0.0)), ({"kind": "hold", "on": True}, (Command.ACT_HOLD, "", 1.0)),
    ({"kind": "shot"}, (Command.SHOT_NEXT, "", 0.0)), ({"kind": "stay"}, (Command.SHOT_HOLD, "", -1.0)),
    ({"kind": "auto"}, (Command.ACT_AUTO, "", 0.0)),
    ({"kind": "black"}, (Command.BLACK, "", -1.0)), ({"kind": "freeze", "on": False}, (Command.FREEZE, "", 0.0)), ({"kind": "safe"}, (Command.SAFE, "", 0.0)),
    ({"kind": "pause", "on": True}, (Command.PAUSE, "", 1.0)), ({"kind": "master", "value": 0.5}, (Command.MASTER, "", 0.5)),
    ({"kind": "sensitivity", "db": -6}, (Command.SENSITIVITY, "", -6.0)), ({"kind": "latency", "ms": -12.5}, (Command.TRIM, "", -12.5)),
    ({"kind": "tap"}, (Command.TAP, "", 0.0)), ({"kind": "nudge", "s": -0.01}, (Command.NUDGE, "", -0.01)), ({"kind": "downbeat"}, (Command.DOWNBEAT, "", 0.0)),
    ({"kind": "release"}, (Command.TEMPO_RELEASE, "", 0.0)), ({"kind": "bpm", "value": 120}, (Command.BPM, "", 120.0)),
    ({"kind": "authority", "value": -1}, (Command.AUTHORITY, "", -1.0)),
    ({"kind": "learn", "address": "stage.key.color.0"}, (Command.LEARN, "stage.key.color.0", 0.0)),
    ({"kind": "learn", "address": ""}, (Command.LEARN, "", 0.0)), ({"kind": "unlearn", "address": "black"}, (Command.UNLEARN, "black", 0.0)),
    ({"kind": "input", "name": "Scarlett 2i2"}, (Command.INPUT, "Scarlett 2i2", 0.0)), ({"kind": "reset"}, (Command.RESET, "", 0.0)),
    ({"kind": "reset", "key": "stage.haze.density"}, (Command.RESET, "stage.haze.density", 0.0)),
    ({"kind": "param", "key": "stage.key.color", "value": [1, 0.5, 0]}, (Command.PARAM, "stage.key.color", [1.0, 0.5, 0.0])),
]
"""one of everything that a page may ask for, and what it is then"""


@contextmanager
def served(show: FakeShow, **how: Any) -> Iterator[DeskServer]:
    server = DeskServer(show.state, show.send, show.preview, **how)
    server.start()
    try:
        yield server
    finally:
        server.stop()


class Guest:
    """A page without a browser."""

    def __init__(self, ws: ClientConnection) -> None:
        self.ws, self.state, self.refused = ws, dict[str, Any](), list[str]()
        self.hello: dict[str, Any] = {}
        self.pictures = list[bytes]()

    def hear(self) -> dict[str, Any]:
        """The next message, taken in."""
        message = self.ws.recv(timeout=30)
        if isinstance(message, bytes):
            self.pictures.append(message)
            return {}
        told = json.loads(message)
        if told["type"] == "hello":
            self.hello = told
        elif told["type"] == "refused":
            self.refused.append(told["why"])
        else:
            for key, value in told["set"].items():
                if key in ("params", "desk") and isinstance(self.state.get(key), dict):
                    self.state[key].update(value)
                else:
                    self.state[key] = value
        return dict(told)

    def until(self, true: Callable[[], bool]) -> None:
        """Listen until it is so; the test's own limit ends a wait in vain."""
        while not true():
            self.hear()

    def say(self, kind: str, **fields: object) -> None:
        self.ws.send(json.dumps({"kind": kind, **fields}))


@contextmanager
def guest(desk: DeskServer, token: str = "", origin: str | None = "own", host: str = "", cookie: str = "") -> Iterator[Guest]:
    where = host or f"127.0.0.1:{desk.gate.port}"
    line = socket.create_connection(("127.0.0.1", desk.gate.port), 30)
    query = f"?t={token}" if token else ""
    with connect(f"ws://{where}/ws{query}", sock=line, origin=f"http://{where}" if origin == "own" else origin,  # type: ignore[arg-type]
                 additional_headers={"Cookie": cookie} if cookie else {}, compression=None, proxy=None, max_queue=None) as ws:
        yield Guest(ws)


def get(desk: DeskServer, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    line = http.client.HTTPConnection("127.0.0.1", desk.gate.port, timeout=30)
    line.request("GET", path, headers=headers)
    answer = line.getresponse()
    body = answer.read()
    line.close()
    return answer.status, {k.lower(): v for k, v in answer.getheaders()}, body
