"""The desk at which the acts are laid: what is heard directly, what is sent to the hall and to the void, and the strings on their way through the wood."""
from __future__ import annotations

import numpy as np

from .bowed import wood
from .plan import OVERTURE_S
from .space import HALL, VOID, convolve, space
from .tone import Sound, samples

VIOLIN, CELLO, FAR = "violin", "cello", "far"
_WOOD = {VIOLIN: (1.0, 0.75, 0.42, 0.0), CELLO: (2.5, 0.8, 0.36, 0.0), FAR: (1.5, 0.22, 0.25, 0.8)}
"""section: (size of its body, heard directly, sent to the hall, to the void)"""


class Mix:
    """Buses of the whole piece, (2, n) float32 each."""

    def __init__(self) -> None:
        n = samples(OVERTURE_S)
        self.gain = 1.0
        """of everything laid from now on"""
        self._dry, self._hall, self._void = (np.zeros((2, n), np.float32) for _ in range(3))
        self._wood = {name: np.zeros((2, n), np.float32) for name in _WOOD}

    def add(self, at_s: float, sound: Sound, dry: float = 1.0, hall: float = 0.3, void: float = 0.0) -> None:
        """Lay a sound in at at_s (s), with how much of it is heard directly, in the hall and in the void."""
        for bus, gain in ((self._dry, dry), (self._hall, hall), (self._void, void)):
            if gain:
                _lay(bus, at_s, sound, gain * self.gain)

    def bow(self, at_s: float, sound: Sound, section: str = VIOLIN) -> None:
        """Lay a bowed note in; where it is heard is the section's."""
        _lay(self._wood[section], at_s, sound, self.gain)

    def heard(self, rng: np.random.Generator) -> Sound:
        """(2, n): all of it, in its spaces."""
        for name, (size, dry, hall, void) in _WOOD.items():
            sound = convolve(self._wood.pop(name), wood(size, rng))
            for bus, gain in ((self._dry, dry), (self._hall, hall), (self._void, void)):
                if gain:
                    bus += np.float32(gain) * sound
        self._dry += convolve(self._hall, space(HALL, 3.0, 0.02, 0.018, rng))
        self._dry += convolve(self._void, space(VOID, 8.5, 0.12, 0.055, rng))
        return _centred(self._dry)


def _centred(sound: Sound, window_s: float = 0.06) -> Sound:
    """In place: without what lies far below hearing (1 - sinc^2, the mean of the means over 60 ms), and so without an offset."""
    m = samples(window_s) // 2
    for ear in sound:
        slow = ear.astype(np.float64)
        for _ in (0, 1):
            total = np.concatenate([np.zeros(m), np.cumsum(np.pad(slow, (0, m)))])
            total = np.pad(total, (0, m), mode="edge")
            slow = ((total[2 * m:] - total[:-2 * m]) / (2.0 * m))[:len(ear)]
        ear -= slow.astype(np.float32)
    return sound


def _lay(bus: Sound, at_s: float, sound: Sound, gain: float) -> None:
    i = samples(at_s)
    part = sound[:, :bus.shape[1] - i]
    bus[:, i:i + part.shape[1]] += part if gain == 1.0 else np.float32(gain) * part
