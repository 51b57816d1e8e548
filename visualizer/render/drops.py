"""Which drops fall on the water: one for every newest onset, from the crystal that answers its note, to a place that follows the pitch."""
from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from .blocks import RINGS
from .geometry.crystals import Crystals
from .geometry.water import LONG_S
from .hearing import fold

FALL_S, REFRACTORY_S = 0.42, 0.35
"""s from the sound to the drop's touching the water; least s between two drops"""
FOOT = (0.0, 1.74, 0.10)
"""m, where a sound without a pitch lets its drop go: the instrument's lowest point"""
MIDDLE, SPAN = 64.0, 22.0
"""note that falls in the middle, and notes from there to either side"""
WIDE_M, NEAR_M = 2.3, 1.25


def drops(gpu: npt.NDArray[Any], age: float, crystals: Crystals) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """(RINGS, 4) s since it touched the water (negative while it falls, 99 none), strength 0..1, m x, m z; and
    (RINGS, 4) m from where it falls, pitch -1 low .. 1 high."""
    rings, starts = np.zeros((RINGS, 4)), np.zeros((RINGS, 4))
    rings[:, 0] = 99.0
    last, k = -99.0, 0
    for onset in gpu["onset"][::-1]:
        at = float(onset[0]) + age
        if at - FALL_S > LONG_S or k == RINGS:
            break
        if at - last < REFRACTORY_S:
            continue
        near = np.flatnonzero((np.abs(gpu["note"][:, 0] + age - at) < 0.15) & (gpu["note"][:, 2] > 0.0))
        number = float(onset[3])
        place, start = 0.04 * np.sin(2.4 * number), FOOT
        if len(near):
            midi = float(gpu["note"][near[-1], 2])
            place = float(np.clip((midi - MIDDLE) / SPAN, -1.0, 1.0))   # low notes fall left, high ones right
            answer = 1 + int(np.argmin(np.abs(crystals.midi[1:] - fold(np.array(midi), crystals.midi))))
            start = crystals.centre[answer] - 0.9 * crystals.half[answer] * crystals.axis[answer] * np.sign(crystals.axis[answer][1])
        rings[k] = at - FALL_S, float(onset[1]), WIDE_M * place, NEAR_M + 0.10 * np.cos(3.1 * number)
        starts[k] = *start, place
        last, k = at, k + 1
    return rings, starts
