"""The overture is played as it was composed: every act once, in order, on its border, at any frame rate; `listen` tells it."""
from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from tests.sounds import groove, write
from visualizer.analysis import Analyzer
from visualizer.app.common import build_house
from visualizer.app.schema import schema
from visualizer.audio import OVERTURE_ACTS, open_source, parse_input
from visualizer.cli import cli
from visualizer.config import load
from visualizer.model.music import MusicFrame
from visualizer.model.show import Act
from visualizer.model.time import TICK_S
from visualizer.show.acts import LEAST_S


@pytest.fixture(scope="module")
def heard() -> list[MusicFrame]:
    """The whole overture through the ear, once."""
    analyzer, source = Analyzer(), open_source(parse_input("overture", live=False))
    frames = []
    while (block := source.read()) is not None:
        frames.append(analyzer.step(block))
    source.close()
    return frames


def acts(frames: list[MusicFrame], fps: float) -> list[tuple[str, float]]:
    """(act, s at which it began) when the stage takes the ticks as a show of `fps` frames a second gets them."""
    stage = build_house(load(schema(), flags={"crowd.size": 300})).stage()
    found: list[tuple[str, float]] = []
    for due in np.array_split(np.arange(len(frames)), max(1, round(len(frames) * TICK_S * fps))):
        stage.take_all([frames[i] for i in due])
        show = stage.view.show
        if not found or found[-1][0] != show.act.name.lower():
            found.append((show.act.name.lower(), show.act_since))
    return found


def test_every_act_once_in_order_within_two_seconds_of_its_border(heard: list[MusicFrame]) -> None:
    found = acts(heard, 60.0)
    assert [name for name, _ in found] == [name for name, _ in OVERTURE_ACTS]
    assert {name for name, _ in found} == {a.name.lower() for a in Act}
    for (name, at), (_, composed) in zip(found, OVERTURE_ACTS, strict=True):
        assert abs(at - composed) <= 2.0, f"{name} at {at:.2f} s, composed at {composed:.2f} s"


@pytest.mark.parametrize("fps", [30.0, 144.0])
def test_another_frame_rate_is_the_same_show(heard: list[MusicFrame], fps: float) -> None:
    assert acts(heard, fps) == acts(heard, 60.0)


def test_the_plan_leaves_every_act_its_least_time() -> None:
    for (name, at), (_, following) in pairwise(OVERTURE_ACTS):
        assert following - at >= LEAST_S["concert"][Act[name.upper()]]


def test_listen_tells_the_acts(tmp_path: Path) -> None:
    song = write(tmp_path / "song.wav", groove(12.0))
    for preset in ("concert", "club"):
        out = CliRunner().invoke(cli, ["listen", str(song), "--json", "-", "--preset", preset])
        rows = json.loads(out.output)["acts"]
        assert [r["act"] for r in rows][:2] == ["backstage", "symphony"]
        assert all(r["decided"] <= r["time"] + 0.02 and 0.0 <= r["confidence"] <= 1.0 and r["reason"] for r in rows)
