"""The violin's body: a belly of brass with two round windows and a slot between them, ribs of steel, a blued back; all from one outline."""
from __future__ import annotations

import numpy as np

from .tubes import BLUED, BRASS, PLATE, STEEL, Array, Soup, bezier, tube, unit

FOOT, BODY = 1.75, 2.10
"""m: lowest point, and length of the body; proportions of a violin, 5.9 times its size."""
FRONT, BACK = 0.060, -0.170
"""z of the edges of belly and back, m"""
LOWER, UPPER, SLOT = (2.19, 0.405), (3.40, 0.322), 0.140
"""the belly's windows: y and radius m; half width m of the slot that joins them"""
STRINGS = ((-0.060, -0.034), (-0.020, -0.011), (0.020, 0.011), (0.060, 0.034))
"""x at the bridge and at the nut, m, low string first."""


def outline(n: int) -> Array:
    """The right half of the body, foot to neck: (5.5 n, 2) in body lengths."""
    return np.concatenate([
        bezier((0.0, 0.0), (0.17, 0.0), (0.293, 0.07), (0.293, 0.21), n=n),
        bezier((0.293, 0.21), (0.293, 0.32), (0.235, 0.345), (0.262, 0.398), n=n),
        bezier((0.262, 0.398), (0.178, 0.40), (0.158, 0.48), (0.158, 0.545), n=n),
        bezier((0.158, 0.545), (0.158, 0.61), (0.168, 0.665), (0.222, 0.682), n=n),
        bezier((0.222, 0.682), (0.208, 0.725), (0.240, 0.755), (0.240, 0.815), n=n // 2),
        bezier((0.240, 0.815), (0.240, 0.935), (0.14, 0.985), (0.0, 1.0), n=n),
    ])


def body_curve(n: int, inset: float, z: float) -> Array:
    """The whole closed outline at depth z (m), drawn in by `inset` (m): (11n - 1, 3) m."""
    half = outline(n)
    whole = np.concatenate([half, half[1:][::-1] * (-1, 1)])
    points = whole * BODY + (0.0, FOOT)
    ahead = np.roll(points, -1, 0) - np.roll(points, 1, 0)
    side = np.stack([ahead[:, 1], -ahead[:, 0]], 1)
    side /= np.linalg.norm(side, axis=1, keepdims=True)
    points = points - side * inset
    return np.column_stack([points, np.full(len(points), z)])


def opening(n: int) -> Array:
    """The edge of the belly's opening, point by point opposite `outline(n)`: the right half, (5.5 n, 2) m."""
    (y0, r0), (y1, r1) = LOWER, UPPER
    a0, a1 = np.arcsin(SLOT / r0), np.arcsin(SLOT / r1)
    low, high = y0 + r0 * np.cos(a0), y1 - r1 * np.cos(a1)
    turn = np.linspace(-np.pi / 2, np.pi / 2 - a0, 2 * n, endpoint=False)
    bottom = np.stack([r0 * np.cos(turn), y0 + r0 * np.sin(turn)], 1)
    up = np.linspace(low, high, 2 * n, endpoint=False)
    middle = np.stack([SLOT + 0.018 * np.cos(2 * np.pi * (up - low) / (high - low)) - 0.018, up], 1)
    turn = np.linspace(-np.pi / 2 + a1, np.pi / 2, n // 2 + n)
    return np.concatenate([bottom, middle, np.stack([r1 * np.cos(turn), y1 + r1 * np.sin(turn)], 1)])


def belly(soup: Soup, n: int, fine: bool) -> None:
    """The arched plate: a hollow along the edge, a rise to the windows, a bevelled lip. Its wheel x, y carry m from the outer edge, and m to the inner."""
    outer = outline(n) * BODY + (0.0, FOOT)
    inner = opening(n)
    # (share of the way in, height m over the edge)
    profile = np.array([(0.0, 0.0), (0.06, 0.003), (0.13, -0.004), (0.22, 0.0), (0.40, 0.014), (0.62, 0.027), (0.86, 0.032), (0.94, 0.031), (0.975, 0.025),
                        (1.0, 0.010), (1.0, -0.03)] if fine else [(0.0, 0.0), (0.18, -0.004), (0.45, 0.018), (0.92, 0.032), (1.0, 0.014)])
    u, height = profile[:, 0][:, None], profile[:, 1][:, None]
    for mirror in (1.0, -1.0):
        xy = outer[None] * (1 - u[..., None]) + inner[None] * u[..., None]
        p = np.stack([mirror * xy[..., 0], xy[..., 1], np.broadcast_to(FRONT + height, xy.shape[:2])], -1)
        along, across = np.gradient(p, axis=1), np.gradient(p, axis=0)
        normal = unit(np.cross(along, across) * mirror)
        width = np.linalg.norm(inner - outer, axis=1)[None]
        edge = np.stack([u * width, (1 - u) * width], -1)
        soup.grid(p, normal, unit(along), PLATE, place=edge)


def ribs(soup: Soup, n: int) -> None:
    """The wall between belly and back, brushed along the outline."""
    front, back = body_curve(n, 0.012, FRONT), body_curve(n, 0.018, BACK)
    p = np.stack([np.concatenate([c, c[:1]]) for c in (front, back)])
    along = np.roll(front, -1, 0) - np.roll(front, 1, 0)
    out = unit(np.stack([along[:, 1], -along[:, 0], np.zeros(len(along))], 1))
    out = np.concatenate([out, out[:1]])
    tangent = unit(np.concatenate([along, along[:1]]))
    soup.grid(p, np.broadcast_to(out, p.shape), np.broadcast_to(tangent, p.shape), STEEL)


def back(soup: Soup, n: int) -> None:
    """The floor of the works."""
    half = outline(n) * BODY + (0.0, FOOT)
    p = np.stack([np.column_stack([half[:, 0] * side, half[:, 1], np.full(len(half), BACK)]) for side in (1.0, 0.0, -1.0)])
    shape = np.broadcast_to(np.array([0.0, 0.0, 1.0]), p.shape)
    soup.grid(p, shape, np.broadcast_to(np.array([0.0, 1.0, 0.0]), p.shape), BLUED)


def edges(soup: Soup, n: int, sides: int, fine: bool) -> None:
    """Beads along belly and back, and a steel lip in the windows."""
    thick = 1.0 if fine else 1.35
    tube(soup, body_curve(n, 0.0, FRONT), 0.0195 * thick, sides, BRASS, closed=True)
    if fine:
        tube(soup, body_curve(n, 0.006, BACK), 0.016, sides, BRASS, closed=True)
        inner = opening(n)
        whole = np.concatenate([inner, inner[1:-1][::-1] * (-1, 1)])
        tube(soup, np.column_stack([whole, np.full(len(whole), FRONT + 0.017)]), 0.0075, max(4, sides - 2), STEEL, closed=True)


def bridge(soup: Soup, sides: int, fine: bool) -> None:
    """The bridge that carries the strings: an arch of steel and a smaller one of brass on two feet beside the slot; it hides no wheel."""
    s = np.linspace(-1, 1, 25 if fine else 9)
    wide, rise = np.abs(s), 1.0 - np.abs(s) ** 2.6
    arch = np.column_stack([np.sign(s) * (0.172 * wide ** 0.9 - 0.012 * np.sin(np.pi * wide)), 2.585 + 0.108 * rise, 0.098 + 0.190 * (1.0 - wide ** 3.2)])
    tube(soup, arch, np.where(wide > 0.93, 0.024, 0.0125 + 0.004 * wide), max(4, sides), STEEL)
    inner = np.column_stack([0.150 * s, 2.590 + 0.052 * (1 - s ** 2) - 0.016 * np.exp(-(s / 0.25) ** 2), 0.115 + 0.120 * (1 - s ** 2)])
    tube(soup, inner, 0.0085, max(4, sides - 2), BRASS)
    if not fine:
        return
    for x in (-0.055, 0.055):
        foot, top = np.interp(x, inner[:, 0], inner[:, 1]), np.interp(x, arch[:, 0], arch[:, 1])
        tube(soup, np.array([(x, foot, np.interp(x, inner[:, 0], inner[:, 2])), (0.8 * x, top, np.interp(x, arch[:, 0], arch[:, 2]))]), 0.0065, 5, BRASS)
    for x, _ in STRINGS:   # a notch of brass for each string
        y, z = np.interp(x, arch[:, 0], arch[:, 1]), np.interp(x, arch[:, 0], arch[:, 2])
        tube(soup, np.array([(x, y - 0.014, z + 0.006), (x, y + 0.014, z + 0.006)]), 0.0085, 5, BRASS)
