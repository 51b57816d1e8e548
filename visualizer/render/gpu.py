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

    def __init__(self, ctx: moderngl.Context, program: Program, content: Sequence[tuple[Any, ...]], index: Any = None) -> None:
        self._ctx, self._program, self._content, self._index = ctx, program, list(content), index
        self._generation = -1
        self._vao: Any = None

    def draw(self, mode: int = moderngl.TRIANGLES, vertices: int = -1, instances: int = -1) -> None:
        """Draw with the program's current link."""
        if self._generation != self._program.generation:
            if self._vao is not None:
                self._vao.release()
            gl = self._program.gl
            content = [(buffer, layout, *names) for buffer, layout, *names in self._content]
            self._vao = self._ctx.vertex_array(gl, content, self._index, index_element_size=4) if self._index is not None else self._ctx.vertex_array(gl, content)
            self._generation = self._program.generation
        self._vao.render(mode, vertices=vertices, instances=instances)

    def release(self) -> None:
        """Free the vertex array; buffers belong to whoever made them."""
        if self._vao is not None:
            self._vao.release()
            self._vao = None
            self._generation = -1


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

    def program(self, fragment: str, vertex: str = "passes/full.vert", uniforms: tuple[str, ...] = (), samplers: tuple[str, ...] = (), defines: Defines | None = None) -> Program:
        """Link a program this pass owns."""
        made = Program(self.ctx, self.kit.library, self.name, vertex=vertex, fragment=fragment, uniforms=uniforms, samplers=samplers, defines=defines)
        self.programs.append(made)
        return made

    def buffer(self, data: npt.NDArray[Any] | None = None, reserve: int = 0) -> Any:
        """A GPU buffer this pass owns."""
        made = self.ctx.buffer(np.ascontiguousarray(data).tobytes()) if data is not None else self.ctx.buffer(reserve=reserve, dynamic=True)
        self._buffers.append(made)
        return made

    def mesh(self, program: Program, content: Sequence[tuple[Any, ...]] = (), index: Any = None) -> Mesh:
        """A vertex array this pass owns; no content draws from gl_VertexID alone."""
        made = Mesh(self.ctx, program, content, index)
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
