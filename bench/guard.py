"""Does anything get past the guard? Pictures made to flash in every way we could think of, put before it, and what comes out judged by an independent judge.

    python bench/guard.py --judge FLASHCHECK.py [--seeds 0:20] [--kinds strobe,hop,...] [--size 320x180]
    python bench/guard.py --cost [--size 640x360]

A clip is a kind and a seed: colours, rates, sizes and depths follow from it, 24 to 144 pictures a second, a third of them at uneven times. Printed: each
clip that the judge fails, or that it passed before the guard held something all the same; in the end how many failed before and behind the guard. Exit status
1 when any fails behind it by the rules of WCAG 2.2 and BT.1702; WCAG 2.0's red and what goes on for long are told apart (see docs/guard.md).
--cost: ms of each step of the guard, alone, on a picture of the show.
"""
from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from crowd_flash import load_judge, one_heart, sound, stage_at

import visualizer.render.guard as guard
from visualizer.app.common import build_house, parse_size
from visualizer.app.schema import schema
from visualizer.config import load
from visualizer.crowd import Crowd
from visualizer.model.show import Act
from visualizer.model.time import FrameTime
from visualizer.output.headless import create_context
from visualizer.render import Renderer
from visualizer.show.shots import sequence

Light = npt.NDArray[np.float64]
PALETTE = np.array([[0, 0, 0], [1, 1, 1], [1, 0, 0], [0, 0, 1], [0, 1, 0], [1, 1, 0], [1, 0, 1], [0.5, 0.5, 0.5], [0.2, 0.2, 0.2], [1, 0.1, 0.1], [0.6, 0, 0],
                    [0.3, 0.02, 0], [0.8, 0.05, 0.05], [0.8, 0.3, 0], [0.35, 0.35, 0.35], [0.45, 0.45, 0.45]])
"""linear light"""
SIDES = (3, 4, 6, 8, 16, 40, 60, 90)
"""px of a square, where there are squares"""


class Clip:
    """One way to flash. `picture` gives linear light that spreads over (h, w, 3), for index n at t s."""

    def __init__(self, size: tuple[int, int], seed: int, fps: float) -> None:
        self.rng, self.fps = (rng := np.random.default_rng(seed)), fps
        self.w, self.h = size
        self.a, self.b = PALETTE[rng.integers(len(PALETTE), size=2)]
        self.hz, self.duty, self.side = rng.uniform(1.5, 14.0), rng.uniform(0.2, 0.8), int(rng.choice(SIDES))
        self.shape = (-(-self.h // self.side), -(-self.w // self.side))
        self.share, self.base, self.depth = rng.uniform(0.1, 0.6), rng.uniform(0.0, 0.6), rng.uniform(0.06, 0.3)
        self.phase, self.level = rng.random(self.shape), rng.random(self.shape)
        self.mask = self.squares(rng.random(self.shape) < self.share)
        self.now = self.squares(rng.integers(0, len(PALETTE), self.shape))
        self.speed, self.period = rng.uniform(-400.0, 400.0), rng.uniform(8.0, 160.0)
        fw, fh = rng.uniform(0.05, 0.6, 2)
        x, y = rng.uniform(0.0, 1.0 - fw) * self.w, rng.uniform(0.0, 1.0 - fh) * self.h
        yy, self.xx = np.mgrid[0:self.h, 0:self.w]
        self.corner = (self.xx >= x) & (self.xx < x + fw * self.w) & (yy >= y) & (yy < y + fh * self.h)

    def squares(self, grid: npt.NDArray[Any]) -> npt.NDArray[Any]:
        return grid.repeat(self.side, 0).repeat(self.side, 1)[:self.h, :self.w]

    def choose(self, on: Any) -> Light:
        return np.where(np.asarray(on)[..., None], self.a, self.b)

    def beat(self, n: int) -> int:
        """Half periods so far."""
        return n // max(1, int(self.fps / self.hz / 2.0))

    def new(self, n: int) -> bool:
        return n == 0 or self.beat(n) != self.beat(n - 1)

    # -- the kinds

    def strobe(self, n: int, t: float) -> Light:
        return self.choose(t * self.hz % 1.0 < self.duty)

    def counter(self, n: int, t: float) -> Light:
        return self.choose(self.squares(np.indices(self.shape).sum(0) % 2 * 0.5 + t * self.hz) % 1.0 < self.duty)

    def phases(self, n: int, t: float) -> Light:
        return self.choose(self.squares((self.phase + t * self.hz) % 1.0) < self.duty)

    def rates(self, n: int, t: float) -> Light:
        return self.choose(self.squares((self.phase + t * self.hz * (0.5 + self.phase)) % 1.0) < self.duty)

    def telegraph(self, n: int, t: float) -> Light:
        if self.new(n):
            turned = self.squares(self.rng.random(self.shape) < self.share)
            self.now = np.where(turned, self.squares(self.rng.integers(0, len(PALETTE), self.shape)), self.now)
        return PALETTE[self.now]

    def hop(self, n: int, t: float) -> Light:
        if self.new(n):
            self.mask = self.squares(self.rng.random(self.shape) < self.share)
        return self.choose(self.mask & (self.beat(n) % 2 == 1))

    def snow(self, n: int, t: float) -> Light:
        return self.squares(self.rng.random(self.shape))[..., None]

    def creep(self, n: int, t: float) -> Light:
        value = self.base + 0.5 * self.depth * np.sin(2.0 * np.pi * self.hz * t) + 0.03 * np.sin(2.0 * np.pi * 0.37 * t) + 0.02 * (n // 3 % 2)
        return np.full(3, max(value, 0.0))

    def red(self, n: int, t: float) -> Light:
        k = 0.5 + 0.5 * np.sin(2.0 * np.pi * self.hz * t)
        return self.a * (1.0 - k) + PALETTE[2] * k * self.rng.uniform(0.9, 1.0)

    def stripes(self, n: int, t: float) -> Light:
        return self.choose((self.xx + self.speed * t) % self.period < self.period * self.duty)

    def rect(self, n: int, t: float) -> Light:
        return self.choose(self.corner & (t * self.hz % 1.0 < self.duty))

    def masked(self, n: int, t: float) -> Light:
        return self.choose(self.mask & (t * self.hz % 1.0 < self.duty))

    def slow(self, n: int, t: float) -> Light:
        return self.choose(t * 2.0 % 1.0 < 0.5)

    def slowmask(self, n: int, t: float) -> Light:
        return self.choose(self.mask & (t * (1.7 + 0.7 * self.duty) % 1.0 < 0.5))

    def walk(self, n: int, t: float) -> Light:
        self.level = np.clip(self.level + self.rng.normal(0.0, self.depth, self.shape), 0.0, 1.0)
        return self.squares(self.level)[..., None]

    def staircase(self, n: int, t: float) -> Light:
        return np.full(3, np.floor(4.0 * abs(t * self.hz * 0.5 % 1.0 * 2.0 - 1.0)) / 4.0 * (0.1 + 3.0 * self.depth))

    def bursts(self, n: int, t: float) -> Light:
        return self.choose(t % 1.5 < 0.6 and t * self.hz % 1.0 < self.duty)


KINDS = ("strobe", "counter", "phases", "rates", "telegraph", "hop", "snow", "creep", "red", "stripes", "rect", "masked", "slow", "slowmask", "walk",
         "staircase", "bursts")


def moments(kind: str, seed: int) -> tuple[float, list[float]]:
    """(pictures a second, s of each)."""
    rng = np.random.default_rng(seed + 7919)
    fps, seconds = float(rng.choice([24, 30, 60, 60, 144])), 9.0 if kind.startswith("slow") else 3.0
    steps = np.ones(round(seconds * fps)) if rng.random() < 0.7 else rng.choice([0.5, 1.0, 1.0, 1.0, 2.0, 6.0], round(seconds * fps))
    return fps, [0.0, *np.cumsum(steps / fps)[:-1]]


def judged(judge: Any, renderer: Renderer, view: Any, kind: str, seed: int) -> tuple[dict[str, Any], dict[str, Any], list[float]]:
    """What the judge says before and behind the guard, and what it kept of every picture."""
    fps, times = moments(kind, seed)
    clip = Clip(renderer.size, seed, fps)
    paint: Callable[[int, float], Light] = getattr(clip, kind)
    before, behind, kept = [], [], []
    renderer.forget()
    picture = np.full((clip.h, clip.w, 4), 65535, np.uint16)
    for n, t in enumerate(times):
        picture[..., :3] = np.clip(paint(n, t), 0.0, 1.0) ** (1.0 / 2.2) * 65535.0 + 0.5
        renderer.targets.texture("picture").write(picture[::-1].tobytes())
        renderer.guard.show(renderer.targets, replace(view, dt=t - times[n - 1] if n else 0.0), renderer._face)
        before.append((picture[..., :3] // 257).astype(np.uint8))
        behind.append(renderer.read())
        kept.append(renderer.guard_state()[1])
    return judge.check(before, times=times, pattern=False), judge.check(behind, times=times, pattern=False), kept


def attack(judge: Any, renderer: Renderer, view: Any, kinds: list[str], seeds: range) -> bool:
    """Judge every kind with every seed. True when nothing gets past but what the stricter rules call a flash."""
    count = dict.fromkeys(("clips", "failed before", "failed behind", "by old red or for long", "lawful and held"), 0)
    for seed in seeds:
        for kind in kinds:
            raw, out, kept = judged(judge, renderer, view, kind, seed)
            held, passed = max(kept) > 0.0, raw["verdict"] == "PASS"
            past, old = out["verdict"] == "FAIL", set(out["violating_frames"]) <= {"red_legacy", "extended"}
            for name, yes in (("clips", True), ("failed before", not passed), ("failed behind", past), ("by old red or for long", past and old),
                              ("lawful and held", passed and held)):
                count[name] += yes
            if past or (passed and held):
                print(f"{kind} {seed}: {out['verdict']} {out['violating_frames'] or ''} kept {np.mean(kept):.2f} {out['worst']}", flush=True)
    print(", ".join(f"{name} {n}" for name, n in count.items()))
    return count["failed behind"] == count["by old red or for long"]


def cost(renderer: Renderer, view: Any) -> None:
    """Print ms of each step, the least and the median of thirty."""
    spent: dict[str, list[float]] = {}
    plain = guard._draw

    def timed(step: Any, into: Any, textures: Any, **uniforms: Any) -> None:
        renderer.ctx.finish()
        began = time.perf_counter()
        plain(step, into, textures, **uniforms)
        renderer.ctx.finish()
        name = Path(step[0]._fragment).stem + (" (where it holds)" if "open" in step[0]._vertex else "")
        spent.setdefault(name, []).append(1000.0 * (time.perf_counter() - began))
    guard._draw = timed
    for _ in range(30):
        renderer.guard.show(renderer.targets, view, renderer._face)
    guard._draw = plain
    for name, ms in spent.items():
        print(f"{name:34} {min(ms):7.2f} {np.median(ms):7.2f} ms")
    print(f"{'all':34} {sum(map(min, spent.values())):7.2f} {sum(map(np.median, spent.values())):7.2f} ms at {renderer.size[0]}x{renderer.size[1]}")


def scene(args: argparse.Namespace) -> Iterator[tuple[Renderer, Any]]:
    """A renderer with a drawn picture, and the view of it."""
    house = build_house(load(schema()))
    renderer = Renderer(create_context(), parse_size(args.size or ("640x360" if args.cost else "320x180")), args.tier, house.config.schema, house.seating,
                        house.seed, house.render)
    show = stage_at(house, 0, 120.0, sequence(Act.UNISON).shots[0])
    view = renderer._builder.build(FrameTime(1.0, 1.0 / 60.0, 0), sound(), show, one_heart(Crowd(house.seating, house.seed).step(show)))
    renderer._upload(view)
    for step in renderer._seen(view):
        step.draw(renderer.targets, view)
    yield renderer, view
    renderer.release()


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--judge", type=Path)
    parser.add_argument("--seeds", default="0:4", help="FROM:TO")
    parser.add_argument("--kinds", default=",".join(KINDS))
    parser.add_argument("--size", default="")
    parser.add_argument("--tier", default="C")
    parser.add_argument("--cost", action="store_true")
    args = parser.parse_args()
    if not args.cost and args.judge is None:
        parser.error("--judge FLASHCHECK.py: a Python file with check(frames, times=..., profile='stage'); or --cost")
    for renderer, view in scene(args):
        if args.cost:
            cost(renderer, view)
            return 0
        first, last = (int(v) for v in args.seeds.split(":"))
        return 0 if attack(load_judge(args.judge), renderer, view, args.kinds.split(","), range(first, last)) else 1
    return 1


if __name__ == "__main__":
    sys.exit(main())
