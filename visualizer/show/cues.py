"""Walks a list of cues: by hand, by time, by what the music does."""
from __future__ import annotations

from collections.abc import Sequence

from visualizer.model.cues import Cue
from visualizer.model.show import Act


class CueRunner:
    """`due` once a frame; `go` when a cue is taken."""

    def __init__(self, t: float = 0.0) -> None:
        """t: s, show time at which the list was chosen, from which the first cue's `after` counts."""
        self.cues: tuple[Cue, ...] = ()
        self.index = -1
        """number of the cue taken last, -1 before the first"""
        self._since = t
        self._act: Act | None = None

    def bring(self, cues: Sequence[Cue]) -> None:
        """Another list, or the same in another order: the cue that was taken last keeps its place in the walk, else the number does."""
        taken, self.cues = self.cues[self.index] if 0 <= self.index < len(self.cues) else None, tuple(cues)
        alike = [i for i, cue in enumerate(self.cues) if cue == taken]
        self.index = min(alike, key=lambda i: abs(i - self.index), default=min(self.index, len(self.cues) - 1))

    def due(self, t: float, act: Act) -> int | None:
        """Number of the cue that comes by itself now, None when none does. t: s, show time; act: the act that is on."""
        began, self._act = self._act is not None and act != self._act, act   # what is on when the list is chosen does not begin
        number = self.index + 1
        if number >= len(self.cues):
            return None
        cue = self.cues[number]
        by_time = cue.after >= 0.0 and t - self._since >= cue.after
        return number if by_time or (began and cue.on == act) else None

    def go(self, number: int, t: float) -> Cue | None:
        """Take a cue, -1 the next one, -2 the one before; None when there is none of that number."""
        number = self.index + {-1: 1, -2: -1}[number] if number in (-1, -2) else number
        if not 0 <= number < len(self.cues):
            return None
        self.index, self._since = number, t
        return self.cues[number]
