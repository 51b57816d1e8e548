"""What every pass is: a small class that owns its programs and buffers, says what it reads and writes, and borrows images for the call."""
from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import moderngl
import numpy as np
import numpy.typing as npt

from .frame import View
from .includes import Library
from .program import Defines, Program
from .quality import Quality
from .targets import Targets


@dataclass(slots=True)
class Kit:
    """What a pass is built from. baked: images made once at load, by name, shared by passes and owned by the renderer."""

    ctx: moderngl.Context
    library: Library
    quality: Quality
    seed: int
    samples: int
    baked: dict[str, Any] = field(default_factory=dict)


class Mesh:
    """Vertices on the GPU and the vertex array that draws them; made anew when its program is swapped."""

    def __init__(self, ctx: moderngl.Context, program: Program, content: Sequence[tuple[Any, ...]], indices: Any = None) -> None:
        self._ctx, self._program, self._content, self._indices = ctx, program, list(content), indices
        self._generation = -1
        self._vao: Any = None

    def draw(self, mode: int = moderngl.TRIANGLES, vertices: int = -1, instances: int = -1, first: int = 0) -> None:
        """Draw with the program's current link."""
        if self._generation != self._program.generation:
            if self._vao is not None:
                self._vao.release()
            gl = self._program.gl
            content = [_present(gl, *part) for part in self._content]
            self._vao = self._ctx.vertex_array(gl, content, self._indices)
            self._generation = self._program.generation
        self._vao.render(mode, vertices=vertices, first=first, instances=instances)

    def release(self) -> None:
        """Free the vertex array; buffers belong to whoever made them."""
        if self._vao is not None:
            self._vao.release()
            self._vao = None
            self._generation = -1


def _present(gl: Any, buffer: Any, layout: str, *names: str) -> tuple[Any, ...]:
    """A vertex array's part without the attributes that this driver's compiler dropped as unused: their bytes become padding."""
    body, _, rate = layout.partition("/")
    out, kept, left = [], [], list(names)
    for token in body.split():
        if token.endswith("x"):
            out.append(token)
        elif (name := left.pop(0)) in gl:
            out.append(token)
            kept.append(name)
        else:
            out.append(f"{4 * int(token.rstrip('fi') or 1)}x")
    return (buffer, " ".join(out) + (f"/{rate}" if rate else ""), *kept)


class Pass:
    """One step of drawing. `reads` and `writes` name targets; a target that is written and read by the same pass is drawn over, not sampled."""

    name = ""
    reads: tuple[str, ...] = ()
    writes: tuple[str, ...] = ()

    def __init__(self, kit: Kit) -> None:
        self.kit, self.ctx = kit, kit.ctx
        self.programs: list[Program] = []
        self._buffers: list[Any] = []
        self._meshes: list[Mesh] = []

    def program(self, fragment: str, vertex: str = "passes/full.vert", uniforms: tuple[str, ...] = (), samplers: tuple[str, ...] = (),
                defines: Defines | None = None) -> Program:
        """Link a program this pass owns."""
        made = Program(self.ctx, self.kit.library, self.name, vertex=vertex, fragment=fragment, uniforms=uniforms, samplers=samplers, defines=defines)
        self.programs.append(made)
        return made

    def buffer(self, data: npt.NDArray[Any] | None = None, reserve: int = 0) -> Any:
        """A GPU buffer this pass owns."""
        made = self.ctx.buffer(np.ascontiguousarray(data).tobytes()) if data is not None else self.ctx.buffer(reserve=reserve, dynamic=True)
        self._buffers.append(made)
        return made

    def mesh(self, program: Program, content: Sequence[tuple[Any, ...]] = (), indices: Any = None) -> Mesh:
        """A vertex array this pass owns; no content draws from gl_VertexID alone. indices: a buffer of int32, or every vertex in its order."""
        made = Mesh(self.ctx, program, content, indices)
        self._meshes.append(made)
        return made

    def active(self, view: View) -> bool:
        """Whether there is anything to draw in this frame."""
        return True

    def draw(self, targets: Targets, view: View) -> None:
        """Draw once."""
        raise NotImplementedError

    def release(self) -> None:
        """Free what this pass owns."""
        for thing in (*self._meshes, *self._buffers, *self.programs):
            thing.release()


def check_order(passes: Iterable[Pass], known: Iterable[str]) -> None:
    """Every target that a pass reads must have been written by an earlier one, and every name must exist. ValueError says which pass and which name."""
    names, written = set(known), set[str]()
    for step in passes:
        for target in (*step.reads, *step.writes):
            if target not in names:
                raise ValueError(f"pass {step.name}: no target is called {target}; there are {', '.join(sorted(names))}")
        for target in step.reads:
            if target not in written:
                raise ValueError(f"pass {step.name} reads {target} before any pass has written it")
        written.update(step.writes)
