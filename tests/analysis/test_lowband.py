"""The low band: hop by hop as all at once, even where it is used, and nothing from above folds into it."""
from __future__ import annotations

import numpy as np
import pytest

from visualizer.analysis.frontend import LONG, pitch_matrix
from visualizer.analysis.lowband import LOW_RATE, hann, low_of, response
from visualizer.model.time import HOP, SAMPLE_RATE

from .voices import hops


def tone(hz: float) -> np.ndarray:
    return np.sin(2.0 * np.pi * hz * np.arange(40 * HOP) / SAMPLE_RATE).astype(np.float32)


def test_a_hop_gives_what_the_whole_gives(rng: np.random.Generator) -> None:
    sound = rng.normal(0.0, 0.1, 20 * HOP).astype(np.float32)
    np.testing.assert_allclose(np.concatenate([low.copy() for _, low in hops(sound)]), low_of(sound), atol=1e-6)


@pytest.mark.parametrize("hz", [60.0, 1_000.0, 2_100.0, 4_100.0])
def test_a_tone_is_there_with_what_the_filter_leaves_of_it(hz: float) -> None:
    low = low_of(tone(hz))[200:]
    assert np.sqrt(2.0 * np.mean(low * low)) == pytest.approx(float(response(np.array([hz]))[0]), rel=0.02)
    assert 0.6 < float(response(np.array([hz]))[0]) <= 1.001


@pytest.mark.parametrize("hz", [LOW_RATE - 4_200.0, LOW_RATE - 440.0, LOW_RATE + 1_000.0, 2 * LOW_RATE - 200.0])
def test_a_tone_that_would_fold_into_it_is_gone(hz: float) -> None:
    assert np.abs(low_of(tone(hz))[200:]).max() < 10.0 ** (-70.0 / 20.0)


@pytest.mark.parametrize("begin", [0, 4096 - 600])
def test_a_window_over_it_sees_what_the_full_rate_does_at_the_same_time(begin: int, rng: np.random.Generator) -> None:
    """Semitones of noise that has always been, and of noise that begins 12 ms before the end; a window that is not moved by the filter's delay is 3 % off."""
    x = np.zeros(4 * LONG, np.float32)
    x[begin:] = rng.normal(0.0, 0.1, 4 * LONG - begin)
    bank, bins = pitch_matrix()
    window = np.hanning(4 * LONG)
    full = bank * response(np.arange(bins) * LOW_RATE / LONG) @ np.abs(np.fft.rfft(x * window / window.sum()))[:bins]
    low = bank @ np.abs(np.fft.rfft(low_of(x) * hann(LONG)))[:bins]
    np.testing.assert_allclose(low, full, rtol=6e-3)
