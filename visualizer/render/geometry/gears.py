"""A train of wheels that really mesh: same module, ratios by tooth count, every tooth meeting a gap."""
from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .tubes import BRASS, STEEL, Array, Soup, tube

MODULE = 0.0152
"""m of pitch diameter per tooth."""


@dataclass(frozen=True, slots=True)
class Wheel:
    """One wheel.

    teeth: divides 192, so that all wheels stand as before after four turns of the first; x, y: m; ratio: turns per turn of the first, signed;
    angle: rad at rest; material: of tubes.py.
    """

    teeth: int
    x: float
    y: float
    ratio: float
    angle: float
    material: float

    @property
    def radius(self) -> float:
        """Pitch radius, m."""
        return self.teeth * MODULE / 2


# driver, teeth, direction from it (degrees), material
_TRAIN = ((0, 24, 58.0, STEEL), (1, 48, 112.0, BRASS), (0, 32, 18.0, BRASS), (3, 16, 82.0, STEEL), (2, 24, 172.0, BRASS), (0, 12, 148.0, STEEL),
          (2, 12, 46.0, BRASS),
          (0, 16, 218.0, STEEL), (2, 16, 206.0, STEEL))


def train() -> list[Wheel]:
    """All wheels, the driver first."""
    wheels = [Wheel(48, 0.0, 2.17, 1.0, 0.0, BRASS)]
    for driver, teeth, degrees, material in _TRAIN:
        a = wheels[driver]
        phi = np.radians(degrees)
        reach = a.radius + teeth * MODULE / 2
        angle = phi + np.pi + (np.pi - (a.angle - phi) * a.teeth) / teeth
        wheels.append(Wheel(teeth, a.x + reach * np.cos(phi), a.y + reach * np.sin(phi), -a.ratio * a.teeth / teeth, float(angle), material))
    return wheels


def wheel_mesh(soup: Soup, w: Wheel, sides: int, walls: bool) -> None:
    """Toothed ring with bevelled edges, curved spokes and a hub, in its own plane about (x, y). walls: also the sides of the teeth."""
    step = 2 * np.pi / w.teeth
    low, high, inner = w.radius - 1.15 * MODULE, w.radius + 0.95 * MODULE, w.radius * 0.80 - MODULE
    a = w.angle + np.arange(w.teeth)[:, None] * step + np.array([-0.30, -0.17, 0.17, 0.30]) * step
    a = np.append(a.ravel(), a[0, 0] + 2 * np.pi)
    r = np.append(np.tile([low, high, high, low], w.teeth), low)
    spin = (w.x, w.y, w.ratio)
    ring = np.stack([np.cos(a), np.sin(a), np.zeros_like(a)], 1)
    around = np.stack([-np.sin(a), np.cos(a), np.zeros_like(a)], 1)
    centre, bevel, depth, z = np.array([w.x, w.y, 0.0]), 0.004, 0.018, -0.03
    face = np.array([0.0, 0.0, 1.0])

    def at(radius: Array, height: float) -> Array:
        return np.asarray(centre + ring * radius[:, None] + face * (z + height))

    def band(r0: Array, z0: float, r1: Array, z1: float, normal: Array) -> None:
        p = np.stack([at(r0, z0), at(r1, z1)])
        soup.grid(p, np.broadcast_to(normal, p.shape), np.broadcast_to(around, p.shape), w.material, spin)

    flat = np.full_like(r, inner)
    band(flat + bevel, 0.0, r - bevel, 0.0, np.broadcast_to(face, ring.shape))
    lean = (ring + face) / np.sqrt(2)
    band(r - bevel, 0.0, r, -bevel, lean)
    inward = (face - ring) / np.sqrt(2)
    band(flat, -bevel, flat + bevel, 0.0, inward)
    if walls:
        band(r, -bevel, r, -depth, ring)
        band(flat, -depth, flat, -bevel, -ring)
    for k in range(5 if w.teeth > 20 else 3):
        b = w.angle + 2 * np.pi * k / (5 if w.teeth > 20 else 3) + np.linspace(0, 0.75, 7 if walls else 4)
        radius = np.linspace(0.10 * w.radius, inner + 0.3 * MODULE, len(b))
        spoke = centre + np.stack([radius * np.cos(b), radius * np.sin(b), np.full_like(b, z - 0.006)], 1)
        tube(soup, spoke, 0.011 * (w.radius / 0.36) ** 0.5, sides, w.material, wheel=spin)
    hub = np.linspace(0, 2 * np.pi, 17 if walls else 10)[:-1] + w.angle
    for share, thick in ((0.16, 0.010), (0.08, 0.008)):
        circle = centre + share * w.radius * np.stack([np.cos(hub), np.sin(hub), np.zeros_like(hub)], 1) + face * (z + 0.004)
        tube(soup, circle, thick * (w.radius / 0.36) ** 0.5, sides, STEEL if w.material == BRASS else BRASS, closed=True, wheel=spin)
