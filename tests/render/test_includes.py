"""Shader text: each file once, cycles named, every line known by its own file and number."""
from __future__ import annotations

from pathlib import Path

import moderngl
import pytest

from visualizer.model.errors import ShaderError
from visualizer.render.includes import Library, explain
from visualizer.render.program import Program

FULL = "void main() { gl_Position = vec4(0.0); }\n"


def library(folder: Path, **files: str) -> Library:
    for name, text in files.items():
        (folder / name.replace("__", ".")).write_text(text)
    return Library(folder)


def test_a_file_comes_in_once(tmp_path: Path) -> None:
    lib = library(tmp_path, a__glsl='#include "b.glsl"\n#include "c.glsl"\nA\n', b__glsl='#include "c.glsl"\nB\n', c__glsl="C\n")
    source = lib.assemble("a.glsl")
    assert source.text.split() == ["#version", "330", "core", "C", "B", "A"]
    assert source.files == {"a.glsl", "b.glsl", "c.glsl"}


def test_every_line_knows_where_it_came_from(tmp_path: Path) -> None:
    lib = library(tmp_path, a__glsl='one\n#include "b.glsl"\nthree\n', b__glsl="x\ny\n")
    source = lib.assemble("a.glsl", {"K": 3})
    lines = source.text.splitlines()
    assert source.where(lines.index("y") + 1) == "b.glsl:2"
    assert source.where(lines.index("three") + 1) == "a.glsl:3"
    assert "#define K 3" in lines


def test_a_cycle_prints_its_chain(tmp_path: Path) -> None:
    lib = library(tmp_path, a__glsl='#include "b.glsl"\n', b__glsl='\n#include "a.glsl"\n')
    with pytest.raises(ShaderError, match=r"b\.glsl:2: include cycle: a\.glsl -> b\.glsl -> a\.glsl"):
        lib.assemble("a.glsl")


def test_a_missing_file_names_the_line_that_asked(tmp_path: Path) -> None:
    lib = library(tmp_path, a__glsl='\n\n#include "gone.glsl"\n')
    with pytest.raises(ShaderError, match=r'a\.glsl:3: cannot read "gone\.glsl"'):
        lib.assemble("a.glsl")


def test_a_compiler_error_is_ours(tmp_path: Path, ctx: moderngl.Context) -> None:
    lib = library(tmp_path, v__vert=FULL, l__glsl="// use\nvec4 f() {\n    return vec4(tonmap);\n}\n",
                  f__frag='#include "l.glsl"\nout vec4 o;\nvoid main() { o = f(); }\n')
    with pytest.raises(ShaderError, match=r"^l\.glsl:3: .*tonmap"):
        Program(ctx, lib, "x", vertex="v.vert", fragment="f.frag")


@pytest.mark.parametrize("message", ["0:4(2): error: `q' undeclared", "0(4) : error C1503: undefined variable", "ERROR: 0:4: 'q' : undeclared identifier"])
def test_the_dialects_of_drivers(tmp_path: Path, message: str) -> None:
    source = library(tmp_path, f__frag="a\nb\nc\n").assemble("f.frag")
    assert explain(f"GLSL Compiler failed\n\nfragment_shader\n====\n{message}\n", {"fragment_shader": source}).where == "f.frag:3"
