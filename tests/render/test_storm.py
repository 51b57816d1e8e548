"""Glass apart and whole again: a pure function of time and `shatter`, without jumps; the attractor's trails."""
from __future__ import annotations

import numpy as np
import pytest

from visualizer.render.geometry.attractor import BEFORE, storm
from visualizer.render.geometry.crystals import constellation
from visualizer.render.geometry.shards import places, shards

CRYSTALS = constellation(7)
STORM = storm(40, 7)
SHARDS = shards(60, CRYSTALS, STORM, 7)


def at(shatter: float, clock: float = 100.0, disorder: float = 0.5) -> np.ndarray:
    return places(CRYSTALS, SHARDS, STORM, clock, shatter, disorder)


def test_whole_crystals_hide_their_splinters() -> None:
    rest = at(0.0)
    assert np.all(rest[:CRYSTALS.size, 0, 3] == 1.0)
    assert np.all(rest[CRYSTALS.size:, 0, 3] == 0.0)


def test_what_flew_apart_comes_home_the_way_it_went() -> None:
    there = at(0.7)
    at(1.0)
    np.testing.assert_array_equal(at(0.7), there)
    for x in (0.02, 0.005, 0.0005):
        assert at(x)[CRYSTALS.size:, 0, 3].max() < 40 * x + 1e-6   # splinters shrink into their parents, they do not vanish


def test_shattering_has_no_jump() -> None:
    fine = np.linspace(0, 1, 401)
    seen = np.stack([at(x)[:, 0] for x in fine])
    assert np.abs(np.diff(seen[:, :, 3], axis=0)).max() < 0.05
    assert np.linalg.norm(np.diff(seen[1:, :, :3], axis=0), axis=2).max() < 0.06   # m in 1/400 of the way; at 0 nothing is there yet


def test_splinters_fly_along_their_axes() -> None:
    """At the height of the storm a splinter's length lies in the direction it moves."""
    now, then = at(1.0, 100.0), at(1.0, 100.02)
    rows = slice(CRYSTALS.size, None)
    move = (then - now)[rows, 0, :3]
    x, y, z, w = now[rows, 1].T
    axis = np.stack([2 * (x * y - w * z), 1 - 2 * (x * x + z * z), 2 * (y * z + w * x)], 1)
    flying = np.linalg.norm(move, axis=1) > 1e-3
    assert flying.sum() > SHARDS.size // 2
    along = np.abs(np.sum(axis * move, axis=1)[flying]) / np.linalg.norm(move, axis=1)[flying]
    assert np.median(along) > 0.98


@pytest.mark.parametrize("disorder", [0.0, 0.5, 1.0])
def test_trails_stay_on_the_stage_and_disorder_moves_them(disorder: float) -> None:
    which = np.arange(STORM.size)
    share = STORM.head(which, 321.0)
    place, ahead = STORM.at(which, share, disorder)
    assert np.isfinite(place).all()
    assert np.abs(place[:, 0]).max() < 3.5
    assert place[:, 1].min() > -0.5
    assert place[:, 1].max() < 6.5
    np.testing.assert_allclose(np.linalg.norm(ahead, axis=1), 1.0)
    if disorder:
        assert np.median(np.linalg.norm(place - STORM.at(which, share, 0.0)[0], axis=1)) > 0.05


def test_the_wings_fit_upright_pictures_and_leave_the_instrument_room() -> None:
    """Two eyes, one to each side; the crossing is behind the instrument; an upright picture has steeper wings."""
    wide, tall = storm(80, 7).paths[0], storm(80, 7, 9 / 16).paths[0]
    assert np.abs(tall[..., 0]).max() < 2.05 < np.abs(wide[..., 0]).max()
    density, x, y = np.histogram2d(wide[..., 0].ravel(), wide[..., 1].ravel(), bins=(18, 12), range=((-2.7, 2.7), (1.4, 5.0)))
    eye = density[np.abs(np.abs((x[1:] + x[:-1]) / 2) - 1.5) < 0.2][:, np.abs((y[1:] + y[:-1]) / 2 - 3.25) < 0.2]
    assert eye.max() < 0.25 * np.percentile(density[density > 0], 75)
    behind = wide[np.arange(80) % BEFORE != 4]
    assert (behind[np.abs(behind[..., 0]) < 0.3][:, 2] < -0.2).mean() > 0.95


def test_few_trails_are_heroes() -> None:
    width = np.sort(storm(400, 7).trait[:, 2])
    assert width[-4:].mean() > 2.5 * np.median(width)
