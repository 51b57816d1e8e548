"""A child that dies or freezes comes back; the parent never waits for it."""
from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from visualizer.model.ring import ENDED, RUNNING, Ring
from visualizer.model.supervisor import Supervisor

NUMBER = np.dtype([("n", "i8")])


def beating(ring_name: str, last: int) -> None:
    ring = Ring(NUMBER, 16, ring_name)
    n = 0
    while n != last:
        record = np.zeros((), NUMBER)
        record["n"] = n
        ring.publish(record)
        ring.beat(RUNNING)
        n += 1
        time.sleep(0.01)
    ring.beat(ENDED)


@pytest.fixture
def ring() -> Iterator[Ring]:
    ring = Ring(NUMBER, 16)
    yield ring
    ring.close()


def until(condition: Callable[[], bool], supervisor: Supervisor, seconds: float = 20.0) -> float:
    """Poll as a frame loop does; the longest a poll took, in s."""
    worst, end = 0.0, time.perf_counter() + seconds
    while not condition():
        assert time.perf_counter() < end, f"not within {seconds} s: {supervisor.status()}"
        start = time.perf_counter()
        supervisor.poll()
        worst = max(worst, time.perf_counter() - start)
        time.sleep(0.01)
    return worst


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
@pytest.mark.parametrize("sign", ["SIGKILL", "SIGSTOP"])
def test_comes_back(ring: Ring, sign: str) -> None:
    lines: list[str] = []
    supervisor = Supervisor("counter", beating, ring, lambda: (-1,), lines.append)
    supervisor.start()
    try:
        until(lambda: ring.published > 3, supervisor)
        first = supervisor.pid
        assert first is not None
        os.kill(first, getattr(signal, sign))
        before = ring.published
        until(lambda: ring.published > before + 5 and supervisor.pid not in (None, first), supervisor)
        assert supervisor.status().restarts >= 1
        assert len(lines) >= 1
        assert "starting again" in lines[0]
        with pytest.raises(ProcessLookupError):
            os.kill(first, 0)
    finally:
        supervisor.stop()


def test_an_end_is_no_accident(ring: Ring) -> None:
    supervisor = Supervisor("counter", beating, ring, lambda: (5,))
    supervisor.start()
    until(lambda: ring.stage == ENDED and not supervisor.status().alive, supervisor)
    for _ in range(20):
        supervisor.poll()
        time.sleep(0.01)
    assert supervisor.status().restarts == 0
    assert ring.published == 5
    supervisor.stop()


def crashing(ring_name: str) -> None:
    raise SystemExit(3)


def test_a_child_that_always_dies_is_started_ever_more_slowly(ring: Ring) -> None:
    supervisor = Supervisor("crash", crashing, ring, tuple)
    supervisor.start()
    until(lambda: supervisor.status().restarts >= 2, supervisor)
    assert "code 3" in supervisor.status().reason
    supervisor.stop()


def tidy(ring_name: str, mark: str) -> None:
    try:
        beating(ring_name, -1)
    finally:
        with open(mark, "w", encoding="utf-8") as file:
            file.write("closed")


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_a_child_that_is_ended_closes_what_it_has_open(ring: Ring, tmp_path: Path) -> None:
    supervisor = Supervisor("tidy", tidy, ring, lambda: (str(tmp_path / "mark"),))
    supervisor.start()
    until(lambda: ring.published > 3, supervisor)
    supervisor.stop(20.0)
    assert (tmp_path / "mark").read_text() == "closed"


def orphan_maker(ring_name: str) -> None:
    """A parent that dies without a word leaves its child to notice."""
    ring = Ring(NUMBER, 16, ring_name)
    supervisor = Supervisor("grandchild", beating, ring, lambda: (-1,))
    supervisor.start()
    while ring.published < 3:
        time.sleep(0.01)
    os._exit(9)


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_a_child_leaves_with_its_parent(ring: Ring) -> None:
    import multiprocessing as mp

    parent = mp.get_context("spawn").Process(target=orphan_maker, args=(ring.name,))
    parent.start()
    parent.join(20)
    assert parent.exitcode == 9
    end = time.perf_counter() + 10
    while True:   # published stands still for half a second: nobody writes any more
        before = ring.published
        time.sleep(0.5)
        if ring.published == before:
            break
        assert time.perf_counter() < end, "the orphan is still writing"
