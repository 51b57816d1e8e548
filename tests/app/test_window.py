"""The real window on a real X server: a picture appears, keys work, Esc does not quit, Ctrl+Q fades out; the screensaver wakes."""
from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from tests.sounds import groove, write
from tests.xvfb import display

pytestmark = pytest.mark.window


@pytest.fixture(scope="module")
def env() -> Iterator[dict[str, str]]:
    with display("1600x900") as environment:   # larger than a window opens, so that fullscreen shows
        yield environment


class Running:
    """The program in a window; its log is read to know what it has done."""

    def __init__(self, env: dict[str, str], folder: Path, *words: str) -> None:
        self.env, self._err = env | {"CONCORD_HOME": os.environ["CONCORD_HOME"]}, folder / "stderr"
        self._file = self._err.open("w")
        self.process = subprocess.Popen([sys.executable, "-m", "visualizer", "-v", *words], env=self.env, cwd=folder, stdout=self._file, stderr=self._file)

    def said(self, text: str) -> bool:
        return text in self._err.read_text()

    def until(self, text: str, seconds: float = 90.0) -> None:
        end = time.monotonic() + seconds
        while not self.said(text):
            assert self.process.poll() is None, self._err.read_text()
            assert time.monotonic() < end, f"never said {text!r}: {self._err.read_text()}"
            time.sleep(0.1)

    def do(self, *words: str) -> str:
        return subprocess.run(["xdotool", *words], env=self.env, capture_output=True, text=True, timeout=20, check=False).stdout.strip()

    def window(self) -> str:
        end = time.monotonic() + 60
        while not (found := self.do("search", "--name", "^Concord$").splitlines()):
            assert time.monotonic() < end
            time.sleep(0.1)
        self.do("windowfocus", found[-1])
        return found[-1]

    def press(self, key: str) -> None:
        """Held a tenth of a second: a click may fall between two frames."""
        self.do("keydown", *key.split("+")[:-1], key.split("+")[-1]) if "+" not in key else self.do("keydown", key.split("+")[0], "keydown", key.split("+")[1])
        time.sleep(0.15)
        self.do(*(w for part in reversed(key.split("+")) for w in ("keyup", part)))

    def placed(self, place: str, seconds: float = 20.0) -> None:
        """The window comes to lie at 'X,Y WxH'."""
        end = time.monotonic() + seconds
        while (lies := " ".join(re.findall(r"(?:Position|Geometry): (\S+)", self.do("getwindowgeometry", self.window())))) != place:
            assert time.monotonic() < end, f"it lies at {lies}"
            time.sleep(0.1)

    def wait(self, seconds: float = 30.0) -> int:
        return self.process.wait(seconds)

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait(60)
        self._file.close()


@pytest.fixture
def run(env: dict[str, str], tmp_path: Path) -> Iterator[object]:
    started: list[Running] = []

    def start(*words: str) -> Running:
        started.append(Running(env, tmp_path, *words))
        return started[-1]

    yield start
    for r in started:
        r.close()


def picture(env: dict[str, str], folder: Path) -> np.ndarray:
    """What the X server shows, (h, w, 3) uint8, read from its own dump."""
    from PIL import Image, ImageGrab

    try:
        shot = ImageGrab.grab(xdisplay=env["DISPLAY"])
    except OSError as error:   # Pillow built without xcb
        pytest.skip(f"no screenshot: {error}")
    assert isinstance(shot, Image.Image)
    return np.asarray(shot.convert("RGB"))


def test_a_window_with_a_picture_and_keys(run, env: dict[str, str], tmp_path: Path) -> None:   # type: ignore[no-untyped-def]
    song = write(tmp_path / "song.wav", groove(60.0))
    show = run("show", str(song), "--mute", "--quality", "C")
    show.until("act ")
    show.window()
    time.sleep(3.0)
    lit = picture(env, tmp_path)
    assert lit.max() > 60, "something is lit"
    assert len(np.unique(lit.reshape(-1, 3), axis=0)) > 100, "and it is a picture"
    show.press("n")
    show.until("by hand")
    show.press("Escape")
    time.sleep(0.5)
    assert show.process.poll() is None, "Esc never quits"
    show.press("b")
    time.sleep(2.5)
    assert picture(env, tmp_path).max() < 20, "black is black"
    show.press("b")
    time.sleep(2.5)
    assert picture(env, tmp_path).max() > 60, "and comes back"
    show.press("ctrl+q")
    show.until("once more")
    show.press("ctrl+q")
    assert show.wait() == 0
    assert not show.said("Traceback")


def test_a_window_of_another_shape_gets_a_picture_of_its_own(run, env: dict[str, str], tmp_path: Path) -> None:   # type: ignore[no-untyped-def]
    show = run("show", str(write(tmp_path / "song.wav", groove(60.0))), "--mute", "--quality", "C")
    show.until("act ")
    show.do("windowsize", show.window(), "700", "700")
    show.until("the picture is 480x480 now")
    time.sleep(1.5)
    assert show.process.poll() is None
    assert picture(env, tmp_path).max() > 60
    show.do("windowmove", show.window(), "333", "111")
    place = "333,111 700x700"
    show.placed(place)
    show.press("Escape")
    time.sleep(1.0)
    show.placed(place)   # Esc leaves fullscreen; a small window stays as it is
    show.press("f")
    show.placed("0,0 1600x900")
    show.press("Escape")
    show.placed(place)   # back to where it was
    show.press("ctrl+q")
    show.until("once more")
    show.press("ctrl+q")
    assert show.wait() == 0


def test_fullscreen_covers_the_display_and_a_terminated_show_ends(run, env: dict[str, str], tmp_path: Path) -> None:   # type: ignore[no-untyped-def]
    show = run("show", "overture", "--mute", "--fullscreen", "--display", "1", "--quality", "C")
    show.until("act ")
    geometry = show.do("getwindowgeometry", show.window())
    assert "1600x900" in geometry
    assert "Position: 0,0" in geometry
    show.process.send_signal(signal.SIGTERM)
    assert show.wait(10) == 128 + signal.SIGTERM
    assert not show.said("leaked")
    from visualizer.config import load_state

    assert load_state()["display"], "the display that was named is remembered"
    end = time.monotonic() + 10
    while subprocess.run(["pgrep", "-P", str(show.process.pid)], capture_output=True, check=False).stdout:
        assert time.monotonic() < end, "the ear has stayed behind"
        time.sleep(0.1)


def test_the_test_card_its_corners_and_a_clone(run, env: dict[str, str], tmp_path: Path) -> None:   # type: ignore[no-untyped-def]
    """One display stands for two here: the clone is a second window with a context of its own, and the stage window goes on drawing."""
    show = run("show", str(write(tmp_path / "song.wav", groove(60.0))), "--mute", "--quality", "C", "--display", "1", "--display", "1")
    show.until("shows the stage too")
    show.until("act ")
    clone = show.do("search", "--name", "^Concord .+").splitlines()
    assert len(clone) == 1
    show.window()
    time.sleep(2.0)
    seen = picture(env, tmp_path)
    show.do("windowmove", clone[0], "5000", "5000")
    time.sleep(0.5)
    show.press("ctrl+t")
    time.sleep(1.5)
    card = picture(env, tmp_path)
    assert seen.max() > 60
    assert (card == (255, 176, 96)).all(axis=2).sum() > 50, "the corner that is being moved is marked"
    show.press("Right")
    show.press("Return")
    show.until("saved in")
    from visualizer.app.displays import DisplayBook

    book = DisplayBook()
    try:
        assert [book.of(name).bottom_left for name in book.names()] == [(0.001, 0.0)]
    finally:
        from visualizer.config import displays_file

        displays_file().unlink()
    show.press("ctrl+q")
    show.until("once more")
    show.press("ctrl+q")
    assert show.wait() == 0
    assert not show.said("Traceback")


def test_an_unknown_display_lists_those_that_exist(run) -> None:   # type: ignore[no-untyped-def]
    show = run("show", "overture", "--mute", "--display", "nowhere")
    assert show.wait(60) == 2
    assert show.said("no such display; displays that exist: 1")


def test_a_screensaver_wakes_at_a_real_touch_only(run) -> None:   # type: ignore[no-untyped-def]
    saver = run("screensaver", "--quality", "C")
    saver.until("act ")
    saver.window()
    saver.do("mousemove", "300", "300")
    time.sleep(1.0)
    assert saver.process.poll() is None, "the first position is no movement"
    saver.do("mousemove_relative", "3", "2")
    time.sleep(1.0)
    assert saver.process.poll() is None, "a trembling table is no touch"
    saver.do("mousemove_relative", "60", "40")
    assert saver.wait(15) == 0


def test_a_file_that_ends_ends_the_show(run, tmp_path: Path) -> None:   # type: ignore[no-untyped-def]
    show = run("show", str(write(tmp_path / "short.wav", groove(1.0))), "--mute", "--quality", "C")
    assert show.wait(90) == 0
    assert not show.said("Traceback")
    assert not show.said("BufferError")
