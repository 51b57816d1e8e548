"""What a watchmaker leaves in view: rubies in settings of brass on the arbors, and screws in the belly."""
from __future__ import annotations

import numpy as np

from .body import FRONT, LOWER, UPPER
from .gears import Wheel
from .tubes import BRASS, EBONY, RUBY, STEEL, Soup, tube, unit

_FORWARD = np.array([0.0, 0.0, 1.0])
_SCREWS = ((LOWER, 0.036, (28.0, 152.0, 214.0, 326.0)), (UPPER, 0.030, (34.0, 146.0, 206.0, 334.0)))
"""window, m from its edge, degrees at which screws stand"""


def dome(soup: Soup, at: tuple[float, float, float], radius: float, height: float, material: float, rings: int = 5, sides: int = 20) -> None:
    """A cap of a sphere toward the audience, its rim at `at` (m)."""
    turn, lift = np.linspace(0, 2 * np.pi, sides + 1), np.linspace(0, np.pi / 2, rings)
    out = np.stack([np.cos(turn), np.sin(turn), np.zeros_like(turn)], 1)
    p = np.array(at) + np.cos(lift)[:, None, None] * radius * out[None] + (np.sin(lift) * height)[:, None, None] * _FORWARD
    n = unit(np.cos(lift)[:, None, None] * height * out[None] + (np.sin(lift) * radius)[:, None, None] * _FORWARD)
    around = np.stack([-np.sin(turn), np.cos(turn), np.zeros_like(turn)], 1)
    soup.grid(p[::-1], n[::-1], np.broadcast_to(around, p.shape), material)


def ring(soup: Soup, at: tuple[float, float, float], radius: float, thick: float, material: float) -> None:
    """A turned ring, lying toward the audience."""
    turn = np.linspace(0, 2 * np.pi, 20, endpoint=False)
    tube(soup, np.array(at) + radius * np.stack([np.cos(turn), np.sin(turn), np.zeros_like(turn)], 1), thick, 5, material, closed=True)


def screw(soup: Soup, x: float, y: float, z: float, turned: float) -> None:
    """A polished head in its sink, with a slot that stands at `turned` rad."""
    ring(soup, (x, y, z), 0.0165, 0.0035, BRASS)
    dome(soup, (x, y, z), 0.0145, 0.0070, STEEL, 4, 14)
    along, across = np.array([np.cos(turned), np.sin(turned), 0.0]), np.array([-np.sin(turned), np.cos(turned), 0.0])
    p = np.array([x, y, z + 0.0074]) + np.array([-0.0135, 0.0, 0.0135])[:, None, None] * along + np.array([-0.0018, 0.0018])[None, :, None] * across
    p[1, :, 2] += 0.0006
    soup.grid(p, np.broadcast_to(_FORWARD, p.shape), np.broadcast_to(along, p.shape), EBONY)


def build(soup: Soup, wheels: list[Wheel]) -> None:
    """A ruby for every arbor, on the topmost wheel of it, and eight screws."""
    for k, w in enumerate(wheels):
        if any(other.z > w.z and (other.x, other.y) == (w.x, w.y) for other in wheels):
            continue
        radius, z = max(0.020, 0.105 * w.radius), w.z + 0.017
        dome(soup, (w.x, w.y, z), radius, 0.55 * radius, RUBY)
        ring(soup, (w.x, w.y, z), radius + 0.004, 0.0062, BRASS if k % 2 else STEEL)
    for (y, r), off, places in _SCREWS:
        for k, degrees in enumerate(places):
            a = np.radians(degrees)
            screw(soup, (r + off) * np.cos(a), y + (r + off) * np.sin(a), FRONT + 0.0315, 0.7 + 1.9 * k + r)
