"""A desk that is served, and pages without a browser that visit it."""
from __future__ import annotations

import http.client
import json
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from websockets.sync.client import ClientConnection, connect

from tests.control.desk_fake import SCHEMA, FakeShow
from visualizer.control.desk import DeskServer

GOOD = [
    ("look", {"name": "winter", "seconds": 3}), ("act", {"name": "last_note"}), ("next", {}), ("hold", {"on": True}), ("auto", {}), ("black", {"on": True}),
    ("freeze", {"on": False}), ("safe", {}), ("master", {"value": 0.5}), ("tap", {}), ("nudge", {"beats": -0.25}), ("downbeat", {}),
    ("learn", {"key": "stage.haze.density"}), ("unlearn", {}), ("unlearn", {"key": "stage.haze.density"}), ("input", {"name": "Scarlett 2i2"}),
    ("latency", {"ms": -12.5}), ("sensitivity", {"value": 1.5}), ("pause", {"on": True}), ("param", {"key": "stage.key.color", "value": [1, 0.5, 0]}),
]
"""one of everything that a page may ask for"""


@contextmanager
def served(show: FakeShow, **how: Any) -> Iterator[DeskServer]:
    server = DeskServer(show.state, show.send, show.preview, SCHEMA, **how)
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
