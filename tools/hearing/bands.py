"""Bands with drums, composed by rule: a groove, a progression, players with their own timing, sections with breaks and fills."""
from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .grooves import CLAP, CRASH, GROOVES, HAT, KICK, OPEN, RIDE, RIM, SHAKER, SNARE, TAMB, TOM_FLOOR, TOM_HIGH, TOM_LOW, TOM_MID, VELOCITY, Groove
from .hands import MAKERS, Hand, varied
from .patterns import BASS_PATTERNS, BASSES, COMP_PATTERNS, GUITARS, KEYS, LEADS, MAJOR, MINOR, PADS, PROGRESSIONS
from .piece import DRUMS, Part, Piece, Pulse, steady

Rng = np.random.Generator


@dataclass(slots=True)
class Band:
    """What the players share while a piece is written. warp: swing of the groove; spread: s, standard deviation of a note's timing."""

    rng: Rng
    groove: Groove
    pulse: Pulse
    bars: int
    key: int
    scale: tuple[int, ...]
    warp: float
    spread: float

    def when(self, beat: float, lag: float = 0.0) -> float:
        """s at which a note written at `beat` sounds when the player lags by `lag` s: swing first, then hands."""
        whole, part = divmod(beat, 1.0)
        if self.groove.steps == 4:
            half, within = divmod(part * 2.0, 1.0)
            part = (half + _swung(within, self.warp)) / 2.0
        elif self.groove.steps == 2:
            part = _swung(part, self.warp)
        return float(self.pulse.at(whole + part)) + lag + float(self.rng.normal()) * self.spread

    def chord(self, degree: int, low: int, seventh: bool) -> list[int]:
        """MIDI pitches of the chord on a degree of the scale, packed above `low`."""
        steps = [degree, degree + 2, degree + 4] + ([degree + 6] if seventh else [])
        return sorted(low + (self.key + self.scale[s % 7] - low) % 12 for s in steps)

    def root(self, degree: int, extra: int = 0) -> int:
        """MIDI pitch of the bass for a degree: extra 0 root, 1 third, 2 fifth, 7 octave."""
        base = 28 + (self.key + self.scale[degree % 7] - 28) % 12
        return base + (12 if extra == 7 else (self.scale[(degree + 2 * extra) % 7] - self.scale[degree % 7]) % 12 if extra else 0)


def _swung(x: float, ratio: float) -> float:
    return 2.0 * x * ratio if x < 0.5 else ratio + (2.0 * x - 1.0) * (1.0 - ratio)


def pulse_of(rng: Rng, groove: Groove, seconds: float, start_s: float, machine: bool) -> Pulse:
    """The piece's beats: mostly steady, some with a drummer's drift, a ramp, a step or a slow wave."""
    bpm = float(np.exp(rng.uniform(*np.log(groove.bpm))))
    shape = rng.random()
    if machine or shape < 0.45:
        return steady(rng, bpm, seconds * 1.3, start_s)
    if shape < 0.80:
        return steady(rng, bpm, seconds * 1.3, start_s, float(rng.uniform(0.004, 0.03)))
    n = int(seconds * 1.6 * bpm / 60.0) + 40
    u = np.linspace(0.0, 1.6, n)
    if shape < 0.89:
        goal = float(np.clip(bpm * np.exp(rng.choice([-1, 1]) * rng.uniform(0.15, 0.5)), 50, 230)) / bpm
        a, b = np.sort(rng.uniform(0.1, 0.9, 2))
        curve = goal ** np.clip((u - a) / max(0.15, b - a), 0.0, 1.0)
    elif shape < 0.96:
        turn = groove.beats * round(rng.uniform(0.3, 0.6) * n / 1.6 / groove.beats)
        curve = np.where(np.arange(n) < turn, 1.0, float(np.exp(rng.choice([-1, 1]) * rng.uniform(0.1, 0.35))))
    else:
        curve = 1.0 + 0.06 * np.sin(2 * np.pi * rng.uniform(1, 4) * u)
    return Pulse(start_s + np.concatenate([[0.0], np.cumsum(60.0 / (bpm * curve))]))


def compose(rng: Rng, seconds: float) -> Piece:
    """A piece of about `seconds` s in a style drawn by weight."""
    weights = np.array([g.weight for g in GROOVES])
    groove = GROOVES[int(rng.choice(len(GROOVES), p=weights / weights.sum()))]
    machine = groove.human[1] < 3
    start = float(rng.uniform(0.0, 1.2))
    pulse = pulse_of(rng, groove, seconds, start, machine)
    bars = max(4, int(np.searchsorted(pulse.times, seconds)) // groove.beats)
    spread = float(rng.uniform(*groove.human)) * 1e-3 * (0.0 if rng.random() < 0.2 else 1.0)
    band = Band(rng, groove, pulse, bars, int(rng.integers(12)), MAJOR if rng.random() < 0.55 else MINOR, float(rng.uniform(*groove.swing)), spread)
    cast = rng.random()
    drums, tacet = drum_part(band)
    parts = [drums]
    if cast > groove.alone:   # the rest are drums alone
        parts += tonal_parts(band, tacet)
    if cast > 0.92:   # a band without its drummer keeps a shaker or nothing at all
        drums.notes = [n for n in drums.notes if n[2] in (SHAKER, TAMB, RIM)]
    last = bars * groove.beats
    beats = pulse.times[:last]
    end = float(pulse.at(last))
    drop = float(rng.uniform(0.0, 0.3)) * end if rng.random() < 0.35 else 0.0   # some begin in the middle of a bar
    for part in parts:
        part.notes = [(t - drop, d, p, v) for t, d, p, v in part.notes if t >= drop]
    down = beats[::groove.beats]
    sounded = min((n[0] for p in parts for n in p.notes), default=0.0)
    keep = beats - drop >= sounded - 0.06
    return Piece(groove.name, parts, beats[keep] - drop, down[down - drop >= sounded - 0.06] - drop, end - drop)


def drum_part(band: Band) -> tuple[Part, list[bool]]:
    """The kit over all bars, and in which bars it rests."""
    rng, g = band.rng, band.groove
    part = Part(DRUMS, float(rng.uniform(0.55, 1.0)), kit=int(rng.choice(g.programs["kit"])) if "kit" in g.programs else -1)
    made = MAKERS[g.maker](rng, g) if g.maker else []
    pool = made or [dict(row) for row in g.rows]
    verse, chorus = pool[rng.integers(len(pool))], pool[rng.integers(len(pool))]
    liberty = 0.0 if g.human[1] < 5 or rng.random() < 0.45 else float(rng.uniform(0.2, 1.0))
    hand = Hand(rng, g, band.spread if liberty or made else 0.0)
    phrase = int(rng.choice([4, 8]))
    tacet = [False] * band.bars
    if rng.random() < 0.30 and band.bars > 10:   # a breakdown, or an entrance after the others
        a = 0 if rng.random() < 0.5 else int(rng.integers(4, band.bars - 4))
        for bar in range(a, min(band.bars, a + int(rng.integers(2, 7)))):
            tacet[bar] = True
    lags = {drum: float(rng.normal()) * 0.35 * band.spread for drum in (KICK, SNARE, HAT, RIDE, RIM, OPEN, CLAP)}
    back = float(rng.uniform(0.0, 0.012)) if rng.random() < 0.3 else 0.0   # a snare behind the beat
    density, loud = float(rng.uniform(0.0, 0.08)), float(rng.uniform(0.75, 1.05))
    for bar in range(band.bars):
        if tacet[bar]:
            continue
        row = verse if (bar // phrase) % 2 == 0 else chorus
        if made and rng.random() < 0.7:
            row = pool[(bar + int(rng.random() < 0.2)) % len(pool)]
        if liberty:
            row = varied(rng, row, g, liberty)
        hand.breathe()
        fill = g.fills and bar % phrase == phrase - 1 and rng.random() < 0.55
        cut = g.beats - int(rng.choice([1, 1, 2])) if fill else g.beats
        for drum, line in row.items():
            for step, mark in enumerate(line):
                beat = step / g.steps
                if beat >= cut and drum not in (KICK,):
                    continue
                if (mark == "." and (drum not in (KICK, SNARE) or rng.random() > density)) or (mark in "og" and rng.random() < 0.1):
                    continue
                velocity = VELOCITY.get(mark, 45.0 if drum == SNARE else 80.0) * loud * float(np.exp(rng.normal() * 0.08))
                lag = lags.get(drum, 0.0) + (back if drum in (SNARE, CLAP, RIM) else 0.0) + hand.late(step)
                part.add(band.when(bar * g.beats + beat, lag), 0.15, drum, velocity)
        if fill:
            steps = np.arange(cut * g.steps, g.beats * g.steps)
            toms = [SNARE, TOM_HIGH, TOM_MID, TOM_LOW, TOM_FLOOR]
            for k, at in enumerate(steps):
                if rng.random() < 0.8:
                    drum = toms[min(4, int(5 * k / len(steps)))] if rng.random() < 0.7 else SNARE
                    part.add(band.when(bar * g.beats + float(at) / g.steps), 0.15, drum, 95.0 * loud * float(np.exp(rng.normal() * 0.12)))
        if (bar % phrase == 0 and rng.random() < 0.6) or (bar and tacet[bar - 1]):
            part.add(band.when(bar * g.beats), 1.0, CRASH, 105.0 * loud)
    return part, tacet


def tonal_parts(band: Band, tacet: list[bool]) -> list[Part]:
    """Bass, comping, perhaps a pad and a melody over one or two progressions."""
    rng, g = band.rng, band.groove
    plans = [PROGRESSIONS[rng.integers(len(PROGRESSIONS))] for _ in range(2)]
    bars_per_chord = 1 if rng.random() < 0.75 else 2
    chords = [plans[(bar // 8) % 2][(bar // bars_per_chord) % len(plans[(bar // 8) % 2])] for bar in range(band.bars)]
    bass = Part(_player(band, "bass", BASSES), float(rng.uniform(0.6, 1.0)), 0.5)
    comp_kind, bass_kind = str(rng.choice(g.comp)), str(rng.choice(g.bass))
    guitar = comp_kind in ("power", "strum", "skank", "skankdouble", "scratch", "boomchick", "bossa", "oompahpah") and rng.random() < 0.8
    usual = (29, 30) if comp_kind == "power" else PADS if comp_kind == "pad" else GUITARS if guitar else KEYS
    comp = Part(_player(band, "comp", usual), float(rng.uniform(0.4, 0.85)), float(rng.uniform(0.2, 0.8)))
    seventh = g.name in ("swing", "swingfast", "bossa", "soul", "funk", "jazzwaltz", "house", "jazztime", "jazzfast", "jazzballad") or rng.random() < 0.2
    lag_bass, lag_comp = float(rng.normal()) * band.spread * 0.5, float(rng.normal()) * band.spread * 0.5
    rows = [r for r in g.rows]
    kicks = rows[rng.integers(len(rows))].get(KICK, "x" + "." * (g.beats * g.steps - 1))
    riff = [(b, int(rng.choice([0, 0, 0, 2, 7, 1]))) for b in np.flatnonzero(rng.random(g.beats * g.steps) < (0.45 if g.steps < 4 else 0.32)) / g.steps]
    if not any(b == 0 for b, _ in riff) and rng.random() < 0.85:
        riff = [(0.0, 0), *riff]
    silent_from = int(rng.integers(0, 4)) if rng.random() < 0.25 else 0
    for bar in range(silent_from, band.bars):
        at = bar * g.beats
        play_bass = not (tacet[bar] and rng.random() < 0.4)
        if play_bass:
            for beat, extra, length in bass_notes(band, bass_kind, kicks, riff):
                root = band.root(chords[bar], extra)
                if bass_kind == "walking":
                    root = band.root(chords[bar], int(rng.choice([0, 1, 2]))) if beat else root
                loud = 92.0 * float(np.exp(rng.normal() * 0.07)) + (8.0 if beat == 0 else 0.0)
                bass.add(band.when(at + beat, lag_bass), length * 60.0 / _bpm(band, at), root, loud)
        voicing = band.chord(chords[bar], 40 if comp_kind == "power" else 52, seventh)
        if comp_kind == "power":
            voicing = [voicing[0], voicing[0] + 7, voicing[0] + 12]
        for beat, length, notes in comp_notes(band, comp_kind, voicing):
            strum = 0.012 * float(rng.random()) if guitar else 0.0
            for k, pitch in enumerate(notes):
                loud = 80.0 * float(np.exp(rng.normal() * 0.1)) + (6.0 if beat == 0 else 0.0)
                comp.add(band.when(at + beat, lag_comp + k * strum), length * 60.0 / _bpm(band, at), pitch, loud)
    parts = [bass, comp]
    if rng.random() < 0.3:
        pad = Part(int(rng.choice(PADS)), float(rng.uniform(0.2, 0.5)), 0.5)
        for bar in range(band.bars):
            for pitch in band.chord(chords[bar], 60, False):
                pad.add(band.when(bar * g.beats), float(band.pulse.at((bar + 1) * g.beats) - band.pulse.at(bar * g.beats)), pitch, 64.0)
        parts.append(pad)
    if rng.random() < 0.55:
        parts.append(lead_part(band, chords, int(rng.choice(g.programs.get("lead", LEADS)))))
    return parts


def _player(band: Band, role: str, usual: tuple[int, ...]) -> int:
    return int(band.rng.choice(band.groove.programs.get(role, usual)))


def _bpm(band: Band, beat: float) -> float:
    return 60.0 / float(band.pulse.at(beat + 1.0) - band.pulse.at(beat))


def bass_notes(band: Band, kind: str, kicks: str, riff: list[tuple[float, int]]) -> list[tuple[float, int, float]]:
    """(beat in the bar, degree, length in beats) of one bar of bass."""
    g, rng = band.groove, band.rng
    beats = g.beats
    if kind in BASS_PATTERNS:
        rows = [(b, d) for b, d in BASS_PATTERNS[kind] if b < beats]
        return [(b, d, (rows[i + 1][0] if i + 1 < len(rows) else beats) - b - 0.05) for i, (b, d) in enumerate(rows)]
    if kind in ("root", "rootfifth", "two"):
        step = 2 if beats % 2 == 0 and kind == "rootfifth" else max(1, beats // 2) if kind == "two" else beats
        return [(float(b), 2 if b else 0, step * 0.8) for b in range(0, beats, step)]
    if kind in ("eighths", "walking", "sixteenths"):
        n = {"eighths": 2, "walking": 1, "sixteenths": 4}[kind]
        return [(k / n, 0, 0.85 / n) for k in range(beats * n)]
    if kind in ("shuffle", "twelve", "lilt"):
        lead = (0.0, 2.0 / 3.0) if kind != "twelve" else (0.0, 1.0 / 3.0, 2.0 / 3.0) if rng.random() < 0.3 else (0.0,)
        return [(b + x, 0 if b == 0 else 2, 0.3) for b in range(beats) for x in lead]
    if kind == "kick":
        return [(i / g.steps, 0, 0.4) for i, mark in enumerate(kicks) if mark not in ".g"]
    return [(b, d, 0.3 if kind == "funk" else 0.6) for b, d in riff]


def comp_notes(band: Band, kind: str, voicing: list[int]) -> list[tuple[float, float, list[int]]]:
    """(beat in the bar, length in beats, pitches) of one bar of comping."""
    g, rng = band.groove, band.rng
    if kind in COMP_PATTERNS:
        return [(b, min(d, g.beats - b), voicing) for b, d in COMP_PATTERNS[kind] if b < g.beats]
    if kind in ("arpeggio", "twelve"):
        n = 3 if g.steps == 3 or kind == "twelve" else int(rng.choice([2, 4])) if g.steps == 4 else 2
        return [(k / n, 1.0 / n, [voicing[(k if k % 4 < 3 else 1) % len(voicing)]] if kind == "arpeggio" else voicing) for k in range(g.beats * n)]
    if kind == "strings":
        return [(b, 0.4, [p + 12 for p in voicing]) for b in (0.0, 1.5, 2.5) if b < g.beats]
    if kind == "talk":   # a pianist who answers the soloist: here and there, between the beats as often as on them
        where = np.flatnonzero(rng.random(g.beats * 2) < rng.uniform(0.05, 0.4)) / 2.0
        return [(float(b), float(rng.choice([0.2, 0.4, 0.9])), voicing) for b in where]
    if kind == "stabs":
        where = np.flatnonzero(np.random.default_rng(sum(voicing) + g.beats).random(g.beats * 4) < 0.18) / 4.0
        return [(float(b), 0.25, voicing) for b in where]
    n = 4 if kind == "scratch" else 2
    keep = 0.85 if kind == "power" else 0.65
    return [(k / n, 0.8 / n, voicing) for k in range(g.beats * n) if (k % n == 0 and kind == "power") or rng.random() < keep]


def lead_part(band: Band, chords: list[int], program: int) -> Part:
    """A melody: short rhythmic cells repeated and varied over the chords, with rests."""
    rng, g = band.rng, band.groove
    part = Part(program, float(rng.uniform(0.4, 0.8)), float(rng.uniform(0.3, 0.7)))
    split = 3 if g.steps == 3 else 2
    cells = [np.flatnonzero(rng.random(g.beats * split) < rng.uniform(0.25, 0.7)) / split for _ in range(3)]
    lag, degree = float(rng.normal()) * band.spread, 7
    for bar in range(band.bars):
        if (bar // 4) % 3 == 2 or rng.random() < 0.15:
            continue
        cell = cells[bar % 2] if rng.random() < 0.8 else cells[2]
        for i, beat in enumerate(cell):
            degree = int(np.clip(degree + rng.integers(-2, 3), 0, 14))
            if i == 0:
                degree = chords[bar] % 7 + 7 * (degree // 7)
            length = (cell[i + 1] - beat if i + 1 < len(cell) else 1.0) * 0.9
            pitch = 60 + (band.key - 60) % 12 + 12 * (degree // 7) + band.scale[degree % 7] - 12
            loud = 86.0 * float(np.exp(rng.normal() * 0.1))
            part.add(band.when(bar * g.beats + float(beat), lag), float(length) * 60.0 / _bpm(band, bar * g.beats), pitch, loud)
    return part
