"""Monophonic pitch, silent when unsure."""
from __future__ import annotations

import aubio
import numpy as np
import numpy.typing as npt

from visualizer.model.time import HOP, SAMPLE_RATE

WINDOW = 2048
LOW_HZ, HIGH_HZ = 40.0, 2_500.0


class PitchTracker:
    """aubio yinfast (yinfft reports confidence 0 in 0.4.12; yin costs 20 times as much for the same answers). `step` once per hop."""

    def __init__(self, threshold: float) -> None:
        self._yin = aubio.pitch("yinfast", WINDOW, HOP, SAMPLE_RATE)
        self._yin.set_unit("Hz")
        self._yin.set_silence(-60.0)
        self._threshold = threshold

    def step(self, mono: npt.NDArray[np.float32], opened: float, flatness: float) -> tuple[float, float]:
        """mono: (HOP,) float32 gained; opened, flatness: 0..1. (hz, confidence 0..1); hz 0 when there is no one clear pitch."""
        hz = float(self._yin(mono)[0])
        confidence = float(np.clip(self._yin.get_confidence(), 0.0, 1.0))
        if opened < 0.3 or flatness > 0.3 or confidence < self._threshold or not LOW_HZ <= hz <= HIGH_HZ:
            return 0.0, 0.0
        return hz, confidence


def midi_of(hz: float) -> float:
    """MIDI note number of hz (A4 = 69 = 440 Hz), 0 for 0."""
    return 69.0 + 12.0 * float(np.log2(hz / 440.0)) if hz > 0.0 else 0.0
