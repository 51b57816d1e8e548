"""Every pass, drawn headless, changes what it says it writes; a pass without a row here is refused."""
from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from visualizer.model.show import Act
from visualizer.render import Renderer
from visualizer.render.targets import Targets

from . import scenes

WHEN = {
    "shadow": Act.SYMPHONY, "figure_shadow": Act.SILENCE, "haze": Act.SILENCE, "mirror": Act.NOTE, "figure_mirror": Act.NOTE, "rings": Act.NOTE,
    "room": Act.SILENCE,
    "machine": Act.SYMPHONY, "figure": Act.SILENCE, "opaque": Act.SYMPHONY, "glass": Act.SYMPHONY, "lines": Act.SYMPHONY, "drops": Act.NOTE,
    "trails": Act.CHAOS, "dust": Act.SILENCE, "curtain": Act.BACKSTAGE, "arch": Act.BACKSTAGE,
    "crowd": Act.UNISON, "faces": Act.CURTAIN, "reverse": Act.CURTAIN,
    "resolve": Act.SILENCE, "bloom": Act.SYMPHONY, "grade": Act.SILENCE, "morning": Act.WAKING,
}
"""pass -> an act in which it has something to draw"""
GUARD = "guard"


def _images(targets: Targets, names: tuple[str, ...]) -> list[np.ndarray]:
    out = []
    for name in names:
        image = targets._textures.get(name) or targets._textures[f"{name}.depth"]
        out.append(np.frombuffer(image.read(), np.uint8))
    return out


def test_every_pass_has_a_row(renderer: Renderer) -> None:
    assert [p.name for p in renderer.passes] == list(WHEN)
    assert renderer.guard.name == GUARD


@pytest.mark.parametrize("name", list(WHEN))
def test_a_pass_draws(renderer: Renderer, house: Any, name: str) -> None:
    act, t = WHEN[name], 9.0
    view = renderer._builder.build(scenes.frame_time(t), scenes.music(act, t), scenes.show(act, t), scenes.crowd(act, t, house))
    renderer._upload(view)
    for target in renderer.targets.table:   # so that nothing is left of the test before
        renderer.targets.frame(target).clear(0.25, 0.25, 0.25, 0.25, depth=0.5)
    for step in renderer.passes:
        before = _images(renderer.targets, step.writes)
        if step.active(view):
            step.draw(renderer.targets, view)
        if step.name == name:
            assert step.active(view)
            after = _images(renderer.targets, step.writes)
            assert all(np.any(a != b) for a, b in zip(before, after, strict=True))
            assert any(len(np.unique(a)) > 8 for a in after), "one flat colour"
            return
    raise AssertionError(name)


@pytest.mark.parametrize("act", list(Act))
def test_no_pixel_is_broken(renderer: Renderer, draw: Any, act: Act) -> None:
    draw(act)
    lit = np.frombuffer(renderer.targets.texture("lit").read(), np.float16)
    assert np.isfinite(lit).all()
    assert lit.min() >= 0


def test_broken_music_breaks_no_pixel(renderer: Renderer, house: Any) -> None:
    music = scenes.music(Act.SYMPHONY, 12.0)
    record = music.record.copy()
    record["gpu"]["band"] = np.nan
    renderer.forget()
    renderer.draw(scenes.frame_time(12.0), type(music).of(record), scenes.show(Act.SYMPHONY, 12.0), scenes.crowd(Act.SYMPHONY, 12.0, house))
    assert np.isfinite(np.frombuffer(renderer.targets.texture("lit").read(), np.float16)).all()


def test_coverage_is_whole_where_the_room_is(renderer: Renderer, draw: Any) -> None:
    draw(Act.SYMPHONY)
    assert renderer.read_alpha().min() >= 254


@pytest.mark.parametrize("act", list(Act))
def test_nothing_of_another_act_is_left_in_the_picture(renderer: Renderer, draw: Any, act: Act) -> None:
    """What an act does not draw it does not read either: with every image full of light beforehand the bytes are the same."""
    clean = draw(act, t=9.0)
    for name in renderer.targets.table:
        if not name.startswith(("guard", "final", "cells")):
            renderer.targets.frame(name).clear(0.25, 0.25, 0.25, 0.25, depth=0.5)
    np.testing.assert_array_equal(draw(act, t=9.0), clean)
