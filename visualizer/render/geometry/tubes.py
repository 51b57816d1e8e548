"""Curves to surfaces: tubes, ribbons of quads, and the growing list of vertices they are collected in."""
from __future__ import annotations

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
BRASS, STEEL, EBONY, PLATE, BLUED, RUBY = 0.0, 1.0, 2.0, 3.0, 4.0, 5.0
"""PLATE: the belly, whose hollow edge, inlay and sound holes the shader draws; BLUED: dark steel of the back."""


class Soup:
    """Triangles collected as (n, 13) float32 vertices: position m, normal, tangent (brushing direction), and wheel x, y (m), turn ratio, material.

    Where nothing turns (ratio 0) wheel x, y are free for a place on the surface. A tangent's length is how open the place is: oil gathers where it is short.
    """

    def __init__(self) -> None:
        self._parts: list[npt.NDArray[np.float32]] = []

    def grid(self, position: Array, normal: Array, tangent: Array, material: float, wheel: tuple[float, float, float] = (0.0, 0.0, 0.0),
             place: Array | None = None) -> None:
        """A surface of quads; all (u, v, 3). wheel: centre x, y and turns per master turn (0: does not turn); place: (u, v, 2), of what does not turn."""
        def corners(a: Array) -> Array:
            p, q, r, s = a[:-1, :-1], a[1:, :-1], a[1:, 1:], a[:-1, 1:]
            return np.asarray(np.stack([p, q, r, p, r, s], 2).reshape(-1, a.shape[-1]))
        at = corners(position)
        out = np.empty((len(at), 13), np.float32)
        out[:, 0:3], out[:, 3:6], out[:, 6:9] = at, corners(normal), corners(tangent)
        out[:, 9:12], out[:, 12] = wheel, material
        if place is not None:
            out[:, 9:11] = corners(place)
        self._parts.append(out)

    @property
    def vertices(self) -> npt.NDArray[np.float32]:
        """Everything so far, (n, 13)."""
        return np.concatenate(self._parts)


def indexed(vertices: npt.NDArray[np.float32]) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.int32]]:
    """Every different vertex of (n, k) once, in the order of its first use, and (n,) which one stands where: most are shared by six triangles."""
    rows = np.ascontiguousarray(vertices).view(np.dtype((np.void, vertices.dtype.itemsize * vertices.shape[1]))).ravel()
    _, first, which = np.unique(rows, return_index=True, return_inverse=True)
    place = np.empty(len(first), np.int32)
    order = np.argsort(first)
    place[order] = np.arange(len(first), dtype=np.int32)
    return vertices[first[order]], place[which.ravel()]


def unit(v: Array) -> Array:
    """Vectors (..., 3) of length 1."""
    return np.asarray(v / np.maximum(np.linalg.norm(v, axis=-1, keepdims=True), 1e-12))


def frames(points: Array, closed: bool) -> tuple[Array, Array, Array]:
    """Tangent, normal, binormal (n, 3) carried along a curve (n, 3) without twist."""
    ahead = np.roll(points, -1, 0) - np.roll(points, 1, 0)
    if not closed:
        ahead[0], ahead[-1] = points[1] - points[0], points[-1] - points[-2]
    tangent = unit(ahead)
    normal = np.empty_like(points)
    start = np.cross(tangent[0], (0.13, 0.21, 0.97))
    normal[0] = start / np.linalg.norm(start)
    for i in range(1, len(points)):
        n = normal[i - 1] - tangent[i] * (normal[i - 1] @ tangent[i])
        normal[i] = n / np.linalg.norm(n)
    return tangent, normal, np.cross(tangent, normal)


def tube(soup: Soup, points: Array, radius: float | Array, sides: int, material: float, closed: bool = False,
         wheel: tuple[float, float, float] = (0.0, 0.0, 0.0)) -> None:
    """A tube along points (n, 3) m, of radius m (one, or one per point)."""
    if closed:
        points = np.concatenate([points, points[:1]])
    tangent, n, b = frames(points, False)
    if closed:
        tangent[0] = tangent[-1] = unit(points[1] - points[-2])
        n[-1], b[-1] = n[0], b[0]
    a = np.linspace(0, 2 * np.pi, sides + 1)
    out = np.cos(a)[:, None] * n[:, None] + np.sin(a)[:, None] * b[:, None]
    r = np.broadcast_to(np.asarray(radius, np.float64), (len(points),))
    soup.grid(points[:, None] + out * r[:, None, None], out, np.broadcast_to(tangent[:, None], out.shape), material, wheel)


def bezier(*controls: tuple[float, ...], n: int) -> Array:
    """n points of a cubic Bezier curve, the last one left out so that curves join. controls: four points."""
    t = np.linspace(0, 1, n, endpoint=False)[:, None]
    a, b, c, d = (np.asarray(p, np.float64) for p in controls)
    return np.asarray((1 - t) ** 3 * a + 3 * t * (1 - t) ** 2 * b + 3 * t * t * (1 - t) * c + t ** 3 * d)
