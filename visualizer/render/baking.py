"""Images made once at load: hanging cloth, the listeners' atlas, tiling noise. They never change, so no frame pays for them."""
from __future__ import annotations

from typing import Any

import moderngl
import numpy as np
import numpy.typing as npt

from .atlas import bake_faces, bake_people
from .frame import LAMPS
from .geometry.water import COLUMNS, ROWS, slopes
from .gpu import Kit
from .program import Program

NOISE_2D, NOISE_3D = 256, 48


def bake(kit: Kit) -> tuple[dict[str, Any], list[Program]]:
    """Every baked image by name, and the programs that made them (for reload and release)."""
    programs: list[Program] = []

    def drawn(fragment: str, size: tuple[int, int], repeat: bool, dtype: str = "f1", **given: Any) -> Any:
        textures = {name: value for name, value in given.items() if not isinstance(value, tuple)}
        values = {name: value for name, value in given.items() if isinstance(value, tuple)}
        program = Program(kit.ctx, kit.library, fragment.removesuffix(".frag"), vertex="passes/full.vert", fragment=f"passes/{fragment}",
                          uniforms=tuple(values), samplers=tuple(textures))
        programs.append(program)
        program.set(**values)
        program.lend(**textures)
        image = kit.ctx.texture(size, 4, dtype=dtype)
        image.repeat_x = image.repeat_y = repeat
        frame = kit.ctx.framebuffer([image])
        frame.use()
        array = kit.ctx.vertex_array(program.gl, [])
        array.render(moderngl.TRIANGLES, vertices=3)
        array.release()
        frame.release()
        image.filter = (moderngl.LINEAR, moderngl.LINEAR)
        return image

    q = kit.quality
    images = {"folds": drawn("bake_folds.frag", (q.bake, q.bake // 8), True, "f2" if q.msaa else "f1")}   # in eight bits a slope is a staircase
    images["folds"].build_mipmaps()
    images["folds"].filter = (moderngl.LINEAR_MIPMAP_LINEAR if q.msaa else moderngl.LINEAR_MIPMAP_NEAREST, moderngl.LINEAR)
    images["gilt"] = drawn("bake_gilt.frag", (q.bake // 8, q.bake // 4), True, "f2" if q.msaa else "f1")
    images["gilt"].build_mipmaps()
    images["gilt"].filter = images["folds"].filter
    images["gilt"].repeat_y = False
    images["people"], people = bake_people(kit)
    images["faces"], images["paint"], faces = bake_faces(kit)
    programs += [people, faces]
    rng = np.random.default_rng(20)   # the room's grain is the same in every show
    grain = np.stack([tiling_noise(rng, (NOISE_2D,) * 2, 1.6), tiling_noise(rng, (NOISE_2D,) * 2, 0.9)], -1)
    images["grain"] = kit.ctx.texture((NOISE_2D,) * 2, 2, grain.tobytes(), alignment=1)
    images["grain"].build_mipmaps()
    images["grain"].filter = (moderngl.LINEAR_MIPMAP_NEAREST, moderngl.LINEAR)
    axes: dict[str, Any] = {f"u_{name}": tuple(float(x) for x in (aim - apex) / np.linalg.norm(aim - apex)) for name, apex, aim in LAMPS}
    images["shafts"] = drawn("bake_shafts.frag", (q.bake // 8,) * 2, False, u_grain=images["grain"], **axes)
    images["water"] = kit.ctx.texture((COLUMNS, ROWS), 1, slopes().astype(np.float16).tobytes(), dtype="f2")
    images["water"].build_mipmaps()
    images["water"].filter = (moderngl.LINEAR_MIPMAP_LINEAR, moderngl.LINEAR)
    images["water"].repeat_x = images["water"].repeat_y = False
    images["air"] = kit.ctx.texture3d((NOISE_3D,) * 3, 1, tiling_noise(rng, (NOISE_3D,) * 3, 1.9).tobytes(), alignment=1)
    images["air"].filter = (moderngl.LINEAR, moderngl.LINEAR)
    return images, programs


def tiling_noise(rng: np.random.Generator, shape: tuple[int, ...], slope: float) -> npt.NDArray[np.uint8]:
    """Smooth noise that repeats without a seam: white noise filtered to a spectrum 1/f^slope in amplitude, 2nd to 98th percentile spread over 0..255."""
    spectrum = np.fft.fftn(rng.normal(size=shape))
    f = np.sqrt(sum(np.square(axis) for axis in np.meshgrid(*[np.fft.fftfreq(n) * n for n in shape], indexing="ij")))
    f[(0,) * len(shape)] = 1.0
    band = f ** -slope * np.exp(-(f / (shape[0] * 0.3)) ** 2) * np.minimum(1.0, f / 2.0)
    band[(0,) * len(shape)] = 0.0
    noise = np.fft.ifftn(spectrum * band).real
    low, high = np.percentile(noise, [2, 98])
    return np.asarray(np.clip((noise - low) / (high - low), 0, 1) * 255, np.uint8)
