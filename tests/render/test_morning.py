"""The waking: the dream gives way where the light falls, without a jump, and what the morning covers costs nothing."""
from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from visualizer.model.show import Act
from visualizer.render import Renderer
from visualizer.render.passes.morning import AWAKE

from . import scenes


def seen(renderer: Renderer, house: Any, veil: float) -> list[str]:
    """Names of the passes drawn."""
    view = renderer._builder.build(scenes.frame_time(12.0), scenes.music(Act.WAKING, 12.0), scenes.show(Act.WAKING, 12.0, veil=veil),
                                   scenes.crowd(Act.WAKING, 12.0, house))
    return [step.name for step in renderer._seen(view)]


def test_of_a_covered_stage_nothing_is_drawn(renderer: Renderer, house: Any) -> None:
    assert seen(renderer, house, 1.0) == ["morning"]
    assert {"room", "machine", "crowd", "grade", "morning"} <= set(seen(renderer, house, AWAKE - 0.1))
    assert "morning" not in seen(renderer, house, 0.0)


def test_where_the_stage_is_left_out_it_was_covered_already(draw: Any) -> None:
    just = AWAKE - 1e-3
    np.testing.assert_array_equal(draw(Act.WAKING, veil=just), draw(Act.WAKING, veil=just, hero=0.0, key=0.9, instrument=0.0))
    assert np.abs(draw(Act.WAKING, veil=just).astype(int) - draw(Act.WAKING, veil=AWAKE + 1e-3)).max() <= 2


def test_it_grows_light_without_a_jump(draw: Any) -> None:
    pictures = [draw(Act.WAKING, veil=v).astype(float)[:88].reshape(11, 8, 20, 8, 3).mean(axis=(1, 3)) for v in np.linspace(0.0, 1.0, 41)]
    means = [p.mean() for p in pictures]
    assert np.diff(means).min() > -0.5
    assert max(np.abs(b - a).max() for a, b in pairwise(pictures)) < 24.0   # 0.025 of the veil are 0.1 s at its fastest


@pytest.mark.parametrize("t", [12.0, 40.0])
def test_the_room_is_alive_and_calm(draw: Any, t: float) -> None:
    """Linen, leaves and dust move; from one frame to the next nobody sees it."""
    now, soon, later = (draw(Act.WAKING, t=t + d).astype(float) for d in (0.0, 1 / 60, 4.0))
    assert np.abs(soon - now).mean() < 2.5
    smooth = [p[:88].reshape(11, 8, 20, 8, 3).mean(axis=(1, 3)) for p in (now, soon, later)]
    assert np.abs(smooth[1] - smooth[0]).max() < 2.0
    assert np.abs(smooth[2] - smooth[0]).max() > 1.0
