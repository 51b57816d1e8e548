"""Files broken in twenty ways and more, under what reads them: each refused with file, key and reason, and what was good before stays in use."""
from __future__ import annotations

import logging
import os
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner

from tests.control.stand import Stand
from tests.control.test_midi import WRONG as WRONG_MAPS
from tests.show.test_cues import WRONG as WRONG_CUES
from visualizer.app.cuewalk import CueWalk
from visualizer.app.mididevice import FILES_S, MidiDevice
from visualizer.app.schema import schema
from visualizer.cli import cli
from visualizer.config import load, load_look, save_look
from visualizer.control.midi.maps import read_map
from visualizer.control.midi.stream import Message
from visualizer.control.settings import HandsSettings
from visualizer.model.control import Command, ControlEvent
from visualizer.model.errors import ConfigError
from visualizer.model.paths import user_config

WRONG_CONFIGS = {
    "no TOML": ("[crowd", "not valid TOML"), "a key without a value": ("[crowd]\nsize =", "not valid TOML"),
    "twice the same": ("[crowd]\nsize = 200\nsize = 300", "TOML"),
    "a table twice": ("[crowd]\nsize = 200\n[crowd]\nsize = 300", "TOML"), "an open string": ('[audio]\ninput = "mic', "TOML"),
    "brackets without end": ("a = " + "[" * 50_000, "nested too deeply"), "another schema": ("schema = 9", "reads schema 1"),
    "a key nearly right": ("[crowd]\nsise = 300", "did you mean crowd.size?"), "a table that is none": ("[crowds]\nsize = 300", "crowd.size"),
    "a key that is a table": ("[crowd.size]\nx = 1", "no such key"), "too many": ("[crowd]\nsize = 1_000_000_000", "from 100 to 100000"),
    "too few": ("[crowd]\nsize = 1", "from 100 to 100000"), "half a person": ("[crowd]\nsize = 200.5", "whole number"),
    "a word for a number": ('[crowd]\nsize = "many"', "whole"),
    "a switch for a number": ("[crowd]\nsize = true", "whole"), "a number for a switch": ("[hands]\nmidi = 1", "midi"),
    "a number for a word": ("[audio]\ninput = 3", "input"),
    "no number": ("[window]\nfps = nan", "fps"), "without end": ("[window]\nfps = inf", "fps"), "backwards": ("[window]\nfps = -60", "from 1 to 480"),
    "a port too high": ("[hands]\nosc_in = 70000", "osc_in"), "a colour of two": ("[stage.key]\ncolor = [1.0, 0.5]", "color"),
    "a colour of words": ('[stage.key]\ncolor = ["a", "b", "c"]', "color"), "a list for a number": ("[crowd]\nsize = [200]", "size"),
    "a preset that is none": ('[show]\npreset = "rave"', "concert"), "a date": ("[crowd]\nsize = 2026-01-01", "size"),
}


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CONCORD_HOME", str(tmp_path))
    return tmp_path


def put(path: Path, text: str, tick: list[int]) -> None:
    """Two writes within a clock's grain are still two."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    tick[0] += 1
    os.utime(path, ns=(0, tick[0] * 10**9))


def test_there_are_twenty_ways_for_every_kind() -> None:
    assert len(WRONG_CONFIGS) >= 20
    assert len(WRONG_MAPS) >= 20


@pytest.mark.parametrize("what", WRONG_CONFIGS)
def test_a_wrong_config_is_refused_with_file_key_and_reason(what: str, home: Path) -> None:
    text, reason = WRONG_CONFIGS[what]
    path = home / "config.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(ConfigError) as caught:
        load(schema(), [path])
    assert all(str(path) in line for line in caught.value.problems)
    assert any(reason in line for line in caught.value.problems), caught.value.problems


def test_a_show_with_a_wrong_config_does_not_begin() -> None:
    put(user_config() / "config.toml", "[crowd]\nsise = 300\n[window]\nfps = -1\n", [0])
    done = CliRunner().invoke(cli, ["show", "overture", "--headless"])
    assert done.exit_code == 2
    assert "did you mean crowd.size?" in done.stderr
    assert "from 1 to 480" in done.stderr, "every mistake at once"


class Silent:
    """A MIDI system with nothing in it."""

    def inputs(self) -> list[str]:
        return []

    outputs = inputs

    def close(self) -> None:
        pass


def test_a_running_show_keeps_its_map_through_every_wrong_one(caplog: pytest.LogCaptureFixture) -> None:
    path, tick = user_config() / "maps" / "learnt.toml", [0]
    put(path, 'schema = 1\n[[bind]]\naddress = "master"\nnumber = 7\n', tick)
    stand = Stand()
    hub: Any = SimpleNamespace(addresses=stand.addresses, outbox=SimpleNamespace(rouse=lambda: None, put=lambda *_, **__: None), refused=0)
    device = MidiDevice(hub, HandsSettings(), Silent)   # type: ignore[arg-type]
    good, now = device.engine.bindings, 0.0
    assert [b.number for b in good] == [7]
    logger = logging.getLogger("concord")
    logger.addHandler(caplog.handler)
    try:
        for what, (text, reason) in WRONG_MAPS.items():
            caplog.clear()
            put(path, text, tick)
            now += 2 * FILES_S
            for _ in range(3):
                device._files(now)
            lines = [r.getMessage() for r in caplog.records]
            assert any(str(path) in line and reason in line and "stays as it was" in line for line in lines), (what, lines)
            assert len(set(lines)) == len(lines), "said once"
            assert device.engine.bindings == good, what
    finally:
        logger.removeHandler(caplog.handler)
    put(path, 'schema = 1\n[[bind]]\naddress = "master"\nnumber = 8\n', tick)
    device._files(now + 2 * FILES_S)
    assert [b.number for b in device.engine.bindings] == [8], "a right one is taken at once"


def test_a_running_show_keeps_its_cues_through_every_wrong_list() -> None:
    path, tick = user_config() / "cues" / "mine.toml", [0]
    put(path, 'schema = 1\n[[cue]]\nact = "note"\n[[cue]]\nact = "hush"\n', tick)
    walk = CueWalk("mine")
    for what, (text, _) in WRONG_CUES.items():
        put(path, text, tick)
        walk.refresh()
        assert walk.go(ControlEvent(1, 0.0, Command.CUE, index=1), 0.0), what
    put(path, 'schema = 1\n[[cue]]\nact = "note"\n', tick)
    walk.refresh()
    assert walk.index == 0


def test_a_map_with_a_mistake_is_kept_before_what_is_learnt_replaces_it() -> None:
    path = user_config() / "maps" / "learnt.toml"
    wrong = 'schema = 1\n[[bind]]\naddress = "master"\nnumber = 7\n[[bind]]\naddress = "freeze"\nnumber = "5"\n'
    put(path, wrong, [0])
    stand = Stand()
    hub: Any = SimpleNamespace(addresses=stand.addresses, outbox=SimpleNamespace(rouse=lambda: None, put=lambda *_, **__: None), refused=0)
    device = MidiDevice(hub, HandsSettings(), Silent)   # type: ignore[arg-type]
    device.engine.learning = "black"
    device.engine.take(Message(0x90, 1, 40, 100), "pads", 1.0)
    assert [b.address for b in read_map(path, stand.addresses).bindings] == ["black"]
    assert path.with_name("learnt.toml.bad").read_text("utf-8") == wrong


def test_a_look_with_a_mistake_is_kept_before_another_is_saved_under_its_name() -> None:
    path = user_config() / "looks" / "mine.toml"
    put(path, "[stage.haze]\ndensty = 2.0\n", [0])
    values = load(schema()).values
    save_look(schema(), "mine", {**values, "stage.haze.density": 2.5}, values)
    assert load_look(schema(), "mine") == {"stage.haze.density": 2.5}
    assert "densty" in path.with_name("mine.toml.bad").read_text("utf-8")
