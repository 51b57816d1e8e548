"""Seats: rows from far to near, every other row half a seat over, nobody exactly in line."""
from __future__ import annotations

from math import ceil, sqrt

import numpy as np

from visualizer.model.crowd import Seating

SEATS_PER_ROW_SHAPE = 2.0
"""seats in a row per row in the house: the house is twice as wide as it is deep"""
JITTER = 0.16
"""of a seat, how far people lean out of line"""


def seat(size: int, seed: int) -> Seating:
    """Seat `size` listeners (count > 0); the same seed gives the same house."""
    rng = np.random.default_rng([seed, 0x5EA7])
    across = max(4, round(sqrt(size * SEATS_PER_ROW_SHAPE)))
    rows = ceil(size / across)
    index = np.arange(size)
    rank = (index // across).astype(np.int32)
    column = index % across
    shift = 0.5 * (rank % 2) + rng.uniform(-JITTER, JITTER, size)
    x = (2.0 * (column + 0.25 + shift) / across - 1.0).astype(np.float32)
    row = (rank / max(1, rows - 1)).astype(np.float32)
    trait = rng.random((size, 4), dtype=np.float32)
    # The light stands before the far row's middle: unison runs outward and back from there.
    away = np.hypot(x.astype(np.float64), 0.9 * row.astype(np.float64))
    distance = (away / away.max()).astype(np.float32)
    for array in (x, row, rank, trait, distance):
        array.flags.writeable = False
    return Seating(x, row, rank, trait, distance, rows)
