"""Which quality tier a machine can afford: two small passes are timed when a show starts, and a pure function makes the choice."""
from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import moderngl

from visualizer.model.paths import shipped

from .includes import Library
from .pace import SCALES
from .program import Program

FILL_SIZE, MARCH_SIZE = (1280, 720), (480, 270)
"""px of the two probes"""
LONGEST_S, ROUNDS = 0.12, 12
"""s that measuring may take after the programs are made, and rounds at most; the fastest of them counts, since whatever disturbs makes them slower"""


@dataclass(frozen=True, slots=True)
class Speed:
    """ms for one draw of each probe."""

    fill: float
    march: float


@dataclass(frozen=True, slots=True)
class Choice:
    """tier: S, A, B or C; frame_ms: what a heavy frame of it is expected to cost; reason: for log and doctor, one line."""

    tier: str
    frame_ms: float
    reason: str


REFERENCE = Speed(16.8, 11.1)
"""processor ms of the probes where COST was measured: the ratios between machines are what counts"""
COST = {"S": 1140.0, "A": 965.0, "B": 260.0, "C": 155.0}
"""processor ms there of a 1280x720 frame of the heaviest act; bench/frames.py measures both again"""
ROOM = {"S": 0.6, "A": 0.9, "B": 0.9}
"""share of the budget that the expectation may fill: the best tier is for machines with much to spare"""


def expected(tier: str, speed: Speed, size: tuple[int, int]) -> float:
    """ms a heavy frame of `size` px should cost on a machine of that speed: half of it fetches, half arithmetic."""
    ratio = 0.5 * speed.fill / REFERENCE.fill + 0.5 * speed.march / REFERENCE.march
    return COST[tier] * ratio * size[0] * size[1] / (1280 * 720)


def choose(speed: Speed, size: tuple[int, int], budget_ms: float) -> Choice:
    """The best tier whose heaviest frame fits the budget at full size; B when it fits in a smaller scene, which the show then draws by itself; else C."""
    probes = f"probes {speed.fill:.2f} and {speed.march:.2f} ms"
    for tier, room in ROOM.items():
        if (ms := expected(tier, speed, size)) <= room * budget_ms:
            return Choice(tier, ms, f"{tier}: {probes}; a heavy frame of {size[0]}x{size[1]} should take {ms:.1f} of {budget_ms:g} ms")
    if (ms := expected("B", speed, size)) * SCALES[-2] ** 2 <= budget_ms:
        return Choice("B", ms, f"B, in a smaller scene: {probes}; at {size[0]}x{size[1]} a heavy frame would take {ms:.1f} of {budget_ms:g} ms")
    ms = expected("C", speed, size)
    return Choice("C", ms, f"C: {probes}; of B a heavy frame of {size[0]}x{size[1]} would take {expected('B', speed, size):.0f} of {budget_ms:g} ms")


def measure(ctx: moderngl.Context, clock: Callable[[], float] = time.perf_counter) -> Speed:
    """Time both probes on this context, an eighth of a second in all. clock: s; a processor's clock measures a software rasteriser on a busy machine."""
    library = Library(shipped("shaders"))
    programs = [Program(ctx, library, "probe", vertex="passes/full.vert", fragment=f"passes/probe_{name}.frag", samplers=("u_source",))
                for name in ("fill", "march")]
    images = [ctx.texture(size, 4, dtype="f2") for size in (FILL_SIZE, FILL_SIZE, MARCH_SIZE)]
    frames = [ctx.framebuffer([image]) for image in images]
    arrays = [ctx.vertex_array(program.gl, []) for program in programs]
    ctx.disable(moderngl.BLEND | moderngl.DEPTH_TEST)
    frames[0].clear(0.2, 0.3, 0.4, 1.0)

    def once(which: int) -> float:
        frames[which + 1].use()
        images[0].use(0)
        ctx.finish()
        began = clock()
        arrays[which].render(moderngl.TRIANGLES, vertices=3)
        ctx.finish()
        return (clock() - began) * 1000.0

    best = [once(0), once(1)]   # these compile
    best, began = [float("inf")] * 2, time.perf_counter()
    for k in range(ROUNDS):
        if k >= 2 and time.perf_counter() - began > LONGEST_S:
            break
        best = [min(best[which], once(which)) for which in (0, 1)]
    things: list[Any] = [*arrays, *frames, *images, *programs]
    for thing in things:
        thing.release()
    return Speed(*best)
