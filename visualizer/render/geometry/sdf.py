"""Solids as signed distances (m, negative inside) and the meshes of their surfaces: naive surface nets, drawn onto the surface along its gradient."""
from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

Points = npt.NDArray[np.float32]
"""(n, 3) m"""
Field = Callable[[Points], npt.NDArray[np.float32]]
"""points -> (n,) signed distances, m"""
Place = Sequence[float]
_CORNERS = np.array([(i, j, k) for i in (0, 1) for j in (0, 1) for k in (0, 1)])
_EDGES = [(a, b) for a in range(8) for b in range(a + 1, 8) if np.abs(_CORNERS[a] - _CORNERS[b]).sum() == 1]


def union(a: npt.NDArray[np.float32], b: npt.NDArray[np.float32], k: float) -> npt.NDArray[np.float32]:
    """Both solids, joined by a fillet k m wide."""
    h = np.maximum(np.float32(k) - np.abs(a - b), 0) / np.float32(k)
    return np.asarray(np.minimum(a, b) - h * h * np.float32(k * 0.25))


def without(a: npt.NDArray[np.float32], b: npt.NDArray[np.float32], k: float) -> npt.NDArray[np.float32]:
    """a where b is not, the edge rounded over k m."""
    return -union(-a, b, k)


def ball(p: Points, at: Place, r: float) -> npt.NDArray[np.float32]:
    """A ball of radius r."""
    return np.asarray(np.sqrt(((p - np.asarray(at, np.float32)) ** 2).sum(1)) - np.float32(r))


def ellipsoid(p: Points, at: Place, r: Place) -> npt.NDArray[np.float32]:
    """About the distance to an ellipsoid of half axes r."""
    q = p - np.asarray(at, np.float32)
    a = np.sqrt(((q / np.asarray(r, np.float32)) ** 2).sum(1))
    b = np.sqrt(((q / np.asarray(r, np.float32) ** 2) ** 2).sum(1))
    return np.asarray(a * (a - 1) / np.maximum(b, 1e-4))


def capsule(p: Points, a: Place, b: Place, ra: float, rb: float) -> npt.NDArray[np.float32]:
    """A rod from a to b whose radius goes from ra to rb."""
    e = np.asarray(b, np.float32) - np.asarray(a, np.float32)
    q = p - np.asarray(a, np.float32)
    h = np.clip(q @ e / (e @ e), 0, 1)
    return np.asarray(np.sqrt(((q - h[:, None] * e) ** 2).sum(1)) - np.float32(ra) - np.float32(rb - ra) * h)


def gradient(field: Field, p: Points, step: float) -> Points:
    """Unit outward normals, (n, 3), from differences over `step` m."""
    out = np.empty_like(p)
    for k in range(3):
        e = np.zeros(3, np.float32)
        e[k] = step
        out[:, k] = field(p + e) - field(p - e)
    return np.asarray(out / np.maximum(np.sqrt((out ** 2).sum(1, keepdims=True)), np.float32(1e-9)))


def net(field: Field, low: Place, high: Place, step: float) -> tuple[Points, npt.NDArray[np.int32]]:
    """The surface inside a box as points (n, 3) and triangles (m, 3), counter-clockwise from outside, open where the box ends. step: m, size of a cell."""
    start = np.asarray(low, np.float64)
    size = np.ceil((np.asarray(high) - start) / step).astype(int) + 1
    grid = np.stack(np.meshgrid(*(start[k] + step * np.arange(size[k]) for k in range(3)), indexing="ij"), -1).reshape(-1, 3).astype(np.float32)
    value = field(grid).reshape(size)
    inside = value < 0
    n = size - 1
    count = np.zeros(n, np.int8)
    for i, j, k in _CORNERS:
        count += inside[i:i + n[0], j:j + n[1], k:k + n[2]]
    mixed = (count > 0) & (count < 8)
    cell = np.argwhere(mixed)
    number = np.full(n, -1, np.int32)
    number[mixed] = np.arange(len(cell))
    at = np.stack([value[tuple((cell + c).T)] for c in _CORNERS], 1)
    total, crossings = np.zeros((len(cell), 3)), np.zeros(len(cell))
    for a, b in _EDGES:
        cut = (at[:, a] < 0) != (at[:, b] < 0)
        t = np.where(cut, at[:, a] / np.where(cut, at[:, a] - at[:, b], 1), 0)
        total += cut[:, None] * (_CORNERS[a] + t[:, None] * (_CORNERS[b] - _CORNERS[a]))
        crossings += cut
    points = (start + step * (cell + total / crossings[:, None])).astype(np.float32)
    points -= np.clip(field(points), -0.5 * step, 0.5 * step)[:, None] * gradient(field, points, 0.3 * step)
    return points, np.concatenate([_faces(inside, number, axis) for axis in range(3)])


def _faces(inside: npt.NDArray[np.bool_], number: npt.NDArray[np.int32], axis: int) -> npt.NDArray[np.int32]:
    """Two triangles for every edge of the lattice along `axis` that crosses the surface, where all four cells around it exist."""
    u, v = (axis + 1) % 3, (axis + 2) % 3
    a, b = (np.take(inside, range(i, inside.shape[axis] - 1 + i), axis) for i in (0, 1))
    edge = np.argwhere(a != b)
    edge = edge[(edge[:, u] > 0) & (edge[:, v] > 0) & (edge[:, u] < number.shape[u]) & (edge[:, v] < number.shape[v])]
    outward = a[tuple(edge.T)]
    eu, ev = np.eye(3, dtype=int)[[u, v]]
    p, q, r, s = (number[tuple((edge + o).T)] for o in (-eu - ev, -ev, 0 * eu, -eu))
    q, s = np.where(outward, q, s), np.where(outward, s, q)
    return np.concatenate([np.stack([p, q, r], 1), np.stack([p, r, s], 1)])
