"""Sound into files."""
from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile as sf

from visualizer.audio import check_sound_name, write_sound
from visualizer.model.errors import OutputError, UsageError

RATE = 48_000
SOUND = (0.5 * np.sin(2.0 * np.pi * 440.0 * np.arange(RATE * 5 // 2) / RATE)[:, None] * np.array([1.0, 0.25])).astype(np.float32)


@pytest.mark.parametrize("ending", ["flac", "wav", "AIFF", "caf", "w64"])
def test_what_is_written_without_loss_is_read_again(tmp_path: Path, ending: str) -> None:
    write_sound(tmp_path / f"a.{ending}", SOUND, RATE)
    back, rate = sf.read(tmp_path / f"a.{ending}", dtype="float32")
    assert rate == RATE
    np.testing.assert_allclose(back, SOUND, atol=2.0 ** -22)


@pytest.mark.parametrize("ending", ["ogg", "opus", "mp3"])
def test_what_is_written_with_loss_is_the_same_music(tmp_path: Path, ending: str) -> None:
    write_sound(tmp_path / f"a.{ending}", SOUND, RATE)
    back, rate = sf.read(tmp_path / f"a.{ending}", dtype="float32")
    assert rate == RATE
    level = np.sqrt((back[RATE // 2:2 * RATE] ** 2).mean(axis=0))
    np.testing.assert_allclose(level, np.sqrt((SOUND[RATE // 2:2 * RATE] ** 2).mean(axis=0)), rtol=0.05)


@pytest.mark.parametrize("name", ["a", "a.txt", "a.flac.zip", "wav"])
def test_a_name_that_says_nothing_is_refused_with_those_that_do(name: str) -> None:
    with pytest.raises(UsageError, match=r"ends in \.flac, \.wav.* or "):
        check_sound_name(Path(name))


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_is_said(tmp_path: Path) -> None:
    (tmp_path / "a.wav").symlink_to("/dev/full")
    with pytest.raises(OutputError, match="cannot be written"):
        write_sound(tmp_path / "a.wav", SOUND, RATE)
