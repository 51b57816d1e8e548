"""Keeps a child process alive: kills what no longer beats, starts it again with back-off, and never blocks the frame loop."""
from __future__ import annotations

import contextlib
import multiprocessing as mp
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from .ring import ENDED, RUNNING, STARTING, Ring

STALE_S = 0.8
"""s without a heartbeat after which a running child is killed."""
STALE_START_S = 3.0
"""s allowed between two heartbeats before the first record; doubled after each failed start, to STALE_START_MAX_S: a loaded machine is not a dead one."""
STALE_START_MAX_S = 12.0
BACKOFF_S = (0.0, 0.1, 0.5, 1.0, 2.0, 4.0, 8.0)
"""s before the n-th start in a row; forgotten after HEALTHY_S of running."""
HEALTHY_S = 5.0


@dataclass(frozen=True, slots=True)
class ChildStatus:
    """What the supervisor knows. restarts: starts after the first; reason: why the last one ended; alive: a process is there."""

    alive: bool
    stage: int
    restarts: int
    reason: str


class Supervisor:
    """One child and the ring it writes. `poll` is called once per frame and returns at once."""

    def __init__(self, name: str, target: Callable[..., None], ring: Ring, arguments: Callable[[], tuple[Any, ...]],
                 log: Callable[[str], None] = lambda _: None) -> None:
        """target: module-level function run as target(ring_name, *arguments()) in a spawned process; arguments is asked anew at every start."""
        self.name, self._target, self._ring, self._arguments, self._log = name, target, ring, arguments, log
        self._context = mp.get_context("spawn")
        self._process: Any = None
        self._restarts, self._failures, self._reason = -1, 0, ""
        self._next_start, self._started = 0.0, 0.0

    def start(self) -> None:
        """Start the child now."""
        self._restarts += 1
        self._ring.beat(STARTING)
        self._started = time.perf_counter()
        arguments = (self._target, self._ring.name, *self._arguments())
        self._process = self._context.Process(target=_child, args=arguments, name=f"concord-{self.name}", daemon=True)
        with _deaf_to_interrupts():   # the child inherits it from its first instruction: the terminal's Ctrl-C is the parent's to answer
            self._process.start()

    @property
    def pid(self) -> int | None:
        """Process id of the child, None when there is none."""
        return self._process.pid if self._process is not None else None

    @property
    def exit_code(self) -> int | None:
        """What the child returned, None while it lives."""
        return self._process.exitcode if self._process is not None else None

    def status(self) -> ChildStatus:
        """A value for the desk and the log."""
        return ChildStatus(self._process is not None and self._process.is_alive(), self._ring.stage, max(0, self._restarts), self._reason)

    def poll(self) -> ChildStatus:
        """Kill a child that hangs, start one that is gone. Call once per frame; never waits for the child itself (starting one takes some ms)."""
        now = time.perf_counter()
        if self._process is None:
            if now >= self._next_start:
                self.start()
            return self.status()
        stage = self._ring.stage
        if stage == RUNNING and now - self._started > HEALTHY_S:
            self._failures = 0
        limit = STALE_S if stage == RUNNING else min(STALE_START_S * 2 ** self._failures, STALE_START_MAX_S)
        if not self._process.is_alive():
            if stage != ENDED:
                self._gone(now, f"ended with code {self._process.exitcode}")
        elif stage != ENDED and now - self._ring.heartbeat > limit:
            self._kill()
            self._gone(now, f"no heartbeat for {limit:.1f} s")
        return self.status()

    def _kill(self) -> None:
        if self._process is not None and self._process.is_alive():
            self._process.kill()   # SIGKILL: a child stuck in a driver or stopped ignores anything milder
            self._process.join(0.05)

    def _gone(self, now: float, reason: str) -> None:
        self._reason = reason
        self._failures += 1
        self._next_start = now + BACKOFF_S[min(self._failures - 1, len(BACKOFF_S) - 1)]
        self._log(f"{self.name}: {reason}; starting again in {self._next_start - now:.1f} s")
        self._process = None

    def stop(self, grace_s: float = 0.5) -> None:
        """End the child: politely, then for good. grace_s: s to leave by itself."""
        if self._process is None:
            return
        self._process.terminate()
        self._process.join(grace_s)
        self._kill()
        self._process = None


@contextlib.contextmanager
def _deaf_to_interrupts() -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


class _Asked(SystemExit):
    """The parent wants the child to leave. No Exception: what catches those goes on."""


def _child(target: Callable[..., None], ring_name: str, *arguments: Any) -> None:
    """First steps in the child: leave with the parent, leave in order when asked to, go."""
    signal.signal(signal.SIGTERM, _leave)
    threading.Thread(target=_leave_with_parent, daemon=True, name="parent-watch").start()
    try:
        target(ring_name, *arguments)
    except _Asked:
        os._exit(0)   # what was open is closed; the rest of the interpreter's own end would only trip over the rings


def _leave(_number: int, _frame: object) -> None:
    """What is open is closed on the way out: a JACK server may fall when a client of it dies."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    raise _Asked(0)


def _leave_with_parent() -> None:
    parent = mp.parent_process()
    if parent is not None:
        parent.join()
        os._exit(0)
