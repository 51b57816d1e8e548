"""Which beat is the first of its bar: a forward filter over metre and place in the bar, asked once per beat."""
from __future__ import annotations

from math import floor

import numpy as np

from visualizer.model.grid import BeatGrid

METRES = (2, 3, 4, 5)
"""beats a bar may have; longer bars are heard as these"""
PRIOR = (0.10, 0.23, 0.63, 0.04)
USUAL = 0.55
"""what the network says of a downbeat, as a share of what it says of the beat, where one is as likely as not"""
AFTER_S = 0.075
"""s after a beat at which the network has said all it has to say about it"""
CHANGE = 0.004
"""share of beats after which anything may follow: a metre changes, a bar is a beat short"""


class BarFilter:
    """Belief over (metre, place); `step` once per hop. beats: of the likeliest metre; downbeat: number of a beat that is the first of its bar."""

    def __init__(self) -> None:
        self.beats, self.downbeat = 4, 0
        self._prior = np.concatenate([np.full(m, p / m) for m, p in zip(METRES, PRIOR, strict=True)])
        self._first = np.concatenate([[0], np.cumsum(METRES)[:-1]])
        self._next = np.concatenate([np.roll(np.arange(m), 1) + a for m, a in zip(METRES, self._first, strict=True)])   # where each state came from
        self._belief = self._prior.copy()
        self._judged: int | None = None
        self._heard = self._beat = 0.0

    def forget(self) -> None:
        """Back to knowing nothing."""
        self._belief = self._prior.copy()
        self._judged = None

    def step(self, grid: BeatGrid, t: float, beat: float, downbeat: float) -> None:
        """grid: as now believed; t: s; beat, downbeat: the network's newest answers 0..1."""
        position = grid.position(t)
        number = floor(position + 0.5)   # the beat this hop is nearest to
        since = (position - number) * grid.period_s
        if self._judged is None:
            self._judged = number
        if -0.02 < since < AFTER_S:
            self._heard, self._beat = max(self._heard, downbeat), max(self._beat, beat)
        elif since >= AFTER_S and number > self._judged:
            for _ in range(min(8, number - self._judged)):
                self._belief = self._belief[self._next]
            self._judged = number
            self._judge(number)
            self._heard = self._beat = 0.0
        elif since <= -0.02:
            self._heard = self._beat = 0.0

    def _judge(self, number: int) -> None:
        p = self._belief.copy()
        p[self._first] *= (self._heard + 0.02) / (USUAL * self._beat + 0.02)
        p /= p.sum()
        self._belief = (1.0 - CHANGE) * p + CHANGE * self._prior
        best = int(np.argmax(self._belief))
        row = int(np.searchsorted(self._first, best, side="right")) - 1
        self.beats = METRES[row]
        self.downbeat = number - (best - int(self._first[row]))
