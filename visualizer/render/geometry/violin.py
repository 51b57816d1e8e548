"""The instrument: a violin drawn in brass lines around a train of gears, floating over the stage. Foot at y 1.75 m, scroll at 5.05 m."""
from __future__ import annotations

import numpy as np
import numpy.typing as npt

from .gears import train, wheel_mesh
from .tubes import BRASS, EBONY, STEEL, Array, Soup, bezier, tube, unit

FOOT, BODY = 1.75, 2.10
"""m: lowest point, and length of the body; proportions of a violin, 5.9 times its size."""
STRINGS = ((-0.060, -0.034), (-0.020, -0.011), (0.020, 0.011), (0.060, 0.034))
"""x at the bridge and at the nut, m, low string first."""
STRING_Y, STRING_Z = (2.06, 4.72), (0.155, 0.085)
ORBITS = ((0.00, 2.98, 1.86, 0.26, -0.17), (-0.16, 3.02, 1.40, 0.36, 0.40))
"""centre x, y, radius m, squash, roll rad."""


def outline(n: int) -> Array:
    """The right half of the body, foot to neck: (5n, 2) in body lengths."""
    return np.concatenate([
        bezier((0.0, 0.0), (0.17, 0.0), (0.293, 0.07), (0.293, 0.21), n=n),
        bezier((0.293, 0.21), (0.293, 0.32), (0.235, 0.345), (0.262, 0.398), n=n),
        bezier((0.262, 0.398), (0.178, 0.40), (0.158, 0.48), (0.158, 0.545), n=n),
        bezier((0.158, 0.545), (0.158, 0.61), (0.168, 0.665), (0.222, 0.682), n=n),
        bezier((0.222, 0.682), (0.208, 0.725), (0.240, 0.755), (0.240, 0.815), n=n // 2),
        bezier((0.240, 0.815), (0.240, 0.935), (0.14, 0.985), (0.0, 1.0), n=n),
    ])


def body_curve(n: int, inset: float, z: float) -> Array:
    """The whole closed outline at depth z (m), drawn in by `inset` (m): (10n, 3) m."""
    half = outline(n)
    whole = np.concatenate([half, half[1:][::-1] * (-1, 1)])
    points = whole * BODY + (0.0, FOOT)
    ahead = np.roll(points, -1, 0) - np.roll(points, 1, 0)
    side = np.stack([ahead[:, 1], -ahead[:, 0]], 1)
    side /= np.linalg.norm(side, axis=1, keepdims=True)
    points = points - side * inset
    return np.column_stack([points, np.full(len(points), z)])


def orbit(k: int, turns: Array) -> Array:
    """Points of orbit wire k at `turns` (0..1 around): (n, 3) m."""
    x, y, radius, squash, roll = ORBITS[k]
    a = 2 * np.pi * turns
    u, v = np.array([np.cos(roll), np.sin(roll), 0.0]), np.array([-np.sin(roll) * squash, np.cos(roll) * squash, np.sqrt(1 - squash * squash) * 0.6])
    return np.asarray(np.array([x, y, 0.0]) + radius * (np.cos(a)[:, None] * u + np.sin(a)[:, None] * v))


def build(sides: int, detail: float) -> npt.NDArray[np.float32]:
    """All metal as vertices (n, 13), see Soup. sides: of a tube; detail: 0..1."""
    soup = Soup()
    n = max(6, round(24 * detail))
    walls = detail > 0.5
    thick = 1.0 if walls else 1.5   # fewer pixels want thicker lines, or they break into dashes
    tube(soup, body_curve(n, 0.0, 0.06), 0.021, sides, BRASS, closed=True)
    tube(soup, body_curve(n, 0.055, 0.065), 0.0075 * thick, max(3, sides - 2), STEEL, closed=True)
    tube(soup, body_curve(n, 0.015, -0.17), 0.016, sides, BRASS, closed=True)
    front, back = body_curve(n, 0.0, 0.06), body_curve(n, 0.015, -0.17)
    for i in range(0, len(front), max(2, len(front) // (34 if walls else 14))):
        tube(soup, np.stack([front[i], back[i]]), 0.006 * thick, 3 if not walls else 5, STEEL)
    _f_holes(soup, sides, walls)
    _neck(soup, sides, walls)
    for wheel in train():
        wheel_mesh(soup, wheel, max(3, sides - 2), walls)
    for k in range(len(ORBITS)):
        tube(soup, orbit(k, np.linspace(0, 1, max(36, round(110 * detail)), endpoint=False)), 0.0105 * thick, max(3, sides - 3), BRASS, closed=True)
    return soup.vertices


def _f_holes(soup: Soup, sides: int, walls: bool) -> None:
    t = np.linspace(0, 1, 22 if walls else 9)
    for side in (-1, 1):
        x = 0.225 + 0.050 * np.cos(np.pi * t) + 0.030 * np.cos(3 * np.pi * t)
        curve = np.column_stack([side * x, 2.50 + 0.50 * t + 0.02 * np.sin(2 * np.pi * t), np.full_like(t, 0.10)])
        tube(soup, curve, 0.0095 * (0.6 + 0.8 * np.sin(np.pi * t)), max(3, sides - 2), STEEL)
    arc = np.linspace(0, np.pi, 14 if walls else 7)
    tube(soup, np.column_stack([0.155 * np.cos(arc), 2.43 + 0.075 * np.sin(arc), np.full_like(arc, 0.13)]), 0.011, max(3, sides - 2), BRASS)


def _slab(soup: Soup, y: tuple[float, float], half: tuple[float, float], z: tuple[float, float], material: float) -> None:
    """A tapered board facing the audience, with bevelled long edges."""
    rows = []
    normals = []
    for (yy, h, zz) in ((y[0], half[0], z[0]), (y[1], half[1], z[1])):
        rows.append([(-h, yy, zz - 0.012), (-h + 0.008, yy, zz), (h - 0.008, yy, zz), (h, yy, zz - 0.012)])
        normals.append([(-0.8, 0, 0.6), (-0.25, 0, 0.97), (0.25, 0, 0.97), (0.8, 0, 0.6)])
    p, nrm = np.array(rows), unit(np.array(normals))
    soup.grid(p, nrm, np.broadcast_to(np.array([0.0, 1.0, 0.0]), p.shape), material)


def _neck(soup: Soup, sides: int, walls: bool) -> None:
    _slab(soup, (3.05, 4.74), (0.068, 0.042), (0.13, 0.075), EBONY)
    _slab(soup, (1.82, 2.22), (0.035, 0.075), (0.12, 0.13), EBONY)
    for side in (-1, 1):
        tube(soup, np.array([(side * 0.072, 3.0, 0.11), (side * 0.046, 4.74, 0.058), (side * 0.040, 4.90, 0.04)]), 0.0075, sides, BRASS)
    for k in range(9 if walls else 5):   # frets
        y = 4.74 - 1.5 * (1 - 2 ** (-k * (1 if walls else 1.8) / 8))
        half = 0.042 + (4.74 - y) / 1.69 * 0.026
        tube(soup, np.array([(-half, y, 0.135 - 0.03 * (y - 3.1)), (half, y, 0.135 - 0.03 * (y - 3.1))]), 0.0035, 3, BRASS)
    t = np.linspace(0, 1, 46 if walls else 20)
    a = -0.5 * np.pi - 2 * np.pi * 1.65 * t + 0.6
    r = 0.155 * (1 - t) ** 0.85 + 0.018
    spiral = np.column_stack([0.05 + r * np.cos(a), 5.00 + r * np.sin(a), 0.045 + 0.05 * t])
    stem = np.array([(0.0, 4.72, 0.03), (0.0, 4.80, 0.03)])
    tube(soup, np.concatenate([stem, spiral]), np.concatenate([[0.034, 0.034], 0.034 - 0.018 * t]), sides, BRASS)
    for k in range(4):
        side, y = (-1 if k % 2 else 1), 4.56 + 0.075 * k
        tube(soup, np.array([(0.0, y, 0.04), (side * 0.17, y + 0.01, 0.04)]), 0.008, max(3, sides - 2), STEEL)
        knob = np.array([(side * 0.155, y + 0.01, 0.04), (side * 0.175, y + 0.012, 0.04), (side * 0.215, y + 0.014, 0.04), (side * 0.235, y + 0.015, 0.04)])
        tube(soup, knob, np.array([0.006, 0.028, 0.030, 0.006]), max(4, sides - 2), BRASS)
