"""A frame is written through views of one record, and is its own once it is given."""
from __future__ import annotations

import numpy as np
import pytest

from visualizer.analysis.loudness import LevelMeter
from visualizer.analysis.tables import EventTable
from visualizer.analysis.writer import FrameWriter, run
from visualizer.model.block import Block
from visualizer.model.grid import BeatGrid
from visualizer.model.music import EVENTS, MUSIC, Onset
from visualizer.model.time import HOP, TICK_S


def test_a_run_is_the_fields_themselves() -> None:
    record = np.zeros((), MUSIC)
    run(record["head"], "grid_anchor", "grid_confidence")[:] = 1.0, 2.0, 3.0
    run(record["gpu"], "key", "class_strength")[4:8] = 5.0
    assert [float(record["head"][n]) for n in ("grid_anchor", "grid_period", "grid_confidence")] == [1.0, 2.0, 3.0]
    assert record["gpu"]["classes"].tolist() == [5.0] * 4
    with pytest.raises(TypeError, match=r"key to key_clarity .* several types"):
        run(record["head"], "key", "key_clarity")


def test_earlier_frames_stay_as_they_were() -> None:
    writer, level = FrameWriter(), LevelMeter(TICK_S, 44.0, 12.0)
    silent = np.zeros((HOP, 2), np.float32)
    frames = []
    for hop in range(3):
        writer.block(Block(silent, hop, 0.5, 0.25), (hop + 1) * TICK_S, level.step(silent[:, 0], silent, 1.0))
        writer.grid(BeatGrid(0.1 * hop, 0.5, 0.9, hop))
        frames.append(writer.frame())
    assert [f.hop for f in frames] == [0, 1, 2]
    assert [f.grid.beat for f in frames] == [0, 1, 2]
    with pytest.raises(ValueError, match="read-only"):
        frames[0].record["head"]["hop"] = 7


def test_an_opened_frame_is_another() -> None:
    frame = FrameWriter().frame()
    record = frame.opened()
    record["head"]["hop"] = 7
    assert frame.hop == 0
    assert record.dtype == MUSIC


def test_a_table_writes_into_the_frame_it_was_given() -> None:
    record = np.zeros((), MUSIC)
    table = EventTable(record["head"]["onset"], record["gpu"]["onset"])
    table.take([Onset(3, 1.0, 0.5, 2)])
    table.gpu(1.5)
    assert record["head"]["onset"]["id"].tolist() == [0] * (EVENTS - 1) + [3]
    np.testing.assert_allclose(record["gpu"]["onset"][-1], [0.5, 0.5, 2.0, 3.0])
