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
            assert np.corrcoef(a.mean(axis=2).ravel(), b.mean(axis=2).ravel())[0, 1] < 0.985, "a mere change of hue"


def test_any_two_looks_blend_without_a_jump(renderer: Renderer, house: Any) -> None:
    """From the darkest look to the brightest in steps: each step moves the picture, and none moves it by more than its share."""
    schema, act, t = scenes.schema(), Act.SYMPHONY, 12.0
    ends = [schema.vector({key: schema[key].check(value) for key, value in values(path).items()}) for path in LOOKS if path.stem in ("ember", "ink")]
    means = []
    for u in np.linspace(0, 1, 9):
        renderer.forget()
        vector = (ends[0] + (ends[1] - ends[0]) * np.float32(u)).astype(np.float32)
        renderer.draw(scenes.frame_time(t), scenes.music(act, t), replace(scenes.show(act, t), params=vector), scenes.crowd(act, t, house))
        means.append(renderer.read().mean())
    steps = np.diff(means)
    assert (steps > 0).all()
    assert steps.max() < 0.35 * (means[-1] - means[0])
