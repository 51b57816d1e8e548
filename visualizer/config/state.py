"""Choices remembered between runs: a flat state.toml, written whole or not at all. A broken one is set aside, never fatal, never lost."""
from __future__ import annotations

import contextlib
import os
import tomllib
from collections.abc import Iterable, Mapping

from visualizer.model import log
from visualizer.model.files import keep_broken
from visualizer.model.paths import user_state
from visualizer.model.settings import Value

from .default import toml_value


def load_state() -> dict[str, Value]:
    """What was remembered; {} when nothing was. A file that does not parse becomes state.toml.bad (.bad2, ... where there is one)."""
    path = user_state() / "state.toml"
    try:
        table = tomllib.loads(path.read_text("utf-8"))
    except (ValueError, RecursionError) as error:   # no TOML, no UTF-8, or a number too long to be read
        with contextlib.suppress(OSError):
            bad = keep_broken(path)
            path.unlink()
            log.get().warning("%s: not valid TOML (%s); nothing is remembered, and what it held is kept in %s", path, error, bad)
        return {}
    except OSError:
        return {}
    return {k: v for k, v in table.items() if isinstance(v, (bool, int, float, str))}


def save_state(values: Mapping[str, Value]) -> bool:
    """Remember these, on top of what is there. False when the folder cannot be written: a full disk must not stop a show."""
    path = user_state() / "state.toml"
    merged = {**load_state(), **values}
    partial = path.with_name(f".state.{os.getpid()}.toml")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        partial.write_text("".join(f"{toml_value(key)} = {toml_value(value)}\n" for key, value in sorted(merged.items())), "utf-8")
        os.replace(partial, path)
    except OSError:
        with contextlib.suppress(OSError):
            partial.unlink()
        return False
    return True


def favourites() -> list[str]:
    """Looks a person marked, in the order they were marked."""
    return [name for name in str(load_state().get("favourites", "")).split("|") if name]


def favourites_first(names: Iterable[str]) -> list[str]:
    """Looks as keys count them: favourites in the order they were marked, then the others by name."""
    found = sorted(names)
    marked = [name for name in favourites() if name in found]
    return [*marked, *(name for name in found if name not in marked)]


def toggle_favourite(name: str, value: float = -1.0) -> list[str]:
    """Mark a look (1), unmark it (0), or change it (-1); the list as it is now."""
    names = favourites()
    wanted = name not in names if value < 0 else value > 0
    names = [*(n for n in names if n != name), *([name] if wanted and name else [])]
    save_state({"favourites": "|".join(names)})
    return names
