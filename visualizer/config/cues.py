"""Cue lists: TOML files of ordered cues, the shipped ones and the user's own. Every mistake is told with file, key and reason."""
from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from visualizer.model.cues import Cue
from visualizer.model.errors import ConfigError
from visualizer.model.files import keep_if_broken
from visualizer.model.paths import shipped, user_config
from visualizer.model.show import Act

from .config import SCHEMA_VERSION, read_toml
from .default import toml_value
from .looks import look_name

KEYS = ("name", "act", "look", "blend", "hold", "after", "on")
ACTS = tuple(a.name.lower().replace("_", " ") for a in Act)


def list_cues() -> dict[str, Path]:
    """Name -> file; the user's own go before the shipped ones of the same name."""
    found: dict[str, Path] = {}
    for folder in (shipped("configs") / "cues", user_config() / "cues"):
        if folder.is_dir():
            found.update({p.stem: p for p in sorted(folder.glob("*.toml"))})
    return found


def read_cues(path: Path) -> tuple[Cue, ...]:
    """The list in `path`. ConfigError lists every mistake."""
    table = read_toml(path)
    problems: list[str] = []
    if table.get("schema") != SCHEMA_VERSION:
        problems.append(f"{path}: schema = {table.get('schema')!r}: must be {SCHEMA_VERSION}")
    problems += [f"{path}: {key}: no such key; a cue list has schema, name, help and [[cue]]" for key in table if key not in ("schema", "name", "help", "cue")]
    rows = table.get("cue", [])
    if not isinstance(rows, list) or not rows or not all(isinstance(r, dict) for r in rows):
        raise ConfigError([*problems, f"{path}: cue: must be tables, each begun with [[cue]], and at least one"])
    cues = [_cue(row, f"{path}: [[cue]] {i}", i, problems) for i, row in enumerate(rows, 1)]
    if problems:
        raise ConfigError(problems)
    return tuple(cues)


def cues_name(wanted: str) -> str:
    """A name a list's file can have on every system. UsageError when nothing is left of it."""
    return look_name(wanted)


def save_cues(name: str, cues: Sequence[Cue]) -> Path:
    """Write the user's list of that name, whole or not at all. What a list of that name said of itself is kept, and of one with a mistake a whole copy.

    OSError when it cannot be written.
    """
    before = list_cues().get(name)
    try:
        head = {k: v for k, v in (read_toml(before) if before is not None else {}).items() if k in ("name", "help") and isinstance(v, str)}
    except ConfigError:
        head = {}
    lines = ["# A cue list: what happens in order. `after` brings a cue by itself, so many seconds after the one before, the first "
             "after the list was chosen; `on` when the music begins that act.",
             f"schema = {SCHEMA_VERSION}", *(f"{k} = {toml_value(v)}" for k, v in {"name": name, **head}.items())]
    plain = Cue("")
    for cue in cues:
        lines += ["", "[[cue]]", f"name = {toml_value(cue.name)}"]
        for key in KEYS[1:]:
            value = getattr(cue, key)
            if value != getattr(plain, key):
                lines.append(f"{key} = {toml_value(ACTS[value] if isinstance(value, Act) else value)}")
    folder = user_config() / "cues"
    folder.mkdir(parents=True, exist_ok=True)
    partial, path = folder / f".{name}.{os.getpid()}.partial", folder / f"{name}.toml"
    keep_if_broken(path, read_cues)
    partial.write_text("\n".join(lines) + "\n", "utf-8")
    os.replace(partial, path)
    return path


def _cue(row: dict[str, Any], where: str, number: int, problems: list[str]) -> Cue:
    problems += [f"{where} {key}: no such key; allowed are {', '.join(KEYS)}" for key in row if key not in KEYS]

    def take(key: str, kind: type | tuple[type, ...], default: Any, allowed: str) -> Any:
        value = row.get(key, default)
        if key in row and (not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool)):
            problems.append(f"{where} {key} = {value!r}: must be {allowed}")
            return default
        return value

    def act(key: str) -> Act | None:
        word = take(key, str, "", "an act")
        if word and word not in ACTS:
            problems.append(f"{where} {key} = {word!r}: must be one of {', '.join(ACTS)}")
            return None
        return Act(ACTS.index(word)) if word else None

    blend, after = take("blend", (int, float), 2.0, "seconds, or beats when negative"), take("after", (int, float), -1.0, "seconds from 0 up")
    if not abs(blend) <= 600.0:
        problems.append(f"{where} blend = {blend}: must be from -600 (beats) to 600 (s)")
    if "after" in row and not 0.0 <= after <= 86_400.0:
        problems.append(f"{where} after = {after}: must be seconds from 0 to 86400")
    cue = Cue(take("name", str, f"cue {number}", "a string"), act("act"), take("look", str, "", "a look's name"), float(blend),
              take("hold", bool, False, "true or false"), float(after), act("on"))
    if cue.act is None and not cue.look and not problems:
        problems.append(f"{where}: does nothing; give it act or look")
    return cue
