"""ShowFrame: what the stage does, as state at one tick plus the closed form that evaluates it at any instant after."""
from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import numpy as np
import numpy.typing as npt

from .grid import BeatGrid

Floats = npt.NDArray[np.float64]


class Act(IntEnum):
    """Where the dramaturgy stands."""

    BACKSTAGE = 0
    CURTAIN = 1
    SILENCE = 2
    NOTE = 3
    SYMPHONY = 4
    UNISON = 5
    CHAOS = 6
    EBB = 7
    LAST_NOTE = 8
    HUSH = 9
    OVATION = 10
    WAKING = 11


STAGE = (
    "curtain",     # 0 closed .. 1 fully risen
    "key",         # warm spotlight, 1 = the silence's full beam
    "cool",        # the answering cool beam, 0..1
    "pool",        # gain of the pool of light on the boards, 1 = as the key alone gives
    "hero",        # base energy of the hero crystal, 0..2
    "crystals",    # how much the constellation answers the spectrum, 0..1
    "hearts",      # visibility of the heart glows, 0..1
    "threads",     # filaments from performer to hearts, 0..1
    "wet",         # 0 dry boards .. 1 black water
    "dust",        # visible motes, 0..1
    "house",       # red house light on the legs, 0..1
    "gears",       # how far the machine is allowed to turn, 0..1
    "instrument",  # presence of the instrument, 0 absent .. 1
    "figure",      # arms: 0 down .. 1 raised to the instrument
    "rise",        # the crowd: 0 seated .. 1 standing
    "seam",        # light leaking through the closed curtain, 0..1
    "warmth",      # grade: -1 ice .. 1 candle
    "exposure",    # stops around the act's exposure
    "contrast",    # display power after the curve, about 1.12..1.3
    "saturation",  # about 0.9..1.35
    "cam_x", "cam_y", "cam_z",        # m, camera position
    "look_x", "look_y", "look_z",     # m, camera target
    "fov",         # degrees, vertical
    "roll",        # degrees
    "flicker",     # 1/f flicker of the lamp, 0..1
    "veil",        # the waking, 0..1
    "ember",       # hero crystal from ice (0) to ember (1)
    "fade",        # master light of the act, 0..1
    "chaos",       # the strange attractor's light, 0..1
    "shatter",     # crystals: 0 whole .. 1 apart along the attractor
    "hands",       # of the house: 0 in the lap .. 1 up and clapping
    "faces",       # 0 the view from the house .. 1 the view back from the stage into the faces
)
"""Channels of the stage, each eased on its own time; order is the order in the shader block."""
N_STAGE = len(STAGE)
assert N_STAGE % 4 == 0


@dataclass(frozen=True, slots=True, eq=False)
class ShowFrame:
    """The stage at one tick.

    t: s, show time of the tick's end; act_since, act_before: s and Act; position, velocity, target: (N_STAGE,) float64, a critically damped
    spring per channel; tau: (N_STAGE,) s, its time constant; params: (schema size,) float32; grid: the only beat grid crowd and render use;
    coherence: C 0..1 as the stage follows it; level: 0..1 loudness as the stage follows it; master: 0..1 light of the whole picture (0 = black), a hand's;
    turns: of the gear train's first wheel since the start, the integral of gears / period: it only grows; applause: 0..1, the real hands that are heard;
    decided: s, when the act was chosen (it takes effect at act_since, on a musical border); confidence: 0..1, how sure that was; shot, shot_since: from where
    the act is seen, for people, and since when, s.
    """

    tick: int
    t: float
    act: Act
    act_since: float
    act_before: Act
    position: Floats
    velocity: Floats
    target: Floats
    tau: Floats
    params: npt.NDArray[np.float32]
    grid: BeatGrid
    coherence: float
    level: float
    reason: str = ""
    master: float = 1.0
    turns: float = 0.0
    applause: float = 0.0
    decided: float = 0.0
    confidence: float = 1.0
    shot: str = ""
    shot_since: float = 0.0

    def stage_at(self, t: float) -> Floats:
        """The channels at show time t >= self.t: the exact solution of x'' = (target - x)/tau^2 - 2 x'/tau. (N_STAGE,) float64. Changes nothing."""
        return spring_at(self.position, self.velocity, self.target, self.tau, max(0.0, t - self.t))[0]

    def turns_at(self, t: float) -> float:
        """Turns of the first wheel at t >= self.t; grows with the tempo, as far as the machine may turn."""
        return self.turns + self.channel("gears") * max(0.0, t - self.t) / self.grid.period_s

    def channel(self, name: str, t: float | None = None) -> float:
        """One channel by name, at t (default: at the tick)."""
        return float((self.position if t is None else self.stage_at(t))[STAGE.index(name)])

    def state(self) -> tuple[Any, ...]:
        """Everything that makes the state, for hashing and comparing."""
        return (self.tick, self.t, int(self.act), self.act_since, int(self.act_before), self.position.tobytes(), self.velocity.tobytes(), self.target.tobytes(),
                self.params.tobytes(), self.grid, self.coherence, self.level, self.master, self.turns, self.applause, self.shot, self.shot_since)


def spring_at(x: Floats, v: Floats, target: Floats, tau: Floats, dt: float) -> tuple[Floats, Floats]:
    """A critically damped spring after dt s, in closed form: position and velocity. Any shapes that broadcast; tau in s, > 0."""
    offset = x - target
    slope = v + offset / tau
    decay = np.exp(-dt / tau)
    position = target + (offset + slope * dt) * decay
    return position, (slope - (offset + slope * dt) / tau) * decay
