"""From a hand to the picture: ms from a packet or a byte arriving to the first frame drawn with its value, and what a frame pays for its hands.

    python bench/hands.py [--events 60] [--fps 60] [--joins 0]

The live stage runs with its two children and without a picture, a frame every 1/fps s; OSC goes over real UDP into the real child, and MIDI goes the
same way from there. `--joins N` joins a Link session N times and looks whether the other peer's tempo moved.
"""
from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from visualizer.app.common import House, build_house
from visualizer.app.hands import Rail
from visualizer.app.live import LiveShow
from visualizer.app.schema import schema
from visualizer.audio import parse_input
from visualizer.config import load
from visualizer.control.osc.out import message
from visualizer.model.ring import RUNNING

KEY, PATH = "stage.haze.density", "/concord/stage/haze/density"


class Loop:
    """FrameLoop's turn without a window: hands, state, told back."""

    def __init__(self, house: House, fps: float) -> None:
        self.live = LiveShow(parse_input("overture", mute=True, loop=True), house.analysis, house.stage())
        self.rail = Rail(house)
        self.period, self.due = 1.0 / fps, time.perf_counter()
        self.costs: list[float] = []

    def frame(self) -> np.ndarray:
        """One frame at its time; the values it is drawn with."""
        time.sleep(max(0.0, self.due - time.perf_counter()))
        self.due = max(self.due + self.period, time.perf_counter())
        start = time.perf_counter()
        self.live.hands(self.rail.resolve(self.rail.poll(), self.live.stage.control, self.live))
        polled = time.perf_counter()
        ft, view, ear = self.live.update(0.025)
        self.live.begin()
        told = time.perf_counter()
        self.rail.tell(ft, view, self.live, ear)
        self.costs.append((polled - start + time.perf_counter() - told) * 1000.0)
        return view.show.params

    def close(self) -> None:
        """End both children."""
        self.rail.close()
        self.live.close()


def osc(events: int, fps: float) -> None:
    """Print the latency of OSC and the price of the hands."""
    import socket

    house = build_house(load(schema(), [], {"hands.osc_in": 18_733, "hands.osc_out": "", "hands.midi": False, "hands.desk": False}))
    loop, offset = Loop(house, fps), schema().offset(KEY) or 0
    sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    try:
        until = time.perf_counter() + 60.0
        while loop.rail._events.stage != RUNNING or loop.live.stage.hop < 60:
            loop.frame()
            if time.perf_counter() > until:
                raise SystemExit("the children did not start")
        loop.costs.clear()
        waits, frames = [], []
        rng = np.random.default_rng(1)
        for k in range(events):
            for _ in range(int(rng.integers(10, 20))):
                values = loop.frame()
            before = values[offset]
            time.sleep(float(rng.random()) * loop.period * 0.8)
            sent = time.perf_counter()
            sender.sendto(message(PATH, [0.9 if k % 2 else 0.1]), ("127.0.0.1", 18_733))
            count = 0
            while loop.frame()[offset] == before and count < 100:
                count += 1
            waits.append((time.perf_counter() - sent) * 1000.0)
            frames.append(count + 1)
        print(f"OSC packet to the values of a drawn frame, {events} events at {fps:g} fps: median {np.median(waits):.1f} ms, "
              f"95 % {np.quantile(waits, 0.95):.1f} ms, worst {max(waits):.1f} ms; "
              f"in the next frame {np.mean(np.array(frames) == 1):.0%}, within two {np.mean(np.array(frames) <= 2):.0%}")
        print(f"what a frame pays for its hands: median {np.median(loop.costs):.3f} ms, 99 % {np.quantile(loop.costs, 0.99):.3f} ms")
    finally:
        sender.close()
        loop.close()


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
    parser.add_argument("--fps", type=float, default=60.0)
    parser.add_argument("--joins", type=int, default=0)
    options = parser.parse_args()
    osc(options.events, options.fps)
    if options.joins:
        joins(options.joins)


if __name__ == "__main__":
    main()
