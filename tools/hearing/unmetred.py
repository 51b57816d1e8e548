"""Sounds that have no beat (noise, rooms, applause, speech, sustained tones, knocks at random) and, for contrast, bare clicks that have nothing else."""
from __future__ import annotations

import numpy as np
import numpy.typing as npt

from .piece import Floats
from .unmetred_sources import Rng, burst, irregular, knock, noise, put, room, shaped, slow, spoken, syllables

Audio = npt.NDArray[np.float32]
Answer = tuple[str, Floats, Floats | None]


def noisy(rng: Rng, seconds: float, rate: int) -> Answer:
    """White to brown noise, steady, swelling, wind or rain."""
    n, kind = int(seconds * rate), str(rng.choice(["noise", "swelling noise", "wind", "rain"]))
    if kind == "wind":
        bands = [noise(rng, n, rate, 6, low, low * rng.uniform(2, 5)) * slow(rng, n, rate, rng.uniform(.2, 1), .7) for low in 60 * 25 ** rng.uniform(0, 1, 3)]
        return kind, np.sum(bands, axis=0), np.zeros(0)
    slope, low = float(rng.choice([0, 3, 6, rng.uniform(0, 7)])), float(rng.choice([20, 20, rng.uniform(50, 800)]))
    high = float(rng.choice([20e3, rng.uniform(1e3, 12e3)]))
    y = noise(rng, n, rate, slope, low, high)
    if kind == "swelling noise":
        y *= slow(rng, n, rate, rng.uniform(.05, .6), rng.uniform(.3, 1.3))
    if kind == "rain":
        drops = np.zeros(n)
        at = rng.integers(0, n, int(rng.uniform(100, 3000) * seconds))
        drops[at] = rng.normal(size=len(at)) * rng.pareto(3, len(at))
        drops = shaped(drops, rate, lambda f: np.asarray(f / 2500 / (1 + (f / 2500) ** 2)))
        y = y * rng.uniform(.1, 1) + drops / (float(np.std(drops)) + 1e-9)
        return kind, y * slow(rng, n, rate, .1, .2), np.zeros(0)
    return kind, y, np.zeros(0)


def tone_of_room(rng: Rng, seconds: float, rate: int) -> Answer:
    """A quiet room: low noise, mains hum, now and then a bump."""
    n = int(seconds * rate)
    t, mains = np.arange(n) / rate, float(rng.choice([50, 60]))
    y = noise(rng, n, rate, rng.uniform(3, 7), 20, rng.uniform(500, 8000)) * slow(rng, n, rate, .1, .15)
    for k in range(1, 9):
        y += rng.uniform(0, 2.0) * (rng.random() < .6) / k * np.sin(2 * np.pi * mains * k * t + rng.uniform(0, 6))
    bumps = irregular(rng, seconds, rng.choice([0, .1, .25]))
    for at in bumps:
        put(y, at, burst(rng, rate, rng.uniform(60, 900), rng.uniform(.3, 1), rng.uniform(.02, .12)) * rng.uniform(8, 25), rate)
    return "room tone", y, bumps


def applause(rng: Rng, seconds: float, rate: int) -> Answer:
    """A few dozen to thousands of people clapping, each claps unevenly at their own pace; sometimes cheers."""
    n, people = int(seconds * rate), int(np.exp(rng.uniform(*np.log([12, 3000]))))
    hands = [burst(rng, rate, rng.uniform(500, 2600), rng.uniform(.3, .9), rng.uniform(.005, .015)) for _ in range(24)]
    swell = slow(rng, n, rate, .15, rng.uniform(.1, .6))
    if rng.random() < .5:   # it comes up, and dies away
        x = np.linspace(0, 1, n)
        swell *= np.clip(x / rng.uniform(.02, .2), 0, 1) * np.clip((1 - x) / rng.uniform(.05, .5), 0, 1) ** 1.5
    out, per_hand = np.zeros(n + rate), int(people * rng.uniform(2, 4.5) * seconds / len(hands))
    for hand in hands:
        hits = np.zeros(n + rate)
        at = rng.integers(0, n, per_hand)
        np.add.at(hits, at, rng.pareto(2.5, per_hand).clip(0, 6) * swell[at] * (rng.random(per_hand) < np.sqrt(np.minimum(1, swell[at]))))
        out += np.fft.irfft(np.fft.rfft(hits) * np.fft.rfft(hand, n + rate), n + rate)
    out = room(rng, out[:n], rate, rng.uniform(.4, 2.5), rng.uniform(.1, .6))
    if rng.random() < .5:
        crowd = noise(rng, n, rate, 2, 400, 2500) * slow(rng, n, rate, .6, .6)
        out += crowd * float(np.std(out)) * rng.uniform(.1, .8)
        for at in irregular(rng, seconds, rng.uniform(.1, .6)):   # a whoop or a whistle
            m = int(rate * rng.uniform(.3, 1.2))
            t = np.arange(m) / m
            f = (rng.uniform(300, 900) if rng.random() < .7 else rng.uniform(1500, 2800)) * (1 + rng.uniform(.1, .5) * np.sin(np.pi * t ** rng.uniform(.5, 2)))
            phase = 2 * np.pi * np.cumsum(f) / rate
            put(out, at, (np.sin(phase) + .4 * np.sin(2 * phase)) * np.sin(np.pi * t) ** 2 * float(np.std(out)) * rng.uniform(.2, 1), rate)
    return "applause", out, None


def voices(rng: Rng, seconds: float, rate: int) -> Answer:
    """One speaker, a few, or a crowd that babbles."""
    n = int(seconds * rate)
    if rng.random() < .6:
        y = spoken(rng, seconds, rate)
        return "speech", (room(rng, y, rate, rng.uniform(.2, 1.2), rng.uniform(.05, .4)) if rng.random() < .6 else y) + 1e-4 * noise(rng, n, rate, 3), None
    some = [spoken(rng, seconds, rate) if i < 4 else syllables(rng, seconds, rate, rng.uniform(85, 260), rng.uniform(3, 6))
            for i in range(int(rng.integers(2, 9)))]
    out = np.zeros(n)
    for i in range(int(np.exp(rng.uniform(*np.log([3, 120]))))):   # each is heard again from other places, later
        y = some[i % len(some)] / (float(np.std(some[i % len(some)])) + 1e-9)
        out += np.roll(y, int(rng.integers(n))) * rng.pareto(3)
    return "babble", room(rng, out, rate, rng.uniform(.4, 2), rng.uniform(.2, .7)), None


def sustained(rng: Rng, seconds: float, rate: int) -> Answer:
    """Tones that only last: one, a chord, a cluster; detuned, gliding, swelling, with vibrato or tremolo that wander."""
    n, base = int(seconds * rate), float(np.exp(rng.uniform(*np.log([45, 900]))))
    t, kind = np.arange(n) / rate, str(rng.choice(["tone", "chord", "cluster", "glissando"]))
    chord = {"tone": (0,), "chord": (0, rng.choice([3, 4]), 7, 12), "cluster": rng.uniform(0, 14, 5), "glissando": (0, 7)[:int(rng.integers(1, 3))]}[kind]
    out, tilt, glide = np.zeros(n), rng.uniform(.8, 2.5), np.log2(slow(rng, n, rate, rng.uniform(.05, .4), .5)) if kind == "glissando" else np.zeros(n)
    vibrato = rng.choice([0, 0, .15, .35]) * np.sin(2 * np.pi * np.cumsum(rng.uniform(4, 7) * slow(rng, n, rate, 1, .1)) / rate)
    for step in chord:
        for detune in rng.normal(0, rng.choice([.0, .04, .1]), int(rng.integers(1, 3))):
            f = base * 2 ** ((step + detune + vibrato) / 12 + glide)
            phase = 2 * np.pi * (np.cumsum(f) / rate + rng.random())
            for k in range(1, int(min(16, rate / 2.2 / float(f.max()))) + 1):
                a = k ** -tilt
                if a > .015:
                    out += a * np.sin(k * phase) * (slow(rng, n, rate, .5, .2) if k < 3 else 1)
    if rng.random() < .6:
        out *= slow(rng, n, rate, rng.uniform(.05, .4), rng.uniform(.2, 1))
    if rng.random() < .2:
        out *= 1 + rng.uniform(.05, .4) * np.sin(2 * np.pi * np.cumsum(rng.uniform(3, 8) * slow(rng, n, rate, .7, .25)) / rate)
    return f"sustained {kind}", out * np.clip(t / rng.uniform(.3, 3), 0, 1), np.zeros(0)


def knocks(rng: Rng, seconds: float, rate: int) -> Answer:
    """Isolated bumps, knocks and scattered notes at random times."""
    out = .002 * noise(rng, int(seconds * rate), rate, rng.uniform(0, 6)) * rng.uniform(.1, 3)
    times, makers = irregular(rng, seconds, .15 * 33 ** rng.uniform()), [knock(rng, rate) for _ in range(int(rng.integers(1, 7)))]
    notes = rng.random() < .35
    for at in times:
        y = makers[rng.integers(len(makers))]()
        if notes:
            t, f = np.arange(int(rate * .8)) / rate, 440 * 2 ** (rng.integers(-24, 25) / 12)
            y = sum((np.sin(2 * np.pi * f * k * t) * np.exp(-t * (2 + k)) / k ** 1.3 for k in range(1, 6)), np.zeros(len(t))) * np.minimum(1, t / .003)
        put(out, at, y * rng.uniform(.25, 1), rate)
    out = room(rng, out, rate, rng.uniform(.15, 1.5), rng.uniform(0, .35)) if rng.random() < .6 else out
    return "scattered notes" if notes else "knocks", out, times


def sound(rng: Rng, seconds: float, rate: int = 48000) -> tuple[str, Audio, Floats | None]:
    """(kind, (n,) mono, onset times in s: empty where nothing begins, None where they are not known) of a sound of `seconds` (s) with no beat; rate in Hz."""
    makers = (noisy, tone_of_room, applause, voices, sustained, knocks)
    if rng.random() < .03:
        return "silence", np.zeros(int(seconds * rate), np.float32), np.zeros(0)
    kind, y, onsets = makers[rng.choice(len(makers), p=[.16, .12, .18, .22, .14, .18])](rng, seconds, rate)
    return kind, levelled(rng, y, kind == "room tone"), onsets


def levelled(rng: Rng, y: Floats, quiet: bool = False) -> Audio:
    """y at a random level: its peak between -20 and -0.5 dB, a quiet one 20 dB below that."""
    peak = 10 ** (rng.uniform(-20, -.5) / 20) * (.1 if quiet else 1)
    return np.asarray(y * peak / (float(np.abs(y).max()) + 1e-9), np.float32)


def clicks(rng: Rng, seconds: float, rate: int = 48000) -> tuple[Audio, Floats, Floats, Floats]:
    """((n,) mono, beats, downbeats, onsets, all in s): a metronome of clicks, woodblocks, beeps or kicks at 40-240 beats a minute. No accents: no downbeats."""
    period, loose = 60 / float(np.exp(rng.uniform(*np.log([40, 240])))), float(rng.choice([0, .005, .01, .02, .03]))
    grid = np.arange(rng.uniform(0, period), seconds - .05, period)
    heard = np.clip(grid + rng.normal(size=len(grid)) * min(loose, period * .1), 0, seconds - .03)
    accents = int(rng.choice([0, 0, 2, 3, 4]))
    plain, strong = knock(rng, rate), knock(rng, rate)
    first, same = int(rng.integers(accents)) if accents else 0, rng.random() < .4
    out = .001 * noise(rng, int(seconds * rate), rate, 3) * rng.choice([0, .1, 1, 3])
    for i, at in enumerate(heard):
        down = accents > 0 and i % accents == first
        put(out, at, (strong if down and not same else plain)() * (1.0 if down else .6) * np.exp(rng.normal() * .05), rate)
    if rng.random() < .5:
        out = room(rng, out, rate, rng.uniform(.15, 1.2), rng.uniform(0, .3))
    return levelled(rng, out), grid, grid[first::accents] if accents else np.zeros(0), heard
