"""Presets: kinds of evening that ship with the program, each a file of values that go below the user's own."""
from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from visualizer.model.errors import ConfigError
from visualizer.model.paths import shipped

from .config import flat, read_toml

KEY = "show.preset"


def with_preset(files: Sequence[Path], flags: Mapping[str, object]) -> list[Path]:
    """`files` for `load`, above the file of the preset that the flags name, or else the last of the files that does."""
    named = flags.get(KEY)
    for path in reversed(files):
        if named is None:
            named = _named(path)
    there = {p.stem: p for p in (shipped("configs") / "presets").glob("*.toml")}
    return [there[named], *files] if isinstance(named, str) and named in there else [*files]   # a name that is none is told by `load`


def _named(path: Path) -> object:
    try:
        return flat(read_toml(path)).get(KEY)
    except ConfigError:   # told by `load`, with every other mistake
        return None
