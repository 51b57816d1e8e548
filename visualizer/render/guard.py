"""The flash guard: the last pass of every picture and the only one with memory.

It lets no more than three flashes a second through, general or red, over more than a quarter of any 10-degree field of view or of the picture, whatever
is drawn before it; nor does it let two or three a second go on for more than four seconds of any five. Sources: WCAG 2.2 SC 2.3.1, Rec. ITU-R BT.1702,
ISO 9241-391 (red).

It works in linear light on the graded picture with black, freeze and master already in it: out = mix(in, last out, h), one h per frame. Mixing is linear,
so the mean of any region obeys the same scalar rule exactly, and h = 1 (hold the last picture) is always a lawful answer: no look-ahead is needed. The
picture is a grid of cells, each with three counters of alternating transitions (light, red by u'v', WCAG 2.0's red); fields of view are summed wherever
they may lie; their means and the whole picture's have counters of their own, for flashes that hop about. Where nothing would break a count, h is 0 and
the picture is shown bit for bit. The state lives in textures: nothing is read back, nothing waits.
Pictures are kept as display values in 16 bits: where h = 0, nearly always, nothing is decoded or mixed, and the past is a plain copy.
"""
from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor, sqrt
from typing import Any

import moderngl
import numpy as np
import numpy.typing as npt

from .frame import View
from .gpu import Kit, Mesh, Pass
from .program import Defines, Program
from .targets import Target, Targets

CELLS = 57_600
"""at most: squares of 6 px at 1920x1080, 0.18 degrees from one screen's width away; finer patterns are exempt"""
FIELD = (341 / 1920, 256 / 1080)
"""of width and height: a field of view of 10 degrees from one screen's width away, 341x256 px of 1920x1080"""
AREA = 0.235
"""of a field, that may break its count in a window a tile larger; the rule says 0.25"""
BUSY, BUSY_S = 0.4, 3.85
"""of a field, that may have two flashes or three in a second for as long as they like, and s of any five for which more may. Neither rule has this limit;
BT.1702 warns of sequences of more than five seconds even below its own"""
QUORUM = 0.15
"""of a region's cells, that must have turned in the last second for a turn of its mean to count; the rule says 0.25 for each"""
TILE, BLOCK = 3, 8
"""cells a side of a tile; tiles a side that one texel of the verdict sums"""
STEP_S, THIRD_S = 0.005, 1.0 / 3.0
"""units of the ages of transitions, and of the time that places were busy"""
PACK = 4096.0
"""more than the cells of any window: two counts in one number"""


def fade(master: float) -> float:
    """Display value that a master dimmer of 0..1 (of light) leaves of 1."""
    return float(master ** (1.0 / 2.2))


@dataclass(frozen=True, slots=True)
class Grid:
    """Where the guard counts. tiles: (w, h), of TILE x TILE cells each; field: (w, h) tiles of a field of view; fields: (w, h) of them, one at every tile that
    lets it lie inside; blocks: (w, h)."""

    tiles: tuple[int, int]
    field: tuple[int, int]
    fields: tuple[int, int]
    blocks: tuple[int, int]

    @property
    def defines(self) -> Defines:
        """For the shaders."""
        names = {"TILES": self.tiles, "FIELD": self.field, "FIELDS": self.fields, "BLOCKS": self.blocks}
        cells = TILE * TILE * self.field[0] * self.field[1]
        numbers = {"QUORUM": QUORUM, "MOST_CELLS": AREA * cells, "QUORUM_CELLS": QUORUM * cells, "BUSY_CELLS": BUSY * cells, "BUSY_S": BUSY_S, "PACK": PACK}
        return ({f"{name}_{axis}": size["XY".index(axis)] for name, size in names.items() for axis in "XY"} | {"TILE": TILE, "BLOCK": BLOCK}
                | {name: f"{value:.6f}" for name, value in numbers.items()})


def grid(size: tuple[int, int]) -> Grid:
    """The grid for a picture of size (w, h) px: square cells of a pixel or more."""
    side = max(1.0, sqrt(size[0] * size[1] / CELLS))
    tiles = ceil(size[0] / side / TILE), ceil(size[1] / side / TILE)
    field = max(1, round(FIELD[0] * tiles[0])), max(1, round(FIELD[1] * tiles[1]))
    return Grid(tiles, field, (tiles[0] - field[0] + 1, tiles[1] - field[1] + 1), (ceil(tiles[0] / BLOCK), ceil(tiles[1] / BLOCK)))


class Guard(Pass):
    """Measures the picture, judges it, and writes the final image and the next frame's past."""

    name, reads = "guard", ("picture",)
    writes = ("cells", "tiles", "across", "windows", "blocks", "verdict", "levels", "keeps_tiles", "keeps_across", "guard_a", "guard_b", "heat_a", "heat_b",
              "counts_a", "counts_b", "means_a", "means_b", "shown_a", "shown_b")

    def __init__(self, kit: Kit, size: tuple[int, int]) -> None:
        """size: of the picture, px."""
        super().__init__(kit)
        self._defines = grid(size).defines
        counts, when = ("u_light", "u_old_red", "u_red", "u_lit"), ("u_steps",)
        self._cells = self._step("cells", uniforms=("u_fade",), samplers=("u_picture",))
        self._tiles = self._step("tiles", uniforms=when, samplers=("u_cells", *counts, "u_before"))
        self._across = self._step("across", samplers=("u_over", "u_more"))
        self._windows = self._step("windows", samplers=("u_over", "u_more"))
        self._blocks = self._step("blocks", uniforms=when, samplers=("u_over", "u_more", "u_tiles", "u_tiles_light", "u_means"))
        self._verdict = self._step("verdict", uniforms=when, samplers=("u_broken", "u_sums", "u_means"))
        opened = "passes/guard_open.vert"
        self._keep_tiles = self._step("tiles", opened, when, ("u_cells", *counts, "u_before", "u_verdict"), {"LEVELS": 1})
        self._keep_across = self._step("across", opened, (), ("u_over", "u_more", "u_verdict"))
        self._levels = self._step("levels", opened, (), ("u_over", "u_more", "u_verdict"))
        self._heat = self._step("heat", uniforms=("u_when",), samplers=("u_verdict", "u_heat"))
        self._state = self._step("state", uniforms=("u_clock",), samplers=("u_verdict", "u_levels", "u_before", "u_heat"))
        self._update = self._step("update", uniforms=("u_steps", "u_history"), samplers=("u_cells", *counts, "u_state"))
        self._means = self._step("means", uniforms=("u_steps", "u_history"), samplers=("u_over", "u_more", "u_sums", "u_state", "u_means"))
        self._keep = self._step("keep", "passes/guard_keep.vert", ("u_fade",), ("u_picture", "u_past", "u_state", "u_before"))
        final = self.program("passes/final.frag", "passes/final.vert", ("u_fade", "u_pixel"), ("u_shown", "u_state"),
                             {"LIGHTS": kit.quality.lights, "RINGS": 6} | ({"FXAA": 1} if kit.quality.fxaa else {}))
        self._final = final, self.mesh(final)
        self._side, self.history, self._faded, self._clock = 0, False, 1.0, 0.0

    def _step(self, name: str, vertex: str = "passes/full.vert", uniforms: tuple[str, ...] = (), samplers: tuple[str, ...] = (),
              defines: Defines | None = None) -> tuple[Program, Mesh]:
        made = self.program(f"passes/guard_{name}.frag", vertex, uniforms, samplers, dict(self._defines) | dict(defines or {}))
        return made, self.mesh(made)

    @staticmethod
    def targets(size: tuple[int, int]) -> dict[str, Target]:
        """For a picture of size px: what is counted, two states of each memory, and two pictures as they were shown, before dither."""
        where = grid(size)
        cells, fields = (TILE * where.tiles[0], TILE * where.tiles[1]), (where.fields[0], where.fields[1] + 1)

        def sums(base: tuple[int, int], images: int = 2) -> Target:
            return Target(base=base, dtype="f4", smooth=False, images=images)

        state, heat = sums((1, 1), 1), Target(base=(1, 1), dtype="u4", smooth=False)
        counts, means = Target(base=cells, dtype="u4", smooth=False, images=4), Target(base=fields, dtype="u4", smooth=False)
        shown = Target(base="picture", dtype="nu2", smooth=False)
        return {"cells": sums(cells, 1), "tiles": sums(where.tiles), "across": sums(where.tiles), "windows": sums(where.tiles), "blocks": sums(where.blocks),
                "verdict": state, "keeps_tiles": sums(where.tiles), "keeps_across": sums(where.tiles), "levels": sums(where.blocks, 1),
                "guard_a": state, "guard_b": state, "heat_a": heat, "heat_b": heat, "counts_a": counts, "counts_b": counts, "means_a": means, "means_b": means,
                "shown_a": shown, "shown_b": shown}

    def draw(self, targets: Targets, view: View) -> None:
        raise NotImplementedError("the guard draws through `show`: it needs the final texture")

    def show(self, targets: Targets, view: View, final: moderngl.Framebuffer) -> None:
        """Judge targets' 'picture' and write it to `final` (RGBA8)."""
        now, before = ("a", "b") if self._side == 0 else ("b", "a")
        dim, dt = fade(view.master), max(view.dt, 0.0)
        steps, thirds = (min(1000, floor((self._clock + dt) / unit) - floor(self._clock / unit)) for unit in (STEP_S, THIRD_S))
        self._clock = (self._clock + dt) % 1000.0
        self.ctx.disable(moderngl.BLEND | moderngl.DEPTH_TEST)
        self._judge(targets, now, before, dim, dt, (steps, thirds))
        judged = {"u_state": targets.texture(f"guard_{now}"), "u_before": targets.texture(f"guard_{before}")}
        self.ctx.copy_framebuffer(targets.frame(f"shown_{now}"), targets.frame("picture"))
        _draw(self._keep, targets.frame(f"shown_{now}"), {"u_picture": targets.texture("picture"), "u_past": targets.texture(f"shown_{before}")} | judged,
              u_fade=(dim, self._faded))
        w, h = targets.size("picture")
        _draw(self._final, final, {"u_shown": targets.texture(f"shown_{now}"), "u_state": judged["u_state"]}, u_fade=dim, u_pixel=(1.0 / w, 1.0 / h))
        self._side, self.history, self._faded = 1 - self._side, True, dim

    def _judge(self, targets: Targets, now: str, before: str, dim: float, dt: float, since: tuple[int, int]) -> None:
        """Count, decide on h, and remember what is shown. now, before: sides of what has a memory; dt: s; since: units of STEP_S, of THIRD_S since the last."""
        image, frame = targets.texture, targets.frame
        counts = {"u_light": image(f"counts_{before}"), "u_old_red": image(f"counts_{before}.1"), "u_red": image(f"counts_{before}.2"),
                  "u_lit": image(f"counts_{before}.3")}
        cells, known, means = {"u_cells": image("cells")}, {"u_before": image(f"guard_{before}")}, {"u_means": image(f"means_{before}")}
        windows, verdict = _pair(targets, "windows"), {"u_verdict": image("verdict")}
        heat, past, steps = {"u_heat": image(f"heat_{before}")}, float(self.history), since[0]
        _draw(self._cells, frame("cells"), {"u_picture": image("picture")}, u_fade=dim)
        _draw(self._tiles, frame("tiles"), cells | counts | known, u_steps=steps)
        _draw(self._across, frame("across"), _pair(targets, "tiles"))
        _draw(self._windows, frame("windows"), _pair(targets, "across"))
        _draw(self._blocks, frame("blocks"), windows | {"u_tiles": image("tiles"), "u_tiles_light": image("tiles.1")} | means, u_steps=steps)
        _draw(self._verdict, frame("verdict"), {"u_broken": image("blocks"), "u_sums": image("blocks.1")} | means, u_steps=steps)
        _draw(self._keep_tiles, frame("keeps_tiles"), cells | counts | known | verdict, u_steps=steps)
        _draw(self._keep_across, frame("keeps_across"), _pair(targets, "keeps_tiles") | verdict)
        _draw(self._levels, frame("levels"), _pair(targets, "keeps_across") | verdict)
        _draw(self._heat, frame(f"heat_{now}"), verdict | heat, u_when=(*since, int(self.history)))
        _draw(self._state, frame(f"guard_{now}"), verdict | {"u_levels": image("levels"), "u_heat": image(f"heat_{now}")} | known, u_clock=(dt, past))
        state = {"u_state": image(f"guard_{now}")}
        _draw(self._update, frame(f"counts_{now}"), cells | counts | state, u_steps=steps, u_history=past)
        _draw(self._means, frame(f"means_{now}"), windows | {"u_sums": image("blocks.1")} | state | means, u_steps=steps, u_history=past)

    def inherit(self, mine: Targets, older: Guard, theirs: Targets) -> None:
        """Go on from what another guard knows, whose picture was of another size: its counters and its last picture, each place from the nearest one. Waits."""
        last = older.state_name[-1]
        for kind in ("guard", "heat", "counts", "means", "shown"):
            for k in range(mine.table[f"{kind}_b"].images):
                tail = f".{k}" if k else ""
                old, new = theirs.texture(f"{kind}_{last}{tail}"), mine.texture(f"{kind}_b{tail}")
                new.write(_nearest(old, new.size, whole_row=kind == "means").tobytes())
        self._side, self.history, self._faded, self._clock = 0, older.history, older._faded, older._clock

    def rehearse(self, targets: Targets, view: View, final: moderngl.Framebuffer) -> None:
        """Draw once and forget it, so that the programs are warm."""
        kept = self.history, self._side, self._faded, self._clock
        self.show(targets, view, final)
        self.history, self._side, self._faded, self._clock = kept

    @property
    def state_name(self) -> str:
        """The target that holds the newest judgement."""
        return "guard_b" if self._side == 0 else "guard_a"


def _nearest(texture: Any, size: tuple[int, int], whole_row: bool) -> npt.NDArray[Any]:
    """A texture of four channels at another size. whole_row: its last row is no place, but the whole picture's."""
    kind = {"f4": np.float32, "u4": np.uint32, "nu2": np.uint16}[texture.dtype]
    (w, h), (to_w, to_h) = texture.size, size
    pixels = np.frombuffer(texture.read(alignment=1), kind).reshape(h, w, 4)
    rows, to_rows = h - whole_row, to_h - whole_row
    out = pixels[np.minimum(np.arange(to_rows) * rows // to_rows, rows - 1)][:, np.minimum(np.arange(to_w) * w // to_w, w - 1)]
    return np.concatenate([out, np.broadcast_to(pixels[-1:, :1], (1, to_w, 4))]) if whole_row else out


def _pair(targets: Targets, name: str) -> dict[str, Any]:
    return {"u_over": targets.texture(name), "u_more": targets.texture(f"{name}.1")}


def _draw(step: tuple[Program, Mesh], into: moderngl.Framebuffer, textures: dict[str, Any], **uniforms: Any) -> None:
    program, mesh = step
    into.use()
    program.set(**uniforms)
    program.lend(**textures)
    mesh.draw(vertices=3)
