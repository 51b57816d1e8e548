"""The looks' pictures: drawn once, true to their look, drawn again when it changes; `concord looks` lists them."""
from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner
from PIL import Image

from visualizer.app import looklist, thumbs
from visualizer.app.looklist import COLUMNS, LINES
from visualizer.app.thumbs import SIZE, TRIES, ThumbMaker, Thumbs, draw
from visualizer.cli import cli
from visualizer.config import list_looks, toggle_favourite
from visualizer.control.desk.pictures import Pictures, save_picture, shipped_pictures
from visualizer.model.paths import user_config
from visualizer.output.jpeg import half_blocks

MINE = 'schema = 1\nhelp = "blue"\n[stage.key]\ncolor = [0.1, 0.2, 1.0]\n'


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A home of its own, with the cache of all tests: the overture and the people take seconds to make."""
    base = Path(os.environ["CONCORD_HOME"]) / "cache"
    base.mkdir(parents=True, exist_ok=True)
    (tmp_path / "cache").symlink_to(base)
    monkeypatch.setenv("CONCORD_HOME", str(tmp_path))
    looks = user_config() / "looks"
    looks.mkdir(parents=True)
    (looks / "mine.toml").write_text(MINE)
    shutil.rmtree(base / "looks", ignore_errors=True)
    yield looks
    shutil.rmtree(base / "looks", ignore_errors=True)   # nobody else is shown a broken picture


@pytest.mark.timeout(600)
def test_a_picture_is_drawn_is_true_to_its_look_and_is_drawn_again_when_that_changes(home: Path) -> None:
    known = Thumbs()
    wanting = known.wanting()
    assert "mine" in wanting
    (home / "wrong.toml").write_text("schema = 9")
    (home / "mine.toml").write_text(MINE)
    drawn = dict(draw({"wrong": "x", "mine": wanting["mine"], "ember": known.key(list_looks()["ember"])}, "C"))
    assert set(drawn) == {"mine", "ember"}, "a look that is wrong costs the others nothing"
    made = {name: save_picture(name, image) for name, image in drawn.items()}
    seen = {name: np.asarray(Image.open(path).convert("RGB")).reshape(-1, 3).mean(axis=0) for name, path in made.items()}
    assert Image.open(made["mine"]).size == SIZE
    assert seen["mine"][2] > seen["mine"][0], "blue"
    assert seen["ember"][0] > 2.0 * seen["ember"][2], "and embers"
    assert "mine" not in known.wanting()
    assert Pictures().path("mine") == made["mine"], "the desk shows it"
    (home / "mine.toml").write_text(MINE.replace("1.0", "0.5"))
    assert known.wanting()["mine"] != wanting["mine"]
    made["ember"].write_bytes(b"\xff\xd8 no picture")
    assert "ember" in Thumbs().wanting()
    rows = half_blocks(made["mine"], COLUMNS, LINES).splitlines()
    assert len(rows) == LINES
    assert all(row.count("▀") == COLUMNS for row in rows)


def test_every_shipped_look_has_a_picture_at_once(home: Path) -> None:
    known = Pictures().known()
    for name, path in list_looks().items():
        if path.parent == shipped_pictures():
            assert name in known, "make gallery draws it"
            assert Image.open(Thumbs().picture(name)).size == SIZE


def test_the_list_has_every_look_favourites_first(home: Path) -> None:
    toggle_favourite("winter", 1)
    lines = [line.split("\t") for line in CliRunner().invoke(cli, ["looks", "--no-pictures"]).output.splitlines()]
    assert [line[0] for line in lines] == ["winter", *sorted(set(list_looks()) - {"winter"})]
    assert lines[0][1] == "favourite"
    assert all(len(line) == 5 for line in lines)


def test_pictures_are_asked_for_beside_the_show_and_not_for_ever(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[list[str]] = []

    class Failing:
        def __init__(self, words: list[str], **_: Any) -> None:
            started.append(words)

        def poll(self) -> int:
            return 3

    monkeypatch.setattr(thumbs.subprocess, "Popen", Failing)
    maker = ThumbMaker()
    for _ in range(10):
        maker.turn()
    assert started == [[sys.executable, "-m", "visualizer", "looks", "--calmly"]] * TRIES, "a machine that cannot draw is not asked without end"
    (home / "mine.toml").write_text(MINE.replace("1.0", "0.5"))
    maker.turn()
    assert len(started) == TRIES + 1, "but another look is another matter"
    maker.look(100.0)
    maker.look(100.5)
    while maker._busy.locked():
        time.sleep(0.01)
    assert len(started) == 2 * TRIES, "asked once a second at most, and beside whoever asks"
    assert subprocess.Popen is Failing


def test_what_a_show_began_ends_after_the_picture_at_hand_when_the_show_was_killed(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    parents = iter((7, 7, 1, 1, 1, 1))
    monkeypatch.setattr(looklist.os, "getppid", lambda: next(parents))
    monkeypatch.setattr(looklist, "draw", lambda wanted: ((name, b"") for name in wanted))
    monkeypatch.setattr(looklist.Thumbs, "wanting", lambda _: {name: "key" for name in list_looks()})
    begun: list[str] = []
    monkeypatch.setattr(looklist, "save_picture", lambda name, _: begun.append(name))
    assert len(list(looklist.list_with_pictures(True, False, beside_show=True))) == len(list_looks())
    assert len(begun) == 2
