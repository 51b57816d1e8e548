"""The flash guard: the last pass of every picture and the only one with memory.

This is its place and its first rule; the full rules for general and red flashes go into the same three steps. It works in linear light on the graded picture
with black, freeze and master already in it: out = mix(in, last out, h), one h per frame. Mixing is linear, so the mean of any region obeys the same scalar rule
exactly, and h = 1 (hold the last picture) is always a lawful answer. The state lives in textures: the last picture shown, and one texel of numbers.
Pictures are kept as display values in 16 bits: where h = 0, nearly always, nothing is decoded or mixed, and the past is a plain copy.
"""
from __future__ import annotations

import moderngl

from .frame import View
from .gpu import Kit, Pass
from .targets import Target, Targets

LIMIT = 0.55
"""relative luminance a second that the frame mean may move: a strobe of 3 Hz or more then swings it by less than 0.10."""
GAP_S = 0.25
"""s; a longer frame (pause, seek, stall) counts as one transition of this length."""
CELLS = (64, 36)


def fade(master: float) -> float:
    """Display value that a master dimmer of 0..1 (of light) leaves of 1."""
    return float(master ** (1.0 / 2.2))


def allowed(dt: float, history: bool) -> float:
    """Change of the frame mean's relative luminance allowed after dt s; -1 when there is no past to hold on to."""
    return LIMIT * min(max(dt, 0.0), GAP_S) if history else -1.0


class Guard(Pass):
    """Measures the picture, judges it, and writes the final image and the next frame's past."""

    name, reads, writes = "guard", ("picture",), ("cells", "guard_a", "guard_b", "shown_a", "shown_b")

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        cells = {"CELLS_X": CELLS[0], "CELLS_Y": CELLS[1]}
        self._cells = self.program("passes/guard_cells.frag", samplers=("u_picture",), uniforms=("u_fade",), defines=cells)
        self._state = self.program("passes/guard_state.frag", samplers=("u_cells", "u_before"), uniforms=("u_allowed",), defines=cells)
        self._keep = self.program("passes/guard_keep.frag", "passes/guard_keep.vert", ("u_fade",), ("u_picture", "u_past", "u_state", "u_before"))
        self._final = self.program("passes/final.frag", "passes/final.vert", ("u_fade", "u_pixel"), ("u_shown", "u_state"),
                                   {"LIGHTS": kit.quality.lights, "RINGS": 6} | ({"FXAA": 1} if kit.quality.fxaa else {}))
        self._meshes_of = [self.mesh(p) for p in (self._cells, self._state, self._keep, self._final)]
        self._side, self.history, self._faded = 0, False, 1.0

    @staticmethod
    def targets() -> dict[str, Target]:
        """Cells, two states, and two pictures as they were shown, before dither."""
        state = Target(base=(1, 1), dtype="f4", smooth=False)
        shown = Target(base="picture", dtype="nu2", smooth=False)
        return {"cells": Target(base=CELLS, dtype="f4", smooth=False), "guard_a": state, "guard_b": state, "shown_a": shown, "shown_b": shown}

    def draw(self, targets: Targets, view: View) -> None:
        raise NotImplementedError("the guard draws through `show`: it needs the final texture")

    def show(self, targets: Targets, view: View, final: moderngl.Framebuffer) -> None:
        """Judge targets' 'picture' and write it to `final` (RGBA8)."""
        now, before = ("a", "b") if self._side == 0 else ("b", "a")
        dim = fade(view.master)
        self.ctx.disable(moderngl.BLEND | moderngl.DEPTH_TEST)
        cells, state, keep, last = self._meshes_of
        targets.frame("cells").use()
        self._cells.set(u_fade=dim)
        self._cells.lend(u_picture=targets.texture("picture"))
        cells.draw(vertices=3)
        judged = {"u_state": targets.texture(f"guard_{now}"), "u_before": targets.texture(f"guard_{before}")}
        targets.frame(f"guard_{now}").use()
        self._state.set(u_allowed=allowed(view.dt, self.history))
        self._state.lend(u_cells=targets.texture("cells"), u_before=judged["u_before"])
        state.draw(vertices=3)
        self.ctx.copy_framebuffer(targets.frame(f"shown_{now}"), targets.frame("picture"))
        targets.frame(f"shown_{now}").use()
        self._keep.set(u_fade=(dim, self._faded))
        self._keep.lend(u_picture=targets.texture("picture"), u_past=targets.texture(f"shown_{before}"), **judged)
        keep.draw(vertices=3)
        final.use()
        w, h = targets.size("picture")
        self._final.set(u_fade=dim, u_pixel=(1.0 / w, 1.0 / h))
        self._final.lend(u_shown=targets.texture(f"shown_{now}"), u_state=judged["u_state"])
        last.draw(vertices=3)
        self._side, self.history, self._faded = 1 - self._side, True, dim

    def rehearse(self, targets: Targets, view: View, final: moderngl.Framebuffer) -> None:
        """Draw once and forget it, so that the programs are warm."""
        kept = self.history, self._side, self._faded
        self.show(targets, view, final)
        self.history, self._side, self._faded = kept

    @property
    def state_name(self) -> str:
        """The target that holds the newest judgement."""
        return "guard_b" if self._side == 0 else "guard_a"
