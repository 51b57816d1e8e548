"""The low-delay resampler: in step with its input, indifferent to chunk sizes."""
from __future__ import annotations

import numpy as np
import pytest

from visualizer.audio.resample import Resampler

RATES = (8_000, 11_025, 16_000, 22_050, 32_000, 44_100, 47_999, 48_000, 88_200, 96_000, 192_000)


def run(x: np.ndarray, rate: int, count: int) -> np.ndarray:
    resampler, at, out = Resampler(rate, x.shape[1]), 0, []
    while at + (need := resampler.needed(count)) <= len(x):
        resampler.push(x[at:at + need])
        at += need
        out.append(resampler.pull(count))
    return np.concatenate(out)


@pytest.mark.parametrize("rate", RATES)
def test_a_sine_comes_out_in_phase(rate: int) -> None:
    hz = 0.3 * min(rate, 48_000)
    x = np.sin(2 * np.pi * hz * np.arange(rate // 2) / rate).astype(np.float32)[:, None]
    y = run(x, rate, 512)[:, 0]
    expected = np.sin(2 * np.pi * hz * np.arange(len(y)) / 48_000)
    assert np.abs(y - expected)[2_000:-500].max() < 10 ** (-70 / 20)


@pytest.mark.parametrize("rate", [96_000, 192_000])
def test_what_48_khz_cannot_hold_is_taken_away(rate: int) -> None:
    x = np.sin(2 * np.pi * 0.9 * rate / 2 * np.arange(rate // 4) / rate).astype(np.float32)[:, None]
    assert np.abs(run(x, rate, 512))[2_000:].max() < 10 ** (-60 / 20)


@pytest.mark.parametrize("rate", RATES)
def test_chunks_of_any_size_give_the_same(rate: int, rng: np.random.Generator) -> None:
    x = rng.standard_normal((rate // 8, 2)).astype(np.float32)
    one, hop = run(x, rate, 1), run(x, rate, 512)
    n = min(len(one), len(hop), 2_000)
    np.testing.assert_array_equal(one[:n], hop[:n])


@pytest.mark.parametrize("rate", RATES)
def test_the_delay_is_what_it_says_and_small(rate: int) -> None:
    resampler = Resampler(rate, 1)
    asked = resampler.needed(1)
    assert abs(asked - 1 - resampler.delay_s * rate) < 1.5
    assert resampler.delay_s <= 0.005
    if rate >= 44_100:
        assert resampler.delay_s < 0.001


def test_pulling_too_early_is_refused() -> None:
    with pytest.raises(ValueError, match="more input samples"):
        Resampler(44_100, 1).pull(512)


def test_a_constant_stays_a_constant() -> None:
    y = run(np.full((44_100, 1), 0.5, np.float32), 44_100, 512)
    np.testing.assert_allclose(y[200:], 0.5, atol=1e-5)
