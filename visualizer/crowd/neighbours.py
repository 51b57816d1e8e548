"""Who sits beside whom: each listener's neighbourhood as a coarse map of the hall, blurred a little, looked at some twenty times a second."""
from __future__ import annotations

from math import sqrt

import numpy as np
import numpy.typing as npt

from visualizer.model.crowd import Seating

Complex = npt.NDArray[np.complex64]

PER_CELL = 6.0
"""listeners in a cell, about"""
CELLS_MAX = 64
"""cells along one side at most: people do not feel the other end of the hall, however many they are"""
REACH = 0.06
"""of the hall's side: standard deviation of the neighbourhood"""


class Neighbours:
    """Mean of e^(i phi) among the people around each seat."""

    def __init__(self, seating: Seating) -> None:
        side = int(np.clip(round(sqrt(seating.size / PER_CELL)), 4, CELLS_MAX))
        self._shape = (side, side)
        column = np.clip(((seating.x.astype(np.float64) + 1.0) * 0.5 * side).astype(int), 0, side - 1)
        row = np.clip((seating.row.astype(np.float64) * side).astype(int), 0, side - 1)
        self._cell = (row * side + column).astype(np.intp)
        self._count = np.bincount(self._cell, minlength=side * side).reshape(self._shape)
        distance = np.arange(side)[:, None] - np.arange(side)[None, :]
        self._blur = np.exp(-0.5 * (distance / max(0.7, REACH * side)) ** 2)
        self._weight = np.maximum(self._blur @ self._count @ self._blur, 1e-9)

    def mean(self, z: Complex) -> Complex:
        """z: (N,) complex64 on the unit circle. (N,) complex64, |.| <= 1: how far, and where, the neighbours agree."""
        cells = self._shape[0] * self._shape[1]
        real = np.bincount(self._cell, z.real, cells).reshape(self._shape)
        imag = np.bincount(self._cell, z.imag, cells).reshape(self._shape)
        field = (self._blur @ (real + 1j * imag) @ self._blur) / self._weight
        return np.asarray(field.astype(np.complex64).ravel()[self._cell], np.complex64)
