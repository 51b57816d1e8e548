"""The stage's one beat grid. Whoever has the authority leads it (tap > Link > MIDI clock > what is heard); it slides to them and never runs backwards."""
from __future__ import annotations

from dataclasses import dataclass
from math import exp, floor

from visualizer.model.control import Clock, TempoHands, TempoSource
from visualizer.model.grid import BeatGrid

from .tapping import tapped

REST_PERIOD_S = 1.0
"""s between beats when nothing has a pulse: the house's resting heart"""
TRUST = 0.25
SLIDE_S, RETUNE_S, REST_S = 0.30, 0.25, 4.0
HOLD_BARS = 16
"""bars for which taps, or a tempo by number, lead after the last of them"""
STALE_S = 2.5
"""s after which a clock from outside that says nothing is gone"""


@dataclass(frozen=True, slots=True)
class Lead:
    """A beat to follow. position: beats at the tick's end, None: as the grid stands; period_s: s a beat; downbeat: beat number of a first of a bar."""

    source: TempoSource
    position: float | None
    period_s: float
    confidence: float
    beats_per_bar: int = 4
    downbeat: int = 0


def lead(heard: BeatGrid, hands: TempoHands, t: float) -> Lead | None:
    """Whom to follow at t: the highest there is, or the one a hand chose; where the chosen one is not there, what is heard. None when nobody has a pulse."""
    found: dict[TempoSource, Lead] = {}
    if heard.confidence > TRUST:
        found[TempoSource.AUDIO] = Lead(TempoSource.AUDIO, heard.position(t), heard.period_s, heard.confidence, heard.beats_per_bar, heard.downbeat)
    for source, clock in ((TempoSource.MIDI, hands.midi), (TempoSource.LINK, hands.link)):
        if clock.period_s > 0.0 and -STALE_S < t - clock.t < STALE_S:
            found[source] = Lead(source, _at(clock, t), clock.period_s, 1.0)
    by_hand = _by_hand(hands, t, heard)
    if by_hand is not None:
        found[TempoSource.TAP] = by_hand
    if hands.authority >= 0:
        return found.get(TempoSource(hands.authority)) or found.get(TempoSource.AUDIO)
    return found[max(found)] if found else None


def _at(clock: Clock, t: float) -> float:
    return clock.position + (t - clock.t) / clock.period_s


def _by_hand(hands: TempoHands, t: float, heard: BeatGrid) -> Lead | None:
    """The tempo that was tapped or told, while it holds."""
    line = tapped(hands.taps)
    bars = max(1, heard.beats_per_bar)
    if line is not None:
        beat, period = line
        held = t - hands.touched <= HOLD_BARS * bars * period
        return Lead(TempoSource.TAP, (t - beat) / period, period, 1.0, bars) if held else None
    if hands.bpm > 0.0 and t - hands.touched <= HOLD_BARS * bars * 60.0 / hands.bpm:
        return Lead(TempoSource.TAP, None, 60.0 / hands.bpm, 1.0, bars)
    return None


class GridFollower:
    """Position in beats only grows: what gears, hearts and breath turn by. `step` once per tick."""

    def __init__(self) -> None:
        self._position, self._period = 0.0, REST_PERIOD_S
        self._source: TempoSource | None = None
        self._giving_back_until = -1.0
        self._bar_s = 4.0
        self._downbeat, self._moved_by, self._said = 0, 0, 0

    def step(self, heard: BeatGrid, t: float, dt: float, hands: TempoHands | None = None) -> BeatGrid:
        """heard: the grid of this tick's MusicFrame; t: s, the tick's end; dt: s covered; hands: what hands and clocks say of the beat."""
        hands = hands or TempoHands()
        now = lead(heard, hands, t)
        source = now.source if now is not None else None
        if source != self._source:
            if self._source is not None and self._source > TempoSource.AUDIO and (source is None or source < self._source):
                self._giving_back_until = t + self._bar_s
            self._source, self._moved_by = source, 0
        gently = t < self._giving_back_until
        period, pace = (now.period_s, self._bar_s / 4.0 if gently else RETUNE_S) if now is not None else (REST_PERIOD_S, REST_S)
        self._period = period + (self._period - period) * exp(-dt / pace)
        advance = dt / self._period
        wanted = now.position if now is not None else None
        if now is not None and wanted is not None:
            wanted -= hands.nudge_s / now.period_s
            error = wanted - (self._position + advance)
            error -= floor(error + 0.5)
            slide = self._bar_s / 4.0 if gently else SLIDE_S
            advance += max(-0.7 * advance, min(2.0 * advance, error * (1.0 - exp(-dt / slide))))   # slower or faster, never back
        self._position += advance
        bars = now.beats_per_bar if now is not None else max(1, heard.beats_per_bar)
        if not gently:
            self._bar_s = bars * self._period
        self._bar(now, wanted, bars, hands, t)
        whole = floor(self._position)
        return BeatGrid(t - (self._position - whole) * self._period, self._period, now.confidence if now is not None else heard.confidence, whole, bars,
                        (self._downbeat + self._moved_by) % bars, int(source or TempoSource.AUDIO))

    def _bar(self, now: Lead | None, wanted: float | None, bars: int, hands: TempoHands, t: float) -> None:
        """Which of the grid's own beats begin a bar: those of the lead, moved by a hand that said where one begins."""
        if now is not None and wanted is not None:
            self._downbeat = (now.downbeat - floor(wanted - self._position + 0.5)) % bars
        if hands.downbeat_id != self._said:
            self._said = hands.downbeat_id
            beat = floor(self._position - (t - hands.downbeat) / self._period + 0.5)
            self._moved_by = (beat - self._downbeat) % bars if hands.downbeat_id else 0
