"""displays.toml: one table of settings per display name. Checked like every configuration, written whole or not at all."""
from __future__ import annotations

import contextlib
import os
from collections.abc import Mapping
from pathlib import Path

from visualizer.model.errors import ConfigError, OutputError
from visualizer.model.paths import user_config
from visualizer.model.settings import Schema, Value

from .config import SCHEMA_VERSION, load_tables, read_toml
from .default import toml_value

HEAD = """\
# What each display needs before the picture stands right on it; `concord displays --help` tells the keys.
# A running show reads this file anew when it changes.
"""


def displays_file() -> Path:
    """Where it lies; it need not exist."""
    return user_config() / "displays.toml"


def load_displays(schema: Schema, table: str) -> dict[str, dict[str, Value]]:
    """Display name -> complete values by dotted key of `table` in schema. {} without a file; ConfigError lists every mistake with file, display and key."""
    path = displays_file()
    if not path.exists():
        return {}
    given = read_toml(path)
    problems: list[str] = []
    if given.pop("schema", SCHEMA_VERSION) != SCHEMA_VERSION:
        problems.append(f"{path}: schema: this version reads schema {SCHEMA_VERSION}")
    found: dict[str, dict[str, Value]] = {}
    for name, values in given.items():
        if not isinstance(values, dict):
            problems.append(f"{path}: {name}: must be a table, [\"display name\"]; `concord displays` lists the displays that are here")
            continue
        try:
            found[name] = dict(load_tables(schema, [(f"{path}: {name!r}", {table: values})]).values)
        except ConfigError as error:
            problems.extend(error.problems)
    if problems:
        raise ConfigError(problems)
    return found


def save_displays(schema: Schema, table: str, displays: Mapping[str, Mapping[str, Value]]) -> Path:
    """Write them, leaving out what is default. OutputError when that cannot be done; the file is then as it was."""
    path = displays_file()
    lines = [HEAD, f"schema = {SCHEMA_VERSION}"]
    for name, values in sorted(displays.items()):
        lines += ["", f"[{toml_value(name)}]"]
        lines += [f"{key.removeprefix(table + '.')} = {toml_value(value)}" for key, value in values.items() if value != schema[key].default]
    partial = path.with_name(f".displays.{os.getpid()}.toml")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        partial.write_text("\n".join(lines) + "\n", "utf-8")
        os.replace(partial, path)
    except OSError as error:
        with contextlib.suppress(OSError):
            partial.unlink()
        raise OutputError(f"{path}: cannot be written ({error.strerror})") from error
    return path
