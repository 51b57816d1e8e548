"""Cue lists in a running show: chosen, walked forth and back, changed on the desk, kept in the user's own file."""
from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner

from visualizer.app.cuewalk import NEW, CueEditor, CueWalk, need_cues
from visualizer.app.schema import schema
from visualizer.cli import cli
from visualizer.config import list_cues, load, read_cues
from visualizer.model.control import Command, ControlEvent
from visualizer.model.cues import Cue
from visualizer.model.errors import ConfigError
from visualizer.model.paths import shipped, user_config
from visualizer.model.show import Act

LIST = "evening"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONCORD_HOME", str(tmp_path))


def names(cues: tuple[Cue, ...]) -> list[str]:
    return [c.name for c in cues]


def go(walk: CueWalk, number: int) -> list[tuple[Command, float, str]]:
    return [(e.command, e.value, e.text) for e in walk.go(ControlEvent(1, 0.0, Command.CUE, index=number), 5.0)]


def test_forth_and_back() -> None:
    walk = CueWalk(LIST)
    assert go(walk, -2) == [], "there is nothing before the first"
    assert go(walk, -1)[0] == (Command.ACT_HOLD, 1.0, "")
    assert (Command.ACT_SET, float(Act.CURTAIN), "") in go(walk, -1)
    assert walk.index == 1
    assert (Command.LOOK, 2.0, "dream") in go(walk, -2)
    assert walk.index == 0
    assert go(walk, 3) == [(Command.ACT_HOLD, 0.0, ""), (Command.LOOK, -8.0, "winter")]
    assert go(walk, 99) == []
    assert walk.index == 3


def test_a_list_is_chosen_while_the_show_runs_and_one_that_is_not_there_changes_nothing() -> None:
    walk = CueWalk("")
    assert go(walk, -1) == []
    walk.choose("nothing of that name")
    assert walk.name == ""
    walk.choose(LIST)
    assert (walk.name, walk.index) == (LIST, -1)
    assert go(walk, -1)
    walk.choose("")
    assert go(walk, -1) == []


def test_what_is_changed_goes_into_the_users_own_file_and_the_stage_keeps_its_place() -> None:
    before = (shipped("configs") / "cues" / f"{LIST}.toml").read_bytes()
    walk, editor = CueWalk(LIST), CueEditor(LIST)
    was = editor.cues
    go(walk, 1)   # the curtain is up
    assert editor.move(1, 1)
    assert names(editor.cues) == [was[k].name for k in (0, 2, 1, 3, 4)]
    walk.refresh()
    assert walk.index == 2, "it is still the curtain's cue that was taken last"
    assert go(walk, -1)[-1][2] == "winter", "and the storm comes after it"
    assert not editor.move(0, -1)
    assert not editor.move(4, 1)
    assert not editor.move(77, 1)
    assert editor.remove(0)
    walk.refresh()
    assert walk.index == 2
    assert editor.add(Cue("", Act.UNISON, "aurora", hold=True), 1)
    assert names(editor.cues)[2] == "cue 5"
    mine = user_config() / "cues" / f"{LIST}.toml"
    assert list_cues()[LIST] == mine
    assert read_cues(mine) == editor.cues
    assert {c for c in was if c.name != was[0].name} < set(editor.cues), "nothing of the others was lost on the way through the file"
    assert "one piece" in mine.read_text("utf-8"), "nor what the list says of itself"
    assert (shipped("configs") / "cues" / f"{LIST}.toml").read_bytes() == before


def test_without_a_list_the_first_cue_begins_one_and_the_last_cue_stays() -> None:
    editor = CueEditor("")
    assert editor.add(Cue("encore", Act.OVATION), -1)
    assert editor.name == NEW
    assert names(read_cues(list_cues()[NEW])) == ["encore"]
    assert not editor.remove(0)
    editor.follow("")
    assert editor.cues == ()


def test_a_broken_list_leaves_the_last_good_one() -> None:
    walk, editor = CueWalk(LIST), CueEditor(LIST)
    editor.move(0, 1)
    mine = user_config() / "cues" / f"{LIST}.toml"
    mine.write_text("[[cue")
    editor.follow(LIST)
    walk.refresh()
    assert len(editor.cues) == 5
    assert go(walk, 4), "five cues are still walked"


def test_a_list_with_words_of_several_lines_is_right_after_an_edit() -> None:
    mine = user_config() / "cues" / "gig.toml"
    mine.parent.mkdir(parents=True)
    mine.write_text('schema = 1\nhelp = """one\ntwo\ttabs \\u0007"""\n[[cue]]\nname = "a\\nb"\nact = "note"\n')
    editor = CueEditor("gig")
    assert editor.add(Cue("encore\r\n", Act.OVATION), -1)
    assert names(read_cues(mine)) == ["a\nb", "encore\r\n"]
    assert tomllib.loads(mine.read_text("utf-8"))["help"] == "one\ntwo\ttabs \a"


def test_a_list_with_a_mistake_is_kept_before_an_edit_replaces_it() -> None:
    mine = user_config() / "cues" / "gig.toml"
    mine.parent.mkdir(parents=True)
    for n, wrong in enumerate(('schema = 1\n[[cue]]\nact = "unision"\n[[cue]]\nact = "hush"\n', "schema = 1\n[[cue"), 1):
        mine.write_text(wrong)
        editor = CueEditor("gig")
        assert editor.add(Cue("encore", Act.OVATION), -1), "a hand's edit in a show still works"
        assert names(read_cues(mine)) == ["encore"]
        assert (mine.parent / f"gig.toml.bad{n if n > 1 else ''}").read_text() == wrong
    assert list(list_cues()) == [LIST, "gig"], "what is kept is no list"


@pytest.mark.parametrize("name", ["gig.2", "Act I & II", "a name as long as this one is, and longer than forty letters"])
def test_an_edit_goes_into_the_file_that_is_read_whatever_its_name(name: str) -> None:
    mine = user_config() / "cues" / f"{name}.toml"
    mine.parent.mkdir(parents=True)
    mine.write_text('schema = 1\n[[cue]]\nact = "note"\n')
    editor = CueEditor(name)
    assert editor.add(Cue("encore", Act.OVATION), -1)
    assert [p.name for p in mine.parent.iterdir()] == [mine.name]
    assert names(read_cues(mine)) == names(editor.cues) == ["cue 1", "encore"]
    mine.unlink()
    assert editor.move(0, 1)
    assert [p.name for p in mine.parent.iterdir()] == [mine.name], "one that went meanwhile comes back under its own name"


def test_a_list_that_is_not_there_or_wrong_is_told_before_the_window_opens() -> None:
    mine = user_config() / "cues" / "gig.toml"
    mine.parent.mkdir(parents=True)
    mine.write_text('schema = 1\n[[cue]]\nact = "unision"\n')
    config = user_config() / "config.toml"
    there = "lists that exist: evening, gig"
    for name, words in (("evenning", ("did you mean evening?", there)), ("nosuch", (there, "nosuch.toml")), ("gig", (str(mine), "act = 'unision'"))):
        config.write_text(f'[hands]\ncues = "{name}"\n')
        with pytest.raises(ConfigError) as caught:
            need_cues(load(schema(), [config]))
        assert all(word in str(caught.value) for word in words), str(caught.value)
        assert name == "gig" or str(caught.value).startswith(f"{config}: [hands] cues = '{name}': there is no such list")
    done = CliRunner().invoke(cli, ["--set", "hands.cues=nosuch", "show", "overture", "--headless"])
    assert done.exit_code == 2
    assert "command line: [hands] cues = 'nosuch'" in done.stderr
    for name in ("", LIST):
        need_cues(load(schema(), [], {"hands.cues": name}))
    assert CueWalk("nosuch").name == "", "while a show runs it is said, and none is walked"
