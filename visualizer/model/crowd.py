"""CrowdFrame: every listener's pulse at one tick, and the pure function that evaluates it later."""
from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
TAU = 2.0 * np.pi


@dataclass(frozen=True, slots=True, eq=False)
class Seating:
    """Who sits where; fixed for the show. All (N,) or (N, k) float32, far rows first.

    x: seat across, in half-widths of the house (-1..1); row: 0 far .. 1 near; rank: (N,) int row number; trait: (N, 4) uniform 0..1, four independent
    characters; distance: distance from the light, 0..1, along which unison ripples.
    """

    x: Floats
    row: Floats
    rank: npt.NDArray[np.int32]
    trait: Floats
    distance: Floats
    rows: int

    @property
    def size(self) -> int:
        """Listeners."""
        return len(self.x)


@dataclass(frozen=True, slots=True, eq=False)
class CrowdFrame:
    """The crowd at one tick.

    t: s, show time; phase: (N,) float32 rad in [0, 2 pi), 0 = the lub; rate: (N,) float32 rad/s; amplitude: (N,) float32 0..1, strength of the glow;
    posture: (N,) float32 0..1, how far leaned in; order: R 0..1; order_wave: R along the ripple, 0..1; mean_phase: rad; heart_hz: Hz of the folded pulse;
    breath: rad, phase of the slow breath; breath_hz: Hz.
    """

    tick: int
    t: float
    phase: Floats
    rate: Floats
    amplitude: Floats
    posture: Floats
    order: float
    order_wave: float
    mean_phase: float
    heart_hz: float
    breath: float
    breath_hz: float

    def at(self, t: float, out: Floats | None = None) -> Floats:
        """Listeners at show time t >= self.t: (N, 4) float32 phase (rad, wrapped), amplitude, posture, breath (rad, wrapped).

        Fills `out` when given. Changes nothing.
        """
        rows = np.empty((len(self.phase), 4), np.float32) if out is None else out
        dt = max(0.0, t - self.t)
        np.multiply(self.rate, np.float32(dt), out=rows[:, 0])
        rows[:, 0] += self.phase
        np.remainder(rows[:, 0], np.float32(TAU), out=rows[:, 0])
        rows[:, 1] = self.amplitude
        rows[:, 2] = self.posture
        rows[:, 3] = (self.breath + TAU * self.breath_hz * dt) % TAU
        return rows

    def heart_at(self, t: float) -> float:
        """The house's mean phase at t, rad in [0, 2 pi); 0 = the lub."""
        return float((self.mean_phase + TAU * self.heart_hz * max(0.0, t - self.t)) % TAU)

    def state(self) -> tuple[Any, ...]:
        """Everything that makes the state, for hashing and comparing."""
        return (self.tick, self.t, self.phase.tobytes(), self.rate.tobytes(), self.amplitude.tobytes(), self.posture.tobytes(), self.order, self.mean_phase,
                self.heart_hz, self.breath)
