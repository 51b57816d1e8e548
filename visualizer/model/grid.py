"""The beat as a function of time."""
from __future__ import annotations

from dataclasses import dataclass
from math import floor


@dataclass(frozen=True, slots=True)
class BeatGrid:
    """Where the beats are believed to lie, past and to come; evaluated at any instant and never stored as a flag.

    anchor_s: s, show time of one beat; period_s: s between beats, > 0; confidence: 0..1, the belief that a beat is there at all;
    beat: number of the beat at anchor_s, growing by one per beat; beats_per_bar: count; downbeat: beat numbers with
    (n - downbeat) % beats_per_bar == 0 are the first of their bar; source: whose beat it is, a TempoSource (0: what is heard).
    """

    anchor_s: float = 0.0
    period_s: float = 0.5
    confidence: float = 0.0
    beat: int = 0
    beats_per_bar: int = 4
    downbeat: int = 0
    source: int = 0

    def position(self, t: float) -> float:
        """Beats since beat number 0 at show time t (s); its fraction is the phase."""
        return self.beat + (t - self.anchor_s) / self.period_s

    def phase(self, t: float) -> float:
        """Position within the beat at t, 0 on the beat, in [0, 1)."""
        return self.position(t) % 1.0

    def bar_phase(self, t: float) -> float:
        """Position within the bar at t, 0 on the downbeat, in [0, 1)."""
        return ((self.position(t) - self.downbeat) / self.beats_per_bar) % 1.0

    def next_beat(self, t: float) -> float:
        """Show time (s) of the first beat after t."""
        return self.anchor_s + (floor(self.position(t)) + 1 - self.beat) * self.period_s

    @property
    def bpm(self) -> float:
        """Beats a minute."""
        return 60.0 / self.period_s
