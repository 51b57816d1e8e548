"""Files of every kind: what can be read is read to the sample, what cannot gets one clear line."""
from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile as sf

from visualizer.audio import open_media, open_source, parse_input
from visualizer.audio.decode import open_decoder
from visualizer.audio.ffmpeg import FfmpegDecoder
from visualizer.audio.file import FileSource
from visualizer.model.errors import EXIT_NO_AUDIO, EXIT_USAGE, ConcordError

SECONDS = 3.0


def tone(rate: int = 44_100, channels: int = 2, hz: float = 440.0) -> np.ndarray:
    wave = 0.3 * np.sin(2 * np.pi * hz * np.arange(int(rate * SECONDS)) / rate)
    return np.repeat(wave[:, None], channels, axis=1).astype(np.float32)


def encoded(path: Path, source: Path, *options: str) -> Path:
    if shutil.which("ffmpeg") is None:
        pytest.skip("needs ffmpeg to write this format")
    subprocess.run(["ffmpeg", "-y", "-loglevel", "error", "-i", str(source), *options, str(path)], check=True, timeout=60, stdin=subprocess.DEVNULL)
    return path


def cut(path: Path, share: float) -> Path:
    data = path.read_bytes()
    path.write_bytes(data[:int(len(data) * share)])
    return path


def everything(path: Path) -> np.ndarray:
    source = FileSource.open(path)
    out = []
    while (block := source.read()) is not None:
        out.append(block.samples)
    source.close()
    return np.concatenate(out)


@pytest.mark.parametrize("name", ["a.wav", "a.flac", "a.ogg", "a.aiff"])
@pytest.mark.parametrize("rate", [8_000, 44_100, 96_000])
def test_reads_what_libsndfile_reads(tmp_path: Path, name: str, rate: int) -> None:
    sf.write(tmp_path / name, tone(rate), rate)
    assert open_decoder(tmp_path / name).frames == int(rate * SECONDS)
    x = everything(tmp_path / name)[:, 0]
    assert len(x) == pytest.approx(SECONDS * 48_000, abs=512)
    assert np.abs(x[4_800:-4_800]).max() == pytest.approx(0.3, abs=0.03)


@pytest.mark.parametrize("name", ["a.mp3", "a.m4a", "a.opus", "a.mkv", "a.webm", "a.wma", "a.ac3"])
def test_reads_what_ffmpeg_reads(tmp_path: Path, name: str) -> None:
    sf.write(tmp_path / "a.wav", tone(), 44_100)
    x = everything(encoded(tmp_path / name, tmp_path / "a.wav"))[:, 0]
    assert len(x) == pytest.approx(SECONDS * 48_000, abs=4_800)
    assert np.abs(x[9_600:-9_600]).max() == pytest.approx(0.3, abs=0.05)


@pytest.mark.parametrize("name", ["Mix: a.mp3", "file:b.m4a"])
def test_a_name_with_a_colon_is_a_name(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """FFmpeg would take what stands before the colon for a protocol."""
    monkeypatch.chdir(tmp_path)
    sf.write("a.wav", tone(), 44_100)
    encoded(tmp_path / f"plain{Path(name).suffix}", tmp_path / "a.wav").rename(name)
    assert len(everything(Path(name))) == pytest.approx(SECONDS * 48_000, abs=4_800)


def test_reads_the_sound_of_a_video(tmp_path: Path) -> None:
    sf.write(tmp_path / "a.wav", tone(), 44_100)
    video = encoded(tmp_path / "v.mp4", tmp_path / "a.wav", "-f", "lavfi", "-i", "color=size=64x64:rate=10:duration=3", "-shortest")
    assert len(everything(video)) == pytest.approx(SECONDS * 48_000, abs=4_800)


@pytest.mark.parametrize(("name", "off"), [("a.wav", 0), ("a.flac", 0), ("a.ogg", 256), ("a.mp3", 0), ("a.m4a", 0)])
def test_seeking_lands_on_the_sample(tmp_path: Path, name: str, off: int) -> None:
    """off: samples that the library itself may miss by; libsndfile is now and then half a Vorbis packet early."""
    t = np.arange(48_000 * 4) / 48_000
    x = (0.3 * np.sin(2 * np.pi * (200.0 + 400.0 * t) * t)).astype(np.float32)[:, None]   # rising: no two places sound alike
    sf.write(tmp_path / "a.wav", x, 48_000, subtype="FLOAT")
    path = tmp_path / name
    if name.endswith((".mp3", ".m4a")):
        encoded(path, tmp_path / "a.wav")
    elif name != "a.wav":
        sf.write(path, x, 48_000)
    straight = open_decoder(path)
    whole = np.concatenate([straight.read(4_096) for _ in range(60)])
    for at in (0, 100_000, 48_001, 150_000):
        decoder = open_decoder(path)
        decoder.seek(at)
        found = decoder.read(2_000)
        errors = [np.abs(found - whole[at + d:at + d + 2_000]).max() for d in range(off + 1)]
        assert min(errors) < (5e-3 if name == "a.m4a" else 1e-6)


@pytest.mark.parametrize("channels", [1, 2, 8, 32])
def test_any_number_of_channels(tmp_path: Path, channels: int) -> None:
    x = np.zeros((24_000, channels), np.float32)
    x[:, min(6, channels - 1)] = 0.25
    sf.write(tmp_path / "a.wav", x, 48_000, subtype="FLOAT")
    chosen = FileSource.open(tmp_path / "a.wav", channels=(min(7, channels),)).read()
    assert chosen is not None
    assert chosen.samples.shape == (512, 1)
    assert (chosen.samples == 0.25).all()
    default = FileSource.open(tmp_path / "a.wav").read()
    assert default is not None
    assert default.samples.shape == (512, min(2, channels))


def test_a_file_of_nans_plays_as_silence_and_is_counted(tmp_path: Path) -> None:
    sf.write(tmp_path / "n.wav", np.full((48_000, 2), np.nan, np.float32), 48_000, subtype="FLOAT")
    source = open_source(parse_input(str(tmp_path / "n.wav"), live=False))
    last = None
    while (block := source.read()) is not None:
        last = block
        assert not block.samples.any()
    assert last is not None
    assert last.nonfinite == 96_000


def bad_text(folder: Path) -> Path:
    (folder / "bad.wav").write_text("this is no sound\n" * 50)
    return folder / "bad.wav"


def bad_nothing(folder: Path) -> Path:
    (folder / "bad.wav").touch()
    return folder / "bad.wav"


def bad_empty(folder: Path) -> Path:
    sf.write(folder / "bad.wav", tone()[:0], 44_100)
    return folder / "bad.wav"


def bad_zero_channels(folder: Path) -> Path:
    sf.write(folder / "bad.wav", tone(), 44_100)
    data = bytearray((folder / "bad.wav").read_bytes())
    data[22:24] = b"\0\0"
    (folder / "bad.wav").write_bytes(data)
    return folder / "bad.wav"


def bad_flac(folder: Path) -> Path:
    sf.write(folder / "bad.flac", tone(), 44_100)
    return cut(folder / "bad.flac", 0.6)


def bad_wav(folder: Path) -> Path:
    sf.write(folder / "bad.wav", tone(), 44_100)
    return cut(folder / "bad.wav", 0.6)


def bad_mp3(folder: Path) -> Path:
    sf.write(folder / "a.wav", tone(), 44_100)
    return cut(encoded(folder / "bad.mp3", folder / "a.wav"), 0.6)


def bad_m4a(folder: Path) -> Path:
    sf.write(folder / "a.wav", tone(), 44_100)
    return cut(encoded(folder / "bad.m4a", folder / "a.wav", "-movflags", "+faststart"), 0.6)


def bad_silent_video(folder: Path) -> Path:
    sf.write(folder / "a.wav", tone(), 44_100)
    return encoded(folder / "bad.mp4", folder / "a.wav", "-f", "lavfi", "-i", "color=size=64x64:rate=10:duration=1", "-map", "1:v")


@pytest.mark.parametrize(("make", "says"), [
    (bad_text, "no sound that can be read"), (bad_nothing, "is empty"), (bad_empty, "no samples"), (bad_zero_channels, "Channel count is zero"),
    (bad_flac, "breaks off"), (bad_wav, "breaks off"), (bad_mp3, "breaks off"), (bad_m4a, "breaks off"), (bad_silent_video, "no sound track")])
def test_a_bad_file_gets_one_clear_line(tmp_path: Path, make: Callable[[Path], Path], says: str, capfd: pytest.CaptureFixture[str]) -> None:
    path = make(tmp_path)
    with pytest.raises(ConcordError, match=says) as caught:
        open_media(parse_input(str(path)))
    assert caught.value.exit_code == EXIT_NO_AUDIO
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)
    assert capfd.readouterr().err == ""   # libraries stay quiet


@pytest.mark.parametrize(("name", "says"), [("gone.wav", "no such file"), ("./gone", "no such file"), ("", "is a folder")])
def test_a_file_that_is_not_there(tmp_path: Path, name: str, says: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ConcordError, match=says) as caught:
        parse_input(name or str(tmp_path))
    assert caught.value.exit_code == EXIT_USAGE


@pytest.mark.parametrize("trouble", [IndexError("list index out of range"), ValueError("no such plane")])
def test_packets_that_trip_the_decoder_are_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, trouble: Exception) -> None:
    sf.write(tmp_path / "a.wav", tone(), 44_100)
    decoder = FfmpegDecoder(encoded(tmp_path / "a.m4a", tmp_path / "a.wav"))

    class Bad:
        def decode(self) -> list[object]:
            raise trouble

    class Damaged:
        """The container, with a packet that does not decode before every one that does."""

        def __init__(self, whole: Any) -> None:
            self.whole = whole

        def demux(self, stream: object) -> Iterator[object]:
            for packet in self.whole.demux(stream):
                yield Bad()
                yield packet

        def __getattr__(self, name: str) -> object:
            return getattr(self.whole, name)

    monkeypatch.setattr(decoder, "_container", Damaged(decoder._container))
    decoder.seek(0)
    assert sum(len(decoder.read(10_000)) for _ in range(20)) == decoder.frames


def test_a_wav_written_to_a_pipe_promises_nothing(tmp_path: Path) -> None:
    sf.write(tmp_path / "p.wav", tone(), 44_100)
    data = bytearray((tmp_path / "p.wav").read_bytes())
    at = data.index(b"data") + 4
    data[at:at + 4] = data[4:8] = b"\xff\xff\xff\xff"
    (tmp_path / "p.wav").write_bytes(data)
    assert open_decoder(tmp_path / "p.wav").frames == pytest.approx(44_100 * SECONDS, abs=8)


def test_real_recordings_are_whole(eval_audio: Path) -> None:
    for path in sorted(eval_audio.iterdir())[:12]:
        source = FileSource.open(path)
        assert source.duration_s > 1.0
        source.seek(source.duration_s - 0.1)
        blocks = 0
        while source.read() is not None:
            blocks += 1
        assert blocks == pytest.approx(0.1 * 93.75, abs=1)
        source.close()
