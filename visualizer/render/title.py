"""A title or logo: a PNG with alpha that the spotlight finds, on the closed curtain and in silence."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

WIDE_MAX = 0.84
"""of the picture's width, the widest a title may be"""


@dataclass(frozen=True, slots=True, eq=False)
class Title:
    """light: (h, w, 4) float16, linear, premultiplied, top row first; height, y: in picture heights, y from the middle up; when: curtain, silence or both."""

    light: npt.NDArray[np.float16]
    height: float
    y: float
    when: str

    def half(self, aspect: float) -> tuple[float, float]:
        """Half its width and height in picture heights, in a picture of this shape: as high as asked, but no wider than WIDE_MAX of the picture."""
        h, w = self.light.shape[:2]
        high = min(self.height, WIDE_MAX * aspect * h / w)
        return 0.5 * high * w / h, 0.5 * high


def revealed(stage: Mapping[str, float], when: str) -> float:
    """How far the spotlight has found the title, 0..1: a function of the stage's channels alone, so that it comes and goes as eased as they do."""
    closed = _smooth(0.25, 0.0, stage["curtain"]) * _smooth(0.25, 0.95, stage["seam"])
    hidden = max(stage["instrument"], stage["wet"], stage["veil"], stage["faces"])
    alone = _smooth(0.55, 1.0, stage["curtain"]) * _smooth(0.35, 0.75, stage["key"]) * _smooth(0.35, 0.0, hidden)
    amount = {"curtain": closed, "silence": alone}.get(when, max(closed, alone))
    return amount * min(1.0, max(0.0, stage["fade"]))


def _smooth(a: float, b: float, x: float) -> float:
    t = min(1.0, max(0.0, (x - a) / (b - a)))
    return t * t * (3.0 - 2.0 * t)
