"""The crowd: seats, characters and oscillators, advanced once per tick by what the stage does."""
from __future__ import annotations

from math import floor, pi

import numpy as np

from visualizer.model.crowd import TAU, CrowdFrame, Seating
from visualizer.model.show import ShowFrame
from visualizer.model.time import TICK_S

from . import kuramoto
from .heart import fold

ATTACK_S, RELEASE_S = 3.0, 1.0
"""s, how slowly the crowd is carried away, and how soon it lets go"""
RIPPLE_RELEASE_S = 4.0
"""s, how slowly unison breaks into ripples again: nobody changes place in the wave faster than people let go of each other"""
WAVELENGTHS = 2.0
"""ripples over the hall when nothing coheres; they stretch into one as coherence grows"""


class Crowd:
    """Owns the oscillators. `step` is called once per tick, or once for several when the stage is late; nothing else changes it."""

    def __init__(self, seating: Seating, seed: int) -> None:
        self.seating, self._seed = seating, seed
        rng = np.random.default_rng([seed, 0xC0D])
        self._rate = kuramoto.natural_rates(seating.size, seed)
        self._z = np.exp(1j * rng.uniform(0.0, TAU, seating.size)).astype(np.complex64)
        # temperament: some are carried away at once, some late; some hold on, some let go
        self._warm_s = 1.2 + 5.0 * seating.trait[:, 0]
        self._cool_s = 2.0 + 6.0 * seating.trait[:, 1]
        self._amplitude = np.zeros(seating.size, np.float32)
        self._posture = np.zeros(seating.size, np.float32)
        self._coherence, self._ripple, self._octave, self._bar = 0.0, 0.0, 0, 0
        self._breath = 0.0

    def step(self, show: ShowFrame, ticks: int = 1) -> CrowdFrame:
        """The crowd at show.t. ticks: how many ticks this step covers (> 1 only when the stage came late)."""
        dt = ticks * TICK_S
        self._coherence = _follow(self._coherence, show.coherence, dt, ATTACK_S, RELEASE_S)
        self._ripple = _follow(self._ripple, show.coherence, dt, ATTACK_S, RIPPLE_RELEASE_S)
        coupling = kuramoto.coupling_of(self._coherence)
        kappa = 2.0 * pi * WAVELENGTHS * (1.0 - self._ripple)
        wave = np.exp(1j * kappa * self.seating.distance).astype(np.complex64)
        noise = np.random.Generator(np.random.Philox(key=self._seed, counter=[show.tick, 0, 0, 0])).standard_normal(self.seating.size, np.float32)
        self._z = kuramoto.step(self._z, self._rate, wave, coupling, dt, noise)
        beats = self._follow_heart(show)
        heart_hz = 2.0 ** self._octave / show.grid.period_s
        self._feel(show, dt)
        mean, along = complex(np.mean(self._z)), complex(np.mean(self._z * wave))
        base = TAU * (beats % 1.0)
        phase = np.remainder(np.angle(self._z) + np.float32(base), np.float32(TAU)).astype(np.float32)
        breath_hz = min(0.3, max(0.1, heart_hz / 4.0)) * (0.5 + 0.5 * min(1.0, 3.0 * show.level))
        self._breath = (self._breath + TAU * breath_hz * dt) % TAU
        for array in (phase, self._amplitude, self._posture):
            array.flags.writeable = False
        return CrowdFrame(show.tick, show.t, phase, self._rate + np.float32(TAU * heart_hz), self._amplitude, self._posture, abs(mean), abs(along),
                          float((np.angle(along) + base) % TAU), heart_hz, self._breath, breath_hz)

    def _follow_heart(self, show: ShowFrame) -> float:
        """Heart beats since the start of the grid; the octave changes only where a bar begins, so that beat one stays on a lub."""
        bar = floor((show.grid.position(show.t) - show.grid.downbeat) / show.grid.beats_per_bar)
        if bar != self._bar:
            self._bar = bar
            self._octave = fold(show.grid.bpm, self._octave)
        return show.grid.position(show.t) * 2.0 ** self._octave

    def _feel(self, show: ShowFrame, dt: float) -> None:
        """Amplitude and posture follow what is heard, each at the listener's own pace. In silence the crowd holds its breath: amplitudes sink."""
        wish = np.float32(min(1.0, 0.10 + 0.55 * show.level + 0.6 * self._coherence))
        pace = np.where(wish > self._amplitude, self._warm_s, self._cool_s)
        self._amplitude = self._amplitude + (wish - self._amplitude) * (1.0 - np.exp(-np.float32(dt) / pace)).astype(np.float32)
        lean = np.float32(min(1.0, 0.25 + 0.9 * self._coherence) * min(1.0, 0.3 + show.level))
        self._posture = self._posture + (lean - self._posture) * (1.0 - np.exp(-np.float32(dt) / (2.0 * pace))).astype(np.float32)


def _follow(value: float, goal: float, dt: float, attack_s: float, release_s: float) -> float:
    """An exponential approach over dt s, rising with attack_s and falling with release_s."""
    return float(goal + (value - goal) * np.exp(-dt / (attack_s if goal > value else release_s)))
