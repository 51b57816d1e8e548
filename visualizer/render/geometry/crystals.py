"""The crystals: where they sit, what they listen to, and each as a convex polyhedron of 18 planes made by half-space intersection."""
from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
PLANES = 18
HERO = (0.0, 2.84, 0.14)

# base x, y, tip x, y, z of the base, lean of the tip toward the audience, radius: staging by eye. One giant upper left with its court, one answer lower
# right, a counterpoint on the other diagonal, splinters at the roots: sizes fall like a power law.
_ATTACHED = (
    (-0.34, 3.34, -1.52, 4.20, -0.10, 0.26, 0.185), (-0.20, 3.58, -0.66, 4.62, -0.18, -0.10, 0.098), (-0.40, 3.20, -1.22, 3.36, 0.02, 0.24, 0.098),
    (-0.30, 3.48, -0.92, 4.18, -0.24, 0.05, 0.066), (-0.16, 3.66, -0.24, 4.12, -0.14, 0.02, 0.044), (-0.44, 3.30, -0.98, 3.62, 0.10, 0.10, 0.052),
    (0.30, 3.66, 0.56, 4.06, -0.12, 0.12, 0.062), (0.38, 3.46, 0.70, 3.57, 0.05, 0.10, 0.046),
    (0.44, 2.06, 1.46, 1.36, 0.04, 0.30, 0.165), (0.48, 2.20, 1.20, 2.12, -0.06, 0.12, 0.082), (0.42, 1.92, 0.88, 1.40, 0.12, 0.18, 0.066),
    (0.32, 1.84, 0.48, 1.30, -0.05, 0.05, 0.062), (0.50, 2.10, 0.98, 1.86, 0.14, 0.10, 0.040),
    (-0.26, 1.92, -0.46, 1.44, 0.05, 0.12, 0.058), (-0.38, 2.10, -0.80, 1.88, -0.05, 0.10, 0.052), (-0.34, 2.00, -0.54, 1.74, 0.08, 0.06, 0.032),
    (-0.10, 4.98, -0.26, 5.26, 0.0, 0.02, 0.034),
)
# x, y, z, length, tilt (turns): satellites and the free constellation
_FREE = (
    (-2.09, 3.97, 0.2, 0.17, 0.20), (-1.90, 3.63, 0.5, 0.20, 0.02), (-1.52, 3.36, 0.7, 0.22, 0.44), (-1.22, 2.95, 0.6, 0.20, 0.40),
    (-1.09, 2.82, -0.3, 0.16, 0.56), (-0.87, 3.90, -0.6, 0.15, 0.45), (-1.02, 2.34, 0.5, 0.16, 0.10), (-1.16, 4.64, -0.4, 0.18, 0.42),
    (1.28, 3.83, -0.3, 0.17, 0.08), (1.24, 3.55, 0.4, 0.19, 0.53), (1.12, 3.37, 0.3, 0.16, 0.60), (0.97, 3.21, 0.6, 0.24, 0.62),
    (1.42, 3.33, -0.5, 0.20, 0.54), (1.29, 2.77, 0.2, 0.20, 0.58), (1.12, 2.50, 0.0, 0.22, 0.53), (2.04, 4.39, -0.3, 0.22, 0.38),
    (-2.18, 3.01, 0.1, 0.22, 0.47), (-2.49, 2.86, 0.3, 0.17, 0.05), (-2.40, 2.41, 0.0, 0.24, 0.42), (0.28, 2.88, 0.55, 0.20, 0.64),
    (-0.18, 2.62, 0.40, 0.20, 0.45), (0.12, 2.66, 0.42, 0.22, 0.53), (-0.56, 2.41, 0.30, 0.26, 0.45), (-0.40, 2.40, 0.35, 0.24, 0.43),
    (0.56, 2.54, 0.40, 0.24, 0.51), (0.93, 2.30, 0.35, 0.14, 0.55), (-0.30, 2.07, 0.30, 0.15, 0.50),
)
# pairs of free crystals joined by a wire of the constellation
_WIRES = ((0, 1), (16, 17), (17, 18), (16, 18), (8, 15), (8, 12), (12, 13), (13, 14), (9, 12), (1, 2), (10, 11), (3, 4))

HELD = 1 + len(_ATTACHED)
"""crystals that the instrument holds, the hero first; the others float"""


@dataclass(frozen=True, slots=True, eq=False)
class Crystals:
    """All crystals, the hero first. (N, ...) float64.

    centre: m; axis: unit; radius, half: m; midi: the note it answers; hue: -1..1; rank: 0..1, order of lighting up;
    planes: (N, PLANES, 4) outward unit normal and distance from the crystal's centre; phase: 0..1; gain: share of light, 1 near the instrument;
    wires: pairs of crystals that a wire joins.
    """

    centre: Array
    axis: Array
    radius: Array
    half: Array
    midi: npt.NDArray[np.int64]
    hue: Array
    rank: Array
    phase: Array
    planes: Array
    gain: Array
    wires: tuple[tuple[int, int], ...]

    @property
    def size(self) -> int:
        """Crystals."""
        return len(self.radius)


def _wide(aspect: float) -> npt.NDArray[np.float64]:
    """More of the constellation for wide pictures: (n, 5) rows like _FREE, alternately left and right, in one long S through the frame."""
    n = int(np.clip(round((aspect - 1.9) * 20), 0, 34))
    rng = np.random.default_rng(11)
    k = np.arange(n)
    u = (k + 0.5) / max(n, 1)
    x = np.where(k % 2 == 0, 1, -1) * (2.5 + (2.55 * aspect - 3.0) * u ** 1.12)
    y = 3.15 + 0.85 * np.sin(0.52 * x + 0.5) * (1 - 0.25 * u) + rng.uniform(-0.34, 0.34, n)
    length = np.clip(0.16 * (1 - rng.uniform(0, 0.95, n)) ** (-1 / 2.4), 0.16, 0.42)
    return np.stack([x, y, rng.uniform(-0.6, 0.4, n), length, rng.uniform(0.0, 1.0, n)], 1)


def _joined(points: Array, first: int, reach: float = 1.7) -> list[tuple[int, int]]:
    """Each point with its nearest neighbour or two within reach (m), as pairs of indices from `first` on."""
    pairs = set()
    for i, p in enumerate(points):
        far = np.linalg.norm(points - p, axis=1)
        for j in np.argsort(far, kind="stable")[1:2 + i % 2]:
            if far[j] < reach:
                pairs.add((first + min(i, int(j)), first + max(i, int(j))))
    return sorted(pairs)


def constellation(seed: int, aspect: float = 16 / 9) -> Crystals:
    """The instrument's crystals; the seed changes their cut, tint and what they listen to, never the composition.

    aspect: width / height of the picture; wide ones get more of the constellation, upright ones have it drawn in.
    """
    rng = np.random.default_rng(seed + 7)
    base = np.array([(a[0], a[1], a[4]) for a in _ATTACHED])
    tip = np.array([(a[2], a[3], a[4] + a[5]) for a in _ATTACHED])
    inner = np.array(_FREE)
    if aspect < 1.0:
        over = np.maximum(np.abs(inner[:, 0]) - 0.9, 0.0)
        inner[:, 0] = np.sign(inner[:, 0]) * (np.abs(inner[:, 0]) - 0.5 * over)
    free = np.concatenate([inner, _wide(aspect)])
    angle = 2 * np.pi * free[:, 4]
    free_axis = np.stack([np.sin(angle), np.cos(angle), rng.uniform(-0.45, 0.45, len(free))], 1)
    centre = np.concatenate([[HERO], (base + tip) / 2, free[:, :3]])
    axis = np.concatenate([[(0.03, 1.0, 0.04)], tip - base, free_axis])

    thick = 0.16 + 0.20 * rng.uniform(size=len(free)) ** 1.5   # splinters, prisms and stout double pyramids
    stretch = np.clip(0.72 * (1 - rng.uniform(0, 0.93, len(free))) ** (-1 / 2.6), 0.72, 1.9)
    radius = np.concatenate([[0.118], [a[6] for a in _ATTACHED], free[:, 3] * stretch * thick])
    half = np.concatenate([[0.36], np.linalg.norm(tip - base, axis=1) / 2, free[:, 3] * stretch / 2])
    axis /= np.linalg.norm(axis, axis=1, keepdims=True)
    n = len(radius)
    midi = tuned(centre, radius * half)
    rank = rng.permutation(n) / n
    rank[0] = 0.0
    planes = np.stack([cut(axis[i], radius[i], half[i], rng) for i in range(n)])
    wires = [(HELD + i, HELD + j) for i, j in _WIRES] + _joined(centre[HELD + len(inner):], HELD + len(inner))
    gain = np.clip(1.0 - 0.085 * (np.abs(centre[:, 0]) - 2.4), 0.35, 1.0)
    return Crystals(centre, axis, radius, half, midi, rng.uniform(-1, 1, n), rank, rng.uniform(0, 1, n), planes, gain, tuple(wires))


LOWEST = 40
"""midi: E2, the lowest note that a crystal of its own answers"""


def tuned(centre: Array, bulk: Array) -> npt.NDArray[np.int64]:
    """The note of each crystal, (n,) midi: the larger the lower, twelve to an octave, and in every octave C to B run once around the instrument from below.

    So one pitch class always lies in one direction, and a rising scale circles the instrument on ever smaller glass.
    """
    out = np.full(len(bulk), LOWEST, np.int64)
    order = 1 + np.argsort(-bulk[1:], kind="stable")   # the hero answers all
    around = np.arctan2(centre[:, 0], centre[:, 1] - 2.9) % (2 * np.pi)
    for first in range(0, len(order), 12):
        ring = order[first:first + 12]
        ring = ring[np.argsort(around[ring], kind="stable")]
        out[ring] = LOWEST + first % 48 + np.round(np.arange(len(ring)) * 12 / len(ring)).astype(np.int64)
    return out


def cut(axis: Array, radius: float, half: float, rng: np.random.Generator) -> Array:
    """(18, 4) planes of one crystal about its centre: six sides with taper, and a pyramid of six at each end; no two crystals are alike."""
    side = np.cross(axis, (0.31, 0.17, 0.94))
    side /= np.linalg.norm(side)
    other = np.cross(axis, side)
    turn = rng.uniform(0, 2 * np.pi)
    taper = rng.uniform(0.02, 0.07) * rng.choice([-1, 1])
    flat = rng.uniform(0.62, 1.0)   # some are tables, some are rods
    ends = (rng.uniform(0.35, 1.25), rng.uniform(0.35, 1.25))
    planes = []
    for k in range(6):
        a = turn + k * np.pi / 3 + rng.uniform(-0.24, 0.24)
        out = np.cos(a) * side + np.sin(a) * other
        normal = out + taper * axis
        normal /= np.linalg.norm(normal)
        squeeze = flat + (1 - flat) * np.sin(a - turn) ** 2
        planes.append((*normal, radius * squeeze * rng.uniform(0.78, 1.06) * np.cos(np.arctan(taper))))
        for end, mean in ((1.0, ends[0]), (-1.0, ends[1])):
            steep = mean * rng.uniform(0.75, 1.3)
            b = a + rng.uniform(-0.25, 0.25)
            point = np.cos(b) * side + np.sin(b) * other + end * steep * axis
            length = np.linalg.norm(point)
            planes.append((*(point / length), (half - rng.uniform(0.0, 0.35) ** 2 * 4 * radius) * steep / length))
    return np.array(planes)


def polyhedron(planes: Array) -> tuple[Array, npt.NDArray[np.int64]]:
    """Triangles of the convex body {p: n_j.p <= d_j}: (T, 3, 3) m about the centre, and (T,) the plane each lies on.

    Its corners are the meetings of three planes that lie inside all the others.
    """
    n, d = planes[:, :3], planes[:, 3]
    count = len(planes)
    i, j, k = np.array([(a, b, c) for a in range(count) for b in range(a + 1, count) for c in range(b + 1, count)]).T
    trios = np.stack([n[i], n[j], n[k]], 1)
    det = np.linalg.det(trios)
    good = np.abs(det) > 1e-6
    corners = np.linalg.solve(trios[good], np.stack([d[i], d[j], d[k]], 1)[good][..., None])[..., 0]
    inside = (corners @ n.T <= d + 1e-7).all(1)
    corners = corners[inside]
    triangles, owners = [], []
    for plane in range(count):
        on = corners[np.abs(corners @ n[plane] - d[plane]) < 1e-6]
        if len(on) < 3:
            continue
        middle = on.mean(0)
        u = np.cross(n[plane], (0.21, 0.93, 0.29))
        u /= np.linalg.norm(u)
        v = np.cross(n[plane], u)
        ring = on[np.argsort(np.arctan2((on - middle) @ v, (on - middle) @ u))]
        for a in range(1, len(ring) - 1):
            triangles.append((ring[0], ring[a], ring[a + 1]))
            owners.append(plane)
    return np.array(triangles), np.array(owners)
