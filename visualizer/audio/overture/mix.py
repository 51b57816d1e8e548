"""The desk at which the acts are laid: what is heard directly, and what is sent to the hall."""
from __future__ import annotations

import numpy as np

from visualizer.model.time import SAMPLE_RATE

from .plan import OVERTURE_S
from .voices import Stereo


class Mix:
    """Two buses of the whole piece, (n, 2) float32 each."""

    def __init__(self) -> None:
        n = round(OVERTURE_S * SAMPLE_RATE)
        self.dry = np.zeros((n, 2), np.float32)
        self.send = np.zeros((n, 2), np.float32)

    def add(self, at_s: float, sound: Stereo, dry: float = 1.0, send: float = 0.3) -> None:
        """Lay a sound in at at_s (s), with how much of it is heard directly and in the hall."""
        i = round(at_s * SAMPLE_RATE)
        part = sound[:len(self.dry) - i]
        self.dry[i:i + len(part)] += np.float32(dry) * part
        self.send[i:i + len(part)] += np.float32(send) * part
