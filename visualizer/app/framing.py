"""Framings that a still can ask for instead of the act's own: the material from close by."""
from __future__ import annotations

from dataclasses import replace

import numpy as np

from visualizer.model.show import STAGE, ShowFrame
from visualizer.show.shots import WORKS


def macro(show: ShowFrame) -> ShowFrame:
    """The same moment seen from close by; the act's own view is what it starts from."""
    position = WORKS.of(show.position)
    position[STAGE.index("faces")] = 0.0
    return replace(show, position=position, target=position, velocity=np.zeros_like(position))
