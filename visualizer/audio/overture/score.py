"""The overture, first version, 40 s. A rising fifth that leans back by a step (A E D) is heard alone, then in the machine,
then as everybody's melody, then alone again.

D minor until the house is one; D major from there. 96 beats a minute from bar `STEADY_S` on.
"""
from __future__ import annotations

import numpy as np

from visualizer.model.time import SAMPLE_RATE

from .space import hall, limited, loudness_lufs, reverberate
from .voices import Stereo, bass, brush, crack, drum, glass, metal, murmur, ramp, seconds, shaped_noise, strings

OVERTURE_S = 40.0
"""s, the whole piece"""
BACKSTAGE, SILENCE, NOTE, SYMPHONY, UNISON, LAST_NOTE, HUSH = 0.0, 4.0, 7.0, 12.0, 23.0, 33.0, 37.0
OVERTURE_ACTS = (("backstage", BACKSTAGE), ("silence", SILENCE), ("note", NOTE), ("symphony", SYMPHONY), ("unison", UNISON),
                 ("last_note", LAST_NOTE), ("hush", HUSH))
"""(act, s at which it begins); every border is composed."""
BPM = 96.0
BEAT = 60.0 / BPM
STEADY_S = UNISON - 11 * BEAT
"""s from which every beat lies on the grid UNISON + k * BEAT"""
LOUDNESS_LUFS, CEILING = -16.0, 0.86
SEED = 20_250_607

_NAMES = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}


def hertz(note: str) -> float:
    """'A4' -> 440 Hz, 'C#5', 'Bb2'."""
    step = _NAMES[note[0]] + note.count("#") - note[1:].count("b")
    return float(440.0 * 2.0 ** ((step - 9) / 12.0 + int(note[-1]) - 4))


class Mix:
    """Two buses: what is heard directly, and what is sent to the hall."""

    def __init__(self) -> None:
        n = int(OVERTURE_S * SAMPLE_RATE)
        self.dry = np.zeros((n, 2), np.float32)
        self.send = np.zeros((n, 2), np.float32)

    def add(self, at_s: float, sound: Stereo, dry: float = 1.0, send: float = 0.3) -> None:
        """Lay a sound in at at_s (s), with how much of it is heard directly and in the hall."""
        i = round(at_s * SAMPLE_RATE)
        part = sound[:len(self.dry) - i]
        self.dry[i:i + len(part)] += np.float32(dry) * part
        self.send[i:i + len(part)] += np.float32(send) * part


def _backstage(mix: Mix, rng: np.random.Generator) -> None:
    """A house that waits; it swells once like a wave and falls silent. Somebody tunes."""
    talk = murmur(SILENCE + 0.4, 0.16, rng)
    t = seconds(SILENCE + 0.4)
    wave = (0.35 + 0.65 * np.exp(-((t - 2.1) / 1.1) ** 2)) * ramp(len(t), 0.5, 1.3)
    mix.add(BACKSTAGE, (talk * wave[:, None]).astype(np.float32), 0.8, 0.35)
    mix.add(1.1, strings(hertz("A3"), 1.7, 0.025, rng, players=2, rise_s=0.4, fall_s=0.7, brightness=0.2), 0.15, 0.8)
    mix.add(1.9, strings(hertz("E4"), 1.3, 0.016, rng, players=2, rise_s=0.4, fall_s=0.7, brightness=0.2), 0.15, 0.8)


def _note(mix: Mix, rng: np.random.Generator) -> None:
    """The drop: one glass note, and from far away its answer."""
    mix.add(NOTE, glass(hertz("A4"), 0.20, rng, 7.0), 0.8, 1.0)
    mix.add(NOTE + 2.25, glass(hertz("E5"), 0.075, rng, 5.0), 0.30, 1.0)
    mix.add(NOTE + 3.10, glass(hertz("D5"), 0.065, rng, 5.0), 0.25, 1.0)
    mix.add(NOTE + 3.9, strings(hertz("D3"), 4.0, 0.07, rng, rise_s=2.4, fall_s=1.5, brightness=0.2, players=4), 0.5, 0.8)


def _symphony(mix: Mix, rng: np.random.Generator) -> None:
    """Strings, glass and metal gather; a pulse stumbles, and steadies."""
    chords = ((SYMPHONY, 3.2, "D2 A2 D3 F4 A4"), (SYMPHONY + 2.75, 3.1, "Bb2 F3 A3 D4 F4"), (SYMPHONY + 5.5, 3.1, "G2 D3 Bb3 D4 F4 A4"),
              (SYMPHONY + 8.0, 3.5, "A2 E3 A3 D4 E4 A4"))
    for k, (at, length, notes) in enumerate(chords):
        for j, note in enumerate(notes.split()):
            mix.add(at + 0.06 * j, strings(hertz(note), length, 0.044 + 0.010 * k, rng, rise_s=0.9, fall_s=1.0, brightness=0.25 + 0.05 * k), 0.75, 0.6)
    stumble = (0.45, 1.42, 2.24, 2.98, 3.62)   # s after the act began, each gap a little shorter than the one before
    steady = [STEADY_S - SYMPHONY + k * BEAT for k in range(11)]
    motif = ("A3", "E4", "D4", "A3", "F4", "E4", "D4", "A3", "E4", "D4", "Bb3", "D4", "A3", "E4", "D4", "E4")
    for k, at in enumerate((*stumble, *steady)):
        sure = min(1.0, (k + 2) / 9.0)
        when = SYMPHONY + at
        mix.add(when, metal(hertz(motif[k]), 0.08 + 0.05 * sure, rng, 0.5 * (-1) ** k, 1.3, 0.7), 0.9, 0.45)
        mix.add(when, drum(0.5 * sure, rng), 1.0, 0.15)
        if k >= len(stumble):
            for part in (1, 2, 3):
                tooth = k - len(stumble)
                if part == 2 or tooth >= 4:
                    mix.add(when + part * BEAT / 4, metal(hertz(("A5", "D6", "E6")[part - 1]), 0.012 + 0.0022 * tooth, rng, 0.7 * (-1) ** part, 0.4), 0.9, 0.35)
                    mix.add(when + part * BEAT / 4, brush(0.05 + 0.008 * tooth, rng, -0.4 * (-1) ** part), 1.0, 0.15)
    for at, note in ((2.75, "D5"), (4.6, "F5"), (5.5, "A5"), (7.3, "E5"), (8.6, "D6"), (9.9, "E6")):
        mix.add(SYMPHONY + at, glass(hertz(note), 0.10, rng, 3.5, 0.7), 0.6, 0.7)
    t = seconds(2.4)
    swell = shaped_noise(len(t), 900.0, 9_000.0, rng) * (t / 2.4) ** 3.5 * ramp(len(t), 0.2, 0.02)
    mix.add(UNISON - 2.4, np.stack([swell, np.roll(swell, 331)], axis=1).astype(np.float32) * 0.05, 0.8, 0.5)


_BARS = (("D2", "D3 A3 D4 F#4 A4"), ("C#2", "E3 A3 C#4 E4 A4"), ("B1", "D3 F#3 B3 D4 F#4"), ("G1", "D3 G3 B3 D4 G4"),
         ("E2", "E3 G3 B3 E4 G4"), ("A1", "E3 A3 D4 E4 A4"))
_CHANGES = ((0, 4, 0), (4, 4, 1), (8, 2, 2), (10, 2, 3), (12, 2, 4), (14, 2, 5))
"""(beat, beats, place in _BARS)"""
_MELODY = ((0, 2, "A4"), (2, 1, "E5"), (3, 1, "D5"), (4, 2, "A4"), (6, 1, "E5"), (7, 1, "C#5"),
           (8, 1, "B4"), (9, 1, "F#5"), (10, 1, "E5"), (11, 1, "D5"),  (12, 1, "E5"), (13, 1, "B5"), (14, 2, "A5"))
"""(beat, beats, note): the motif on A, on A, on B, on E; the last time it climbs"""


def _unison(mix: Mix, rng: np.random.Generator) -> None:
    """Everybody: one melody in octaves, one heart under it."""
    for beat, beats, place in _CHANGES:
        root, notes = _BARS[place]
        at = UNISON + beat * BEAT
        for note in notes.split():
            mix.add(at, strings(hertz(note), beats * BEAT + 0.25, 0.060, rng, rise_s=0.09, fall_s=0.3, brightness=0.45), 0.8, 0.35)
        for half in range(2 * beats):
            mix.add(at + half * BEAT / 2, bass(hertz(root) * (2.0 if half % 4 == 3 else 1.0), BEAT * 0.48, 0.15 if half % 2 else 0.28), 1.0, 0.05)
    for start, lasts, note in _MELODY:
        at, length = UNISON + start * BEAT, lasts * BEAT
        mix.add(at, strings(hertz(note), length + 0.15, 0.13, rng, rise_s=0.05, fall_s=0.2, brightness=0.6), 0.9, 0.4)
        mix.add(at, strings(hertz(note) / 2, length + 0.15, 0.09, rng, rise_s=0.05, fall_s=0.2, brightness=0.5), 0.9, 0.3)
        mix.add(at, glass(hertz(note) * 2, 0.10, rng, 2.2, 0.8), 0.8, 0.5)
        mix.add(at, metal(hertz(note), 0.10, rng, 0.2, 1.2, 0.6), 0.9, 0.3)
    for k in range(16):
        at = UNISON + k * BEAT
        mix.add(at, drum(0.78, rng), 1.0, 0.06)
        if k % 2:
            mix.add(at, crack(0.20, rng), 1.0, 0.25)
        for part, weight in ((0, 0.9), (1, 0.2), (2, 0.6), (3, 0.2)):
            mix.add(at + part * BEAT / 4, brush(0.16 * weight, rng, 0.35 * (-1) ** part), 1.0, 0.08)
        chord = _BARS[next(place for beat, beats, place in _CHANGES if beat <= k < beat + beats)][1].split()
        for part in range(4):   # the gears run through the chord
            note, level = chord[(k + 2 * part) % len(chord)], 0.018 if part else 0.05
            mix.add(at + part * BEAT / 4, metal(hertz(note) * 2, level, rng, 0.8 * float(np.sin(1.3 * (4 * k + part))), 0.5), 0.9, 0.3)


def _last_note(mix: Mix, rng: np.random.Generator) -> None:
    """One stroke brings it home; what hangs in the air is the first note."""
    mix.add(LAST_NOTE, drum(0.80, rng, 41.0, 1.1), 1.0, 0.3)
    mix.add(LAST_NOTE, bass(hertz("D2"), 1.8, 0.3), 1.0, 0.2)
    for note in ("D3", "A3", "D4", "F#4"):
        mix.add(LAST_NOTE, strings(hertz(note), 1.0, 0.05, rng, rise_s=0.03, fall_s=0.8, brightness=0.35), 0.6, 0.5)
    mix.add(LAST_NOTE, glass(hertz("A4"), 0.26, rng, 5.5), 0.9, 0.8)


def compose() -> Stereo:
    """Play it: (OVERTURE_S * 48000, 2) float32, -16 LUFS, true peaks under -1 dBFS. The same bits every time on one machine and version of numpy."""
    rng = np.random.default_rng(SEED)
    mix = Mix()
    for act in (_backstage, _note, _symphony, _unison, _last_note):
        act(mix, rng)
    sound = mix.dry + 0.9 * reverberate(mix.send, hall(rng))
    t = seconds(OVERTURE_S)
    curtain = 1.0 - np.clip((t - (SILENCE - 0.2)) / 1.2, 0.0, 1.0) * (t < NOTE)                    # the silence is silent
    end = np.clip((t - LAST_NOTE - 1.0) / (HUSH - LAST_NOTE - 1.0), 0.0, 1.0)
    fade = 10.0 ** (-3.0 * end ** 2) * (1.0 - np.clip((t - HUSH + 0.4) / 0.4, 0.0, 1.0))           # the hall lets go of the last note
    sound *= (np.maximum(curtain, 0.0) * fade)[:, None].astype(np.float32)
    sound *= np.float32(10.0 ** ((LOUDNESS_LUFS - loudness_lufs(sound)) / 20.0))
    sound = limited(sound, CEILING)
    sound *= np.float32(min(1.0, 10.0 ** ((LOUDNESS_LUFS + 0.5 - loudness_lufs(sound)) / 20.0)))
    air = np.stack([shaped_noise(len(t), 40.0, 3_000.0, rng, -0.5) for _ in (0, 1)], axis=1) * 10.0 ** (-74.0 / 20.0)
    return np.ascontiguousarray(sound + air * ramp(len(t), 0.05, 0.0001)[:, None], dtype=np.float32)
