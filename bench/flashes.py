"""Is the show composed to be safe? The overture, or a file, as it is drawn without the guard's hold, judged by an independent judge of flashes.

    python bench/flashes.py --judge FLASHCHECK.py [--input overture] [--fps 30] [--size 320x180] [--tier C] [--start S] [--seconds S] [--shots] [--guarded]

--shots: every act of music and each of its shots held for SECONDS (9) of the input from START on, one after the other; give loud, fast music.
--guarded: with the guard's hold; printed too is how much it kept: what is composed must pass without.
The judge is a Python file with check(frames, fps=..., profile='stage'). Printed per act: the most flashes a second of luminance, of red and of the means,
and the largest share of the picture or of a window that passed the count. Exit status 1 when it fails.
"""
from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from crowd_flash import load_judge

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tools"))
from gallery import posed

from visualizer.app.common import House, build_house, open_offline, parse_size
from visualizer.app.film import frame_time, parse_fps
from visualizer.app.schema import schema
from visualizer.audio import parse_input
from visualizer.config import load
from visualizer.model.show import Act
from visualizer.output.headless import create_context
from visualizer.render import Renderer
from visualizer.show.shots import SHOTS, Shot

HELD_S = 9.0
KINDS = ("general", "red", "red_legacy")


def held(house: House, args: argparse.Namespace, judge: Any) -> bool:
    """Judge every shot and print a line for each. True when all pass."""
    offline, source = open_offline(house, parse_input(args.input, live=False), house.stage())
    ctx, fps = create_context(), parse_fps(args.fps)
    renderer = Renderer(ctx, parse_size(args.size), args.tier, house.config.schema, house.seating, house.seed, house.render)
    renderer.warm()
    times = [frame_time(i, fps, args.start) for i in range(round((args.seconds or HELD_S) * float(fps)))]
    views = [offline.view_at(ft.t_light) for ft in times]

    def pictures(act: Act, shot: Shot) -> Iterator[npt.NDArray[np.uint8]]:
        for ft, view in zip(times, views, strict=True):
            renderer.forget()
            renderer.draw(ft, view.music, posed(view, act, shot).show, view.crowd)
            yield renderer.read()

    safe = True
    print("act        shot                 verdict  most flashes a second: luminance, mean   share over the count")
    for act, shot in ((a, s) for a, shots in SHOTS.items() if not shots.scripted for s in shots.shots):
        told = judge.check(pictures(act, shot), fps=float(fps), profile="stage")
        share = max(max(r[k]["win"], r[k]["area"]) for r in told["rows"] for k in KINDS)
        most = told["max_flashes_per_s"]
        print(f"{act.name.lower():10} {shot.name:20} {told['verdict']:8} {most['general']:32.1f} {most['mean']:5.1f} {share:22.3f}", flush=True)
        safe &= told["verdict"] == "PASS"
    renderer.release()
    source.close()
    ctx.release()
    return safe


def frames(house: House, args: argparse.Namespace, acts: list[str], kept: list[float]) -> Iterator[npt.NDArray[np.uint8]]:
    """Pictures, (H, W, 3) uint8, each as if it were the first: the guard has no past to hold on to, unless it is asked for. acts: filled with the act of each;
    kept: with the share of the last picture that the guard kept."""
    offline, source = open_offline(house, parse_input(args.input, live=False), house.stage())
    ctx = create_context()
    renderer = Renderer(ctx, parse_size(args.size), args.tier, house.config.schema, house.seating, house.seed, house.render)
    renderer.warm()
    fps = parse_fps(args.fps)
    seconds = source.end_s - args.start if args.seconds is None else args.seconds
    for i in range(round(seconds * float(fps))):
        ft = frame_time(i, fps, args.start)
        view = offline.view_at(ft.t_light)
        if not args.guarded:
            renderer.forget()
        renderer.draw(ft, view.music, view.show, view.crowd)
        kept.append(renderer.guard_state()[1])
        acts.append(view.show.act.name.lower())
        yield renderer.read()
    renderer.release()
    source.close()
    ctx.release()


def table(seen: dict[str, Any], acts: list[str], fps: float) -> None:
    """A line per act, in the order they came."""
    rows = seen["rows"]
    print("act        from s  most flashes a second: luminance, red, old red, mean   share over the count")
    first = 0
    for i in range(1, len(acts) + 1):
        if i < len(acts) and acts[i] == acts[first]:
            continue
        part = rows[first:i]
        most = [max(r[k]["cell_max"] for r in part) / 2.0 for k in KINDS] + [max(r["mean"] for r in part) / 2.0]
        share = max(max(r[k]["win"], r[k]["area"]) for r in part for k in KINDS)
        print(f"{acts[first]:10} {first / fps:6.1f} {most[0]:34.1f} {most[1]:4.1f} {most[2]:8.1f} {most[3]:5.1f} {share:22.3f}")
        first = i


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--judge", type=Path, required=True)
    parser.add_argument("--input", default="overture")
    parser.add_argument("--fps", default="30")
    parser.add_argument("--size", default="320x180")
    parser.add_argument("--tier", default="C")
    parser.add_argument("--start", type=float, default=0.0)
    parser.add_argument("--seconds", type=float, default=None)
    parser.add_argument("--shots", action="store_true")
    parser.add_argument("--guarded", action="store_true")
    args = parser.parse_args()
    if args.shots:
        return 0 if held(build_house(load(schema())), args, load_judge(args.judge)) else 1
    began, acts, kept = time.perf_counter(), list[str](), list[float]()
    fps = float(parse_fps(args.fps))
    seen = load_judge(args.judge).check(frames(build_house(load(schema())), args, acts, kept), fps=fps, profile="stage")
    table(seen, acts, fps)
    print(f"{seen['verdict']} {seen['violating_frames'] or ''} worst {seen['worst']}")
    if args.guarded:
        print(f"the guard kept something of {np.mean(np.array(kept) > 0.0):.4f} of the pictures, at most {max(kept):.2f}")
    hold, ms = "with" if args.guarded else "without", 1000.0 * (time.perf_counter() - began) / len(acts)
    print(f"{len(acts)} pictures of {args.size}, {fps:g} a second, {hold} the guard's hold, {ms:.0f} ms each")
    return 0 if seen["verdict"] == "PASS" else 1


if __name__ == "__main__":
    sys.exit(main())
