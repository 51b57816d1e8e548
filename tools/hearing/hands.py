"""What drummers do beyond a table: bars made up as they go in styles that are never played the same twice, and liberties taken with written ones."""
from __future__ import annotations

from collections.abc import Callable

import numpy as np

from .grooves import BELL, CLAP, COWBELL, CRASH, HAT, KICK, OPEN, PEDAL, RIDE, RIM, SHAKER, SNARE, TAMB, TOM_FLOOR, TOM_HIGH, TOM_LOW, TOM_MID, WOOD, Groove

Rng = np.random.Generator
Row = dict[int, str]
JAZZ_RIDES = ("x.xXx.xX", "x.xxx.xx", "xxx.xxx.", "x.x.x.x.", "x.xxx.x.", "x.x.x.xx", "x.xxxxx.", "XoxoXoxo", "x.Xxx.Xx")
CLAVES_OF_A_STREET = ("x..x..x...x.x...", "x..x..x.x..x..x.", "x..x..x..x..x...", "x..x...x..x.x...", "..x.x...x..x..x.")
ONE_DROP_HATS = ("x.o.x.o.x.o.x.o.", "o.x.o.x.o.x.o.x.", "..x...x...x...x.", "x.oox.oox.oox.oo", "xooxxooxxooxxoox", "oxoxoxoxoxoxoxox", "x.o.x.oox.o.x.oo",
                 "x...x...x...x...")


def line(steps: int, marks: dict[int, str]) -> str:
    """A row's string of `steps` columns with `marks` at their places."""
    return "".join(marks.get(i, ".") for i in range(steps))


def jazz(rng: Rng, g: Groove) -> list[Row]:
    """Time on a ride, a hat or with brushes, a foot on two and four or none, a snare and a kick that talk."""
    n, off = g.beats * g.steps, g.steps - 1
    brushes, foot, feather = rng.random() < .3, rng.random() < .75, rng.random() < .3
    talk, bombs, cymbal = float(rng.uniform(.02, .3)), float(rng.uniform(0, .12)), int(rng.choice([RIDE, RIDE, RIDE, HAT, BELL]))
    likes = [JAZZ_RIDES[i] for i in rng.integers(0, len(JAZZ_RIDES), 3)]
    rows = []
    for _ in range(int(rng.integers(4, 13))):
        marks: dict[int, dict[int, str]] = {SNARE: {}, KICK: {}, PEDAL: {}, cymbal: {}}
        ride = likes[int(rng.choice(3, p=(.6, .25, .15)))] if rng.random() < .85 else JAZZ_RIDES[rng.integers(len(JAZZ_RIDES))]
        for b in range(g.beats):
            pair, place = ride[2 * (b % 4):2 * (b % 4) + 2], b * g.steps
            for k, mark in zip((0, off), pair, strict=True):
                if mark != ".":
                    marks[SNARE if brushes and rng.random() < .7 else cymbal][place + k] = mark if not brushes else "o"
                if rng.random() < talk:
                    marks[SNARE][place + k] = str(rng.choice(["g", "o", "x", "X"], p=[.3, .35, .25, .1]))
                if rng.random() < bombs:
                    marks[KICK][place + k] = str(rng.choice(["o", "x", "X"]))
            if foot and b % 2 == 1:
                marks[PEDAL][place] = "x"
            if feather and place not in marks[KICK]:
                marks[KICK][place] = "g" if rng.random() < .6 else "o"
        rows.append({drum: line(n, m) for drum, m in marks.items() if m})
    return rows


def street(rng: Rng, g: Groove) -> list[Row]:
    """Second line: a snare that never stops, accents on a clave, a foot that marches or answers, the big four."""
    n, clave = g.beats * g.steps, CLAVES_OF_A_STREET[rng.integers(len(CLAVES_OF_A_STREET))]
    rolling, swapped, march = float(rng.uniform(.2, .75)), rng.random() < .3, rng.random() < .5
    bell, hat = rng.random() < .25, rng.random() < .5
    rows = []
    for bar in range(int(rng.integers(4, 9))):
        snare, kick = {}, {}
        for i in range(n):
            accent = clave[(i + (8 if swapped and bar % 2 else 0)) % 16] == "x"
            if accent and rng.random() < .9:
                snare[i] = "X" if rng.random() < .7 else "x"
            elif rng.random() < rolling:
                snare[i] = str(rng.choice(["g", "o", "x"], p=[.5, .4, .1]))
        for i in (0, 8) if march else (0, 6) if rng.random() < .6 else (0, 3, 6):
            if rng.random() < .92:
                kick[i] = "x"
        for i in (10, 11, 12, 14):
            if rng.random() < .3:
                kick[i] = "x"
        row = {SNARE: line(n, snare)}
        if bar % 2 == 1 and rng.random() < .7:   # the big four
            kick[12] = "X"
            if rng.random() < .4:
                row[CRASH] = line(n, {12: "x"})
        row[KICK] = line(n, kick)
        if hat:
            row[PEDAL] = line(n, {4: "x", 12: "x"})
        if bell:
            row[COWBELL] = line(n, {i: "o" for i in range(0, n, 4)} if march else {i: "x" for i, m in enumerate(clave) if m == "x"})
        rows.append(row)
    return rows


def one_drop(rng: Rng, g: Groove) -> list[Row]:
    """Reggae: the drop on three, with or without a first beat, rockers and steppers; hats straight or lilting; a rim that rolls."""
    n, kind = g.beats * g.steps, str(rng.choice(["drop", "drop", "rockers", "steppers", "half"]))
    hats, stick = [ONE_DROP_HATS[i] for i in rng.integers(0, len(ONE_DROP_HATS), 2)], int(rng.choice([RIM, RIM, SNARE]))
    busy = float(rng.uniform(0, .25))
    rows = []
    for _ in range(int(rng.integers(3, 8))):
        feet = (0, 4, 8, 12) if kind == "steppers" else (0, 2, 8, 10) if rng.random() < .4 else (0, 8)
        kick = {8: "X"} if kind in ("drop", "half") else dict.fromkeys(feet, "x")
        struck = {8: "X"} if kind != "half" else {4: "x", 12: "x"}
        for i in (3, 6, 11, 13, 14, 15):
            if rng.random() < busy:
                struck[i] = str(rng.choice(["g", "o", "x"]))
            if rng.random() < busy * .4:
                kick[i] = "o"
        row = {KICK: line(n, kick), stick: line(n, struck), HAT: hats[int(rng.random() < .25)]}
        if rng.random() < .15:
            row[OPEN] = line(n, {int(rng.choice([6, 14])): "o"})
        rows.append(row)
    return rows


def six(rng: Rng, g: Groove) -> list[Row]:
    """Beats of three: rock ballads, slow blues, marches, jigs; now and then a bar that counts in twos against them."""
    n, steps = g.beats * g.steps, g.steps
    cymbal, back = int(rng.choice([HAT, HAT, RIDE, SHAKER, TAMB, WOOD])), int(rng.choice([SNARE, SNARE, RIM, CLAP, TOM_LOW]))
    hats = str(rng.choice(["xoo", "xxx", "x.x", "x..", "xox", "Xgg", ".xx", "x.o"]))
    push, pickup, cross = float(rng.uniform(0, .4)), float(rng.uniform(0, .7)), float(rng.choice([0, 0, .1]))
    plain = g.name == "jig" and rng.random() < .5   # no backbeat: a drum keeps the beats alike. Slower, that is a waltz whose bars are taken for beats
    rows = []
    for _ in range(int(rng.integers(2, 7))):
        kick, struck = {}, {}
        for b in range(g.beats):
            place = b * steps
            if b % 2 == 0 or plain or rng.random() < push * .5:
                kick[place] = "X" if b == 0 else "x"
            if b % 2 == 1 and not plain:
                struck[place] = "X"
            if rng.random() < (pickup if b % 2 == 1 else push * .4):
                kick[place + steps - 1] = "x"
            if rng.random() < push * .3:
                kick[place + 1] = "o"
            for k in range(1, steps):
                if rng.random() < push * .3:
                    struck[place + k] = "g"
        row = {KICK: line(n, kick), back: line(n, struck), cymbal: hats * g.beats}
        if steps == 3 and rng.random() < cross:
            row[TOM_FLOOR] = "x.x.x." * (g.beats // 2)
        rows.append(row)
    return rows


def three(rng: Rng, g: Groove) -> list[Row]:
    """Waltzes: weight on one, the answers on two and three soft, alike, swapped or missing; a cymbal on beats, halves or hardly at all."""
    n, steps = g.beats * g.steps, g.steps
    answer, cymbal = int(rng.choice([SNARE, SNARE, RIM, PEDAL, TAMB, CLAP])), int(rng.choice([HAT, RIDE, RIDE, SHAKER, BELL]))
    both, ride = rng.random() < .6, str(rng.choice(["beats", "halves", "one and", "none", "free"]))
    ghosts, pushes, busy = float(rng.uniform(0, .2)), float(rng.uniform(0, .25)), float(rng.uniform(.3, .9))
    rows = []
    for _ in range(int(rng.integers(2, 7))):
        kick, struck, cym = {0: str(rng.choice(["X", "x"]))}, {}, {}
        for b in (1, 2):
            if both or rng.random() < .5:
                struck[b * steps] = str(rng.choice(["x", "x", "o"]))
            if rng.random() < pushes:
                kick[b * steps] = "o"
        if rng.random() < pushes:
            kick[n - 1] = "o"
        for i in range(n):
            on = i % steps == 0
            if (ride == "beats" and on) or (ride == "halves" and (on or i % steps == steps - 1)) or (ride == "free" and rng.random() < busy):
                cym[i] = "x" if on else "o"
            elif ride == "one and" and i in (0, n - steps - 1, n - steps):
                cym[i] = "x"
            if not on and rng.random() < ghosts:
                struck[i] = "g"
        rows.append({drum: line(n, m) for drum, m in ((KICK, kick), (answer, struck), (cymbal, cym)) if m})
    return rows


def slow_brushes(rng: Rng, g: Groove) -> list[Row]:
    """A slow song with brushes: a sweep on every beat, taps between, a foot on two and four, hardly a kick."""
    n, steps, taps = g.beats * g.steps, g.steps, float(rng.uniform(.05, .4))
    rows = []
    for _ in range(int(rng.integers(3, 8))):
        snare = {b * steps: str(rng.choice(["g", "o", "x"], p=[.3, .5, .2])) for b in range(g.beats) if rng.random() < .85}
        snare |= {b * steps + steps - 1: "g" for b in range(g.beats) if rng.random() < taps}
        row = {SNARE: line(n, snare), PEDAL: line(n, {b * steps: "o" for b in range(1, g.beats, 2)})}
        if rng.random() < .5:
            row[KICK] = line(n, {0: "o"})
        if rng.random() < .4:
            row[RIDE] = line(n, {b * steps: "o" for b in range(g.beats)})
        rows.append(row)
    return rows


class Hand:
    """One drummer's timing beyond chance: a habit for every step of the beat, a place ahead of or behind the metronome, and a slow sway about it."""

    def __init__(self, rng: Rng, g: Groove, spread: float) -> None:
        """spread: s, standard deviation of a note's timing; the rest is in its measure."""
        self._rng, self._spread = rng, spread
        self._habit = rng.normal(size=g.steps) * 0.4 * spread
        self._place, self._sway = float(np.clip(rng.normal() * 0.5 * spread, -0.008, 0.008)), 0.0

    def breathe(self) -> None:
        """Once a bar."""
        self._sway = 0.8 * self._sway + 0.3 * self._spread * float(self._rng.normal())

    def late(self, step: int) -> float:
        """s by which a stroke at this step comes late."""
        return self._place + self._sway + float(self._habit[step % len(self._habit)])


MAKERS: dict[str, Callable[[Rng, Groove], list[Row]]] = {"jazz": jazz, "street": street, "one drop": one_drop, "six": six, "three": three,
                                                          "brushes": slow_brushes}


def varied(rng: Rng, row: Row, g: Groove, much: float) -> Row:
    """One bar played with liberty, much 0..1: strokes left out, moved by a step or added; ghosts between; a drum that pauses."""
    out = {}
    for drum, marks in row.items():
        if rng.random() < .03 * much and len(row) > 2:
            continue
        new = list(marks)
        for i, mark in enumerate(marks):
            off = i % g.steps != 0
            if mark != "." and rng.random() < (.18 if off else .05) * much:
                new[i] = "."
                if drum in (KICK, SNARE) and off and rng.random() < .5:
                    new[(i + int(rng.choice([-1, 1]))) % len(new)] = mark
            elif mark == "." and drum == SNARE and off and rng.random() < .14 * much:
                new[i] = "g"
            elif mark == "." and drum in (KICK, TOM_HIGH, TOM_MID) and off and rng.random() < .05 * much:
                new[i] = "x"
        out[drum] = "".join(new)
    return out
