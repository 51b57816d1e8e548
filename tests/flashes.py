"""Flashes counted by their definition (WCAG 2.2 SC 2.3.1), for tests: slow, plain, and nothing of it shared with the guard."""
from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

STEP, DARK, RED_STEP = 0.10, 0.80, 20.0 / 320.0
FIELD = (256 / 1080, 341 / 1920)
"""of height and width: a field of view of 10 degrees"""

Light = npt.NDArray[np.float64]


def linear(picture: npt.NDArray[np.uint8]) -> Light:
    """Linear light of sRGB, 0..1."""
    c = picture / 255.0
    return np.asarray(np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4))


def luminance(picture: npt.NDArray[np.uint8]) -> Light:
    """Relative luminance of sRGB: (h, w, 3) uint8 to (h, w)."""
    return np.asarray(linear(picture) @ np.array([0.2126, 0.7152, 0.0722]))


def redness(picture: npt.NDArray[np.uint8]) -> Light:
    """(R - G - B)+ of linear light where R is 0.8 or more of all, 0 elsewhere, WCAG 2.0's measure of saturated red: (h, w, 3) uint8 to (h, w)."""
    c = linear(picture)
    return np.asarray(np.where(c[..., 0] >= 0.8 * c.sum(-1), np.maximum(c[..., 0] - c[..., 1] - c[..., 2], 0.0), 0.0))


def turns(light: Sequence[Light], step: float = STEP, dark: float = DARK) -> npt.NDArray[np.bool_]:
    """(n, h, w): where in which frame a change of `step` from the last extremum, the other way than the change before, was reached."""
    high, low, way = light[0].copy(), light[0].copy(), np.zeros(light[0].shape, int)
    out = np.zeros((len(light), *light[0].shape), bool)
    for n, x in enumerate(light):
        high, low = np.maximum(high, x), np.minimum(low, x)
        up = (x - low >= step) & (low < dark) & (way <= 0)
        down = (high - x >= step) & (x < dark) & (way >= 0) & ~up
        way[up], way[down] = 1, -1
        out[n] = up | down
        high[out[n]], low[out[n]] = x[out[n]], x[out[n]]
    return out


def in_a_second(turned: npt.NDArray[np.bool_], times: Sequence[float]) -> npt.NDArray[np.int64]:
    """(n, h, w): turns in the half-open second that ends with each frame. times: s."""
    t = np.asarray(times)
    first = np.searchsorted(t, t - 1.0 + 1e-4, side="right")
    total = np.concatenate([np.zeros((1, *turned.shape[1:]), int), np.cumsum(turned, axis=0)])
    return np.asarray(total[1:] - total[first])


def widest(broken: npt.NDArray[np.bool_]) -> float:
    """Largest share of any field of view that is True in one picture (h, w)."""
    h, w = (max(1, round(share * side)) for share, side in zip(FIELD, broken.shape, strict=True))
    total = np.pad(np.cumsum(np.cumsum(broken, axis=0), axis=1), ((1, 0), (1, 0)))
    return float((total[h:, w:] - total[:-h, w:] - total[h:, :-w] + total[:-h, :-w]).max()) / (h * w)


def worst(light: Sequence[Light], times: Sequence[float]) -> float:
    """Largest share of a field of view with more than three flashes (seven turns) in one second; the rule allows less than 0.25."""
    return max(widest(n > 6) for n in in_a_second(turns(light), times))
