"""The built-in piece: what it promises about itself."""
from __future__ import annotations

import stat
from pathlib import Path

import numpy as np
import pytest

from visualizer.audio import OVERTURE_ACTS, open_source, overture_samples, parse_input
from visualizer.audio.overture import OVERTURE_S
from visualizer.audio.overture.score import BEAT, STEADY_S, UNISON, compose, hertz
from visualizer.audio.overture.space import loudness_lufs, true_peaks
from visualizer.model.paths import user_cache

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
    assert loudness_lufs(piece) == pytest.approx(-16.0, abs=0.7)
    assert 20 * np.log10(true_peaks(piece).max()) < -1.0
    assert abs(float(piece.mean())) < 1e-3


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
    assert names == ("backstage", "silence", "note", "symphony", "unison", "last_note", "hush")
    assert list(starts) == sorted(starts)
    level = {name: db(part(piece, a, b)) for name, a, b in zip(names, starts, (*starts[1:], OVERTURE_S), strict=True)}
    assert level["hush"] < -70.0
    assert db(part(piece, starts[1] + 1.5, starts[2])) < -65.0     # the silence, once the house has fallen quiet
    assert level["unison"] > level["symphony"] > level["backstage"]
    assert level["unison"] > level["last_note"]
    assert level["backstage"] > -50.0
    assert np.any(part(piece, 38.0, 40.0) != 0.0)                   # quiet is not the same as no signal


def test_the_note_is_one_clear_pitch(piece: np.ndarray) -> None:
    mono = part(piece, 7.2, 9.0).mean(axis=1)
    spectrum = np.abs(np.fft.rfft(mono * np.hanning(len(mono))))
    hz = np.fft.rfftfreq(len(mono), 1 / RATE)
    assert hz[spectrum.argmax()] == pytest.approx(hertz("A4"), rel=0.003)
    near = np.abs(hz - 440.0) < 15.0
    assert (spectrum[near] ** 2).sum() > 0.7 * (spectrum ** 2).sum()


def test_nothing_clicks(piece: np.ndarray) -> None:
    """No jump of a sample in the quiet acts, where one would be heard."""
    for start, end in ((0.0, 6.95), (34.0, 40.0)):
        quiet = part(piece, start, end)
        assert np.abs(np.diff(quiet, axis=0)).max() < 0.25 * np.abs(quiet).max() + 1e-4


def test_the_pulse_is_where_it_is_said_to_be(piece: np.ndarray) -> None:
    mono = piece.mean(axis=1)
    low = np.fft.irfft(np.fft.rfft(mono) * (np.fft.rfftfreq(len(mono), 1 / RATE) < 120.0), len(mono))
    energy = np.add.reduceat(low ** 2, np.arange(0, len(low), 480))   # 10 ms
    rise = np.maximum(0.0, np.diff(energy))
    beats = UNISON + BEAT * np.arange(16)
    on = np.mean([rise[int(b * 100) - 3:int(b * 100) + 4].max() for b in beats])
    off = np.mean([rise[int((b + BEAT / 2) * 100) - 3:int((b + BEAT / 2) * 100) + 4].max() for b in beats])
    assert on > 5.0 * off
    assert pytest.approx(round((UNISON - STEADY_S) / BEAT)) == (UNISON - STEADY_S) / BEAT


def test_it_is_stereo_and_a_source(piece: np.ndarray) -> None:
    loud = part(piece, 23.0, 33.0)
    correlation = float(np.corrcoef(loud[:, 0], loud[:, 1])[0, 1])
    assert 0.2 < correlation < 0.98
    source = open_source(parse_input("overture", live=False))
    count = 0
    while source.read() is not None:
        count += 1
    assert (source.name, source.rate, source.channels, source.live) == ("overture", RATE, 2, False)
    assert count == OVERTURE_S * RATE / 512
