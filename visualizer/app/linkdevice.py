"""Ableton Link as one of the hands' devices."""
from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import numpy.typing as npt

from visualizer.control.link import LinkFollower
from visualizer.model import log
from visualizer.model.control import Command, TempoSource

if TYPE_CHECKING:
    from .handschild import Hub

SAY_S = 0.25


class LinkDevice:
    """Tells the stage where the session's beat is, four times a second, and once that it is gone."""

    def __init__(self, hub: Hub) -> None:
        """ImportError without the binding."""
        self._hub, self._follower = hub, LinkFollower()
        self._said_at, self._leading = 0.0, False

    def turn(self, status: npt.NDArray[Any] | None, now: float) -> None:
        """Follow."""
        if now - self._said_at < SAY_S:
            return
        self._said_at = now
        joined = self._follower.joined
        self._follower.turn(now)
        if self._follower.joined != joined:
            log.get().info("link: %s", "a session is followed" if not joined else "the session is over")
        found = self._follower.now()
        if found is not None:
            self._hub.outbox.put(Command.CLOCK, found[0], int(TempoSource.LINK), extra=found[1], t=time.perf_counter())
        elif self._leading:
            self._hub.outbox.put(Command.CLOCK, 0.0, int(TempoSource.LINK), t=now)
        self._leading = found is not None

    def counters(self) -> dict[str, int]:
        """Nothing goes wrong here that could be counted."""
        return {}

    def describe(self) -> dict[str, Any]:
        """For the desk."""
        return {"enabled": True, "peers": self._follower.peers}

    def close(self) -> None:
        """Leave the session."""
        self._follower.close()
