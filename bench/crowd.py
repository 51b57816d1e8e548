"""Does the crowd do what it is said to do? Prints the response of order to coherence, its times, its costs.

    python bench/crowd.py [--size 4000]
    python bench/crowd.py --calibrate       measures crowd/kuramoto.py's RESPONSE anew (minutes)
    python bench/crowd.py --kit FOLDER --flash JUDGE.py     all of it: the recordings of an evaluation kit too (bench/crowd_kit.py), and one heart at 30, 60
                                                            and 144 frames a second before an independent judge of flashes (bench/crowd_flash.py)
"""
from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from visualizer.app.common import build_house
from visualizer.app.schema import schema
from visualizer.config import load
from visualizer.crowd import Crowd, kuramoto, seat
from visualizer.crowd.neighbours import Neighbours
from visualizer.model.control import ControlState
from visualizer.model.crowd import CrowdFrame
from visualizer.model.grid import BeatGrid
from visualizer.model.music import MusicFrame
from visualizer.model.show import ShowFrame
from visualizer.model.time import TICK_S, tick_end
from visualizer.show import Director

BASE = Director(np.zeros(1, np.float32)).step(MusicFrame.vacant(0), ControlState(), 0.0)
NOISE = Crowd._noise


def show_at(hop: int, coherence: float, bpm: float = 90.0) -> ShowFrame:
    """A stage at tick `hop` whose music has this coherence and tempo."""
    t = tick_end(hop)
    beats = t * bpm / 60.0
    grid = BeatGrid(t - (beats % 1.0) * 60.0 / bpm, 60.0 / bpm, 0.9, int(beats))
    return replace(BASE, tick=hop, t=t, coherence=coherence, level=0.6, grid=grid)


def run(crowd: Crowd, coherence: float, seconds: float, first: int = 0, bpm: float = 90.0) -> Iterator[CrowdFrame]:
    """`seconds` of ticks at one coherence."""
    for hop in range(first, first + round(seconds / TICK_S)):
        yield crowd.step(show_at(hop, coherence, bpm))


def steady(c: float, size: int, seed: int = 1) -> float:
    """Order along the ripple, mean of the last 12 of 40 s."""
    return float(np.mean([f.order_wave for f in run(Crowd(seat(size, seed), seed), c, 40.0)][-round(12 / TICK_S):]))


def when(frames: list[CrowdFrame], limit: float, rising: bool) -> float:
    """s until the plain order passes `limit`; nan if never."""
    order = np.array([f.order for f in frames])
    hits = np.flatnonzero(order > limit if rising else order < limit)
    return float(hits[0] * TICK_S) if len(hits) else float("nan")


def response(size: int) -> None:
    """Levels, times, sweep, idle."""
    print(f"N = {size}\ncoherence  order   error")
    worst = 0.0
    for c in np.linspace(0, 1, 11):
        r = steady(float(c), size)
        worst = max(worst, abs(r - c))
        print(f"   {c:.1f}     {r:.3f}   {r - c:+.3f}")
    print(f"worst |R - C| {worst:.3f} (allowed 0.04)")
    for bpm in (60, 75, 90, 120, 150, 174, 200):
        bars = when(list(run(Crowd(seat(size, 2), 2), 1.0, 40.0, bpm=bpm)), 0.9, True) / (240.0 / bpm)
        print(f"{bpm:4d} bpm: R > 0.9 after {bars:.1f} bars (allowed 8)")
    crowd = Crowd(seat(size, 3), 3)
    up = list(run(crowd, 1.0, 30.0))
    down = list(run(crowd, 0.0, 20.0, up[-1].tick + 1))
    print(f"C 0 -> 1: R > .5 .8 .9 after {when(up, .5, True):.1f} {when(up, .8, True):.1f} {when(up, .9, True):.1f} s;  "
          f"1 -> 0: R < .5 .3 .2 after {when(down, .5, False):.1f} {when(down, .3, False):.1f} {when(down, .2, False):.1f} s (allowed 4 to 8)")
    crowd, hop, ways = Crowd(seat(size, 4), 4), 0, []
    for sweep in (np.linspace(0, 1, 41), np.linspace(1, 0, 41)):
        row = []
        for c in sweep:
            frames = list(run(crowd, float(c), 14.0, hop))
            hop = frames[-1].tick + 1
            row.append(np.mean([f.order_wave for f in frames[-round(4 / TICK_S):]]))
        ways.append(np.array(row))
    print(f"slow sweep up and down: largest difference {np.abs(ways[0] - ways[1][::-1]).max():.3f} (allowed 0.05)")
    for n in (1000, 10_000):
        idle = np.mean([f.order for f in run(Crowd(seat(n, 5), 5), 0.0, 200.0)][-round(170 / TICK_S):])
        print(f"idle R at N = {n}: {idle:.4f}, a free crowd's {0.886 / np.sqrt(n):.4f}")


def jitter() -> None:
    """Order with one tick a step against several, without noise, which is another draw then; and after a stall."""
    Crowd._noise = lambda self, tick, stream: np.zeros(self.seating.size, np.float32)   # type: ignore[method-assign]
    try:
        worst, rng = 0.0, np.random.default_rng(1)
        for c in (0.3, 0.6, 0.9, 1.0):
            even = list(run(Crowd(seat(2000, 1), 1), c, 20.0))
            crowd, tick = Crowd(seat(2000, 1), 1), -1
            while tick < len(even) - 8:
                ticks = max(1, round(rng.uniform(0.2, 3.0) / 60.0 / TICK_S))
                tick += ticks
                worst = max(worst, abs(crowd.step(show_at(tick, c), ticks).order_wave - even[tick].order_wave))
        print(f"frame times of 0.2 to 3 sixtieths: largest |dR| {worst:.4f} (allowed 0.01)")
    finally:
        Crowd._noise = NOISE   # type: ignore[method-assign]
    crowd = Crowd(seat(2000, 1), 1)
    before = list(run(crowd, 1.0, 20.0))[-1]
    stalled = crowd.step(show_at(before.tick + 938, 1.0), 938)
    print(f"a stall of 10 s: R {before.order:.3f} before, {stalled.order:.3f} in the step after, "
          f"{list(run(crowd, 1.0, 1.0, stalled.tick + 1))[-1].order:.3f} a second later")


def cost() -> None:
    """ms of processor time per tick."""
    for n in (1000, 2000, 10_000, 30_000, 100_000):
        crowd = Crowd(seat(n, 1), 1)
        shows = [show_at(h, 0.7) for h in range(250)]
        for s in shows[:50]:
            crowd.step(s)
        start = time.thread_time()
        for s in shows[50:]:
            crowd.step(s)
        print(f"N = {n:6d}: {(time.thread_time() - start) / 200 * 1000:.3f} ms a tick")


def calibrate() -> None:
    """Gain at which the steady order equals each coherence, by bisection."""
    seating = seat(4000, 1)
    neighbours, rate = Neighbours(seating), kuramoto.natural_rates(seating, 1)

    def order(c: float, gain: float) -> float:
        rng = np.random.default_rng(3)
        z = np.exp(1j * np.random.default_rng(1).uniform(0, 2 * np.pi, seating.size)).astype(np.complex64)
        target = np.exp(-1j * 4 * np.pi * (1 - c) * seating.distance).astype(np.complex64)
        dt, kept = 4 * TICK_S, []
        for i in range(int(34 / dt)):
            z = kuramoto.step(z, rate, target, neighbours.mean(z), gain, kuramoto.NEIGHBOURS_STEADY * c, dt, rng.standard_normal(seating.size, np.float32))
            if i * dt > 20:
                kept.append(abs(np.vdot(target, z)) / seating.size)
        return float(np.mean(kept))

    for c in (0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.88, 0.94, 0.97):
        low, high = 0.0, 1.2
        for _ in range(8):
            middle = (low + high) / 2
            low, high = (middle, high) if order(c, middle) < c else (low, middle)
        print(f"({c}, {(low + high) / 2:.4f}),", flush=True)
    print(f"at full gain the order is {order(1.0, 1.0):.3f}")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, default=4000)
    parser.add_argument("--calibrate", action="store_true")
    parser.add_argument("--kit", type=Path)
    parser.add_argument("--heard", type=Path, help="what bench/hearing.py --out has heard of the kit: it is not heard again")
    parser.add_argument("--flash", type=Path)
    args = parser.parse_args()
    if args.calibrate:
        calibrate()
        return
    response(args.size)
    jitter()
    cost()
    if args.kit:
        from crowd_kit import kit

        kit(args.kit, build_house(load(schema())), known=args.heard)
    if args.flash:
        from crowd_flash import flash

        flash(args.flash, [60.0, 120.0, 200.0], [30.0, 60.0, 144.0])


if __name__ == "__main__":
    main()
