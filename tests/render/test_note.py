"""The single note: a drop whose place and colour follow the pitch, waves that disperse, one crystal and one string that answer."""
from __future__ import annotations

from typing import Any

import moderngl
import numpy as np
import pytest

from visualizer.model.music import MusicFrame
from visualizer.model.show import Act
from visualizer.render import Renderer
from visualizer.render.drops import FALL_S, drops
from visualizer.render.geometry.crystals import constellation
from visualizer.render.geometry.water import COLUMNS, FAR_M, LONG_S, REBOUND, ROWS, bessel1, omega, slopes

from . import scenes
from .test_legibility import ranks, sounding

CRYSTALS = constellation(7)
SIZE = (320, 180)
PITCHES = np.arange(44, 86, 6)
radius = (np.arange(COLUMNS) + 0.5) * FAR_M / COLUMNS


def note(midi: float | None, age: float) -> MusicFrame:
    """One note and the onset that began it."""
    record = sounding(midi, age).record.copy()
    record["gpu"]["onset"][-1] = age, 0.9, 1, 17
    return MusicFrame.of(record)


def at(t: float) -> np.ndarray:
    return slopes()[round(t * (ROWS - 1) / LONG_S)].astype(float)


def test_the_bessel_function_joins_its_two_halves() -> None:
    np.testing.assert_allclose(bessel1(np.array([1.0, 5.0, 10.0, 100.0])), [0.440051, -0.327579, 0.043473, -0.077145], atol=2e-6)
    x = np.linspace(23.9, 24.1, 40)
    assert np.abs(np.diff(bessel1(x), 2)).max() < 1e-4


def test_waves_disperse() -> None:
    """Energy moves with the group, crests with the phase: behind the slowest group the water is calm, and short waves run ahead of long ones."""
    k = np.linspace(3.0, 60.0, 4000)
    group = np.gradient(omega(k), k)
    for t in (2.0, 3.0, 4.0):
        energy = at(t) ** 2
        assert energy[radius < 0.5 * group.min() * (t - REBOUND[-1][0])].sum() < 0.03 * energy.sum()
        assert energy[radius > group.max() * t].sum() < 0.03 * energy.sum()
        zero = radius[1:][np.diff(np.sign(np.where(energy > 1e-3 * energy.max(), at(t), 0.0))) != 0]
        gaps = np.diff(zero)[1:-1]
        assert np.median(gaps[-4:]) < 0.8 * np.median(gaps[:4])
    middle = [float((radius * at(t) ** 2).sum() / (at(t) ** 2).sum()) for t in (2.0, 3.0)]
    assert 0.9 * group.min() < middle[1] - middle[0] < 1.3 * group.min()
    i = np.argmax(at(2.0))
    near = slice(i, i + 12)   # the same crest a twentieth of a second later
    crest = (radius[near][np.argmax(at(2.0 + LONG_S / (ROWS - 1))[near])] - radius[i]) / (LONG_S / (ROWS - 1))
    assert crest > 1.1 * group.min()


def test_low_notes_fall_left_high_ones_right_each_from_its_own_crystal() -> None:
    rings, starts = zip(*(drops(note(float(m), 0.1).record["gpu"], 0.0, CRYSTALS) for m in PITCHES), strict=True)
    x = np.array([r[0, 2] for r in rings])
    assert (np.diff(x) > 0.2).all()
    assert (np.diff([s[0, 3] for s in starts]) > 0).all()
    for midi, start in zip(PITCHES, starts, strict=True):
        own = 1 + int(np.argmin(np.abs(CRYSTALS.midi[1:] - midi)))
        if abs(int(CRYSTALS.midi[own]) - midi) == 0:
            assert np.linalg.norm(start[0, :3] - CRYSTALS.centre[own]) < 1.01 * CRYSTALS.half[own]


def test_a_drop_falls_before_its_rings_spread_and_echoes_follow_one_another() -> None:
    record = note(60.0, 0.1).record
    for age in (0.0, 0.2, 0.5, 3.0):
        assert drops(record["gpu"], age, CRYSTALS)[0][0, 0] == pytest.approx(0.1 + age - FALL_S, abs=1e-6)
    assert drops(record["gpu"], 9.0, CRYSTALS)[0][0, 0] == 99.0
    echo = record.copy()
    echo["gpu"]["onset"][-2] = 0.8, 0.4, 1, 16
    rings = drops(echo["gpu"], 0.0, CRYSTALS)[0]
    assert rings[1, 0] - rings[0, 0] == pytest.approx(0.7, abs=1e-6)
    assert rings[1, 1] < rings[0, 1]
    echo["gpu"]["onset"][-2, 0] = 0.15   # a trill is one drop
    assert drops(echo["gpu"], 0.0, CRYSTALS)[0][1, 0] == 99.0


@pytest.fixture(scope="module")
def made(ctx: moderngl.Context, house: Any) -> Any:
    renderer = Renderer(ctx, SIZE, "C", scenes.schema(), house, 7)
    yield renderer
    renderer.release()


def lit(made: Renderer, house: Any, music: MusicFrame) -> np.ndarray:
    """Light of the scene before lens and curve, (h, w, 3), top row first."""
    made.forget()
    made.draw(scenes.frame_time(12.0), music, scenes.show(Act.NOTE, 12.0), scenes.crowd(Act.NOTE, 12.0, house))
    return np.frombuffer(made.targets.texture("lit").read(), np.float16).reshape(SIZE[1], SIZE[0], 4)[::-1, :, :3].astype(float)


def test_the_picture_shows_the_pitch(made: Renderer, house: Any) -> None:
    """The light that a drop adds to the water lies farther right and turns from violet toward white as the pitch rises; and it widens with time."""
    water = slice(3 * SIZE[1] // 5, None)
    column = np.arange(SIZE[0])
    where, colour = [], []
    for midi in PITCHES:
        added = np.clip(lit(made, house, note(float(midi), FALL_S + 0.8)) - lit(made, house, sounding(float(midi), FALL_S + 0.8)), 0, None)[water]
        where.append(float((added.sum((0, 2)) * column).sum() / added.sum()))
        colour.append(float(added[:, :, 1].sum() / added[:, :, 2].sum()))
    assert (np.diff(where) > 0).all()
    assert np.corrcoef(ranks(np.array(colour)), ranks(PITCHES))[0, 1] > 0.95
    wide = []
    for age in (0.5, 1.2, 2.2):
        added = np.clip(lit(made, house, note(64.0, FALL_S + age)) - lit(made, house, sounding(64.0, FALL_S + age)), 0, None)[water].sum(2)
        far = column - (added.sum(0) * column).sum() / added.sum()
        wide.append(float(np.sqrt((added.sum(0) * far ** 2).sum() / added.sum())))
    assert wide[0] < wide[1] < wide[2]


def test_a_drop_is_seen_while_it_falls(made: Renderer, house: Any) -> None:
    before = [lit(made, house, note(52.0, age)) - lit(made, house, note(52.0, 0.99 * FALL_S + 5.0)) for age in (0.7 * FALL_S, 0.95 * FALL_S)]
    rows = [int(np.unravel_index(np.argmax(b[60:150].sum(2)), b[60:150].shape[:2])[0]) for b in before]
    assert rows[1] > rows[0]
    assert all(b[60:150].max() > 0.1 for b in before)


def test_one_crystal_answers_on_the_water(made: Renderer, house: Any) -> None:
    for midi in (47.0, 58.0, 69.0):
        views = [made._builder.build(scenes.frame_time(12.0), m, scenes.show(Act.NOTE, 12.0), scenes.crowd(Act.NOTE, 12.0, house))
                 for m in (note(midi, 0.2), note(None, 0.2))]
        energy = [v.frame["crystal"][1:CRYSTALS.size, 3] for v in views]
        more = np.sort(energy[0] - energy[1])
        assert more[-1] > 0.5
        assert more[-1] > 4 * more[-2]
