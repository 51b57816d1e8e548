"""The stage's own beat grid: follows what is heard by sliding, never jumping and never running backwards."""
from __future__ import annotations

from math import exp, floor

from visualizer.model.grid import BeatGrid

REST_PERIOD_S = 1.0
"""s between beats when nothing has a pulse: the house's resting heart"""
TRUST = 0.25
SLIDE_S, RETUNE_S, REST_S = 0.30, 0.25, 4.0


class GridFollower:
    """Position in beats only grows: what gears, hearts and breath turn by. `step` once per tick."""

    def __init__(self) -> None:
        self._position, self._period = 0.0, REST_PERIOD_S

    def step(self, heard: BeatGrid, t: float, dt: float) -> BeatGrid:
        """heard: the grid of this tick's MusicFrame; t: s, the tick's end; dt: s covered."""
        trusted = heard.confidence > TRUST
        period, pace = (heard.period_s, RETUNE_S) if trusted else (REST_PERIOD_S, REST_S)
        self._period = period + (self._period - period) * exp(-dt / pace)
        advance = dt / self._period
        if trusted:
            error = heard.position(t) - (self._position + advance)
            error -= floor(error + 0.5)
            advance += max(-0.7 * advance, min(2.0 * advance, error * (1.0 - exp(-dt / SLIDE_S))))   # slower or faster, never back
        self._position += advance
        whole = floor(self._position)
        return BeatGrid(t - (self._position - whole) * self._period, self._period, heard.confidence, whole, heard.beats_per_bar, heard.downbeat)
