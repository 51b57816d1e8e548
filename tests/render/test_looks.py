"""Shipped looks: every key exists and every value is allowed; each changes the picture."""
from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from visualizer.model.paths import shipped
from visualizer.model.show import Act
from visualizer.render import Renderer

from . import scenes

LOOKS = sorted((shipped("configs") / "looks").glob("*.toml"))


def values(path: Path) -> dict[str, Any]:
    """Dotted key -> value of a look's file."""
    data = tomllib.loads(path.read_text())
    assert data.pop("schema") == 1
    assert data.pop("name") == path.stem
    assert data.pop("help")
    assert set(data) <= {"stage"}
    return {f"stage.{table}.{key}": value for table, keys in data.get("stage", {}).items() for key, value in keys.items()}


@pytest.mark.parametrize("path", LOOKS, ids=lambda p: p.stem)
def test_a_look_is_lawful(path: Path) -> None:
    schema = scenes.schema()
    for key, value in values(path).items():
        assert key in schema, key
        schema[key].check(value)


def test_looks_differ(renderer: Renderer, house: Any) -> None:
    schema, act, t = scenes.schema(), Act.SYMPHONY, 12.0
    pictures = []
    for path in LOOKS:
        vector = schema.vector({key: schema[key].check(value) for key, value in values(path).items()})
        renderer.forget()
        renderer.draw(scenes.frame_time(t), scenes.music(act, t), replace(scenes.show(act, t), params=vector), scenes.crowd(act, t, house))
        pictures.append(renderer.read().astype(int))
    for i, a in enumerate(pictures):
        for b in pictures[:i]:
            assert np.abs(a - b).mean() > 0.5
