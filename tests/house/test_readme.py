"""The README tells the truth: its commands are understood, its folders and files exist, its make targets are there."""
from __future__ import annotations

import re
import shlex
from pathlib import Path

import click
import pytest

from visualizer.cli import cli

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = [line.strip() for line in README.splitlines() if line.startswith("    ")]
COMMANDS = [line.split("  #")[0].split(" # ")[0].strip().removeprefix(".venv\\Scripts\\") for line in BLOCKS if re.match(r"(\.venv\\Scripts\\)?concord ", line)]
MENTIONED = [words for words in re.findall(r"`concord ([^`]+)`", README) if re.match(r"[a-z]", words)]


def understood(words: list[str]) -> None:
    """The command exists and has these options."""
    context = click.Context(cli)
    name, *rest = words
    command = cli.get_command(context, name)
    assert command is not None, f"there is no `concord {name}`"
    known = {option for parameter in command.params for option in parameter.opts} | {"--help"}
    assert {word.split("=")[0] for word in rest if word.startswith("-")} <= known, words


def test_there_is_something_to_check() -> None:
    assert len(COMMANDS) >= 6
    assert MENTIONED


@pytest.mark.parametrize("line", COMMANDS)
def test_each_command_shown_is_understood(line: str) -> None:
    understood(shlex.split(line)[1:])


@pytest.mark.parametrize("words", MENTIONED)
def test_each_command_mentioned_is_understood(words: str) -> None:
    understood([word for word in shlex.split(words) if not word.isupper()])


def test_the_top_level_options_it_mentions_exist() -> None:
    known = {option for parameter in cli.params for option in parameter.opts}
    assert "--set" in README
    assert "--set" in known


def test_make_targets_it_names_exist() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = set(re.findall(r"(?:`|^    )make ([a-z]+)", README, re.MULTILINE))
    assert {"show", "test", "setup"} <= named
    assert named <= targets


def test_the_map_of_the_house_is_the_house() -> None:
    chapter = README.split("## The house")[1].split("\n## ")[0]
    places = re.findall(r"(?:^    |  )((?:[a-z_]+/)+[a-z_.]*)", chapter, re.MULTILINE)
    assert len(places) > 10
    for place in places:
        assert (ROOT / place).exists(), place
    rooms = {path.parent.name for path in (ROOT / "visualizer").glob("*/__init__.py")} | {"audio", "render"}
    for room in rooms:
        assert f"visualizer/{room}/" in places, f"{room} is not on the map"


def test_links_and_the_picture() -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", README):
        if "://" not in target:
            assert (ROOT / target).is_file(), target
    picture = ROOT / re.findall(r"!\[[^\]]+\]\(([^)]+)\)", README)[0]
    assert picture.stat().st_size <= 400_000


def test_the_test_command_is_the_one_that_make_runs() -> None:
    assert ".venv/bin/python -m pytest" in README
    assert "-m pytest" in (ROOT / "Makefile").read_text(encoding="utf-8")
