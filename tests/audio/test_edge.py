"""The edge where samples enter: finite, chosen, in hops, and honest about time."""
from __future__ import annotations

import numpy as np
import pytest

from visualizer.audio.decode import ArrayDecoder
from visualizer.audio.file import FileSource
from visualizer.audio.source import LIMIT, Edge, Source, chosen_columns
from visualizer.model.block import Block
from visualizer.model.errors import UsageError
from visualizer.model.time import HOP


def every(source: Source) -> list[Block]:
    found = []
    while (block := source.read()) is not None:
        found.append(block)
    return found


@pytest.mark.parametrize("rate", [8_000, 44_100, 48_000, 96_000, 192_000])
def test_time_is_counted_in_input_samples_and_never_lies(rate: int) -> None:
    source = FileSource(ArrayDecoder(np.zeros((rate * 2, 1), np.float32), rate), "x")
    blocks = every(source)
    delay = 0.0 if rate == 48_000 else 0.0051
    for block in blocks[:-1]:
        assert block.event_s <= block.known_s <= block.event_s + delay
        assert block.known_s * rate == pytest.approx(round(block.known_s * rate), abs=1e-6)   # a whole number of input samples
    assert blocks[-1].known_s == pytest.approx(2.0)
    assert len(blocks) == -(-2 * 48_000 // HOP)
    assert [b.hop for b in blocks] == list(range(len(blocks)))


@pytest.mark.parametrize("rate", [8_000, 22_050, 44_100, 96_000, 192_000])
def test_an_impulse_lands_at_its_time(rate: int) -> None:
    at_s = 0.731
    x = np.zeros((rate, 2), np.float32)
    x[round(at_s * rate)] = 1.0
    blocks = every(FileSource(ArrayDecoder(x, rate), "x"))
    peak = max(blocks, key=lambda b: float(np.abs(b.samples).max()))
    place = int(np.abs(peak.samples[:, 0]).argmax())
    assert peak.event_s - (HOP - place) / 48_000 == pytest.approx(at_s, abs=1e-3)
    assert peak.known_s >= at_s


@pytest.mark.parametrize("chunk", [1, 7, 441, 512, 8_192])
def test_what_arrives_in_any_lumps_leaves_in_the_same_hops(chunk: int, rng: np.random.Generator) -> None:
    x = rng.standard_normal((20_000, 2)).astype(np.float32)
    at = 0

    def read(count: int) -> np.ndarray:
        nonlocal at
        part = x[at:at + min(count, chunk)]
        at += len(part)
        return part

    edge = Edge(read, 48_000, (0, 1), 5)
    blocks = []
    while (block := edge.block()) is not None:
        blocks.append(block)
    together = np.concatenate([b.samples for b in blocks])
    np.testing.assert_array_equal(together[:len(x)], x)
    assert not together[len(x):].any()
    assert blocks[0].hop == 5
    assert all(b.samples.shape == (HOP, 2) and b.samples.dtype == np.float32 and b.samples.flags.c_contiguous for b in blocks)


@pytest.mark.parametrize("rate", [44_100, 48_000])
def test_what_is_not_finite_is_silence_and_counted(rate: int) -> None:
    x = np.zeros((rate, 2), np.float32)
    x[1_000:1_010, 0] = np.nan
    x[2_000, 1], x[2_001, 1] = np.inf, -np.inf
    x[3_000, 0] = 1e30
    blocks = every(FileSource(ArrayDecoder(x, rate), "x"))
    assert blocks[-1].nonfinite == 12
    together = np.concatenate([b.samples for b in blocks])
    assert np.isfinite(together).all()
    assert np.abs(together).max() <= 1.3 * LIMIT


def test_channels_are_chosen_as_on_a_mixer() -> None:
    assert chosen_columns(None, 1, "x") == (0,)
    assert chosen_columns(None, 8, "x") == (0, 1)
    assert chosen_columns((7,), 32, "x") == (6,)
    assert chosen_columns((4, 3), 4, "x") == (3, 2)
    with pytest.raises(UsageError, match=r"--channels 3,4: 'x' has 2 channels; choose from 1 to 2"):
        chosen_columns((3, 4), 2, "x")


def test_seeking_keeps_counting_and_lands_on_the_sample() -> None:
    x = np.arange(96_000, dtype=np.float32)[:, None] / 96_000
    source = FileSource(ArrayDecoder(x, 48_000), "x", first_hop=10)
    assert isinstance(source, Source)
    first = source.read()
    source.seek(1.5)
    after = source.read()
    assert first is not None
    assert after is not None
    assert (first.hop, after.hop) == (10, 11)
    assert (first.epoch, after.epoch) == (0, 1)
    assert after.samples[0, 0] == x[72_000, 0]
    assert after.event_s == pytest.approx(1.5 + HOP / 48_000)


def test_a_part_of_a_file_keeps_the_files_own_time() -> None:
    x = np.arange(96_000, dtype=np.float32)[:, None] / 96_000
    source = FileSource(ArrayDecoder(x, 48_000), "x", start_s=0.5, seconds=0.25)
    blocks = every(source)
    assert (source.start_s, source.end_s, source.duration_s) == (0.5, 0.75, 2.0)
    assert blocks[0].samples[0, 0] == x[24_000, 0]
    assert blocks[-1].known_s == pytest.approx(0.75)
    for bad in (-1.0, 2.0, 50.0):
        with pytest.raises(UsageError, match=r"lasts 2\.00 s"):
            FileSource(ArrayDecoder(x, 48_000), "x", start_s=bad)
    for nothing in (0.0, -1.0, float("nan")):
        with pytest.raises(UsageError, match="more than 0"):
            FileSource(ArrayDecoder(x, 48_000), "x", seconds=nothing)


def test_fine_and_quick_resampling_stay_in_step() -> None:
    x = (0.5 * np.sin(2 * np.pi * 1_000 * np.arange(44_100 * 2) / 44_100)).astype(np.float32)[:, None]
    quick, fine = (every(FileSource(ArrayDecoder(x, 44_100), "x", fine=f)) for f in (False, True))
    assert len(quick) == len(fine)
    difference = np.concatenate([a.samples - b.samples for a, b in zip(quick, fine, strict=True)])
    assert np.abs(difference[2_000:-3_000]).max() < 2e-3
