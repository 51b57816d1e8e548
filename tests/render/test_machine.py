"""The instrument as a machine: wheels that mesh and have room, a body that closes, and light that comes with the music."""
from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np
import pytest

from visualizer.model.music import MusicFrame
from visualizer.model.show import STAGE, Act, spring_at
from visualizer.render.geometry import body, violin
from visualizer.render.geometry.gears import MODULE, Wheel, train
from visualizer.render.geometry.tubes import PLATE, RUBY, Soup
from visualizer.show.lights import ease, target

from . import scenes

WHEELS = train()


def meshing() -> list[tuple[Wheel, Wheel]]:
    """Pairs in one plane whose pitch circles touch."""
    return [(a, b) for a, b in combinations(WHEELS, 2)
            if a.z == b.z and abs(np.hypot(a.x - b.x, a.y - b.y) - a.radius - b.radius) < 1e-9]


def test_wheels_mesh_with_true_ratios_and_a_tooth_in_every_gap() -> None:
    pairs = meshing()
    assert len(pairs) >= 8
    for a, b in pairs:
        assert a.ratio * a.teeth == pytest.approx(-b.ratio * b.teeth)   # one pitch line speed, opposite senses
        toward = np.arctan2(b.y - a.y, b.x - a.x)
        for turn in (0.0, 0.0137, 0.61):
            phases = [(toward + flip - w.angle - 2 * np.pi * turn * w.ratio) * w.teeth / (2 * np.pi) for w, flip in ((a, 0.0), (b, np.pi))]
            # seen along the line of centres one wheel runs up where the other runs down: a tooth of one stands where the other has its gap
            np.testing.assert_allclose((phases[0] + phases[1]) % 1.0, 0.5, atol=1e-6)


def test_every_wheel_stands_as_before_after_four_turns() -> None:
    for w in WHEELS:
        assert (4 * w.ratio * w.teeth) % 1 == pytest.approx(0.0, abs=1e-9)
        assert 192 % w.teeth == 0


def test_no_two_wheels_run_into_each_other() -> None:
    touching = meshing()
    for a, b in combinations(WHEELS, 2):
        if (a, b) not in touching and a.z == b.z:
            assert np.hypot(a.x - b.x, a.y - b.y) > a.radius + b.radius + 2 * MODULE, (a, b)


def test_the_great_wheels_show_all_their_teeth_in_the_windows() -> None:
    for wheel, (y, radius) in ((WHEELS[0], body.LOWER), (WHEELS[3], body.UPPER)):
        assert np.hypot(wheel.x, wheel.y - y) + wheel.radius + MODULE < radius


@pytest.mark.parametrize(("sides", "detail"), [(8, 1.0), (4, 0.4)])
def test_metal_is_whole_at_every_detail(sides: int, detail: float) -> None:
    v = violin.build(sides, detail)
    assert np.isfinite(v).all()
    np.testing.assert_allclose(np.linalg.norm(v[:, 3:6], axis=1), 1.0, atol=1e-3)
    plate = v[v[:, 12] == PLATE]
    assert (plate[:, 5] > -0.05).all()   # the belly faces the house
    low, high = v[:, :3].min(0), v[:, :3].max(0)
    assert 1.6 < low[1] < 1.8
    assert 5.0 < high[1] < 5.4


def test_the_bridge_stands_on_the_belly_and_hides_no_wheel() -> None:
    soup = Soup()
    body.bridge(soup, 8, True)
    p = soup.vertices[:, :3]
    great = WHEELS[0]
    assert p[:, 1].min() > great.y + great.radius
    feet = p[p[:, 1] < 2.60]
    assert (np.abs(feet[:, 0]) > body.SLOT - 0.03).all()
    assert feet[:, 2].min() < body.FRONT + 0.032   # on the plate, not in the air before it
    for (x, _), y in zip(body.STRINGS, [violin.STRING_Y[0]] * 4, strict=True):
        near = p[np.hypot(p[:, 0] - x, p[:, 1] - y) < 0.02]
        assert abs(near[:, 2].max() - violin.STRING_Z[0]) < 0.015   # strings lie in their notches


def test_every_arbor_turns_in_a_ruby() -> None:
    v = violin.build(8, 1.0)
    red = v[v[:, 12] == RUBY]
    for w in WHEELS:
        assert np.hypot(red[:, 0] - w.x, red[:, 1] - w.y).min() < 0.02
    assert not (violin.build(4, 0.4)[:, 12] == RUBY).any()   # none where it would be less than a pixel


def test_the_storm_is_there_within_a_second() -> None:
    start, end = target(Act.SYMPHONY), target(Act.CHAOS)
    at = {t: spring_at(start, np.zeros_like(start), end, ease(), t)[0][STAGE.index("chaos")] for t in (0.5, 1.0)}
    assert at[0.5] > 0.3
    assert at[1.0] > 0.75


def test_a_stroke_throws_sparks_and_they_go_out(renderer: Any, house: Any) -> None:
    """Light around the instrument just after an onset, against long after it; nothing else moves in between."""
    def bright(since: float) -> float:
        record = scenes.music(Act.SYMPHONY, 12.0).record.copy()
        record["gpu"]["onset"][:, 0] = 99.0
        record["gpu"]["onset"][-1] = since, 1.0, 3, 41
        music = MusicFrame.of(record)
        renderer.forget()
        renderer.draw(scenes.frame_time(12.0), music, scenes.show(Act.SYMPHONY, 12.0, dust=0.0), scenes.crowd(Act.SYMPHONY, 12.0, house))
        y = np.frombuffer(renderer.targets.texture("lit").read(), np.float16).astype(float).reshape(90, 160, 4)[:, :, :3].sum(2)
        return float(y[25:, 40:120].sum())   # where the instrument is, and what falls from it
    rest = bright(5.0)
    assert bright(0.2) > bright(0.7) > rest
    assert bright(0.2) > 1.02 * rest


def test_a_lens_among_the_first_rows_has_nobody_before_it(renderer: Any, house: Any) -> None:
    from visualizer.app.framing import macro

    show, crowd = scenes.show(Act.SYMPHONY, 12.0), scenes.crowd(Act.SYMPHONY, 12.0, house)
    music = scenes.music(Act.SYMPHONY, 12.0)
    wide, close = (renderer._builder.build(scenes.frame_time(12.0), music, s, crowd) for s in (show, macro(show)))
    assert len(wide.crowd) > 40
    assert len(close.crowd) == 0
    assert macro(show).act == show.act
    clip = close.camera.matrix() @ (0.0, 2.84, 0.14, 1.0)   # the hero crystal is in the middle, the waist fills a good part of the picture
    assert np.abs(clip[:2] / clip[3]).max() < 0.15
    edges = [close.camera.matrix() @ (x, 2.9, 0.06, 1.0) for x in (-0.33, 0.33)]
    assert edges[1][0] / edges[1][3] - edges[0][0] / edges[0][3] > 0.2
