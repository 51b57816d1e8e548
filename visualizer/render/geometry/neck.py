"""What carries the strings: fingerboard, tailpiece, peg box, pegs and scroll."""
from __future__ import annotations

import numpy as np

from .tubes import BRASS, EBONY, STEEL, Array, Soup, tube, unit

BOARD = ((3.12, 4.74), (0.074, 0.044), (0.185, 0.080))
"""the fingerboard's y, half width and z at its end and at the nut, m"""


def slab(soup: Soup, y: Array, half: Array, z: Array, material: float, round_: float = 0.25) -> None:
    """A tapered board facing the audience, its face a little round across, with bevelled long edges. y, half width, z of the face: (k,) m."""
    q = np.array([-1.0, -0.86, -0.45, 0.0, 0.45, 0.86, 1.0])
    drop = np.array([0.016, 0.004, 0.001, 0.0, 0.001, 0.004, 0.016])
    lean = np.array([-0.85, -round_, -0.4 * round_, 0.0, 0.4 * round_, round_, 0.85])
    p = np.stack([np.broadcast_to(q * half[:, None], (len(y), 7)), np.broadcast_to(y[:, None], (len(y), 7)), z[:, None] - drop], -1)
    n = unit(np.broadcast_to(np.stack([lean, np.zeros(7), np.full(7, 0.9)], 1), p.shape))
    soup.grid(p, n, np.broadcast_to(np.array([0.0, 1.0, 0.0]), p.shape), material)


def build(soup: Soup, sides: int, fine: bool) -> None:
    """All of it."""
    (y0, y1), (w0, w1), (z0, z1) = BOARD
    slab(soup, np.array([y0, y1]), np.array([w0, w1]), np.array([z0, z1]), EBONY)
    for side in (-1, 1):
        tube(soup, np.array([(side * (w0 + 0.004), y0 - 0.02, z0 - 0.02), (side * (w1 + 0.004), y1, z1 - 0.02), (side * 0.043, 4.93, 0.05)]),
             0.0085 if fine else 0.012, max(3, sides - 2), BRASS)
    for k in range(1, 13 if fine else 5):
        y = 4.74 - 1.62 * (1 - 2 ** (-k * (1 if fine else 2.2) / 11)) / 0.53
        if y < y0:
            break
        f = (y - y0) / (y1 - y0)
        half, z = w0 + (w1 - w0) * f, z0 + (z1 - z0) * f
        tube(soup, np.array([(-half, y, z + 0.002), (half, y, z + 0.002)]), 0.0032 if fine else 0.006, 3, BRASS)
    tail_y = np.array([1.80, 1.86, 2.10, 2.22])
    slab(soup, tail_y, np.array([0.030, 0.040, 0.070, 0.078]), np.array([0.115, 0.135, 0.195, 0.215]), EBONY, 0.5)
    tube(soup, np.array([(-0.078, 2.22, 0.212), (0.078, 2.22, 0.212)]), 0.010, max(3, sides - 2), BRASS)
    for x, top in ((-0.060, 0.238), (-0.020, 0.247), (0.020, 0.247), (0.060, 0.238)):
        tube(soup, np.array([(0.85 * x, 2.22, 0.217), (x, 2.69, top + 0.052)]), 0.0035 if fine else 0.005, 3, STEEL)
    _head(soup, sides, fine)


def _head(soup: Soup, sides: int, fine: bool) -> None:
    """Peg box, pegs and scroll; the nut."""
    tube(soup, np.array([(-0.050, 4.745, 0.085), (0.050, 4.745, 0.085)]), 0.010, max(3, sides - 2), STEEL)
    slab(soup, np.array([4.75, 4.98]), np.array([0.046, 0.040]), np.array([0.030, 0.034]), BRASS)
    t = np.linspace(0, 1, 54 if fine else 22)
    a = -0.5 * np.pi - 2 * np.pi * 1.7 * t + 0.6
    r = 0.150 * (1 - t) ** 0.80 + 0.020
    spiral = np.column_stack([0.045 + r * np.cos(a), 5.02 + r * np.sin(a), 0.045 + 0.075 * t])
    thick = 0.036 - 0.016 * t
    points = np.concatenate([np.array([(0.0, 4.76, 0.03), (0.0, 4.84, 0.03)]), spiral])
    tube(soup, points, np.concatenate([[0.036, 0.036], thick]), sides, BRASS)
    if fine:   # a line of steel along the scroll's ridge
        ridge = points + np.stack([np.zeros(len(points)), np.zeros(len(points)), np.concatenate([[0.034, 0.034], thick - 0.002])], 1)
        tube(soup, ridge, 0.0055, 4, STEEL)
    tube(soup, np.array([(0.045, 5.02, 0.09), (0.045, 5.02, 0.15)]), np.array([0.030, 0.022]), max(5, sides), STEEL)
    for k in range(4):
        side, y = (-1 if k % 2 else 1), 4.60 + 0.085 * k
        out = np.array([0.0, 0.10, 0.130, 0.146, 0.175, 0.205, 0.222])
        wide = np.array([0.010, 0.012, 0.016, 0.040, 0.046, 0.040, 0.012])
        start = 8 if fine else 6
        tube(soup, np.column_stack([side * (0.03 + out), y + 0.10 * out, np.full(7, 0.04)]), wide, max(start, sides), BRASS)
        tube(soup, np.array([(side * 0.165, y + 0.013, 0.04), (side * 0.172, y + 0.014, 0.04)]), 0.031, max(5, sides), STEEL)
