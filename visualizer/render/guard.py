"""The flash guard: the last pass of every picture and the only one with memory.

This is its place and its first rule; the full rules for general and red flashes go into the same three steps. It works in linear light on the graded picture
with black, freeze and master already in it: out = mix(in, last out, h), one h per frame. Mixing is linear, so the mean of any region obeys the same scalar rule
exactly, and h = 1 (hold the last picture) is always a lawful answer. The state lives in textures: the last picture shown, and one texel of numbers.
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


def allowed(dt: float, history: bool) -> float:
    """Change of the frame mean's relative luminance allowed after dt s; -1 when there is no past to hold on to."""
    return LIMIT * min(max(dt, 0.0), GAP_S) if history else -1.0


class Guard(Pass):
    """Measures the picture, judges it, and writes the final image and the next frame's past."""

    name, reads, writes = "guard", ("picture",), ("cells", "guard_a", "guard_b", "final_a", "final_b")

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        cells = {"CELLS_X": CELLS[0], "CELLS_Y": CELLS[1]}
        self._cells = self.program("passes/guard_cells.frag", samplers=("u_picture",), uniforms=("u_master",), defines=cells)
        self._state = self.program("passes/guard_state.frag", samplers=("u_cells", "u_before"), uniforms=("u_allowed",), defines=cells)
        self._final = self.program("passes/final.frag", samplers=("u_picture", "u_past", "u_state"), uniforms=("u_master",),
                                   defines={"LIGHTS": kit.quality.lights, "RINGS": 6} | ({"FXAA": 1} if kit.quality.fxaa else {}))
        self._meshes_of = [self.mesh(p) for p in (self._cells, self._state, self._final)]
        self._side, self.history = 0, False

    @staticmethod
    def targets() -> dict[str, Target]:
        """Cells, two states, and two pairs of final picture (RGBA8) and past (RGBA16F)."""
        state = Target(base=(1, 1), dtype="f4", smooth=False)
        return {"cells": Target(base=CELLS, dtype="f4", smooth=False), "guard_a": state, "guard_b": state,
                "final_a": Target(base="picture", dtype="f2", smooth=False), "final_b": Target(base="picture", dtype="f2", smooth=False)}

    def draw(self, targets: Targets, view: View) -> None:
        raise NotImplementedError("the guard draws through `show`: it needs the final texture")

    def show(self, targets: Targets, view: View, frames: tuple[moderngl.Framebuffer, moderngl.Framebuffer]) -> None:
        """Judge targets' 'picture' and write it. frames: the two framebuffers (final texture, past a) and (final texture, past b)."""
        now, before = ("a", "b") if self._side == 0 else ("b", "a")
        self.ctx.disable(moderngl.BLEND | moderngl.DEPTH_TEST)
        cells, state, final = self._meshes_of
        targets.frame("cells").use()
        self._cells.set(u_master=view.master)
        self._cells.lend(u_picture=targets.texture("picture"))
        cells.draw(vertices=3)
        targets.frame(f"guard_{now}").use()
        self._state.set(u_allowed=allowed(view.dt, self.history))
        self._state.lend(u_cells=targets.texture("cells"), u_before=targets.texture(f"guard_{before}"))
        state.draw(vertices=3)
        frames[self._side].use()
        self._final.set(u_master=view.master)
        self._final.lend(u_picture=targets.texture("picture"), u_past=targets.texture(f"final_{before}"), u_state=targets.texture(f"guard_{now}"))
        final.draw(vertices=3)
        self._side, self.history = 1 - self._side, True

    def rehearse(self, targets: Targets, view: View, frames: tuple[moderngl.Framebuffer, moderngl.Framebuffer]) -> None:
        """Draw once and forget it, so that the programs are warm."""
        history, side = self.history, self._side
        self.show(targets, view, frames)
        self.history, self._side = history, side

    @property
    def state_name(self) -> str:
        """The target that holds the newest judgement."""
        return "guard_b" if self._side == 0 else "guard_a"
