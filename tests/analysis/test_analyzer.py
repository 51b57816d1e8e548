"""What is heard, by relation: level copies agree, silence is silent, shifted sound is shifted, noise has no beat."""
from __future__ import annotations

import numpy as np
import pytest

from visualizer.analysis import Analyzer
from visualizer.analysis.analyzer import BEATS, ROUND
from visualizer.model.block import Block
from visualizer.model.music import MusicFrame
from visualizer.model.time import HOP, SAMPLE_RATE, TICK_S


def hear(samples: np.ndarray, first_hop: int = 0) -> list[MusicFrame]:
    """Every frame of (n,) or (n, C) sound at 48 kHz."""
    samples = samples.reshape(len(samples), -1).astype(np.float32)
    analyzer = Analyzer()
    return [analyzer.step(Block(np.ascontiguousarray(samples[i * HOP:(i + 1) * HOP]), first_hop + i, (i + 1) * TICK_S, (i + 1) * TICK_S))
            for i in range(len(samples) // HOP)]


def clicks(bpm: float, seconds: float, rng: np.random.Generator, shift_s: float = 0.0) -> np.ndarray:
    """Short bright knocks on every beat over a quiet room."""
    out = rng.normal(0.0, 1e-3, int(seconds * SAMPLE_RATE))
    knock = rng.normal(0.0, 1.0, 1500) * np.exp(-np.arange(1500) / 250.0) * 0.5
    for t in np.arange(0.5 + shift_s, seconds - 0.1, 60.0 / bpm):
        i = int(t * SAMPLE_RATE)
        out[i:i + 1500] += knock
    return out


def tone(hz: float, seconds: float, amplitude: float = 0.3) -> np.ndarray:
    t = np.arange(int(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    return amplitude * np.sin(2 * np.pi * hz * t)


def test_digital_silence_is_no_signal_and_gives_no_events() -> None:
    frames = hear(np.zeros(5 * SAMPLE_RATE))
    last = frames[-1]
    assert last.value("signal") == 0
    assert last.events() == ()
    assert last.events("hit") == ()
    assert last.value("coherence") == 0.0
    assert last.grid.confidence == 0.0
    assert not last.record["gpu"]["level"].any()
    assert not last.record["gpu"]["mel"].any()


def test_a_quiet_room_is_a_signal_but_no_music(rng: np.random.Generator) -> None:
    last = hear(rng.normal(0.0, 10 ** (-62 / 20), 8 * SAMPLE_RATE))[-1]
    assert last.value("signal") == 1
    assert last.events() == ()
    assert last.record["gpu"]["level"][0] < 0.05


def test_copies_of_other_levels_show_the_same(rng: np.random.Generator) -> None:
    """-6, -24 and -40 dBFS copies of one piece, within 5 % after the first three seconds."""
    piece = clicks(120, 12, rng) + tone(220, 12, 0.15) * (1 + 0.5 * np.sin(2 * np.pi * 0.5 * np.arange(12 * SAMPLE_RATE) / SAMPLE_RATE))
    piece /= np.abs(piece).max()
    seen = [np.array([f.record["gpu"]["level"][1] for f in hear(piece * 10 ** (db / 20))][300:]) for db in (-6, -24, -40)]
    for other in seen[1:]:
        assert np.abs(other - seen[0]).max() < 0.05 * seen[0].max()


def test_twice_the_tempo_is_half_the_period(rng: np.random.Generator) -> None:
    slow, fast = hear(clicks(70, 14, rng))[-1].grid, hear(clicks(140, 14, rng))[-1].grid
    assert fast.bpm == pytest.approx(140, rel=0.02)
    assert slow.bpm == pytest.approx(70, rel=0.02)
    assert fast.confidence > 0.7


def test_beats_fall_on_the_clicks_and_move_with_them(rng: np.random.Generator) -> None:
    for shift in (0.0, 0.21):
        grid = hear(clicks(120, 12, np.random.default_rng(3), shift))[-1].grid
        error = grid.phase(0.5 + shift + 8.0) * grid.period_s
        assert min(error, grid.period_s - error) < 0.035


def test_every_beat_is_judged_for_the_bar_in_hops_that_have_the_time(rng: np.random.Generator) -> None:
    analyzer, judged, hop = Analyzer(), [], -1
    judge = analyzer._tempo._bar._judge
    analyzer._tempo._bar._judge = lambda number, ago, period: (judged.append((hop, number)), judge(number, ago, period))   # type: ignore[method-assign, func-returns-value]
    sound = clicks(120, 14, rng)[:, None].astype(np.float32)
    for hop in range(len(sound) // HOP):
        analyzer.step(Block(sound[hop * HOP:(hop + 1) * HOP], hop, 0.0, 0.0))
    assert len(judged) > 15
    assert {at % ROUND for at, _ in judged} == {BEATS}
    assert set(np.diff([number for _, number in judged[5:]])) == {1}


def test_onsets_are_found_once_each_and_late_by_little(rng: np.random.Generator) -> None:
    frames = hear(clicks(120, 10, rng))
    truth = np.arange(0.5, 9.9, 0.5)
    known = {e.id: (e.t, f.t) for f in frames for e in f.events()}
    times = np.array(sorted(t for t, _ in known.values()))
    near = np.abs(times[:, None] - truth[None, :]).min(axis=0)
    assert (near < 0.05).mean() > 0.9
    assert len(times) <= len(truth) + 2
    first = {}
    for f in frames:
        for e in f.events():
            first.setdefault(e.id, f.t)
    assert all(first[i] >= t - 1e-9 for i, (t, _) in known.items()), "nothing is known before it sounded"


def test_noise_and_tones_have_no_beat(rng: np.random.Generator) -> None:
    for sound in (rng.normal(0.0, 0.1, 12 * SAMPLE_RATE), tone(440, 12)):
        frames = hear(sound)
        assert max(f.grid.confidence for f in frames[200:]) < 0.35
        assert frames[-1].value("coherence") < 0.5


def test_coherence_orders_groove_over_noise(rng: np.random.Generator) -> None:
    groove = hear(clicks(124, 14, rng))[-1].value("coherence")
    noise = hear(rng.normal(0.0, 0.1, 14 * SAMPLE_RATE))[-1].value("coherence")
    assert groove > 0.7
    assert noise < 0.1


@pytest.mark.parametrize("hz", [110.0, 220.0, 440.0, 880.0])
def test_pitch_and_chroma_of_a_tone(hz: float) -> None:
    last = hear(tone(hz, 2.0))[-1]
    assert last.value("pitch_hz") == pytest.approx(hz, rel=0.01)
    assert int(np.argmax(last.record["gpu"]["chroma"])) == 9   # A


def test_a_swapped_wire_is_heard_and_space_is_told() -> None:
    mono = tone(330, 2.0)
    opposite = hear(np.stack([mono, -mono], axis=1))[-1]
    assert opposite.value("pitch_hz") == pytest.approx(330, rel=0.01)
    assert opposite.record["gpu"]["space"][1] == pytest.approx(1.0, abs=0.01)
    left = hear(np.stack([mono, 0 * mono], axis=1))[-1]
    assert left.record["gpu"]["space"][0] == pytest.approx(-1.0, abs=0.01)


def test_waveform_strip_is_the_newest_samples_left_then_right() -> None:
    sound = np.stack([tone(500, 1.0), tone(700, 1.0)], axis=1)
    wave = hear(sound)[-1].record["gpu"]["wave"].reshape(2, HOP)
    end = (len(sound) // HOP) * HOP
    for row, channel in zip(wave, sound[end - HOP:end].T, strict=True):
        assert np.corrcoef(row, channel)[0, 1] > 0.999


def test_band_energy_goes_where_the_tone_is() -> None:
    for hz, band in ((80, 0), (800, 1), (4_000, 2), (9_000, 3)):
        assert int(np.argmax(hear(tone(hz, 1.0))[-1].record["gpu"]["band"])) == band


def test_a_frame_is_the_same_wherever_the_count_starts(rng: np.random.Generator) -> None:
    sound = clicks(120, 6, rng)
    early, late = hear(sound)[-1], hear(sound, first_hop=1000)[-1]
    np.testing.assert_array_equal(early.record["gpu"]["mel"], late.record["gpu"]["mel"])
    assert late.grid.phase(late.t) == pytest.approx(early.grid.phase(early.t), abs=1e-6)
    assert [round(e.t - late.t, 6) for e in late.events()] == [round(e.t - early.t, 6) for e in early.events()]


def test_beats_and_onsets_go_on_where_they_are_after_a_gap(rng: np.random.Generator) -> None:
    """A device that was away: ticks are skipped, detectors count samples; events must not lie in the past for the rest of the night."""
    sound = clicks(120, 12, rng).astype(np.float32).reshape(-1, 1)
    analyzer, frames = Analyzer(), []
    for i in range(len(sound) // HOP):
        hop = i if i < 500 else i + 517   # 5.5 s are missing
        frames.append(analyzer.step(Block(np.ascontiguousarray(sound[i * HOP:(i + 1) * HOP]), hop, 0.0, 0.0)))
    last = frames[-1]
    assert last.t - last.events()[-1].t < 0.6
    assert last.grid.confidence > 0.6
    shift = 517 * TICK_S
    error = last.grid.phase(0.5 + shift + 8.0) * last.grid.period_s
    assert min(error, last.grid.period_s - error) < 0.035


def test_ids_go_on_above_what_was_given(rng: np.random.Generator) -> None:
    sound = clicks(120, 2, rng).astype(np.float32).reshape(-1, 1)
    analyzer = Analyzer(last_id=40)
    for i in range(len(sound) // HOP):
        frame = analyzer.step(Block(np.ascontiguousarray(sound[i * HOP:(i + 1) * HOP]), i, 0.0, 0.0))
    assert all(e.id > 40 for tier in ("onset", "hit") for e in frame.events(tier))


def test_wrong_block_length_is_refused() -> None:
    with pytest.raises(ValueError, match="512 samples"):
        Analyzer().step(Block(np.zeros((100, 1), np.float32), 0, 0.0, 0.0))


def test_hostile_sound_leaves_only_finite_numbers(rng: np.random.Generator) -> None:
    """Full-scale clipping, DC, one loud block in silence, tiny noise."""
    one = np.ones(SAMPLE_RATE)
    parts = [one, -one, 0.0 * one, 0.5 * one, np.sign(tone(50, 1.0)), rng.normal(0, 1e-7, SAMPLE_RATE),
             rng.choice([-32.0, 32.0], SAMPLE_RATE)]
    for frame in hear(np.concatenate(parts)):
        for name in frame.record["gpu"].dtype.names:
            assert np.isfinite(frame.record["gpu"][name]).all(), name
        assert np.isfinite([frame.value(n) for n in ("rms_db", "floor_db", "grid_anchor", "grid_period", "coherence")]).all()
