"""What a frame costs, act by act and pass by pass.

    python bench/frames.py [--tiers CA] [--sizes 640x360,1280x720] [--frames 3] [--acts] [--shots]

For each tier and size a table of passes against acts in processor ms (all threads), each pass drawn alone and waited for, the fastest of the frames counts;
beside them, from the same run, the floor: one copy of the picture in RGBA16F with a filtered fetch. The light stands where the act has it at rest.
--shots: the shots that acts go on to, in place of the acts. Then the probes by which `--quality auto` chooses. --acts walks the overture instead and prints
frames with read-back: wall and processor ms, states too.
On a GPU read --acts and wall time; on a software rasteriser processor time is what other work on the machine disturbs least.
"""
from __future__ import annotations

import argparse
import statistics
import sys
import time
from pathlib import Path

import moderngl
import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tools"))
from gallery import further, gathered, posed

from visualizer.app.common import House, build_house, open_offline, parse_size
from visualizer.app.schema import schema
from visualizer.app.stage import View
from visualizer.audio import parse_input
from visualizer.config import load
from visualizer.model.show import Act
from visualizer.model.time import FrameTime
from visualizer.output.headless import create_context
from visualizer.render import Renderer
from visualizer.render.choose import REFERENCE, measure

ACTS = {"backstage": Act.BACKSTAGE, "faces": Act.CURTAIN, "silence": Act.SILENCE, "note": Act.NOTE, "symphony": Act.SYMPHONY, "unison": Act.UNISON,
        "chaos": Act.CHAOS, "ebb": Act.EBB, "last note": Act.LAST_NOTE, "hush": Act.HUSH, "ovation": Act.OVATION, "waking": Act.WAKING}
COPY = ("#version 330 core\nout vec2 uv;\nvoid main() { uv = vec2((gl_VertexID << 1) & 2, gl_VertexID & 2); gl_Position = vec4(uv * 2.0 - 1.0, 0.0, 1.0); }",
        "#version 330 core\nin vec2 uv;\nout vec4 o;\nuniform sampler2D t;\nvoid main() { o = texture(t, uv); }")

WIDE = 14
WALK_S = 100.0
"""s of the overture that --acts walks: storm, unison and last note too"""


def copy_ms(ctx: moderngl.Context, size: tuple[int, int], rounds: int = 12) -> float:
    """Processor ms of the floor: one filtered copy, RGBA16F to RGBA16F."""
    program = ctx.program(*COPY)
    array, images = ctx.vertex_array(program, []), [ctx.texture(size, 4, dtype="f2") for _ in range(2)]
    frame = ctx.framebuffer([images[1]])
    used = []
    for _ in range(rounds):
        frame.use()
        images[0].use(0)
        ctx.finish()
        began = time.process_time()
        array.render(moderngl.TRIANGLES, vertices=3)
        ctx.finish()
        used.append((time.process_time() - began) * 1000.0)
    for thing in (array, program, frame, *images):
        thing.release()
    return min(used)


def table(ctx: moderngl.Context, house: House, views: dict[str, View], tier: str, size: tuple[int, int], frames: int) -> None:
    """Passes against views by name."""
    renderer = Renderer(ctx, size, tier, house.config.schema, house.seating, house.seed, house.render)
    renderer.warm()
    cost: dict[str, dict[str, float]] = {}
    for name, view in views.items():
        for k in range(frames):
            spent = renderer.costs(FrameTime(view.show.t + k / 60, 1 / 60, k), view.music, view.show, view.crowd, time.process_time)
            for step, ms in spent.items():
                cost.setdefault(step, {})[name] = min(ms, cost.get(step, {}).get(name, 1e9))
    renderer.release()
    floor = copy_ms(ctx, size)
    print(f"\ntier {tier}, {size[0]}x{size[1]}, processor ms; floor's copy pass {floor:.1f}")
    print(f"{'pass':<11}" + "".join(f"{name:>{WIDE}}" for name in views))
    for step, row in cost.items():
        print(f"{step:<11}" + "".join(f"{row[name]:{WIDE}.1f}" if name in row else f"{'-':>{WIDE}}" for name in views))
    sums = {name: sum(row.get(name, 0.0) for row in cost.values()) for name in views}
    print(f"{'frame':<11}" + "".join(f"{sums[name]:{WIDE}.1f}" for name in views))
    print(f"{'x copy':<11}" + "".join(f"{sums[name] / floor:{WIDE}.1f}" for name in views))


def walk(ctx: moderngl.Context, house: House, tier: str, size: tuple[int, int], frames: int) -> None:
    """Frames along the overture with read-back, and what the states cost."""
    views: dict[str, list[View]] = {}
    stage = house.stage(lambda v: views.setdefault(v.show.act.name, []).append(v) if v.show.tick % 8 == 0 else None)
    offline, _ = open_offline(house, parse_input("overture", live=False), stage)
    began = time.process_time()
    offline.view_at(WALK_S)
    print(f"states: {(time.process_time() - began) / WALK_S * 1000:.1f} ms of processor time per second of music")
    start = time.perf_counter()
    renderer = Renderer(ctx, size, tier, house.config.schema, house.seating, house.seed, house.render)
    renderer.warm()
    print(f"{ctx.info['GL_RENDERER']}, tier {tier}, {size[0]}x{size[1]}; ready after {time.perf_counter() - start:.1f} s")
    pixels = np.empty((size[1], size[0], 3), np.uint8)
    total = []
    for act, seen in views.items():
        chosen = [seen[i] for i in np.linspace(len(seen) * 0.4, len(seen) - 1, frames).astype(int)]
        wall, used = [], []
        for i, v in enumerate(chosen):
            t, c = time.perf_counter(), time.process_time()
            renderer.draw(FrameTime(v.show.t, 1 / 24, i), v.music, v.show, v.crowd)
            renderer.read(pixels)
            wall.append((time.perf_counter() - t) * 1000)
            used.append((time.process_time() - c) * 1000)
        total.append(statistics.median(wall))
        print(f"{act:10} wall median {statistics.median(wall):7.1f} ms  max {max(wall):7.1f}   processor {statistics.median(used):7.1f} ms")
    print(f"all acts   wall mean of medians {statistics.mean(total):.1f} ms")
    renderer.release()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tiers", default="CA")
    parser.add_argument("--sizes", default="640x360,1280x720")
    parser.add_argument("--frames", type=int, default=3)
    parser.add_argument("--acts", action="store_true")
    parser.add_argument("--shots", action="store_true")
    args = parser.parse_args()
    sizes = [parse_size(word) for word in args.sizes.split(",")]
    ctx = create_context()
    if args.acts:
        for tier in args.tiers:
            for size in sizes:
                walk(ctx, build_house(load(schema())), tier, size, max(args.frames, 12))
        return
    house, gathered_views = gathered()
    if args.shots:
        views = {f"{act.name[:3].lower()} {shot.name.split()[-1]}": posed(gathered_views[act], act, shot) for act, shot in further()}
    else:
        views = {name: posed(gathered_views[act], act) for name, act in ACTS.items()}
    print(ctx.info["GL_RENDERER"])
    for tier in args.tiers:
        for size in sizes:
            table(ctx, house, views, tier, size, args.frames)
    speed = measure(ctx, time.process_time)
    print(f"\nprobes of --quality auto: fill {speed.fill:.1f}, march {speed.march:.1f} processor ms "
          f"(where the tiers' costs were measured: {REFERENCE.fill}, {REFERENCE.march})")


if __name__ == "__main__":
    main()
