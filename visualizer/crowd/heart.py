"""The heart: the musical pulse folded by octaves into what a heart can do, and kept on the strong beats; what it does in silence; the breath over it."""
from __future__ import annotations

from math import ceil, exp, floor

from visualizer.model.crowd import TAU
from visualizer.model.grid import BeatGrid
from visualizer.model.time import TICK_S

LOW_BPM, HIGH_BPM = 50.0, 120.0
KEEP_LOW_BPM, KEEP_HIGH_BPM = 46.0, 126.0
"""an octave once chosen is kept until the pulse leaves this wider range"""
ALONE = 0.25
"""confidence of the grid below which hearts keep their own time"""
SILENT, SINK, SINK_S = 0.12, 0.28, 1.6
"""level below which it begins to be silent; share of their rate that hearts lose in silence; s it takes"""
RETURN_S, RETURN = 0.7, 0.35
"""s in which they find back to a beat, and how much faster or slower than it they beat meanwhile, at most"""
BREATH_BEATS, BREATH_S, HELD = 4.0, 3.2, 0.3
"""a breath lasts at least so many heart beats and s; share of its rate that is left in silence"""
BREATH_PULL, BREATH_GIVE = 0.5, 0.35
"""1/s towards the bar line; how much faster or slower it may be for that"""


def fold(bpm: float, octave: int) -> int:
    """The power of two that brings bpm into the heart's range: stays at `octave` while that keeps it within the wider range."""
    if KEEP_LOW_BPM <= bpm * 2.0 ** octave <= KEEP_HIGH_BPM:
        return octave
    new = 0
    while bpm * 2.0 ** new > HIGH_BPM:
        new -= 1
    while bpm * 2.0 ** new < LOW_BPM:
        new += 1
    return new


class HeartClock:
    """Heart beats as a function of the grid. The octave changes on a bar line only, and beat one of that bar is a lub; in between, lubs are counted through."""

    def __init__(self) -> None:
        self.octave = 0
        self._bar: int | None = None
        self._from, self._count = 0.0, 0.0   # beats of the grid, and of the heart, at the last change of octave

    def step(self, grid: BeatGrid, t: float) -> float:
        """Heart beats at show time t (s); an integer is a lub. Call once per tick with the stage's grid."""
        position = grid.position(t)
        bar = floor((position - grid.downbeat) / grid.beats_per_bar)
        if bar != self._bar:
            self._bar = bar
            octave = fold(grid.bpm, self.octave)
            line = float(bar * grid.beats_per_bar + grid.downbeat)
            if octave != self.octave or self._strays(line):
                self._count = float(round(self._beats(line)))
                self._from, self.octave = line, octave
        return self._beats(position)

    def _beats(self, position: float) -> float:
        return self._count + (position - self._from) * 2.0 ** self.octave

    def _strays(self, line: float) -> bool:
        """A slow heart (every second or fourth beat) that would miss this downbeat by half of its own beat is put right here; others run through."""
        off = self._beats(line) % 1.0
        return self.octave < 0 and min(off, 1.0 - off) > 0.2

    def hz(self, grid: BeatGrid) -> float:
        """Heart beats a second."""
        return float(2.0 ** self.octave / grid.period_s)


class Silence:
    """In silence hearts beat more slowly than the house's own time; when a beat returns they find back to it, neither jumping nor turning back."""

    def __init__(self) -> None:
        self.sunk = 0.0
        """0..1, how far they have slowed down"""
        self._behind = 0.0   # heart beats

    def step(self, grid: BeatGrid, level: float, heart_hz: float, dt: float) -> float:
        """Heart beats by which hearts are behind the clock, to be taken from it; whole ones do not matter. level: 0..1; dt: s."""
        silent = 0.0 if grid.confidence >= ALONE else max(0.0, 1.0 - level / SILENT)
        self.sunk = silent + (self.sunk - silent) * exp(-dt / SINK_S)
        if grid.confidence >= ALONE:
            away = self._behind - floor(self._behind + 0.5)
            most = RETURN * heart_hz * dt
            self._behind -= max(-most, min(most, away * (1.0 - exp(-dt / RETURN_S))))
        else:
            self._behind += SINK * self.sunk * heart_hz * dt
        self._behind %= 1.0
        return self._behind

    def hz(self, heart_hz: float) -> float:
        """What is left of heart_hz."""
        return heart_hz * (1.0 - SINK * self.sunk)


class Breath:
    """One breath over whole bars, four heart beats or more, beginning on a bar line; without a pulse in its own time, and in silence held."""

    def __init__(self) -> None:
        self.phase, self.hz = 0.0, 0.2
        self._bars = 2

    def step(self, grid: BeatGrid, t: float, level: float, heart_hz: float, dt: float) -> None:
        """The breath at show time t (s). level: 0..1; dt: s covered."""
        bar_s, least = grid.beats_per_bar * grid.period_s, max(BREATH_BEATS / heart_hz, BREATH_S)
        led = grid.confidence >= ALONE
        hz = 1.0 / (self._bars * bar_s) if led else 1.0 / (1.1 * least)
        self.hz = min(hz, 1.0 / least) * (HELD + (1.0 - HELD) * min(1.0, 3.0 * level))
        new = self.phase + TAU * self.hz * dt
        if led:
            bars = (grid.position(t) - grid.downbeat) / grid.beats_per_bar
            away = (new - TAU * (bars / self._bars) + 0.5 * TAU) % TAU - 0.5 * TAU
            most = BREATH_GIVE * TAU * self.hz * dt
            new -= max(-most, min(most, away * (1.0 - exp(-BREATH_PULL * dt))))
        if new >= TAU:
            self._bars = max(1, ceil(least / bar_s - 1e-3))   # a new length only when a breath ends
        self.phase = new % TAU


class Lubs:
    """The house's lubs as numbered facts: told in the tick before they fall; one that came sooner than foreseen is told in the tick after."""

    def __init__(self) -> None:
        self.id, self.t = 0, -1e9
        self._last: float | None = None

    def step(self, mean_phase: float, heart_hz: float, t: float) -> None:
        """mean_phase: rad in [0, 2 pi) at show time t (s)."""
        last, self._last = self._last, mean_phase
        coming, gone = t + (TAU - mean_phase) / (TAU * heart_hz), t - mean_phase / (TAU * heart_hz)
        at = coming if coming <= t + TICK_S else gone if last is not None and last > 0.5 * TAU and mean_phase < 0.25 * TAU else None
        if at is not None and at - self.t > 0.5 / heart_hz:
            self.id, self.t = self.id + 1, at
