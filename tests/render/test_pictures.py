"""The picture as a whole: what it shows in each act, when it repeats, and that darks stay smooth."""
from __future__ import annotations

from dataclasses import replace
from typing import Any

import moderngl
import numpy as np
import pytest

from visualizer.model.crowd import CrowdFrame
from visualizer.model.show import Act
from visualizer.render import Renderer

from . import scenes
from .conftest import SIZE


def luma(image: np.ndarray) -> np.ndarray:
    return image.astype(float) @ (0.299, 0.587, 0.114)


@pytest.mark.parametrize(("act", "dark", "bright"), [
    (Act.BACKSTAGE, 0.60, 60), (Act.SILENCE, 0.55, 110), (Act.NOTE, 0.75, 35), (Act.SYMPHONY, 0.40, 100), (Act.UNISON, 0.40, 90), (Act.HUSH, 0.60, 35),
])
def test_darkness_is_the_material(draw: Any, act: Act, dark: float, bright: float) -> None:
    y = luma(draw(act))
    assert (y < 13).mean() > dark
    assert np.percentile(y, 99) > bright
    assert np.percentile(y, 1) <= 3


@pytest.mark.parametrize(("act", "middle", "bright", "clipped"), [
    (Act.CURTAIN, 20, (90, 200), 0.005), (Act.SILENCE, 15, (110, 200), 0.005), (Act.SYMPHONY, 16, (100, 210), 0.005), (Act.UNISON, 22, (90, 210), 0.005),
    (Act.OVATION, 24, (110, 210), 0.005), (Act.HUSH, 8, (35, 140), 0.0),
])
def test_light_is_spent_like_money(draw: Any, act: Act, middle: float, bright: tuple[float, float], clipped: float) -> None:
    """Bands of the look bible: half the picture is nearly black, the brightest hundredth is bright and not white, and next to nothing clips."""
    image = draw(act)
    y = luma(image)
    assert np.percentile(y, 50) <= middle
    assert bright[0] <= np.percentile(y, 99) <= bright[1]
    assert (image >= 254).all(axis=2).mean() <= clipped


@pytest.mark.parametrize("act", [Act.UNISON, Act.OVATION])
def test_six_frames_in_a_row_move_smoothly(draw: Any, act: Act) -> None:
    """On a held state nothing pops: patches of the picture (grain averaged out) go on as they went, and none jumps."""
    patches = [luma(draw(act, t=40.0 + k / 60)).reshape(9, 10, 16, 10).mean(axis=(1, 3)) for k in range(6)]
    speed = np.diff(patches, axis=0)
    assert np.abs(speed).max() < 6.0
    assert np.abs(np.diff(speed, axis=0)).max() < 5.0
    assert np.abs(speed[:, :4, [0, 1, 2, 13, 14, 15]]).max() < 1.0   # beside the instrument nothing moves


def test_the_same_seed_gives_the_same_bytes_and_another_differs(ctx: moderngl.Context, house: Any, draw: Any) -> None:
    made = [Renderer(ctx, SIZE, "C", scenes.schema(), house, seed) for seed in (7, 7, 8)]
    a, b, c = (draw(Act.SYMPHONY, made=m) for m in made)
    for m in made:
        m.release()
    np.testing.assert_array_equal(a, b)
    assert np.mean(a != c) > 0.01


@pytest.mark.parametrize("act", [Act.BACKSTAGE, Act.SILENCE, Act.NOTE, Act.SYMPHONY, Act.UNISON])
def test_twelve_hours_in_is_as_good_as_new(draw: Any, act: Act) -> None:
    np.testing.assert_array_equal(draw(act, t=43_200.0), draw(act, t=43_200.0 % 4096.0))


def test_time_has_no_seam(draw: Any) -> None:
    """Across the wrap the picture moves no more than in any other frame."""
    step = 1 / 60
    def moved(t: float) -> float:
        return float(np.abs(draw(Act.SILENCE, t=t + step).astype(int) - draw(Act.SILENCE, t=t).astype(int)).mean())
    assert moved(4096.0 - step / 2) < 1.5 * max(moved(100.0 - step / 2), moved(700.0 - step / 2)) + 0.05


def test_darks_are_dithered(ctx: moderngl.Context, house: Any, draw: Any) -> None:
    """In the beam's fading edge neighbours differ by single steps nearly everywhere: no flat bands."""
    made = Renderer(ctx, (640, 360), "C", scenes.schema(), house, 7)
    y = draw(Act.SILENCE, made=made)[:, :, 0].astype(int)
    made.release()
    near, step = y[:, 1:], np.diff(y, axis=1)
    assert np.mean(step[(near > 4) & (near < 40)] == 0) < 0.5
    assert np.mean(y[:, 440:580] <= 8) > 0.9   # and the black beside it stays black


def test_black_is_black_and_master_scales(renderer: Renderer, house: Any) -> None:
    act, t = Act.SYMPHONY, 12.0
    music, crowd = scenes.music(act, t), scenes.crowd(act, t, house)
    means = []
    for master in (1.0, 0.5, 0.0):
        renderer.forget()
        renderer.draw(scenes.frame_time(t), music, replace(scenes.show(act, t), master=master), crowd)
        means.append(renderer.read().mean())
    assert means[0] > means[1] > means[2] == 0.0


def test_the_hero_follows_loudness(draw: Any, renderer: Renderer, house: Any) -> None:
    def hero(level: float) -> float:
        music = scenes.music(Act.NOTE, 12.0)
        record = music.record.copy()
        record["gpu"]["level"] = level
        renderer.forget()
        renderer.draw(scenes.frame_time(12.0), type(music).of(record), scenes.show(Act.NOTE, 12.0), scenes.crowd(Act.NOTE, 12.0, house))
        return float(renderer.read().mean())
    assert hero(0.1) < hero(0.5) < hero(1.0)


def test_hearts_beat_together(draw: Any) -> None:
    assert draw(Act.UNISON, heart=0.0)[60:].mean() > draw(Act.UNISON, heart=np.pi)[60:].mean() * 1.15


def test_the_curtain_rises_from_below(draw: Any) -> None:
    closed, half, full = (draw(Act.SILENCE, curtain=c) for c in (0.0, 0.5, 1.0))
    assert np.abs(half.astype(int) - closed).mean() > 1
    top = slice(0, 25)
    assert np.abs(half[top].astype(int) - full[top]).mean() > 1   # above the hem the stage is still hidden


@pytest.mark.parametrize("size", [(90, 160), (320, 90), (120, 90)])
def test_other_shapes_keep_the_instrument(ctx: moderngl.Context, house: Any, size: tuple[int, int]) -> None:
    made = Renderer(ctx, size, "C", scenes.schema(), house, 7)
    view = made._builder.build(scenes.frame_time(1.0), scenes.music(Act.UNISON, 1.0), scenes.show(Act.UNISON, 1.0), scenes.crowd(Act.UNISON, 1.0, house))
    for corner in ((-1.9, 3.0, 0.0), (1.9, 3.0, 0.0), (0.0, 5.1, 0.0), (0.0, 1.75, 0.0)):
        clip = view.camera.matrix() @ (*corner, 1.0)
        assert np.abs(clip[:2] / clip[3]).max() <= 1.0
    made.release()


@pytest.mark.parametrize(("n", "rows"), [(1, 1), (100, 8), (20_000, 70)])
def test_houses_small_and_large(ctx: moderngl.Context, n: int, rows: int) -> None:
    house = scenes.seating(n, rows)
    made = Renderer(ctx, SIZE, "C", scenes.schema(), house, 7)
    crowd: CrowdFrame = scenes.crowd(Act.UNISON, 1.0, house)
    made.draw(scenes.frame_time(1.0), scenes.music(Act.UNISON, 1.0), scenes.show(Act.UNISON, 1.0), crowd)
    assert made.read().max() > 100
    made.release()


def test_an_overturned_scale_still_fills_the_picture(ctx: moderngl.Context, house: Any, draw: Any) -> None:
    from visualizer.render import RenderSettings
    made = Renderer(ctx, (192, 108), "C", scenes.schema(), house, 7, RenderSettings(scale=0.5))
    image = draw(Act.SILENCE, made=made)
    assert image.shape == (108, 192, 3)
    assert image.max() > 100
    made.release()
