"""Applause: when real hands are heard the house's order turns from hearts to hands. Everybody claps at a rate of their own; a long applause that is itself
rhythmic gathers them, each at about half their rate, as audiences do (Neda et al. 2000: the period doubles, and with it the spread shrinks)."""
from __future__ import annotations

from collections.abc import Callable
from math import ceil, exp

import numpy as np
import numpy.typing as npt

from visualizer.model.crowd import TAU, Seating
from visualizer.model.show import ShowFrame

from .kuramoto import moebius_step, normal_quantile, unit

Floats = npt.NDArray[np.float32]
Complex = npt.NDArray[np.complex64]

SLOWEST_HZ, USUAL_HZ, FASTEST_HZ, SPREAD_HZ = 2.5, 3.8, 5.0, 0.55
"""claps a second of people who clap for themselves"""
DRIFT, DRIFT_S = 0.07, (5.0, 17.0)
"""of one's rate, how far it wanders; s it takes"""
NOISE = 0.5
"""rad^2/s, unevenness of a clap"""
MUTUAL, BEAT = 2.6, 1.6
"""1/s when fully rhythmic: the pull of the others' claps, the pull of the beat that is heard"""
NARROW = 0.30
"""of the spread that remains when all clap slowly"""
PULSED, LONG_S, GATHER_S, SCATTER_S = 0.30, 5.0, 4.0, 2.5
"""confidence of the grid above which applause is rhythmic; s of applause before it gathers; s of gathering and of scattering"""
SLOW_HZ = (1.3, 2.6)
"""range of the rhythmic clap: the heard beat is folded into it"""
PART_S, LONGEST_S = 0.1, 4.0
"""s of one exact step, and beyond which a gap's length does not matter"""
HEARD, SURE = 0.25, 0.70
"""of applause: nobody claps below the first; above the second the hearts have let go"""


class Applause:
    """Everybody's hands. `step` once per tick; costs nothing while all hands rest."""

    def __init__(self, seating: Seating, seed: int) -> None:
        n = seating.size
        rng = np.random.default_rng([seed, 0xC1A])
        own = USUAL_HZ + SPREAD_HZ * normal_quantile((rng.permutation(n) + 0.5) / n)
        self._own = (TAU * np.clip(own, SLOWEST_HZ, FASTEST_HZ)).astype(np.float32)
        self._wander = (TAU / rng.uniform(*DRIFT_S, n)).astype(np.float32)
        self._wander_at = rng.uniform(0.0, TAU, n).astype(np.float32)
        self._z = np.exp(1j * rng.uniform(0.0, TAU, n)).astype(np.complex64)
        # the easily moved begin; the reserved join when nearly all do
        self._shy = (0.05 + 0.85 * rng.random(n) ** 1.3).astype(np.float32)
        self._begin_s = (0.25 + 1.1 * seating.trait[:, 0]).astype(np.float32)
        self._stop_s = (0.5 + 1.4 * seating.trait[:, 1]).astype(np.float32)
        self._might = (0.62 + 0.38 * seating.trait[:, 2]).astype(np.float32)
        self.amplitude, self.phase, self.rate = _still(n), _still(n), self._own
        self._since = self._rhythm = self.order = self.ovation = 0.0

    def step(self, show: ShowFrame, dt: float, noise: Callable[[], Floats]) -> None:
        """The hands at show.t. dt: s covered; noise: gives (N,) standard normal when asked."""
        heard = min(1.0, max(0.0, (show.applause - HEARD) / (SURE - HEARD)))
        self.ovation = heard + (self.ovation - heard) * exp(-dt / (0.8 if heard > self.ovation else 1.6))
        if heard == 0.0 and not self.amplitude.any():
            self._since = self._rhythm = self.order = self.ovation = 0.0
            return
        self._since = self._since + dt if heard > 0.0 else 0.0
        pulsed = heard > 0.0 and show.grid.confidence > PULSED and self._since > LONG_S
        self._rhythm = float(pulsed) + (self._rhythm - float(pulsed)) * exp(-dt / (GATHER_S if pulsed else SCATTER_S))
        self._clap(show, min(dt, LONGEST_S), noise())
        self._lift(dt)

    def _lift(self, dt: float) -> None:
        """How strongly each claps: it spreads, from those who begin to those who join when enough others do."""
        wish = self._might * np.clip((np.float32(1.6 * self.ovation) - self._shy) * np.float32(3.0), 0.0, 1.0)
        pace = np.where(wish > self.amplitude, self._begin_s, self._stop_s)
        hands = wish + (self.amplitude - wish) * np.exp(np.float32(-dt) / pace)
        hands[(hands < np.float32(0.01)) & (wish < hands)] = 0.0
        hands.flags.writeable = False
        self.amplitude = hands

    def _clap(self, show: ShowFrame, dt: float, noise: Floats) -> None:
        """Where in the clap everybody is: own rate, halved and narrowed as the applause becomes rhythmic, and pulled by the others and by the beat."""
        beat_hz, beat_turns = _folded(show)
        own = self._own * (np.float32(1.0) + np.float32(DRIFT) * np.sin(self._wander * np.float32(show.t % 4096.0) + self._wander_at))
        slow = np.float32(TAU * beat_hz) + np.float32(0.5 * NARROW) * (self._own - np.float32(TAU * USUAL_HZ))
        m = np.float32(self._rhythm)
        rate = own + (slow - own) * m
        spin = TAU * (USUAL_HZ + (beat_hz - USUAL_HZ) * self._rhythm)   # the frame that turns with the house
        parts = max(1, ceil(dt / PART_S - 1e-9))
        part = dt / parts
        kick = noise * np.float32((2.0 * NOISE * dt) ** 0.5 / parts)
        for k in range(parts):
            mean = complex(np.dot(self.amplitude, self._z)) / max(1e-6, float(self.amplitude.sum()))
            angle = TAU * (beat_turns - beat_hz * (parts - k) * part)
            field = np.complex64(self._rhythm * (MUTUAL * mean + BEAT * np.exp(1j * angle)))
            z = moebius_step(self._z, rate - np.float32(spin), np.full(len(rate), field, np.complex64), part)
            self._z = unit(z * (np.float32(1.0) + np.complex64(1j) * kick) * np.complex64(np.exp(1j * spin * part)))
        phase = np.angle(self._z).astype(np.float32)
        np.remainder(phase, np.float32(TAU), out=phase)
        phase.flags.writeable = rate.flags.writeable = False
        self.phase, self.rate = phase, rate
        self.order = abs(complex(np.dot(self.amplitude, self._z))) / max(1e-6, float(self.amplitude.sum()))


def _folded(show: ShowFrame) -> tuple[float, float]:
    """The heard beat as a clap: (Hz, turns so far; whole = palms meet), folded by octaves into SLOW_HZ."""
    hz, turns = 1.0 / show.grid.period_s, show.grid.position(show.t)
    while hz > SLOW_HZ[1]:
        hz, turns = hz / 2.0, turns / 2.0
    while hz < SLOW_HZ[0]:
        hz, turns = hz * 2.0, turns * 2.0
    return hz, turns % 1.0


def _still(n: int) -> Floats:
    zeros = np.zeros(n, np.float32)
    zeros.flags.writeable = False
    return zeros
