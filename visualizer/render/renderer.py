"""The renderer: from the frozen frames of music, show and crowd to the final texture. It never draws into a window and never asks a clock."""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

import moderngl
import numpy as np
import numpy.typing as npt

from visualizer.model.crowd import CrowdFrame, Seating
from visualizer.model.errors import GpuError
from visualizer.model.music import MusicFrame
from visualizer.model.paths import shipped
from visualizer.model.settings import Schema
from visualizer.model.show import ShowFrame
from visualizer.model.time import FrameTime

from .baking import bake
from .blocks import BLOCKS, texts
from .frame import FrameBuilder, View
from .gpu import Kit, Pass, check_order
from .guard import Guard
from .holding import Holding
from .includes import Library
from .pace import SCALES, Pace, pace
from .params import RenderSettings
from .passes.catalog import BEHIND, DREAM, build, table
from .passes.morning import AWAKE
from .passes.reverse import HIDDEN
from .program import Program
from .quality import TIERS
from .targets import Targets
from .timers import Timers
from .title import Title

RELOAD_S = 0.25
"""s between two looks at the shader files."""


class Renderer:
    """Owns everything on the GPU for one picture size, tier and seed.

    size: (w, h) px of the final texture; tier: S, A, B or C; schema: of the live vector in ShowFrame.params; seating: who sits where; seed: of cuts and motes.
    """

    def __init__(self, ctx: moderngl.Context, size: tuple[int, int], tier: str, schema: Schema, seating: Seating, seed: int,
                 settings: RenderSettings | None = None, live: bool = False, title: Title | None = None) -> None:
        """live: draw the scene smaller while frames cost more than the budget; never for films, whose pixels may not depend on the machine. title: what the
        spotlight finds."""
        if tier not in TIERS:
            raise ValueError(f"tier {tier!r}: must be one of {', '.join(TIERS)}")
        if ctx.version_code < 330:
            raise GpuError(f"OpenGL 3.3 is needed; this driver offers {ctx.version_code / 100:.1f}")
        largest = int(ctx.info.get("GL_MAX_TEXTURE_SIZE", 4096))
        if max(size) > largest:
            raise GpuError(f"a picture of {size[0]}x{size[1]}: this driver draws at most {largest} pixels a side; choose a smaller --size")
        settings = settings or RenderSettings()
        self.ctx, self.size, self.tier, self.quality = ctx, size, tier, TIERS[tier]
        scene = (max(16, round(size[0] * settings.scale)), max(9, round(size[1] * settings.scale)))
        samples = min(self.quality.msaa if settings.msaa < 0 else settings.msaa, int(ctx.info.get("GL_MAX_SAMPLES", 4)))
        self._kit = Kit(ctx, Library(shipped("shaders"), texts(schema)), self.quality, seed, samples)
        self._builder = FrameBuilder(scene, size[0] / size[1], schema, seating, seed, self.quality.rows, self.quality.lights,
                                     self.quality.detail)
        self.targets = Targets(ctx, scene, size, table(self.quality, samples, size))
        self._sizes = [self.targets]
        self.pace, self._budget_ms = Pace(), settings.budget_ms
        if live and settings.adapt:
            smaller = [(max(16, round(scene[0] * s)), max(9, round(scene[1] * s))) for s in SCALES[1:]]
            self._sizes += [Targets(ctx, wh, size, self.targets.table, self.targets) for wh in smaller]
        self._final = ctx.texture(size, 4)
        self._final.repeat_x = self._final.repeat_y = False
        self._face = ctx.framebuffer([self._final])
        self._blocks = {name: ctx.buffer(reserve=bytes_, dynamic=True) for name, (_, bytes_) in BLOCKS.items()}
        self._kit.baked, self._bakers = bake(self._kit)
        self.passes: list[Pass] = build(self._kit, self._builder, title)
        self.guard = Guard(self._kit, size)
        check_order([*self.passes, self.guard], self.targets.table)
        self._timers = Timers(ctx, [p.name for p in (*self.passes, self.guard)])
        self._holding = Holding(ctx)
        self._looked = -1.0

    def draw(self, ft: FrameTime, music: MusicFrame, show: ShowFrame, crowd: CrowdFrame) -> moderngl.Texture:
        """Draw one frame for the instant ft.t_light and return the final texture: RGBA8, display-encoded, dithered, GL row order, owned by the renderer."""
        self._choose_size(ft.dt)
        view = self._builder.build(ft, music, show, crowd)
        self._upload(view)
        self.ctx.enable_only(moderngl.NOTHING)   # a face may have left anything behind
        for step in self._seen(view):
            with self._timers.measure(step.name):
                step.draw(self.targets, view)
        with self._timers.measure(self.guard.name):
            self.guard.show(self.targets, view, self._face)
        self._holding.note(self.targets.texture(self.guard.state_name))
        self._timers.turn()
        return self._final

    def _seen(self, view: View) -> list[Pass]:
        """The passes of this frame. What the floor reads and none of them writes is cleared: it would still hold a frame of another act."""
        hidden = DREAM if view.stage["veil"] > AWAKE else BEHIND if view.stage["faces"] > HIDDEN else frozenset[str]()
        steps = [step for step in self.passes if step.active(view) and step.name not in hidden]
        written = {name for step in steps for name in step.writes}
        for name in ("haze", "mirror", "ripples"):
            if name not in written:
                self.targets.frame(name).clear(0.0, 0.0, 0.0, 0.0)
        return steps

    def _choose_size(self, dt: float) -> None:
        """Where sizes may change: let the cost of the frame three before this one decide."""
        if len(self._sizes) == 1:
            return
        costs = [ms for ms in self._timers.read().values() if ms is not None]
        if costs:
            self.pace = pace(self.pace, sum(costs), self._budget_ms, dt)
            self.targets = self._sizes[self.pace.level]
            self._builder.resize(self.targets.scene)

    def _upload(self, view: View) -> None:
        for name, record in (("Frame", view.frame), ("Music", view.music), ("Show", view.show)):
            self._blocks[name].write(record.tobytes())
            self._blocks[name].bind_to_uniform_block(BLOCKS[name][0])

    def read(self, out: npt.NDArray[np.uint8] | None = None) -> npt.NDArray[np.uint8]:
        """The final texture on the CPU: (h, w, 3) uint8, top row first; fills `out` when given."""
        w, h = self.size
        raw = np.frombuffer(self._face.read(components=4, alignment=1), np.uint8).reshape(h, w, 4)
        if out is None:
            return np.ascontiguousarray(raw[::-1, :, :3])
        np.copyto(out, raw[::-1, :, :3])
        return out

    def read_alpha(self) -> npt.NDArray[np.uint8]:
        """Coverage of the final texture: (h, w) uint8, top row first."""
        w, h = self.size
        return np.ascontiguousarray(np.frombuffer(self._face.read(components=4, alignment=1), np.uint8).reshape(h, w, 4)[::-1, :, 3])

    def forget(self) -> None:
        """Drop the guard's memory. For offline work only, where the next frame is another film; on a stage the memory is never dropped."""
        self.guard.history = False

    def inherit(self, older: Renderer) -> None:
        """Take the guard's memory over from the renderer that this one replaces."""
        self.guard.inherit(self.targets, older.guard, older.targets)

    @property
    def held(self) -> float:
        """Share of the last picture that the guard kept at most a moment ago, 0..1. Waits for nothing."""
        return self._holding.share

    def guard_state(self) -> tuple[float, float]:
        """Share of the last picture that was kept at most within the last second or so, and now (0: the guard let the frame pass). Waits for the GPU."""
        state = np.frombuffer(self.targets.texture(self.guard.state_name).read(), np.float32)
        return float(state[0]), float(state[1])

    def programs(self) -> list[Program]:
        """Every program, for reload and for tests."""
        return [program for step in (*self.passes, self.guard) for program in step.programs]

    def reload(self, now: float | None = None) -> list[str]:
        """Swap programs whose files changed; the last good one stays on failure. Returns lines for desk and log.

        now: s of any clock, looks at most four times a second; None looks at once.
        """
        if now is not None and self._looked >= 0.0 and now - self._looked < RELOAD_S:
            return []
        self._looked = now if now is not None else self._looked
        return [message for program in self.programs() if (message := program.reload())]

    def costs(self, ft: FrameTime, music: MusicFrame, show: ShowFrame, crowd: CrowdFrame, clock: Callable[[], float]) -> dict[str, float]:
        """Draw one frame pass by pass and wait for each, for benchmarks: what each cost by `clock` (s), ms. `view`: what the CPU does before the first pass."""
        began = clock()
        view = self._builder.build(ft, music, show, crowd)
        self._upload(view)
        spent = {"view": (clock() - began) * 1000.0}
        for step in (*self._seen(view), self.guard):
            self.ctx.finish()
            began = clock()
            if step is self.guard:
                self.guard.show(self.targets, view, self._face)
            else:
                step.draw(self.targets, view)
            self.ctx.finish()
            spent[step.name] = (clock() - began) * 1000.0
        return spent

    def timings(self) -> dict[str, float | None]:
        """ms of GPU time per pass, three frames ago; None where the driver does not say or the pass did not run."""
        return self._timers.read()

    def warm(self) -> None:
        """Draw every program once, on nothing, so that no frame of the show pays for a compiler."""
        from .warming import resting

        view = resting(self._builder)
        self._upload(view)
        for step in self.passes:
            step.draw(self.targets, view)
        self.guard.rehearse(self.targets, view, self._face)
        self.ctx.finish()

    def release(self) -> None:
        """Free everything on the GPU."""
        for step in (*self.passes, self.guard):
            step.release()
        for program in self._bakers:
            program.release()
        self._holding.release()
        things: list[Any] = [self._face, self._final, *self._blocks.values(), *self._kit.baked.values()]
        for thing in things:
            thing.release()
        self._timers.release()
        for targets in reversed(self._sizes):
            targets.release()
