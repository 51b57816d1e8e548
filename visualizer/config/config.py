"""Layers of values, checked against the schema."""
from __future__ import annotations

import difflib
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from visualizer.model.errors import ConfigError
from visualizer.model.settings import Schema, Value

SCHEMA_VERSION = 1
"""of configuration files; a renamed key gets a row in RENAMED and this number grows"""
RENAMED: Mapping[str, str] = MappingProxyType({})
"""old dotted key -> new dotted key, for files of an older schema"""
SIZE_MAX = 1_000_000
"""bytes; no honest configuration is larger"""


@dataclass(frozen=True, slots=True)
class Config:
    """Every setting's value. values: dotted key -> checked value, complete; sources: dotted key -> file it came from, for those that are not defaults."""

    schema: Schema
    values: Mapping[str, Value]
    sources: Mapping[str, str]
    notices: tuple[str, ...] = ()

    def room(self, kind: type, table: str) -> Any:
        """An instance of a room's settings dataclass."""
        return self.schema.build(kind, table, self.values)


def load(schema: Schema, files: Sequence[Path] = (), flags: Mapping[str, object] | None = None) -> Config:
    """Defaults, then each file in order, then flags (dotted key -> value). ConfigError lists every mistake of every layer."""
    problems: list[str] = []
    tables = [(str(path), _parse(path, problems)) for path in files]
    return load_tables(schema, [*tables, ("command line", dict(flags or {}))], problems)


def load_tables(schema: Schema, tables: Sequence[tuple[str, Mapping[str, Any]]], problems: list[str] | None = None) -> Config:
    """Defaults, then each (source, table) in order. ConfigError lists every mistake, those in `problems` first."""
    values: dict[str, Value] = {e.key: e.default for e in schema}
    sources: dict[str, str] = {}
    problems = problems or []
    notices: list[str] = []
    for source, table in tables:
        _lay(schema, flat(table), source, values, sources, problems, notices)
    if problems:
        raise ConfigError(problems)
    return Config(schema, MappingProxyType(values), MappingProxyType(sources), tuple(notices))


def check_file(schema: Schema, path: Path) -> Config:
    """What `path` alone would give. ConfigError lists every mistake in it."""
    return load(schema, [path])


def read_toml(path: Path) -> dict[str, Any]:
    """The file as nested tables; ConfigError with file, line and what is wrong."""
    try:
        if path.stat().st_size > SIZE_MAX:
            raise ConfigError([f"{path}: {path.stat().st_size} bytes; a configuration has at most {SIZE_MAX}"])
        return tomllib.loads(path.read_text("utf-8-sig"))   # some editors put a mark in front
    except FileNotFoundError as error:
        raise ConfigError([f"{path}: no such file; `concord config --print` shows one with every key"]) from error
    except UnicodeDecodeError as error:
        raise ConfigError([f"{path}: not UTF-8 text (byte {error.start}); save it as UTF-8"]) from error
    except OSError as error:
        raise ConfigError([f"{path}: cannot be read ({error.strerror})"]) from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError([f"{path}: not valid TOML: {error}"]) from error
    except RecursionError as error:
        raise ConfigError([f"{path}: not valid TOML: brackets nested too deeply"]) from error
    except ValueError as error:   # Python reads no number of thousands of digits
        raise ConfigError([f"{path}: holds a number that is too long to be read; settings have at most 18 digits"]) from error


def _parse(path: Path, problems: list[str]) -> dict[str, Any]:
    try:
        return read_toml(path)
    except ConfigError as error:
        problems.extend(error.problems)
        return {}


def flat(table: Mapping[str, Any], prefix: str = "") -> dict[str, object]:
    """Nested tables as dotted keys."""
    out: dict[str, object] = {}
    for key, value in table.items():
        if isinstance(value, dict):
            out.update(flat(value, f"{prefix}{key}."))
        else:
            out[f"{prefix}{key}"] = value
    return out


def _lay(schema: Schema, given: Mapping[str, object], source: str, values: dict[str, Value], sources: dict[str, str], problems: list[str],
         notices: list[str]) -> None:
    """One layer over the others; what is wrong goes into `problems` and changes nothing."""
    for key, value in given.items():
        if key == "schema":
            if value != SCHEMA_VERSION:
                problems.append(f"{source}: schema = {value!r}: this version reads schema {SCHEMA_VERSION}")
            continue
        if key in RENAMED and RENAMED[key] in schema:
            notices.append(f"{source}: {key} is now called {RENAMED[key]}")
            key = RENAMED[key]
        if key not in schema:
            near = difflib.get_close_matches(key, [e.key for e in schema], 1)
            hint = f"did you mean {near[0]}?" if near else "`concord config --print` lists every key"
            problems.append(f"{source}: {_dotted(key)} = {_shown(value)}: no such key; {hint}")
            continue
        try:
            values[key] = schema[key].check(value)
            sources[key] = source
        except ValueError as error:
            problems.append(f"{source}: {_dotted(key)} = {_shown(value)}: {error}")


def _dotted(key: str) -> str:
    table, _, name = key.rpartition(".")
    return f"[{table}] {name}" if table else name


def _shown(value: object) -> str:
    try:
        text = repr(value)
    except ValueError:   # as above, written in sixteens
        text = "a number of thousands of digits"
    return text if len(text) <= 60 else text[:57] + "..."
