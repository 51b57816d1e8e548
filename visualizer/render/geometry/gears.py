"""A train of wheels that really mesh: same module, ratios by tooth count, every tooth meeting a gap."""
from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .tubes import BRASS, STEEL, Array, Soup, unit

MODULE = 0.022
"""m of pitch diameter per tooth."""
WHEEL_Z = -0.035
"""m, the face of the wheels' plane"""
UNIT = 48
"""teeth of a wheel that would turn once where the music's master turn is one"""


@dataclass(frozen=True, slots=True)
class Wheel:
    """One wheel.

    teeth: divides 192, so that all wheels stand as before after four master turns; x, y: m; ratio: turns per master turn, signed;
    angle: rad at rest; material: of tubes.py; z: of its face, m.
    """

    teeth: int
    x: float
    y: float
    ratio: float
    angle: float
    material: float
    z: float = WHEEL_Z

    @property
    def radius(self) -> float:
        """Pitch radius, m."""
        return self.teeth * MODULE / 2


# driver, teeth, direction from it (degrees), material: two idlers join the great wheel to the one in the upper window, the others stand outside the ribs
_TRAIN = ((0, 16, 95.5, STEEL), (1, 16, 119.61, STEEL), (2, 24, 59.32, BRASS), (0, 24, 20.0, BRASS), (4, 16, 72.0, STEEL), (5, 12, 128.0, BRASS),
          (2, 24, 175.0, BRASS), (7, 12, 257.0, STEEL))
_ON_TOP = ((0, 16, STEEL), (3, 12, STEEL))
"""wheel, teeth, material of the pinions on its arbor"""


def train() -> list[Wheel]:
    """All wheels, the great wheel first; pinions share the arbor and the turning of the wheel below them."""
    wheels = [Wheel(32, 0.0, 2.19, UNIT / 32, 0.0, BRASS)]
    for driver, teeth, degrees, material in _TRAIN:
        a = wheels[driver]
        phi = np.radians(degrees)
        reach = a.radius + teeth * MODULE / 2
        angle = phi + np.pi + (np.pi - (a.angle - phi) * a.teeth) / teeth
        wheels.append(Wheel(teeth, a.x + reach * np.cos(phi), a.y + reach * np.sin(phi), -a.ratio * a.teeth / teeth, float(angle), material))
    for below, teeth, material in _ON_TOP:
        a = wheels[below]
        wheels.append(Wheel(teeth, a.x, a.y, a.ratio, a.angle + 0.2, material, a.z + 0.030))
    return wheels


def wheel_mesh(soup: Soup, w: Wheel, fine: bool) -> None:
    """Toothed ring with bevelled edges, flat curved arms and a hub, in its own plane about (x, y). fine: also the sides of the teeth, rounder tips."""
    step = 2 * np.pi / w.teeth
    small = w.teeth < 20
    low, high, inner = w.radius - 1.20 * MODULE, w.radius + 0.95 * MODULE, w.radius * (0.66 if small else 0.78) - 0.6 * MODULE
    at, reach = [-0.29, -0.14, 0.14, 0.29], [low, high, high, low]
    if fine:
        at, reach = [-0.31, -0.21, -0.12, 0.12, 0.21, 0.31], [low, w.radius, high, high, w.radius, low]
    a = w.angle + np.arange(w.teeth)[:, None] * step + np.array(at) * step
    a = np.append(a.ravel(), a[0, 0] + 2 * np.pi)
    r = np.append(np.tile(reach, w.teeth), low)
    spin = (w.x, w.y, w.ratio)
    ring = np.stack([np.cos(a), np.sin(a), np.zeros_like(a)], 1)
    around = np.stack([-np.sin(a), np.cos(a), np.zeros_like(a)], 1)
    centre, bevel, depth = np.array([w.x, w.y, 0.0]), 0.0055, 0.026
    face = np.array([0.0, 0.0, 1.0])

    clear = np.interp(r, (low, w.radius, high), (0.30, 0.72, 1.0))   # between the teeth stands old oil

    def band(r0: Array, z0: float, r1: Array, z1: float, normal: Array, inside: float | Array = 0.8, outside: float | Array = clear) -> None:
        p = np.stack([centre + ring * r0[:, None] + face * (w.z + z0), centre + ring * r1[:, None] + face * (w.z + z1)])
        open_ = np.stack([np.broadcast_to(inside, r.shape), np.broadcast_to(outside, r.shape)])
        soup.grid(p, np.broadcast_to(normal, p.shape), around * open_[..., None], w.material, spin)

    edge = np.gradient(np.stack([r * np.cos(a), r * np.sin(a)], 1), axis=0)   # along the teeth: their bevels face outward across it
    out = unit(np.stack([edge[:, 1], -edge[:, 0], np.zeros_like(a)], 1))
    flat = np.full_like(r, inner)
    band(flat + bevel, 0.0, r - bevel, 0.0, np.broadcast_to(face, ring.shape))
    band(r - bevel, 0.0, r, -bevel, unit(out + face), clear)
    band(flat, -bevel, flat + bevel, 0.0, unit(face - ring), 0.75, 1.0)
    if fine:
        band(r, -bevel, r, -depth, out, clear, 0.6 * clear)
        band(flat, -depth, flat, -bevel, -ring, 0.5, 0.75)
    _arms(soup, w, inner, bevel, spin, fine)
    _hub(soup, w, spin, fine)


def _arms(soup: Soup, w: Wheel, inner: float, bevel: float, spin: tuple[float, float, float], fine: bool) -> None:
    """Arms that curve like a watch's, wider at hub and rim."""
    count = 5 if w.teeth > 24 else 4 if w.teeth > 16 else 3
    u = np.linspace(0, 1, 7 if fine else 4)
    radius = 0.14 * w.radius + (inner + 0.4 * MODULE - 0.14 * w.radius) * u
    half = (0.055 + 0.030 * (2 * u - 1) ** 2) * w.radius
    q = np.array([-1.0, -1.0, 1.0, 1.0])
    for k in range(count):
        b = w.angle + 2 * np.pi * k / count + 0.75 * u
        out = np.stack([np.cos(b), np.sin(b), np.zeros_like(b)], 1)
        line = radius[:, None] * out
        along = unit(np.gradient(line, axis=0))
        side = np.stack([-along[:, 1], along[:, 0], np.zeros_like(b)], 1)
        share = (q * np.array([1.0, 0.0, 0.0, 1.0]))[None] * bevel
        offset = (half[:, None] - bevel) * q + share
        p = (np.array([w.x, w.y, w.z - 0.004]) + line)[:, None] + side[:, None] * offset[..., None]
        p[:, [0, 3], 2] -= bevel
        n = np.broadcast_to(np.array([0.0, 0.0, 1.0]), p.shape).copy()
        n[:, 0] -= side
        n[:, 3] += side
        clear = np.interp(u, (0.0, 0.25, 0.8, 1.0), (0.35, 0.95, 0.95, 0.55))
        soup.grid(p, unit(n), np.broadcast_to((along * clear[:, None])[:, None], p.shape), w.material, spin)


def _hub(soup: Soup, w: Wheel, spin: tuple[float, float, float], fine: bool) -> None:
    """A turned boss of the other metal around a pivot."""
    a = np.linspace(0, 2 * np.pi, 21 if fine else 9) + w.angle
    ring, around = (np.stack([np.cos(a + o), np.sin(a + o), np.zeros_like(a)], 1) for o in (0.0, np.pi / 2))
    share = np.array([0.215, 0.195, 0.105, 0.090, 0.075, 0.0]) if fine else np.array([0.215, 0.18, 0.0])
    height = np.array([0.0, 0.010, 0.011, 0.004, 0.018, 0.020]) if fine else np.array([0.0, 0.010, 0.012])
    lean = np.array([0.75, 0.2, -0.2, 0.4, 0.4, 0.0]) if fine else np.array([0.75, 0.2, 0.0])
    p = np.array([w.x, w.y, w.z - 0.002]) + ring[None] * (share * w.radius)[:, None, None] + np.array([0.0, 0.0, 1.0]) * height[:, None, None]
    n = unit(np.array([0.0, 0.0, 1.0]) + ring[None] * lean[:, None, None])
    soup.grid(p, n, np.broadcast_to(around, p.shape), STEEL if w.material == BRASS else BRASS, spin)
