"""How live values are mixed: each in the space its declaration names, so that the middle of two looks is a look."""
from __future__ import annotations

import numpy as np
import numpy.typing as npt

from visualizer.model.settings import Schema

Floats = npt.NDArray[np.float64]

_TO_LMS = np.array([[0.4122214708, 0.5363325363, 0.0514459929], [0.2119034982, 0.6806995451, 0.1073969566], [0.0883024619, 0.2817188376, 0.6299787005]])
_TO_LAB = np.array([[0.2104542553, 0.7936177850, -0.0040720468], [1.9779984951, -2.4285922050, 0.4505937099], [0.0259040371, 0.7827717662, -0.8086757660]])
_FROM_LAB, _FROM_LMS = np.linalg.inv(_TO_LAB), np.linalg.inv(_TO_LMS)


def oklab(rgb: Floats) -> Floats:
    """(..., 3) linear Rec.709 -> OKLab."""
    out: Floats = np.cbrt(rgb @ _TO_LMS.T) @ _TO_LAB.T
    return out


def rgb(lab: Floats) -> Floats:
    """(..., 3) OKLab -> linear Rec.709, never negative."""
    out: Floats = np.maximum(((lab @ _FROM_LAB.T) ** 3) @ _FROM_LMS.T, 0.0)
    return out


class Blender:
    """The live vector of a schema, into the space in which it is mixed and back. Vectors are (schema size,)."""

    def __init__(self, schema: Schema) -> None:
        live = schema.live

        def floats(kind: str) -> npt.NDArray[np.int64]:
            return np.array([e.offset + i for e in live if e.blend == kind for i in range(e.width)], np.int64)

        self._log = np.array([o for o in floats("log") if (schema.at(int(o)).range or (0.0, 0.0))[0] > 0.0], np.int64)
        self._lab = np.array([[e.offset + i for i in range(3)] for e in live if e.blend == "oklab" and e.width == 3], np.int64).reshape(-1, 3)
        self.steps = np.zeros(schema.size, bool)
        """(size,) the values that are never in between"""
        self.steps[floats("step")] = True
        self.steps[[e.offset for e in live if isinstance(e.default, (bool, int)) and e.width == 1]] = True
        self.together = np.arange(schema.size)
        """(size,) float whose settling counts: the three of a colour go together"""
        self.together[self._lab] = self._lab[:, :1]

    def encode(self, values: npt.ArrayLike) -> Floats:
        """Into the space of mixing."""
        out = np.array(values, np.float64)
        out[self._log] = np.log(np.maximum(out[self._log], 1e-9))
        out[self._lab] = oklab(out[self._lab])
        return out

    def decode(self, mixed: Floats) -> Floats:
        """Back."""
        out = mixed.copy()
        out[self._log] = np.exp(out[self._log])
        out[self._lab] = rgb(out[self._lab])
        return out
