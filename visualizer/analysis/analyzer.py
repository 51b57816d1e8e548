"""One hop in, one MusicFrame out. The same code runs in the ear, offline, and for `listen`."""
from __future__ import annotations

import numpy as np

from visualizer.model.block import Block, Samples
from visualizer.model.music import EVENTS, MUSIC, WAVE, MusicFrame, Onset, Record
from visualizer.model.time import HOP, TICK_S, tick_end

from .coherence import Coherence, CoherenceMeter
from .ease import Follower
from .loudness import Level, LevelMeter, mono_of
from .onset import Events, HitDetector, OnsetDetector
from .pitch import PitchTracker, midi_of
from .settings import AnalysisSettings
from .spectrum import Spectrum, SpectrumMeter
from .tempo import TempoTracker


class Analyzer:
    """Everything that is heard. Holds the state between hops; feed it every block, in order, exactly once."""

    def __init__(self, settings: AnalysisSettings | None = None, last_id: int = 0) -> None:
        """last_id: the largest event id an earlier analyzer of this show has given; ids go on above it."""
        s = settings or AnalysisSettings()
        self._level = LevelMeter(TICK_S, s.gain_max_db, s.gain_release_s)
        self._spectrum = SpectrumMeter()
        self._onset, self._hit = OnsetDetector(s.onset_threshold), HitDetector(TICK_S)
        self._onsets, self._hits = Events(last_id), Events(last_id)
        self._pitch = PitchTracker(s.pitch_confidence)
        self._tempo = TempoTracker(TICK_S)
        self._coherence = CoherenceMeter(TICK_S)
        self._presence = [Follower(1.5, 3.0, TICK_S) for _ in range(4)]
        self._band = [Follower(0.015, 0.30, TICK_S) for _ in range(4)]
        self._mel = np.zeros(64, np.float32)
        self._clock = np.zeros(4)
        self._wave = np.zeros((2, WAVE), np.float32)
        self._start_s, self._hop = 0.0, -1

    def step(self, block: Block) -> MusicFrame:
        """block.samples: (HOP, C) float32, finite."""
        if block.samples.shape[0] != HOP:
            raise ValueError(f"a block has {HOP} samples, this one has {block.samples.shape[0]}")
        t = tick_end(block.hop)
        skipped = block.hop - self._hop - 1
        if skipped or self._hop < 0:   # the first block, or a device that was away: the detectors count samples, not the time between
            self._start_s += skipped * TICK_S
            self._tempo.forget()
        self._hop = block.hop
        mono = mono_of(block.samples)
        raw = self._spectrum.step(mono)
        level = self._level.step(mono, block.samples, raw.flatness)
        spectrum = raw.scaled(level.gain)
        heard = np.clip(mono * np.float32(level.gain), -1.0, 1.0).astype(np.float32)
        hz, confidence = self._pitch.step(heard, level.open, spectrum.flatness)
        self._listen_for_attacks(heard, spectrum, level, t, self._start_s)
        coherence = self._coherence.step(spectrum.bands, spectrum.chroma, spectrum.flatness, level.open)
        grid = self._tempo.step(heard, level.open, self._coherence.pulse, t, self._start_s)

        record = np.zeros((), MUSIC)
        head = record["head"]
        head["hop"], head["t"], head["known_s"], head["event_s"] = block.hop, t, block.known_s, block.event_s
        head["clock_s"], head["epoch"], head["lost"], head["nonfinite"] = block.clock_s, block.epoch, block.lost, block.nonfinite
        head["clipped"], head["signal"], head["rms_db"], head["floor_db"] = level.clipped, level.signal, level.rms_db, level.floor_db
        head["grid_anchor"], head["grid_period"], head["grid_confidence"] = grid.anchor_s, grid.period_s, grid.confidence
        head["grid_beat"], head["grid_bar"], head["grid_downbeat"] = grid.beat, grid.beats_per_bar, grid.downbeat
        head["pitch_hz"], head["pitch_confidence"], head["coherence"] = hz, confidence, coherence.total
        for name, events in (("onset", self._onsets), ("hit", self._hits)):
            for row, event in zip(head[name][EVENTS - len(events.rows()):], events.rows(), strict=True):
                row["id"], row["t"], row["strength"], row["band"] = event.id, event.t, event.strength, event.band
        self._fill_gpu(record["gpu"], block.samples, spectrum, level, coherence, hz, confidence, t)
        record.flags.writeable = False
        return MusicFrame(record)

    def _listen_for_attacks(self, heard: Samples, spectrum: Spectrum, level: Level, t: float, start_s: float) -> None:
        for strength, band in self._hit.step(spectrum.bands, level.open):
            self._hits.add(t, strength, band)
        for at in self._onset.step(heard, start_s):
            if level.open > 0.2:
                band = int(np.argmax(self._hit.envelope)) if self._hit.envelope.max() > 0.05 else int(np.argmax(spectrum.bands))
                self._onsets.add(at, 0.35 + 0.65 * float(self._hit.envelope.max()), band)

    def _fill_gpu(self, gpu: Record, samples: Samples, spectrum: Spectrum, level: Level, coherence: Coherence, hz: float, confidence: float, t: float) -> None:
        shaped = (1.0 - np.exp(-9.0 * spectrum.bands)) * np.float32(level.open)
        bands = np.array([f.step(float(x)) for f, x in zip(self._band, shaped, strict=True)])
        self._clock = (self._clock + TICK_S * (0.15 + 1.85 * bands)) % 4096.0
        mel = ((1.0 - np.exp(-14.0 * spectrum.mel)) * np.float32(level.open)).astype(np.float32)
        rising = mel > self._mel
        self._mel = mel + (self._mel - mel) * np.where(rising, np.float32(np.exp(-TICK_S / 0.012)), np.float32(np.exp(-TICK_S / 0.35)))
        gpu["level"] = level.fast, level.slow, level.long, level.peak
        gpu["band"] = bands
        gpu["band_hit"] = self._hit.envelope
        gpu["band_presence"] = [f.step(float(x)) for f, x in zip(self._presence, shaped, strict=True)]
        gpu["band_clock"] = self._clock
        gpu["pitch"] = midi_of(hz), confidence, spectrum.brightness * level.open, spectrum.flatness * level.open
        gpu["coherence"] = coherence.total, coherence.pulse, coherence.agreement, coherence.tonal
        gpu["space"] = (*_space(samples), float(level.signal), min(1.0, level.peak))
        gpu["onset"] = _ages(self._onsets.rows(), t)
        peak = float(spectrum.chroma.max())
        gpu["chroma"] = (spectrum.chroma / peak * level.open if peak > 0.0 else spectrum.chroma).reshape(3, 4)
        gpu["mel"] = self._mel.reshape(16, 4)
        pair = samples[:, :2] if samples.shape[1] > 1 else np.repeat(samples, 2, axis=1)
        self._wave[:] = np.clip(pair.T * np.float32(level.gain), -1.0, 1.0)[:, -WAVE:]
        gpu["wave"] = self._wave.reshape(WAVE // 2, 4)


def _ages(events: list[Onset], t: float) -> Samples:
    """(EVENTS, 4) float32: age s, strength, band, id mod 1024; newest last, age 99 where there is none."""
    rows = np.zeros((EVENTS, 4), np.float32)
    rows[:, 0] = 99.0
    for row, e in zip(rows[EVENTS - len(events):], events, strict=True):
        row[:] = min(99.0, t - e.t), e.strength, e.band, e.id % 1024
    return rows


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
