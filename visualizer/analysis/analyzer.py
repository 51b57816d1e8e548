"""One hop in, one MusicFrame out. The same code runs in the ear, offline, and for `listen`."""
from __future__ import annotations

from math import exp

import numpy as np

from visualizer.model.block import Block, Samples
from visualizer.model.grid import BeatGrid
from visualizer.model.music import MUSIC, WAVE, MusicFrame, Record
from visualizer.model.time import HOP, TICK_S, tick_end

from .applause import ApplauseMeter
from .coherence import Coherence, CoherenceMeter
from .ease import Follower, keep
from .form import Form, FormMeter
from .frontend import Frontend
from .loudness import Level, LevelMeter, LoudnessMeter, mono_of
from .network import BeatNetwork
from .notes import NoteTracker
from .onset import SEEN_S, Events, HitDetector, OnsetDetector
from .pitch import PitchTracker, midi_of
from .settings import AnalysisSettings
from .spectrum import Spectrum, SpectrumMeter
from .tables import EventTable, NoteTable
from .tempo import TempoTracker
from .tonality import Tonality, TonalityMeter

MEL_KEEP = np.float32(keep(TICK_S, 0.012)), np.float32(keep(TICK_S, 0.35))
"""what a mel band keeps of itself over a hop, rising and falling"""


class Analyzer:
    """Everything that is heard. Holds the state between hops; feed it every block, in order, exactly once."""

    def __init__(self, settings: AnalysisSettings | None = None, last_id: int = 0) -> None:
        """last_id: the largest event id an earlier analyzer of this show has given; ids go on above it."""
        s = settings or AnalysisSettings()
        self._level = LevelMeter(TICK_S, s.gain_max_db, s.gain_release_s)
        self._spectrum = SpectrumMeter()
        self._onset, self._hit = OnsetDetector(s.onset_threshold), HitDetector(TICK_S)
        self._onsets, self._hits = Events(last_id), Events(last_id)
        self._onset_table, self._hit_table, self._note_table = EventTable(), EventTable(), NoteTable()
        self._pitch = PitchTracker(s.pitch_confidence)
        self._notes, self._tonality = NoteTracker(TICK_S, last_id), TonalityMeter(TICK_S)
        self._loudness = LoudnessMeter(TICK_S, HOP)
        self._frontend, self._beats, self._tempo = Frontend(), BeatNetwork(), TempoTracker()
        self._coherence = CoherenceMeter(TICK_S)
        self._applause, self._form = ApplauseMeter(TICK_S), FormMeter(TICK_S)
        self._last_onset, self._pulse = last_id, 0.0
        self._presence = [Follower(1.5, 3.0, TICK_S) for _ in range(4)]
        self._band = [Follower(0.015, 0.30, TICK_S) for _ in range(4)]
        self._mel = np.zeros(64, np.float32)
        self._clock = [0.0] * 4
        self._wave = np.zeros((2, WAVE), np.float32)
        self._hop = -1

    def step(self, block: Block) -> MusicFrame:
        """block.samples: (HOP, C) float32, finite."""
        if block.samples.shape[0] != HOP:
            raise ValueError(f"a block has {HOP} samples, this one has {block.samples.shape[0]}")
        t = tick_end(block.hop)
        if block.hop != self._hop + 1:   # a device was away: what was heard before says nothing of the time between
            self._tempo.forget()
            self._notes.forget()
        self._hop = block.hop
        mono = mono_of(block.samples)
        features = self._frontend.step(mono)
        raw = self._spectrum.step(mono)
        level = self._level.step(mono, block.samples, raw.flatness, self._tempo.sure)
        spectrum = raw.scaled(level.gain)
        hz, confidence = self._pitch.step(mono, level.open)
        attacks = self._listen_for_attacks(features, spectrum, level, t)
        self._notes.step(midi_of(hz), level.rms_db, level.fast, attacks, t)
        tonality = self._tonality.step(spectrum.chroma, spectrum.flatness, level.open, midi_of(hz), confidence)
        loudness = self._loudness.step(block.samples)
        answer = self._beats.step(features)
        self._pulse = self._pulse if answer is None else answer.pulse
        grid = self._tempo.step(answer, level.open, t, features, spectrum.chroma)
        coherence = self._coherence.step(features, grid, t, self._tempo.belief, spectrum.chroma, tonality.clarity, spectrum.flatness, level.open)
        form = self._follow_form(level, coherence, grid, raw.flatness, spectrum, self._applause.step(mono, level.open), t)

        record = np.zeros((), MUSIC)
        head = record["head"]
        head["hop"], head["t"], head["known_s"], head["event_s"] = block.hop, t, block.known_s, block.event_s
        head["clock_s"], head["epoch"], head["lost"], head["nonfinite"] = block.clock_s, block.epoch, block.lost, block.nonfinite
        head["clipped"], head["signal"], head["rms_db"], head["floor_db"] = level.clipped, level.signal, level.rms_db, level.floor_db
        head["grid_anchor"], head["grid_period"], head["grid_confidence"] = grid.anchor_s, grid.period_s, grid.confidence
        head["grid_beat"], head["grid_bar"], head["grid_downbeat"] = grid.beat, grid.beats_per_bar, grid.downbeat
        head["pitch_hz"], head["pitch_confidence"], head["coherence"] = hz, confidence, coherence.total
        head["onset"], head["hit"] = self._onset_table.take(self._onsets.rows()), self._hit_table.take(self._hits.rows())
        head["note"] = self._note_table.take(self._notes.rows())
        head["key"], head["key_clarity"] = tonality.key, tonality.clarity
        head["form"], head["form_confidence"], head["applause"] = form.kind, form.confidence, form.applause
        head["single"], head["full"], head["dying"], head["disorder"] = form.single, form.full, form.dying, form.disorder
        head["trend"], head["novelty"] = form.trend, form.novelty
        head["lufs_m"], head["lufs_s"], head["lufs_i"] = loudness.momentary, loudness.short, loudness.integrated
        self._fill_gpu(record["gpu"], block.samples, spectrum, level, coherence, hz, confidence)
        record["gpu"]["onset"], record["gpu"]["note"] = self._onset_table.gpu(t), self._note_table.gpu(t)
        _fill_harmony(record["gpu"], tonality)
        record.flags.writeable = False
        return MusicFrame(record)

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

    def _fill_gpu(self, gpu: Record, samples: Samples, spectrum: Spectrum, level: Level, coherence: Coherence, hz: float, confidence: float) -> None:
        shaped = [(1.0 - exp(-9.0 * x)) * level.open for x in spectrum.bands.tolist()]
        bands = [f.step(x) for f, x in zip(self._band, shaped, strict=True)]
        self._clock = [(c + TICK_S * (0.15 + 1.85 * x)) % 4096.0 for c, x in zip(self._clock, bands, strict=True)]
        mel = np.exp(np.float32(-14.0) * spectrum.mel)
        np.subtract(np.float32(1.0), mel, out=mel)
        mel *= np.float32(level.open)
        self._mel -= mel
        np.maximum(self._mel * MEL_KEEP[0], self._mel * MEL_KEEP[1], out=self._mel)   # below the new value it rises, and of a negative number less is kept
        self._mel += mel
        gpu["level"] = level.fast, level.slow, level.long, level.peak
        gpu["band"], gpu["band_hit"], gpu["band_clock"] = bands, self._hit.envelope, self._clock
        gpu["band_presence"] = [f.step(x) for f, x in zip(self._presence, shaped, strict=True)]
        gpu["pitch"] = midi_of(hz), confidence, spectrum.brightness * level.open, spectrum.flatness * level.open
        gpu["coherence"] = coherence.total, coherence.pulse, coherence.agreement, coherence.tonal
        gpu["space"] = (*_space(samples), float(level.signal), min(1.0, level.peak))
        peak = float(np.maximum.reduce(spectrum.chroma))
        gpu["chroma"] = (spectrum.chroma * np.float32(level.open / peak) if peak > 0.0 else spectrum.chroma).reshape(3, 4)
        gpu["mel"] = self._mel.reshape(16, 4)
        wave = self._wave
        np.multiply(samples[-WAVE:, :2].T, np.float32(level.gain), out=wave)   # one channel is both
        if level.peak >= 1.0:
            np.minimum(wave, np.float32(1.0), out=wave)
            np.maximum(wave, np.float32(-1.0), out=wave)
        gpu["wave"] = wave.reshape(WAVE // 2, 4)


def _fill_harmony(gpu: Record, tonality: Tonality) -> None:
    """Key and pitch classes of the shader part."""
    gpu["key"] = tonality.key % 12 if tonality.key >= 0 else -1.0, float(tonality.key >= 12), tonality.clarity, 0.0
    gpu["classes"] = -1.0
    for i, (pitch_class, strength) in enumerate(tonality.classes):
        gpu["classes"][i], gpu["class_strength"][i] = pitch_class, strength


def _space(samples: Samples) -> tuple[float, float]:
    """Balance -1 (left) .. 1 (right) and width 0 (mono) .. 1 (out of phase) of the first pair."""
    if samples.shape[1] < 2:
        return 0.0, 0.0
    left, right = samples[:, 0], samples[:, 1]
    l2, r2, lr = float(left @ left), float(right @ right), float(left @ right)
    total = l2 + r2
    if total < 1e-9:
        return 0.0, 0.0
    return (r2 - l2) / total, 0.5 - lr / total
