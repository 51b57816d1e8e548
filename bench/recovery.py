"""How soon is the ear back? It is killed, then frozen, again and again beside a turning frame loop.

    python bench/recovery.py [--times 5]

Prints, for each blow, s until new frames were published, s until the stage took them, and the longest a frame loop's turn took meanwhile (ms).
"""
from __future__ import annotations

import argparse
import os
import signal
import statistics
import time

from visualizer.app.common import build_house
from visualizer.app.live import LiveShow
from visualizer.app.schema import schema
from visualizer.audio import parse_input
from visualizer.config import load


def blow(live: LiveShow, sign: signal.Signals) -> tuple[float, float, float]:
    """Strike the ear; s until it publishes, s until the stage takes it, ms of the longest turn."""
    pid, before = live.supervisor.pid, live.ring.published
    assert pid is not None
    os.kill(pid, sign)
    struck = time.perf_counter()
    published = taken = worst = 0.0
    while not taken:
        turn = time.perf_counter()
        live.update(0.025)
        worst = max(worst, time.perf_counter() - turn)
        now = time.perf_counter() - struck
        restarted = live.supervisor.pid not in (None, pid)
        if restarted and not published and live.ring.published > before + 20:
            published = now
        if published and live.stage.view.music.value("signal") and live.stage.view.music.value("clock_s") == live.stage.view.music.value("clock_s"):
            taken = now
        if now > 30:
            raise SystemExit(f"not back after 30 s: {live.supervisor.status()}")
        time.sleep(0.012)
    return published, taken, worst * 1000


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=5)
    times = parser.parse_args().times
    house = build_house(load(schema()))
    for sign in (signal.SIGKILL, signal.SIGSTOP):
        rows = []
        for _ in range(times):
            live = LiveShow(parse_input("overture", mute=True, loop=True), house.analysis, house.stage())
            try:
                while live.stage.hop < 100:
                    live.update(0.025)
                    live.begin()
                    time.sleep(0.012)
                rows.append(blow(live, sign))
            finally:
                live.close()
            print(f"{sign.name}  published again {rows[-1][0]:5.2f} s   on stage {rows[-1][1]:5.2f} s   longest turn {rows[-1][2]:5.1f} ms", flush=True)
        print(f"{sign.name}  median published {statistics.median(r[0] for r in rows):.2f} s, worst {max(r[0] for r in rows):.2f} s; "
              f"on stage median {statistics.median(r[1] for r in rows):.2f} s, worst {max(r[1] for r in rows):.2f} s", flush=True)


if __name__ == "__main__":
    main()
