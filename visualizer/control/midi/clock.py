"""MIDI clock followed: a line through the last ticks, in the time the driver measured between them. It never leads anybody."""
from __future__ import annotations

from collections import deque

from .stream import Message

PPQ = 24
"""ticks a beat"""
WINDOW = 96
LEAST = 24
"""ticks that make a line"""
AGAIN = 6
"""ticks that make the next line when one was lost on the way: until then its tempo is kept, from the newest tick on"""
SILENT_S = 0.5
"""s without a tick after which nobody is there"""
LEAK = 0.002
"""s a second that the earliest arrival may drift: the driver's clock against ours"""


class ClockFollower:
    """`take` every message of one port with the driver's delta; `now` says where the beat is."""

    def __init__(self) -> None:
        self._ticks: deque[tuple[float, int]] = deque(maxlen=WINDOW)
        self._device, self._offset, self._last = 0.0, None, 0.0   # type: tuple[float, float | None, float]
        self._number, self._kept = 0, 0.0   # _kept: s a tick of the line before, 0 when there was none
        self._astray = 0   # ticks in a row that are off the line
        self._running = True
        self._rewind: int | None = None

    def take(self, message: Message, delta: float, arrived: float) -> None:
        """delta: s since the message before on this port, as the driver measured it; arrived: s, performance counter."""
        self._device += max(0.0, delta)
        early = arrived - self._device
        if self._offset is None or abs(early - self._offset) > 0.25:   # the first, or the driver said nothing of a pause
            self._offset = early
            self._anew()
        self._offset = min(self._offset + LEAK * max(0.0, arrived - self._last), early)
        self._last = arrived
        match message.status:
            case 0xFA:
                self._rewind, self._running = 0, True
            case 0xFB:
                self._running = True
            case 0xFC:
                self._running = False
            case 0xF2:
                self._rewind = (message.a | message.b << 7) * (PPQ // 4)
            case 0xF8:
                self._tick(self._device)

    def _tick(self, t: float) -> None:
        if self._rewind is not None:   # the first tick after a start is the beat itself
            shift = self._rewind - self._number
            self._ticks = deque(((x, n + shift) for x, n in self._ticks), WINDOW)
            self._number, self._rewind = self._rewind, None
        if self._ticks and t - self._ticks[-1][0] > SILENT_S:
            self._ticks.clear()
            self._kept = 0.0
        self._astray = self._astray + 1 if self._strays(t) else 0
        if self._astray != 1:   # one stray tick is left out; two are another tempo, or a sender that overslept
            if self._astray:
                self._anew()
            self._ticks.append((t, self._number))
        self._number += 1

    def _strays(self, t: float) -> bool:
        """Is a tick at t, s, half a tick or more off the line? One that is two and more off begins the next line itself."""
        if len(self._ticks) < LEAST:
            return False
        slope, (mean_t, mean_x) = self._slope(), self._middle()
        late = abs(t - mean_t - (self._number - mean_x) * slope)
        if late > 2.0 * slope:
            self._anew()
        return 0.5 * slope < late <= 2.0 * slope

    def _anew(self) -> None:
        """Another line begins; what the old one knew of the tempo bridges the gap, so that one late tick does not silence the beat."""
        self._kept = self._slope() if len(self._ticks) >= LEAST else self._kept
        self._ticks.clear()

    def _middle(self) -> tuple[float, float]:
        """(s, tick) that the line goes through."""
        n = len(self._ticks)
        return sum(t for t, _ in self._ticks) / n, sum(k for _, k in self._ticks) / n

    def _slope(self) -> float:
        """s a tick, by least squares."""
        mean_t, mean_x = self._middle()
        return sum((k - mean_x) * (t - mean_t) for t, k in self._ticks) / sum((k - mean_x) ** 2 for _, k in self._ticks)

    def now(self, t: float) -> tuple[float, float] | None:
        """(s a beat, beats since the start at t), None while nobody is there. t: s, performance counter."""
        n = len(self._ticks)
        if not n or self._offset is None or t - self._last > SILENT_S or not (self._kept or n >= LEAST):
            return None
        line = n >= (AGAIN if self._kept else LEAST)
        slope, (mean_t, mean_x) = (self._slope(), self._middle()) if line else (self._kept, self._ticks[-1])
        if not 0.1 <= slope * PPQ <= 4.0:
            return None
        return slope * PPQ, (mean_x + (t - self._offset - mean_t) / slope) / PPQ
