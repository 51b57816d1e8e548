"""The last mile: what one display needs before a picture stands straight and right on it. Geometry and the projector's own tone, saved per display name.

Everything here is a pure function of the settings. Points are in the unit square of the window, x to the right, y up; (0, 0) is the lower left corner.
"""
from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from visualizer.model.settings import setting

Matrix = npt.NDArray[np.float64]
CORNERS = ("bottom_left", "bottom_right", "top_left", "top_right")
"""in the order of the strip that a quad is drawn in"""
FLIPS = ("none", "horizontal", "vertical", "both")
AREA_MIN = 0.02
"""of the window, the smallest picture that corners may leave"""


@dataclass(frozen=True, slots=True)
class LastMile:
    """["display name"] of displays.toml"""

    flip: str = setting("none", choices=FLIPS, help="mirror the picture; horizontal for projection from behind the screen")
    rotate: str = setting("0", choices=("0", "90", "180", "270"), unit="deg", help="turn the picture counter-clockwise; 180 for a projector that hangs")
    bottom_left: tuple[float, ...] = setting((0.0, 0.0), range=(-0.5, 1.5), help="where the picture's corner lies, in windows; 0, 0 is the lower left")
    bottom_right: tuple[float, ...] = setting((1.0, 0.0), range=(-0.5, 1.5), help="corner pin")
    top_left: tuple[float, ...] = setting((0.0, 1.0), range=(-0.5, 1.5), help="corner pin")
    top_right: tuple[float, ...] = setting((1.0, 1.0), range=(-0.5, 1.5), help="corner pin")
    mask_left: float = setting(0.0, range=(0.0, 0.45), help="black edge, part of the window's width")
    mask_right: float = setting(0.0, range=(0.0, 0.45), help="black edge, part of the window's width")
    mask_top: float = setting(0.0, range=(0.0, 0.45), help="black edge, part of the window's height")
    mask_bottom: float = setting(0.0, range=(0.0, 0.45), help="black edge, part of the window's height")
    overscan: float = setting(0.0, range=(-0.2, 0.2), help="how much larger than the window the picture is; below 0 smaller")
    gamma: float = setting(1.0, range=(0.6, 1.6), help="display value to the power 1/gamma: above 1 lifts the middle, below deepens it")
    black_lift: float = setting(0.0, range=(0.0, 0.1), help="display value of black: for projectors that crush the darks")
    peak: float = setting(1.0, range=(0.2, 1.0), help="display value of white: for LED walls that are too bright")

    def corners(self) -> Matrix:
        """(4, 2) where the corners lie, in the order of CORNERS."""
        return np.array([getattr(self, name) for name in CORNERS], float)

    def moved(self, corner: str, dx: float, dy: float) -> LastMile:
        """With one corner moved; unchanged where that would leave its range or fold the picture."""
        x, y = getattr(self, corner)
        to: Any = (round(min(1.5, max(-0.5, x + dx)), 5), round(min(1.5, max(-0.5, y + dy)), 5))
        new = replace(self, **{corner: to})
        return new if problem(new) is None else self

    def turned(self) -> bool:
        """The picture lies on its side, so it is rendered with the window's width as its height."""
        return self.rotate in ("90", "270")


def problem(mile: LastMile) -> str | None:
    """What is wrong with the settings taken together, or None."""
    loop = mile.corners()[[0, 1, 3, 2]]
    edges = np.roll(loop, -1, axis=0) - loop
    after = np.roll(edges, -1, axis=0)
    bend = edges[:, 0] * after[:, 1] - edges[:, 1] * after[:, 0]
    area = 0.5 * abs(float(np.sum(loop[:, 0] * np.roll(loop[:, 1], -1) - np.roll(loop[:, 0], -1) * loop[:, 1])))
    if not (bend > 1e-4).all() or area < AREA_MIN:
        return f"the corners {', '.join(CORNERS)} must be those of a convex picture of at least {AREA_MIN:.0%} of the window; mirror it with flip"
    if mile.mask_left + mile.mask_right > 0.85 or mile.mask_top + mile.mask_bottom > 0.85:
        return "two opposite masks together may hide at most 85 % of the window"
    if mile.black_lift >= mile.peak:
        return "black_lift must lie below peak"
    return None


def homography(corners: Matrix) -> Matrix:
    """(3, 3) that takes the unit square to `corners` (4, 2), in the order of CORNERS. Heckbert 1989, "Fundamentals of texture mapping", section 2.2.3."""
    p0, p1, p3, p2 = corners   # around the square: 0 0, 1 0, 1 1, 0 1
    d1, d2, d3 = p1 - p2, p3 - p2, p0 - p1 + p2 - p3
    det = d1[0] * d2[1] - d2[0] * d1[1]
    g, h = (d3[0] * d2[1] - d2[0] * d3[1]) / det, (d1[0] * d3[1] - d3[0] * d1[1]) / det
    x, y = p1 - p0 + g * p1, p3 - p0 + h * p3
    return np.array([[x[0], y[0], p0[0]], [x[1], y[1], p0[1]], [g, h, 1.0]])


def window_to_picture(mile: LastMile, picture: tuple[int, int], window: tuple[int, int]) -> Matrix:
    """(3, 3) homogeneous, from the window's unit square to the picture's: corners undone, overscan, turn, mirror, and the picture's own shape kept.

    picture, window: (width, height) px, > 0. What falls outside the picture's unit square is black.
    """
    pin = np.linalg.inv(homography(mile.corners()))
    shrink = 1.0 / (1.0 + mile.overscan)
    turns = int(mile.rotate) // 90
    c, s = ((1, 0), (0, 1), (-1, 0), (0, -1))[turns]   # a picture turned counter-clockwise is looked up clockwise
    fx, fy = (-1.0 if mile.flip in ("horizontal", "both") else 1.0), (-1.0 if mile.flip in ("vertical", "both") else 1.0)
    width, height = window[::-1] if mile.turned() else window
    across, up = width / picture[0], height / picture[1]
    sx, sy = across / min(across, up), up / min(across, up)
    linear = np.diag([sx, sy]) @ np.array([[c, s], [-s, c]], float) @ np.diag([fx * shrink, fy * shrink])
    middle = np.array([0.5, 0.5])
    affine = np.eye(3)
    affine[:2, :2], affine[:2, 2] = linear, middle - linear @ middle
    return np.asarray(affine @ pin)


def upright(mile: LastMile, window: tuple[int, int]) -> tuple[int, int]:
    """The size (px) of a picture that fills the window."""
    return (window[1], window[0]) if mile.turned() else window
