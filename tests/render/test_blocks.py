"""One declaration, two languages: the GLSL blocks are what the numpy dtypes say, to the byte."""
from __future__ import annotations

import moderngl
import numpy as np
import pytest

from visualizer.model.music import GPU
from visualizer.model.paths import shipped
from visualizer.model.show import N_STAGE, STAGE
from visualizer.render.blocks import BLOCKS, FRAME, SHOW, block_text, params_text, show_record, texts

from .scenes import schema

FULL = """#version 330 core
void main() { gl_Position = vec4(float((gl_VertexID << 1) & 2) * 2.0 - 1.0, float(gl_VertexID & 2) * 2.0 - 1.0, 0.0, 1.0); }
"""


def test_the_files_are_what_the_dtypes_say() -> None:
    for path, text in texts(schema()).items():
        assert (shipped("shaders") / path).read_text() == text, f"{path}: run `python -m visualizer.render.generate`"


@pytest.mark.parametrize(("name", "dtype"), [("frame", FRAME), ("music", GPU), ("show", SHOW)])
def test_every_byte_arrives_in_its_place(ctx: moderngl.Context, name: str, dtype: np.dtype) -> None:
    """A shader reads the whole block back through its named members, in order."""
    rows = dtype.itemsize // 16
    record = np.arange(rows * 4, dtype=np.float32)
    reads, row = [], 0
    for field in dtype.names or ():
        shape = dtype[field].shape
        count = 1 if shape == (4,) else shape[0]
        for k in range(count):
            reads.append(f"    if (i == {row}) o = {name}_{field}{'' if shape == (4,) else f'[{k}]'};")
            row += 1
    assert row == rows
    text = block_text(name, dtype, "test")
    body = "void main() { int i = int(gl_FragCoord.x);\n    o = vec4(-1.0);\n" + "\n".join(reads) + "\n}"
    program = ctx.program(vertex_shader=FULL, fragment_shader="#version 330 core\n" + text + "out vec4 o;\n" + body)
    assert program[name.capitalize()].size == dtype.itemsize == BLOCKS[name.capitalize()][1]
    buffer = ctx.buffer(record.tobytes())
    program[name.capitalize()].binding = 0
    buffer.bind_to_uniform_block(0)
    image = ctx.texture((rows, 1), 4, dtype="f4")
    frame = ctx.framebuffer([image])
    frame.use()
    ctx.disable(moderngl.BLEND | moderngl.DEPTH_TEST)
    ctx.vertex_array(program, []).render(moderngl.TRIANGLES, vertices=3)
    np.testing.assert_array_equal(np.frombuffer(image.read(), np.float32), record)


def test_a_block_holds_vec4_and_mat4_only() -> None:
    with pytest.raises(TypeError, match="a block holds"):
        block_text("x", np.dtype([("a", "f4", (3,))]), "test")


def test_channels_and_parameters_lie_where_their_names_point() -> None:
    s = schema()
    record = show_record(np.arange(N_STAGE, dtype=np.float64), s.vector())
    assert record["stage"].reshape(-1)[STAGE.index("wet")] == STAGE.index("wet")
    entry = s["stage.key.cool"]
    np.testing.assert_array_equal(record["params"].reshape(-1)[entry.offset:entry.offset + 3], np.float32(entry.default))
    assert "#define p_stage_key_cool vec3(" in params_text(s)
