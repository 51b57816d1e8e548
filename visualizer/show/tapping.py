"""What a row of taps says of the beat."""
from __future__ import annotations

from itertools import pairwise
from math import floor

LEAST = 3
"""taps that make a tempo"""


def tapped(taps: tuple[float, ...]) -> tuple[float, float] | None:
    """(s of one beat, s a beat) of the line through a row of taps (s, ascending), None for too few. A tap left out in the middle is a beat all the same."""
    if len(taps) < LEAST:
        return None
    gaps = sorted(b - a for a, b in pairwise(taps))
    median = gaps[len(gaps) // 2]
    if median <= 0.12:
        return None   # faster than anybody taps: a bouncing switch
    number, numbers = 0, [0]
    for a, b in pairwise(taps):
        number += max(1, floor((b - a) / median + 0.5))
        numbers.append(number)
    mean_n, mean_t = sum(numbers) / len(taps), sum(taps) / len(taps)
    spread = sum((n - mean_n) ** 2 for n in numbers)
    period = sum((n - mean_n) * (t - mean_t) for n, t in zip(numbers, taps, strict=True)) / spread
    last = mean_t + (numbers[-1] - mean_n) * period
    return last, period
