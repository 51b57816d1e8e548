"""Is one heart safe to look at? The house is forced to order 1 and judged as it is drawn, by an independent judge of flashes, not by ours.

    python bench/crowd_flash.py --judge FLASHCHECK.py [--bpm 60,120,200] [--fps 30,60,144] [--seconds 20] [--size 320x180] [--tier C] [--shots]

The judge is a Python file with check(frames, fps=..., profile='stage'). --shots: from every shot of the unison, not its
own view alone. Printed per run: its verdict, the most flashes a second of luminance, of red and of
the means, the largest share of a window that ever passed the count, and the guard's hold (0: nothing was held back). Exit status 1 when any run fails.
"""
from __future__ import annotations

import argparse
import importlib.util
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from crowd import show_at

from visualizer.app.common import House, build_house, parse_size
from visualizer.app.schema import schema
from visualizer.config import load
from visualizer.crowd import Crowd
from visualizer.model.crowd import TAU, CrowdFrame
from visualizer.model.music import MusicFrame
from visualizer.model.show import Act, ShowFrame
from visualizer.model.time import FrameTime, last_tick_before
from visualizer.output.headless import create_context
from visualizer.render import Renderer
from visualizer.show.lights import seen
from visualizer.show.shots import Shot, sequence

SETTLE_S = 1.0
"""s drawn before the judge looks"""


def load_judge(path: Path) -> Any:
    """The judge's module."""
    spec = importlib.util.spec_from_file_location("judge", path)
    if spec is None or spec.loader is None:
        raise SystemExit(f"{path}: no Python file")
    module = importlib.util.module_from_spec(spec)
    sys.modules["judge"] = module
    spec.loader.exec_module(module)
    return module


def one_heart(crowd: CrowdFrame) -> CrowdFrame:
    """The same house with everybody's heart at the very same place, as bright as it goes."""
    n = len(crowd.phase)
    return replace(crowd, phase=np.full(n, crowd.mean_phase, np.float32), rate=np.full(n, TAU * crowd.heart_hz, np.float32), amplitude=np.ones(n, np.float32),
                   order=1.0, order_wave=1.0)


def stage_at(house: House, tick: int, bpm: float, shot: Shot) -> ShowFrame:
    """The act called unison, at rest."""
    goal = seen(Act.UNISON, shot)
    return replace(show_at(tick, 1.0, bpm), act=Act.UNISON, act_before=Act.UNISON, position=goal, velocity=np.zeros_like(goal), target=goal,
                   params=house.params, level=0.8)


def sound() -> MusicFrame:
    """A chord that holds: nothing but the hearts moves the light."""
    record = MusicFrame.vacant(0).record.copy()
    gpu = record["gpu"]
    gpu["level"], gpu["band"], gpu["mel"], gpu["chroma"] = 0.7, 0.5, 0.4, 0.4
    return MusicFrame.of(record)


def frames(house: House, renderer: Renderer, shot: Shot, bpm: float, fps: float, seconds: float, holds: list[float]) -> Iterator[npt.NDArray[np.uint8]]:
    """Pictures of one heart, (H, W, 3) uint8 each."""
    crowd, music = Crowd(house.seating, house.seed), sound()
    renderer.forget()
    tick, state, show = -1, None, stage_at(house, 0, bpm, shot)
    for i in range(round((seconds + SETTLE_S) * fps)):
        t = (i + 0.5) / fps
        for k in range(tick + 1, last_tick_before(t) + 1):
            show = stage_at(house, k, bpm, shot)
            state, tick = crowd.step(show), k
        if state is None:
            continue
        renderer.draw(FrameTime(t, 1.0 / fps, i), music, show, one_heart(state))
        if t >= SETTLE_S:
            holds.append(renderer.guard_state()[1])
            yield renderer.read()


def flash(judge_file: Path, bpms: list[float], rates: list[float], seconds: float = 20.0, size: str = "320x180", tier: str = "C",
          shots: bool = False) -> bool:
    """Draw, judge and print every pair of tempo and frame rate, from every shot or the act's own view. True when all pass."""
    judge, house = load_judge(judge_file), build_house(load(schema()))
    renderer = Renderer(create_context(), parse_size(size), tier, house.config.schema, house.seating, house.seed, house.render)
    renderer.warm()
    safe = True
    print("  bpm  fps  verdict  most flashes a second: luminance, red, old red, mean   share over the count   hold   ms a frame")
    which = sequence(Act.UNISON).shots[:None if shots else 1]
    for shot, bpm, fps in product(which, bpms, rates):
        holds: list[float] = []
        start = time.perf_counter()
        told = judge.check(frames(house, renderer, shot, bpm, fps, seconds, holds), fps=fps, profile="stage")
        most = told["max_flashes_per_s"]
        share = max(max(row[name]["win"], row[name]["area"]) for row in told["rows"] for name in ("general", "red", "red_legacy"))
        print(f"{bpm:5g} {fps:4g}  {told['verdict']:7} {most['general']:33.1f} {most['red']:4.1f} {most['red_legacy']:8.1f} {most['mean']:5.1f}"
              f"   {share:20.3f}   {max(holds):4.2f}   {(time.perf_counter() - start) / len(holds) * 1000:10.1f}   {shot.name}", flush=True)
        safe &= told["verdict"] == "PASS"
    return safe


def main() -> None:
    """Judge what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--judge", type=Path, required=True)
    parser.add_argument("--bpm", default="60,120,200")
    parser.add_argument("--fps", default="30,60,144")
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--size", default="320x180")
    parser.add_argument("--tier", default="C")
    parser.add_argument("--shots", action="store_true")
    args = parser.parse_args()
    bpms, rates = ([float(word) for word in text.split(",")] for text in (args.bpm, args.fps))
    sys.exit(0 if flash(args.judge, bpms, rates, args.seconds, args.size, args.tier, args.shots) else 1)


if __name__ == "__main__":
    main()
