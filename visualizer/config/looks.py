"""Looks: named points in parameter space, each a TOML file of live settings. The shipped ones, and the user's own that go before them."""
from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

import numpy as np
import numpy.typing as npt

from visualizer.model.errors import ConfigError, UsageError
from visualizer.model.files import keep_if_broken
from visualizer.model.paths import shipped, user_config
from visualizer.model.settings import Schema, Value

from .config import SCHEMA_VERSION, load_tables, read_toml
from .default import toml_value

LABELS = ("name", "help")
"""what a look says of itself beside its settings"""


def list_looks() -> dict[str, Path]:
    """Name -> file; the user's own go before the shipped ones of the same name."""
    found: dict[str, Path] = {}
    for folder in (shipped("configs") / "looks", user_config() / "looks"):
        if folder.is_dir():
            found.update({p.stem: p for p in sorted(folder.glob("*.toml"))})
    return found


def load_look(schema: Schema, name: str) -> dict[str, Value]:
    """Dotted key -> value of the look. UsageError when there is none of that name, ConfigError for mistakes in it."""
    looks = list_looks()
    if name not in looks:
        raise UsageError(f"--look {no_look(name, looks)}")
    return _read(schema, looks[name])[0]


def no_look(name: str, names: Iterable[str]) -> str:
    """What to say when `name` is none of `names`."""
    near = get_close_matches(name, there := sorted(names), 1)
    return f"{name}: no such look; {f'did you mean {near[0]}? ' if near else ''}looks that exist: {', '.join(there) or 'none'}"


def _read(schema: Schema, path: Path) -> tuple[dict[str, Value], str]:
    """Values and help line of a look's file."""
    table = read_toml(path)
    words = [f"{path}: {key} = {table[key]!r}: must be a string" for key in LABELS if not isinstance(table.get(key, ""), str)]
    if words:
        raise ConfigError(words)
    config = load_tables(schema, [(str(path), {k: v for k, v in table.items() if k not in LABELS})])
    fixed = [key for key in config.sources if not schema[key].live]
    if fixed:
        raise ConfigError([f"{path}: {key}: a look may set live settings only, this one is fixed at start" for key in fixed])
    return {key: config.values[key] for key in config.sources}, str(table.get("help", ""))


def look_name(wanted: str) -> str:
    """A name a file can have on every system: letters, digits, space, - and _, at most 40. UsageError when nothing is left."""
    name = re.sub(r"[^\w \-]", "", wanted, flags=re.UNICODE).strip()[:40].strip()
    if not name:
        raise UsageError(f"a look called {wanted!r}: a name has letters, digits, spaces, - or _")
    return name


def save_look(schema: Schema, wanted: str, values: Mapping[str, Value], base: Mapping[str, Value], help_: str = "") -> str:
    """Write the user's look `wanted` ('': mine-1, mine-2, ...) with every live value that differs from `base`, whole or not at all.

    Returns its name; OSError when it cannot be written.
    """
    folder = user_config() / "looks"
    taken = list_looks()
    name = look_name(wanted) if wanted else next(n for i in range(1, 10_000) if (n := f"mine-{i}") not in taken)
    lines = ["# A look: a named point in parameter space. Only what differs from the defaults stands here.", f"schema = {SCHEMA_VERSION}", "",
             f"name = {toml_value(name)}", f"help = {toml_value(help_ or 'saved from a show')}"]
    table = ""
    for e in schema.live:
        if e.key in values and values[e.key] != base.get(e.key, e.default):
            at, _, key = e.key.rpartition(".")
            if at != table:
                table = at
                lines += ["", f"[{at}]"]
            lines.append(f"{key} = {toml_value(values[e.key])}")
    folder.mkdir(parents=True, exist_ok=True)
    keep_if_broken(folder / f"{name}.toml", lambda path: _read(schema, path))
    partial = folder / f".{name}.{os.getpid()}.partial"
    partial.write_text("\n".join(lines) + "\n", "utf-8")
    os.replace(partial, folder / f"{name}.toml")
    return name


@dataclass(frozen=True, slots=True)
class Look:
    """One look that was read. values: (size,) float32, read-only."""

    name: str
    help: str
    values: npt.NDArray[np.float32]


class LookBook:
    """Every look that can be read, by name; `refresh` reads what changed on disk. A look that is wrong keeps its last good values."""

    def __init__(self, schema: Schema, base: Mapping[str, Value]) -> None:
        """base: dotted key -> value that looks are laid over: the configuration's."""
        self._schema, self._base = schema, base
        self._looks: dict[str, Look] = {}
        self._seen: dict[str, tuple[Path, int, int]] = {}
        self.problems: list[str] = []
        """what was wrong at the last refresh"""
        self.refresh()

    @property
    def names(self) -> list[str]:
        """In the order a hand steps through them."""
        return sorted(self._looks)

    def __getitem__(self, name: str) -> Look:
        return self._looks[name]

    def values(self, name: str) -> npt.NDArray[np.float32] | None:
        """(size,) float32 of that look, None when there is none."""
        look = self._looks.get(name)
        return look.values if look is not None else None

    def after(self, name: str, step: int) -> str:
        """The look `step` places on from `name`, around the end. '' when there is no look at all."""
        names = self.names
        if not names:
            return ""
        at = names.index(name) if name in names else (-1 if step > 0 else 0)
        return names[(at + step) % len(names)]

    def refresh(self) -> list[str]:
        """Read files that are new or changed; lines to say for those that are wrong. A file that is gone is a look that is gone."""
        found = list_looks()
        self._looks = {name: look for name, look in self._looks.items() if name in found}
        self._seen = {name: seen for name, seen in self._seen.items() if name in found}   # one that comes back is read again, as old as it may be
        said: list[str] = []
        for name, path in found.items():
            try:
                stat = path.stat()
                stamp = (path, stat.st_mtime_ns, stat.st_size)   # the file too: when the user's own goes, the shipped one of its name stands again
            except OSError:
                continue
            if self._seen.get(name) == stamp:   # known, or wrong and said before
                continue
            self._seen[name] = stamp
            try:
                values, help_ = _read(self._schema, path)
                self._looks[name] = Look(name, help_, self._schema.vector({**self._base, **values}))
            except ConfigError as error:
                said += [f"{line}; the look stays as it was" if name in self._looks else line for line in error.problems]
        self.problems = said
        return said
