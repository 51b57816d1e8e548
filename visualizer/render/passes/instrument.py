"""What stands on the stage: the instrument, the crystals, strings and wires; their shadow and their mirror image."""
from __future__ import annotations

from itertools import pairwise
from math import pi
from typing import Any

import moderngl
import numpy as np
import numpy.typing as npt

from visualizer.model.music import EVENTS

from ..frame import View
from ..geometry import body, violin
from ..geometry.crystals import HELD, PLANES, Crystals, polyhedron
from ..geometry.gears import MODULE, WHEEL_Z, train
from ..geometry.shards import Shards
from ..geometry.tubes import indexed
from ..gpu import Kit, Pass
from ..targets import Targets

METAL = ("3f 3f 3f 4f", "in_position", "in_normal", "in_tangent", "in_wheel")
FACET = ("4f 1f", "in_corner", "in_plane")


class Stock:
    """Buffers and images of the things on stage, shared by the passes that draw them; owned by the pass that makes the stock."""

    def __init__(self, kit: Kit, crystals: Crystals, shards: Shards) -> None:
        q = kit.quality
        metal, order = indexed(violin.build(q.sides, q.detail))
        depth = metal[order.reshape(-1, 3), 2].mean(axis=1)   # m toward the audience; wheels turn across it
        order = order.reshape(-1, 3)[np.argsort(-depth, kind="stable")].ravel()   # the nearest first: it spares the rest its shading
        self.metal, self.metal_order = kit.ctx.buffer(metal.tobytes()), kit.ctx.buffer(order.tobytes())
        cuts = np.concatenate([crystals.planes, shards.planes])
        parent = np.concatenate([np.arange(crystals.size), shards.parent])
        ember = np.concatenate([crystals.phase < 0.12, shards.trail % 7 == 3])
        size = len(cuts)
        bodies = np.zeros((size, 3, 4), np.float32)
        rows = []
        for i in range(size):
            triangles, owners = polyhedron(cuts[i])
            row = np.empty((len(owners), 3, 5), np.float32)
            row[:, :, :3], row[:, :, 3], row[:, :, 4] = triangles, i, owners[:, None]
            rows.append(row)
        bodies[:, 0, 3] = np.concatenate([crystals.radius, shards.radius])
        bodies[:crystals.size, 1, :3], bodies[crystals.size:, 1, 1] = crystals.axis, 1.0
        bodies[:, 1, 3] = np.concatenate([crystals.half, shards.half])
        bodies[:, 2, 0], bodies[:, 2, 1] = parent, ember
        bodies[1:HELD, 2, 2] = 1.0
        self.whole = 3 * sum(len(row) for row in rows[:crystals.size])
        self.facets = kit.ctx.buffer(np.concatenate(rows).tobytes())
        self.planes = kit.ctx.texture((PLANES, size), 4, cuts.astype(np.float32).tobytes(), dtype="f4")
        self.bodies = kit.ctx.texture((3, size), 4, bodies.tobytes(), dtype="f4")
        self.places = kit.ctx.texture((2, size), 4, dtype="f4")
        for image in (self.planes, self.bodies, self.places):
            image.filter = (moderngl.NEAREST, moderngl.NEAREST)

    def seen(self, view: View) -> int:
        """Vertices of the facets to draw: the splinters lie inside their parents until the storm."""
        return -1 if view.stage["shatter"] > 0.001 else self.whole

    def release(self) -> None:
        """Free everything."""
        for thing in (self.metal, self.metal_order, self.facets, self.planes, self.bodies, self.places):
            thing.release()


def _common(kit: Kit) -> dict[str, Any]:
    return {"LIGHTS": kit.quality.lights, "RINGS": 6}


WINDOWS = {"LOWER_Y": body.LOWER[0], "LOWER_R": body.LOWER[1], "UPPER_Y": body.UPPER[0], "UPPER_R": body.UPPER[1], "SLOT": body.SLOT}
"""the belly's opening, for what lies in its shade"""


class Shadow(Pass):
    """Depth of the instrument from the key lamp. Owns the stock."""

    name, writes = "shadow", ("shadow",)

    def __init__(self, kit: Kit, stock: Stock) -> None:
        super().__init__(kit)
        self._stock = stock
        metal = self.program("passes/none.frag", "passes/metal.vert", defines={"SHADOW": 1})
        self._metal = self.mesh(metal, [(stock.metal, *METAL)], stock.metal_order)

    def active(self, view: View) -> bool:
        return view.stage["curtain"] > 0.002

    def draw(self, targets: Targets, view: View) -> None:
        self._stock.places.write(view.glass.tobytes())
        targets.frame("shadow").use()
        targets.frame("shadow").clear(depth=1.0)
        if view.stage["key"] < 0.005:
            return
        self.ctx.disable(moderngl.BLEND)
        self.ctx.enable(moderngl.DEPTH_TEST)
        if view.stage["instrument"] > 0.05:
            self._metal.draw()

    def release(self) -> None:
        super().release()
        self._stock.release()


class Machine(Pass):
    """The instrument into the scene, with depth; or, `mirrored`, below the floor into the mirror image together with the crystals."""

    def __init__(self, kit: Kit, stock: Stock, mirrored: bool) -> None:
        super().__init__(kit)
        self._stock, self._mirrored = stock, mirrored
        self.name, self.reads, self.writes = ("mirror", ("shadow",), ("mirror",)) if mirrored else ("machine", ("shadow", "haze"), ("scene",))
        defines = _common(kit) | {"BENT": 1 if mirrored or not kit.quality.msaa else 3} | ({"MIRROR": 1} if mirrored else {})
        self._wheels = [w for w in train() if w.z == WHEEL_Z]
        defines |= WINDOWS | {"WHEELS": len(self._wheels), "WHEEL_Z": WHEEL_Z - 0.01, "MODULE": MODULE}
        self._metal = self.program("passes/metal.frag", "passes/metal.vert", ("u_wheels",), ("u_shadow", "u_front", "u_grain"), defines)
        self._metal_mesh = self.mesh(self._metal, [(stock.metal, *METAL)], stock.metal_order)
        if mirrored:
            self._glass = self.program("passes/crystal.frag", "passes/crystal.vert",
                                       samplers=("u_planes", "u_bodies", "u_places"), defines=defines | {"SEGMENTS": 1})
            self._facets = self.mesh(self._glass, [(stock.facets, *FACET)])

    def active(self, view: View) -> bool:
        if not self._mirrored:
            return view.stage["curtain"] > 0.002
        return view.stage["curtain"] > 0.002 and (view.stage["wet"] > 0.02 or self.kit.quality.msaa > 0)

    def draw(self, targets: Targets, view: View) -> None:
        frame = targets.frame("mirror" if self._mirrored else "scene")
        frame.use()
        if self._mirrored:
            frame.clear(0.0, 0.0, 0.0, 0.0, depth=1.0)
        self.ctx.enable(moderngl.DEPTH_TEST)
        self.ctx.enable(moderngl.BLEND)
        self.ctx.blend_func = (moderngl.ONE, moderngl.ZERO) if self._mirrored else (moderngl.ONE, moderngl.ONE_MINUS_SRC_ALPHA)
        if view.stage["instrument"] > 0.004:
            turns = float(view.frame["turn"][0]) / 16.0
            self._metal.set(u_wheels=[(w.x, w.y, w.radius, w.angle + 2 * pi * ((w.ratio * turns) % 1.0)) for w in self._wheels])
            self._metal.lend(u_shadow=targets.texture("shadow.depth"), u_front=targets.texture("haze.1"), u_grain=self.kit.baked["grain"])
            self._metal_mesh.draw()
            if self._mirrored:
                self._glass.lend(u_planes=self._stock.planes, u_bodies=self._stock.bodies, u_places=self._stock.places)
                self._facets.draw(vertices=self._stock.seen(view))


class Glass(Pass):
    """The crystals, traced; they see a copy of what is behind them."""

    name, reads, writes = "glass", ("opaque", "haze"), ("scene",)

    def __init__(self, kit: Kit, stock: Stock) -> None:
        super().__init__(kit)
        self._stock = stock
        samplers = ("u_planes", "u_bodies", "u_places", "u_opaque", "u_air", "u_front")
        self._program = self.program("passes/crystal.frag", "passes/crystal.vert", samplers=samplers, defines=_common(kit) | {"SEGMENTS": kit.quality.segments})
        self._mesh = self.mesh(self._program, [(stock.facets, *FACET)])

    def active(self, view: View) -> bool:
        return view.stage["curtain"] > 0.002 and view.stage["instrument"] > 0.004

    def draw(self, targets: Targets, view: View) -> None:
        targets.frame("scene").use()
        self.ctx.enable(moderngl.DEPTH_TEST | moderngl.BLEND | moderngl.CULL_FACE)
        self.ctx.front_face = "ccw"
        self.ctx.blend_func = moderngl.ONE, moderngl.ONE_MINUS_SRC_ALPHA
        self._program.lend(u_planes=self._stock.planes, u_bodies=self._stock.bodies, u_places=self._stock.places, u_opaque=targets.texture("opaque"),
                           u_air=self.kit.baked["air"], u_front=targets.texture("haze.1"))
        self._mesh.draw(vertices=self._stock.seen(view))
        self.ctx.disable(moderngl.CULL_FACE)


class Lines(Pass):
    """Four strings, the constellation's wires, the visible wave, and sparks: light only. And the orbits: brass, and photons on it."""

    name, writes = "lines", ("scene",)

    def __init__(self, kit: Kit, stock: Stock, crystals: Crystals) -> None:
        super().__init__(kit)
        self._stock = stock
        data = segments(crystals, 28 if kit.quality.msaa else 14)
        orbit = data[:, 8] > 3.5   # metal costs much more than light: a program of its own
        self._kinds = []
        for rows, extra in ((data[orbit], {"ORBITS": 1} | ({"FINE": 1} if kit.quality.detail > 0.5 else {})), (data[~orbit], {})):
            program = self.program("passes/line.frag", "passes/line.vert", samplers=("u_places",), defines=_common(kit) | extra)
            self._kinds.append((program, self.mesh(program, [(self.buffer(rows), "4f 4f 4f/i", "in_a", "in_b", "in_info")]), len(rows)))

    def active(self, view: View) -> bool:
        return view.stage["curtain"] > 0.002 and view.stage["instrument"] > 0.004

    def draw(self, targets: Targets, view: View) -> None:
        frame = targets.frame("scene")
        frame.use()
        self.ctx.enable(moderngl.DEPTH_TEST | moderngl.BLEND)
        frame.depth_mask = False
        self.ctx.blend_func = moderngl.ONE, moderngl.ONE_MINUS_SRC_ALPHA
        for program, mesh, count in self._kinds:
            program.lend(u_places=self._stock.places)
            mesh.draw(moderngl.TRIANGLE_STRIP, vertices=4, instances=count)
        frame.depth_mask = True


def segments(crystals: Crystals, steps: int) -> npt.NDArray[np.float32]:
    """(n, 12): orbits, strings in `steps` pieces each, wires, the wave, sparks; the layout of line.vert."""
    rows: list[tuple[float, ...]] = []
    for k, (x, y, radius, squash, roll) in enumerate(violin.ORBITS):
        turn = np.linspace(0.0, 1.0, 4 * steps + 1)
        rows.extend((x, y, radius, 0.0105, roll, squash, 0.0, 0.0105, 4.0, float(k), a, b) for a, b in pairwise(turn))
    (y0, y1), (z0, z1) = violin.STRING_Y, violin.STRING_Z
    for k, (bridge, nut) in enumerate(body.STRINGS):
        for i in range(steps):
            a, b = i / steps, (i + 1) / steps
            ends = [(bridge + (nut - bridge) * s, y0 + (y1 - y0) * s, z0 + (z1 - z0) * s, 0.0030 - 0.0004 * k) for s in (a, b)]
            rows.append((*ends[0], *ends[1], 0.0, float(k), a, b))
    for p, q in crystals.wires:
        rows.append((*crystals.centre[p], 0.0018, *crystals.centre[q], 0.0018, 1.0, float(p), 0.0, float(q)))
    for echo in ((0.0,) if steps < 20 else (0.0, 1.0, 2.0)):   # the wave: the two ears' sound, flowing out from the bridge
        for side in (0.0, 1.0):
            rows.extend((echo, 0.0, 0.0, 0.070, 0.0, 0.0, 0.0, 0.070, 2.0, side, i / (5 * steps), (i + 1) / (5 * steps)) for i in range(5 * steps))
    for slot in range(EVENTS):   # sparks of the newest onsets
        rows.extend((0.0, 0.0, 0.0, 0.0032, 0.0, 0.0, 0.0, 0.0026, 3.0, float(slot), float(i), 0.0) for i in range(steps if steps < 20 else 42))
    return np.array(rows, np.float32)
