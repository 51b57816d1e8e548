"""Where things lie: what ships with the program, and the user's own folders."""
from __future__ import annotations

import os
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent


def shipped(name: str) -> Path:
    """A folder that ships with the program ('shaders' or 'configs'): inside an installed wheel, or beside the package in a checkout."""
    inside = _PACKAGE / f"_{name}"
    return inside if inside.is_dir() else _PACKAGE.parent / name


def _folder(kind: str) -> Path:
    home = os.environ.get("CONCORD_HOME")
    if home:
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
