"""Smoothing whose rates are in seconds."""
from __future__ import annotations

from math import exp


def keep(dt: float, tau_s: float) -> float:
    """Share of the old value that survives dt s of an exponential approach with time constant tau_s (s)."""
    return exp(-dt / tau_s)


def smoothstep(low: float, high: float, x: float) -> float:
    """0 below low, 1 above high, smooth between."""
    u = min(1.0, max(0.0, (x - low) / (high - low)))
    return u * u * (3.0 - 2.0 * u)


class Follower:
    """An envelope that rises with attack_s and falls with release_s (time constants, s); `step` once per dt s."""

    def __init__(self, attack_s: float, release_s: float, dt: float, value: float = 0.0) -> None:
        self.value = value
        self._attack, self._release = keep(dt, attack_s), keep(dt, release_s)

    def step(self, x: float) -> float:
        """The envelope after one step of x."""
        k = self._attack if x > self.value else self._release
        self.value = x + (self.value - x) * k
        return self.value
