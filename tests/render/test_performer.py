"""The performer: a closed surface on bones, hands that stay on the instrument, a stance for every state, a silhouette that is seen."""
from __future__ import annotations

from dataclasses import replace
from typing import Any

import moderngl
import numpy as np
import pytest

from visualizer.model.show import STAGE, Act
from visualizer.render import Renderer
from visualizer.render.geometry import violin
from visualizer.render.geometry.figure import BONES, build
from visualizer.render.geometry.pose import STAND, Moment, Stance, jolts, stance
from visualizer.show.lights import target

from . import scenes

MADE = build(0.4)
SIZE = (320, 180)
MUSIC = [Moment(1.37 * k, 1.0, level=0.8, bar=(0.17 * k) % 1, beat=(0.31 * k) % 1, breath=(0.05 * k) % 1, sure=0.9) for k in range(30)]


def skinned(s: Stance) -> np.ndarray:
    """Her body's vertices in the world, as the vertex shader places them."""
    v = MADE.vertices
    rest = np.concatenate([v[:, :3], np.ones((len(v), 1))], 1)
    a, b = (np.einsum("nij,nj->ni", s.bones[v[:, k].astype(int)], rest) for k in (6, 7))
    return np.asarray(a + (b - a) * v[:, 8:9])


def test_the_surface_is_sound() -> None:
    v, t = MADE.vertices, MADE.triangles
    assert np.isfinite(v).all()
    assert 1.70 < v[:, 1].max() < 1.75
    assert v[:, 1].min() > -0.03
    assert v[:, 6:8].max() < BONES
    assert ((v[:, 8] >= 0) & (v[:, 8] <= 1)).all()
    facing = np.cross(v[t[:, 1], :3] - v[t[:, 0], :3], v[t[:, 2], :3] - v[t[:, 0], :3])
    assert (np.sum(facing * v[t[:, 0], 3:6], 1) > 0).mean() > 0.98
    assert len(build(1.0).vertices) > 4 * len(v)   # more where more is asked


def test_bones_keep_her_whole() -> None:
    """In no state does an edge of the body stretch much: joints bend, nothing tears or bursts."""
    t = MADE.triangles
    rest = np.linalg.norm(MADE.vertices[t[:, 0], :3] - MADE.vertices[t[:, 1], :3], axis=1)
    for m in (Moment(3.0), MUSIC[4], replace(MUSIC[7], chaos=1.0), Moment(3.0, ember=1.0), Moment(3.0, rise=1.0, since=3.0)):
        p = skinned(stance(m))
        long = np.linalg.norm(p[t[:, 0]] - p[t[:, 1]], axis=1)
        assert np.percentile(long / rest, 99) < 1.9
        assert (long - rest).max() < 0.06


def test_the_hands_hold_the_instrument_and_go_where_it_takes_them() -> None:
    rim = violin.build(4, 0.4)[:, :3].astype(float)
    rim = rim[rim[:, 1] < 2.2]
    held = np.array([[np.linalg.norm(rim - hand, axis=1).min() for hand in stance(m).hands] for m in MUSIC])
    assert held.max() < 0.09
    free = np.array([[np.linalg.norm(rim - hand, axis=1).min() for hand in stance(replace(m, figure=0.0)).hands] for m in MUSIC])
    assert free.min() > 0.5
    hips = np.array([stance(m).bones[0, 0, 3] for m in MUSIC])
    quiet = np.array([stance(replace(m, level=0.0)).bones[0, 0, 3] for m in MUSIC])
    assert np.ptp(hips) > 1.8 * np.ptp(quiet)   # she is moved by what sounds


def test_every_state_has_its_stance() -> None:
    silence, music, hush = stance(Moment(3.0)), stance(MUSIC[3]), stance(Moment(3.0, ember=1.0))
    assert 1.5 < silence.head[1] < 1.65
    assert hush.head[1] < silence.head[1] - 0.4
    assert music.hands[:, 1].min() > silence.head[1] > silence.hands[:, 1].max() + 0.5
    bows = [stance(Moment(3.0, figure=1.0, rise=1.0, since=s)).head[1] for s in (0.5, 3.0, 8.0)]
    assert bows[1] < min(bows[0], bows[2]) - 0.25
    facing = [float(stance(m).bones[1, 2, 2]) for m in (Moment(3.0), MUSIC[3], Moment(3.0, rise=1.0))]
    assert facing[2] > 0.95 > facing[0] > 0.3 > 0.0 > facing[1]   # the house in her bow, half toward it in silence, the instrument in music
    storm = np.array([stance(replace(m, chaos=1.0, level=1.0)).head for m in MUSIC])
    assert np.ptp(storm[:, 0]) > 2 * np.ptp(np.array([stance(m).head for m in MUSIC])[:, 0])


def test_ebb_note_and_last_note_are_poses_of_their_own() -> None:
    """In the ebb her hands sink and her head bows; on the water she receives with both hands; the last note finds her on her knees, one hand up."""
    def forward(s: Stance, bone: int) -> np.ndarray:
        return s.bones[bone, :, 2]
    ebb, note, last = (stance(Moment(3.0, target(a)[STAGE.index("figure")], ember=target(a)[STAGE.index("ember")])) for a in (Act.EBB, Act.NOTE, Act.LAST_NOTE))
    assert forward(ebb, 2)[1] < -0.25 < forward(stance(Moment(3.0)), 2)[1]
    assert (ebb.hands[:, 1] < ebb.head[1] - 0.4).all()
    assert ((ebb.hands - ebb.head) @ (forward(ebb, 0) * (1, 0, 1)) > 0.15).all()
    assert (note.hands[:, 1] > note.head[1]).all()
    assert np.linalg.norm(note.hands[0] - note.hands[1]) < 0.3
    assert last.head[1] < 1.35
    assert last.hands[0, 1] > last.head[1] + 0.2 > last.hands[1, 1] + 0.4
    assert forward(last, 2)[1] > 0.1   # she looks up to it


def test_strokes_push_her_and_are_over() -> None:
    onsets = np.full((8, 4), 99.0, np.float32)
    assert jolts(onsets, 0.0) == pytest.approx((0.0, 0.0), abs=1e-9)
    onsets[-1] = 0.0, 1.0, 1.0, 17.0
    came = [jolts(onsets, age) for age in (0.0, 0.12, 0.4, 1.5)]
    assert came[0][0] < 1e-9
    assert came[1][0] > 0.7 > came[2][0] > 0.02 > came[3][0]
    def chest(pushed: tuple[float, float]) -> np.ndarray:
        s = stance(replace(MUSIC[3], jolt=pushed[0], sway=pushed[1]))
        return s.bones[1, :, :3] @ (0.0, 1.4, 0.0) + s.bones[1, :, 3]
    assert 0.01 < np.linalg.norm(chest(came[1]) - chest(came[0])) < 0.10
    assert np.linalg.norm(chest(came[3]) - chest(came[0])) < 0.002


def test_she_breathes_and_does_nothing_else_in_silence() -> None:
    chest = [stance(Moment(3.0, breath=b)).bones[1, 1, 3] for b in np.linspace(0, 1, 9)]
    assert 0.002 < np.ptp(chest) < 0.03
    a, b = skinned(stance(Moment(3.0))), skinned(stance(Moment(3.0 + 1 / 60)))
    assert np.linalg.norm(a - b, axis=1).max() < 0.001


@pytest.mark.parametrize("name", ["figure", "chaos", "rise", "ember"])
def test_no_channel_makes_her_jump(name: str) -> None:
    base = replace(MUSIC[5], figure=0.0 if name in ("figure", "ember") else 1.0, since=3.0)
    seen = np.stack([skinned(stance(replace(base, **{name: float(x)})))[::7] for x in np.linspace(0, 1, 201)])
    assert np.linalg.norm(np.diff(seen, axis=0), axis=2).max() < 0.06
    assert np.isfinite(seen).all()


def test_time_has_no_seam_and_nothing_is_remembered() -> None:
    m = replace(MUSIC[5], chaos=1.0)
    before, after = (skinned(stance(replace(m, t=t))) for t in (4096.0 - 1e-6, 0.0))
    np.testing.assert_allclose(before, after, atol=1e-4)
    stance(MUSIC[9])
    np.testing.assert_array_equal(skinned(stance(replace(m, t=0.0))), after)


def test_the_hem_follows_the_hips() -> None:
    """While she turns to the instrument the hem is behind in the turn, and it catches up when she stands."""
    def behind(turning: float) -> float:
        s = stance(Moment(3.0, figure=0.5), turning).skirt
        return float(s[0, 3] - s[3, 3])
    assert behind(1.0) > 0.1
    assert behind(-1.0) < -0.1
    assert abs(behind(0.0)) < 0.02


@pytest.fixture(scope="module")
def made(ctx: moderngl.Context, house: Any) -> Any:
    renderer = Renderer(ctx, SIZE, "C", scenes.schema(), house, 7)
    yield renderer
    renderer.release()


def silhouette(made: Renderer, house: Any, act: Act, **changes: float) -> tuple[np.ndarray, Any]:
    """Where she stands before the room (h, w) bool, and the view."""
    step = next(p for p in made.passes if p.name == "figure")
    show, music, crowd = scenes.show(act, 12.0, **changes), scenes.music(act, 12.0), scenes.crowd(act, 12.0, house)
    lit = []
    for there in (True, False):
        step.active = (lambda view, there=there: there)   # type: ignore[method-assign]
        made.forget()
        made.draw(scenes.frame_time(12.0), music, show, crowd)
        image = np.frombuffer(made.targets.texture("opaque").read(), np.float16)   # before the air and the house come over it
        lit.append(image.reshape(SIZE[1], SIZE[0], 4)[::-1, :, :3].astype(float))
    del step.active
    view = made._builder.build(scenes.frame_time(12.0), music, show, crowd)
    return np.any(lit[0] != lit[1], axis=2), view


def test_her_silhouette_stands_in_the_pool(made: Renderer, house: Any) -> None:
    seen, view = silhouette(made, house, Act.SILENCE)
    rows, cols = np.nonzero(seen)
    def pixel(p: np.ndarray) -> np.ndarray:
        clip = view.camera.matrix() @ (*p, 1.0)
        return np.array([(clip[0] / clip[3] * 0.5 + 0.5) * SIZE[0], (0.5 - clip[1] / clip[3] * 0.5) * SIZE[1]])
    head, feet = pixel(view.performer.head), pixel(STAND)
    tall = feet[1] - head[1]
    assert abs(np.percentile(rows, 1) - (head[1] - 0.07 * tall)) < 0.12 * tall
    assert abs(np.percentile(rows, 99) - feet[1]) < 0.12 * tall
    assert abs(np.median(cols) - feet[0]) < 0.2 * tall
    assert 0.12 < len(rows) / tall ** 2 < 0.45   # a person: neither a stick nor a bell


def test_in_music_she_is_seen_and_smaller_than_the_instrument(made: Renderer, house: Any) -> None:
    seen, view = silhouette(made, house, Act.SYMPHONY)
    rows, cols = np.nonzero(seen)
    clip = np.column_stack([violin.build(4, 0.4)[:, :3], np.ones(len(violin.build(4, 0.4)))]) @ view.camera.matrix().T
    size = np.ptp(clip[:, :2] / clip[:, 3:], axis=0) * SIZE / 2
    assert 60 < len(rows) < 0.4 * size[0] * size[1]
    assert np.ptp(np.percentile(rows, [2, 98])) < 0.7 * size[1]
    middle = (view.camera.matrix() @ (*STAND, 1.0))[[0, 3]]
    assert abs(np.median(cols) - (middle[0] / middle[1] * 0.5 + 0.5) * SIZE[0]) < 12
