"""Looks: named points in parameter space, each a TOML file of live settings."""
from __future__ import annotations

from pathlib import Path

from visualizer.model.errors import ConfigError, UsageError
from visualizer.model.paths import shipped, user_config
from visualizer.model.settings import Schema, Value

from .config import load_tables, read_toml

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
        raise UsageError(f"--look {name}: no such look; looks that exist: {', '.join(sorted(looks)) or 'none'}")
    table = read_toml(looks[name])
    words = [f"{looks[name]}: {key} = {table[key]!r}: must be a string" for key in LABELS if not isinstance(table.get(key, ""), str)]
    if words:
        raise ConfigError(words)
    config = load_tables(schema, [(str(looks[name]), {k: v for k, v in table.items() if k not in LABELS})])
    fixed = [key for key in config.sources if not schema[key].live]
    if fixed:
        raise ConfigError([f"{looks[name]}: {key}: a look may set live settings only, this one is fixed at start" for key in fixed])
    return {key: config.values[key] for key in config.sources}
