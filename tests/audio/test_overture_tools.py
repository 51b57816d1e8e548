"""What the overture is made with: modes, bows, spaces, and the measures of loudness and peak, against what is known about them."""
from __future__ import annotations

import numpy as np
import pytest

from visualizer.audio.overture.bowed import bow, wood
from visualizer.audio.overture.master import limited, loudness_lufs, true_peaks
from visualizer.audio.overture.people import applause
from visualizer.audio.overture.plan import hertz, line
from visualizer.audio.overture.space import HALL, convolve, space
from visualizer.audio.overture.struck import BAR, GLASS, drum, ring, strike
from visualizer.audio.overture.tone import weather

RATE = 48_000


def sine(hz: float, s: float, peak: float) -> np.ndarray:
    return np.tile(peak * np.sin(2.0 * np.pi * hz * np.arange(int(s * RATE)) / RATE), (2, 1)).astype(np.float32)


def test_loudness_is_the_standards() -> None:
    """EBU Tech 3341, cases 1 and 2: a stereo sine of 1 kHz has the loudness of its peak in dBFS."""
    for peak_db in (-23.0, -33.0):
        assert loudness_lufs(sine(1_000.0, 20.0, 10.0 ** (peak_db / 20.0))) == pytest.approx(peak_db, abs=0.1)
    assert loudness_lufs(np.zeros((2, RATE), np.float32)) == -70.0


def test_a_peak_between_samples_is_seen_and_held() -> None:
    n = np.arange(RATE)
    between = np.tile(np.sin(2.0 * np.pi * n / 4.0 + np.pi / 4.0), (2, 1)).astype(np.float32)   # samples at 0.707, the wave at 1
    assert np.abs(between).max() < 0.71
    middle = true_peaks(between)[100:-100]
    assert middle == pytest.approx(1.0, abs=0.01)
    assert true_peaks(limited(between, 0.5))[100:-100].max() < 0.505
    quiet = 0.3 * between
    assert limited(quiet, 0.5) is quiet


def test_a_mode_is_a_dying_sine() -> None:
    got = ring(RATE, np.array([441.3]), np.array([0.7]), np.array([[-1j], [-0.5j]]))
    t = np.arange(RATE) / RATE
    np.testing.assert_allclose(got[0], np.exp(-6.908 / 0.7 * t) * np.sin(2.0 * np.pi * 441.3 * t), atol=2e-4)
    np.testing.assert_allclose(got[1], 0.5 * got[0], atol=1e-5)


def test_convolution_in_blocks_is_convolution() -> None:
    rng = np.random.default_rng(3)
    sound, answer = rng.standard_normal((2, 150_000), dtype=np.float32), rng.standard_normal((2, 500), dtype=np.float32)
    sound[:, 60_000:132_000] = 0.0
    got = convolve(sound, answer)
    for ear in (0, 1):
        np.testing.assert_allclose(got[ear], np.convolve(sound[ear], answer[ear])[:150_000], atol=1e-3)


def test_a_space_dies_as_it_is_designed() -> None:
    tail = space(HALL, 3.0, 0.02, 0.018, np.random.default_rng(1)).astype(np.float64)
    assert (tail ** 2).sum(axis=1) == pytest.approx(1.0, abs=0.5)
    left = np.cumsum(tail[0, ::-1] ** 2)[::-1]
    db = 10.0 * np.log10(left / left[0] + 1e-12)
    assert 0.7 < (np.argmax(db < -25.0) - np.argmax(db < -5.0)) / RATE * 3.0 / 2.3 < 1.3
    assert abs(np.corrcoef(tail)[0, 1]) < 0.4


@pytest.mark.parametrize("name", ["G1", "D3", "A4", "B5"])
def test_a_bowed_section_is_in_tune_begins_and_ends_in_silence(name: str) -> None:
    sound = convolve(bow(hertz(name), 1.5, 0.1, np.random.default_rng(5)), wood(1.0 if hertz(name) > 200.0 else 2.5, np.random.default_rng(6)))
    assert np.isfinite(sound).all()
    mono = sound.mean(axis=0)
    assert np.abs(mono[:20]).max() < 0.01 * np.abs(mono).max()
    power = np.abs(np.fft.rfft(mono * np.hanning(len(mono)), 4 * RATE))   # four bins a hertz
    cents = np.arange(-300, 301, 5)
    comb = [sum(power[round(4 * k * f)] for k in (1, 2, 3)) for f in hertz(name) * 2.0 ** (cents / 1_200.0)]
    assert abs(cents[np.argmax(comb)]) <= 25


@pytest.mark.parametrize("body", [GLASS, BAR], ids=["glass", "bar"])
def test_a_harder_stroke_is_brighter(body: object) -> None:
    def centre(force: float) -> float:
        sound = strike(body, 440.0, 0.1, np.random.default_rng(2), force=force, length_s=1.0).mean(axis=0)   # type: ignore[arg-type]
        power = np.abs(np.fft.rfft(sound)) ** 2
        return float((power * np.fft.rfftfreq(len(sound), 1 / RATE)).sum() / power.sum())

    assert centre(0.9) > centre(0.5) > centre(0.1)


def test_drum_and_weather_have_the_level_they_are_asked_for() -> None:
    loud, soft = (np.abs(drum(level, np.random.default_rng(4))).max() for level in (0.6, 0.3))
    assert loud == pytest.approx(2.0 * soft, rel=0.15)
    rain = weather(2.0, lambda t, f: np.ones_like(t) / np.sqrt(1.0 + (f / 1_000.0) ** 4), np.random.default_rng(8))
    assert np.sqrt((rain.astype(np.float64) ** 2).mean()) == pytest.approx(1.0, rel=0.1)


def test_applause_begins_with_one_swells_to_many_and_ends() -> None:
    sound = applause(5.0, np.random.default_rng(9), people=120)
    level = np.sqrt((sound.astype(np.float64) ** 2).mean(axis=0).reshape(-1, RATE // 10).mean(axis=1))
    assert level[0] > 0.0
    assert level[15:35].mean() > 2.0 * level[1:3].mean()
    assert level[15:35].std() < 0.5 * level[15:35].mean()
    assert level[-1] < 0.2 * level[15:35].mean()


def test_the_notation() -> None:
    assert line("A4:2 -:1 | D#5:.5", 4.0) == ((4.0, 2.0, "A4"), (7.0, 0.5, "D#5"))
    assert [round(hertz(n), 2) for n in ("A4", "C4", "Bb2", "C#5")] == [440.0, 261.63, 116.54, 554.37]
