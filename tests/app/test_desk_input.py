"""What the desk does to a running show's sound: another input is chosen and heard, one that is not there changes nothing, the latency is remembered."""
from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from websockets.sync.client import ClientConnection, connect

from tests.app.test_unplug import free_port
from tests.sounds import groove, write
from tests.soundserver import SoundServer

pytestmark = [pytest.mark.audio, pytest.mark.slow, pytest.mark.timeout(600)]


class Desk:
    """A page without a browser on a show that runs by itself."""

    def __init__(self, ws: ClientConnection) -> None:
        self._ws, self.state = ws, dict[str, Any]()

    def say(self, kind: str, **fields: object) -> None:
        self._ws.send(json.dumps({"kind": kind, **fields}))

    def until(self, true: Callable[[dict[str, Any]], bool]) -> None:
        """Listen until it is so; the test's own limit ends a wait in vain."""
        while not (self.state and true(self.state)):
            self.state.update(json.loads(self._ws.recv(timeout=60)).get("set", {}))


@pytest.fixture
def start(server: SoundServer, tmp_path: Path) -> Iterator[Callable[[], tuple[subprocess.Popen[bytes], int]]]:
    """Begin a show of the house's monitor without a window; its process and the desk's port."""
    running: list[subprocess.Popen[bytes]] = []

    def begin() -> tuple[subprocess.Popen[bytes], int]:
        port, said = free_port(), tmp_path / f"stderr-{len(running)}"
        sets = {"hands.desk_port": port, "hands.osc_in": 0, "hands.osc_out": "", "hands.midi": "false", "crowd.size": 100}
        words = [sys.executable, "-m", "visualizer", *(w for k, v in sets.items() for w in ("--set", f"{k}={v}")), "show", "--input", "house.monitor",
                 "--headless", "--quality", "C"]
        with said.open("w") as out:
            env = os.environ | server.env | {"CONCORD_HOME": str(tmp_path)}
            running.append(subprocess.Popen(words, env=env, stdin=subprocess.DEVNULL, stdout=out, stderr=out))
        while "the desk is at" not in said.read_text():
            assert running[-1].poll() is None, said.read_text()
            time.sleep(0.2)
        return running[-1], port

    yield begin
    for process in running:
        process.terminate()
        process.wait(30)


def test_another_input_is_chosen_on_the_desk_and_the_latency_is_remembered(server: SoundServer, start: Any, tmp_path: Path) -> None:
    process, port = start()
    origin: Any = f"http://127.0.0.1:{port}"
    server.play(write(tmp_path / "song.wav", groove(120.0)), "mic")
    with connect(f"ws://127.0.0.1:{port}/ws", origin=origin, max_queue=None, proxy=None) as ws:
        desk = Desk(ws)
        desk.until(lambda s: s.get("input") == "house.monitor" and s.get("signal") is False)
        desk.until(lambda s: any(i["name"] == "mic.monitor" for i in s["inputs"]))   # what there is was looked for
        desk.say("input", name="mic.monitor")
        desk.until(lambda s: s["input"] == "mic.monitor" and s["signal"] and s["level"][0] > 0.05)
        heard = desk.state["tick"]
        desk.say("input", name="nothing of that name")
        desk.until(lambda s: any("the input stays as it was" in line for line in s["log"]))
        assert desk.state["input"] == "mic.monitor"
        desk.until(lambda s: s["tick"] > heard + 100 and s["signal"])
        desk.say("latency", ms=-35)
        desk.until(lambda s: s["trim_ms"] == -35.0)
        kept = tmp_path / "state" / "state.toml"
        while not kept.exists() or "trim_ms" not in kept.read_text():
            time.sleep(0.1)
    process.terminate()
    process.wait(30)
    process, port = start()
    origin = f"http://127.0.0.1:{port}"
    with connect(f"ws://127.0.0.1:{port}/ws", origin=origin, max_queue=None, proxy=None) as ws:
        Desk(ws).until(lambda s: s.get("trim_ms") == -35.0)
