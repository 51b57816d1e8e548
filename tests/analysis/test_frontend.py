"""The front end and the networks: hop by hop is the same as all at once, loud is the same as quiet."""
from __future__ import annotations

import numpy as np
import pytest

from visualizer.analysis import fourier
from visualizer.analysis.frontend import BANDS, FEATURES, FLOOR, Frontend, band_matrix, features_of, follow
from visualizer.analysis.network import BEAT_STACKS, HOPS, TAPS, BeatNetwork, Elu, OnsetNetwork, Stack, side_by_side, weights
from visualizer.model.time import HOP, SAMPLE_RATE

from .voices import hops


def knocks(seconds: float, rng: np.random.Generator) -> np.ndarray:
    out = rng.normal(0.0, 1e-3, int(seconds * SAMPLE_RATE))
    for i in range(SAMPLE_RATE // 4, len(out) - 4_000, SAMPLE_RATE // 2):
        out[i:i + 2_000] += rng.normal(0.0, 0.4, 2_000) * np.exp(-np.arange(2_000) / 300.0)
    return out.astype(np.float32)


def streamed(samples: np.ndarray) -> np.ndarray:
    frontend = Frontend()
    return np.array([frontend.step(*hop).copy() for hop in hops(samples)])


def test_a_hop_gives_what_the_whole_recording_gives(rng: np.random.Generator) -> None:
    sound = knocks(3.0, rng)
    np.testing.assert_allclose(streamed(sound), features_of(sound), atol=2e-4)


def test_less_than_a_hop_has_no_features() -> None:
    assert features_of(np.ones(HOP - 1, np.float32)).shape == (0, FEATURES)


def test_a_quiet_copy_has_the_same_features(rng: np.random.Generator) -> None:
    """As long as it is above what stands for silence."""
    sound = knocks(3.0, rng) + 0.01 * np.sin(2 * np.pi * 300 * np.arange(3 * SAMPLE_RATE) / SAMPLE_RATE).astype(np.float32)
    loud, quiet = features_of(sound), features_of(sound * np.float32(0.05))
    np.testing.assert_allclose(loud[2:], quiet[2:], atol=2e-3)


def test_what_hisses_before_the_music_is_the_same_at_any_level(rng: np.random.Generator) -> None:
    sound = np.concatenate([1e-5 * rng.normal(0.0, 1.0, SAMPLE_RATE), knocks(2.0, rng)]).astype(np.float32)
    loud, quiet = features_of(sound), features_of(sound * np.float32(0.01))   # the hiss falls to -140 dBFS
    assert loud[20:90, :BANDS].mean() > 1.0
    np.testing.assert_allclose(loud, quiet, atol=2e-3)


def test_silence_is_all_zero_and_an_attack_rises_in_its_own_hop() -> None:
    sound = np.zeros(SAMPLE_RATE, np.float32)
    assert not features_of(sound).any()
    at = 40 * HOP + 100
    sound[at:at + 3_000] = 0.3 * np.sin(2 * np.pi * 1_000 * np.arange(3_000) / SAMPLE_RATE)
    rise = features_of(sound)[:, BANDS:2 * BANDS].max(axis=1)
    assert rise[39] == 0.0
    assert rise[40] > 1.0


def test_every_band_hears_something() -> None:
    assert (band_matrix().sum(axis=1) >= 0.3).all()


def test_the_reference_rises_at_once_and_falls_slowly() -> None:
    assert follow(0.1, 0.5) == 0.5
    assert 0.0998 < follow(0.1, 0.01) < 0.1
    assert follow(FLOOR, 0.0) == FLOOR


def elu(x: np.ndarray) -> np.ndarray:
    """As in the paper."""
    return np.where(x > 0.0, x, np.expm1(np.minimum(x, 0.0)))


def test_elu_in_place_is_the_papers(rng: np.random.Generator) -> None:
    x = rng.normal(0.0, 4.0, 500).astype(np.float32)
    expected = elu(x)
    assert Elu(500).over(x) is x
    np.testing.assert_allclose(x, expected, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("name", [*BEAT_STACKS, "onsets"])
def test_a_frame_at_a_time_is_the_whole_convolution(name: str, rng: np.random.Generator) -> None:
    """The streamed stack against the plain definition: every layer a causal dilated convolution over the whole sequence."""
    w = weights(name)
    stack = Stack(w)
    x = rng.normal(0.0, 1.0, (len(stack._past) + 90, len(w["mean"]))).astype(np.float32)   # so long that the ring of its past comes round
    live = np.array([stack.step(row) for row in x])
    h = elu(elu(((x - w["mean"]) * w["scale"]) @ w["enter_weight"].T + w["enter_bias"]) @ w["reduce_weight"].T + w["reduce_bias"])
    total = np.zeros_like(h)
    layer = 0
    while f"conv_{layer}_bias" in w:
        d = 2 ** layer
        past = np.concatenate([np.zeros(((TAPS - 1) * d, h.shape[1]), np.float32), h])
        seen = np.concatenate([past[k * d:k * d + len(h)] for k in range(TAPS)], axis=1)
        y = elu(seen @ w[f"conv_{layer}_weight"].T + w[f"conv_{layer}_bias"])
        total += y
        h = h + y @ w[f"mix_{layer}_weight"].T + w[f"mix_{layer}_bias"]
        layer += 1
    whole = elu(np.concatenate([total, h], axis=1)) @ w["head_weight"].T + w["head_bias"]
    np.testing.assert_allclose(live, whole, atol=2e-3)


def test_the_beat_network_answers_at_every_second_hop_with_probabilities(rng: np.random.Generator) -> None:
    network, onset = BeatNetwork(), OnsetNetwork()
    for i in range(40):
        features = (rng.normal(0.0, 3.0, FEATURES) * (100.0 if i == 20 else 1.0)).astype(np.float32)
        assert 0.0 <= onset.step(features) <= 1.0
        answer = network.step(features)
        assert (answer is None) == ((i + 1) % HOPS != 0)
        if answer is not None:
            assert 0.0 <= answer.beat <= 1.0
            assert 0.0 <= answer.pulse <= 1.0
            assert answer.tempo.sum() == pytest.approx(1.0, abs=1e-4)


def test_two_networks_side_by_side_are_their_mean(rng: np.random.Generator) -> None:
    pair = [weights(name) for name in BEAT_STACKS]
    both, apart = Stack(side_by_side(*pair)), [Stack(w) for w in pair]
    for _ in range(60):
        x = rng.normal(0.5, 1.0, len(pair[0]["mean"])).astype(np.float32)
        np.testing.assert_allclose(both.step(x), np.mean([stack.step(x) for stack in apart], axis=0), atol=2e-3)


def test_weights_cannot_be_written_to() -> None:
    with pytest.raises(ValueError, match="read-only"):
        weights("onsets")["mean"][0] = 1.0


def test_transforms_without_the_wrapper_are_numpys(rng: np.random.Generator, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = rng.normal(0.0, 1.0, (3, 64))
    spectra = np.fft.rfft(rows)
    for direct in (fourier._direct, None):   # and where numpy hides them
        monkeypatch.setattr(fourier, "_direct", direct)
        np.testing.assert_allclose(fourier.Forward((3, 64), np.float64).step(rows), spectra, atol=1e-12)
        np.testing.assert_allclose(fourier.Forward((64,)).step(rows[0].astype(np.float32)), spectra[0], atol=1e-4)
        np.testing.assert_allclose(fourier.Backward((3, 64)).step(spectra), rows, atol=1e-12)
    with pytest.raises(ValueError, match="even length"):
        fourier.Forward((5,))
