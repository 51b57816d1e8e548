"""The hand-over: whole records only, in order, across a process border."""
from __future__ import annotations

import multiprocessing as mp
from collections.abc import Iterator

import numpy as np
import pytest

from visualizer.model.ring import Ring

ROW = np.dtype([("n", "i8"), ("x", "f4", (64,))])


def row(n: int) -> np.ndarray:
    record = np.zeros((), ROW)
    record["n"], record["x"] = n, n
    return record


@pytest.fixture
def ring() -> Iterator[Ring]:
    ring = Ring(ROW, slots=8)
    yield ring
    ring.close()


def test_reads_back_what_was_published_in_order(ring: Ring) -> None:
    for n in range(5):
        assert ring.publish(row(n)) == n
    found, following = ring.after(0)
    assert [int(r["n"]) for r in found] == [0, 1, 2, 3, 4]
    assert following == 5
    assert ring.after(following) == ([], 5)


def test_a_late_reader_gets_what_is_still_held(ring: Ring) -> None:
    for n in range(20):
        ring.publish(row(n))
    found, following = ring.after(0)
    assert [int(r["n"]) for r in found] == [13, 14, 15, 16, 17, 18, 19]   # the eighth slot may be under the writer's pen
    assert following == 20


@pytest.mark.parametrize("byte", [0, 8, 40, 8 + ROW.itemsize, 8 + ROW.itemsize + 8])
def test_a_torn_slot_is_left_out_and_counted_and_the_next_is_read(ring: Ring, byte: int) -> None:
    for n in range(3):
        ring.publish(row(n))
    at = ring._offset(1) + byte
    ring._buf[at] ^= 0xFF   # first sequence, payload start, payload middle, checksum, last sequence
    found, _ = ring.after(0)
    assert [int(r["n"]) for r in found] == [0, 2]
    assert ring.torn == 1


def test_records_cannot_be_changed_by_the_reader(ring: Ring) -> None:
    ring.publish(row(1))
    record = ring.read(0)
    assert record is not None
    with pytest.raises(ValueError, match="read-only"):
        record["n"] = 5


def test_attaching_to_something_else_is_refused() -> None:
    small = Ring(np.dtype("f8"), slots=1)
    try:
        with pytest.raises(ValueError, match="is no ring"):
            Ring(ROW, slots=1024, name=small.name)
    finally:
        small.close()


def _write(name: str, count: int) -> None:
    ring = Ring(ROW, 8, name)
    for n in range(count):
        ring.publish(row(n))
    ring.close()


def test_no_reader_ever_sees_half_a_record_from_another_process(ring: Ring) -> None:
    writer = mp.get_context("spawn").Process(target=_write, args=(ring.name, 100_000))
    writer.start()
    following, last, seen = 0, -1, 0
    while following < 100_000 and (writer.is_alive() or ring.published > following):
        found, following = ring.after(following)
        for record in found:
            assert (record["x"] == np.float32(record["n"])).all()
            assert record["n"] > last
            last, seen = int(record["n"]), seen + 1
    writer.join()
    assert seen > 100
    assert last == 99_999
