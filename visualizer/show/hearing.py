"""What the director knows of the music: slow facts with memory, in seconds."""
from __future__ import annotations

from dataclasses import dataclass
from math import exp

from visualizer.model.music import MusicFrame

QUIET, PLAYING = 0.05, 0.12
"""of `level`: below the first it is quiet, above the second something plays; between them nothing changes"""


@dataclass(frozen=True, slots=True)
class Heard:
    """level: 0..1 slow loudness; coherence: C 0..1; onset_rate: attacks a second over the last two; single: 0..1, share of the last second with one pitch;
    quiet_s, playing_s: s that it has been quiet or playing; since_onset_s: s since the last attack; falling: loudness below half of what it was lately;
    order: R 0..1 of the crowd; pulse: 0..1 confidence of the beat."""

    level: float = 0.0
    coherence: float = 0.0
    onset_rate: float = 0.0
    single: float = 0.0
    quiet_s: float = 99.0
    playing_s: float = 0.0
    since_onset_s: float = 99.0
    falling: bool = False
    order: float = 0.0
    pulse: float = 0.0
    played_s: float = 0.0
    signal: bool = False


class Ear:
    """Keeps Heard; `step` once per tick."""

    def __init__(self) -> None:
        self._heard = Heard()
        self._last_onset = 0
        self._long = 0.0

    def step(self, music: MusicFrame, order: float, dt: float) -> Heard:
        """music: this tick's frame; order: R of the crowd one tick ago; dt: s covered."""
        h = self._heard
        fast, slow = float(music.record["gpu"]["level"][0]), float(music.record["gpu"]["level"][1])
        onsets = music.events(after=self._last_onset)
        if onsets:
            self._last_onset = onsets[-1].id
        decay = exp(-dt / 2.0)
        rate = h.onset_rate * decay + len(onsets) / 2.0
        voiced = 1.0 if music.value("pitch_hz") > 0.0 else 0.0
        single = voiced + (h.single - voiced) * exp(-dt / 0.8)
        self._long = slow + (self._long - slow) * exp(-dt / (0.5 if slow > self._long else 3.0))
        quiet, playing = fast < QUIET and slow < 2.0 * QUIET, slow > PLAYING
        self._heard = Heard(
            level=slow, coherence=music.value("coherence"), onset_rate=rate, single=single,
            quiet_s=h.quiet_s + dt if quiet else 0.0, playing_s=h.playing_s + dt if playing else 0.0 if quiet else h.playing_s,
            since_onset_s=0.0 if onsets else h.since_onset_s + dt, falling=slow < 0.6 * self._long, order=order, pulse=music.value("grid_confidence"),
            played_s=h.played_s + dt if playing else (0.0 if h.quiet_s > 8.0 else h.played_s), signal=music.value("signal") > 0.0)
        return self._heard
