"""Bowed strings: sections of players who never quite agree, each a string that sticks and slips under rosin, all sounding through wood."""
from __future__ import annotations

from functools import lru_cache

import numpy as np

from visualizer.model.time import SAMPLE_RATE

from .struck import ring
from .tone import TAU, Floats, Mono, Sound, gains, samples

_TABLE, _STEP = 16_384, 240
"""samples of one period; samples between two points of a hand's curve (5 ms)"""
_WITHIN = np.arange(_STEP, dtype=np.float32)[None, :]


@lru_cache(maxsize=96)
def _period(harmonics: int) -> Mono:
    """(_TABLE,): the force on the bridge, a saw as far as this many harmonics, rms 1."""
    k = np.arange(1, harmonics + 1)
    spectrum = np.zeros(_TABLE // 2 + 1, np.complex128)
    spectrum[1:harmonics + 1] = -1j / k * np.exp(-(k / (1.15 * harmonics)) ** 4)
    wave = np.fft.irfft(spectrum, _TABLE)
    return np.asarray(wave / np.sqrt((wave ** 2).mean()), np.float32)


@lru_cache(maxsize=1)
def _rosin() -> Mono:
    """Ten seconds of hiss, the same for everybody; each bow begins elsewhere in it."""
    noise = np.random.default_rng(7).standard_normal(10 * SAMPLE_RATE, dtype=np.float32)
    noise[1:] -= 0.55 * noise[:-1]
    return noise


def _drawn(points: Floats) -> Mono:
    """(k + 1,) points 5 ms apart -> (k, _STEP), straight between them."""
    p = points.astype(np.float32)
    return np.asarray(p[:-1, None] + (p[1:] - p[:-1])[:, None] * (_WITHIN / _STEP), np.float32)


def bow(hz: float, length_s: float, level: float, rng: np.random.Generator, *, rise_s: float = 0.3, fall_s: float = 0.4, bright: float = 0.5, players: int = 6,
        place: float = 0.0, spread: float = 0.35, vibrato: float = 1.0, bend: tuple[float, ...] = (0.0,), tremolo: float = 0.0, shape: float = 0.0) -> Sound:
    """A section on one note, before the wood. level: rms of the whole section at full bow; bright: 0 flautando .. 1 near the bridge; bend: semitones at
    even places through the note; tremolo: 0..1; shape: -1 dies along the note .. 1 grows along it."""
    k = max(2, samples(length_s) // _STEP)
    t = np.arange(k + 1) * (_STEP / SAMPLE_RATE)
    end = t[-1]
    rise, fall = np.clip(t / min(rise_s, 0.5 * end), 0.0, 1.0), np.clip((end - t) / min(fall_s, 0.5 * end), 0.0, 1.0)
    press = (0.5 - 0.5 * np.cos(np.pi * rise)) * (0.5 - 0.5 * np.cos(np.pi * fall)) * (1.0 + shape * (t / end - 0.5))
    glide = np.interp(t, np.linspace(0.0, end, len(bend)), bend) if len(bend) > 1 else np.full(len(t), bend[0])
    top = int(min(13_000.0, 2_000.0 + 9_000.0 * bright) / hz)
    full, soft = _period(max(3, min(120, top))), _period(max(2, min(10, int((500.0 + 900.0 * bright) / hz) + 2)))
    depth = 0.0075 * vibrato * np.clip((t - 0.12) / 0.5, 0.0, 1.0)
    moments = np.arange(0.0, end + 0.4, 0.13)
    out = np.zeros((2, k * _STEP), np.float32)
    weight = level / players ** 0.5
    for number in range(players):
        wobble = np.interp(t, moments, rng.normal(0.0, 1.0, len(moments)))
        cents = rng.normal(0.0, 5.0) + 3.0 * wobble - 35.0 * np.exp(-t / 0.035) * rng.uniform(0.0, 1.0)
        swing = depth * np.sin(TAU * (rng.uniform(5.0, 6.4) * t + 0.04 * np.cumsum(wobble) * _STEP / SAMPLE_RATE * 6.0) + rng.uniform(0.0, TAU))
        f = hz * 2.0 ** ((glide + cents / 100.0) / 12.0) * (1.0 + swing)
        step = (f / SAMPLE_RATE).astype(np.float64)
        start = np.concatenate([[0.0], np.cumsum(0.5 * (step[:-1] + step[1:]) * _STEP)])[:-1] + rng.uniform()
        first, slope = step[:-1, None].astype(np.float32), ((step[1:] - step[:-1]) * (0.5 / _STEP))[:, None].astype(np.float32)
        phase = (start % 1.0).astype(np.float32)[:, None] + (first + slope * _WITHIN) * _WITHIN
        index = (phase * np.float32(_TABLE)).astype(np.int32) & (_TABLE - 1)
        lag = int(rng.integers(0, 5))
        hand = np.concatenate([np.zeros(lag), press[:len(press) - lag]]) * (1.0 + 0.07 * wobble)
        if tremolo:
            hand = hand * (1.0 - tremolo * (0.5 + 0.5 * np.cos(TAU * (rng.uniform(9.0, 13.0) * t + rng.uniform()))))
        hand[-1] = 0.0
        edge = np.clip(hand, 0.0, 1.4) * (0.35 + 0.65 * bright)
        sound = full[index] * _drawn(hand * edge) + soft[index] * _drawn(hand * (1.0 - 0.7 * edge))
        offset = int(rng.integers(0, 5 * SAMPLE_RATE))
        hiss = _rosin()[offset:offset + k * _STEP] if k * _STEP < 5 * SAMPLE_RATE else np.resize(_rosin(), k * _STEP)
        scratch = hand * (0.015 + 0.030 * bright + 0.10 * bright * np.exp(-t / 0.05))
        sound += hiss.reshape(k, _STEP) * _drawn(scratch) * (np.float32(0.5) + np.float32(0.5) * full[index])
        left, right = gains(place + spread * (2.0 * (number + 0.5) / players - 1.0))
        sound = sound.reshape(-1)
        out[0] += sound * np.float32(weight * left)
        out[1] += sound * np.float32(weight * right)
    return out


def wood(size: float, rng: np.random.Generator) -> Sound:
    """(2, n): what a body answers to the bridge: air, plates, and the many small modes of the hill around 2.5 kHz. size: 1 a violin, 2.6 a cello."""
    low = np.array([273.0, 405.0, 462.0, 548.0, 700.0]) / size
    many = np.geomspace(850.0 / size ** 0.8, 9_500.0, 52) * rng.uniform(0.96, 1.04, 52)
    hill = 0.30 + 0.9 * np.exp(-((np.log2(many) - np.log2(2_500.0 / size ** 0.35)) / 0.55) ** 2) - 0.12 * (many > 5_500.0)
    f = np.concatenate([low, many])
    g = np.concatenate([np.array([0.9, 0.45, 1.0, 1.0, 0.5]), np.maximum(hill, 0.06)])
    q = np.concatenate([np.array([12.0, 16.0, 22.0, 22.0, 14.0]), np.full(52, 26.0)])
    ears = np.stack([rng.uniform(0.7, 1.3, len(f)), rng.uniform(0.7, 1.3, len(f))]) * np.where(rng.uniform(size=len(f)) < 0.5, -1.0, 1.0)
    out = ring(4_096, f, 2.2 * q / f, ears * g * (f / q) * -1j * (TAU / SAMPLE_RATE))
    out *= np.hanning(2 * 4_096)[4_096:].astype(np.float32)
    out[:, 0] += 0.30
    return out
