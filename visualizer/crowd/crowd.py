"""The crowd: seats, characters and oscillators, advanced once per tick by what the stage does."""
from __future__ import annotations

from math import exp, pi

import numpy as np
import numpy.typing as npt

from visualizer.model.crowd import TAU, CrowdFrame, Seating
from visualizer.model.show import Act, ShowFrame
from visualizer.model.time import TICK_S

from . import kuramoto
from .hands import Applause
from .heart import Breath, HeartClock, Lubs, Silence
from .moods import Moods
from .neighbours import Neighbours

Floats = npt.NDArray[np.float32]

ATTACK_S, RELEASE_S = 2.5, 1.0
"""s, how slowly the crowd is carried away, and how soon the beat lets go of it"""
LAST_NOTE_S = 20.0
"""s, the same release while the last note hangs: they stay together for a moment, then let go"""
RIPPLE_RELEASE_S = 4.0
"""s, how slowly unison breaks into ripples again: nobody changes place in the wave faster than people let go of each other"""
ISLANDS_S = 5.0
"""s, how much longer neighbours hold on to each other than the house does"""
WAVELENGTHS = 2.0
"""ripples over the hall when nothing coheres; they stretch into one as coherence grows"""
SURE = 0.3
"""confidence of the grid from which the house goes with the beat with all it has"""
FORGOTTEN_S = 60.0
"""s, a gap beyond which the crowd does not care how long it was"""
LOOK_S = 0.045
"""s between two looks at the neighbours, 22 a second"""


class Crowd:
    """Owns the oscillators. `step` is called once per tick, or once for several when the stage is late; nothing else changes it."""

    def __init__(self, seating: Seating, seed: int) -> None:
        self.seating, self._seed = seating, seed
        n = seating.size
        rng = np.random.default_rng([seed, 0xC0D])
        self._rate = kuramoto.natural_rates(seating, seed)
        self._z = np.exp(1j * rng.uniform(0.0, TAU, n)).astype(np.complex64)
        self._neighbours = Neighbours(seating)
        self._local, self._since_look = self._neighbours.mean(self._z), 0.0
        self._coherence = self._ripple = self._lingering = 0.0
        self._heart, self._silence, self._breath, self._lubs = HeartClock(), Silence(), Breath(), Lubs()
        self._moods, self._hands = Moods(seating, seed), Applause(seating, seed)
        self._kappa, self._target = float("nan"), np.ones(n, np.complex64)

    def step(self, show: ShowFrame, ticks: int = 1) -> CrowdFrame:
        """The crowd at show.t. ticks: how many ticks this step covers (> 1 only when the stage came late)."""
        dt = min(ticks * TICK_S, FORGOTTEN_S)
        coherence = show.coherence * (1.0 - self._hands.ovation)   # who claps lets go of the heart
        self._coherence = _follow(self._coherence, coherence, dt, ATTACK_S, LAST_NOTE_S if show.act == Act.LAST_NOTE else RELEASE_S)
        self._ripple = _follow(self._ripple, coherence, dt, ATTACK_S, RIPPLE_RELEASE_S)
        self._lingering = _follow(self._lingering, coherence, dt, ATTACK_S, ISLANDS_S)
        self._bend(2.0 * pi * WAVELENGTHS * (1.0 - self._ripple))
        self._since_look += dt
        if self._since_look >= LOOK_S:
            self._local, self._since_look = self._neighbours.mean(self._z), 0.0
        together = kuramoto.NEIGHBOURS_STEADY * self._coherence + max(0.0, self._lingering - self._coherence)
        noise = self._noise(show.tick, 0)
        self._z = kuramoto.step(self._z, self._rate, self._target, self._local, kuramoto.coupling_of(self._coherence), together, dt, noise)
        self._z *= np.complex64(kuramoto.carried(self._along(), min(1.0, show.grid.confidence / SURE), dt))
        self._moods.step(show, self._coherence, dt)
        self._hands.step(show, dt, lambda: self._noise(show.tick, 1))
        return self._frame(show, dt)

    def _along(self) -> complex:
        """Mean of e^(i phi) along the ripple, in the heart's own turning frame."""
        return complex(np.vdot(self._target, self._z)) / self.seating.size

    def _noise(self, tick: int, stream: int) -> Floats:
        """(N,) standard normal, by seed, tick and stream alone."""
        return np.random.Generator(np.random.Philox(key=self._seed, counter=[0, 0, stream, tick + 1])).standard_normal(self.seating.size, np.float32)

    def _bend(self, kappa: float) -> None:
        """Where in the ripple everyone is asked to be; the light's distance is in Seating. Left alone while the ripple stands still."""
        if not abs(kappa - self._kappa) < 1e-3:
            self._kappa = kappa
            angle = np.float32(-kappa) * self.seating.distance
            self._target.real, self._target.imag = np.cos(angle), np.sin(angle)

    def _frame(self, show: ShowFrame, dt: float) -> CrowdFrame:
        clock_hz = self._heart.hz(show.grid)
        base = TAU * ((self._heart.step(show.grid, show.t) - self._silence.step(show.grid, show.level, clock_hz, dt)) % 1.0)
        heart_hz = self._silence.hz(clock_hz)
        mean, along = complex(self._z.mean()), self._along()
        phase: Floats = np.angle(self._z)
        phase += np.float32(base)
        np.remainder(phase, np.float32(TAU), out=phase)
        phase.flags.writeable = False
        mean_phase = float((np.angle(along) + base) % TAU)
        self._breath.step(show.grid, show.t, show.level, heart_hz, dt)
        self._lubs.step(mean_phase, heart_hz, show.t)
        moods, hands = self._moods, self._hands
        return CrowdFrame(show.tick, show.t, phase, self._rate + np.float32(TAU * heart_hz), moods.amplitude, moods.posture, abs(mean), abs(along), mean_phase,
                          heart_hz, self._breath.phase, self._breath.hz, hands.phase, hands.rate, hands.amplitude, moods.arousal, moods.rise, hands.order,
                          hands.ovation, self._lubs.id, self._lubs.t)


def _follow(value: float, goal: float, dt: float, attack_s: float, release_s: float) -> float:
    """An exponential approach over dt s, rising with attack_s and falling with release_s."""
    return goal + (value - goal) * exp(-dt / (attack_s if goal > value else release_s))
