"""The instruments of the overture: glass, bowed strings, struck metal, drums, bass, gears, and people talking behind a curtain. Each returns stereo."""
from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt

from visualizer.model.time import SAMPLE_RATE

Mono = npt.NDArray[np.float32]
Stereo = npt.NDArray[np.float32]
TAU = 2.0 * np.pi
_TABLE = 8192


def smooth_size(n: int) -> int:
    """The least 2^a 3^b 5^c >= n: the length of a quick transform."""
    best = 1 << max(0, n - 1).bit_length()
    for c in (1, 5, 25, 125):
        for b in (1, 3, 9, 27):
            size = b * c
            while size < n:
                size *= 2
            best = min(best, size)
    return best


def seconds(s: float) -> npt.NDArray[np.float64]:
    """(n,) float64: the instants of s seconds of sound."""
    return np.arange(int(s * SAMPLE_RATE)) / SAMPLE_RATE


def pan(sound: Mono, place: float) -> Stereo:
    """(n, 2): at place -1 left .. 1 right, of equal power, the far ear up to 0.3 ms late."""
    angle = (place + 1.0) * np.pi / 4.0
    late = int(abs(place) * 0.0003 * SAMPLE_RATE)
    far = np.concatenate([np.zeros(late, np.float32), sound[:len(sound) - late]]) if late else sound
    left, right = (far, sound) if place > 0 else (sound, far)
    return np.stack([left * np.cos(angle), right * np.sin(angle)], axis=1).astype(np.float32)


def ramp(n: int, rise_s: float, fall_s: float) -> npt.NDArray[np.float64]:
    """(n,): raised-cosine rise and fall, so that nothing begins or ends with a click."""
    out = np.ones(n)
    a, b = min(n, max(1, int(rise_s * SAMPLE_RATE))), min(n, max(1, int(fall_s * SAMPLE_RATE)))
    out[:a] *= 0.5 - 0.5 * np.cos(np.pi * np.arange(a) / a)
    out[n - b:] *= 0.5 + 0.5 * np.cos(np.pi * np.arange(b) / b)
    return out


def shaped_noise(n: int, low_hz: float, high_hz: float, rng: np.random.Generator, tilt: float = 0.0) -> npt.NDArray[np.float64]:
    """(n,): noise between two frequencies with soft edges, rms 1. tilt: power of f, negative is darker."""
    size = smooth_size(n)
    f = np.maximum(np.fft.rfftfreq(size, 1.0 / SAMPLE_RATE), 1.0)
    band = 1.0 / np.sqrt(1.0 + (low_hz / f) ** 6) / np.sqrt(1.0 + (f / high_hz) ** 6) * f ** tilt
    sound = np.fft.irfft(np.fft.rfft(rng.standard_normal(size)) * band, size)[:n]
    level = max(1e-12, float(np.sqrt(np.mean(sound ** 2))))
    return np.asarray(sound / level, np.float64)


def glass(hz: float, level: float, rng: np.random.Generator, length_s: float = 6.0, softness: float = 0.5) -> Stereo:
    """A struck glass bowl: a long clear fundamental whose two modes beat slowly between the ears, and shorter inharmonic partials above it."""
    t = seconds(length_s)
    out = np.zeros((len(t), 2))
    for ratio, gain, decay in ((1.0, 1.0, 1.0), (2.003, 0.16, 0.7), (2.76, 0.20, 0.34), (5.40, 0.10, 0.17), (8.93, 0.05, 0.09)):
        if hz * ratio > 16_000.0:
            continue
        split = 0.22 if ratio == 1.0 else 0.9
        envelope = gain * softness ** (ratio - 1.0) ** 0.5 * np.exp(-t * 6.9 / (length_s * decay))
        for ear, shift in ((0, -split), (1, split)):
            out[:, ear] += envelope * np.sin(TAU * (hz * ratio + shift) * t + rng.uniform(0.0, 0.4))
    tap = shaped_noise(len(t[:2400]), 1_500.0, 7_000.0, rng) * np.exp(-seconds(0.05) * 160.0)
    out[:2400] += 0.05 * tap[:, None]
    return (level * out * ramp(len(t), 0.004, 0.4)[:, None]).astype(np.float32)


@lru_cache(maxsize=32)
def _bowed(harmonics: int, brightness: float) -> npt.NDArray[np.float32]:
    """One period of a bowed string: a saw whose harmonics a wooden body has coloured."""
    n = np.arange(1, harmonics + 1)
    body = (1.0 + 0.5 * np.sin(1.7 * n + 0.4)) * n ** -1.0 * np.exp(-n / (harmonics * brightness))
    x = np.arange(_TABLE) / _TABLE
    wave = (body[:, None] * np.sin(TAU * n[:, None] * x)).sum(axis=0)
    return np.asarray(wave / np.abs(wave).max(), np.float32)


def strings(hz: float, length_s: float, level: float, rng: np.random.Generator, *, rise_s: float = 0.6, fall_s: float = 0.8, brightness: float = 0.35,
            players: int = 5, width: float = 0.7) -> Stereo:
    """A section of bowed strings on one note: every player slightly off in pitch and vibrato, spread over the stage. The bow presses harder in the middle."""
    t = seconds(length_s)
    out = np.zeros((len(t), 2), np.float32)
    table = _bowed(max(3, min(28, int(9_000.0 / hz))), brightness)
    soft = _bowed(max(2, min(6, int(3_000.0 / hz))), brightness)
    swell = ramp(len(t), rise_s, fall_s)
    lean, press = ((1.0 - 0.6 * swell) * swell).astype(np.float32), (0.8 * swell * swell).astype(np.float32)
    slow = np.arange(0.0, length_s + 0.02, 0.005)   # hands move slowly: their curves are drawn at 200 Hz
    depth = 0.0035 * np.clip((slow - 0.25) / 0.6, 0.0, 1.0)
    for k in range(players):
        vibrato = depth * np.sin(TAU * (5.1 + rng.uniform(-0.5, 0.5)) * slow + rng.uniform(0.0, TAU))
        wander = 0.0008 * np.sin(TAU * rng.uniform(0.15, 0.5) * slow + rng.uniform(0.0, TAU))
        pitch = hz * 2.0 ** (rng.normal(0.0, 0.05) / 12.0) * (1.0 + vibrato + wander)
        index = ((np.cumsum(np.interp(t, slow, pitch)) / SAMPLE_RATE + rng.uniform()) * _TABLE).astype(np.int32) % _TABLE
        sound = soft[index] * lean + table[index] * press
        out += pan(sound * np.float32(rng.uniform(0.85, 1.15)), width * (2.0 * k / max(1, players - 1) - 1.0))
    return np.asarray(level * out / players ** 0.5, np.float32)


def metal(hz: float, level: float, rng: np.random.Generator, place: float = 0.0, length_s: float = 1.2, hardness: float = 1.0) -> Stereo:
    """A tuned bar of the machine, struck: the modes of a free bar over its pitch."""
    t = seconds(length_s)
    sound = np.zeros(len(t))
    for ratio, gain, decay in ((1.0, 1.0, 0.9), (2.0, 0.12, 0.7), (2.756, 0.5 * hardness, 0.4), (5.404, 0.28 * hardness, 0.2), (8.933, 0.15 * hardness, 0.1)):
        if hz * ratio < 15_000.0:
            sound += gain * np.exp(-t * 6.9 / (length_s * decay)) * np.sin(TAU * hz * ratio * t + rng.uniform(0.0, TAU))
    click = shaped_noise(960, 2_500.0, 9_000.0, rng) * np.exp(-seconds(0.02) * 300.0)
    sound[:960] += 0.18 * hardness * click
    return pan((level * sound * ramp(len(t), 0.0015, 0.1)).astype(np.float32), place)


def drum(level: float, rng: np.random.Generator, low_hz: float = 46.0, length_s: float = 0.6) -> Stereo:
    """A low drum: a skin that falls in pitch, and the knock of the mallet."""
    t = seconds(length_s)
    pitch = low_hz + 74.0 * np.exp(-t * 26.0)
    skin = np.sin(TAU * np.cumsum(pitch) / SAMPLE_RATE) * np.exp(-t * 7.0)
    skin = np.tanh(1.6 * skin) / np.tanh(1.6)
    knock = shaped_noise(len(t), 250.0, 2_600.0, rng, -0.5) * np.exp(-t * 120.0) * 0.22
    sound = (skin + knock) * ramp(len(t), 0.0008, 0.12)
    return pan((level * sound).astype(np.float32), 0.0)


def brush(level: float, rng: np.random.Generator, place: float, low_hz: float = 5_000.0, decay: float = 42.0) -> Stereo:
    """A short stroke on metal: hats, shakers, the teeth of a gear."""
    t = seconds(0.25)
    sound = shaped_noise(len(t), low_hz, 13_000.0, rng) * np.exp(-t * decay) * ramp(len(t), 0.0008, 0.05)
    return pan((level * 0.3 * sound).astype(np.float32), place)


def crack(level: float, rng: np.random.Generator) -> Stereo:
    """Wood on wood with a body: the second and fourth beat."""
    t = seconds(0.4)
    body = np.sin(TAU * 190.0 * t) * np.exp(-t * 28.0) + 0.6 * np.sin(TAU * 311.0 * t) * np.exp(-t * 36.0)
    rattle = shaped_noise(len(t), 900.0, 7_500.0, rng) * np.exp(-t * 19.0) * 0.30
    return pan((level * (0.5 * body + rattle) * ramp(len(t), 0.0008, 0.1)).astype(np.float32), 0.0)


def bass(hz: float, length_s: float, level: float) -> Stereo:
    """A plucked low string: its brightness dies before its tone."""
    t = seconds(length_s)
    sound = sum(np.sin(TAU * hz * n * t) * n ** -1.1 * np.exp(-t * (0.9 + 1.6 * n)) for n in range(1, 9))
    return pan((level * 0.8 * np.asarray(sound) * ramp(len(t), 0.006, 0.05)).astype(np.float32), 0.0)


def murmur(length_s: float, level: float, rng: np.random.Generator, people: int = 14) -> Stereo:
    """People talking behind a heavy curtain: for each a voice of his own, in syllables and sentences, without words, and without its highs."""
    t = seconds(length_s)
    out = np.zeros((len(t), 2), np.float32)
    for k in range(people):
        low = rng.uniform(95.0, 230.0)
        places = ((low * 1.5, 1.0), (rng.uniform(350.0, 700.0), 0.7), (rng.uniform(900.0, 1_400.0), 0.22))
        formants = [shaped_noise(len(t), f * 0.8, f * 1.25, rng) * g for f, g in places]
        turns = np.arange(0.0, length_s + 1.0, 0.3)
        lilt = 1.0 + 0.1 * np.interp(t, turns, rng.normal(0.0, 1.0, len(turns)))
        buzz = 0.5 + 0.5 * np.sin(TAU * np.cumsum(low * lilt) / SAMPLE_RATE)
        knots = np.arange(0.0, length_s + 0.4, rng.uniform(0.16, 0.24))
        syllables = np.interp(t, knots, rng.uniform(0.0, 1.0, len(knots)) ** 1.5)
        phrase = np.clip(np.sin(TAU * rng.uniform(0.15, 0.4) * t + rng.uniform(0.0, TAU)) * 2.0 + 0.8, 0.0, 1.0)
        out += pan((np.sum(formants, axis=0) * buzz * syllables * phrase).astype(np.float32), (2.0 * k / (people - 1) - 1.0) * 0.9)
    return np.asarray(level * out / people ** 0.5, np.float32)
