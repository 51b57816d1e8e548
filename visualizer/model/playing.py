"""Notes that a hand plays on the instrument: laid over what is heard, so that strings, crystals and water answer them as they answer music."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, isnan, log2

import numpy as np

from .music import EVENTS, MELS, NOTES, MusicFrame

DECAY_S, HELD_S = 0.9, 6.0
"""s, time constants of a note's sound after it was let go and while it is held"""
GONE = 0.02
PARTIALS = 6
MEL_HZ = (30.0, 16_000.0)


@dataclass(frozen=True, slots=True)
class Played:
    """midi: note number; strength: 0..1; start, end: s, show time, end nan while held."""

    midi: int
    strength: float
    start: float
    end: float = float("nan")

    def sound(self, t: float) -> float:
        """How loud it still is at t, 0..1."""
        if t < self.start:
            return 0.0
        until = t if isnan(self.end) else min(t, self.end)
        return self.strength * exp(-max(0.0, until - self.start) / HELD_S) * exp(-max(0.0, t - until) / DECAY_S)


def _mel(hz: float) -> float:
    """Place of a frequency among the mel bands, 0..MELS - 1."""
    low, high, here = (2595.0 * np.log10(1.0 + f / 700.0) for f in (*MEL_HZ, hz))
    return float((here - low) / (high - low) * (MELS - 1))


def play(music: MusicFrame, notes: Sequence[Played]) -> MusicFrame:
    """`music` with these notes sounding in it. The same object when none does."""
    t = music.t
    sounding = [n for n in notes if n.sound(t) > GONE]
    if not sounding:
        return music
    record = music.opened()
    head, gpu = record["head"], record["gpu"]
    mel, chroma = gpu["mel"].reshape(-1), gpu["chroma"].reshape(-1)
    places = np.arange(MELS)
    for n in sounding:
        loud, hz = n.sound(t), 440.0 * 2.0 ** ((n.midi - 69) / 12.0)
        chroma[n.midi % 12] = max(float(chroma[n.midi % 12]), loud)
        for k in range(1, PARTIALS + 1):
            if hz * k < MEL_HZ[1]:
                bump = np.exp(-0.5 * ((places - _mel(hz * k)) / 0.8) ** 2) * loud * 0.9 / k ** 0.7
                np.maximum(mel, bump.astype(np.float32), out=mel)
    gpu["mel"], gpu["chroma"] = mel.reshape(gpu["mel"].shape), chroma.reshape(gpu["chroma"].shape)
    loudest = max(n.sound(t) for n in sounding)
    gpu["level"] = np.maximum(gpu["level"], np.float32(0.75 * loudest))
    head["signal"] = 1
    held = [n for n in sounding if isnan(n.end)]
    lead = (held or sounding)[-1]
    gpu["pitch"] = (lead.midi, lead.sound(t), min(1.0, max(0.0, (log2(440.0 * 2.0 ** ((lead.midi - 69) / 12.0)) - 6.0) / 7.0)), 0.0)
    head["pitch_hz"], head["pitch_confidence"] = 440.0 * 2.0 ** ((lead.midi - 69) / 12.0), 1.0
    rows = [tuple(map(float, r)) for r in gpu["note"] if r[0] < 98.0]
    rows += [(t - n.start, -1.0 if isnan(n.end) else t - n.end, float(n.midi), n.strength) for n in sounding]
    rows = sorted(rows, key=lambda r: -r[0])[-NOTES:]
    gpu["note"][:, 0] = 99.0
    gpu["note"][NOTES - len(rows):] = rows
    onsets = [tuple(map(float, r)) for r in gpu["onset"] if r[0] < 98.0]
    onsets += [(t - n.start, n.strength, 1.0 if n.midi < 72 else 2.0, float((n.midi * 7 + round(n.start * 100.0)) % 1024)) for n in sounding]
    onsets = sorted(onsets, key=lambda r: -r[0])[-EVENTS:]
    gpu["onset"][EVENTS - len(onsets):] = onsets
    record.flags.writeable = False
    return MusicFrame(record)
