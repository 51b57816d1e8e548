"""One hop in, one MusicFrame out. The same code runs in the ear, offline, and for `listen`."""
from __future__ import annotations

import numpy as np

from visualizer.model.block import Block, Samples
from visualizer.model.grid import BeatGrid
from visualizer.model.music import FORMS, MusicFrame
from visualizer.model.time import HOP, TICK_S, tick_end

from .applause import ApplauseMeter
from .coherence import Coherence, CoherenceMeter
from .form import Form, FormMeter
from .frontend import Frontend
from .loudness import Level, LevelMeter, Loudness, LoudnessMeter, mono_of
from .lowband import LowBand
from .network import BeatNetwork
from .notes import NoteTracker
from .onset import SEEN_S, Events, HitDetector, OnsetDetector
from .pitch import PitchTracker, midi_of
from .settings import AnalysisSettings
from .spectrum import Spectrum, SpectrumMeter
from .tempo import TempoTracker
from .tonality import TonalityMeter
from .writer import FrameWriter

ROUND, LOUDNESS, BEATS, FORM = 4, 1, 1, 3
"""hops of a round, and in which of them loudness is measured, what is done once a beat is done (in four parts, in four rounds: 171 ms, less than the quickest
beat lasts), and the form is looked at. In 0 and 2 the pitch is searched and coherence looked at, in 1 and 3 the beat network speaks and hands are looked
for, and it is in 1 and 3 that the harmony is heard and judged: no hop does much more than another"""
NOWHERE = Form(FORMS.index("silence"), 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
"""where a piece stands of which nothing was heard yet"""


class Analyzer:
    """Everything that is heard. Holds the state between hops; feed it every block, in order, exactly once."""

    def __init__(self, settings: AnalysisSettings | None = None, last_id: int = 0) -> None:
        """last_id: the largest event id an earlier analyzer of this show has given; ids go on above it."""
        s = settings or AnalysisSettings()
        self._level = LevelMeter(TICK_S, s.gain_max_db, s.gain_release_s)
        self._low, self._spectrum = LowBand(), SpectrumMeter()
        self._onset, self._hit = OnsetDetector(s.onset_threshold), HitDetector(TICK_S)
        self._onsets, self._hits = Events(last_id), Events(last_id)
        self._pitch = PitchTracker(s.pitch_confidence)
        self._notes, self._tonality = NoteTracker(TICK_S, last_id), TonalityMeter(TICK_S)
        self._loudness, self._loud, self._newest = LoudnessMeter(ROUND * TICK_S, ROUND * HOP), Loudness(), np.zeros((ROUND, HOP, 0), np.float32)
        self._frontend, self._beats, self._tempo = Frontend(), BeatNetwork(), TempoTracker()
        self._coherence = CoherenceMeter(TICK_S)
        self._applause, self._form = ApplauseMeter(TICK_S), FormMeter(ROUND * TICK_S)
        self._stands = NOWHERE
        self._last_onset, self._pulse = last_id, 0.0
        self._writer = FrameWriter()
        self._hop, self._turn = -1, -1

    def step(self, block: Block) -> MusicFrame:
        """block.samples: (HOP, C) float32, finite."""
        if block.samples.shape[0] != HOP:
            raise ValueError(f"a block has {HOP} samples, this one has {block.samples.shape[0]}")
        t = tick_end(block.hop)
        if block.hop != self._hop + 1:   # a device was away: what was heard before says nothing of the time between
            self._tempo.forget()
            self._notes.forget()
        self._hop, self._turn = block.hop, (self._turn + 1) % ROUND
        mono = mono_of(block.samples)
        low = self._low.step(mono)
        features = self._frontend.step(mono, low)
        raw = self._spectrum.step(mono, low)
        level = self._level.step(mono, block.samples, raw.flatness, self._tempo.sure)
        spectrum = raw.scaled(level.gain)
        hz, confidence = self._pitch.step(mono, low, level.open)
        attacks = self._listen_for_attacks(features, spectrum, level, t)
        self._notes.step(0.0 if self._pitch.struck else midi_of(hz), level.rms_db, level.fast, attacks, t)
        tonality = self._tonality.step(spectrum.chroma, spectrum.flatness, level.open, midi_of(hz), confidence)
        answer = self._beats.step(features)
        self._pulse = self._pulse if answer is None else answer.pulse
        grid = self._tempo.step(answer, level.open, t, features, spectrum.chroma, self._turn == BEATS)
        coherence = self._coherence.step(features, grid, t, self._tempo.belief, spectrum.chroma, tonality.clarity, spectrum.flatness, level.open)
        hands = self._applause.step(mono, level.open)
        self._form.take(level)
        if self._turn == FORM:
            self._stands = self._follow_form(level, coherence, grid, raw.flatness, spectrum, hands, t)
        self._follow_loudness(block.samples)

        w = self._writer
        w.block(block, t, level)
        w.events(self._onsets.rows(), self._hits.rows(), self._notes.rows(), t)
        w.grid(grid)
        w.harmony(tonality)
        w.form(self._stands, self._loud)
        w.sound(block.samples, level, spectrum, coherence, self._hit.envelope, hz, confidence)
        return w.frame()

    def _listen_for_attacks(self, features: Samples, spectrum: Spectrum, level: Level, t: float) -> list[tuple[float, float]]:
        """(s, strength) of every attack told in this hop, of either tier."""
        found = []
        for strength, band in self._hit.step(spectrum.bands, level.open):
            self._hits.add(t, strength, band)
            found.append((t, strength))
        if self._onset.step(features) > 0.0 and level.open > 0.2:
            struck = max(self._hit.envelope)
            band = self._hit.envelope.index(struck) if struck > 0.05 else int(np.argmax(spectrum.bands))
            event = self._onsets.add(t - SEEN_S, 0.35 + 0.65 * struck, band)
            found.append((event.t, event.strength))
        return found

    def _follow_form(self, level: Level, coherence: Coherence, grid: BeatGrid, flatness: float, spectrum: Spectrum, hands: float, t: float) -> Form:
        notes, onsets = self._notes.rows(), self._onsets.rows()
        held_s = t - notes[-1].start if notes and notes[-1].held else 0.0
        places = [grid.position(e.t) for e in onsets if e.id > self._last_onset]
        self._last_onset = onsets[-1].id if onsets else self._last_onset
        return self._form.step(level, coherence, grid.confidence, self._pulse, coherence.tonal, flatness, held_s, places, spectrum.mel, spectrum.chroma, hands)

    def _follow_loudness(self, samples: Samples) -> None:
        """samples: (HOP, C)."""
        if self._newest.shape[2] != samples.shape[1]:   # another device: a channel that was not there was silent
            before, both = self._newest, min(self._newest.shape[2], samples.shape[1])
            self._newest = np.zeros((ROUND, HOP, samples.shape[1]), np.float32)
            self._newest[..., :both] = before[..., :both]
        self._newest[(self._turn - LOUDNESS - 1) % ROUND] = samples
        if self._turn == LOUDNESS:
            self._loud = self._loudness.step(self._newest.reshape(ROUND * HOP, -1))
