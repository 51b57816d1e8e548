"""Where things lie: what ships with the program, and the user's own folders; and what is said when a path leads nowhere."""
from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from .errors import ConcordError, UsageError

_PACKAGE = Path(__file__).resolve().parent.parent


def shipped(name: str) -> Path:
    """A folder that ships with the program ('shaders' or 'configs'): inside an installed wheel, or beside the package in a checkout."""
    inside = _PACKAGE / f"_{name}"
    return inside if inside.is_dir() else _PACKAGE.parent / name


@contextlib.contextmanager
def reached(where: object, kind: type[ConcordError], then: str) -> Iterator[None]:
    """Asks the system about a path within. What it refuses becomes one line: a folder that may not be read, a name that is too long, a ~user who is not here.

    where: the path, as it was written; kind: of error; then: what to do next.
    """
    try:
        yield
    except (OSError, RuntimeError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error).rstrip(".")
        raise kind(f"{where}: cannot be reached ({why}); {then}") from error


def _folder(kind: str) -> Path:
    home = os.environ.get("CONCORD_HOME")
    if home:
        with reached(f"CONCORD_HOME={home}", UsageError, "name a folder of yours there"):
            return Path(home).expanduser() / kind
    import platformdirs  # a library of path rules; asked only when the user has not chosen

    dirs = platformdirs.PlatformDirs("concord", appauthor=False)
    return Path({"config": dirs.user_config_dir, "state": dirs.user_state_dir, "cache": dirs.user_cache_dir, "log": dirs.user_log_dir}[kind])


def user_config() -> Path:
    """config.toml and the folders looks/ maps/ cues/ shaders/ of the user. CONCORD_HOME overrides. Not created by asking."""
    return _folder("config")


def user_state() -> Path:
    """state.toml: choices remembered between runs."""
    return _folder("state")


def user_cache() -> Path:
    """Baked textures and the rendered overture, keyed by content and version; safe to delete."""
    return _folder("cache")


def user_log() -> Path:
    """The folder of the one rotating log."""
    return _folder("log")
