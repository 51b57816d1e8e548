"""The built-in piece: what it promises about itself."""
from __future__ import annotations

import stat
from pathlib import Path

import numpy as np
import pytest

from visualizer.audio import OVERTURE_ACTS, open_source, overture_samples, parse_input
from visualizer.audio.overture import OVERTURE_S, compose
from visualizer.audio.overture.master import loudness_lufs, true_peaks
from visualizer.audio.overture.plan import BEAT, START, STEADY_S, hertz, symphony_s, unison_s
from visualizer.model.paths import user_cache
from visualizer.model.show import Act

RATE = 48_000


@pytest.fixture(scope="module")
def piece() -> np.ndarray:
    return compose()


def part(piece: np.ndarray, start_s: float, end_s: float) -> np.ndarray:
    return piece[int(start_s * RATE):int(end_s * RATE)]


def db(x: np.ndarray) -> float:
    return 20.0 * float(np.log10(np.sqrt(np.mean(x.astype(np.float64) ** 2)) + 1e-12))


def test_shape_level_and_peaks(piece: np.ndarray) -> None:
    assert piece.shape == (int(OVERTURE_S * RATE), 2)
    assert piece.dtype == np.float32
    assert np.isfinite(piece).all()
    assert loudness_lufs(piece.T) == pytest.approx(-16.0, abs=0.7)
    assert 20 * np.log10(true_peaks(piece.T).max()) < -1.0
    assert np.abs(piece.mean(axis=0, dtype=np.float64)).max() < 1e-4


def test_it_is_the_same_every_time_and_comes_from_the_cache(piece: np.ndarray) -> None:
    kept = overture_samples()
    np.testing.assert_array_equal(kept, piece)
    assert list(user_cache().glob("overture-*.npy"))
    assert not list(user_cache().glob(".overture-*"))
    np.testing.assert_array_equal(overture_samples(), piece)
    with pytest.raises(ValueError, match="read-only"):
        overture_samples()[0] = 1.0


def test_a_broken_or_unwritable_cache_costs_only_time(piece: np.ndarray, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("visualizer.audio.overture.compose", piece.copy)
    monkeypatch.setenv("CONCORD_HOME", str(tmp_path))
    overture_samples()
    (kept,) = user_cache().glob("overture-*.npy")
    kept.write_bytes(kept.read_bytes()[:1_000])
    np.testing.assert_array_equal(overture_samples(), piece)
    (tmp_path / "file").touch(mode=stat.S_IRUSR)
    monkeypatch.setenv("CONCORD_HOME", str(tmp_path / "file" / "under"))
    np.testing.assert_array_equal(overture_samples(), piece)


def test_acts_are_in_order_and_sound_as_they_are_called(piece: np.ndarray) -> None:
    names, starts = zip(*OVERTURE_ACTS, strict=True)
    assert sorted(names) == sorted(a.name.lower() for a in Act)
    assert names == ("backstage", "curtain", "silence", "note", "symphony", "chaos", "ebb", "unison", "last_note", "hush", "ovation", "waking")
    assert starts[0] == 0.0
    assert 95.0 <= OVERTURE_S <= 110.0
    lengths = dict(zip(names, np.diff((*starts, OVERTURE_S)), strict=True))
    assert min(lengths.values()) >= 4.0
    assert lengths["unison"] >= 16.0
    level = {name: db(part(piece, a, b)) for name, a, b in zip(names, starts, (*starts[1:], OVERTURE_S), strict=True)}
    assert level["hush"] < -55.0
    assert level["unison"] - level["hush"] > 30.0
    assert level["silence"] < -60.0
    assert level["backstage"] > level["curtain"] > level["silence"] + 10.0
    assert min(level["unison"], level["chaos"]) > level["symphony"] > max(level["ebb"], level["note"])
    assert -50.0 < level["ebb"] < level["unison"] - 6.0
    assert level["unison"] > level["last_note"]
    assert level["ovation"] > level["hush"] + 30.0
    assert level["waking"] < -60.0
    assert np.any(part(piece, OVERTURE_S - 1.0, OVERTURE_S) != 0.0)   # quiet is not the same as no signal


def test_the_note_is_one_clear_pitch(piece: np.ndarray) -> None:
    mono = part(piece, START["note"] + 0.2, START["note"] + 3.5).mean(axis=1)
    spectrum = np.abs(np.fft.rfft(mono * np.hanning(len(mono))))
    hz = np.fft.rfftfreq(len(mono), 1 / RATE)
    assert hz[spectrum.argmax()] == pytest.approx(hertz("A4"), rel=0.003)
    near = np.abs(hz - 440.0) < 15.0
    assert (spectrum[near] ** 2).sum() > 0.7 * (spectrum ** 2).sum()


def test_nothing_clicks(piece: np.ndarray) -> None:
    """No jump of a sample in the quiet acts, where one would be heard."""
    for start, end in ((0.0, START["note"] - 0.05), (START["last_note"] + 1.0, START["ovation"] - 0.05), (START["waking"] + 0.3, OVERTURE_S)):
        quiet = part(piece, start, end)
        assert np.abs(np.diff(quiet, axis=0)).max() < 0.25 * np.abs(quiet).max() + 1e-4


def test_the_pulse_is_where_it_is_said_to_be(piece: np.ndarray) -> None:
    mono = piece.mean(axis=1)
    low = np.fft.irfft(np.fft.rfft(mono) * (np.fft.rfftfreq(len(mono), 1 / RATE) < 120.0), len(mono))
    energy = np.add.reduceat(low ** 2, np.arange(0, len(low), 480))   # 10 ms
    rise = np.maximum(0.0, np.diff(energy))
    beats = unison_s(0.0) + BEAT * np.arange(32)
    on = np.mean([rise[int(b * 100) - 3:int(b * 100) + 4].max() for b in beats])
    off = np.mean([rise[int((b + BEAT / 2) * 100) - 3:int((b + BEAT / 2) * 100) + 4].max() for b in beats])
    assert on > 5.0 * off


def test_the_pulse_of_the_symphony_gathers() -> None:
    beats = np.array([symphony_s(b) for b in range(33)])
    gaps = np.diff(beats)
    assert (gaps[1:] <= gaps[:-1] + 1e-9).all()
    assert gaps[0] > 1.3 * BEAT
    assert gaps[-6:] == pytest.approx(BEAT)
    assert (beats[0], beats[-1]) == pytest.approx((START["symphony"], START["chaos"]))
    assert START["symphony"] < STEADY_S < START["chaos"] - 4 * BEAT


def test_it_is_stereo_and_a_source(piece: np.ndarray) -> None:
    loud = part(piece, START["unison"], START["last_note"])
    correlation = float(np.corrcoef(loud[:, 0], loud[:, 1])[0, 1])
    assert 0.2 < correlation < 0.98
    source = open_source(parse_input("overture", live=False))
    count = 0
    while source.read() is not None:
        count += 1
    assert (source.name, source.rate, source.channels, source.live) == ("overture", RATE, 2, False)
    assert count == -(-int(OVERTURE_S * RATE) // 512)
