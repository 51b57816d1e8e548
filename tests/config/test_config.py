"""Every mistake at once, each with file, key, value and what is allowed; nothing lost on bad input."""
from __future__ import annotations

from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from visualizer.app.schema import schema
from visualizer.cli import _config, cli
from visualizer.config import check_file, default_text, load, load_look, load_state, save_state
from visualizer.model.errors import ConfigError, UsageError
from visualizer.model.paths import shipped, user_config, user_state


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def test_the_shipped_file_is_the_declarations() -> None:
    path = shipped("configs") / "default.toml"
    assert path.read_text("utf-8") == default_text(schema()), "run: concord config --write-blocks"
    config = check_file(schema(), path)
    assert dict(config.values) == {e.key: e.default for e in schema()}
    assert len(config.sources) == len(schema().entries), "every key stands in it"


def test_layers(tmp_path: Path) -> None:
    low = write(tmp_path / "low.toml", "schema = 1\n[crowd]\nsize = 500\n[video]\ncrf = 30\n")
    high = write(tmp_path / "high.toml", "[crowd]\nsize = 700\n")
    config = load(schema(), [low, high], {"video.crf": 20})
    assert config.values["crowd.size"] == 700
    assert config.values["video.crf"] == 20
    assert config.sources == {"crowd.size": str(high), "video.crf": "command line"}


def test_a_preset_brings_its_values_however_it_is_named_and_the_users_own_win(tmp_path: Path) -> None:
    def values(words: str, *flags: str) -> tuple[object, ...]:
        path = write(tmp_path / "own.toml", words)
        with click.Context(click.Command("show"), obj={"config": str(path), "sets": flags[1:], "preset": flags[0] if flags and flags[0] else None}) as ctx:
            found = _config(ctx).values
        return tuple(found[key] for key in ("show.preset", "show.longest_s", "show.curtain_s", "analysis.gain_release_s"))

    plain = load(schema()).values["analysis.gain_release_s"]
    assert values("") == ("concert", 180.0, 120.0, plain)
    assert values('[show]\npreset = "club"\n') == ("club", 150.0, 600.0, 30.0)
    assert values('show.preset = "club"\nshow.longest_s = 99\n') == ("club", 99.0, 600.0, 30.0), "the user's own"
    assert values('[show]\npreset = "club"\nlongest_s = 99\n', "ambient") == ("ambient", 99.0, 1800.0, 40.0), "the flag before the file"
    assert values('[show]\npreset = "club"\n', "", "show.preset=ambient", "show.curtain_s=7") == ("ambient", 420.0, 7.0, 40.0)
    with pytest.raises(ConfigError, match="rave"):
        values('[show]\npreset = "rave"\n')
    with pytest.raises(ConfigError, match="not valid TOML"):
        values("[show")
    assert "--preset" in CliRunner().invoke(cli, ["screensaver", "--help"]).output


def test_all_mistakes_are_listed_at_once(tmp_path: Path) -> None:
    text = '[crowd]\nsize = 1_000_000_000\nsise = 3\n[video]\ncrf = "good"\npreset = "warp"\n[stage.grade]\nbloom = nan\n[nosuch]\nx = 1\n'
    path = write(tmp_path / "bad.toml", text)
    with pytest.raises(ConfigError) as caught:
        load(schema(), [path], {"window.fps": -1})
    lines = caught.value.problems
    assert len(lines) == 7
    assert all(line.startswith((str(path), "command line")) for line in lines)
    text = str(caught.value)
    for part in ("[crowd] size = 1000000000: must be a whole number from 100 to 100000", "[crowd] sise = 3: no such key; did you mean crowd.size?",
                 "[video] crf = 'good': must be a whole number from 0 to 51", 'preset = \'warp\': must be "ultrafast" or', "[stage.grade] bloom = nan",
                 "[nosuch] x = 1: no such key", "[window] fps = -1: must be a number from 1 to 480 Hz"):
        assert part in text


@pytest.mark.parametrize(("text", "part"), [("[crowd\n", "not valid TOML"), ("a = " + "[" * 50_000, "not valid TOML"), ("schema = 9\n", "reads schema 1")])
def test_broken_files_are_one_clear_line(tmp_path: Path, text: str, part: str) -> None:
    path = write(tmp_path / "x.toml", text)
    with pytest.raises(ConfigError, match=part) as caught:
        check_file(schema(), path)
    assert len(caught.value.problems) == 1
    assert str(path) in str(caught.value)


def test_files_that_are_no_text_or_not_there(tmp_path: Path) -> None:
    binary = tmp_path / "b.toml"
    binary.write_bytes(b"\xff\xfe\x00")
    for path, part in ((binary, "not UTF-8"), (tmp_path / "none.toml", "no such file"), (tmp_path, "cannot be read")):
        with pytest.raises(ConfigError, match=part):
            check_file(schema(), path)


def test_looks_set_live_settings_only() -> None:
    dream = load_look(schema(), "dream")
    assert all(schema()[key].live for key in dream)
    with pytest.raises(UsageError, match=r"no such look; looks that exist: .*dream"):
        load_look(schema(), "nightmare")
    write(user_config() / "looks" / "broken.toml", "[crowd]\nsize = 500\n")
    with pytest.raises(ConfigError, match="fixed at start"):
        load_look(schema(), "broken")


def test_state_survives_and_a_broken_one_is_set_aside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONCORD_HOME", str(tmp_path))   # other tests remember things too
    assert save_state({"display": "Projector \"A\"\\1", "volume": 0.5, "seen": True})
    assert save_state({"volume": 0.7})
    assert load_state() == {"display": "Projector \"A\"\\1", "volume": 0.7, "seen": True}
    path = user_state() / "state.toml"
    path.write_text("display = ", "utf-8")
    assert load_state() == {}
    assert path.with_suffix(".toml.bad").exists()
    assert not path.exists()
    path.write_text("display = " + "[" * 50_000, "utf-8")
    assert load_state() == {}
    assert [p.read_text("utf-8")[:12] for p in sorted(path.parent.glob("*.bad*"))] == ["display = ", "display = [["], "an older one is not written over"
