"""Crystals apart: splinters that grow out of their parents, ride the trails of the storm and go home; and where every piece of glass stands at an instant."""
from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .attractor import Storm
from .crystals import HELD, Crystals, cut
from .tubes import Array, unit


@dataclass(frozen=True, slots=True, eq=False)
class Shards:
    """Splinters. parent, trail: (m,) indices; at: (m, 3) m from the parent's centre; radius, half: (m,) m; start: (m,) 0..0.4 of `shatter` when each leaves;
    behind: (m,) share of the path behind the trail's head; planes: (m, PLANES, 4), cut along +y."""

    parent: npt.NDArray[np.int64]
    trail: npt.NDArray[np.int64]
    at: Array
    radius: Array
    half: Array
    start: Array
    behind: Array
    planes: Array

    @property
    def size(self) -> int:
        """Splinters."""
        return len(self.parent)


def shards(count: int, crystals: Crystals, trails: Storm, seed: int) -> Shards:
    """`count` splinters, Pareto in size, most from the largest crystals."""
    rng = np.random.default_rng(seed + 41)
    bulk = (crystals.radius * crystals.half) ** 0.6
    bulk[0] = 0.0   # the hero stays whole
    parent = np.sort(rng.choice(crystals.size, count, p=bulk / bulk.sum()))
    half = np.clip(0.060 * (1 - rng.uniform(0, 0.985, count)) ** (-1 / 1.65), 0.060, 0.50)
    radius = half * rng.uniform(0.20, 0.36, count)
    along = rng.uniform(-0.8, 0.8, count) * crystals.half[parent]
    planes = np.stack([cut(np.array([0.0, 1.0, 0.0]), radius[i], half[i], rng) for i in range(count)])
    return Shards(parent, rng.integers(0, min(trails.size, 140), count), crystals.axis[parent] * along[:, None], radius, half, rng.uniform(0.0, 0.4, count),
                  rng.uniform(0.02, 0.4, count), planes)


def places(c: Crystals, s: Shards, trails: Storm, clock: float, shatter: float, disorder: float) -> npt.NDArray[np.float32]:
    """Where all glass stands at the wrapped time `clock` s: (crystals + shards, 2, 4) float32 of place m and scale, then a quaternion.

    shatter: 0 whole .. 1 apart; a pure function, so that it runs backward as it runs forward.
    """
    out = np.zeros((c.size + s.size, 2, 4), np.float32)
    home = c.centre + drift(c.size, clock)
    out[:c.size, 0, :3], out[:c.size, 1, 3] = home, 1.0
    loss = np.where(np.arange(c.size) < HELD, 0.15 + 0.5 * c.phase, 0.8)
    loss[0] = 0.0
    out[:c.size, 0, 3] = 1.0 - loss * _smooth(0.10, 0.85, shatter)
    lost = (1.0 - out[1:HELD, 0, 3])[:, None]
    out[1:HELD, 0, :3] -= c.axis[1:HELD] * c.half[1:HELD, None] * lost   # what the instrument holds shrinks to its root, and grows again from there
    if shatter <= 0.0:
        return out
    away = _smooth(s.start, s.start + 0.6, shatter)
    share = trails.head(s.trail, clock, s.behind)
    there, ahead = trails.at(s.trail, share, disorder)
    alive = _smooth(0.0, 0.04, share) * _smooth(1.0, 0.96, share)
    there = home[s.parent] + (there - home[s.parent]) * away[:, None]
    rows = out[c.size:]
    rows[:, 0, :3] = there + s.at * (1 - away[:, None])
    rows[:, 0, 3] = _smooth(0.0, 0.25, away) * (1 - away * (1 - alive))
    axis = unit(c.axis[s.parent] * (1 - away[:, None]) + ahead * away[:, None])
    quaternion = np.stack([axis[:, 2], np.zeros(s.size), -axis[:, 0], 1.0 + axis[:, 1]], 1)   # turns +y to the axis
    rows[:, 1] = quaternion / np.maximum(np.linalg.norm(quaternion, axis=1, keepdims=True), 1e-6)
    return out


def drift(n: int, clock: float) -> Array:
    """How far each of n crystals floats from its place, (n, 3) m: centimetres, slowly, never in step; whole turns in 4096 s. The held ones stand still."""
    k = np.arange(n, dtype=np.float64)[:, None]
    cycles = np.floor(np.array([250.0, 330.0, 290.0]) + 70.0 * ((k * (0.618, 0.414, 0.732)) % 1.0))
    move = np.array([0.016, 0.030, 0.016]) * np.sin(2 * np.pi * ((cycles * clock / 4096.0) % 1.0) + k * (2.4, 1.7, 3.1))
    move[:min(n, HELD)] = 0.0
    return np.asarray(move)


def _smooth(low: Array | float, high: Array | float, x: Array | float) -> Array:
    t = np.clip((x - np.asarray(low)) / (np.asarray(high) - low), 0.0, 1.0)
    return np.asarray(t * t * (3 - 2 * t))
