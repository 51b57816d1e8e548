"""GPU time per pass by timer queries that are read three frames later, so that nothing waits."""
from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import moderngl

LATE = 3
"""frames between a measurement and its reading."""


class Timers:
    """A ring of LATE + 1 sets of queries."""

    def __init__(self, ctx: moderngl.Context, names: list[str]) -> None:
        self._names, self._frame = names, 0
        self._used: list[set[str]] = [set() for _ in range(LATE + 1)]
        self._last: dict[str, float | None] = dict.fromkeys(names)
        self.enabled = False
        try:
            self._sets: list[dict[str, Any]] = [{name: ctx.query(time=True) for name in names} for _ in range(LATE + 1)]
        except moderngl.Error:
            self._sets = []

    @contextlib.contextmanager
    def measure(self, name: str) -> Iterator[None]:
        """Time what is drawn inside."""
        if not (self.enabled and self._sets):
            yield
            return
        slot = self._frame % (LATE + 1)
        self._used[slot].add(name)
        with self._sets[slot][name]:
            yield

    def turn(self) -> None:
        """End of a frame: read the oldest set."""
        if not (self.enabled and self._sets):
            return
        self._frame += 1
        slot = self._frame % (LATE + 1)
        used = self._used[slot]
        if self._frame > LATE:
            self._last = {name: self._sets[slot][name].elapsed * 1e-6 if name in used else None for name in self._names}
        used.clear()

    def read(self) -> dict[str, float | None]:
        """ms per pass; asking switches the measurement on."""
        self.enabled = True
        return dict(self._last)

    def release(self) -> None:
        """Forget the queries; moderngl frees them with the context."""
        self._sets = []
