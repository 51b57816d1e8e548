"""A video file is whole, tagged, in sync, and keeps its colours."""
from __future__ import annotations

import json
import shutil
import subprocess
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from visualizer.model.errors import OutputError, UsageError
from visualizer.output.files import check_writable, whole_file
from visualizer.output.settings import VideoSettings
from visualizer.output.stills import contact_sheet, save_png
from visualizer.output.video import VideoWriter, check_video_path


def probe(path: Path) -> dict[str, Any]:
    """What ffprobe says of the file."""
    if not shutil.which("ffprobe"):
        pytest.skip("ffprobe is not installed (Debian: apt-get install ffmpeg)")
    words = ["ffprobe", "-v", "error", "-count_frames", "-show_streams", "-show_format", "-of", "json", str(path)]
    out = subprocess.run(words, capture_output=True, check=True, timeout=60)
    assert not out.stderr
    return json.loads(out.stdout)


def chart() -> np.ndarray:
    """Flat patches of 32 px, so that chroma subsampling does not count: greys, primaries, skins, and dark colours. (160, 256, 3) uint8."""
    rng = np.random.default_rng(8)
    colors = [(g, g, g) for g in (0, 8, 16, 64, 128, 200, 235, 255)] + [(255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 0), (0, 255, 255), (255, 0, 255),
              (121, 29, 34), (255, 215, 162)] + [tuple(c) for c in rng.integers(0, 256, (24, 3))]
    return np.array(colors, np.uint8).reshape(5, 8, 3).repeat(32, 0).repeat(32, 1)


def test_a_name_with_a_colon_is_a_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """FFmpeg would take what stands before the colon for a protocol."""
    monkeypatch.chdir(tmp_path)
    for name in ("Act: one.mp4", "Act: one.mkv"):
        with whole_file(Path(name)) as partial:
            writer = VideoWriter(partial, (64, 64), Fraction(30), VideoSettings())
            writer.frame(np.zeros((64, 64, 3), np.uint8))
            writer.close()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["Act: one.mkv", "Act: one.mp4"]


@pytest.mark.parametrize("fps", [Fraction(30), Fraction(24_000, 1001)])
def test_a_video_is_whole(tmp_path: Path, fps: Fraction) -> None:
    path = tmp_path / "a.mp4"
    frames = 60
    with whole_file(path) as partial:
        writer = VideoWriter(partial, (320, 180), fps, VideoSettings())
        rng = np.random.default_rng(1)
        for i in range(frames):
            writer.frame(rng.integers(0, 255, (180, 320, 3), np.uint8))
            chunk = round((i + 1) / fps * 48_000) - round(i / fps * 48_000)
            writer.sound(np.zeros((chunk, 2), np.float32))
        writer.close()
    streams = {s["codec_type"]: s for s in probe(path)["streams"]}
    video, sound = streams["video"], streams["audio"]
    assert int(video["nb_read_frames"]) == frames
    assert Fraction(video["r_frame_rate"]) == fps
    assert (video["width"], video["height"], video["pix_fmt"], video["codec_name"]) == (320, 180, "yuv420p", "h264")
    assert [video[k] for k in ("color_range", "color_space", "color_transfer", "color_primaries")] == ["tv", "bt709", "bt709", "bt709"]
    assert (sound["codec_name"], int(sound["sample_rate"]), sound["channels"]) == ("aac", 48_000, 2)
    assert float(video["duration"]) == pytest.approx(float(frames / fps), abs=0.002)
    assert float(sound["duration"]) == pytest.approx(float(frames / fps), abs=0.03)
    assert float(video["start_time"]) == float(sound["start_time"]) == 0.0
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.mp4"]


def test_colours_come_back(tmp_path: Path) -> None:
    path, picture = tmp_path / "c.mp4", chart()
    writer = VideoWriter(path, (256, 160), Fraction(10), VideoSettings(crf=4, preset="medium"), sound=False)
    for _ in range(3):
        writer.frame(picture)
    writer.close()
    with av.open(str(path)) as container:
        decoded = [f for f in container.decode(video=0)][-1]
        assert decoded.colorspace == 1   # BT.709
        back = decoded.to_ndarray(format="rgb24", src_colorspace="ITU709", dst_colorspace="ITU709", src_color_range="MPEG", dst_color_range="JPEG")
    middle = np.s_[16::32, 16::32]
    error = np.abs(back[middle].astype(int) - picture[middle].astype(int))
    assert error.max() <= 3, error.max()


def test_a_flash_and_its_click_are_in_the_same_frame(tmp_path: Path) -> None:
    path, fps, at = tmp_path / "s.mp4", Fraction(30), 23
    writer = VideoWriter(path, (64, 64), fps, VideoSettings())
    for i in range(60):
        writer.frame(np.full((64, 64, 3), 255 if i == at else 0, np.uint8))
        sound = np.zeros((1600, 2), np.float32)
        if i == at:
            sound[:200] = 0.9 * (-1.0) ** np.arange(200)[:, None]
        writer.sound(sound)
    writer.close()
    with av.open(str(path)) as container:
        flash = next(float(f.time) for f in container.decode(video=0) if f.to_ndarray(format="gray").mean() > 128)
    with av.open(str(path)) as container:
        heard = ((float(f.time), np.abs(f.to_ndarray()[0])) for f in container.decode(audio=0))
        click = next(t + int(np.argmax(x > 0.3)) / 48_000 for t, x in heard if x.max() > 0.3)
    assert flash == pytest.approx(at / 30, abs=1e-6)
    assert click == pytest.approx(at / 30, abs=0.004)


def test_failures_leave_nothing_behind(tmp_path: Path) -> None:
    path = tmp_path / "x.mp4"
    with pytest.raises(RuntimeError, match="stop"), whole_file(path) as partial:   # noqa: PT012
        writer = VideoWriter(partial, (64, 64), Fraction(30), VideoSettings())
        writer.frame(np.zeros((64, 64, 3), np.uint8))
        writer.abort()
        raise RuntimeError("stop")
    assert list(tmp_path.iterdir()) == []


def test_an_older_file_stays_when_the_new_one_fails(tmp_path: Path) -> None:
    path = tmp_path / "x.mp4"
    path.write_text("old")
    with pytest.raises(OSError, match="disk"), whole_file(path) as partial:   # noqa: PT012
        partial.write_text("half")
        raise OSError("disk")
    assert path.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["x.mp4"]


def test_where_it_cannot_be_written_is_said_before(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="does not exist"):
        check_writable(tmp_path / "no" / "x.mp4")
    with pytest.raises(OutputError, match="is a folder"):
        check_writable(tmp_path)
    check_writable(tmp_path / "x.mp4")
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(UsageError, match=r"\.mp4, \.mov, \.mkv"):
        check_video_path(tmp_path / "x.avi")


def test_a_contact_sheet_holds_every_frame(tmp_path: Path) -> None:
    frames = [(np.full((90, 160, 3), 40 * (i + 1), np.uint8), f"frame {i}") for i in range(5)]
    sheet = contact_sheet(frames, columns=2)
    for level in (40, 80, 120, 160, 200):
        assert ((sheet == level).all(-1)).sum() > 160 * 90 * 0.9
    save_png(tmp_path / "s.png", sheet)
    from PIL import Image

    np.testing.assert_array_equal(np.asarray(Image.open(tmp_path / "s.png")), sheet)
