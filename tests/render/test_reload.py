"""Programs change while they run: a good edit is swapped in, a broken one changes nothing on the picture."""
from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import moderngl
import numpy as np

from visualizer.render import Renderer
from visualizer.render.includes import Library
from visualizer.render.program import Program

VERTEX = "void main() { gl_Position = vec4(float((gl_VertexID << 1) & 2) * 2.0 - 1.0, float(gl_VertexID & 2) * 2.0 - 1.0, 0.0, 1.0); }\n"
FRAGMENT = '#include "grey.glsl"\nlayout(location = 0) out vec4 o_color;\nvoid main() { o_color = vec4(grey()); }\n'


def _edit(path: Path, text: str, seconds: int) -> None:
    path.write_text(text)
    os.utime(path, (1_000_000 + seconds, 1_000_000 + seconds))


def _drawn(ctx: moderngl.Context, program: Program) -> float:
    image = ctx.texture((4, 4), 4)
    frame = ctx.framebuffer([image])
    frame.use()
    ctx.disable(moderngl.BLEND | moderngl.DEPTH_TEST)
    ctx.vertex_array(program.gl, []).render(moderngl.TRIANGLES, vertices=3)
    return float(np.frombuffer(image.read(), np.uint8).mean() / 255)


def test_good_edits_swap_and_broken_ones_keep_the_last_good(ctx: moderngl.Context, tmp_path: Path) -> None:
    _edit(tmp_path / "v.vert", VERTEX, 0)
    _edit(tmp_path / "f.frag", FRAGMENT, 0)
    _edit(tmp_path / "grey.glsl", "float grey() { return 0.2; }\n", 0)
    program = Program(ctx, Library(tmp_path), "grey", vertex="v.vert", fragment="f.frag")
    assert abs(_drawn(ctx, program) - 0.2) < 0.01
    assert program.reload() == ""
    _edit(tmp_path / "grey.glsl", "float grey() {\n    return 0.2 +; }\n", 1)
    message = program.reload()
    assert "kept the last good" in message
    assert "grey.glsl:2" in message
    assert abs(_drawn(ctx, program) - 0.2) < 0.01
    assert program.reload() == ""            # the same broken text is not tried again
    (tmp_path / "grey.glsl").unlink()        # an editor in the middle of saving
    program.reload()
    assert abs(_drawn(ctx, program) - 0.2) < 0.01
    _edit(tmp_path / "grey.glsl", "float grey() { return 0.8; }\n", 2)
    assert program.reload() == "swapped grey"
    assert program.generation == 1
    assert abs(_drawn(ctx, program) - 0.8) < 0.01


def test_the_renderer_looks_four_times_a_second(renderer: Renderer, monkeypatch: Any) -> None:
    looks = []
    monkeypatch.setattr(Program, "reload", lambda self: looks.append(self) or "")
    count = len(renderer.programs())
    for now in (10.0, 10.1, 10.2, 10.3):
        renderer.reload(now)
    assert len(looks) == 2 * count


def test_a_swapped_pass_draws_on(renderer: Renderer, draw: Any) -> None:
    from visualizer.model.show import Act
    before = draw(Act.SILENCE)
    for program in renderer.programs():
        program._stamp = -1.0
    assert all(m.startswith("swapped") for m in renderer.reload())
    np.testing.assert_array_equal(draw(Act.SILENCE), before)


def test_timings_come_three_frames_late(renderer: Renderer, draw: Any) -> None:
    from visualizer.model.show import Act
    renderer.timings()
    for _ in range(6):
        draw(Act.SILENCE)
    times = renderer.timings()
    assert set(times) == {p.name for p in renderer.passes} | {"guard"}
    assert times["curtain"] is None
    assert all(v is None or v >= 0 for v in times.values())
    renderer._timers.enabled = False
