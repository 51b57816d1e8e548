"""The house: who is drawn, what their hands do, and the view back into their faces."""
from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from visualizer.crowd.seating import seat
from visualizer.model.crowd import TAU
from visualizer.model.show import STAGE, Act
from visualizer.render import Renderer
from visualizer.render.atlas import TURN_RAD, WHO
from visualizer.render.audience import Audience, hands_of
from visualizer.render.camera import look
from visualizer.render.frame import FrameBuilder, View
from visualizer.render.passes.house import sources
from visualizer.render.passes.reverse import HIDDEN
from visualizer.render.sea import PERFORMER, reverse_camera, sea
from visualizer.show.lights import target

from . import scenes

CAMERA = look(np.array((0.0, 3.4, 22.0)), np.array((0.0, 2.0, 0.0)), 17.2, 0.0, 16 / 9)


def place(house: Any, **changes: float) -> np.ndarray:
    values = {"rise": 0.0, "hands": 0.0} | changes
    crowd = scenes.crowd(Act.OVATION, 3.0, house)
    return Audience(house, 12).place(CAMERA, crowd, 3.0, hands_of(crowd, house, 3.0, **values))


def test_hands_rise_one_by_one_and_leave_the_stage_in_sight(house: Any) -> None:
    low, half, full = (place(house, hands=h)[:, 12] for h in (0.0, 0.5, 1.0))
    assert low.max() == 0.0
    assert 0.05 < (half > 0.5).mean() < (full > 0.5).mean() < 0.6
    near = place(house, hands=1.0)
    before_her = np.abs(near[:, 0]) < 0.35 * near[:, 2] * CAMERA.tan
    assert near[(near[:, 3] > 0.55) & before_her, 12].max() == 0.0
    far = (near[:, 3] > 0.1) & (near[:, 3] < 0.5)
    assert near[far, 12].max() == 1.0, "not in the first row alone"


def test_the_house_stands_up_in_its_own_time(house: Any) -> None:
    seated, some, standing = (people[people[:, 3] < 0.2] for people in (place(house, rise=r) for r in (0.0, 0.5, 1.0)))
    assert (standing[:, 1] > seated[:, 1] + 0.05).all()
    gone_up = (some[:, 1] - seated[:, 1]) / (standing[:, 1] - seated[:, 1])
    assert gone_up.min() < 0.2
    assert gone_up.max() > 0.8


def test_arms_are_drawn_only_when_hands_rise(draw: Any) -> None:
    down, up = (draw(Act.OVATION, hands=h).astype(int) for h in (0.0, 1.0))
    changed = np.abs(up - down).max(axis=2) > 12
    assert changed[50:75].mean() > 0.02   # over the heads
    assert changed[:40].mean() < 0.01


@pytest.mark.parametrize("aspect", [9 / 16, 16 / 9, 32 / 9])
def test_faces_fill_the_lower_half_of_any_picture(aspect: float) -> None:
    camera = reverse_camera(aspect)
    people = sea(camera, 7)
    x, y = people[:, 0] / (people[:, 2] * camera.tan * aspect), people[:, 1] / (people[:, 2] * camera.tan)
    stalls = people[:, 14] == 0
    assert (np.diff(people[:, 2]) <= 0).all()   # far first
    assert y[stalls].max() < 0.12
    assert np.histogram(x[stalls], 8, (-1, 1))[0].min() > 10
    assert (people[:, 5] >= 0).all()


def test_a_house_of_any_size_is_the_same_view_back() -> None:
    """More listeners are more faces, in more rows and farther into the dark; where the sea begins and ends, and how large it is near and far, stays."""
    camera = reverse_camera(16 / 9)
    small, usual, large = (sea(camera, 7, n) for n in (100, 2000, 20_000))
    assert len(small) < 0.65 * len(usual)
    assert len(large) > 1.5 * len(usual)

    def shape(people: np.ndarray) -> list[float]:
        stalls = people[people[:, 14] == 0]
        y, size = stalls[:, 1] / (stalls[:, 2] * camera.tan), 1 / stalls[:, 2]
        return [*np.percentile(y, (2, 25, 50, 75, 98)), *(3 * np.percentile(size, (5, 95))), np.average(y, weights=stalls[:, 5])]

    np.testing.assert_allclose(shape(small), shape(usual), atol=0.09)
    np.testing.assert_allclose(shape(large), shape(usual), atol=0.09)


@pytest.mark.parametrize("n", [100, 2000, 20_000])
def test_nobody_sits_beside_somebody_who_looks_alike_and_all_look_at_her(n: int) -> None:
    camera = reverse_camera(16 / 9)
    people = sea(camera, 7, n)
    x, y, d, who, turn = people[:, 0], people[:, 1], people[:, 2], people[:, 3] % WHO, people[:, 3] // WHO
    alike = (who[:, None] == who) & ~np.eye(len(who), dtype=bool)
    right, up = x / d, y / d
    near = np.hypot(right[:, None] - right, up[:, None] - up) * d < 0.6   # m, as the lens sees it: beside, before and behind
    assert near.sum() > 4 * len(people)
    assert (alike & near).sum() < 0.002 * near.sum()
    assert not (alike & near & (d < 16.0)).any(), "where there is light"
    assert len(np.unique(who)) == WHO
    world = camera.eye + x[:, None] * camera.right + y[:, None] * camera.up + d[:, None] * camera.forward
    aside = [np.arctan2(to[:, 0], -to[:, 2]) for to in (camera.eye - world, PERFORMER - world)]
    missed = np.abs(np.abs(aside[0] - aside[1]) - TURN_RAD[0] - TURN_RAD[1] * turn)
    assert np.percentile(missed, 90) < 0.22, "within 13 degrees"


def test_the_view_back_hides_the_stage_and_spares_its_passes(renderer: Renderer, draw: Any) -> None:
    whole = draw(Act.CURTAIN, faces=1.0)
    again = draw(Act.CURTAIN, faces=1.0, hero=2.0, instrument=1.0)
    assert np.abs(whole.astype(int) - again).max() <= 3   # nothing of the stage is left but what it lights
    skin = whole[50:].astype(int)
    assert (skin[..., 0] > skin[..., 2] + 10).mean() > 0.15
    nearly = draw(Act.CURTAIN, faces=HIDDEN - 1e-4)
    assert np.abs(whole.astype(int) - nearly).mean() < 0.5   # no step where the stage stops being drawn


def test_light_goes_back_into_the_house_as_the_curtain_rises(draw: Any) -> None:
    low, half, high = (draw(Act.CURTAIN, faces=1.0, curtain=c)[45:].mean() for c in (0.03, 0.4, 1.0))
    assert low < half < high


def test_from_the_stage_too_the_house_is_seen_to_have_hearts(draw: Any) -> None:
    """With the key all but out, faces and linen are lit by the hearts behind them, most on the lub, and not where the act has none."""
    def warm(**changes: float) -> float:
        picture = draw(Act.UNISON, faces=1.0, key=0.02, **changes)[45:].astype(float)
        return float((picture[..., 0] - picture[..., 2]).clip(0.0).mean())

    lub, between, none = warm(heart=0.0), warm(heart=np.pi), warm(hearts=0.0)
    assert lub > 1.5 * between > 1.5 * none


def test_shots_return_to_the_stage() -> None:
    faces = STAGE.index("faces")
    seen = [target(Act.OVATION, s)[faces] for s in np.arange(0.0, 44.0, 0.5)]
    assert set(seen) == {0.0, 1.0}
    assert seen[0] == 0.0
    assert target(Act.CURTAIN)[faces] == 1.0
    assert target(Act.CURTAIN, 60.0)[faces] == 0.0
    assert all(target(act, 8.0)[faces] == 0.0 for act in Act if act not in (Act.CURTAIN, Act.OVATION))


def brightness(picture: np.ndarray) -> np.ndarray:
    """(h, w) linear luminance, 0..1, of an sRGB picture."""
    u = picture / 255.0
    return np.asarray(np.where(u <= 0.04045, u / 12.92, ((u + 0.055) / 1.055) ** 2.4) @ np.array((0.2126, 0.7152, 0.0722)))


def test_the_dub_answers_in_the_hearts_and_lights_no_area(renderer: Renderer, house: Any) -> None:
    """One heart in the whole house, drawn at its lub, at its dub, and as far from the lub on the other side."""
    def at(phase: float) -> np.ndarray:
        crowd = scenes.crowd(Act.UNISON, 12.0, house)
        same, bright = np.full(house.size, phase % TAU, np.float32), np.ones(house.size, np.float32)
        crowd = replace(crowd, phase=same, amplitude=bright, mean_phase=phase % TAU, order_wave=1.0)
        renderer.forget()
        renderer.draw(scenes.frame_time(12.0), scenes.music(Act.UNISON, 12.0), scenes.show(Act.UNISON, 12.0, threads=0.0), crowd)
        return brightness(renderer.read())

    dub = scenes.crowd(Act.UNISON, 12.0, house).dub_phase
    lub, answer, without = at(0.0), at(dub), at(TAU - dub)
    assert (answer - without)[50:].max() > 0.01, "it is seen"
    assert 0.001 < ((answer - without) > 0.005).mean() < 0.15, "in small places"
    assert abs(answer.mean() - without.mean()) < 0.2 * (lub.mean() - without.mean()), "and is no light of the house"
    assert (answer - without).max() < 0.08


def test_breath_lifts_the_shoulders(renderer: Renderer, house: Any) -> None:
    def at(breath: float) -> np.ndarray:
        renderer.forget()
        crowd = replace(scenes.crowd(Act.UNISON, 12.0, house, heart=3.0), breath=breath)
        renderer.draw(scenes.frame_time(12.0), scenes.music(Act.UNISON, 12.0), scenes.show(Act.UNISON, 12.0), crowd)
        return brightness(renderer.read())

    full, empty, again = at(0.25 * TAU), at(0.75 * TAU), at(0.25 * TAU)
    assert (full == again).all()
    moved = np.abs(full - empty) > 0.004
    assert moved[50:].mean() > 0.05
    assert moved[:40].mean() < 0.01, "the stage does not breathe"


@pytest.mark.parametrize("n", [100, 600, 20_000])
def test_any_number_of_listeners_is_the_same_picture(n: int) -> None:
    def heads(size: int) -> np.ndarray:
        house = seat(size, 3)
        people = Audience(house, 12).place(CAMERA, scenes.crowd(Act.SILENCE, 3.0, house), 3.0, np.zeros((size, 4), np.float32))
        edge = people[:, 2] * CAMERA.tan
        return np.stack([people[:, 0] / (edge * CAMERA.aspect), people[:, 1] / edge, 0.23 / edge], axis=1)

    usual, other = heads(2000), heads(n)
    assert abs(len(other) - len(usual)) < 0.35 * len(usual)
    np.testing.assert_allclose(np.percentile(other[:, 1], (5, 50, 95)), np.percentile(usual[:, 1], (5, 50, 95)), atol=0.05)
    np.testing.assert_allclose(np.percentile(other[:, 2], (10, 50, 90)), np.percentile(usual[:, 2], (10, 50, 90)), rtol=0.15)
    assert np.histogram(other[:, 0], 6, (-1, 1))[0].min() >= 4


def test_threads_leave_the_performer_and_reach_hearts_as_the_house_finds_together(renderer: Renderer, house: Any) -> None:
    def at(order: float) -> np.ndarray:
        renderer.forget()
        crowd = replace(scenes.crowd(Act.UNISON, 12.0, house), order=order)
        renderer.draw(scenes.frame_time(12.0), scenes.music(Act.UNISON, 12.0), scenes.show(Act.UNISON, 12.0), crowd)
        return brightness(renderer.read())

    none = at(0.1)
    apart, half, one = (at(order) - none for order in (0.3, 0.55, 1.0))
    assert np.abs(apart).max() < 0.02, "none while everybody beats alone"
    near, far = np.s_[25:50, 50:110], np.s_[48:75]
    assert (half[near] > 0.01).mean() > 0.02, "they have left"
    assert (half[far] > 0.004).mean() < 0.4 * (one[far] > 0.004).mean(), "and have not arrived"
    assert (one[far] > 0.004).mean() > 0.03


def view_of(house: Any, t: float = 12.0, **changes: Any) -> View:
    builder = FrameBuilder((160, 90), 16 / 9, scenes.schema(), house, 7, 10, 2)
    return builder.build(scenes.frame_time(t), scenes.music(Act.UNISON, t), scenes.show(Act.UNISON, t, **changes), scenes.crowd(Act.UNISON, t, house))


def test_threads_start_where_the_performer_is(house: Any) -> None:
    """At her palms, at her heart and at the hero crystal, wherever her pose has them."""
    for t, figure in ((12.0, 1.0), (12.7, 1.0), (12.0, 0.0)):
        view = view_of(house, t, figure=figure)
        left, right, heart, hero = np.array(sources(view))
        np.testing.assert_allclose((left, right), view.performer.hands, atol=1e-6)
        np.testing.assert_allclose(hero, view.frame["hero"][:3], atol=1e-6)
        assert 0.20 < np.linalg.norm(heart - view.performer.head) < 0.50
    assert not np.allclose(sources(view_of(house, 12.0)), sources(view_of(house, 12.7)), atol=1e-3), "she moves"


def test_who_sits_nearer_hides_a_thread(renderer: Renderer, house: Any) -> None:
    """The same threads, once drawn behind whoever sits before them and once after everybody: the latter shows more."""
    view = renderer._builder.build(scenes.frame_time(12.0), scenes.music(Act.UNISON, 12.0), scenes.show(Act.UNISON, 12.0, hearts=0.0),
                                   scenes.crowd(Act.UNISON, 12.0, house))
    crowd = next(step for step in renderer.passes if step.name == "crowd")
    renderer._upload(view)

    def drawn(people: np.ndarray, **channels: float) -> np.ndarray:
        renderer.targets.frame("scene").clear(0.0, 0.0, 0.0, 0.0)
        crowd.draw(renderer.targets, replace(view, crowd=people, stage=view.stage | channels))
        return np.frombuffer(renderer.targets.texture("scene").read(), np.float16).reshape(90, 160, 4).astype(float)

    nobody = view.crowd.copy()
    nobody[:, 0] += 1e4   # bodies beside the picture, and with them the ends of their threads
    light = drawn(view.crowd)[..., :3].sum(2) - drawn(view.crowd, threads=0.0)[..., :3].sum(2)
    bodies = drawn(view.crowd, threads=0.0)[..., 3] > 0.98
    assert drawn(nobody)[..., 3].max() == 0.0
    open_, behind = light[:60][~bodies[:60]], light[:30][bodies[:30]]
    assert open_.max() > 0.02, "seen where nobody sits"
    assert (light >= -1e-3).all()
    assert np.mean(behind > 0.004) < 0.5, "most of a near back is clear of them"


def test_photons_travel_with_the_heart_and_light_no_area(renderer: Renderer, house: Any) -> None:
    def at(turns: float) -> np.ndarray:
        renderer.forget()
        same = np.full(house.size, turns * TAU, np.float32)
        crowd = replace(scenes.crowd(Act.UNISON, 12.0, house), phase=same, order=1.0)
        renderer.draw(scenes.frame_time(12.0), scenes.music(Act.UNISON, 12.0), scenes.show(Act.UNISON, 12.0, hearts=0.0), crowd)
        return brightness(renderer.read())

    early, late, none = at(0.30), at(0.80), at(0.0)
    reach = [np.average(np.arange(90)[:, None] + 0 * y, weights=np.clip(y - none, 0.004, None) - 0.004 + 1e-9) for y in (early, late)]
    assert reach[1] > reach[0] + 4, "outward and down, into the house"
    assert max(abs(early.mean() - none.mean()), abs(late.mean() - none.mean())) < 0.015, "a tenth would be a flash"


def test_a_heart_is_a_small_amber_light_in_a_dark_back(renderer: Renderer, house: Any) -> None:
    def at(hearts: float) -> np.ndarray:
        renderer.forget()
        same, bright = np.zeros(house.size, np.float32), np.ones(house.size, np.float32)
        crowd = replace(scenes.crowd(Act.UNISON, 12.0, house), phase=same, amplitude=bright)
        renderer.draw(scenes.frame_time(12.0), scenes.music(Act.UNISON, 12.0), scenes.show(Act.UNISON, 12.0, threads=0.0, hearts=hearts), crowd)
        return renderer.read()[68:].astype(float)

    lit, unlit = at(1.0), at(0.0)
    glow = (lit - unlit).max(axis=2) > 60
    assert 0.02 < glow.mean() < 0.35, "most of a back stays dark, even on the lub"
    assert np.median(unlit.max(axis=2)) < 26
    red, green, blue = lit[glow].mean(axis=0)
    assert red > green > blue
    assert green > 0.45 * red, "amber, no red light"
