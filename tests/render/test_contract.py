"""What a shader may ask for, the order of passes, the parameters' honesty, and GLSL 330 as the standard has it."""
from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import moderngl
import pytest

from visualizer.model.errors import ShaderError
from visualizer.model.paths import shipped
from visualizer.render import PARAMS, Renderer
from visualizer.render.gpu import Kit, Pass, check_order
from visualizer.render.includes import Library
from visualizer.render.program import Program
from visualizer.render.quality import TIERS

FULL = "void main() { gl_Position = vec4(0.0); }\n"


def _program(ctx: moderngl.Context, folder: Path, fragment: str) -> Program:
    (folder / "v.vert").write_text(FULL)
    (folder / "f.frag").write_text(fragment)
    return Program(ctx, Library(folder), "haze", vertex="v.vert", fragment="f.frag", uniforms=("u_gain",))


def test_a_misspelt_uniform_is_named_with_its_line(ctx: moderngl.Context, tmp_path: Path) -> None:
    with pytest.raises(ShaderError, match=r"f\.frag:1: uniform u_gian is not provided by pass haze; provided: u_gain"):
        _program(ctx, tmp_path, "uniform float u_gian;\nout vec4 o;\nvoid main() { o = vec4(u_gian); }\n")


def test_an_unknown_block_is_refused(ctx: moderngl.Context, tmp_path: Path) -> None:
    with pytest.raises(ShaderError, match="asks for block Weather; the host has Frame, Music, Show"):
        _program(ctx, tmp_path, "layout(std140) uniform Weather { vec4 w; };\nout vec4 o;\nvoid main() { o = w; }\n")


def test_a_block_of_another_size_is_refused(ctx: moderngl.Context, tmp_path: Path) -> None:
    with pytest.raises(ShaderError, match="block Frame has 16 bytes"):
        _program(ctx, tmp_path, "layout(std140) uniform Frame { vec4 w; };\nout vec4 o;\nvoid main() { o = w; }\n")


def _step(kit: Kit, name: str, reads: tuple[str, ...], writes: tuple[str, ...]) -> Pass:
    step = Pass(kit)
    step.name, step.reads, step.writes = name, reads, writes
    return step


def test_the_order_of_passes_is_checked(renderer: Renderer) -> None:
    kit = renderer._kit
    haze, room = _step(kit, "haze", (), ("haze",)), _step(kit, "room", ("haze",), ("scene",))
    check_order([haze, room], ["haze", "scene"])
    with pytest.raises(ValueError, match="pass room reads haze before any pass has written it"):
        check_order([room, haze], ["haze", "scene"])
    with pytest.raises(ValueError, match="pass haze: no target is called haze"):
        check_order([haze], ["scene"])


def test_every_parameter_moves_something() -> None:
    shaders = "".join(p.read_text() for folder in ("lib", "passes") for p in (shipped("shaders") / folder).rglob("*.*"))
    code = "".join(p.read_text() for p in (Path(__file__).parents[2] / "visualizer" / "render").rglob("*.py"))
    for table, room in PARAMS.items():
        for name in room.__dataclass_fields__:
            key = f"{table}.{name}"
            assert re.search(rf"\bp_{key.replace('.', '_')}\b", shaders) or f'"{key}"' in code, f"{key} is declared and never used"


def test_shaders_ask_for_no_extension() -> None:
    for path in shipped("shaders").rglob("*.*"):
        assert "#extension" not in path.read_text(), path


@pytest.mark.parametrize("tier", ["A", "C"])
def test_every_shader_is_glsl_330(ctx: moderngl.Context, house: object, tmp_path: Path, tier: str) -> None:
    tool = shutil.which("glslangValidator")
    if tool is None:
        pytest.skip("glslangValidator is not installed (Debian: glslang-tools)")
    assert tier in TIERS
    from .scenes import schema
    made = Renderer(ctx, (64, 36), tier, schema(), house, 1)  # type: ignore[arg-type]
    files = []
    for i, program in enumerate([*made.programs(), *made._bakers]):
        for stage, source in program.sources.items():
            path = tmp_path / f"{i}_{program.name}.{'vert' if stage == 'vertex_shader' else 'frag'}"
            path.write_text(source.text)
            files.append(str(path))
    made.release()
    result = subprocess.run([tool, *files], capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout[-3000:]
