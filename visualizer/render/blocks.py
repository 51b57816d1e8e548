"""The std140 blocks that every shader sees, written as GLSL text from the numpy dtypes that fill them: one declaration, two languages."""
from __future__ import annotations

import numpy as np
import numpy.typing as npt

from visualizer.model.music import GPU
from visualizer.model.settings import Schema
from visualizer.model.show import N_STAGE, STAGE

CRYSTALS = 80
"""crystals whose light the frame block carries."""
LIGHTS = 6
"""strongest crystals that act as point lights."""
RINGS = 6
"""rings on the water that live at once."""
PARAMS_MAX = 64
"""vec4 of looks' and hands' parameters that the show block holds."""

FRAME = np.dtype([
    ("view_proj", "f4", (4, 4)),   # world -> clip, column vectors
    ("shadow", "f4", (4, 4)),      # world -> clip of the key lamp
    ("eye", "f4", (4,)),           # m, camera position; tan of half the vertical field
    ("right", "f4", (4,)),         # unit; aspect (width / height)
    ("up", "f4", (4,)),            # unit; m from the camera to what it looks at
    ("forward", "f4", (4,)),       # unit; m/s that the lens or its aim moves
    ("clock", "f4", (4,)),         # s wrapped at TIME_WRAP_S, s age of the music record, s since the act began (at most 4096), s since the last frame
    ("pulse", "f4", (4,)),         # beat phase, bar phase, heart phase, breath phase; all 0..1, 0 on the event
    ("heart", "f4", (4,)),         # rad from a heart's lub to its dub, the dub's strength against it; the house's lub and dub now, each 0..1
    ("turn", "f4", (4,)),          # turns of the gear train's first wheel (wrapped at 64), R, R along the ripple, coherence C
    ("size", "f4", (4,)),          # px width and height of the scene, and their inverses
    ("state", "f4", (4,)),         # act number, show level 0..1, beat confidence 0..1, seed 0..1
    ("key_apex", "f4", (4,)),      # m; cos of the outer angle
    ("key_axis", "f4", (4,)),      # unit, down the beam; cos of the inner angle
    ("key_color", "f4", (4,)),     # W/sr-like radiance of the lamp, linear Rec.709; half-angle, rad
    ("cool_apex", "f4", (4,)),
    ("cool_axis", "f4", (4,)),
    ("cool_color", "f4", (4,)),
    ("hero", "f4", (4,)),          # m, centre of the hero crystal; energy
    ("hero_color", "f4", (4,)),    # linear; 0
    ("light", "f4", (LIGHTS, 4)),        # m; 0
    ("light_color", "f4", (LIGHTS, 4)),  # radiance, linear; 0
    ("ring", "f4", (RINGS, 4)),          # s since a drop touched the water (negative while it falls), strength 0..1, m x, m z
    ("drop", "f4", (RINGS, 4)),          # m, from where it falls; its pitch, -1 low .. 1 high
    ("string", "f4", (4, 4)),            # of each string, low first: swing 0..1, half waves along it, s since it was struck, 0..1 it sounds now
    ("crystal", "f4", (CRYSTALS, 4)),    # emission colour, linear; energy
])
SHOW = np.dtype([("stage", "f4", (N_STAGE // 4, 4)), ("params", "f4", (PARAMS_MAX, 4))])

_SWIZZLE = "xyzw"


def block_text(name: str, dtype: np.dtype[np.void], origin: str) -> str:
    """GLSL of a std140 block `name` whose members are the dtype's fields (vec4, vec4[n] or mat4 only), named name_field."""
    lines = [f"// {name}: generated from {origin} by `python -m visualizer.render.generate`; do not edit.", f"layout(std140) uniform {name.capitalize()} {{"]
    for field in dtype.names or ():
        shape = dtype[field].shape
        if dtype[field].base != np.float32 or shape[-1:] != (4,) or len(shape) > 2:
            raise TypeError(f"{origin}.{field}: a block holds f4 vec4, vec4[n] and mat4 only, not {dtype[field]}")
        if shape == (4,):
            lines.append(f"    vec4 {name}_{field};")
        elif shape == (4, 4) and field in ("view_proj", "shadow"):
            lines.append(f"    mat4 {name}_{field};")
        else:
            lines.append(f"    vec4 {name}_{field}[{shape[0]}];")
    return "\n".join([*lines, "};", ""])


def stage_text() -> str:
    """Accessors stage_NAME for the channels of the stage."""
    lines = ["// stage channels: generated from model/show.py STAGE; do not edit."]
    lines += [f"#define stage_{name} show_stage[{i // 4}].{_SWIZZLE[i % 4]}" for i, name in enumerate(STAGE)]
    return "\n".join([*lines, ""])


def params_text(schema: Schema) -> str:
    """Accessors p_TABLE_NAME for every live parameter: a float, or a vec3 for a colour."""
    if schema.size > 4 * PARAMS_MAX:
        raise ValueError(f"{schema.size} floats of parameters do not fit {4 * PARAMS_MAX}")
    lines = ["// parameters: generated from the schema; do not edit."]
    for entry in schema.live:
        at = [f"show_params[{(entry.offset + k) // 4}].{_SWIZZLE[(entry.offset + k) % 4]}" for k in range(entry.width)]
        lines.append(f"#define p_{entry.key.replace('.', '_')} {at[0] if entry.width == 1 else 'vec3(' + ', '.join(at) + ')'}")
    return "\n".join([*lines, ""])


def texts(schema: Schema) -> dict[str, str]:
    """Every generated file: path under shaders/ -> text."""
    return {
        "blocks/frame.glsl": block_text("frame", FRAME, "render/blocks.py FRAME"),
        "blocks/music.glsl": block_text("music", GPU, "model/music.py GPU"),
        "blocks/show.glsl": block_text("show", SHOW, "render/blocks.py SHOW") + '#include "blocks/stage.glsl"\n#include "blocks/params.glsl"\n',
        "blocks/stage.glsl": stage_text(),
        "blocks/params.glsl": params_text(schema),
    }


BLOCKS: dict[str, tuple[int, int]] = {"Frame": (0, FRAME.itemsize), "Music": (1, GPU.itemsize), "Show": (2, SHOW.itemsize)}
"""block name -> (binding, bytes)"""


def show_record(stage: npt.NDArray[np.float64], params: npt.NDArray[np.float32]) -> npt.NDArray[np.void]:
    """() SHOW from the channels (N_STAGE,) and the live vector (size,)."""
    record = np.zeros((), SHOW)
    record["stage"] = stage.reshape(-1, 4)
    record["params"].reshape(-1)[:params.size] = params
    return record
