"""Music without drums, composed by rule: piano, organ, strings, winds, choir, guitar, folk and solo lines, played with human timing."""
from __future__ import annotations

import numpy as np

from .chamber_writing import Form, Note, Writer, span
from .piece import Part, Piece, Pulse

PIANO, ORGAN, GUITAR, BASS, REEDS, FLUTES = (0, 1, 2, 3), (16, 17, 18, 19, 20), (24, 25), (32, 33), (64, 65, 66, 68, 69, 71), (72, 73, 74, 75)
VIOLINS, STRINGS, BRASS = (40, 41), (48, 49, 48, 44), (56, 57, 60, 61)
AHEAD = {40: .02, 41: .02, 42: .03, 44: .03, 48: .03, 49: .05, 52: .03, 57: .02, 60: .02, 73: .02, 75: .02}
"""s that practised players of instruments which speak slowly start before the beat, so that it is heard on it;
one ensemble in seven does (machines that play scores do not)"""
SLACK = ((.02, .06), (.10, .32))
FIRM = ((.004, .02), (0.0, .02))
"""drift and swing of players who breathe with the phrase, and of players who keep time"""
FORMS = (
    Form("prelude", 2.5, (44, 80), (4, 4, 3, 2), (4, 4, 4, 3, 6), (*PIANO, 6), None, ("figure",), ("long",), lines=(0, 0, 1)),
    Form("invention", 1.6, (54, 104), (4, 4, 3, 2), (4, 4, 3), (*PIANO, 6), (), (), ("running", "moving"), lines=(2, 2, 3)),
    Form("fugue", 1.2, (50, 100), (4, 4, 2, 3), (2, 4), (*PIANO, 6, *ORGAN), (), (), ("moving", "plain", "running", "dotted"), lines=(3, 4)),
    Form("sonata", 2.5, (80, 180), (2, 3, 4, 4), (2, 4), PIANO, None, ("alberti", "repeat", "figure", "oompah", "block"),
         ("moving", "plain", "running", "dotted")),
    Form("minuet", 1, (92, 150), (3,), (2,), (*PIANO, 6), None, ("waltz", "block", "alberti", "beatline"), ("moving", "plain", "eighths")),
    Form("march", .8, (88, 136), (2, 4), (2, 4), PIANO, None, ("oompah", "march", "block"), ("dotted", "plain", "moving")),
    Form("etude", 1, (60, 144), (4, 3, 2), (4, 4, 3, 6), PIANO, None, ("figure", "arpeggio"), ("long", "plain"), lines=(0, 1)),
    Form("adagio", 1.3, (38, 70), (2, 3, 4), (2, 3, 4, 6), PIANO, None, ("repeat", "arpeggio", "alberti"), ("plain", "moving", "dotted"), (.02, .04),
         (.05, .15)),
    Form("siciliana", 1.2, (40, 120), (2, 2, 3, 4), (3,), (*PIANO, 6), None, ("arpeggio", "oompah", "block", "figure", "repeat"), ("lilt", "jig"),
         (.01, .04), (.02, .12)),
    Form("nocturne", 2, (35, 72), (4, 3, 2), (3, 4, 6, 2), PIANO, None, ("arpeggio",), ("long", "plain", "triplet", "moving"), *SLACK, roll=.15),
    Form("ballade", 1.3, (40, 110), (2, 3, 4), (3, 2, 4), PIANO, None, ("arpeggio", "block", "repeat", "waltz"), ("plain", "long", "dotted"), *SLACK,
         roll=.3),
    Form("impromptu", 1.5, (35, 70), (2, 4, 3), (3, 6), PIANO, None, ("arpeggio", "figure", "repeat"), ("long", "plain", "triplet"), *SLACK,
         lines=(0, 1, 1)),
    Form("romance", 1.5, (48, 96), (4, 3, 2), (2, 3), PIANO, None, ("block", "pad", "ballad", "repeat"), ("plain", "long", "triplet"), *SLACK,
         roll=.5),
    Form("valse", 1.2, (100, 190), (3,), (2,), PIANO, None, ("waltz",), ("plain", "eighths", "moving", "long"), (.02, .04), (.08, .25)),
    Form("ballad", 1.5, (56, 110), (4, 4, 3), (2, 4), (*PIANO, 4, 5), None, ("ballad", "repeat", "block", "arpeggio", "pulse"),
         ("syncopated", "plain", "moving"), *FIRM),
    Form("presto", 1.5, (92, 190), (2, 4, 3), (2, 4, 3), PIANO, None, ("after", "repeat", "figure", "murky", "oompah", "chords"),
         ("running", "moving", "dotted", "plain"), (.01, .03), (.02, .10)),
    Form("fantasy", 1.5, (44, 120), (4, 2, 3), (2, 3, 4, 6), PIANO, None, ("arpeggio", "chords", "figure", "repeat", "after", "murky", "block"),
         ("plain", "long", "dotted", "moving", "triplet"), *SLACK, lines=(0, 1, 1, 2), roll=.4),
    Form("intermezzo", 1.5, (44, 100), (2, 3, 4), (2, 3), PIANO, None, ("after", "arpeggio", "figure"), ("syncopated", "plain", "long", "moving"), (.015, .05),
         (.05, .2), lines=(1, 1, 2), roll=.2),
    Form("song", 1, (50, 110), (2, 3, 4), (3, 2, 4), PIANO, None, ("repeat", "after", "figure"), ("plain", "long", "lilt", "dotted"), (.01, .04), (.04, .15)),
    Form("duo", 2, (46, 150), (4, 3, 2, 4), (2, 3, 4), (*VIOLINS, 42, *FLUTES, 68, 71, 60), PIANO,
         ("arpeggio", "block", "repeat", "alberti", "oompah"), ("plain", "moving", "long", "dotted"), (.01, .04), (.03, .15)),
    Form("chorale", 2.2, (60, 110), (4, 4, 3), (2,), (*ORGAN, *STRINGS, 52, 61, 60), (), (), ("hymn",), swing=(.02, .10), lines=(4,)),
    Form("strings slow", 2.2, (34, 80), (4, 3, 2), (2, 4), (*STRINGS, 40), STRINGS, ("pad", "none", "repeat", "pulse"), ("long", "plain", "broad"),
         swing=(.03, .15), lines=(1, 2, 3, 4)),
    Form("quartet", 1.6, (92, 176), (4, 3, 2, 2), (2, 4), (40, 40, 41, 42), (48, 40, 45), ("repeat", "oompah", "none", "figure"),
         ("moving", "plain", "running", "dotted"), lines=(2, 3, 4)),
    Form("trio", 1.3, (66, 144), (4, 3, 2), (2, 4, 3), (73, 68, 71, 70), (), (), ("moving", "plain", "eighths", "dotted"), lines=(3, 2)),
    Form("harp", 1, (46, 120), (4, 3, 2), (2, 3, 4), (46,), None, ("arpeggio", "figure", "block"), ("plain", "long", "moving"), (.01, .03),
         (.03, .15), lines=(0, 1), roll=.3),
    Form("music box", 1, (56, 140), (3, 4, 2), (2, 3, 4), (10, 10, 8, 11), None, ("figure", "alberti", "waltz", "arpeggio"),
         ("plain", "moving", "eighths"), *FIRM),
    Form("choir", 1, (44, 90), (4, 3, 2), (2,), (52,), (52, 19), ("pad", "none"), ("plain", "long", "hymn"), swing=(.03, .15), lines=(1, 3, 4)),
    Form("picked guitar", 2, (66, 150), (4, 4, 3, 2), (2, 2, 4, 3), GUITAR, None, ("travis", "arpeggio", "figure"), ("plain", "moving"), *FIRM,
         lines=(0, 0, 1)),
    Form("strummed", 2.2, (70, 150), (4, 4, 3, 2), (2, 4), (*FLUTES, 40, 52, 71, 22, 24), GUITAR, ("strum", "strum", "travis"),
         ("plain", "moving", "syncopated", "eighths"),
         *FIRM, lines=(0, 1, 1), bass=BASS),
    Form("folk dance", 1.6, (80, 150), (2, 4, 3), (2, 3, 4), (40, 40, 73, 74, 72, 21, 22), (24, 25, 21, 46), ("oompah", "strum", "march", "none"),
         ("running", "eighths", "moving"), *FIRM, bass=BASS),
    Form("solo", 2, (50, 150), (4, 3, 2), (2, 4, 3), (*FLUTES, *VIOLINS, 42, 65, 66, 12, 71, 56, 24), (), (),
         ("moving", "eighths", "dotted", "running", "syncopated", "plain"), swing=(.01, .08)),
    Form("riff", 1.2, (60, 140), (4, 4, 2, 3, 5), (2, 4), (*BASS, 12, 108, 24, 45), (), (), ("moving", "syncopated", "eighths"), *FIRM),
    Form("mallets", 1, (60, 150), (4, 3, 2, 5), (2, 4, 3), (11, 12, 108), (12, 11, 108, 8), ("figure", "alberti", "pulse", "travis"),
         ("moving", "syncopated", "plain"), *FIRM, bass=BASS),
    Form("brass", 1, (66, 140), (4, 2, 3), (2, 4), BRASS, (61, 58, 57), ("oompah", "pad", "block", "none"), ("dotted", "plain", "hymn"),
         lines=(2, 3)),
    Form("ostinato", 1.2, (60, 150), (4, 3, 2, 5), (2, 4, 3), (48, 60, 40, 52, 61), (48, 45, 0, 46), ("repeat", "figure", "pulse", "alberti"),
         ("long", "broad"), *FIRM, lines=(0, 1), bass=(43, 42)))


def tempo(rng: np.random.Generator, form: Form, bpm: float, metre: int, bars: int, start_s: float) -> Pulse:
    """Beats that wander, breathe by the phrase of 4 bars, broaden at cadences, with fermatas and changes by the section.

    bpm: beats a minute; start_s: s of beat 0."""
    n = metre * bars
    drift, swing, shape = rng.uniform(*form.drift), rng.uniform(*form.swing), rng.uniform(.6, 1.6)
    still = rng.random() < (.5 if form.swing[0] >= .1 else .25)
    walk, section, log = 0.0, 0.0, np.zeros(n)
    for b in range(n):
        walk = walk * .9 + rng.normal() * drift * .44
        x = (b % (4 * metre)) / (4 * metre)
        if b % (8 * metre) == 0 and b and rng.random() < .3:
            section = rng.normal() * swing * .8
        log[b] = walk + section + swing * (np.sin(np.pi * x ** shape) - .6) + rng.normal() * drift * .4
        if x >= 1 - 1.01 * min(3, metre) / (4 * metre) and swing > .015:
            log[b] -= rng.uniform(0, 1.2) * swing * (1 + (b // (4 * metre)) % 2)
        if (b + 1) % (4 * metre) == 0 and swing > .03 and still and rng.random() < .4:
            log[b] -= rng.uniform(.25, .8)
    return Pulse(start_s + np.concatenate([[0.0], np.cumsum(60.0 / (bpm * np.exp(log)))]))

def write(rng: np.random.Generator, form: Form, metre: int, div: int, bars: int) -> tuple[list[Part], list[Note]]:
    """All notes of a piece in beats, and its players."""
    w, count = Writer(rng, form, metre, div, bars), int(rng.choice(form.lines))
    parts: list[Part] = []
    lead = form.lead[rng.integers(len(form.lead))]
    style = form.rhythms[rng.integers(len(form.rhythms))]
    if div in (3, 6) and (metre < 4 or rng.random() < .7) and style not in ("long", "broad", "triplet"):
        style = str(rng.choice(["lilt", "jig", "lilt", "broad"]))
    shared, stagger = w.motifs(style), int(rng.choice([0, 1, 2])) if form.kind in ("fugue", "invention", "strings slow", "quartet", "trio", "choir") else 0
    family = {"quartet": (40, 40, 41, 42), "trio": (73, 71, 70), "brass": (56, 60, 57)}.get(form.kind)
    for v in range(count):
        program = family[v % len(family)] if family and count > 1 else lead
        low, high = span(program)
        if count > 1 and not (family and v):   # voices share the compass from the top down
            high -= round(v * (high - 40) / (count + .5))
            low = high - 15
        own = shared if stagger or form.kind == "chorale" or rng.random() < .4 else w.motifs(style if rng.random() < .6 else str(rng.choice(form.rhythms)))
        doubled = int(rng.choice([12, 3])) if count == 1 and rng.random() < (.2 if lead < 40 else .07) else 0
        parts.append(Part(program, float(rng.uniform(.7, 1)), float(rng.uniform(.2, .8))))
        gain = rng.uniform(0, 12) if count == 1 else -4.0 * v
        w.line(len(parts) - 1, low, high, own, stagger * (v if rng.random() < .9 else 0), gain, v == count - 1 and count > 2, doubled)
    back = (lead,) if form.back is None else form.back
    program = int(rng.choice(back)) if back else -2
    if program >= 0 and (form.textures and (count == 0 or "none" not in form.textures or rng.random() < .6)):
        parts.append(Part(program, float(rng.uniform(.5, .9)), float(rng.uniform(.2, .8))))
        low = {8: 55, 10: 55, 11: 50, 12: 43, 108: 52, 40: 55, 58: 33, 45: 40}.get(program, int(rng.integers(36, 46)))
        w.accompany(len(parts) - 1, low, rng.uniform(-14, 0), program in (0, 1, 2, 3, 4, 5, 46, 11, 10, 8, 24, 25) and rng.random() < .7)
    if form.bass and parts and rng.random() < .5:
        parts.append(Part(int(rng.choice(form.bass)), float(rng.uniform(.6, .9)), .5))
        for bar in range(bars):
            for b in range(0, metre, 2 if metre == 4 and rng.random() < .7 else 1):
                root, tones, _ = w.chord(bar * metre + b)
                w.notes.append((len(parts) - 1, float(bar * metre + b), .9, w.near(38, (root,) if b == 0 else tones, 29, 45), w.loud(bar * metre + b), 0.0))
    return parts, w.notes


def perform(rng: np.random.Generator, parts: list[Part], notes: list[Note], pulse: Pulse, loose: float, swung: float) -> None:
    """Plays notes (in beats) into the parts (in s). loose: sd of the timing (s); swung: where the half beat falls, .5 straight."""
    ahead = float(rng.random() < .15)
    for k, part in enumerate(parts):
        mine = sorted((n for n in notes if n[0] == k), key=lambda n: n[1])
        error, last, lead = 0.0, -9.0, (-rng.uniform(0, .012) if k == 0 and len(parts) > 1 else rng.normal() * .004) - ahead * AHEAD.get(part.program, 0.0)
        for _, beat, length, pitch, velocity, late in mine:
            if beat - last > .01:
                error, last = .7 * error + .71 * rng.normal() * loose, beat
            whole, x = np.floor(beat + 1e-6), beat - np.floor(beat + 1e-6)
            felt = whole + (x * 2 * swung if x < .5 else swung + (x - .5) * 2 * (1 - swung))
            start, end = (float(t) for t in pulse.at(np.array([felt, beat + length])))
            start += lead + late + float(np.clip(error, -.045, .045)) + rng.normal() * .002
            part.add(start, end - start, pitch, max(28.0, velocity))


def released(notes: list[tuple[float, float, int, int]]) -> list[tuple[float, float, int, int]]:
    """The notes with every key let go before it is struck again."""
    out = sorted(notes)
    last: dict[int, int] = {}
    for i, (start, _, pitch, _) in enumerate(out):
        if pitch in last:
            s, x, p, v = out[last[pitch]]
            out[last[pitch]] = (s, max(.005, min(x, start - s - .006)), p, v)
        last[pitch] = i
    return out


def compose(rng: np.random.Generator, seconds: float) -> Piece:
    """A piece of `seconds` (s) in a form drawn by weight; it may start with an upbeat or in its middle, and end before the time is over."""
    weights = np.array([f.weight for f in FORMS])
    form = FORMS[rng.choice(len(FORMS), p=weights / weights.sum())]
    metre, div = int(rng.choice(form.metres)), int(rng.choice(form.divs))
    if metre in (2, 3, 4) and rng.random() < .015:
        metre = 5
    bpm = float(np.exp(rng.uniform(*np.log(form.bpm))))
    if div in (4, 6) and form.kind not in ("prelude", "etude"):   # no more notes a second than fingers play
        bpm = min(bpm, 60 * (11 if form.textures else 12) / div)
    cut = float(rng.uniform(1, 24)) if rng.random() < .35 else 0.0
    upbeat = float(rng.choice([.5, 1, 1, 1 / 3 if div in (3, 6) else .25])) if rng.random() < .25 and not cut else 0.0
    bars = int(np.ceil((seconds + cut) * bpm * 1.3 / 60 / metre)) + 4
    pulse = tempo(rng, form, bpm, metre, bars, float(rng.uniform(0, 1.5)))
    if upbeat:
        pulse.times += upbeat * (pulse.times[1] - pulse.times[0])
    parts, notes = write(rng, form, metre, div, bars)
    if upbeat:   # the melody's last notes before a bar line, or a rising note, lead into the first bar
        first = min(notes, key=lambda n: (n[0], n[1]))
        pair = 2 if upbeat == 1 and rng.random() < .5 else 1
        notes += [(0, -upbeat + i * upbeat / 2, upbeat / pair, first[3] - 4 + 2 * i, first[4] - 8, 0.0) for i in range(pair)]
    if seconds > 12 and rng.random() < .3:   # it ends: broadening, a last chord, silence
        last = int(np.searchsorted(pulse.times, cut + seconds - rng.uniform(2, 6)) // metre * metre)
        if last > 2 * metre:
            slow = np.diff(pulse.times)
            slow[last - 3:last] *= 1 + np.array([.3, .6, 1.0]) * rng.uniform(0, .5)
            pulse = Pulse(pulse.times[0] + np.concatenate([[0.0], np.cumsum(slow)]))
            final = [n for n in notes if last - .01 <= n[1] < last + .02]
            notes = [n for n in notes if n[1] < last - .01] + [(n[0], n[1], float(metre), n[3], n[4], n[5]) for n in final]
    swung = float(rng.uniform(.54, .67)) if form.kind in ("strummed", "folk dance", "riff", "solo", "picked guitar") and div == 2 and rng.random() < .25 else .5
    perform(rng, parts, notes, pulse, rng.uniform(.004, .015), swung)
    for part in parts:
        part.notes = [(s - cut, min(x, seconds - (s - cut)), p, v) for s, x, p, v in released(part.notes) if cut <= s < cut + seconds - .03]
    parts = [p for p in parts if p.notes]
    played = np.array([n[1] for n in notes if n[0] >= 0])
    inside = played[(pulse.at(played) >= cut) & (pulse.at(played) < cut + seconds - .03)] if len(played) else played
    on = np.round(inside[np.abs(inside - np.round(inside)) < .02])
    if not len(on) or not parts:
        return compose(rng, seconds)
    index = np.arange(on.min(), np.floor(inside.max() + .02) + 1)
    times = pulse.at(index) - cut
    index, times = index[times >= 0], times[times >= 0]
    return Piece(form.kind, parts, times, times[index % metre == 0], seconds)
