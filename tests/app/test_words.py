"""Words on the command line that lead nowhere, in this process: one clear line each that says what to do, and no traceback."""
from __future__ import annotations

import errno
import json
import os
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tests.sounds import groove, write
from visualizer.cli import cli

LONG = "x" * 300


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CONCORD_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "a.wav", groove(0.5))
    return tmp_path


@pytest.fixture
def locked(here: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that may not be entered; root may enter every folder, so the system's answer is played."""
    folder, stat = here / "locked", os.stat
    folder.mkdir()

    def refused(path: Any, *words: Any, **more: Any) -> os.stat_result:
        if isinstance(path, (str, Path)) and "locked" in Path(path).parent.parts:
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return stat(path, *words, **more)

    monkeypatch.setattr(os, "stat", refused)
    return folder


def said(*words: str) -> Result:
    """One line of ours, and the exit code of a wrong word."""
    done = CliRunner().invoke(cli, list(words))
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    assert done.exit_code == 2, done.stderr
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr
    assert done.stderr.startswith("concord: ")
    return done


@pytest.mark.usefixtures("locked")
@pytest.mark.parametrize("words", [("listen", "locked/a.wav", "--json", "-"), ("still", "a.wav", "--at", "0", "-o", "locked/o.png"),
                                   ("render", "a.wav", "-o", "locked/o.mp4")])
def test_a_folder_that_may_not_be_read_is_said(words: tuple[str, ...]) -> None:
    done = said(*words)
    assert "cannot be reached (Permission denied); " in done.stderr


@pytest.mark.parametrize(("words", "part"), [
    (("listen", "~nosuchuser/a.wav"), "~nosuchuser/a.wav: cannot be reached"),
    (("still", "a.wav", "--at", "0", "-o", "o.png", "--title", "~nosuchuser/x.png"), "title ~nosuchuser/x.png: cannot be reached"),
    (("listen", f"{LONG}.wav"), "too long"), (("render", "a.wav", "-o", f"{LONG}.mp4"), "too long"),
    (("still", "a.wav", "--at", "0", "-o", f"{LONG}.png"), "too long"),
])
def test_paths_that_lead_nowhere(words: tuple[str, ...], part: str) -> None:
    assert part in said(*words).stderr


def test_a_home_that_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONCORD_HOME", "~nosuchuser/concord")
    assert "CONCORD_HOME=~nosuchuser/concord: cannot be reached" in said("config").stderr


@pytest.mark.parametrize("number", ["9" * 5000, "0x" + "f" * 5000])
def test_a_number_of_thousands_of_digits(here: Path, number: str) -> None:
    assert "[crowd] size = " in said("--set", f"crowd.size={number}", "config").stderr
    (here / "c.toml").write_text(f"[crowd]\nsize = {number}\n")
    assert "c.toml: " in said("--config", "c.toml", "config").stderr


def test_a_file_that_begins_with_a_mark_is_read(here: Path) -> None:
    (here / "c.toml").write_bytes(b"\xef\xbb\xbf[crowd]\nsize = 700\n")
    assert "crowd.size = 700\t" in CliRunner().invoke(cli, ["--config", "c.toml", "config"]).stdout


@pytest.mark.parametrize(("word", "value"), [
    ("window.display=2", "'2'"), ("audio.channels=3", "'3'"), ("audio.channels=3,4", "'3,4'"), ("audio.input=true", "'true'"),
    ('audio.input="mic"', "'mic'"), ("hands.osc_out=", "''"), ("crowd.size=900", "900"),
])
def test_a_setting_that_is_a_word_takes_what_was_typed(word: str, value: str) -> None:
    done = CliRunner().invoke(cli, ["--set", word, "config"])
    assert f"{word.partition('=')[0]} = {value}\tcommand line" in done.stdout, done.stderr


@pytest.mark.parametrize(("words", "part"), [
    (("a.wav",), "did you mean: concord show a.wav"), (("song.flac", "--mute"), "did you mean: concord show song.flac --mute"),
    (("overture",), "Missing option"), (("--fullscreen",), "did you mean: concord show --fullscreen"),
    (("--set", "crowd.size=200", "--mute"), "did you mean: concord --set crowd.size=200 show --mute"),
    (("--fullscreen", "a.wav"), "did you mean: concord show --fullscreen a.wav"), (("--frob",), "--frob"), (("dance",), "No such command 'dance'"),
    (("still", "--at", "1", "-o", "o.png"), "Missing argument 'INPUT'. Name a sound file"),
    (("render", "-o", "o.mp4"), "Missing argument 'INPUT'. Name a sound file"),
])
def test_what_was_meant_is_said(words: tuple[str, ...], part: str) -> None:
    done = CliRunner().invoke(cli, list(words))
    assert done.exit_code == 2
    assert part in " ".join(done.stderr.split())
    assert ("did you mean" in part) == ("did you mean" in done.stderr)


@pytest.mark.parametrize(("words", "part"), [
    (("show", "a.wav", "--input", "mic"), "name one input, not two"),
    (("render", "a.wav", "-o", "o.mp4", "--start", "-1"), "--start -1: must be a number from 0 up"),
    (("render", "a.wav", "-o", "o.mp4", "--start", "nan"), "--start nan: must be a number from 0 up"),
    (("render", "a.wav", "-o", "o.mp4", "--seconds", "0"), "--seconds 0: must be a number above 0"),
])
def test_wrong_values_are_said_with_what_is_allowed(words: tuple[str, ...], part: str) -> None:
    assert part in said(*words).stderr


def test_the_json_is_alone_on_stdout(here: Path) -> None:
    done = CliRunner().invoke(cli, ["listen", "a.wav", "--json", "-", "--crowd", "c.png"])
    assert done.exit_code == 0, done.stderr
    assert json.loads(done.stdout)["sr"] == 48_000
    assert "c.png" in done.stderr
    assert (here / "c.png").exists()
