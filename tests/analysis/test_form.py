"""Form and applause: what is a voice, what is a band, what are hands; in a loud line and in a quiet hall alike."""
from __future__ import annotations

import numpy as np
import pytest

from tests.sounds import groove
from visualizer.analysis import Analyzer
from visualizer.analysis.applause import ApplauseMeter
from visualizer.audio.overture.people import behind_velvet, murmur
from visualizer.model.block import Block
from visualizer.model.music import FORMS
from visualizer.model.time import HOP, SAMPLE_RATE, TICK_S
from visualizer.show.hearing import HOUSE

RNG = np.random.default_rng(8)


def clapping(seconds: float, hands: int = 120, seed: int = 2) -> np.ndarray:
    """Many hands, each 3 to 5 claps a second: noise bursts of a few ms around 1 to 3 kHz, near and far. (n,) float32."""
    rng = np.random.default_rng(seed)
    n = int(seconds * SAMPLE_RATE)
    out = np.zeros(n + 4096)
    t = np.arange(600) / SAMPLE_RATE
    for _ in range(hands):
        hz, level, rate = rng.uniform(900, 2_800), rng.pareto(1.6) * 0.02 + 0.02, rng.uniform(3.0, 5.0)
        at = rng.uniform(0.0, 1.0 / rate)
        while at < seconds:
            burst = rng.standard_normal(600) * np.exp(-t / rng.uniform(0.002, 0.005)) * (0.6 + np.cos(2 * np.pi * hz * t))
            i = int(at * SAMPLE_RATE)
            out[i:i + 600] += level * burst
            at += rng.normal(1.0 / rate, 0.03)
    return (0.25 * out[:n] / np.sqrt(np.mean(out[:n] ** 2)) * 0.4).astype(np.float32)


def tone(seconds: float, hz: float = 440.0) -> np.ndarray:
    t = np.arange(int(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    return (0.2 * sum(np.sin(2 * np.pi * hz * k * t) / k for k in range(1, 6)) * np.minimum(1.0, t / 0.02)).astype(np.float32)


def hear(x: np.ndarray, room: float = 1e-4) -> np.ndarray:
    """Heads of every hop, with a room's noise under it."""
    x = (x + room * RNG.standard_normal(len(x))).astype(np.float32)
    analyzer = Analyzer()
    heads = []
    for hop in range(len(x) // HOP):
        end = (hop + 1) * TICK_S
        heads.append(analyzer.step(Block(x[hop * HOP:(hop + 1) * HOP, None], hop, end, end)).record["head"].copy())
    return np.array(heads)


def share(heads: np.ndarray, *names: str, after: float = 1.5) -> float:
    """Of the time after `after` (s), in which the form has one of these names."""
    return float(np.isin(heads["form"][int(after / TICK_S):], [FORMS.index(n) for n in names]).mean())


@pytest.mark.parametrize("gain", [1.0, 0.03])
def test_hands_are_heard_within_two_seconds_and_nothing_else_is(gain: float) -> None:
    def believed(x: np.ndarray) -> np.ndarray:
        meter = ApplauseMeter(TICK_S)
        return np.array([meter.step(np.ascontiguousarray(gain * x[i:i + HOP]), 1.0) for i in range(0, len(x) - HOP, HOP)])

    hands = believed(clapping(4.0))
    assert (hands[int(2.0 / TICK_S):] > 0.6).all()
    for other in (RNG.standard_normal(4 * SAMPLE_RATE).astype(np.float32) * 0.1, groove(4.0)[:, 0], tone(4.0),
                  np.cumsum(RNG.standard_normal(4 * SAMPLE_RATE)).astype(np.float32) * 1e-3):
        assert believed(other).max() < 0.5


def test_voice_band_and_silence() -> None:
    voice = hear(np.concatenate([tone(1.2, hz) for hz in (440.0, 523.25, 392.0, 587.33)]))
    assert share(voice, "voice") > 0.7
    band = hear(groove(9.0)[:, 0])
    assert share(band, "full", "build", "climax", after=4.0) > 0.7
    assert share(band, "voice", after=4.0) < 0.1
    quiet = hear(np.zeros(3 * SAMPLE_RATE, np.float32))
    assert share(quiet, "silence") == 1.0
    ended = hear(np.concatenate([groove(11.0)[:, 0], np.zeros(4 * SAMPLE_RATE, np.float32)]))
    assert FORMS[int(ended["form"][-1])] == "end"
    for heads in (voice, band, quiet, ended):
        for name in ("form_confidence", "single", "full", "dying", "disorder", "applause", "novelty"):
            assert np.isfinite(heads[name]).all()
            assert heads[name].min() >= 0.0
            assert heads[name].max() <= 1.0


def test_a_quiet_hall_is_told_as_a_hot_line_is() -> None:
    x = np.concatenate([tone(3.0), groove(6.0)[:, 0]])
    loud, soft = hear(x), hear(0.02 * x, room=2e-6)
    band = [FORMS.index(name) for name in ("full", "build", "break", "climax")]   # which of these is a matter of shades
    alike = (loud["form"] == soft["form"]) | (np.isin(loud["form"], band) & np.isin(soft["form"], band))
    assert alike[int(1.0 / TICK_S):].mean() > 0.88   # in the first second the room is not known yet


def talk(seconds: float) -> np.ndarray:
    """One who talks: four syllables a second, each a buzz that glides, and a pause every two seconds. (n,) float32."""
    t = np.arange(int(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    phase = 2 * np.pi * np.cumsum(130.0 + 25.0 * np.sin(2 * np.pi * 1.7 * t) + 12.0 * np.sin(2 * np.pi * 5.3 * t)) / SAMPLE_RATE
    buzz = sum(np.sin(k * phase) / k for k in range(1, 25))
    syllable = np.clip(np.sin(2 * np.pi * 4.0 * t), 0.0, 1.0) ** 0.3 * ((t % 2.0) < 1.6)
    return (0.06 * buzz * syllable).astype(np.float32)


def test_a_house_of_many_is_told_from_one_who_talks_and_from_a_fan() -> None:
    def surest(x: np.ndarray) -> float:
        heads = hear(x)
        sure = np.where(heads["form"] == FORMS.index("murmur"), heads["form_confidence"], 0.0)
        return float(sure[int(3.0 / TICK_S):].max())

    house = behind_velvet(murmur(6.0, np.random.default_rng(3)), 1_500.0)
    house = 0.03 * house.mean(axis=0) / house.std()
    fan = np.concatenate([np.zeros(SAMPLE_RATE), 0.05 * RNG.standard_normal(5 * SAMPLE_RATE)])
    assert surest(house) > HOUSE
    assert surest(talk(6.0)) < HOUSE
    assert surest(fan) < HOUSE
