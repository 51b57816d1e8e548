"""What each listener shows besides the pulse: glow, lean, how moved they are, and whether they stand; each at their own pace."""
from __future__ import annotations

import numpy as np
import numpy.typing as npt

from visualizer.model.crowd import Seating
from visualizer.model.show import ShowFrame

Floats = npt.NDArray[np.float32]

FEEL_S = 0.045
"""s between two steps of what is slow: amplitude, posture and arousal"""
FIRST, LAST = 0.04, 0.90
"""of the stage's `rise` at which the first and the last listener stand up"""
STAND_S = 0.32
"""s, twice over: getting up takes a second"""


class Moods:
    """`step` once per tick."""

    def __init__(self, seating: Seating, seed: int) -> None:
        n = seating.size
        # temperament: some are carried away at once, some late; some hold on, some let go
        self._warm_s = (1.2 + 5.0 * seating.trait[:, 0]).astype(np.float32)
        self._cool_s = (2.0 + 6.0 * seating.trait[:, 1]).astype(np.float32)
        # people stand up in patches: whoever sees others stand follows
        rng = np.random.default_rng([seed, 0x57A])
        across, deep, turn = rng.normal(0.0, 6.0, 12), rng.normal(0.0, 6.0, 12), rng.uniform(0.0, 2.0 * np.pi, 12)
        patch = np.cos(np.outer(seating.x, across) + np.outer(2.0 * seating.row, deep) + turn).sum(axis=1) / 6.0 ** 0.5
        rank = np.argsort(np.argsort(patch + 1.1 * rng.standard_normal(n)))
        self._stands_at = (FIRST + (LAST - FIRST) * (rank + 0.5) / n).astype(np.float32)
        self._stand_s = (STAND_S * (0.75 + 0.7 * seating.trait[:, 3])).astype(np.float32)
        self.amplitude, self.posture, self.arousal, self.rise, self._getting_up = (_still(n) for _ in range(5))
        self._since = 0.0

    def step(self, show: ShowFrame, coherence: float, dt: float) -> None:
        """coherence: 0..1 as the crowd follows it; dt: s covered. In silence the crowd holds its breath: amplitudes sink."""
        self._stand(show.channel("rise"), dt)
        self._since += dt
        if self._since < FEEL_S:
            return
        dt, self._since = self._since, 0.0
        hands = float(np.clip(show.applause, 0.0, 1.0))
        wish = np.float32(min(1.0, 0.10 + 0.55 * show.level + 0.6 * coherence))
        lean = np.float32(min(1.0, 0.25 + 0.9 * coherence) * min(1.0, 0.3 + show.level) * (1.0 - 0.7 * hands))
        moved = np.float32(min(1.0, 0.5 * show.level * (0.4 + 0.6 * coherence) + 0.5 * coherence * coherence + 0.9 * hands))
        self.amplitude = self._follow(self.amplitude, wish, dt)
        self.posture = self._follow(self.posture, lean, 0.5 * dt)
        self.arousal = self._follow(self.arousal, moved, 0.7 * dt)

    def _follow(self, value: Floats, wish: np.float32, dt: float) -> Floats:
        pace = np.where(wish > value, self._warm_s, self._cool_s)
        new: Floats = wish + (value - wish) * np.exp(np.float32(-dt) / pace)
        new.flags.writeable = False
        return new

    def _stand(self, rise: float, dt: float) -> None:
        """Everybody who stands at this `rise` gets up, the others sit down; left alone once all have arrived."""
        wish = (self._stands_at < np.float32(rise)).astype(np.float32)
        if np.abs(self.rise - wish).max() < 1e-3:
            return
        decay = np.exp(np.float32(-dt) / self._stand_s)
        lag = self._getting_up - wish
        self.rise = wish + (self.rise - wish) * decay + lag * (np.float32(dt) / self._stand_s) * decay   # two equal lags, solved together
        self._getting_up = wish + lag * decay
        self.rise.flags.writeable = False


def _still(n: int) -> Floats:
    zeros = np.zeros(n, np.float32)
    zeros.flags.writeable = False
    return zeros
