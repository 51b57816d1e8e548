"""The program as people run it: results, and for every wrong word one clear line, the right exit code, and nothing left behind."""
from __future__ import annotations

import json
import os
import signal
import struct
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from tests.output.test_video import probe
from tests.sounds import groove, write

QUICK = ("--size", "160x90", "--quality", "C")


def concord(*words: str, cwd: Path | None = None, timeout: float = 120.0, **env: str) -> subprocess.CompletedProcess[str]:
    """Run the program in its own process, without a display."""
    environment = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY")} | env
    return subprocess.run([sys.executable, "-m", "visualizer", *words], cwd=cwd, env=environment, capture_output=True, text=True, timeout=timeout, check=False)


@pytest.fixture(scope="module")
def sounds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of good and bad inputs."""
    folder = tmp_path_factory.mktemp("inputs")
    good = groove(3.0)
    write(folder / "good.wav", good)
    (folder / "text.wav").write_text("this is a shopping list\n" * 50)
    write(folder / "empty.wav", good[:0])
    (folder / "zero.wav").write_bytes(b"")
    whole = write(folder / "whole.flac", np.random.default_rng(1).normal(0, 0.1, (48_000 * 4, 2)))
    (folder / "cut.flac").write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    header = b"RIFF"
    header += struct.pack("<I", 36 + 8) + b"WAVEfmt " + struct.pack("<IHHIIHH", 16, 1, 0, 48_000, 0, 0, 16) + b"data" + struct.pack("<I", 8) + b"\0" * 8
    (folder / "nochannels.wav").write_bytes(header)
    nan = groove(3.0)
    nan[:] = np.nan
    write(folder / "nan.wav", nan, subtype="FLOAT")
    (folder / "film.mp4").write_bytes((folder / "good.wav").read_bytes())
    (folder / "bad.toml").write_text("[crowd\n")
    (folder / "unknown.toml").write_text("[crowd]\nsise = 3\n")
    return folder


BAD = [
    (("render", "missing.wav", "-o", "o.mp4"), 2, "no such file"),
    (("render", ".", "-o", "o.mp4"), 2, "is a folder"),
    (("render", "text.wav", "-o", "o.mp4"), 4, "text.wav"),
    (("render", "empty.wav", "-o", "o.mp4"), 4, "no samples"),
    (("render", "zero.wav", "-o", "o.mp4"), 4, "is empty"),
    (("render", "cut.flac", "-o", "o.mp4"), 4, "breaks off"),
    (("render", "nochannels.wav", "-o", "o.mp4"), 4, "nochannels.wav"),
    (("render", "good.wav", "-o", "nofolder/o.mp4"), 2, "does not exist"),
    (("render", "good.wav", "-o", "/proc/o.mp4"), 2, "cannot be written"),
    (("render", "film.mp4", "-o", "film.mp4"), 2, "the input itself"),
    (("render", "good.wav", "-o", "."), 2, ".mp4, .mov, .mkv"),
    (("render", "good.wav", "-o", "o.avi"), 2, ".mp4, .mov, .mkv"),
    (("render", "good.wav", "-o", "o.mp4", "--size", "0x0"), 2, "--size 0x0"),
    (("render", "good.wav", "-o", "o.mp4", "--size", "161x91"), 2, "even"),
    (("render", "good.wav", "-o", "o.mp4", "--size", "99999999x2"), 2, "--size"),
    (("render", "good.wav", "-o", "o.mp4", "--seconds", "-1"), 2, "--seconds -1"),
    (("render", "good.wav", "-o", "o.mp4", "--seconds", "nan"), 2, "--seconds nan"),
    (("render", "good.wav", "-o", "o.mp4", "--start", "77"), 2, "--start 77"),
    (("render", "good.wav", "-o", "o.mp4", "--fps", "0"), 2, "--fps 0"),
    (("render", "good.wav", "-o", "o.mp4", "--channels", "7"), 2, "--channels 7"),
    (("render", "good.wav", "-o", "o.mp4", "--look", "nightmare"), 2, "no such look"),
    (("render", "auto", "-o", "o.mp4"), 2, "only a file"),
    (("still", "good.wav", "--at", "99", "-o", "o.png"), 2, "--at 99"),
    (("still", "good.wav", "--at", "x", "-o", "o.png"), 2, "--at x"),
    (("still", "good.wav", "--at", "1", "-o", "o.jpg"), 2, ".png"),
    (("listen", "missing.wav", "--json", "o.json"), 2, "no such file"),
    (("overture", "-o", "o.txt"), 2, ".flac, .wav"),
    (("overture", "-o", "nofolder/o.flac"), 2, "does not exist"),
    (("--config", "bad.toml", "render", "good.wav", "-o", "o.mp4"), 2, "not valid TOML"),
    (("--config", "unknown.toml", "render", "good.wav", "-o", "o.mp4"), 2, "did you mean crowd.size?"),
    (("--config", "nofile.toml", "config"), 2, "no such file"),
    (("--set", "crowd.size=many", "config"), 2, "[crowd] size"),
    (("config", "--check", "unknown.toml"), 2, "no such key"),
    (("dance",), 2, "dance"),
]


@pytest.mark.parametrize(("words", "code", "part"), BAD, ids=[" ".join(w) for w, _, _ in BAD])
def test_a_wrong_word_is_one_clear_line(sounds: Path, words: tuple[str, ...], code: int, part: str) -> None:
    before = sorted(p.name for p in sounds.iterdir())
    done = concord(*words, cwd=sounds)
    assert done.returncode == code, done.stderr
    assert part in done.stderr
    assert "Traceback" not in done.stderr
    if not done.stderr.startswith("Usage"):   # the option parser's own message has a usage line above it
        assert len(done.stderr.strip().splitlines()) == 1, done.stderr
    assert done.stdout == ""
    assert sorted(p.name for p in sounds.iterdir()) == before, "nothing is left behind"


def test_no_gl_at_all_is_exit_3(sounds: Path, tmp_path: Path) -> None:
    done = concord("render", str(sounds / "good.wav"), "-o", str(tmp_path / "o.mp4"), *QUICK, __EGL_VENDOR_LIBRARY_FILENAMES="/nonexistent")
    assert done.returncode == 3, done.stderr
    assert "OpenGL" in done.stderr
    assert "concord doctor" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_device_is_one_line() -> None:
    """That the line lists what exists is shown in tests/audio, where there is a sound server."""
    done = concord("listen", "no such device 7f3a", "--seconds", "1")
    assert done.returncode == 4, done.stderr
    assert "no such device 7f3a" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_options_before_no_command_mean_show() -> None:
    from visualizer.cli import cli

    for words in ([], ["--set", "crowd.size=500"], ["--config", "x.toml"], ["--config=x.toml", "-v"]):
        context = cli.make_context("concord", list(words), resilient_parsing=False)
        assert [*context._protected_args, *context.args][:1] == ["show"], words
    context = cli.make_context("concord", ["--set", "a.b=1", "looks"])
    assert [*context._protected_args, *context.args][:1] == ["looks"]


def test_not_a_number_plays_as_silence_and_is_counted(sounds: Path, tmp_path: Path) -> None:
    out = tmp_path / "o.json"
    done = concord("listen", str(sounds / "nan.wav"), "--json", str(out))
    assert done.returncode == 0, done.stderr
    heard = json.loads(out.read_text())
    assert heard["onsets"]["time"] == []
    assert max(heard["coherence"]["value"]) == 0.0
    assert heard["nonfinite"] == 3 * 48_000 * 2


def test_listen_writes_the_schema_and_knows_nothing_early(sounds: Path) -> None:
    done = concord("listen", str(sounds / "good.wav"), "--json", "-")
    assert done.returncode == 0, done.stderr
    heard = json.loads(done.stdout)
    assert set(heard) >= {"name", "system", "sr", "hop", "onsets", "beats", "next_beats", "tempo", "f0", "coherence", "cpu", "offline"}
    assert heard["sr"] == 48_000
    assert len(heard["onsets"]["time"]) > 5
    assert all(k >= t - 1e-6 for t, k in zip(heard["onsets"]["time"], heard["onsets"]["known_at"], strict=True))
    assert all(b > 0.0 for b in np.diff(heard["coherence"]["time"]))


def test_render_gives_a_whole_video(sounds: Path, tmp_path: Path) -> None:
    out = tmp_path / "o.mp4"
    done = concord("render", str(sounds / "good.wav"), "-o", str(out), "--fps", "30", "--seconds", "2", *QUICK)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == str(out)
    streams = {s["codec_type"]: s for s in probe(out)["streams"]}
    assert int(streams["video"]["nb_read_frames"]) == 60
    assert float(streams["audio"]["duration"]) == pytest.approx(2.0, abs=0.03)
    assert streams["video"]["color_space"] == "bt709"


def test_render_of_a_real_recording(eval_audio: Path, tmp_path: Path) -> None:
    out = tmp_path / "o.mp4"
    done = concord("render", str(eval_audio / "real_mix_reggae.ogg"), "-o", str(out), "--fps", "24", "--start", "1", "--seconds", "2", *QUICK)
    assert done.returncode == 0, done.stderr
    streams = {s["codec_type"]: s for s in probe(out)["streams"]}
    assert int(streams["video"]["nb_read_frames"]) == 48
    assert Path(out).stat().st_size > 10_000


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_a_render_that_is_stopped_leaves_nothing(sounds: Path, tmp_path: Path, sign: signal.Signals) -> None:
    process = subprocess.Popen([sys.executable, "-m", "visualizer", "render", "overture", "-o", "o.mp4", *QUICK], cwd=tmp_path, stderr=subprocess.DEVNULL)
    end = time.monotonic() + 90
    while not list(tmp_path.iterdir()):
        assert process.poll() is None
        assert time.monotonic() < end
        time.sleep(0.05)
    time.sleep(0.5)
    process.send_signal(sign)
    assert process.wait(20) == 128 + sign
    assert list(tmp_path.iterdir()) == []


def test_stills_and_sheets(sounds: Path, tmp_path: Path) -> None:
    from PIL import Image

    one, many = tmp_path / "one.png", tmp_path / "many.png"
    assert concord("still", str(sounds / "good.wav"), "--at", "1.5", "-o", str(one), *QUICK).returncode == 0
    assert Image.open(one).size == (160, 90)
    assert concord("still", str(sounds / "good.wav"), "--at", "2,0.5,1", "-o", str(many), *QUICK).returncode == 0
    assert Image.open(many).size[0] > 300


def test_the_overture_as_a_file(tmp_path: Path) -> None:
    import soundfile as sf

    from visualizer.audio import overture_samples

    out = tmp_path / "overture.flac"
    done = concord("overture", "-o", str(out))
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == str(out)
    assert [p.name for p in tmp_path.iterdir()] == ["overture.flac"]
    written, rate = sf.read(out, dtype="float32")
    assert rate == 48_000
    np.testing.assert_allclose(written, overture_samples(), atol=2.0 ** -22)


def test_without_a_display_show_makes_a_video(sounds: Path, tmp_path: Path) -> None:
    done = concord("show", str(sounds / "good.wav"), cwd=tmp_path, timeout=200)
    assert done.returncode == 0, done.stderr
    assert "no display" in done.stderr
    assert (tmp_path / "out" / "good.mp4").stat().st_size > 1000
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == ["good.mp4"]


def test_doctor_tells_what_is_here() -> None:
    done = concord("doctor", "--json")
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert report["gl"]["ok"]
    assert all(report["packages"].values())
    assert report["display"]["available"] is False
    assert any("display" in line for line in report["missing"])
    text = concord("doctor").stdout
    assert report["gl"]["renderer"] in text


def test_config_prints_every_key_and_says_where_a_value_comes_from(tmp_path: Path) -> None:
    printed = concord("config", "--print").stdout
    path = tmp_path / "all.toml"
    path.write_text(printed)
    assert "fine" in concord("config", "--check", str(path)).stdout
    assert "crowd.size = 500\tcommand line" in concord("--set", "crowd.size=500", "config").stdout


def test_version_help_and_looks() -> None:
    assert concord("--version").stdout.startswith("concord")
    assert "render" in concord("--help").stdout
    assert concord("looks").stdout.startswith("dream") or "\ndream" in concord("looks").stdout
