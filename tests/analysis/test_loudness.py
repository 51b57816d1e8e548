"""Loudness against the standard's own figures, and by relation."""
from __future__ import annotations

import numpy as np
import pytest

from visualizer.analysis.analyzer import LOUDNESS, ROUND, Analyzer
from visualizer.analysis.loudness import PULSED, SILENCE_DB, KWeighting, LevelMeter, Loudness, LoudnessMeter
from visualizer.model.block import Block
from visualizer.model.time import HOP, SAMPLE_RATE, TICK_S

from .voices import hear, voice


def sine(hz: float, seconds: float, dbfs: float = 0.0) -> np.ndarray:
    """dbfs: of its peak."""
    return np.asarray(10.0 ** (dbfs / 20.0) * np.sin(2 * np.pi * hz * np.arange(int(seconds * SAMPLE_RATE)) / SAMPLE_RATE))


def read(*channels: np.ndarray) -> list[Loudness]:
    samples, meter = np.stack(channels, axis=1).astype(np.float32), LoudnessMeter(TICK_S, HOP)
    return [meter.step(samples[i * HOP:(i + 1) * HOP]) for i in range(len(samples) // HOP)]


def test_a_full_scale_sine_of_997_hz_in_one_channel_reads_minus_3_01() -> None:
    """ITU-R BS.1770-4, annex 1."""
    tone = sine(997.0, 4.0)
    for channels in ((tone,), (tone, 0.0 * tone)):
        last = read(*channels)[-1]
        assert [last.momentary, last.short, last.integrated] == pytest.approx([-3.01] * 3, abs=0.02)


def test_both_channels_are_3_db_more_and_half_the_amplitude_6_db_less() -> None:
    tone = sine(997.0, 4.0, -20.0)
    one, two, half = (read(*c)[-1].integrated for c in ((tone,), (tone, tone), (0.5 * tone,)))
    assert two - one == pytest.approx(3.01, abs=0.01)
    assert one - half == pytest.approx(6.02, abs=0.01)


def test_bass_counts_less_and_treble_more() -> None:
    low, mid, high = (read(sine(hz, 1.0, -20.0))[-1].momentary for hz in (40.0, 997.0, 8_000.0))
    assert low < mid - 4.0
    assert high == pytest.approx(mid + 3.3, abs=0.3)


def test_quiet_passages_are_gated_out_and_silence_is_not_averaged() -> None:
    """EBU Tech 3341, cases 3 and 4 shortened: -36, -23, -36 LUFS reads -23."""
    parts = [sine(1_000.0, s, db) for db, s in ((-36.0, 3.0), (-23.0, 12.0), (-36.0, 3.0), (-90.0, 4.0))]
    tone = np.concatenate(parts)
    assert read(tone, tone)[-1].integrated == pytest.approx(-23.0, abs=0.2)   # the blocks across the steps weigh more in so short a test


def test_momentary_follows_sooner_than_short_and_both_forget() -> None:
    tone = np.concatenate([sine(500.0, 1.0, -20.0), np.zeros(4 * SAMPLE_RATE)])
    said = read(tone)
    half, later = said[int(0.5 / TICK_S)], said[int(1.6 / TICK_S)]
    assert half.momentary > half.short + 5.0
    assert later.momentary < -100.0 < later.short
    assert said[-1].short < -100.0
    assert said[-1].integrated == pytest.approx(said[int(1.0 / TICK_S)].integrated, abs=1.0)


def test_silence_reads_the_bottom() -> None:
    assert read(np.zeros(SAMPLE_RATE))[-1] == Loudness(SILENCE_DB, SILENCE_DB, SILENCE_DB)


def test_the_filter_in_blocks_is_the_filter_sample_by_sample(rng: np.random.Generator) -> None:
    x = rng.normal(0.0, 0.3, 3 * HOP).astype(np.float32)
    state, slow = np.zeros(4), []
    for sample in x:
        y, state = KWeighting._sample(state, float(sample))
        slow.append(y)
    blocks = KWeighting(HOP)
    fast = np.concatenate([blocks.step(np.stack([x, -x], axis=1)[i:i + HOP]) for i in range(0, len(x), HOP)], axis=1)
    np.testing.assert_allclose(fast[0], slow, atol=1e-9)
    np.testing.assert_allclose(fast[1], -np.asarray(slow), atol=1e-9)


def test_a_frame_carries_the_same_figures() -> None:
    sound = voice(57, 1.0)
    meter, frames = LoudnessMeter(ROUND * TICK_S, ROUND * HOP), hear(sound)   # a frame's are renewed once a round
    before = np.zeros((ROUND - LOUDNESS - 1) * HOP)   # the part of the first round that nobody heard
    padded = np.concatenate([before, sound[:len(frames) * HOP]])[:, None].astype(np.float32)
    for i in range(len(padded) // (ROUND * HOP)):
        last = meter.step(padded[i * ROUND * HOP:(i + 1) * ROUND * HOP])
    frame = frames[-1]
    assert [frame.value(n) for n in ("lufs_m", "lufs_s", "lufs_i")] == pytest.approx([last.momentary, last.short, last.integrated])


@pytest.mark.parametrize("at", range(ROUND))
def test_another_number_of_channels_is_no_jump(at: int) -> None:
    """A loud hop is the first of another device's, at any place in the round: it counts once."""
    analyzer, quiet = Analyzer(), np.full((HOP, 1), 0.1, np.float32) * np.sin(np.arange(HOP) * 2.0 * np.pi * 8.0 / HOP)[:, None].astype(np.float32)
    found = []
    for hop in range(120 + at):
        samples = np.repeat(quiet, 1 + (hop >= 80 + at), axis=1) * np.float32(8.0 if hop == 80 + at else 1.0)
        found.append(analyzer.step(Block(samples=samples, hop=hop, known_s=0.0, event_s=0.0, clock_s=0.0)).value("lufs_m"))
    power = 10.0 ** (np.array(found[80 + at:]) / 10.0)
    once = 10.0 ** (found[79 + at] / 10.0) * (2.0 * 64.0 / (0.4 / TICK_S) + 2.0)   # the loud hop in both channels, and all others in both at most
    assert power.max() < once


@pytest.mark.parametrize("dbfs", [-20.0, -54.0])
def test_what_is_dense_and_steady_is_the_room_unless_it_is_loud_or_has_a_beat(dbfs: float, rng: np.random.Generator) -> None:
    sound = (10.0 ** (dbfs / 20.0) * rng.normal(0.0, 1.0, (4 * SAMPLE_RATE // HOP, HOP))).astype(np.float32)

    def opened(pulse: float) -> float:
        meter = LevelMeter(TICK_S, 44.0, 12.0)
        return [meter.step(block, block[:, None], 0.6, pulse).open for block in sound][-1]

    assert opened(PULSED + 0.01) > 0.95
    assert opened(0.0) == (pytest.approx(1.0, abs=0.05) if dbfs > -48.0 else 0.0)
