"""The house: people who talk behind a curtain, one who draws breath, and hundreds of hands."""
from __future__ import annotations

import numpy as np

from visualizer.model.time import SAMPLE_RATE

from .space import convolve
from .struck import ring
from .tone import TAU, Floats, Mono, Sound, burst, gains, ramp, samples, seconds, swells, weather

_VOWELS = ((300.0, 870.0, 2_240.0), (460.0, 1_100.0, 2_400.0), (660.0, 1_200.0, 2_500.0), (530.0, 1_840.0, 2_480.0), (300.0, 2_200.0, 2_900.0))
"""Hz: the first three resonances of a throat at u, o, a, e, i"""


def _throat(formants: tuple[float, ...]) -> Sound:
    """(2, n): the answer of a throat to one pulse of its folds."""
    f = np.array([*formants, 3_400.0])
    sound = ring(1_200, f, 2.2 / np.array([60.0, 80.0, 130.0, 220.0]), np.ones((2, 1)) * np.array([1.0, 0.5, 0.22, 0.1]) * -1j)
    return np.asarray(sound * ramp(1_200, 0.0001, 0.008), np.float32)


def murmur(length_s: float, rng: np.random.Generator, people: int = 22) -> Sound:
    """(2, n), rms about 1: a house that talks. Everybody has a pitch, a pace, a seat, sentences and pauses; every syllable a vowel; the words are lost."""
    n = samples(length_s)
    said = np.zeros((len(_VOWELS), 2, n), np.float32)
    hissed = np.zeros((2, n), np.float32)
    for _ in range(people):
        low = float(rng.choice([115.0, 205.0])) * 2.0 ** float(rng.normal(0.0, 0.18))
        left, right = gains(float(rng.uniform(-1.0, 1.0)))
        near = float(rng.uniform(0.4, 1.0))
        at = float(rng.uniform(-1.0, 0.4))
        while at < length_s:
            melody = low * 2.0 ** float(rng.normal(0.05, 0.1))
            for _syllable in range(int(rng.integers(3, 12))):   # a sentence falls
                lasts = float(rng.uniform(0.11, 0.27))
                m, i = samples(lasts), samples(max(0.0, at))
                if at > 0.0 and i + m < n:
                    t = np.arange(m) / SAMPLE_RATE
                    pitch = melody * (1.0 + float(rng.normal(0.0, 0.05)) * t / lasts)
                    turn = np.cumsum(pitch) / SAMPLE_RATE + rng.uniform()
                    folds = np.maximum(0.0, np.sin(TAU * turn)).astype(np.float32) ** 7
                    folds += 0.03 * rng.standard_normal(m, dtype=np.float32)
                    folds *= ramp(m, 0.03, 0.06) * np.float32(near * rng.uniform(0.4, 1.0))
                    vowel = int(rng.integers(len(_VOWELS)))
                    said[vowel, 0, i:i + m] += left * folds
                    said[vowel, 1, i:i + m] += right * folds
                    if rng.uniform() < 0.25:
                        s = burst(samples(0.07), 3_000.0, 7_000.0, rng, 0.2) * ramp(samples(0.07), 0.02, 0.04) * np.float32(0.10 * near)
                        hissed[0, i:i + len(s)] += left * s[:n - i]
                        hissed[1, i:i + len(s)] += right * s[:n - i]
                at += lasts * float(rng.uniform(0.85, 1.1))
                melody *= float(rng.uniform(0.96, 1.02))
            at += float(rng.gamma(2.0, 0.4))
    out = hissed
    for vowel, formants in enumerate(_VOWELS):
        out += convolve(said[vowel], _throat(formants)) * np.float32(0.05)
    out /= np.float32(np.sqrt((out.astype(np.float64) ** 2).mean()) + 1e-9)
    return out


def behind_velvet(sound: Sound, cutoff_hz: float) -> Sound:
    """What a heavy curtain lets through."""
    n = sound.shape[1]
    f = np.fft.rfftfreq(n, 1.0 / SAMPLE_RATE)
    gain = (1.0 / (1.0 + (f / cutoff_hz) ** 2)).astype(np.float32)
    return np.asarray(np.fft.irfft(np.fft.rfft(sound, axis=1) * gain, n, axis=1), np.float32)


def breath(length_s: float, rng: np.random.Generator) -> Sound:
    """Somebody breathes in through the mouth: the throat opens, and its resonances rise."""
    def air(t: Floats, f: Floats) -> Floats:
        x = np.clip(t / length_s, 0.0, 1.0)
        flow = np.sin(np.pi * x ** 1.4) ** 2 * (0.5 + 0.5 * x)
        first, second = 620.0 + 480.0 * x, 1_700.0 + 500.0 * x
        mouth = 1.0 / (1.0 + ((f - first) / 260.0) ** 2) + 0.7 / (1.0 + ((f - second) / 420.0) ** 2) + 0.25 / (1.0 + ((f - 4_200.0) / 1_600.0) ** 2)
        return flow * mouth

    return weather(length_s, air, rng, width=0.25, frame=1024) * ramp(samples(length_s), 0.1, 0.05)


def _palms(rng: np.random.Generator, kinds: int = 64) -> list[Mono]:
    """Claps, flat or cupped: a crack, and the hollow between two palms that it rings."""
    out = []
    t = seconds(0.05)
    for _ in range(kinds):
        cup = float(rng.uniform(0.0, 1.0))
        hollow = 780.0 * 3.8 ** (1.0 - cup) * float(rng.uniform(0.9, 1.1))
        body = burst(len(t), hollow * 0.72, hollow * 1.4, rng, float(rng.uniform(0.022, 0.045)))
        crack = burst(len(t), 2_200.0, 13_000.0, rng, float(rng.uniform(0.010, 0.022)))
        out.append(np.asarray((body + (2.1 - 1.1 * cup) * crack) * ramp(len(t), 0.0004, 0.01), np.float32))
    return out


def applause(length_s: float, rng: np.random.Generator, people: int = 380) -> Sound:
    """(2, n): one pair of hands, then within a second everybody, each at a pace, a strength and in a seat of their own; at the end they stop one by one."""
    n = samples(length_s)
    out = np.zeros((2, n + SAMPLE_RATE), np.float32)
    bank, mood = _palms(rng), swells(length_s, 0.6, rng, 0.62, 1.0)
    for number in range(people):
        eager = float(rng.gamma(2.2, 0.24)) + 0.12
        at, stop = (0.0 if number == 0 else eager), length_s - 0.1 - float(rng.gamma(1.6, 0.42))
        left, right = gains(float(rng.uniform(-1.0, 1.0)) if number else 0.15)
        near = 0.9 if number == 0 else float(rng.uniform(0.16, 1.0)) ** 3.5 + 0.05
        period, loose = 1.0 / float(np.clip(rng.normal(4.1, 0.6), 2.4, 6.0)), float(rng.uniform(0.03, 0.10))
        own = bank[int(rng.integers(len(bank)))]
        count = max(0, int((stop - at) / period))
        times = at + np.cumsum(np.concatenate([[0.0], period * np.clip(rng.normal(1.0, loose, count), 0.6, 1.5)]))
        tired = near * rng.uniform(0.55, 1.1, len(times)) * np.clip(1.2 - 0.35 * times / length_s, 0.0, 1.0) * mood(times)
        for i, gain in zip((times * SAMPLE_RATE).astype(int), tired, strict=True):
            if i < n:
                out[0, i:i + len(own)] += np.float32(gain * left) * own
                out[1, i:i + len(own)] += np.float32(gain * right) * own
    return out[:, :n]
