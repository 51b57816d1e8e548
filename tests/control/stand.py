"""A stand-in for the hands' hub: takes what hands do and keeps it."""
from __future__ import annotations

from typing import Any

from visualizer.app.schema import schema
from visualizer.control.address import Addresses, Target
from visualizer.model.control import Command


class Stand:
    """values: address -> where it stands; moved: (address, value in its own unit); sent: (command, target, value)."""

    def __init__(self) -> None:
        self.addresses = Addresses(schema())
        self.addresses.name(["candle", "winter"], ["opening", "storm"])
        self.values: dict[str, float] = {t.address: t.share(0.0) for t in self.addresses if t.kind != "bang"}
        self.moved: list[tuple[str, float]] = []
        self.sent: list[tuple[Command, str | int, Any]] = []
        self.times: list[float | None] = []
        self.answers, self.deaf = 1e9, False
        """s, until when what hands did is in `values`; whether what they do stays out of them"""

    def put(self, target: Target, value: float, t: float | None = None) -> None:
        if target.entry is not None:
            value = target.entry.held(value)
        if not self.deaf:
            self.values[target.address] = value
        self.moved.append((target.address, value))
        self.times.append(t)

    def act(self, target: Target, share: float, t: float | None = None) -> None:
        self.put(target, target.native(share), t)

    def value(self, target: Target) -> float | None:
        return self.values.get(target.address)

    def answered(self, t: float) -> bool:
        return t <= self.answers

    def send(self, command: Command, target: str | int = "", value: Any = 0.0) -> None:
        self.sent.append((command, target, value))
