"""CrowdFrame: every listener's pulse at one tick, and the pure function that evaluates it later."""
from __future__ import annotations

from dataclasses import dataclass, field
from math import cos, exp, pi
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


NOBODY: Floats = np.zeros(0, np.float32)
NOBODY.flags.writeable = False
LUB_RISE_S, LUB_FALL_S, DUB_FALL_S, DUB = 0.04, 0.15, 0.10, 0.55
"""s from the first sign of a heart sound to its height, and to 1/e after it; the second sound's strength against the first's"""


def dub_after_s(heart_hz: float) -> float:
    """s from the first heart sound (lub) to the second (dub): systole shortens as the heart quickens (after Weissler)."""
    return min(0.40, max(0.22, 0.49 - 0.0021 * 60.0 * heart_hz))


def heart_sound(phase: float, heart_hz: float, fall_s: float) -> float:
    """0..1: how loud a heart sound is whose height is at phase 0. phase: rad; heart_hz: Hz, > 0; fall_s: s."""
    since = (phase % TAU) / (TAU * heart_hz)
    before = 1.0 / heart_hz - since
    rising = 0.5 + 0.5 * cos(pi * before / LUB_RISE_S) if before < LUB_RISE_S else 0.0
    return max(rising, exp(-since / fall_s))


@dataclass(frozen=True, slots=True, eq=False)
class CrowdFrame:
    """The crowd at one tick.

    t: s, show time; phase: (N,) float32 rad in [0, 2 pi), 0 = the lub; rate: (N,) float32 rad/s; amplitude: (N,) float32 0..1, strength of the glow;
    posture: (N,) float32 0..1, how far leaned in; order: R 0..1; order_wave: R along the ripple, 0..1; mean_phase: rad; heart_hz: Hz of the folded pulse;
    breath: rad, phase of the slow breath, 0 as it begins; breath_hz: Hz. lub: number of the house's newest lub, lub_s: s, when it falls: it is told in the
    tick before it does.

    The hands, (N,) float32 each, or empty when there are none: clap: rad in [0, 2 pi), 0 = the palms meet; clap_rate: rad/s; hands: 0..1, in the lap ..
    clapping with all one's might; arousal: 0..1, how moved; rise: 0..1, seated .. standing, each in their own time. clap_order: R of the hands that clap,
    0..1; ovation: 0..1, how far the house's order has turned from hearts to hands.
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
    clap: Floats = field(default_factory=lambda: NOBODY)
    clap_rate: Floats = field(default_factory=lambda: NOBODY)
    hands: Floats = field(default_factory=lambda: NOBODY)
    arousal: Floats = field(default_factory=lambda: NOBODY)
    rise: Floats = field(default_factory=lambda: NOBODY)
    clap_order: float = 0.0
    ovation: float = 0.0
    lub: int = 0
    lub_s: float = -1e9

    def at(self, t: float, out: Floats | None = None) -> Floats:
        """Listeners at show time t >= self.t: (N, 4) float32 phase (rad, wrapped), amplitude, posture, breath (rad, wrapped).

        Fills `out` when given, and then allocates nothing. Changes nothing.
        """
        rows = np.empty((len(self.phase), 4), np.float32) if out is None else out
        dt = max(0.0, t - self.t)
        _turn(self.phase, self.rate, dt, rows[:, 0])
        rows[:, 1] = self.amplitude
        rows[:, 2] = self.posture
        rows[:, 3] = (self.breath + TAU * self.breath_hz * dt) % TAU
        return rows

    def hands_at(self, t: float, out: Floats | None = None) -> Floats:
        """The same listeners' hands at t >= self.t: (N, 4) float32 clap phase (rad, wrapped, 0 = the palms meet), hands, arousal, rise.

        Fills `out` when given, and then allocates nothing. All 0 when there are no hands. Changes nothing.
        """
        rows = np.empty((len(self.phase), 4), np.float32) if out is None else out
        if len(self.hands) == 0:
            rows[:] = 0.0
            return rows
        _turn(self.clap, self.clap_rate, max(0.0, t - self.t), rows[:, 0])
        rows[:, 1] = self.hands
        rows[:, 2] = self.arousal
        rows[:, 3] = self.rise
        return rows

    def heart_at(self, t: float) -> float:
        """The house's mean phase at t, rad in [0, 2 pi); 0 = the lub."""
        return float((self.mean_phase + TAU * self.heart_hz * max(0.0, t - self.t)) % TAU)

    @property
    def dub_phase(self) -> float:
        """rad of the heart's cycle from the lub to the dub."""
        return TAU * self.heart_hz * dub_after_s(self.heart_hz)

    def lub_at(self, t: float) -> float:
        """0..1: the house's lub at t, as strong as its order. The only part of the heart that may light a large area."""
        return self.order_wave * heart_sound(self.heart_at(t), self.heart_hz, LUB_FALL_S)

    def dub_at(self, t: float) -> float:
        """0..1: the house's dub at t: for size, movement or hue, never for the light of a large area."""
        return DUB * self.order_wave * heart_sound(self.heart_at(t) - self.dub_phase, self.heart_hz, DUB_FALL_S)

    def state(self) -> tuple[Any, ...]:
        """Everything that makes the state, for hashing and comparing."""
        arrays = (self.phase, self.rate, self.amplitude, self.posture, self.clap, self.clap_rate, self.hands, self.arousal, self.rise)
        return (self.tick, self.t, *(a.tobytes() for a in arrays), self.order, self.order_wave, self.mean_phase, self.heart_hz, self.breath, self.breath_hz,
                self.clap_order, self.ovation, self.lub, self.lub_s)


def _turn(phase: Floats, rate: Floats, dt: float, out: Floats) -> None:
    """phase + rate dt, wrapped to [0, 2 pi), into out (N,)."""
    np.multiply(rate, np.float32(dt), out=out)
    out += phase
    np.remainder(out, np.float32(TAU), out=out)
