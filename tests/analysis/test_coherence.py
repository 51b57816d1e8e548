"""Coherence by relation: it falls with jitter, with a crowd over the band, and is nothing in noise."""
from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from tests.analysis.test_analyzer import hear
from tests.sounds import groove
from visualizer.analysis.coherence import Coherence, CoherenceMeter, Gathering, Pattern, Regularity
from visualizer.analysis.frontend import BANDS, FEATURES
from visualizer.model.grid import BeatGrid
from visualizer.model.time import SAMPLE_RATE, TICK_S


def jittered(sd_s: float, seconds: float, rng: np.random.Generator) -> np.ndarray:
    out = rng.normal(0.0, 1e-3, int(seconds * SAMPLE_RATE))
    knock = rng.normal(0.0, 1.0, 1500) * np.exp(-np.arange(1500) / 250.0) * 0.5
    for t in np.arange(0.5, seconds - 0.5, 0.5) + rng.normal(0.0, sd_s, len(np.arange(0.5, seconds - 0.5, 0.5))):
        i = max(0, int(t * SAMPLE_RATE))
        out[i:i + 1500] += knock
    return out


def late(sound: np.ndarray) -> float:
    """Mean C over the last third."""
    values = [frame.value("coherence") for frame in hear(sound)]
    return float(np.mean(values[2 * len(values) // 3:]))


def test_it_falls_with_jitter() -> None:
    values = [late(jittered(sd, 16.0, np.random.default_rng(3))) for sd in (0.0, 0.04, 0.16)]
    assert values[0] > 0.85
    assert values[0] > values[1] + 0.05 > values[2] + 0.1
    assert values[2] < 0.1


def test_a_band_is_high_and_sinks_into_noise(rng: np.random.Generator) -> None:
    band = groove(16.0, 112.0)[:, 0].astype(np.float64)
    noise = rng.normal(0.0, float(np.std(band)), len(band))
    alone, buried = late(band), late(0.03 * band + noise)
    assert alone > 0.8
    assert buried < 0.2


def test_rises_on_the_grid_gather_and_rises_anywhere_do_not(rng: np.random.Generator) -> None:
    def gathered(where: float) -> float:
        gathering = Gathering(TICK_S)
        for i in range(1500):
            phase = (i * TICK_S * 2.0) % 1.0
            struck = phase < 0.03 if where >= 0.0 else rng.random() < 0.03
            value = gathering.step(np.full(4, 1.0 if struck else 0.0), 4.04 if struck else 0.04, phase)
        return value

    assert gathered(0.0) > 0.6
    assert np.mean([gathered(-1.0) for _ in range(6)]) < 0.2, "no more than chance is nothing"


@pytest.mark.parametrize("bpm", [80.0, 120.0, 150.0])
def test_sharpness_tells_what_the_beat_hardly_shows(bpm: float) -> None:
    """Strokes 0, 10 and 25 ms astray: all gather, each less sharply than the ones before."""
    def gathered(sd_s: float) -> tuple[float, float]:
        rng, gathering, dt = np.random.default_rng(5), Gathering(2.0 * TICK_S), 2.0 * TICK_S
        strokes = np.arange(0.3, 30.0, 60.0 / bpm)
        strokes = strokes + rng.normal(0.0, sd_s, len(strokes))
        for i in range(int(29.0 / dt)):
            struck = float(((strokes >= i * dt) & (strokes < (i + 1) * dt)).any())
            value = gathering.step(np.full(4, struck), 4.0 * struck + 0.04, (i + 0.5) * dt * bpm / 60.0 % 1.0)
        return value, gathering.sharpness

    exact, near, loose = (gathered(sd_s) for sd_s in (0.0, 0.010, 0.025))
    assert min(exact[0], near[0], loose[0]) > 0.5
    assert exact[1] > near[1] + 0.05 > loose[1] + 0.15
    assert exact[1] <= 1.0


@pytest.mark.parametrize("hz", [0.8, 1.37, 2.0, 3.6])
def test_what_returns_at_any_tempo_is_regular_and_less_so_the_looser_it_is(hz: float) -> None:
    def regular(loose: float, seed: int) -> float:
        """loose: standard deviation of each stroke's place, in periods; 99: anywhere."""
        rng = np.random.default_rng(seed)
        at = rng.uniform(0.0, 30.0, round(30.0 * hz)) if loose > 1.0 else (np.arange(round(30.0 * hz)) + 0.5 + rng.normal(0.0, loose, round(30.0 * hz))) / hz
        struck = np.histogram(at, np.arange(0.0, 30.0, 2.0 * TICK_S))[0]
        meter = Regularity(2.0 * TICK_S)
        return [meter.step(float(n), float(n)) for n in struck][-1]

    exact, loose, looser, anywhere = (np.mean([regular(spread, seed) for seed in range(6)]) for spread in (0.0, 0.12, 0.22, 99.0))
    assert exact > loose + 0.05 > looser + 0.1
    assert exact > 0.75
    assert anywhere < 0.12, "no more than chance at the luckiest tempo"


@pytest.mark.parametrize(("repeat", "low", "high"), [(True, 0.9, 1.01), (False, 0.0, 0.45)])
def test_a_bar_that_returns_is_recognised(repeat: bool, low: float, high: float, rng: np.random.Generator) -> None:
    pattern, bar = Pattern(), rng.random((48, 4))
    for i in range(48 * 8):
        rises = bar[i % 48] if repeat else rng.random(4)
        value = pattern.step(rises, i / 12.0 + 0.001)
    assert low <= value <= high


def test_a_grid_that_moves_does_not_break_the_pattern(rng: np.random.Generator) -> None:
    pattern = Pattern()
    for position in (0.0, 0.1, 0.2, 7.9, 3.0, 3.1, -2.0, -1.95):
        assert 0.0 <= pattern.step(rng.random(4), position) <= 1.0


def test_in_noise_a_believed_pulse_counts_as_far_as_it_shows(rng: np.random.Generator) -> None:
    """The same belief in a beat: the flatter the sound, the less it is worth, unless the rises gather on the beat."""
    def heard(flatness: float, struck: float) -> Coherence:
        meter, grid, chroma = CoherenceMeter(TICK_S), BeatGrid(0.0, 0.5, 1.0, 0), np.full(12, 1 / 12, np.float32)
        for i in range(1200):
            t = (i + 1) * TICK_S
            features = np.zeros(FEATURES, np.float32)
            features[BANDS:2 * BANDS] = np.abs(rng.normal(0.0, 0.1, BANDS)) + struck * (grid.phase(t) < 0.04)
            value = meter.step(features, grid, t, 0.9, chroma, 0.0, flatness, 1.0)
        return value

    values = [heard(flatness, 0.0) for flatness in (0.05, 0.55, 0.65, 0.9)]
    assert all(a.pulse > b.pulse + 0.05 for a, b in pairwise(values))
    assert values[0].total < 0.8 * values[0].pulse, "nothing gathers on it"
    assert values[-1].total < 0.05
    assert heard(0.9, 2.0).total > 0.8
