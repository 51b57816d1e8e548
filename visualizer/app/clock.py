"""The show clock of a live stage: follows the ear's fit, never runs backwards, stands still in a pause."""
from __future__ import annotations

from math import exp, isnan

FOLLOW_S = 0.5
"""s, time constant with which a changed fit is taken over within an epoch"""
SNAP_S = 0.25
"""s, error beyond which it is taken over at once"""


class ShowClock:
    """show time = performance counter - offset. `heard` brings the ear's offset, `now` reads."""

    def __init__(self, start: float | None) -> None:
        """start: performance counter (s) at show time 0; None: stand at 0 until the first frame is heard."""
        self.offset: float | None = start
        self._epoch = -1
        self._last, self._asked = 0.0, 0.0
        self._standing = False

    @property
    def running(self) -> bool:
        """False while it stands: before the first frame, and from a pause until sound goes on."""
        return self.offset is not None and not self._standing

    def heard(self, clock_s: float, epoch: int, perf: float) -> None:
        """A frame's offset (s, nan: unknown) and epoch; perf: performance counter now (s)."""
        if isnan(clock_s):
            return
        if self.offset is None or self._standing or epoch != self._epoch or abs(clock_s - self.offset) > SNAP_S:
            self.offset = clock_s
        else:
            self.offset += (clock_s - self.offset) * (1.0 - exp(-max(0.0, perf - self._asked) / FOLLOW_S))
        self._epoch, self._asked, self._standing = epoch, perf, False

    def stand(self) -> None:
        """Stop here; the next frame heard sets it going again."""
        self._standing = True

    def now(self, perf: float) -> float:
        """Show time (s) at performance counter perf; never less than it ever said."""
        if self.offset is not None and not self._standing:
            self._last = max(self._last, perf - self.offset)
        return self._last
