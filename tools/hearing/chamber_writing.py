"""Harmony, melody and accompaniment by rule: the notes of chamber.py's pieces, in beats."""
from __future__ import annotations

from dataclasses import dataclass

import numpy as np

LOW, HIGH = {42: (38, 69), 43: (30, 55), 57: (40, 67), 58: (30, 53), 60: (43, 74), 70: (36, 67), 67: (38, 69)}, {41: 50, 52: 50, 66: 46, 71: 52, 64: 50}
SPANS = {0: (58, 92), 8: (64, 96), 16: (55, 84), 24: (55, 79), 32: (28, 50), 40: (57, 90), 56: (54, 82), 64: (55, 84), 72: (60, 91), 108: (57, 84)}
CELLS: dict[str, list[tuple[float, ...]]] = {   # lengths in beats, put end to end until a bar is full
    "long": [(2,), (1,), (1.5, .5), (3,), (4,), (1, 1)], "plain": [(1,), (1,), (.5, .5), (1.5, .5), (2,)], "hymn": [(1,)] * 9 + [(.5, .5), (2,), (1.5, .5)],
    "moving": [(.5, .5), (.5, .5), (1,), (.25, .25, .5), (.5, .25, .25), (1.5, .5)], "running": [(.25,) * 4] * 3 + [(.5, .25, .25), (.25, .25, .5), (.5, .5)],
    "eighths": [(.5, .5)] * 5 + [(1,), (.25, .25, .5)], "dotted": [(.75, .25), (.75, .25), (1,), (.5, .5), (1.5, .5)],
    "syncopated": [(.5, 1, .5), (.75, .75, .5), (.5, .5), (.25, .5, .25), (1,), (1.5, .5)], "triplet": [(1 / 3,) * 3, (1 / 3,) * 3, (2 / 3, 1 / 3), (1,)],
    "lilt": [(2 / 3, 1 / 3), (1 / 3,) * 3, (1,), (.5, 1 / 6, 1 / 3), (2,)],
    "jig": [(1 / 3,) * 3] * 4 + [(2 / 3, 1 / 3)], "broad": [(1,), (2,), (2 / 3, 1 / 3), (3,)]}
FLOW = ((3, 4, 5, 1, 3, 4, 2), (4, 4, 6), (5, 3), (4, 0, 1, 4), (0, 0, 5), (1, 3, 3, 4), (0,))
LOOPS = ((0, 4, 5, 3), (0, 3, 0, 4), (5, 3, 0, 4), (0, 5, 3, 4), (0, 3, 4, 3), (0, 4, 0, 4), (0, 6, 5, 6), (0, 0, 3, 4), (0, 2, 3, 4))
FIGURES = ((0, 1, 2, 3, 4, 2, 3, 4), (0, 2, 3, 4), (0, 3, 2, 3), (4, 3, 2, 1), (0, 1, 2, 3), (4, 2, 3, 1), (0, 4, 3, 4, 2, 4, 3, 4), (0, 2, 1, 2), (4, 3, 4, 2))


Chord = tuple[int, tuple[int, ...], tuple[int, ...]]
"""root, chord tones and scale as pitch classes"""
Note = tuple[int, float, float, int, float, float]
"""part, beat, length (beats), pitch, velocity, lateness (s)"""
Motifs = dict[str, list[tuple[float, float, int]]]
"""bars by name: (start, length) in beats and the step in the scale"""


@dataclass(slots=True, frozen=True)
class Form:
    """bpm: range of beats a minute; divs: notes to a beat; lines: melodic voices; drift, swing: tempo's wander and its breathing by phrase, as shares."""

    kind: str
    weight: float
    bpm: tuple[float, float]
    metres: tuple[int, ...]
    divs: tuple[int, ...]
    lead: tuple[int, ...]
    back: tuple[int, ...] | None   # None: the lead's own instrument (two hands); (): nobody
    textures: tuple[str, ...]
    rhythms: tuple[str, ...]
    drift: tuple[float, float] = (.01, .03)
    swing: tuple[float, float] = (.02, .06)
    lines: tuple[int, ...] = (1,)
    bass: tuple[int, ...] = ()
    roll: float = 0.0


def span(program: int) -> tuple[int, int]:
    """The pitches a General MIDI program's melody moves in."""
    base = SPANS[max(k for k in SPANS if k <= program)]
    return LOW.get(program, (HIGH.get(program, base[0]), base[1] - (10 if program in HIGH else 0)))

def harmony(rng: np.random.Generator, bars: int, slots: int, loops: bool) -> list[Chord]:
    """`slots` chords to each of `bars` bars: functional, a half or full cadence every 4 bars, keys that change by the 8 bars, or a loop of four chords."""
    key, minor = int(rng.integers(12)), bool(rng.random() < .45)
    loop, hold, spice = LOOPS[rng.integers(len(LOOPS))], rng.random() < .3, rng.uniform(0, .25)
    out: list[Chord] = []
    degree = 0
    for i in range(bars * slots):
        in_phrase, left = i % (4 * slots), 4 * slots - i % (4 * slots)
        if i % (8 * slots) == 0 and i and not loops and rng.random() < .45:
            step = int(rng.choice([7, 5, 3 if minor else 9, 0, 2], p=[.3, .2, .3, .1, .1]))
            key, minor = (key + step) % 12, (not minor) if step in (0, 3, 9) else minor
        full = (i // (4 * slots)) % 2 == 1 or slots > 1
        if loops:
            degree = loop[(i // slots) % 4]
        elif in_phrase == 0 or (left == 1 and full):
            degree = 0
        elif left == 1 or (left == 2 and full):
            degree = 4
        elif not (hold and i % 2 and rng.random() < .7):
            degree = int(rng.choice(FLOW[degree]))
        scale = [0, 2, 3, 5, 7, 8, 10] if minor else [0, 2, 4, 5, 7, 9, 11]
        if minor and degree in (4, 6) and not loops:
            scale[6] = 11
        size = 4 if (degree in (1, 4, 6) and rng.random() < .5) or rng.random() < spice * .5 else 3
        tones = [scale[(degree + 2 * k) % 7] for k in range(size)]
        if rng.random() < spice * .4 and degree in (1, 5, 2) and left > 2 and not loops:   # a dominant on the way: its third is raised
            tones[1] = (tones[0] + 4) % 12
            scale = sorted({*(s for s in scale if s != (tones[0] + 3) % 12), tones[1]})
        out.append(((tones[0] + key) % 12, tuple((t + key) % 12 for t in tones), tuple((s + key) % 12 for s in scale)))
    return out

def pattern(rng: np.random.Generator, kind: str, metre: int, div: int) -> list[tuple[float, tuple[int, ...], float]]:
    """An accompaniment's bar: (beat in the bar, voices of the chord: 0 bass, 1.. upwards, length in beats)."""
    steps, each, up = metre * div, 1 / div, (2, 3, 4)
    out: list[tuple[float, tuple[int, ...], float]] = []
    if kind == "figure":
        figure: tuple[int, ...] = FIGURES[rng.integers(len(FIGURES))] if div != 3 else ((0, 2, 3), (0, 3, 2), (4, 3, 2), (0, 2, 4, 3, 4, 2))[rng.integers(4)]
        bass = rng.random() < .5
        out = [(i * each, (0,) if bass and i == 0 else (figure[i % len(figure)],), each) for i in range(steps)]
    elif kind == "alberti":
        step = .5 if div == 2 or metre == 3 else 1 / div
        cycle = (1, 3, 2, 3) if abs(step * 4 % 1) < .01 and metre != 3 else (1, 2, 3, 2, 3, 2)
        out = [(i * step, (cycle[i % len(cycle)],), step) for i in range(round(metre / step))]
    elif kind == "arpeggio":
        period, low = (steps if rng.random() < .5 else div * (2 if metre % 2 == 0 else metre)), int(rng.integers(0, 2))
        wave = [0, 2, 3, 4, 5, 4, 3, 2] if period > 4 else [0, 2, 4, 3]
        out = [(i * each, (wave[(i % period) % len(wave)] + (low if i % period else 0),), each) for i in range(steps)]
    elif kind in ("waltz", "march"):
        lows = {0, 2} if metre == 4 else {0}
        out = [(float(b), (0 if b == 0 else 1,) if b in lows else up, .9 if b in lows else .45) for b in range(metre)]
    elif kind == "oompah":
        off = 2 / 3 if div == 3 else .5
        out = [x for b in range(metre) for x in ((float(b), (0,) if b % 2 == 0 else (1,), .45), (b + off, up, 1 - off))]
    elif kind in ("block", "pad", "ballad"):
        hold = {"block": int(rng.choice([1, 1, 2])), "pad": metre}.get(kind, 1)
        out = [(float(b), (0, 2, 3, 4) if b == 0 or kind == "pad" else up if kind == "ballad" or rng.random() < .5 else (1, 2, 3, 4),
                float(min(hold, metre - b))) for b in range(0, metre, hold) if kind != "ballad" or b == 0 or rng.random() < .6]
    elif kind in ("repeat", "pulse"):
        out = [(i * each, ((0, *up) if i == 0 else up) if kind == "repeat" else ((0,) if i % div == 0 else (int(rng.integers(2, 5)),)), each * .85)
               for i in range(steps)]
    elif kind == "after":   # chords between the beats, a bass where a bar begins or on every beat
        off, often = 2 / 3 if div == 3 and rng.random() < .5 else 1 / div, rng.random() < .5
        out = [x for b in range(metre) for x in (((float(b), (0,), off),) if b == 0 or often else ()) + ((b + off, up, (1 - off) * .9),)]
    elif kind == "murky":   # a low note and the chord above it in turn, as fast as the piece goes
        out = [(i * each, (0,) if i % 2 == 0 else (1, 2) if rng.random() < .3 else (1,), each) for i in range(steps)]
    elif kind == "chords":   # both hands together, with rests
        kept = [b for b in range(metre) if b == 0 or rng.random() < .55]
        out = [(float(b), (0, 1, 2, 3, 4, 5), .9 if rng.random() < .6 else .4) for b in kept]
    elif kind == "beatline":
        out = [(float(b), ((0, 2, 1, 3)[b % 4],), .9) for b in range(metre)]
    elif kind == "strum":
        kept = [i for i in range(steps) if i == 0 or (i % div == 0 and rng.random() < .8) or (i % div and rng.random() < .5)]
        out = [(i * each, (0, 1, 2, 3, 4, 5) if i % 2 == 0 else (5, 4, 3, 2), (j - i) * each) for i, j in zip(kept, [*kept[1:], steps], strict=True)]
    elif kind == "travis":
        top = [int(rng.integers(2, 6)) for _ in range(steps)]
        for i in range(steps):
            if i % div == 0:
                out.append((i * each, ((0 if (i // div) % 2 == 0 else 1), *((top[i],) if rng.random() < .3 else ())), 1.0))
            elif rng.random() < .75:
                out.append((i * each, (top[i],), 2 * each))
    return out

class Writer:
    """Writes one piece note by note, positions in beats. slots: chords to a bar; bars: how many."""

    def __init__(self, rng: np.random.Generator, form: Form, metre: int, div: int, bars: int) -> None:
        self.rng, self.form, self.metre, self.div, self.bars = rng, form, metre, div, bars
        self.slots = metre if form.kind == "chorale" else int(rng.choice([1, 1, 2])) if metre % 2 == 0 else 1
        self.chords = harmony(rng, bars, self.slots, form.swing[1] < .03 and rng.random() < .7)
        self.notes: list[Note] = []
        self.level, self.depth, self.off = rng.uniform(48, 92), rng.uniform(3, 15), rng.random() < .12
        arch = np.cumsum(rng.normal(0, 4, bars // 4 + 2))
        self.arc = np.clip(arch - arch[0], -18, 18)

    def chord(self, beat: float) -> Chord:
        """What sounds at `beat`."""
        return self.chords[int(np.clip((beat + 1e-6) * self.slots / self.metre, 0, len(self.chords) - 1))]

    def loud(self, beat: float) -> float:
        """Velocity at `beat`: the piece's level, its phrases' swell and the metre's accents (or, in a syncopated piece, accents off the beat)."""
        x = beat % self.metre
        on = abs(x - round(x)) < .02
        accent = (1.0 if round(x) % self.metre == 0 else .55 if self.metre == 4 and round(x) == 2 else .3) if on else (.75 if self.off else -.15)
        phrase = beat / (4 * self.metre)
        arc = self.arc[int(np.clip(phrase, 0, len(self.arc) - 1))]
        return float(self.level + arc + 7 * np.sin(np.pi * (phrase % 1)) + self.depth * accent + self.rng.normal() * 3.5)

    def near(self, pitch: float, classes: tuple[int, ...], low: int, high: int) -> int:
        """The pitch in low..high nearest to `pitch` that belongs to the pitch classes."""
        return min((p for p in range(low, max(high, low + 12) + 1) if p % 12 in classes), key=lambda p: abs(p - pitch))

    def rhythm(self, style: str) -> list[tuple[float, float]]:
        """(start, length) in beats of a bar's notes in a style of CELLS."""
        at, out = 0.0, []
        while at < self.metre - .01:
            fits = [c for c in CELLS[style] if sum(c) <= self.metre - at + .01] or [(self.metre - at,)]
            for length in fits[self.rng.integers(len(fits))]:
                out.append((at, length))
                at += length
        return out

    def motifs(self, style: str) -> Motifs:
        """Bars named a-d and z (a cadence's) of (start, length, step in the scale)."""
        leap = self.rng.uniform(.08, .3)
        out = {}
        for name in "abcdz":
            way = self.rng.choice([-1, 1])
            bar = self.rhythm(style)
            if name == "z":   # comes to rest on a long note, breathes before the next phrase
                at = float(self.rng.choice([0, self.metre // 2, self.metre - 1]))
                bar = [(s, x) for s, x in bar if s < at - .01] + [(at, (self.metre - at) * self.rng.choice([1.0, .7, .5]))]
            out[name] = [(s, x, int(way * (self.rng.choice([2, 3, 4]) if self.rng.random() < leap else self.rng.choice([1, 1, 1, 0, -1])))) for s, x in bar]
        return out

    def line(self, part: int, low: int, high: int, motifs: Motifs, first: int, gain: float, bass: bool, doubled: int) -> None:
        """A melodic voice from bar `first` on in low..high. gain: added to the velocity; bass: takes roots; doubled: 12 octaves, 3 thirds, 0 none."""
        rng, order = self.rng, str(self.rng.choice(["abac", "aaab", "abab", "aabc", "abcd"]))
        rests, hold, grace, calm = rng.choice([0, 0, .05, .12]), rng.uniform(.6, 1.0), rng.choice([0, 0, 0, .05]), rng.choice([0, 0, .1, .25])
        pitch, swap = float(rng.uniform(low + 3, high - 3)), self.form.kind != "riff"
        for bar in range(first, self.bars):
            if swap and bar % 8 == 0 and bar > first and rng.random() < .4:
                motifs = self.motifs(self.form.rhythms[rng.integers(len(self.form.rhythms))])
            if (bar - first) % 4 == 0:
                silent = bar > first and rng.random() < calm
            if silent:
                continue
            here = motifs["z" if (bar - first) % 4 == 3 and swap else order[(bar - first) % 4] if swap else "abac"[bar % 2]]
            for start, length, step in here:
                beat = bar * self.metre + start
                root, tones, scale = self.chord(beat)
                ladder = [p for p in range(low, high + 1) if p % 12 in scale]
                i = int(np.argmin([abs(p - pitch) for p in ladder])) + step
                i = -i if i < 0 else 2 * len(ladder) - 2 - i if i >= len(ladder) else i
                pitch = ladder[int(np.clip(i, 0, len(ladder) - 1))]
                if start % 1 < .01 or length > .9:
                    pitch = self.near(pitch + rng.normal() * .5, (root,) if bass and (start == 0 or rng.random() < .4) else tones, low, high)
                if rng.random() < rests and start > 0:
                    continue
                velocity = self.loud(beat) + gain
                self.notes.append((part, beat, length * hold, int(pitch), velocity, 0.0))
                if doubled:
                    other = int(pitch) - 12 if doubled == 12 else self.near(pitch - 3.5, scale, low - 12, high)
                    self.notes.append((part, beat, length * hold, other, velocity - 8, 0.0))
                if grace and length >= .5 and rng.random() < grace:
                    self.notes.append((part, beat, .06, int(pitch) + int(rng.choice([-1, 2])), velocity - 12, -.07))

    def accompany(self, part: int, low: int, gain: float, pedal: bool) -> None:
        """A texture under the melody from pitch `low` up; changes with the section. pedal: notes ring until the harmony changes."""
        rng, roll = self.rng, self.form.roll * float(self.rng.random() < .7)
        stroke, from_bass, upper = rng.uniform(.002, .009), rng.random() < .5, float(low + rng.uniform(10, 18))
        kind, change, bars = "", rng.uniform(.5, 1) if self.form.kind == "fantasy" else rng.uniform(0, .5), []
        for bar in range(self.bars):
            if bar % 8 == 0 and (bar == 0 or rng.random() < change):
                kind = self.form.textures[rng.integers(len(self.form.textures))]
                bars = [pattern(rng, kind, self.metre, self.div) for _ in range(int(rng.choice([1, 1, 2])))]
            for start, voices, length in bars[bar % len(bars)]:
                beat = bar * self.metre + start
                root, tones, _ = self.chord(beat)
                bottom = self.near(low + 5, (root,), low, low + 11)
                base = self.near(upper, tones, bottom + 3, bottom + 24)
                above = [p for p in range(base, base + 30) if p % 12 in tones]
                fifth = self.near(bottom + 7, tones, bottom + 1, bottom + 14)
                pitches = [bottom if v == 0 else fifth if v == 1 else above[min(v - 2, len(above) - 1)] for v in voices]
                upper += .1 * (low + 14 - upper) + rng.normal() * .3
                gap = stroke if kind == "strum" else rng.uniform(.01, .045 if from_bass else .03) if len(pitches) > 2 and rng.random() < roll else 0.0
                end = (np.floor(beat * self.slots / self.metre + 1e-6) + 1) * self.metre / self.slots
                loud = self.loud(beat) + gain
                for i, p in enumerate(pitches):
                    late = gap * (i if from_bass or kind == "strum" else i - len(pitches) + 1)
                    ring = max(length * .95, end - beat) if pedal else length * .95
                    self.notes.append((part, beat, ring, p, loud + (5 if i == 0 and voices[0] == 0 else 0), late))
