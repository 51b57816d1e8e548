"""The strange attractor of the storm (Lorenz): two wings of light about the instrument, their paths integrated once, by which trails and shards of glass
travel at any time, in closed form."""
from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .tubes import Array, unit

POINTS, STEP = 320, 0.0056
"""points of a path; a step of its integration in the attractor's own time, of which a turn about an eye takes about 0.7"""
_STEPS = 480
WINDOW = 0.40
"""share of its path that a trail covers"""
_CALM, _WILD = (10.0, 28.0, 8.0 / 3.0), (12.5, 35.0, 3.0)
MOST = 420
"""trails of the finest storm"""
_BOND = 9.0
"""how strongly the wild path is held to the calm one; free ones would be on other wings within two turns, and nothing could stand between them"""
_EYE = 8.485
"""the attractor's own distance from its middle to the eye of a wing"""
_MIDDLE = np.array([0.0, 2.2, 0.0])
BEFORE = 9
"""one trail in so many passes before the instrument, the others behind it"""
CYCLES_LEAST, CYCLES_MORE = 190, 230
"""lives of a trail in 4096 s: 10 to 22 s each"""


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
    x, y, z = p.T
    return np.stack([k[0] * (y - x), x * (k[1] - z) - y, x * y - k[2] * z], 1)


def _march(p: Array, k: tuple[float, ...], h: float, to: Array | None = None) -> Array:
    """One step of Runge-Kutta, fourth order; held to the places `to`."""
    def flow(q: Array) -> Array:
        return _flow(q, k) if to is None else _flow(q, k) + _BOND * (to - q)
    q = flow(p)
    r = flow(p + 0.5 * h * q)
    s = flow(p + 0.5 * h * r)
    return np.asarray(p + h / 6 * (q + 2 * r + 2 * s + flow(p + h * s)))


def _placed(paths: Array) -> Array:
    """The attractor on the stage: an eye to each side of the instrument, the crossing behind it, the wings' outer edges bent toward the audience."""
    x, y, z = np.moveaxis(paths, -1, 0)
    spread = (x + y) / (2 * _EYE)
    bent = -0.62 + 0.60 * (np.sqrt(spread ** 2 + 0.16) - 0.40) + 0.055 * (y - x)
    return np.stack([1.50 * x / _EYE, 3.06 + 0.084 * (z - 25.0), bent], -1)


def _even(world: Array) -> Array:
    """(2, n, _STEPS, 3) -> (2, n, POINTS, 3): points half by time, half by length, both paths alike, so that the wide turns have no corners."""
    step = np.linalg.norm(np.diff(world, axis=2), axis=3).mean(0)
    at = np.cumsum(0.5 / (_STEPS - 1) + 0.5 * step / step.sum(1, keepdims=True), axis=1)
    out = np.empty((*world.shape[:2], POINTS, 3))
    for k in range(world.shape[1]):
        x = np.interp(np.linspace(0.0, 1.0, POINTS), np.concatenate([[0.0], at[k] / at[k, -1]]), np.arange(_STEPS))
        i = np.minimum(x.astype(np.int64), _STEPS - 2)
        f = (x - i)[:, None]
        out[:, k] = world[:, k, i] * (1 - f) + world[:, k, i + 1] * f
    return out


def storm(n: int, seed: int, aspect: float = 16 / 9) -> Storm:
    """The n brightest of MOST trails, brightest first: few are wide and bright, many are whispers, and fewer of them are still the same picture.

    aspect: width / height of the picture; in narrow ones the wings stand steeper.
    """
    rng = np.random.default_rng(seed + 23)
    p = rng.uniform(-8.0, 8.0, (MOST, 3)) + np.array([0.0, 0.0, 25.0])
    wide, loud, phase = rng.uniform(size=(3, MOST))
    width = 0.0012 + 0.0090 * wide ** 8
    gain = 0.025 + 0.9 * loud ** 8 + 1.2 * wide ** 12
    lives = rng.integers(CYCLES_LEAST, CYCLES_LEAST + CYCLES_MORE, MOST).astype(np.float64)
    order = np.argsort(-width * gain, kind="stable")[:n]
    p = p[order]
    for _ in range(1200):
        p = _march(p, _CALM, 0.01)
    held = p
    for _ in range(60):
        p, held = _march(p, _CALM, 0.01), _march(held, _WILD, 0.01, p)
    paths = np.empty((2, len(p), _STEPS, 3))
    for i in range(_STEPS):
        paths[0, :, i], paths[1, :, i] = p, held
        held = _march(held, _WILD, STEP, p)
        p = _march(p, _CALM, STEP)
    narrow = float(np.clip(0.60 + 0.457 * (aspect - 0.5625), 0.60, 1.0))
    world = (_even(_placed(paths)) - _MIDDLE) * (narrow, 1.0 + 0.35 * (1.0 - narrow), 1.0) + _MIDDLE
    world[:, np.arange(len(p)) % BEFORE == 4, :, 2] += 1.15
    return Storm(world, np.stack([phase, lives, width, gain], 1)[order])
