"""Cue lists: by hand, by time, by act; and what is wrong with a file is told."""
from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from visualizer.app.schema import schema
from visualizer.config import LookBook, list_cues, load, load_look, read_cues
from visualizer.model.cues import Cue
from visualizer.model.errors import ConcordError, ConfigError
from visualizer.model.paths import user_config
from visualizer.model.show import Act
from visualizer.show import CueRunner

LIST = (Cue("one", Act.CURTAIN), Cue("two", look="candle", after=8.0), Cue("three", look="winter", on=Act.CHAOS), Cue("four", Act.HUSH))


def test_cues_come_by_hand_by_time_and_by_act() -> None:
    runner = CueRunner()
    runner.bring(LIST)
    assert runner.due(0.0, Act.BACKSTAGE) is None
    first = runner.go(-1, 1.0)
    assert first is not None
    assert first.name == "one"
    assert runner.due(8.9, Act.CURTAIN) is None
    assert runner.due(9.0, Act.CURTAIN) == 1
    runner.go(1, 9.0)
    assert runner.due(100.0, Act.SYMPHONY) is None
    assert runner.due(101.0, Act.CHAOS) == 2
    assert runner.due(102.0, Act.CHAOS) is None, "only when it begins"
    runner.go(2, 101.0)
    assert runner.due(900.0, Act.EBB) is None, "the last waits for a hand"
    last = runner.go(-1, 900.0)
    assert last is not None
    assert last.name == "four"
    assert runner.go(-1, 901.0) is None
    assert runner.go(77, 901.0) is None
    assert runner.index == 3
    runner.bring(LIST[:2])
    assert runner.index == 1


def test_when_the_cue_taken_last_is_taken_out_or_changed_the_next_one_is_still_the_next() -> None:
    a, b, c, d = LIST
    other = Cue("two, slower", look="candle", blend=9.0, after=8.0)
    steps = ((1, (a, c, d), 0, c), (0, (b, c, d), -1, b), (1, (a, other, c, d), 1, c), (1, (a, d), 0, d), (3, (a, b, c), 2, None), (1, (a, other, d), 1, d),
             (2, (c, d, a, b), 0, d), (1, (a, c, b, d), 2, d), (1, (a,), 0, None), (-1, (c, d), -1, c))
    for taken, cues, index, coming in steps:
        runner = CueRunner()
        runner.bring(LIST)
        if taken >= 0:
            runner.go(taken, 1.0)
        runner.bring(cues)
        assert (runner.index, runner.go(-1, 2.0)) == (index, coming)
    twice = CueRunner()
    twice.bring((a, b, c, b, d))
    twice.go(3, 1.0)
    twice.bring((a, b, c, d))
    assert twice.go(-1, 2.0) == d, "of two that are alike the other stayed"


def test_the_first_cue_waits_from_when_the_list_was_chosen() -> None:
    first, storm = Cue("doors", Act.CURTAIN, after=30.0), Cue("storm", look="winter", on=Act.CHAOS)
    runner = CueRunner(3600.0)
    runner.bring((first,))
    assert runner.due(3600.0, Act.SYMPHONY) is None
    assert runner.due(3629.9, Act.SYMPHONY) is None
    assert runner.due(3630.0, Act.SYMPHONY) == 0
    runner = CueRunner(3600.0)
    runner.bring((storm,))
    assert runner.due(3600.0, Act.CHAOS) is None, "an act that was on before does not begin"
    assert runner.due(3601.0, Act.EBB) is None
    assert runner.due(3602.0, Act.CHAOS) == 0


def test_the_shipped_lists_are_right_and_their_looks_exist() -> None:
    looks = LookBook(schema(), load(schema()).values)
    for path in list_cues().values():
        for cue in read_cues(path):
            assert not cue.look or looks.values(cue.look) is not None


CUE = 'schema = 1\n[[cue]]\nact = "note"\n'
WRONG = {
    "no schema": ('[[cue]]\nact = "note"', "schema"), "no cue": ("schema = 1", "cue"), "a cue that is text": ('schema = 1\ncue = "x"', "cue"),
    "an act that is none": ('schema = 1\n[[cue]]\nact = "intermission"', "act = 'intermission'"), "an unknown key": (CUE + "fade = 3", "fade"),
    "a blend that is text": (CUE + 'blend = "slow"', "blend"),
    "a blend for hours": (CUE + "blend = 9000", "blend = 9000"), "time runs back": (CUE + "after = -3", "after = -3"),
    "a hold that is a number": (CUE + "hold = 1", "hold"), "nothing to do": ("schema = 1\n[[cue]]\nname = 'x'", "does nothing"),
    "no TOML": ("[[cue", "not valid TOML"),
    "an unknown head": (CUE.replace("schema = 1", "schema = 1\nspeed = 2"), "speed"), "on what": (CUE + 'on = "applause"', "on = 'applause'"),
}


@pytest.mark.parametrize("what", WRONG)
def test_a_wrong_cue_list_is_refused_with_file_key_and_reason(what: str, tmp_path: Path) -> None:
    text, reason = WRONG[what]
    path = tmp_path / "wrong.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(ConfigError) as caught:
        read_cues(path)
    assert all(str(path) in line for line in caught.value.problems)
    assert any(reason in line for line in caught.value.problems), caught.value.problems


WRONG_LOOKS = {
    "no TOML": ("schema = ", "not valid TOML"), "an unknown key": ("[stage.haze]\ndensty = 2", "density"),
    "too much": ("[stage.haze]\ndensity = 99", "density = 99"),
    "text for a number": ("[stage.haze]\ndensity = \"thick\"", "density"),
    "two parts of a colour": ("[stage.key]\ncolor = [1, 0]", "color"),
    "fixed at start": ("[crowd]\nsize = 200", "fixed at start"), "a later schema": ("schema = 9", "schema = 9"),
    "a name that is a number": ("name = 3", "name"),
    "not a number at all": ("[stage.haze]\ndensity = nan", "density"), "a switch for a number": ("[stage.haze]\ndensity = true", "density"),
}


@pytest.mark.parametrize("what", WRONG_LOOKS)
def test_a_wrong_look_is_refused_with_file_key_and_reason_and_the_last_good_one_stays(what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONCORD_HOME", str(tmp_path))
    folder = user_config() / "looks"
    folder.mkdir(parents=True)
    path = folder / "mine.toml"
    path.write_text("schema = 1\n[stage.haze]\ndensity = 2.0\n", "utf-8")
    book = LookBook(schema(), load(schema()).values)
    good = book.values("mine")
    assert good is not None
    text, reason = WRONG_LOOKS[what]
    path.write_text(text, "utf-8")
    said = book.refresh()
    assert any(str(path) in line and reason in line for line in said), said
    assert book.values("mine") is good
    assert book.refresh() == [], "said once"
    with pytest.raises(ConcordError, match=r"mine\.toml"):
        load_look(schema(), "mine")
    path.write_text("schema = 1\n[stage.haze]\ndensity = 2.5\n# again\n", "utf-8")
    assert book.refresh() == []
    again = book.values("mine")
    assert again is not None
    assert again[schema().offset("stage.haze.density")] == 2.5
    path.unlink()
    book.refresh()
    assert book.values("mine") is None


def test_a_look_that_goes_and_comes_back_is_there_again_and_a_shipped_one_stands_in_for_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONCORD_HOME", str(tmp_path))
    book = LookBook(schema(), load(schema()).values)
    shipped = book["winter"].values
    folder = user_config() / "looks"
    folder.mkdir(parents=True)
    for name in ("mine", "winter"):
        path, away = folder / f"{name}.toml", tmp_path / "away"
        path.write_text("schema = 1\n[stage.haze]\ndensity = 2.9\n", "utf-8")
        book.refresh()
        own = book[name].values
        assert not np.array_equal(own, shipped)
        for _ in range(2):
            path.rename(away)
            book.refresh()
            left = book.values(name)
            assert left is None if name == "mine" else np.array_equal(left, shipped)
            away.rename(path)
            assert book.refresh() == []
            assert np.array_equal(book[name].values, own), "unchanged, and as old as it was"
