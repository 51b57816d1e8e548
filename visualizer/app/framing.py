"""Framings that a still can ask for instead of the act's own: the material from close by."""
from __future__ import annotations

from dataclasses import replace

import numpy as np

from visualizer.model.show import STAGE, ShowFrame

MACRO = {"cam_x": -1.5, "cam_y": 2.95, "cam_z": 6.2, "look_x": 0.04, "look_y": 2.90, "look_z": 0.0, "fov": 19.5, "roll": 0.0, "faces": 0.0}
"""A long lens from among the first rows onto the instrument."""
DIMMED = {"key": 0.38, "cool": 0.40, "dust": 0.6, "hero": 0.42, "crystals": 0.48}
"""share that is left of the beams, since from here one looks through more of their air, and of the glass that fills the picture"""


def macro(show: ShowFrame) -> ShowFrame:
    """The same moment seen from close by."""
    position = show.position.copy()
    for name, value in MACRO.items():
        position[STAGE.index(name)] = value
    for name, share in DIMMED.items():
        position[STAGE.index(name)] *= share
    return replace(show, position=position, target=position, velocity=np.zeros_like(position))
