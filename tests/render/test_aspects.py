"""Any shape of picture is composed, not cropped: where the scroll, the hero, the pool and the heads stand."""
from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from visualizer.model.show import STAGE, Act
from visualizer.render.audience import Audience, hands_of
from visualizer.render.camera import Camera, look
from visualizer.render.passes.arch import Z, opening
from visualizer.show.lights import seen, target
from visualizer.show.shots import SHOTS

from . import scenes

SHAPES = (9 / 16, 1.0, 4 / 3, 16 / 9, 21 / 9, 32 / 9)
WIDE = (Act.SYMPHONY, Act.UNISON, Act.HUSH, Act.OVATION)


def lens(act: Act, aspect: float) -> Camera:
    s = dict(zip(STAGE, target(act), strict=True))
    return look(np.array([s["cam_x"], s["cam_y"], s["cam_z"]]), np.array([s["look_x"], s["look_y"], s["look_z"]]), s["fov"], s["roll"], aspect)


def test_close_shots_stay_close_in_upright_pictures() -> None:
    """What fills a wide picture fills an upright one: it steps back less than a view of the whole stage has to, and keeps what it is about."""
    for shot in (s for q in SHOTS.values() for s in q.shots if s.to.get("cam_z", 99.0) < 10.0):
        s = dict(zip(STAGE, seen(Act.SYMPHONY, shot), strict=True))
        eye, at = (np.array([s[f"{which}_{axis}"] for axis in "xyz"]) for which in ("cam", "look"))
        wide, tall = (look(eye, at, s["fov"], s["roll"], aspect) for aspect in (16 / 9, 9 / 16))
        assert wide.reach < tall.reach < 2.2 * wide.reach
        shown = tall.reach * tall.tan * tall.aspect
        assert 0.40 < shown / (wide.reach * wide.tan * wide.aspect) < 0.55
        assert shown > 0.65, "m to each side: she and what is about her"


def ndc(camera: Camera, point: tuple[float, float, float]) -> np.ndarray:
    clip = camera.matrix() @ (*point, 1.0)
    return np.asarray(clip[:2] / clip[3])


@pytest.mark.parametrize("aspect", SHAPES)
@pytest.mark.parametrize("act", WIDE)
def test_the_axis_stands(act: Act, aspect: float) -> None:
    camera = lens(act, aspect)
    scroll, hero, pool = (ndc(camera, p) for p in ((0.0, 5.0, 0.0), (0.0, 2.84, 0.14), (0.0, 0.0, 0.25)))
    assert 0.55 < scroll[1] < 1.0
    assert -0.05 < hero[1] < 0.55
    assert -0.95 < pool[1] < -0.15
    assert max(abs(scroll[0]), abs(hero[0])) < 0.35
    for side in (-1.9, 1.9):   # the rings
        assert abs(ndc(camera, (side, 3.0, 0.0))[0]) < 1.0


@pytest.mark.parametrize("aspect", SHAPES)
@pytest.mark.parametrize("act", WIDE)
def test_the_sea_fills_the_bottom_and_leaves_the_stage(house: Any, act: Act, aspect: float) -> None:
    camera = lens(act, aspect)
    people = Audience(house, 12).place(camera, scenes.crowd(act, 3.0, house), 3.0, hands_of(scenes.crowd(act, 3.0, house), house, 3.0, 0.0, 0.0))
    x, y = people[:, 0] / (people[:, 2] * camera.tan * aspect), people[:, 1] / (people[:, 2] * camera.tan)
    assert y.max() < -0.38
    assert np.histogram(x, 8, (-1, 1))[0].min() >= 4   # nobody is missing at the sides
    if act is not Act.SYMPHONY:
        front = people[:, 3] < 0.05
        assert y[front].max() < ndc(camera, (0.0, 0.0, 0.0))[1] + 0.10   # the pool lies above the heads


@pytest.mark.parametrize("aspect", SHAPES)
@pytest.mark.parametrize("act", list(Act))
def test_the_proscenium_frames_and_never_cuts(act: Act, aspect: float) -> None:
    """Seen from where the camera stands, scroll, rings and pool lie within the opening."""
    camera = lens(act, aspect)
    half, crown = opening(camera)
    for point in ((0.0, 5.2, 0.0), (-1.9, 3.0, 0.0), (1.9, 3.0, 0.0), (2.0, 0.0, 0.25)):
        share = (Z - camera.eye[2]) / (point[2] - camera.eye[2])
        x, y, _ = camera.eye + (np.array(point) - camera.eye) * share
        assert abs(x) < half - 0.5
        assert y < crown
