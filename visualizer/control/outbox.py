"""What hands did, on its way to the stage: any thread puts in, one flushes. A storm is folded together instead of overrunning the ring."""
from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace

from visualizer.model import log
from visualizer.model.control import TEXT, Command, ControlEvent

FOLDED = (Command.PARAM, Command.MASTER, Command.CLOCK, Command.TRIM, Command.WATCH, Command.BPM)
"""of these only the newest of one address counts"""
MOST = 512
"""events that may wait; what comes beyond is dropped and counted"""
AT_ONCE = 200
"""events handed on in one flush, so that the stage's ring is never overrun between two frames"""


class Outbox:
    """`put` from anywhere; `flush` hands on in order. The first put wakes whoever waits in `wait`."""

    def __init__(self, publish: Callable[[ControlEvent], None], first_id: int = 1) -> None:
        """publish: takes one event; called by flush only."""
        self._publish, self._id = publish, first_id
        self._lock, self._wake = threading.Lock(), threading.Event()
        self._waiting: list[ControlEvent] = []
        self._places: dict[tuple[int, int, str], int] = {}
        self.sent = self.dropped = self.folded = 0

    def put(self, command: Command, value: float = 0.0, index: int = 0, text: str = "", extra: float = 0.0, t: float | None = None) -> None:
        """One movement. t: s, performance counter on arrival; None: now. A text of more than TEXT bytes is dropped: half a name is another one."""
        if len(text.encode("utf-8", "replace")) > TEXT:
            self.dropped += 1
            log.get().warning("a name of more than %d bytes is not taken: %.60s...", TEXT, text)
            return
        event = ControlEvent(0, time.perf_counter() if t is None else t, command, value, index, extra, text)
        with self._lock:
            key = (int(command), index, text)
            if command in FOLDED and not (command in (Command.TRIM, Command.MASTER) and index == 1):
                place = self._places.get(key)
                if place is not None:
                    self._waiting[place] = event
                    self.folded += 1
                    return
                self._places[key] = len(self._waiting)
            else:
                self._places.clear()   # what came before this may not overtake it
            if len(self._waiting) >= MOST:
                self._places.pop(key, None)
                self.dropped += 1
                return
            self._waiting.append(event)
        self._wake.set()

    def rouse(self) -> None:
        """Wake whoever waits: something came by another way."""
        self._wake.set()

    def wait(self, seconds: float) -> None:
        """Until something is put, at most so long."""
        self._wake.wait(seconds)

    def flush(self) -> int:
        """Hand on what waits, AT_ONCE at most; how many it was."""
        with self._lock:
            now, self._waiting = self._waiting[:AT_ONCE], self._waiting[AT_ONCE:]
            self._places.clear()
            if not self._waiting:
                self._wake.clear()
        for event in now:
            self._publish(replace(event, id=self._id))
            self._id += 1
        self.sent += len(now)
        return len(now)
