"""What a frame costs, act by act, along the overture.

    python bench/frames.py [--tier C] [--size 640x360] [--frames 12] [--passes]

For each act: wall ms and processor ms (all threads) per frame with read-back; beside them what the states (analysis, director, crowd) cost.
On a GPU read wall; on a software rasteriser read processor ms. --passes prints the driver's own time per pass where it tells.
"""
from __future__ import annotations

import argparse
import statistics
import time

import numpy as np

from visualizer.app.common import build_house, open_offline, parse_size
from visualizer.app.schema import schema
from visualizer.app.stage import View
from visualizer.audio import parse_input
from visualizer.config import load
from visualizer.model.time import FrameTime
from visualizer.output.headless import create_context
from visualizer.render import Renderer


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tier", default="C")
    parser.add_argument("--size", default="640x360")
    parser.add_argument("--frames", type=int, default=12)
    parser.add_argument("--passes", action="store_true")
    args = parser.parse_args()
    house = build_house(load(schema()))
    views: dict[str, list[View]] = {}
    stage = house.stage(lambda v: views.setdefault(v.show.act.name, []).append(v))
    offline, _ = open_offline(house, parse_input("overture", live=False), stage)
    cpu = time.process_time()
    offline.view_at(41.0)
    print(f"states: {(time.process_time() - cpu) / 41.0 * 1000:.1f} ms of processor time per second of music")
    ctx = create_context()
    size = parse_size(args.size)
    start = time.perf_counter()
    renderer = Renderer(ctx, size, args.tier, house.config.schema, house.seating, house.seed, house.render)
    renderer.warm()
    print(f"{ctx.info['GL_RENDERER']}, tier {args.tier}, {args.size}; ready after {time.perf_counter() - start:.1f} s")
    pixels = np.empty((size[1], size[0], 3), np.uint8)
    total = []
    for act, seen in views.items():
        chosen = [seen[i] for i in np.linspace(len(seen) * 0.4, len(seen) - 1, args.frames).astype(int)]
        wall, used = [], []
        passes: dict[str, list[float]] = {}
        for i, v in enumerate(chosen):
            t, c = time.perf_counter(), time.process_time()
            renderer.draw(FrameTime(v.show.t, 1 / 24, i), v.music, v.show, v.crowd)
            renderer.read(pixels)
            wall.append((time.perf_counter() - t) * 1000)
            used.append((time.process_time() - c) * 1000)
            for name, ms in renderer.timings().items():
                if ms is not None:
                    passes.setdefault(name, []).append(ms)
        total.append(statistics.median(wall))
        print(f"{act:10} wall median {statistics.median(wall):7.1f} ms  max {max(wall):7.1f}   processor {statistics.median(used):7.1f} ms")
        if args.passes:
            print("           " + "  ".join(f"{n} {statistics.median(ms):.1f}" for n, ms in sorted(passes.items(), key=lambda x: -statistics.median(x[1]))))
    print(f"all acts   wall mean of medians {statistics.mean(total):.1f} ms")


if __name__ == "__main__":
    main()
