"""The heart: the musical pulse folded by octaves into what a heart can do, and kept on the strong beats."""
from __future__ import annotations

from math import floor

from visualizer.model.grid import BeatGrid

LOW_BPM, HIGH_BPM = 50.0, 120.0
KEEP_LOW_BPM, KEEP_HIGH_BPM = 46.0, 126.0
"""an octave once chosen is kept until the pulse leaves this wider range"""


def fold(bpm: float, octave: int) -> int:
    """The power of two that brings bpm into the heart's range: stays at `octave` while that keeps it within the wider range."""
    if KEEP_LOW_BPM <= bpm * 2.0 ** octave <= KEEP_HIGH_BPM:
        return octave
    new = 0
    while bpm * 2.0 ** new > HIGH_BPM:
        new -= 1
    while bpm * 2.0 ** new < LOW_BPM:
        new += 1
    return new


class HeartClock:
    """Heart beats as a function of the grid. The octave changes on a bar line only, and beat one of that bar is a lub; in between, lubs are counted through."""

    def __init__(self) -> None:
        self.octave = 0
        self._bar: int | None = None
        self._from, self._count = 0.0, 0.0   # beats of the grid, and of the heart, at the last change of octave

    def step(self, grid: BeatGrid, t: float) -> float:
        """Heart beats at show time t (s); an integer is a lub. Call once per tick with the stage's grid."""
        position = grid.position(t)
        bar = floor((position - grid.downbeat) / grid.beats_per_bar)
        if bar != self._bar:
            self._bar = bar
            octave = fold(grid.bpm, self.octave)
            line = float(bar * grid.beats_per_bar + grid.downbeat)
            if octave != self.octave or self._strays(line):
                self._count = float(round(self._beats(line)))
                self._from, self.octave = line, octave
        return self._beats(position)

    def _beats(self, position: float) -> float:
        return self._count + (position - self._from) * 2.0 ** self.octave

    def _strays(self, line: float) -> bool:
        """A slow heart (every second or fourth beat) that would miss this downbeat by half of its own beat is put right here; others run through."""
        off = self._beats(line) % 1.0
        return self.octave < 0 and min(off, 1.0 - off) > 0.2

    def hz(self, grid: BeatGrid) -> float:
        """Heart beats a second."""
        return float(2.0 ** self.octave / grid.period_s)
