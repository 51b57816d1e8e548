"""MIDI clock followed: a line through the last ticks, in the time the driver measured between them. It never leads anybody."""
from __future__ import annotations

from collections import deque

from .stream import Message

PPQ = 24
"""ticks a beat"""
WINDOW = 96
LEAST = 24
SILENT_S = 0.5
"""s without a tick after which nobody is there"""
LEAK = 0.002
"""s a second that the earliest arrival may drift: the driver's clock against ours"""


class ClockFollower:
    """`take` every message of one port with the driver's delta; `now` says where the beat is."""

    def __init__(self) -> None:
        self._ticks: deque[tuple[float, int]] = deque(maxlen=WINDOW)
        self._device, self._offset, self._last = 0.0, None, 0.0   # type: tuple[float, float | None, float]
        self._number = 0
        self._running = True
        self._rewind: int | None = None

    def take(self, message: Message, delta: float, arrived: float) -> None:
        """delta: s since the message before on this port, as the driver measured it; arrived: s, performance counter."""
        self._device += max(0.0, delta)
        early = arrived - self._device
        if self._offset is None or abs(early - self._offset) > 0.25:   # the first, or the driver said nothing of a pause
            self._offset = early
            self._ticks.clear()
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
        if len(self._ticks) >= LEAST:
            period = (self._ticks[-1][0] - self._ticks[0][0]) / max(1, self._ticks[-1][1] - self._ticks[0][1])
            late = t - (self._ticks[-1][0] + period)
            if abs(t - self._ticks[-1][0] - period) > 0.25 * period and abs(late) > 0.02 * PPQ * period:   # another tempo: begin anew
                self._ticks.clear()
        self._ticks.append((t, self._number))
        self._number += 1

    def now(self, t: float) -> tuple[float, float] | None:
        """(s a beat, beats since the start at t), None while nobody is there. t: s, performance counter."""
        if len(self._ticks) < LEAST or self._offset is None or t - self._last > SILENT_S:
            return None
        n = len(self._ticks)
        mean_x = sum(k for _, k in self._ticks) / n
        mean_t = sum(x for x, _ in self._ticks) / n
        spread = sum((k - mean_x) ** 2 for _, k in self._ticks)
        slope = sum((k - mean_x) * (x - mean_t) for x, k in self._ticks) / spread   # s a tick
        if not 0.1 <= slope * PPQ <= 4.0:
            return None
        at = mean_x + (t - self._offset - mean_t) / slope
        return slope * PPQ, at / PPQ


