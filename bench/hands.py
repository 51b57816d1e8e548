"""From a hand to the picture: ms from a packet, a byte or a word leaving its sender to the first drawn frame with its value, and what a frame pays for it.

    python bench/hands.py [--events 60] [--fps 30] [--size 160x90] [--joins 0]

The live stage runs with its two children and draws every frame without a window; a frame counts when the renderer has finished it. OSC goes over UDP, MIDI
through a virtual port of a JACK server of our own (left out where there is no jackd), the desk's word over its WebSocket, each into the real child.
`--joins N` joins a Link session N times and looks whether the other peer's tempo moved.
"""
from __future__ import annotations

import argparse
import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from visualizer.app.common import House, build_house, parse_size
from visualizer.app.hands import Rail
from visualizer.app.live import LiveShow
from visualizer.app.looklist import list_with_pictures
from visualizer.app.schema import schema
from visualizer.audio import parse_input
from visualizer.config import load
from visualizer.control.osc.out import message
from visualizer.model.control import Command
from visualizer.model.paths import user_config
from visualizer.model.ring import RUNNING
from visualizer.output.headless import create_context
from visualizer.render import Renderer

KEY, PATH, CC = "stage.haze.density", "/concord/stage/haze/density", 21
OSC_PORT, DESK_PORT = 18_733, 18_734


class Loop:
    """FrameLoop's turn without a window: hands, state, picture, told back."""

    def __init__(self, house: House, fps: float, size: tuple[int, int]) -> None:
        self.live = LiveShow(parse_input("overture", mute=True, loop=True), house.analysis, house.stage())
        self.rail = Rail(house)
        self.ctx = create_context()
        self.renderer = Renderer(self.ctx, size, "C", house.config.schema, house.seating, house.seed, house.render)
        self.renderer.warm()
        self.period, self.due = 1.0 / fps, time.perf_counter()
        self.costs: list[float] = []
        self.drawing: list[float] = []

    def frame(self) -> np.ndarray:
        """One frame at its time; the values it was drawn with, when it is drawn."""
        time.sleep(max(0.0, self.due - time.perf_counter()))
        self.due = max(self.due + self.period, time.perf_counter())
        start = time.perf_counter()
        self.live.hands(self.rail.resolve(self.rail.poll(), self.live.stage.control, self.live))
        polled = time.perf_counter()
        ft, view, ear = self.live.update(0.025)
        self.live.begin()
        self.renderer.draw(ft, view.music, view.show, view.crowd)
        self.ctx.finish()
        drawn = time.perf_counter()
        self.rail.tell(ft, view, self.live, ear)
        self.costs.append((polled - start + time.perf_counter() - drawn) * 1000.0)
        self.drawing.append((drawn - start) * 1000.0)
        return view.show.params

    def close(self) -> None:
        """End both children."""
        self.rail.close()
        self.live.close()
        self.renderer.release()
        self.ctx.release()


@contextlib.contextmanager
def jack(folder: Path) -> Iterator[bool]:
    """A JACK server of our own, named in the environment; False where there is none."""
    if shutil.which("jackd") is None:
        yield False
        return
    os.environ.update(JACK_DEFAULT_SERVER=f"concord-bench-{os.getpid()}", JACK_NO_AUDIO_RESERVATION="1", JACK_NO_START_SERVER="1")
    with (folder / "jackd.log").open("w") as log:
        words = ["jackd", "--no-realtime", "-n", os.environ["JACK_DEFAULT_SERVER"], "-d", "dummy", "-r", "48000", "-p", "128"]
        server = subprocess.Popen(words, stdout=log, stderr=log)
    end, up = time.perf_counter() + 20.0, False
    while not up and server.poll() is None and time.perf_counter() < end:
        time.sleep(1.0)
        with contextlib.suppress(Exception):
            controller().delete()
            up = True
    try:
        yield up
    finally:
        server.terminate()
        server.wait(10)


def controller() -> Any:
    """A virtual fader box, before the hands look for one."""
    import rtmidi

    box = rtmidi.MidiOut(rtmidi.API_UNIX_JACK, name="Fader box")
    box.open_virtual_port("knobs")
    return box


def write_map(folder: Path) -> None:
    """The control we move, bound to the parameter we watch."""
    (folder / "maps").mkdir(parents=True)
    (folder / "maps" / "learnt.toml").write_text(f'schema = 1\n[[bind]]\naddress = "{KEY}"\nkind = "cc"\nnumber = {CC}\n')


def reach(loop: Loop, name: str, send: Callable[[float], None], events: int) -> None:
    """Print how long `send(share)` takes through the child to the stage's ring, nothing being drawn: what the hands themselves cost."""
    rng, waits = np.random.default_rng(2), []
    for k in range(events):
        time.sleep(0.03 + 0.03 * float(rng.random()))
        loop.rail.poll()
        sent = time.perf_counter()
        send(0.9 if k % 2 else 0.1)
        while not any(e.command == Command.PARAM for e in loop.rail.poll()) and time.perf_counter() - sent < 2.0:
            time.sleep(0.0005)
        waits.append((time.perf_counter() - sent) * 1000.0)
    print(f"{name}: {events} events to the stage: median {np.median(waits):.1f} ms, 95 % {np.quantile(waits, 0.95):.1f} ms, worst {max(waits):.1f} ms",
          flush=True)


def measure(loop: Loop, name: str, send: Callable[[float], None], events: int) -> None:
    """Print how long `send(share)` takes to be drawn."""
    offset, rng = schema().offset(KEY) or 0, np.random.default_rng(1)
    loop.costs.clear()
    loop.drawing.clear()
    waits, frames, lost = [], [], 0
    for _ in range(events):
        for _ in range(int(rng.integers(20, 30))):   # the fader's ease has ended
            values = loop.frame()
        before = values[offset]
        time.sleep(float(rng.random()) * max(0.0, loop.due - time.perf_counter()) * 0.8)
        sent, count = time.perf_counter(), 0
        send(0.1 if before > 1.5 else 0.9)   # always away from where it stands
        while loop.frame()[offset] == before and count < 100:
            count += 1
        lost += count == 100
        waits.append((time.perf_counter() - sent) * 1000.0)
        frames.append(count + 1)
    each = np.array(frames)
    print(f"{name}: {events} events to a drawn frame, {1.0 / loop.period:g} fps: median {np.median(waits):.1f} ms, 95 % {np.quantile(waits, 0.95):.1f} ms, "
          f"worst {max(waits):.1f} ms; in the next frame {np.mean(each == 1):.0%}, within two {np.mean(each <= 2):.0%}; lost {lost}", flush=True)
    print(f"    of that, drawing a frame: median {np.median(loop.drawing):.1f} ms; a frame pays for its hands: median {np.median(loop.costs):.3f} ms, "
          f"99 % {np.quantile(loop.costs, 0.99):.3f} ms", flush=True)


def hands(events: int, fps: float, size: tuple[int, int]) -> None:
    """Print the latency of each kind of hand, and its price."""
    with tempfile.TemporaryDirectory() as folder, jack(Path(folder)) as midi:
        os.environ["CONCORD_HOME"] = folder   # maps and looks of nobody
        write_map(user_config())
        for line in list_with_pictures(True, False):   # or the desk has them drawn while we measure
            print(f"    {line.split()[0]} has its picture", flush=True)
        box = controller() if midi else None
        given = {"hands.osc_in": OSC_PORT, "hands.osc_out": "", "hands.midi": midi, "hands.desk_port": DESK_PORT, "crowd.size": 300}
        loop = Loop(build_house(load(schema(), [], given)), fps, size)
        sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        try:
            until = time.perf_counter() + 90.0
            while loop.rail._events.stage != RUNNING or loop.live.stage.hop < 60:
                loop.frame()
                if time.perf_counter() > until:
                    raise SystemExit("the children did not start")
            def packet(share: float) -> None:
                sender.sendto(message(PATH, [share]), ("127.0.0.1", OSC_PORT))

            with desk() as say:
                ways: dict[str, Callable[[float], None]] = {"OSC": packet, "desk": lambda share: say({"kind": "param", "key": KEY, "value": 3.0 * share})}
                for what in (reach, measure):
                    for name, send in ways.items():
                        what(loop, name, send, events)
            if box is not None:
                for what in (reach, measure):
                    for value in (0, 127, 64, 11):   # the fader takes hold where the parameter stands, again after reach, whose values the stage never had
                        box.send_message([0xB0, CC, value])
                        for _ in range(10):
                            loop.frame()
                    what(loop, "MIDI", lambda share: box.send_message([0xB0, CC, round(127 * share)]), events)
            else:
                print("MIDI: left out, no jackd here")
        finally:
            sender.close()
            if box is not None:
                box.delete()
            loop.close()


@contextlib.contextmanager
def desk() -> Iterator[Callable[[dict[str, Any]], None]]:
    """A page without a browser: says one message."""
    from websockets.sync.client import connect

    origin: Any = f"http://127.0.0.1:{DESK_PORT}"
    with connect(f"ws://127.0.0.1:{DESK_PORT}/ws", origin=origin, max_queue=None, proxy=None) as ws:
        yield lambda words: ws.send(json.dumps(words))


def joins(count: int) -> None:
    """Print what joining does to another peer."""
    from visualizer.control.link import LinkFollower

    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "peer.log"
        with log.open("w") as out:
            peer = subprocess.Popen([sys.executable, str(Path(__file__).parents[1] / "tests" / "control" / "link_peer.py"), "133"], stdout=out)
        time.sleep(1.0)
        off = []
        try:
            for _ in range(count):
                follower = LinkFollower()
                end = time.perf_counter() + 20.0
                while follower.now() is None and time.perf_counter() < end:
                    follower.turn(time.perf_counter())
                    time.sleep(0.02)
                time.sleep(0.3)
                t, found = time.perf_counter(), follower.now()
                rows = np.array([[float(w) for w in line.split()] for line in log.read_text().splitlines() if len(line.split()) == 4])
                if found is not None:
                    theirs = rows[-1][2] + (t - rows[-1][0]) / found[0]
                    off.append(abs((found[1] - theirs + 2.0) % 4.0 - 2.0) * found[0] * 1000.0)
                follower.close()
        finally:
            peer.kill()
        print(f"Link, {count} joins: {len(off)} followed, phase off by at most {max(off, default=float('nan')):.3f} ms; "
              f"the peer's tempo stood between {rows[:, 1].min():.6f} and {rows[:, 1].max():.6f}")


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, default=60)
    parser.add_argument("--fps", type=float, default=30.0)
    parser.add_argument("--size", default="160x90")
    parser.add_argument("--joins", type=int, default=0)
    options = parser.parse_args()
    hands(options.events, options.fps, parse_size(options.size))
    if options.joins:
        joins(options.joins)


if __name__ == "__main__":
    main()
