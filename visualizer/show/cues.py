"""Walks a list of cues: by hand, by time, by what the music does."""
from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

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
        """The list as it is now: the cue that was taken last keeps its place in the walk; when it is gone, what was to follow it still does."""
        was, at, self.cues = self.cues, self.index, tuple(cues)
        self.index = min(at, len(self.cues) - 1)
        if at < 0:
            return
        blocks = SequenceMatcher(None, was, self.cues, autojunk=False).get_matching_blocks()
        stayed = {i + n: k + n for i, k, size in blocks for n in range(size)}
        moved = {cue: k for k, cue in enumerate(self.cues) if k not in stayed.values()}
        for i in range(at, len(was)):
            place = stayed.get(i, moved.get(was[i]))
            if place is not None:
                self.index = place if i == at else min(at, place - 1)   # at: it was not taken out but changed
                return

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
