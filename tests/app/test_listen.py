"""`concord listen` with a crowd: two songs with applause between them, through the analysis, the director and the crowd as the show runs them."""
from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.sounds import groove, write
from visualizer.app.common import House, build_house
from visualizer.app.listen import Report, hear_all
from visualizer.app.portrait import draw_crowd
from visualizer.app.schema import schema
from visualizer.audio import open_media, parse_input
from visualizer.audio.overture.people import applause
from visualizer.config import load

SONG_S, HANDS_S = 17.0, 8.0


@pytest.fixture(scope="module")
def house() -> House:
    return build_house(load(schema(), [], {"crowd.size": 400}), seed=3)


@pytest.fixture(scope="module")
def medley(tmp_path_factory: pytest.TempPathFactory) -> Path:
    between = np.float32(0.12) * applause(HANDS_S, np.random.default_rng(2)).T
    return write(tmp_path_factory.mktemp("medley") / "medley.wav", np.concatenate([groove(SONG_S, 118.0), between, groove(SONG_S, 132.0, seed=9)]))


@pytest.fixture(scope="module")
def heard(house: House, medley: Path) -> Report:
    source = open_media(parse_input(str(medley), live=False))
    report = hear_all(house, source)
    source.close()
    return report


def test_the_house_is_one_lets_go_in_the_applause_and_is_one_again(heard: Report) -> None:
    t, order = np.array(heard.order).T
    again = SONG_S + HANDS_S
    spans = (SONG_S - 3.0, SONG_S), (SONG_S + 3.0, again + 5.0), (again + SONG_S - 3.0, again + SONG_S)
    first, between, second = (order[(t >= a) & (t < b)] for a, b in spans)
    assert first.mean() > 0.85
    assert between.min() < 0.25
    assert second.mean() > 0.85
    assert len(order) == len(heard.coherence), "an order for every hop"


def test_hearts_are_told_in_time_and_fall_on_the_beats_of_each_song(heard: Report) -> None:
    again = SONG_S + HANDS_S
    for start, bpm in ((0.0, 118.0), (again, 132.0)):
        lubs = np.array([(at, known) for at, known in heard.hearts if start + SONG_S - 5.0 < at < start + SONG_S])
        beat = (lubs[:, 0] - start - 0.25) * bpm / 60.0
        assert len(lubs) >= 4
        assert np.median(np.abs(beat - beat.round())) * 60.0 / bpm < 0.020
        assert (lubs[:, 1] - lubs[:, 0]).max() < 0.012, "no later than in the hop in which they fall"
    assert not [at for at, _ in heard.hearts if SONG_S + 6.0 < at < again], "hands have no heart in common"


def test_the_picture_of_a_crowd_is_one(house: House, tmp_path: Path) -> None:
    song = write(tmp_path / "song.wav", groove(14.0))
    out = draw_crowd(house, parse_input(str(song), live=False), tmp_path / "crowd.png")
    with Image.open(out) as image:
        assert image.format == "PNG"
        assert image.width == 1400
        pixels = np.asarray(image.convert("RGB"), float)
    raster = pixels[240:, :, 0] / 255.0
    early, late = raster[:, 20:120], raster[:, -100:]
    assert late.mean(axis=0).std() > 3.0 * early.mean(axis=0).std(), "columns that are bright together: one heart"
