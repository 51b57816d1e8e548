"""Words that go through TOML and back, and broken files that are kept."""
from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from visualizer.model.errors import ConfigError
from visualizer.model.files import keep_broken, keep_if_broken, toml_text


def test_any_text_goes_through_toml_and_back_on_one_line() -> None:
    every = "".join(map(chr, range(0x300))) + '\\"\u2028\ufeff \U0001f3bb'
    for text in ("", "two\nlines", "C:\\nowhere", 'a "word"', "tab\tbell\a", "\r\n", every):
        assert tomllib.loads(f"v = {toml_text(text)}")["v"] == text
        assert not set(toml_text(text)) & set(map(chr, range(0x20)))
    assert toml_text("a\nb\x01") == '"a\\nb\\u0001"'
    assert tomllib.loads(f"v = {toml_text('half ' + chr(0xd83c))}")["v"] == "half \ufffd"


def test_a_broken_file_is_kept_beside_and_none_that_was_kept_is_written_over(tmp_path: Path) -> None:
    path = tmp_path / "gig.toml"
    kept = []
    for text in (b"one", b"two", b"\xff three"):
        path.write_bytes(text)
        kept.append(keep_broken(path))
        assert keep_broken(path) == kept[-1], "the same is kept once"
    assert [(p.name, p.read_bytes()) for p in kept] == [("gig.toml.bad", b"one"), ("gig.toml.bad2", b"two"), ("gig.toml.bad3", b"\xff three")]
    assert len(list(tmp_path.iterdir())) == 4


def refuse(path: Path) -> None:
    if path.read_text("utf-8") != "right":
        raise ConfigError([f"{path}: wrong"])


def test_only_what_is_there_and_is_refused_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "gig.toml"
    keep_if_broken(path, refuse)
    path.write_text("right", "utf-8")
    keep_if_broken(path, refuse)
    assert [p.name for p in tmp_path.iterdir()] == ["gig.toml"]
    path.write_text("wrong", "utf-8")
    keep_if_broken(path, refuse)
    assert (tmp_path / "gig.toml.bad").read_text("utf-8") == "wrong"
    assert path.exists()


def test_what_cannot_be_kept_may_not_be_written_over(tmp_path: Path) -> None:
    folder = tmp_path / "gig.toml"
    folder.mkdir()

    def read(path: Path) -> None:
        raise ConfigError([f"{path}: cannot be read"])

    with pytest.raises(OSError, match=r"gig\.toml"):
        keep_if_broken(folder, read)
    assert [p.name for p in tmp_path.iterdir()] == ["gig.toml"]
