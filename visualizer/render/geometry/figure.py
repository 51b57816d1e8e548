"""The performer: 1.72 m, seen from behind, a gown that opens toward the floor, arms that rise. One smooth surface in three poses of the arms."""
from __future__ import annotations

import numpy as np
import numpy.typing as npt

from .tubes import Array, frames, unit

# y, half width, half depth, z of the middle (m): gown, torso, neck, head
_BODY = np.array([
    (0.000, 0.330, 0.300, -0.05), (0.030, 0.322, 0.292, -0.05), (0.150, 0.272, 0.246, -0.04), (0.320, 0.222, 0.200, -0.03),
    (0.520, 0.184, 0.168, -0.02), (0.700, 0.168, 0.146, -0.012), (0.840, 0.166, 0.132, -0.008), (0.920, 0.158, 0.120, -0.004),
    (1.000, 0.128, 0.096, 0.0), (1.060, 0.112, 0.085, 0.0), (1.120, 0.116, 0.088, 0.0), (1.200, 0.138, 0.098, 0.0),
    (1.280, 0.152, 0.098, -0.004), (1.340, 0.166, 0.086, -0.010), (1.380, 0.170, 0.070, -0.014), (1.405, 0.140, 0.058, -0.016),
    (1.422, 0.090, 0.050, -0.018), (1.440, 0.056, 0.046, -0.018), (1.475, 0.046, 0.045, -0.012), (1.505, 0.046, 0.047, -0.006),
    (1.528, 0.056, 0.060, 0.0), (1.560, 0.069, 0.080, 0.004), (1.600, 0.076, 0.092, 0.006), (1.640, 0.076, 0.094, 0.004),
    (1.680, 0.066, 0.082, 0.0), (1.706, 0.044, 0.056, -0.004), (1.720, 0.010, 0.014, -0.006),
])
# shoulder, elbow, wrist, palm, fingertips: hanging, opened, raised to the instrument (right arm; x is mirrored)
_ARMS = (
    np.array([(0.155, 1.375, -0.01), (0.225, 1.120, 0.03), (0.245, 0.900, -0.03), (0.250, 0.830, -0.045), (0.243, 0.735, -0.05)]),
    np.array([(0.160, 1.380, -0.01), (0.390, 1.240, -0.04), (0.600, 1.150, -0.14), (0.668, 1.135, -0.18), (0.755, 1.120, -0.22)]),
    np.array([(0.158, 1.396, -0.01), (0.335, 1.555, -0.06), (0.420, 1.775, -0.10), (0.428, 1.850, -0.11), (0.410, 1.940, -0.10)]),
)
_RADII = np.array([0.046, 0.034, 0.0215, 0.027, 0.007])


def _curve(knots: Array, n: int) -> Array:
    """A smooth curve through knots (k, d), n points (Catmull-Rom)."""
    k = len(knots)
    s = np.linspace(0, k - 1 - 1e-9, n)
    i, f = s.astype(int), (s % 1)[:, None]
    padded = np.concatenate([2 * knots[:1] - knots[1:2], knots, 2 * knots[-1:] - knots[-2:-1]])
    a, b, c, d = (padded[i + o] for o in range(4))
    return np.asarray(0.5 * (2 * b + (c - a) * f + (2 * a - 5 * b + 4 * c - d) * f ** 2 + (3 * b - a - 3 * c + d) * f ** 3))


def _quads(a: Array) -> Array:
    p, q, r, s = a[:-1, :-1], a[1:, :-1], a[1:, 1:], a[:-1, 1:]
    return np.stack([p, q, r, p, r, s], 2).reshape(-1, a.shape[-1])


def build(detail: float) -> npt.NDArray[np.float32]:
    """(n, 13) float32: position hanging, opened, raised (m), normal hanging, and cloth (1 gown, 0 skin, 2 hair). Arms share one normal turned in the shader."""
    rings, sides = max(26, round(72 * detail)), max(18, round(56 * detail))
    parts = [_surface(*_lathe(rings, sides))]
    parts += [_surface(*_bun(max(6, round(14 * detail))))]
    for mirror in (1.0, -1.0):
        parts.append(_arm(mirror, max(10, round(30 * detail)), max(6, round(12 * detail))))
    return np.concatenate(parts)


def _lathe(rings: int, sides: int) -> tuple[Array, Array]:
    profile = _curve(_BODY, rings)
    y, w, d, z = profile.T
    a = np.linspace(0, 2 * np.pi, sides + 1)
    fall = np.clip(1.0 - y / 0.95, 0, 1)[:, None] ** 1.3
    phi = a + 0.25 * np.sin(2.2 * y)[:, None]
    fold = 1 + fall * (0.075 * np.sin(9 * phi + 0.6) + 0.05 * np.sin(15 * phi + 2.0))
    train = fall ** 2 * 0.16 * np.maximum(np.sin(a - 0.35), 0) ** 3   # the gown trails toward us, a little to one side
    p = np.stack([w[:, None] * np.cos(a) * fold, np.broadcast_to(y[:, None], fold.shape), z[:, None] + (d[:, None] * fold + train) * np.sin(a)], -1)
    skin = (y > 1.27)[:, None] & (np.sin(a) > 0.15) & (np.abs(np.cos(a)) < 0.25 + 2.2 * (y[:, None] - 1.15)) | (y > 1.36)[:, None]
    hair = (y > 1.535)[:, None] & (np.sin(a) > -0.35) | (y > 1.66)[:, None]
    cloth = np.where(hair, 2.0, np.where(skin & np.ones_like(fold, bool), 0.0, 1.0))
    return p, cloth


def _bun(n: int) -> tuple[Array, Array]:
    a, b = np.linspace(0, 2 * np.pi, 2 * n), np.linspace(0.02, np.pi - 0.02, n)[:, None]
    r = 0.046 * (1 + 0.07 * np.sin(3 * a + 4 * b))
    p = np.stack([r * np.sin(b) * np.cos(a), 1.615 + 0.85 * r * np.cos(b), 0.098 + r * np.sin(b) * np.sin(a)], -1)
    return p[::-1], np.full(p.shape[:2], 2.0)


def _normals(p: Array) -> Array:
    """Outward normals of a (u, v, 3) surface whose v closes."""
    du = np.gradient(p, axis=0)
    dv = np.gradient(p, axis=1)
    dv[:, 0] = dv[:, -1] = (p[:, 1] - p[:, -2]) / 2
    return unit(np.cross(dv, du))


def _surface(p: Array, cloth: Array) -> npt.NDArray[np.float32]:
    q, n = _quads(p), _quads(_normals(p))
    return np.concatenate([q, q, q, n, _quads(cloth[..., None])], 1).astype(np.float32)


def _arm(mirror: float, n: int, sides: int) -> npt.NDArray[np.float32]:
    a = np.linspace(0, 2 * np.pi, sides + 1)
    poses, normal = [], None
    radius = _curve(_RADII[:, None], n)[:, 0]
    flat = np.clip((np.linspace(0, 4, n) - 2.2) / 0.8, 0, 1)[:, None, None]
    for pose in _ARMS:
        curve = _curve(pose * (mirror, 1, 1), n)
        _, u, v = frames(curve, False)
        out = np.cos(a)[:, None] * u[:, None] + np.sin(a)[:, None] * (1 - 0.5 * flat) * v[:, None]
        poses.append(curve[:, None] + out * radius[:, None, None])
        normal = unit(out) if normal is None else normal
    assert normal is not None
    cloth = np.zeros((n, sides + 1, 1))
    return np.concatenate([*(_quads(p) for p in poses), _quads(normal), _quads(cloth)], 1).astype(np.float32)
