"""The projector is pulled out and plugged in again while the show runs: nobody else's display is covered, the desk goes on, the picture comes back."""
from __future__ import annotations

import json
import socket
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from websockets.sync.client import ClientConnection, connect

from tests.app.test_window import Running, picture
from tests.xorg import SIZE, two_displays
from visualizer.config import load_state

pytestmark = [pytest.mark.window, pytest.mark.slow, pytest.mark.timeout(600)]


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])


def halves(env: dict[str, str], folder: Path) -> tuple[int, int]:
    """The brightest value on the operator's display and, where there is one, on the projector's."""
    seen = picture(env, folder)
    return int(seen[:, :SIZE[0]].max()), int(seen[:, SIZE[0]:].max(initial=0))


def told(desk: ClientConnection, state: dict[str, Any], true: Any) -> None:
    """Listen to the desk until it is so; the test's own limit ends a wait in vain."""
    while not true(state):
        message = json.loads(desk.recv(timeout=60))
        state.update(message.get("set", {}))


def test_a_projector_that_is_pulled_out_and_comes_back(tmp_path: Path) -> None:
    port = free_port()
    with two_displays(tmp_path) as displays:
        show = Running(displays.env, tmp_path, "--set", f"hands.desk_port={port}", "--set", "hands.osc_in=0", "--set", "crowd.size=100", "show", "overture",
                       "--mute", "--loop", "--quality", "C", "--fullscreen", "--display", "DUMMY1")
        try:
            show.until("the desk is at")
            show.until("act ")
            origin: Any = f"http://127.0.0.1:{port}"
            with connect(f"ws://127.0.0.1:{port}/ws", origin=origin, max_queue=None, proxy=None) as desk:
                desk.send(json.dumps({"kind": "act", "name": "unison"}))
                state: dict[str, Any] = {}
                told(desk, state, lambda s: s.get("act") == "unison" and s.get("act_age", 0.0) > 3.0)
                desktop, stage = halves(displays.env, tmp_path)
                assert stage > 60, "the stage is on the projector"
                assert desktop < 5, "and nowhere else"

                displays.pull()
                show.until("is gone: the stage waits for it")
                at = state["act_age"]
                told(desk, state, lambda s: s["act_age"] > at + 1.0)
                assert state["running"], "the desk goes on telling"
                assert halves(displays.env, tmp_path)[0] < 5, "nobody's display is covered"
                desk.send(json.dumps({"kind": "master", "value": 0.5}))
                told(desk, state, lambda s: s["master"] == 0.5)
                desk.send(json.dumps({"kind": "master", "value": 1.0}))
                told(desk, state, lambda s: s["master"] == 1.0)

                displays.plug()
                show.until("is back")
                at = state["act_age"]
                told(desk, state, lambda s: s["act_age"] > at + 2.0)
                desktop, stage = halves(displays.env, tmp_path)
                assert stage > 60, "the picture is back where it belongs"
                assert desktop < 5
                lit = picture(displays.env, tmp_path)[:, SIZE[0]:]
                assert np.count_nonzero(lit.max(axis=(0, 2))) > 0.8 * SIZE[0], "all across it"
            show.window()
            show.press("ctrl+m")
            show.until("the stage is on display DUMMY0 now")
            end = time.monotonic() + 60
            while halves(displays.env, tmp_path)[0] < 60 or halves(displays.env, tmp_path)[1] > 5:
                assert time.monotonic() < end, "the stage did not go to the other display"
                time.sleep(0.3)
            assert load_state()["display"] == "DUMMY0", "and is remembered there"
            assert show.process.poll() is None
            assert not show.said("Traceback")
        finally:
            show.close()
