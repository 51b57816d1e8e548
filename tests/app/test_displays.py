"""Displays: what is set for one is kept by name; broken files change nothing; projectors may go and come back."""
from __future__ import annotations

import os
from pathlib import Path
from types import SimpleNamespace
from typing import Any, ClassVar

import pytest
from click.testing import CliRunner

from visualizer.app import faces
from visualizer.app.displays import DisplayBook, changed, told
from visualizer.app.faces import Faces, spot, whereabouts
from visualizer.cli import cli
from visualizer.config import displays_file
from visualizer.model.errors import ConfigError, UsageError
from visualizer.output.lastmile import LastMile
from visualizer.output.window import Display

DESK, BEAMER, MOVED = Display(1, "DELL", (2560, 1440), (0, 0)), Display(2, "EPSON", (1920, 1080), (2560, 0)), Display(1, "EPSON", (1920, 1080), (0, 0))
BROKEN = {
    '[EPSON]\nflip = "sideways"\n': "flip", "[EPSON]\nrotate = 90\n": "rotate", "[EPSON]\ntop_left = [0.1]\n": "two numbers",
    "[EPSON]\ntop_left = [9.0, 0.0]\n": "top_left", "[EPSON]\ngamma = 0\n": "gamma", "[EPSON]\ngama = 1.1\n": "did you mean", "schema = 7\n": "schema",
    "EPSON = 3\n": "must be a table", "[EPSON\n": "TOML",
    "[EPSON]\ntop_right = [0.0, 0.0]\n": "convex", "[EPSON]\nmask_left = 0.45\nmask_right = 0.45\n": "masks",
}


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CONCORD_HOME", str(tmp_path))
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    return tmp_path


def put(text: str) -> None:
    displays_file().parent.mkdir(parents=True, exist_ok=True)
    displays_file().write_text(text)
    os.utime(displays_file(), ns=(0, hash(text) % 10**15))   # two writes within a clock's grain are still two


def test_what_is_saved_is_read_again() -> None:
    book = DisplayBook()
    mile = changed(LastMile(), ["flip=horizontal", "top_left=0.02, 0.97", "gamma=1.1", "rotate=180"])
    book.put('EPSON "rear" \\ 2', mile)
    book.save()
    again = DisplayBook()
    assert again.of('EPSON "rear" \\ 2') == mile
    assert again.of("another") == LastMile()
    assert told(mile) == ["flip=horizontal", "rotate=180", "top_left=0.02,0.97", "gamma=1.1"]


@pytest.mark.parametrize(("text", "word"), BROKEN.items())
def test_a_broken_file_is_refused_with_file_and_key_and_the_last_good_one_stays(text: str, word: str) -> None:
    put('[EPSON]\nflip = "both"\n')
    book = DisplayBook()
    put(text)
    book.refresh(10.0)
    assert book.of("EPSON").flip == "both"
    with pytest.raises(ConfigError) as caught:
        DisplayBook()
    assert word in str(caught.value)
    assert "displays.toml" in str(caught.value)


def test_a_running_show_follows_the_file() -> None:
    book = DisplayBook()
    put("[EPSON]\noverscan = 0.05\n")
    book.refresh(10.0)
    assert book.of("EPSON").overscan == 0.05
    displays_file().unlink()
    book.refresh(20.0)
    assert book.of("EPSON") == LastMile()


@pytest.mark.parametrize("word", ["flip", "flip=up", "colour=1", "top_left=1", "top_left=a,b", "peak=2", "top_left=1.2,-0.2"])
def test_words_that_cannot_be_followed(word: str) -> None:
    with pytest.raises(UsageError, match=word.split("=", maxsplit=1)[0]):
        changed(LastMile(), [word])


def test_the_command_sets_shows_and_forgets() -> None:
    run = CliRunner().invoke
    assert run(cli, ["displays", "EPSON", "rotate=180", "mask_top=0.03"]).output == "EPSON\trotate=180\tmask_top=0.03\n"
    assert "EPSON\t-\tnot here\trotate=180\tmask_top=0.03" in run(cli, ["displays"]).output
    assert run(cli, ["displays", "EPSON", "--reset"]).output == "EPSON\tas it comes\n"


def test_a_projector_that_goes_and_comes_back() -> None:
    assert whereabouts(BEAMER, [DESK, BEAMER], away=False).what == "stay"
    assert whereabouts(BEAMER, [DESK], away=False).what == "retreat", "never onto the operator's display"
    assert whereabouts(BEAMER, [DESK], away=True).what == "stay"
    back = whereabouts(BEAMER, [DESK, BEAMER], away=True)
    assert (back.what, back.display) == ("return", BEAMER)
    assert whereabouts(BEAMER, [MOVED], away=True).display == MOVED, "another place in the desktop is the same projector"
    assert whereabouts(None, [], away=False).what == "stay"


def test_a_file_with_a_mistake_is_kept_before_a_running_show_replaces_it() -> None:
    put('[EPSON]\nrotate = "180"\n')
    book = DisplayBook()
    wrong = '[EPSON]\nrotate = "180"\n[BARCO]\nflip = "horizontl"\nmask_top = 0.03\n'
    put(wrong)
    book.refresh(10.0)
    book.put("DELL", changed(LastMile(), ["gamma=1.1"]))
    book.save()
    assert DisplayBook().names() == ("DELL", "EPSON")
    assert displays_file().with_name("displays.toml.bad").read_text() == wrong


LEFT, RIGHT = Display(2, "EPSON PJ", (1920, 1080), (2560, 0)), Display(3, "EPSON PJ", (1920, 1080), (4480, 0))


def test_of_two_projectors_of_one_name_each_has_its_place() -> None:
    both = {spot(LEFT), spot(RIGHT)}
    assert whereabouts(LEFT, [DESK, RIGHT], away=False, others=both - {spot(LEFT)}).what == "retreat", "the other one is taken"
    assert whereabouts(LEFT, [DESK, RIGHT], away=True, others=both - {spot(LEFT)}).what == "stay"
    assert whereabouts(RIGHT, [DESK, LEFT, RIGHT], away=True, others=both - {spot(RIGHT)}).display == RIGHT
    assert whereabouts(LEFT, [DESK, RIGHT], away=True).display == RIGHT, "where nobody else belongs it has moved"


class Pane:
    """A clone that only remembers."""

    made: ClassVar[list[Pane]] = []

    def __init__(self, _: object, display: Display) -> None:
        self.display, self.shown, self.closed = display, 0, False
        self.made.append(self)

    def show(self, *_: object) -> None:
        self.shown += 1

    def close(self) -> None:
        self.closed = True


def test_two_clones_of_one_name_are_both_drawn_and_both_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    here = [DESK, LEFT, RIGHT]
    Pane.made.clear()
    monkeypatch.setattr(faces, "CloneWindow", Pane)
    monkeypatch.setattr(faces, "LOOK_S", 0.0)
    monkeypatch.setattr(faces, "displays", lambda: list(here))
    for name in ("Presenter", "Card"):
        monkeypatch.setattr(faces, name, lambda _: SimpleNamespace(draw=lambda *_: None, release=lambda: None))
    window: Any = SimpleNamespace(ctx=None, display=DESK, fullscreen=True, framebuffer=(640, 360), present=lambda: None, hide=lambda: None)
    stage = Faces(window, DisplayBook(), [LEFT, RIGHT, RIGHT])
    final: Any = None
    stage.present(final)
    assert [(p.display, p.shown) for p in Pane.made] == [(LEFT, 1), (RIGHT, 1)]
    here.remove(LEFT)
    stage.watch()
    assert [p.closed for p in Pane.made] == [True, False]
    here.append(LEFT)
    stage.watch()
    stage.present(final)
    assert [(p.display, p.shown) for p in Pane.made if not p.closed] == [(RIGHT, 2), (LEFT, 1)]
    stage.release()
    assert all(p.closed for p in Pane.made)
