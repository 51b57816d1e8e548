"""Everything that is struck or plucked: glass, tuned metal, a gong, drums, a low string. Each is a sum of modes, with a strength and a decay of their own."""
from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from visualizer.model.time import SAMPLE_RATE

from .tone import TAU, Floats, Sound, burst, gains, pan, ramp, samples, seconds

_BLOCK = 256


def ring(n: int, hz: Floats, t60_s: Floats, strength: npt.NDArray[np.complexfloating]) -> Sound:
    """(2, n): modes of hz (m,), each dying by 60 dB in t60_s (m,), with complex strengths (2, m).

    A decaying mode is a power of one complex number, so blocks times places in a block is an outer product, and the sum over modes a matrix product.
    """
    a = (-6.908 / t60_s + 1j * TAU * hz) / SAMPLE_RATE
    blocks = np.exp(a * (_BLOCK * np.arange(-(-n // _BLOCK)))[:, None])
    within = np.exp(a[:, None] * np.arange(_BLOCK))
    table = np.concatenate([within.real, -within.imag]).astype(np.float32)
    out = np.empty((2, n), np.float32)
    for ear in (0, 1):
        start = blocks * strength[ear]
        both = np.concatenate([start.real, start.imag], axis=1).astype(np.float32)
        out[ear] = np.einsum("ij,jk->ik", both, table).reshape(-1)[:n]   # not `@`: on matrices this small its threads cost ten times what they save
    return out


@dataclass(frozen=True, slots=True)
class Body:
    """A thing to strike. ratios of its modes to its pitch, their strengths, their decays (s to -60 dB at 440 Hz; higher notes die sooner); split: Hz between
    the two halves of each mode, which beat; tap: strength of the stroke's own noise, tap_hz: where it lies."""

    ratios: tuple[float, ...]
    strengths: tuple[float, ...]
    t60_s: tuple[float, ...]
    split: float = 0.0
    tap: float = 0.1
    tap_hz: tuple[float, float] = (1_500.0, 7_000.0)


GLASS = Body((1.0, 2.32, 4.25, 6.63, 9.38, 12.22), (1.0, 0.20, 0.12, 0.07, 0.04, 0.03), (9.0, 2.8, 1.2, 0.6, 0.35, 0.2), 0.42, 0.03, (2_500.0, 9_000.0))
"""a wine glass: modes grow roughly with the square of their number"""
BAR = Body((1.0, 3.98, 9.6, 16.5), (1.0, 0.30, 0.12, 0.05), (2.6, 0.8, 0.22, 0.1), 0.25, 0.10, (700.0, 4_000.0))
"""an undercut, tuned bar over a tube: its second mode two octaves above"""
STEEL = Body((1.0, 2.756, 5.404, 8.933, 13.34), (1.0, 0.55, 0.35, 0.22, 0.12), (1.5, 0.8, 0.4, 0.2, 0.1), 0.8, 0.25, (3_000.0, 12_000.0))
"""a free bar of steel: what the machine is made of"""
TOOTH = Body((1.0, 1.62, 2.756, 4.1, 5.404), (0.7, 0.4, 1.0, 0.6, 0.5), (0.12, 0.07, 0.06, 0.035, 0.03), 0.0, 0.9, (2_500.0, 11_000.0))
"""the tooth of a gear"""


def strike(body: Body, hz: float, level: float, rng: np.random.Generator, *, place: float = 0.0, force: float = 0.5, length_s: float | None = None) -> Sound:
    """One stroke. force: 0 a felt mallet, laid on .. 1 a hammer: harder is brighter. level: of the fundamental."""
    ratios, strengths, t60 = np.array(body.ratios), np.array(body.strengths), np.array(body.t60_s) * (440.0 / hz) ** 0.45
    keep = hz * ratios < 17_000.0
    f, g, t60 = (hz * ratios)[keep], strengths[keep], t60[keep]
    touch = hz * 0.6 + 900.0 * 14.0 ** force   # Hz up to which the mallet's contact is short enough to excite
    g = g * np.exp(-(f / touch) ** 2) / np.exp(-(hz / touch) ** 2) * rng.uniform(0.85, 1.15, len(f))
    n = samples(length_s if length_s is not None else min(9.0, 1.05 * float(t60.max())))
    ears = np.array(gains(place))[:, None]
    phase = np.exp(1j * (rng.uniform(-0.3, 0.3, len(f)) - 0.5 * np.pi))
    if body.split:
        lean = np.where(rng.uniform(size=len(f)) < 0.5, 0.16, 0.84) * rng.uniform(0.94, 1.06, len(f))   # it sings, and does not throb
        shift = 0.5 * body.split * ratios[keep] ** 0.7 * rng.uniform(0.7, 1.3, len(f))
        other = 0.5 + 0.7 * (lean - 0.5)
        halves = np.stack([lean, other]), 1.0 - np.stack([lean, other])
        strength = np.concatenate([ears * g * phase * halves[0], ears * g * phase * halves[1]], axis=1)
        sound = ring(n, np.concatenate([f - shift, f + shift]), np.concatenate([t60, t60]), strength)
    else:
        sound = ring(n, f, t60, ears * g * phase)
    if body.tap:
        m = min(n, 1_440)
        tap = burst(m, *body.tap_hz, rng, 0.03 if body is TOOTH else 0.05) * np.float32(body.tap * (0.3 + force))
        sound[:, :m] += ears.astype(np.float32) * tap * ramp(m, 0.0006, 0.005)
    sound *= np.float32(level) * ramp(n, 0.0022 - 0.0016 * force, min(0.5, 0.25 * n / SAMPLE_RATE))
    return sound


def glass(hz: float, level: float, rng: np.random.Generator, place: float = 0.0, force: float = 0.3, length_s: float | None = None) -> Sound:
    """A glass, struck softly."""
    return strike(GLASS, hz, level, rng, place=place, force=force, length_s=length_s)


def tam_tam(level: float, rng: np.random.Generator, length_s: float = 6.0, low_hz: float = 70.0) -> Sound:
    """A great gong: a hundred modes; the stroke sets off the low ones, and these the high ones, later."""
    m = 110
    f = low_hz * np.sort(rng.uniform(1.0, 90.0, m) ** rng.uniform(0.75, 1.0, m))
    g = rng.uniform(0.3, 1.0, m) * (f / low_hz) ** -0.35 * np.exp(1j * rng.uniform(0.0, TAU, m))
    t60 = length_s * 1.1 * (f / low_hz) ** -0.33
    bloom = 0.02 + 0.5 * (1.0 - np.exp(-f / 1_800.0))
    ears = np.stack([rng.uniform(0.3, 1.0, m), rng.uniform(0.3, 1.0, m)])
    sound = ring(samples(length_s), np.concatenate([f, f]), np.concatenate([t60, np.minimum(bloom, 0.8 * t60)]), np.concatenate([ears * g, -ears * g], axis=1))
    return np.asarray(sound * np.float32(level / 6.0) * ramp(sound.shape[1], 0.004, 0.3 * length_s), np.float32)


def drum(level: float, rng: np.random.Generator, low_hz: float = 46.0, length_s: float = 0.55, knock: float = 0.22) -> Sound:
    """A low drum: a skin whose pitch falls as it slackens, two of its other modes, and the knock of the mallet."""
    t = seconds(length_s)
    phase = TAU * np.cumsum(low_hz + 1.5 * low_hz * np.exp(-t * 26.0)) / SAMPLE_RATE
    skin = np.tanh(1.6 * np.sin(phase) * np.exp(-t * 3.6 / length_s))
    skin += 0.16 * np.sin(1.59 * phase + 0.3) * np.exp(-t * 16.0) + 0.08 * np.sin(2.14 * phase) * np.exp(-t * 24.0)
    skin += knock * burst(len(t), 250.0, 2_600.0 + 1_800.0 * level, rng, 0.06)
    return pan(np.float32(level) * skin.astype(np.float32) * ramp(len(t), 0.0008, 0.12), float(rng.uniform(-0.06, 0.06)))


def timpano(hz: float, level: float, rng: np.random.Generator, place: float = 0.0, length_s: float = 1.6) -> Sound:
    """A kettle drum: its modes lie near a harmonic row without its ground."""
    f = hz * np.array([1.0, 1.504, 1.742, 2.0, 2.245, 2.494, 2.8])
    g = np.array([1.0, 0.7, 0.25, 0.4, 0.2, 0.22, 0.1]) * rng.uniform(0.8, 1.2, 7)
    t60 = length_s * np.array([1.0, 0.9, 0.5, 0.6, 0.4, 0.4, 0.3])
    sound = ring(samples(length_s), f, t60, np.array(gains(place))[:, None] * g * -1j)
    m = 2_400
    sound[:, :m] += burst(m, 120.0, 1_600.0, rng, 0.05) * np.float32(0.5)
    return np.asarray(sound * np.float32(level) * ramp(sound.shape[1], 0.001, 0.3), np.float32)


def crack(level: float, rng: np.random.Generator, place: float = 0.0) -> Sound:
    """Wood on wood with a body and a rattle: the second and fourth beat."""
    n = samples(0.32)
    body = ring(n, np.array([187.0, 308.0, 466.0, 815.0, 1_240.0]) * rng.uniform(0.99, 1.01), np.array([0.20, 0.16, 0.12, 0.08, 0.06]),
                np.array(gains(place))[:, None] * np.array([0.6, 0.45, 0.3, 0.25, 0.18]) * -1j)
    rattle = burst(n, 1_100.0, 8_500.0, rng, 0.26) * np.float32(0.26)
    return np.asarray((body + pan(rattle, place)) * np.float32(level) * ramp(n, 0.0006, 0.08), np.float32)


def brush(level: float, rng: np.random.Generator, place: float = 0.0, low_hz: float = 5_500.0, decay_s: float = 0.14) -> Sound:
    """A short stroke on metal: shakers and hats."""
    n = samples(min(0.3, 1.1 * decay_s))
    return pan(burst(n, low_hz, 13_000.0, rng, decay_s) * ramp(n, 0.0015, 0.02) * np.float32(0.3 * level), place)


def bass(hz: float, length_s: float, level: float, rng: np.random.Generator) -> Sound:
    """A plucked low string: twenty partials, a little sharp the higher they are; its brightness dies before its tone."""
    k = np.arange(1, 21)
    f = hz * k * np.sqrt(1.0 + 0.00012 * k * k)
    g = np.abs(np.sin(np.pi * k * 0.19)) * k ** -1.15 * rng.uniform(0.9, 1.1, 20)
    sound = ring(samples(length_s), f.astype(np.float64), np.asarray(5.5 / (1.0 + 0.42 * k), np.float64), np.array([[1.0], [1.0]]) * g * -0.9j)
    return np.asarray(sound * np.float32(level) * ramp(sound.shape[1], 0.003, 0.07), np.float32)
