"""Raw sounds by synthesis: shaped noise, rooms, bursts, knocks, voices."""
from __future__ import annotations

import contextlib
import subprocess
import tempfile
import wave
from collections.abc import Callable
from pathlib import Path

import numpy as np

from .piece import Floats

Rng = np.random.Generator
SPEAKER = Path("/usr/bin/espeak-ng")
TONGUES = ("en-us", "en-gb", "de", "fr-fr", "es", "it", "pt", "nl", "sv", "pl", "ru", "tr", "fi", "hu", "el", "ja", "hi", "sw", "ko", "cs")
VOWELS = ((730, 1090, 2440), (270, 2290, 3010), (300, 870, 2240), (530, 1840, 2480), (570, 840, 2410), (490, 1350, 1690), (660, 1720, 2410), (440, 1020, 2240))
"""the first three formants in Hz"""


def shaped(x: Floats, rate: int, gain: Callable[[Floats], Floats]) -> Floats:
    """x (n,) with its spectrum multiplied by gain(Hz)."""
    return np.fft.irfft(np.fft.rfft(x) * gain(np.asarray(np.fft.rfftfreq(len(x), 1 / rate), np.float64)), len(x))


def noise(rng: Rng, n: int, rate: int, slope: float, low: float = 20.0, high: float = 20000.0) -> Floats:
    """(n,) noise of rms 1 whose power falls by `slope` (dB an octave) between low and high (Hz)."""
    def gain(f: Floats) -> Floats:
        g = np.maximum(f, 10.0) ** (-slope / 6.02)
        return np.asarray(g / np.sqrt(1 + (low / np.maximum(f, 1e-3)) ** 4) / np.sqrt(1 + (f / high) ** 4))
    y = shaped(rng.normal(size=n), rate, gain)
    return y / (float(np.sqrt(np.mean(y ** 2))) + 1e-12)


def slow(rng: Rng, n: int, rate: int, hz: float, depth: float) -> Floats:
    """(n,) a gain about 1 that wanders slower than `hz` (Hz); depth: sd of its logarithm."""
    knots = max(4, int(n / rate * hz * 2) + 4)
    x = np.linspace(0, knots - 1, n)
    i, f = np.floor(x).astype(int), x - np.floor(x)
    f = (1 - np.cos(np.pi * f)) / 2
    k = rng.normal(size=knots + 1)
    return np.asarray(np.exp(depth * (k[i] * (1 - f) + k[i + 1] * f)))


def room(rng: Rng, x: Floats, rate: int, t60: float, wet: float) -> Floats:
    """x with a decaying diffuse tail. t60: reverberation time (s); wet: the tail's share."""
    m = int(rate * t60)
    tail = noise(rng, m, rate, 3.0, 100, 6000) * np.exp(-6.9 * np.arange(m) / m)
    tail[:int(.008 * rate)] *= .2
    size = len(x) + m
    return x * (1 - wet) + wet * np.fft.irfft(np.fft.rfft(x, size) * np.fft.rfft(tail / np.sqrt(np.sum(tail ** 2)), size), size)[:len(x)]


def put(out: Floats, at: float, burst: Floats, rate: int) -> None:
    """Adds a burst at `at` (s)."""
    i = int(at * rate)
    part = burst[:max(0, len(out) - i)]
    out[i:i + len(part)] += part


def burst(rng: Rng, rate: int, centre: float, width: float, seconds: float) -> Floats:
    """A noise burst about `centre` Hz, `width` octaves wide, that dies in `seconds` (s); peak 1."""
    n = int(rate * seconds * 2)
    y = shaped(rng.normal(size=n), rate, lambda f: np.asarray(np.exp(-.5 * (np.log2(np.maximum(f, 1) / centre) / width) ** 2)))
    y *= np.exp(-3 * np.arange(n) / (rate * seconds)) * np.minimum(1, np.arange(n) / (.0007 * rate))
    return y / (float(np.abs(y).max()) + 1e-9)


def irregular(rng: Rng, seconds: float, a_second: float) -> Floats:
    """Poisson times (s), at least 60 ms apart; never three in a row evenly spaced (within 7 %)."""
    kept: list[float] = []
    for t in np.sort(rng.uniform(.05, seconds - .05, rng.poisson(a_second * seconds))):
        if kept and t - kept[-1] < .06:
            continue
        if len(kept) > 1 and abs((t - kept[-1]) / (kept[-1] - kept[-2]) - 1) < .07:
            continue
        kept.append(float(t))
    return np.array(kept)


def mouth(formants: Floats) -> Callable[[Floats], Floats]:
    """The gain over Hz of a mouth with three formants (Hz)."""
    return lambda f: np.sum([a / np.sqrt(1 + ((f - c) / w) ** 2) for a, c, w in zip((1, .5, .25), formants, (70, 100, 150), strict=True)], axis=0)


def syllables(rng: Rng, seconds: float, rate: int, pitch: float, pace: float) -> Floats:
    """Speech-like sound of one voice by formants. pitch: Hz; pace: syllables a second."""
    n = int(seconds * rate)
    out, at = np.zeros(n), float(rng.exponential(.5))
    scale = (pitch / 120) ** .25
    while at < seconds - .6:
        for _ in range(int(rng.integers(3, 14))):   # a breath group
            length = float(np.clip(rng.lognormal(-np.log(pace), .4), .07, .5))
            m = int(length * rate)
            if at + length > seconds - .1:
                break
            t = np.arange(m) / rate
            f0 = pitch * np.exp(rng.normal() * .1) * (1 + rng.normal() * .15 * t / length)
            formants = np.array(VOWELS[rng.integers(len(VOWELS))]) * scale
            source = np.cumsum(f0 / rate * (1 + .01 * rng.normal(size=m)))
            pulses = shaped(np.diff(np.floor(source), prepend=0.0) + .03 * rng.normal(size=m), rate, mouth(formants))
            out[int(at * rate):int(at * rate) + m] += pulses * np.sin(np.pi * t / length) ** .6 * rng.uniform(.4, 1)
            if rng.random() < .5:   # a consonant
                put(out, at, burst(rng, rate, rng.uniform(2000, 7000), .5, rng.uniform(.01, .05)) * .05 * rng.uniform(.2, 1), rate)
            at += length * rng.uniform(.75, 1.1)
        at += float(rng.exponential(.35)) + .1
    return out


def spoken(rng: Rng, seconds: float, rate: int) -> Floats:
    """One voice for `seconds` (s): espeak-ng saying made-up words where it is installed, else formants."""

    def word() -> str:
        parts = [rng.choice(list("bdfgklmnprstvw")) + rng.choice(["a", "e", "i", "o", "u", "ai", "en", "ar", "is"]) for _ in range(rng.choice([1, 1, 2, 3, 4]))]
        return "".join(parts) + str(rng.choice(["", "", "", "", ",", "."]))

    if SPEAKER.exists() and rng.random() < .85:
        voice = f"{rng.choice(TONGUES)}+{rng.choice(['m1', 'm2', 'm3', 'm4', 'm5', 'm6', 'm7', 'f1', 'f2', 'f3', 'f4', 'f5', 'croak', 'whisper'])}"
        text, pace, pitch = " ".join(word() for _ in range(int(seconds * 4) + 6)), str(rng.integers(110, 230)), str(rng.integers(15, 85))
        lead = np.zeros(int(rng.uniform(0, .8) * rate))
        with tempfile.TemporaryDirectory() as folder, contextlib.suppress(subprocess.SubprocessError, OSError, wave.Error):
            file = Path(folder) / "voice.wav"
            subprocess.run([str(SPEAKER), "-v", voice, "-s", pace, "-p", pitch, "-w", str(file), text], check=True, capture_output=True, timeout=60)
            with wave.open(str(file)) as w:
                x, r = np.frombuffer(w.readframes(w.getnframes()), "<i2").astype(float) / 32768, w.getframerate()
            if len(x) > r and float(np.abs(x).max()) > .01:
                y = np.interp(np.arange(int(len(x) / r * rate)) * r / rate, np.arange(len(x)), x)
                return np.concatenate([lead, y, np.zeros(int(seconds * rate))])[:int(seconds * rate)]
    return syllables(rng, seconds, rate, float(np.exp(rng.uniform(*np.log([85, 260])))), rng.uniform(3, 6))


def knock(rng: Rng, rate: int) -> Callable[[], Floats]:
    """A maker of one sort of short sound: thud, click, wood, glass, beep, plucked note, kick; each a little different."""
    kind, base = str(rng.choice(["thud", "click", "wood", "glass", "beep", "pluck", "kick", "snap"])), float(rng.uniform(.7, 1.5))

    def make() -> Floats:
        b = base * float(np.exp(rng.normal() * .02))
        if kind in ("thud", "click", "snap"):
            centre, width, length = {"thud": (150, .6, .08), "click": (3500, 1.2, .005), "snap": (1400, .7, .03)}[kind]
            return burst(rng, rate, b * centre, width, length)
        length = {"wood": .06, "glass": .5, "beep": .09, "pluck": .5, "kick": .18}[kind]
        t = np.arange(int(rate * length)) / rate
        if kind == "kick":
            y = np.sin(2 * np.pi * (50 * b * t + 4.0 * (1 - np.exp(-t / .025)) * b))
        else:
            ratios = {"wood": (1, 2.57, 4.1), "glass": (1, 2.76, 5.4), "beep": (1,), "pluck": (1, 2, 3, 4, 5, 6)}[kind]
            f = b * {"wood": 900, "glass": 1500, "beep": 1000, "pluck": 220}[kind]
            y = np.sum([np.sin(2 * np.pi * f * r * t) / (i + 1) * np.exp(-t * r * .5 / length) for i, r in enumerate(ratios)], axis=0)
        fade = np.clip((length - t) / .01, 0, 1) if kind == "beep" else np.exp(-4 * t / length)
        return np.asarray(y * fade * np.minimum(1, t / .001))
    return make
