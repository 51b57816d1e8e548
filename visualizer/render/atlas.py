"""People as images: persons and limbs marched once into the layers of an array texture, and kept in the user's cache, so that the next start is quick."""
from __future__ import annotations

from typing import Any

import moderngl
import numpy as np
import numpy.typing as npt

from . import shelf
from .gpu import Kit
from .program import Program

PEOPLE, LIMBS = 32, 10
"""layers of the crowd's atlas: listeners from behind, then four forearms and an upper arm, bare and sleeved"""
BACK = (-0.5, -0.80, 1.0, -1.0)
"""m from the head's centre: left, bottom, side of a cell; seen from the back"""
WHO, TURNS = 32, 3
"""layers of the faces' atlas: so many people, each turned little, more and far aside (TURN_RAD), in a mood of its own; limbs follow"""
TURN_RAD = 0.05, 0.20
"""rad by which the first turn looks aside, and from one to the next; as in lib/sdf/face_paint.glsl"""
FRONT = (-0.36, -0.56, 0.72, 1.0)
Images = npt.NDArray[np.uint8]
_KEPT: dict[tuple[object, ...], Images] = {}
"""for a process whose cache cannot be written"""


def bake_people(kit: Kit) -> tuple[Any, Program]:
    """The crowd's atlas (array texture, RGBA8, mipmapped) and the program that makes it."""
    program = Program(kit.ctx, kit.library, "bake_human", vertex="passes/full.vert", fragment="passes/bake_human.frag", uniforms=("u_layer", "u_frame"),
                      defines={"PEOPLE": PEOPLE, "BODIES": PEOPLE, "STEPS": 48, "ASKED": 8, "HAIR": 0.17})
    layers = _layers(kit, program, kit.quality.atlas, PEOPLE + LIMBS, BACK, 1)
    return _array(kit, layers[0], kit.quality.atlas), program


def bake_faces(kit: Kit) -> tuple[Any, Any, Program]:
    """The faces' atlas: shape and colour (array textures, RGBA8, mipmapped), and the program that makes them."""
    program = Program(kit.ctx, kit.library, "bake_faces", vertex="passes/full.vert", fragment="passes/bake_human.frag", uniforms=("u_layer", "u_frame"),
                      defines={"PEOPLE": WHO, "BODIES": WHO * TURNS, "STEPS": 56, "ASKED": 16, "FACE": 1, "HAIR": 0.55})
    px = kit.quality.atlas * 3 // 4
    shape, paint = _layers(kit, program, px, WHO * TURNS + LIMBS, FRONT, 2)
    return _array(kit, shape, px), _array(kit, paint, px), program


def _layers(kit: Kit, program: Program, px: int, count: int, frame: tuple[float, ...], images: int) -> Images:
    """(images, count, px, px, 4) uint8: out of the cache, or marched now."""
    info = kit.ctx.info
    key = (program.sources["fragment_shader"].text, px, count, frame, images, info.get("GL_RENDERER"), info.get("GL_VERSION"))
    path = shelf.path_of(program.name, key)
    found = _KEPT.get(key)
    if found is None:
        found = shelf.kept(path, (images, count, px, px, 4))
    if found is None:
        found = _marched(kit, program, px, count, frame, images)
        if not shelf.keep(path, found):
            _KEPT[key] = found
    return found


def _marched(kit: Kit, program: Program, px: int, count: int, frame: tuple[float, ...], images: int) -> Images:
    textures = [kit.ctx.texture((px, px), 4) for _ in range(images)]
    target = kit.ctx.framebuffer(textures)
    target.use()
    kit.ctx.disable(moderngl.BLEND | moderngl.DEPTH_TEST)
    array = kit.ctx.vertex_array(program.gl, [])
    program.set(u_frame=frame)
    out = np.empty((images, count, px, px, 4), np.uint8)
    for layer in range(count):
        program.set(u_layer=float(layer))
        array.render(moderngl.TRIANGLES, vertices=3)
        for image, texture in zip(out, textures, strict=True):
            image[layer] = np.frombuffer(texture.read(), np.uint8).reshape(px, px, 4)
    array.release()
    target.release()
    for texture in textures:
        texture.release()
    return out


def _array(kit: Kit, layers: Images, px: int) -> Any:
    image = kit.ctx.texture_array((px, px, len(layers)), 4, layers.tobytes())
    image.repeat_x = image.repeat_y = False
    image.build_mipmaps()
    image.filter = (moderngl.LINEAR_MIPMAP_LINEAR if kit.quality.msaa else moderngl.LINEAR_MIPMAP_NEAREST, moderngl.LINEAR)
    return image
