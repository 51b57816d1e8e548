"""Water on which a drop has fallen: the linear wave equation of gravity and surface tension, solved once; long waves lag, short ones run ahead."""
from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
GRAVITY, TENSION, DRAG = 9.81, 0.0225, 1.6e-4
"""m/s2; m3/s2, three hundred times water's, as for a drop as large as a fist; m2/s: waves slow down least at 0.30 m of length, where crests make 0.97 m/s"""
DROP_M = 0.062
"""m, radius of what falls in"""
REBOUND = ((0.0, 1.0), (0.44, 0.46), (0.80, 0.20))
"""s after the drop, strength: the jet it throws up falls back, and once more"""
FAR_M, LONG_S = 7.68, 7.68
"""m and s that the table covers"""
COLUMNS, ROWS = 512, 256


def omega(k: Array) -> Array:
    """rad/s of a wave of k rad/m."""
    return np.sqrt(GRAVITY * k + TENSION * k ** 3)


def bessel1(x: Array) -> Array:
    """J1 of x >= 0: its integral where x is small, its asymptotic series beyond."""
    out = np.empty_like(x)
    near = x < 24.0
    turn = (np.arange(64) + 0.5) * np.pi / 64
    out[near] = np.cos(turn - x[near][:, None] * np.sin(turn)).mean(1)
    far, y = x[~near], 1.0 / (8.0 * x[~near])
    p, q = 1.0 + 7.5 * y ** 2 - 1181.25 * y ** 4 / 3.0, 3.0 * y - 52.5 * y ** 3
    chi = far - 0.75 * np.pi
    out[~near] = np.sqrt(2.0 / (np.pi * far)) * (p * np.cos(chi) - q * np.sin(chi))
    return out


@lru_cache(maxsize=1)
def slopes() -> npt.NDArray[np.float32]:
    """(ROWS, COLUMNS) slope of the water away from the drop, 1 at the steepest after 1 s; row: s since it fell in, 0..LONG_S; column: m from it, 0..FAR_M."""
    r, t = (np.arange(COLUMNS) + 0.5) * FAR_M / COLUMNS, np.arange(ROWS) * LONG_S / (ROWS - 1)
    k = np.linspace(2.5, 62.0, 420)
    shape = -k ** 2 * np.exp(-0.5 * (k * DROP_M) ** 2) * np.hanning(len(k) + 2)[1:-1] ** 0.25
    space = bessel1(np.outer(k, r).ravel()).reshape(len(k), len(r))
    wave = np.zeros((ROWS, COLUMNS))
    for delay, strength in REBOUND:
        since = np.maximum(t - delay, 0.0)[:, None]
        there = np.clip((t - delay) / 0.10, 0.0, 1.0)[:, None]
        wave += strength * ((there * shape * np.cos(omega(k) * since) * np.exp(-2.0 * DRAG * k ** 2 * since)) @ space)
    steep = np.abs(wave[round((ROWS - 1) / LONG_S)]).max()
    late = (1.0 + t)[:, None] ** 0.75 / 2.0 ** 0.75   # the eye follows a ring longer than water shows it
    end = np.clip((LONG_S - t) / 2.5, 0.0, 1.0)[:, None] * np.clip((FAR_M - r) / 1.5, 0.0, 1.0)
    return np.asarray(wave / steep * late * end, np.float32)
