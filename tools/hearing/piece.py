"""A composed piece of training music: notes in seconds, who plays them, and where the beats lie."""
from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
DRUMS = -1
"""program of a part that plays the drum kit (General MIDI channel 10)"""


@dataclass(slots=True)
class Part:
    """One player. program: General MIDI 0..127, or DRUMS; gain: 0..1 (MIDI volume); pan: 0..1; kit: the drums' program, -1: any."""

    program: int
    gain: float = 0.8
    pan: float = 0.5
    notes: list[tuple[float, float, int, int]] = field(default_factory=list)
    """(start s, length s, MIDI pitch, velocity 1..127)"""
    kit: int = -1

    def add(self, start: float, length: float, pitch: int, velocity: float) -> None:
        """One note; velocity is clipped to what MIDI allows, a start before the piece moves to its start."""
        self.notes.append((max(0.0, start), max(0.02, length), int(np.clip(pitch, 0, 127)), int(np.clip(round(velocity), 1, 127))))


@dataclass(slots=True)
class Piece:
    """beats, downbeats: (n,) s, downbeats a subset of beats; seconds: length without the last note's tail."""

    kind: str
    parts: list[Part]
    beats: Floats
    downbeats: Floats
    seconds: float

    def onsets(self, apart_s: float = 0.03, floor: int = 25) -> Floats:
        """(n,) s: when something audibly begins; notes closer than apart_s (s) are one, velocities below `floor` are ghosts and left out."""
        starts = np.sort([n[0] for p in self.parts for n in p.notes if n[3] >= floor and n[0] < self.seconds])
        if len(starts) == 0:
            return np.zeros(0)
        kept = [float(starts[0])]
        for s in starts[1:]:
            if s - kept[-1] > apart_s:
                kept.append(float(s))
        return np.array(kept)


@dataclass(slots=True)
class Pulse:
    """Where beat b (a real number, 0 = the piece's first downbeat) falls. times: (n,) s of beats 0, 1, 2 ... n-1."""

    times: Floats

    def at(self, beat: float | Floats) -> Floats:
        """Seconds of a position in beats, linear between beats, extrapolated at both ends. Shape of `beat`."""
        b = np.asarray(beat, float)
        i = np.clip(np.floor(b).astype(int), 0, len(self.times) - 2)
        return np.asarray(self.times[i] + (b - i) * (self.times[i + 1] - self.times[i]))


def steady(rng: np.random.Generator, bpm: float, seconds: float, start_s: float, drift: float = 0.0) -> Pulse:
    """Beats from start_s (s) on for `seconds` (s). drift: standard deviation of the tempo's slow wander as a share of it (0: a machine; .01..02: a band)."""
    n = int(seconds * bpm / 60.0) + 8
    walk = np.zeros(n)
    for i in range(1, n):   # an Ornstein-Uhlenbeck walk: tempo strays and is pulled back over about 16 beats
        walk[i] = walk[i - 1] * 0.94 + rng.normal() * drift * 0.34
    return Pulse(start_s + np.concatenate([[0.0], np.cumsum(60.0 / (bpm * np.exp(walk)))]))
