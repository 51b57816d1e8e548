"""The live values: the look, what hands changed in it, and the way from where the values are to where they shall be."""
from __future__ import annotations

from collections.abc import Callable, Mapping
from math import exp

import numpy as np
import numpy.typing as npt

from visualizer.model.control import ControlState
from visualizer.model.settings import Schema

from .blend import Blender, Floats, oklab, rgb

HAND_S = 0.045
"""s, time constant with which a value follows a hand: below what is felt, above the steps of a 7-bit fader"""
RESTING = 1e-6
"""of a value's range: nearer than this to where it shall be it is there, to the bit"""
TASTE = 0.22
"""share of a slider's way that a look strays at most by chance, one standard deviation"""

Vector = npt.NDArray[np.float32]


class Faders:
    """`step` once per tick, or by the wall's time while no tick comes. The values at rest are exactly those of the look and the hands."""

    def __init__(self, schema: Schema, start: Vector, looks: Callable[[str], Vector | None]) -> None:
        """start: (size,) the values the show begins with; looks: name -> (size,) values, None where there is no such look ('' never asked)."""
        self._schema, self._looks, self._blender = schema, looks, Blender(schema)
        self._start, self._look = start, start
        self._from = self._value = self._goal = self._blender.encode(start)
        self._span = np.array([max(1e-6, (e.range[1] - e.range[0]) if e.range else 1.0) for e in schema.live for _ in range(e.width)])
        self._look_id, self._age, self._seconds = 0, 0.0, 0.0
        self._target, self._out, self._resting = start, start, True
        self._arrived = True
        self._changes: Mapping[int, float] = {}
        self.missing = 0
        """looks asked for that do not exist"""

    @property
    def values(self) -> Vector:
        """(size,) float32, read-only, as they are now."""
        return self._out

    @property
    def aim(self) -> Vector:
        """(size,) float32 where they will come to rest; in the middle of a blend, as they are now."""
        return self._target if self._arrived else self._out

    @property
    def blending(self) -> float:
        """0..1 of the way between looks, 1 when it is done."""
        return 1.0 if self._age >= self._seconds else self._age / self._seconds

    def step(self, control: ControlState, dt: float, beat_s: float) -> Vector:
        """The values dt s later. beat_s: s a beat, for blends told in beats."""
        if control.look_id != self._look_id:
            self._begin(control, beat_s)
        elif self._resting and control.changes == self._changes:
            return self._out
        self._age += dt
        whole = self.blending
        if not self._arrived or control.changes is not self._changes:
            self._aim(control, whole * whole * (3.0 - 2.0 * whole))
            self._arrived = whole >= 1.0
        steps, together = self._blender.steps, self._blender.together
        self._value = self._value + (self._goal - self._value) * (1.0 - exp(-dt / HAND_S))
        self._value[steps] = self._goal[steps]
        moving = np.abs(self._value - self._goal) > RESTING * self._span
        moving = np.isin(together, together[moving])   # the three parts of a colour come to rest together
        self._resting = self._arrived and not moving.any()
        out = np.where(moving | (not self._arrived), self._blender.decode(self._value), self._target).astype(np.float32)
        out.flags.writeable = False
        self._out = out
        return out

    def _begin(self, control: ControlState, beat_s: float) -> None:
        """Another look: from wherever the values are."""
        self._look_id = control.look_id
        look = self._looks(control.look) if control.look else self._start
        if look is None:
            self.missing += 1
            look = self._look
        self._look = stray(self._schema, look, control.seed, control.stray) if control.stray > 0.0 else look
        self._from, self._age = self._value, 0.0
        self._seconds = control.blend if control.blend >= 0.0 else -control.blend * beat_s
        self._arrived = self._resting = False

    def _aim(self, control: ControlState, way: float) -> None:
        """Where the values shall be now: between the looks, and where hands put them."""
        self._changes = control.changes
        target = np.array(self._look, np.float32)
        goal = self._blender.encode(target)
        goal = np.where(self._blender.steps, goal if way >= 0.5 else self._from, self._from + (goal - self._from) * way)
        touched = [o for o in control.changes if 0 <= o < self._schema.size]
        for o in touched:
            target[o] = self._schema.at(o).held(control.changes[o])
        if touched:
            by_hand = self._blender.encode(target)
            mine = np.isin(self._blender.together, self._blender.together[touched])
            goal = np.where(mine, by_hand, goal)
        self._target, self._goal = target, goal


def stray(schema: Schema, look: Vector, seed: int, amount: float) -> Vector:
    """A look near `look`, by chance but within taste: sliders move a little on their own scale, colours turn and deepen in OKLab and keep their lightness.

    seed: the same seed is the same look; amount: 0..1.
    """
    rng = np.random.default_rng(seed & 0x7FFFFFFF)
    out = np.array(look, np.float32)
    for e in schema.live:
        chance = rng.standard_normal(3)
        part = slice(e.offset, e.offset + e.width)
        if e.width == 3:
            lab: Floats = oklab(out[part].astype(np.float64))
            angle, deeper = 1.1 * TASTE * amount * chance[0] * 2.0, exp(0.8 * TASTE * amount * chance[1])
            c, s = np.cos(angle) * deeper, np.sin(angle) * deeper
            turned = np.array([lab[0], c * lab[1] - s * lab[2], s * lab[1] + c * lab[2]])
            out[part] = [e.held(v) for v in rgb(turned)]
        elif isinstance(e.default, float) and e.range is not None:
            out[part] = e.held(e.native(e.share(float(out[e.offset])) + TASTE * amount * float(np.clip(chance[0], -2.0, 2.0))))
    return out
