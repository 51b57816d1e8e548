"""The performer's mesh: the body's surface in parts of unequal fineness, each vertex bound to two bones; and the lattice that her skirt is drawn on."""
from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from . import anatomy
from .sdf import Field, Points, gradient, net

PELVIS, CHEST, HEAD, GROUND = range(4)
CUFF, UPPER, ELBOW, FORE, HAND, FINGERS = range(6)
"""bones of an arm, counted from ARM[side]; cuff and elbow turn half way, so that the joints keep their bulk"""
ARM = (4, 10)
"""first bone of the left arm and of the right"""
BONES = 16
CURL = (0.30, 0.48)
"""of her left and right hand: two equal hands look like gloves"""


@dataclass(frozen=True, slots=True, eq=False)
class Figure:
    """vertices: (n, 12) float32: m, normal, bone a, bone b, share of b, openness 0..1, m of hair over skin, m of bodice over skin; triangles: (m, 3) int32;
    skirt: (k, 2) float32 angle (rad, 0 before, her left positive) and place 0 waist .. 1 hem; skirt_triangles: (l, 3) int32."""

    vertices: npt.NDArray[np.float32]
    triangles: npt.NDArray[np.int32]
    skirt: npt.NDArray[np.float32]
    skirt_triangles: npt.NDArray[np.int32]


@lru_cache(maxsize=4)
def build(detail: float) -> Figure:
    """detail: 0..1 of the finest; 1 has cells of 3 to 7 mm, 0.4 of 8 to 22."""
    coarse = 1.0 / max(0.2, detail)
    parts = [
        _part(anatomy.torso, (-0.205, 0.93, -0.16), (0.205, 1.485, 0.16), 0.0070 * coarse ** 1.25),
        _part(anatomy.head, (-0.105, 1.465, -0.17), (0.105, 1.74, 0.125), 0.0046 * coarse ** 1.2),
        _part(anatomy.shoe, (-0.16, -0.01, -0.14), (0.17, 0.24, 0.24), 0.0130 * coarse),
    ]
    for side, sign in ((0, 1.0), (1, -1.0)):
        parts.append(_part(anatomy.arms, (0.185, 1.30, -0.085), (0.692, 1.46, 0.065), 0.0068 * coarse ** 1.15, sign))
        def fist(p: Points, curl: float = CURL[side]) -> npt.NDArray[np.float32]:
            return anatomy.hand(p, curl)
        parts.append(_part(fist, (0.668, 1.285, -0.075), (0.872, 1.415, 0.075), 0.0036 * coarse ** 0.9, sign))
    first = np.cumsum([0] + [len(v) for v, _ in parts])
    triangles = np.concatenate([t + n for (_, t), n in zip(parts, first, strict=False)]).astype(np.int32)
    return Figure(np.concatenate([v for v, _ in parts]), triangles, *lattice(max(40, round(120 * detail)), max(17, round(56 * detail ** 1.25))))


def _part(field: Field, low: tuple[float, ...], high: tuple[float, ...], step: float,
          sign: float = 1.0) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.int32]]:
    """One part; sign -1 mirrors it to her right side."""
    p, triangles = net(field, low, high, step)
    n = gradient(field, p, min(0.0022, 0.35 * step))
    open_ = np.ones(len(p), np.float32)
    for h, weight in ((0.010, 0.18), (0.025, 0.26), (0.055, 0.32)):
        open_ -= np.float32(weight) * np.clip((h - field(p + n * np.float32(h))) / h, 0, 1)
    out = np.empty((len(p), 12), np.float32)
    out[:, 6:9] = _bones(p, field is anatomy.shoe)
    out[:, 9], out[:, 10], out[:, 11] = np.clip(open_, 0.05, 1), -1.0, -1.0
    if field is anatomy.head:
        out[:, 10] = np.clip(anatomy.hairline(p), -0.02, 0.02)
    if field is anatomy.torso:
        out[:, 11] = np.clip(anatomy.neckline(p), -0.05, 0.05)
    mirror = np.array((sign, 1, 1), np.float32)
    out[:, 0:3], out[:, 3:6] = p * mirror, n * mirror
    if sign < 0:
        out[:, 6:8] += np.where(out[:, 6:8] >= ARM[0], ARM[1] - ARM[0], 0)
        triangles = triangles[:, ::-1]
    elif field is anatomy.torso:
        out[:, 6:8] += np.where((out[:, 6:8] >= ARM[0]) & (p[:, :1] < 0), ARM[1] - ARM[0], 0)
    return out, triangles


def _ease(low: float, high: float, x: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    t = np.clip((x - low) / (high - low), 0, 1)
    return np.asarray(t * t * (3 - 2 * t))


def _bones(p: Points, shoes: bool) -> npt.NDArray[np.float32]:
    """(n, 3) bone a, bone b (of the left arm where it is one), share of b."""
    x, y, z = np.abs(p[:, 0]), p[:, 1], p[:, 2]
    out = np.zeros((len(p), 3), np.float32)
    if shoes:
        out[:, :2] = GROUND
        return out
    def chain(where: npt.NDArray[np.bool_], bones: tuple[int, ...], share: npt.NDArray[np.float32]) -> None:
        at = np.clip(share * (len(bones) - 1), 0, len(bones) - 1 - 1e-4)
        k = at.astype(int)
        out[where] = np.stack([np.array(bones)[k], np.array(bones)[k + 1], at - k], 1)[where]
    everywhere = np.ones(len(p), bool)
    left = ARM[0]
    chain(everywhere, (PELVIS, CHEST), _ease(0.99, 1.20, y))
    chain(y > 1.44, (CHEST, HEAD), _ease(1.445, 1.545, y))
    lift = _ease(0.115, 0.235, x + 0.55 * (y - anatomy.ARM_Y)) * _ease(1.24, 1.33, y)
    chain((lift > 0) & (x > 0.06) & (y < 1.47), (CHEST, left + CUFF, left + UPPER), lift)
    chain(x > 0.36, (left + UPPER, left + ELBOW, left + FORE), _ease(anatomy.ELBOW - 0.045, anatomy.ELBOW + 0.045, x))
    chain(x > 0.61, (left + FORE, left + HAND), _ease(anatomy.WRIST - 0.03, anatomy.WRIST + 0.02, x))
    chain((x > 0.735) & (z < anatomy.ARM_Z + 0.040), (left + HAND, left + FINGERS), _ease(anatomy.KNUCKLE - 0.016, anatomy.KNUCKLE + 0.014, x))
    return out


def lattice(sides: int, rings: int) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.int32]]:
    """(k, 2) angle and place of the skirt's vertices, denser before and where it spreads; and its triangles."""
    a, s = np.linspace(-np.pi, np.pi, sides, endpoint=False), np.linspace(0, 1, rings) ** 1.15
    points = np.stack([np.tile(a, rings), np.repeat(s, sides)], 1).astype(np.float32)
    i, j = np.meshgrid(np.arange(rings - 1), np.arange(sides), indexing="ij")
    p, q, r, t = ((i + di) * sides + (j + dj) % sides for di, dj in ((0, 0), (1, 0), (1, 1), (0, 1)))
    return points, np.stack([np.stack([p, q, r], -1), np.stack([p, r, t], -1)], 2).reshape(-1, 3).astype(np.int32)

