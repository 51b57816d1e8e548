"""The strange attractor of the storm (Aizawa): paths integrated once, by which trails of light and shards of glass travel at any time, in closed form."""
from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .tubes import Array, unit

POINTS, STEP = 320, 0.020
"""points of a path, and their distance in the attractor's own time"""
WINDOW = 0.46
"""share of its path that a trail covers"""
CENTRE = np.array([0.0, 2.95, 0.0])
_CALM, _WILD = (0.95, 0.70, 0.60, 3.5, 0.25, 0.10), (0.86, 0.78, 0.66, 4.1, 0.34, 0.16)
CYCLES_LEAST, CYCLES_MORE = 150, 190
"""lives of a trail in 4096 s: 12 to 27 s each"""


@dataclass(frozen=True, slots=True, eq=False)
class Storm:
    """paths: (2, n, POINTS, 3) m, calm and wild; trait: (n, 4) phase 0..1, lives in 4096 s (whole), half width m, gain. Trails whose index % 7 is 3 are
    ember."""

    paths: Array
    trait: Array

    @property
    def size(self) -> int:
        """Trails."""
        return len(self.trait)

    def head(self, which: npt.NDArray[np.int64], clock: float, behind: Array | float = 0.0) -> Array:
        """Where on their paths (0..1; outside: not yet born or gone) trails stand at the wrapped time `clock` s, `behind` their heads."""
        life = (clock * self.trait[which, 1] / 4096.0 + self.trait[which, 0]) % 1.0
        return np.asarray(life * (1.0 + WINDOW) - behind)

    def at(self, which: npt.NDArray[np.int64], share: Array, disorder: float) -> tuple[Array, Array]:
        """Place (k, 3) m and direction (k, 3) of flight at `share` 0..1 of the paths. disorder: 0 calm .. 1 wild."""
        x = np.clip(share, 0.0, 1.0) * (POINTS - 2)
        i = x.astype(np.int64)
        f = (x - i)[:, None]
        a, b, c = (self.paths[0, which, j] * (1 - disorder) + self.paths[1, which, j] * disorder for j in (i, i + 1, np.minimum(i + 2, POINTS - 1)))
        return np.asarray(a + (b - a) * f), unit((b - a) * (1 - f) + (c - b) * f)


def trail_count(detail: float) -> int:
    """Trails of light for a level of detail 0..1."""
    return int(60 + 360 * detail ** 1.6)


def _flow(p: Array, k: tuple[float, ...]) -> Array:
    a, b, c, d, e, f = k
    x, y, z = p.T
    return np.stack([(z - b) * x - d * y, d * x + (z - b) * y, c + a * z - z ** 3 / 3 - (x * x + y * y) * (1 + e * z) + f * z * x ** 3], 1)


def _march(p: Array, k: tuple[float, ...], h: float) -> Array:
    """One step of Runge-Kutta, fourth order."""
    q = _flow(p, k)
    r = _flow(p + 0.5 * h * q, k)
    s = _flow(p + 0.5 * h * r, k)
    return np.asarray(p + h / 6 * (q + 2 * r + 2 * s + _flow(p + h * s, k)))


def storm(n: int, seed: int) -> Storm:
    """n trails; few are wide and bright, many are whispers."""
    rng = np.random.default_rng(seed + 23)
    p = rng.uniform(-0.6, 0.6, (n, 3)) + np.array([0.0, 0.0, 0.4])
    for _ in range(300):
        p = _march(p, _CALM, 0.05)
    paths = np.empty((2, n, POINTS, 3))
    for k, shape in enumerate((_CALM, _WILD)):
        at = p
        for i in range(POINTS):
            paths[k, :, i] = at
            at = _march(at, shape, STEP)
    x, y, z = np.moveaxis(paths, -1, 0)
    tilt, size = 0.38, np.array([1.86, 2.02, 1.60])
    up, across = (z - 0.72) * np.cos(tilt) - x * np.sin(tilt), x * np.cos(tilt) + (z - 0.72) * np.sin(tilt)
    world = np.stack([across, up, y], -1) * size + CENTRE
    wide, loud = rng.uniform(size=n), rng.uniform(size=n)
    width = 0.0012 + 0.0075 * wide ** 6
    gain = 0.05 + loud ** 3 + 0.9 * wide ** 10
    lives = rng.integers(CYCLES_LEAST, CYCLES_LEAST + CYCLES_MORE, n)
    return Storm(world, np.stack([rng.uniform(size=n), lives.astype(np.float64), width, gain], 1))
