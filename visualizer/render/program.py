"""A GLSL program that knows its own files, keeps the contract, and can be exchanged while it runs."""
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import moderngl

from visualizer.model.errors import ShaderError

from .blocks import BLOCKS
from .includes import Library, Source, explain

Defines = Mapping[str, str | int | float]


class Program:
    """One linked program. It owns the GL program; vertex arrays hang on `generation`, which grows by one at every swap.

    uniforms: names of the loose uniforms the host sets; samplers: names of the textures the host lends. Nothing else may be active.
    """

    def __init__(self, ctx: moderngl.Context, library: Library, name: str, *, vertex: str, fragment: str, uniforms: tuple[str, ...] = (),
                 samplers: tuple[str, ...] = (), defines: Defines | None = None) -> None:
        self.name, self._ctx, self._library = name, ctx, library
        self._vertex, self._fragment, self._defines = vertex, fragment, dict(defines or {})
        self._provided, self._samplers = frozenset(uniforms), {s: i for i, s in enumerate(samplers)}
        self.generation = 0
        self.sources: dict[str, Source] = {}
        self.gl, self.sources = self._link()
        self._stamp = self._newest()

    def _link(self) -> tuple[Any, dict[str, Source]]:
        stages = {"vertex_shader": self._vertex, "fragment_shader": self._fragment}
        sources = {stage: self._library.assemble(path, self._defines) for stage, path in stages.items()}
        try:
            gl = self._ctx.program(vertex_shader=sources["vertex_shader"].text, fragment_shader=sources["fragment_shader"].text)
        except moderngl.Error as e:
            raise explain(str(e), sources) from None
        try:
            self._check(gl)
        except ShaderError:
            gl.release()
            raise
        return gl, sources

    def _check(self, gl: Any) -> None:
        for member in gl:
            thing = gl[member]
            if isinstance(thing, moderngl.UniformBlock):
                if thing.name not in BLOCKS:
                    raise ShaderError(self._fragment, f"asks for block {thing.name}; the host has {', '.join(BLOCKS)}")
                binding, size = BLOCKS[thing.name]
                if thing.size != size:
                    raise ShaderError(self._fragment, f"block {thing.name} has {thing.size} bytes where the dtype has {size}")
                thing.binding = binding
            elif isinstance(thing, moderngl.Uniform):
                if thing.name in self._samplers:
                    thing.value = self._samplers[thing.name]
                elif thing.name not in self._provided:
                    known = ", ".join(sorted((*self._provided, *self._samplers))) or "none"
                    raise ShaderError(self._where(thing.name), f"uniform {thing.name} is not provided by pass {self.name}; provided: {known}")

    def _where(self, word: str) -> str:
        for path in (self._fragment, self._vertex):
            source = self._library.assemble(path, self._defines)
            for number, line in enumerate(source.text.splitlines(), 1):
                if "uniform" in line and word in line:
                    return source.where(number)
        return self._fragment

    def _newest(self) -> float:
        return max(self._library.newest(s.files) for s in self.sources.values())

    def __contains__(self, uniform: str) -> bool:
        return uniform in self.gl

    def set(self, **values: Any) -> None:
        """Set loose uniforms by name; a name that the driver dropped as unused is passed over."""
        for name, value in values.items():
            if name not in self._provided:
                raise KeyError(f"{self.name}: uniform {name} was not declared")
            if name in self.gl:
                self.gl[name].value = value

    def lend(self, **textures: Any) -> None:
        """Bind textures to their samplers for the next draw."""
        for name, texture in textures.items():
            texture.use(self._samplers[name])

    def reload(self) -> str:
        """Link anew when a file of the include closure changed; the running program stays on failure.

        Returns '' when nothing changed, otherwise a line for desk and log.
        """
        stamp = self._newest()
        if stamp == self._stamp:
            return ""
        self._stamp = stamp
        try:
            gl, sources = self._link()
        except ShaderError as e:
            return f"kept the last good {self.name}: {e}"
        self.gl.release()
        self.gl, self.sources = gl, sources
        self.generation += 1
        self._stamp = self._newest()
        return f"swapped {self.name}"

    def release(self) -> None:
        """Free the GL program."""
        self.gl.release()
