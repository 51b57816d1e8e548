"""Link against a second real peer: we follow its tempo and phase, and whatever we do its tempo does not move."""
from __future__ import annotations

import struct
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from visualizer.control import link as following
from visualizer.control.link import HEADER, LinkFollower, Listener, session_tempo

pytest.importorskip("link", reason="the Link binding is not installed: pip install concord-stage[link]")
BPM = 133.0


class Peer:
    """Another process in the session."""

    def __init__(self, folder: Path) -> None:
        self.log = folder / "peer.log"
        with self.log.open("w") as out:
            self.process = subprocess.Popen([sys.executable, str(Path(__file__).with_name("link_peer.py")), str(BPM)], stdout=out)

    def rows(self) -> np.ndarray:
        """(n, 4): s of the monotonic clock, tempo, beat, peers."""
        lines = [line.split() for line in self.log.read_text().splitlines()]
        return np.array([[float(w) for w in line] for line in lines if len(line) == 4]).reshape(-1, 4)


@pytest.fixture
def peer(tmp_path: Path) -> Iterator[Peer]:
    p = Peer(tmp_path)
    ear, end = Listener(), time.monotonic() + 15.0
    try:
        while ear.tempo() is None:
            if time.monotonic() > end:
                pytest.skip("no multicast here: a Link peer on this very machine is not heard")
            time.sleep(0.1)
    finally:
        ear.close()
    yield p
    p.process.kill()
    p.process.wait(10)


def join(follower: LinkFollower) -> None:
    end = time.monotonic() + 30.0
    while follower.now() is None:
        assert time.monotonic() < end
        follower.turn(time.perf_counter())
        time.sleep(0.02)


def test_tempo_and_phase_are_followed_and_the_peer_is_never_moved(peer: Peer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(following, "LISTEN_S", 0.3)
    monkeypatch.setattr(following, "ALONE_S", 2.0)
    follower = LinkFollower()
    assert not follower.joined, "first it listens"
    try:
        join(follower)
        time.sleep(0.5)
        t, found = time.perf_counter(), follower.now()
        time.sleep(0.1)
        assert found is not None
        assert 60.0 / found[0] == pytest.approx(BPM, abs=0.01)
        rows = peer.rows()
        near = rows[np.argmin(np.abs(rows[:, 0] - t))]
        theirs = near[2] + (t - near[0]) / found[0]
        assert abs((found[1] - theirs + 2.0) % 4.0 - 2.0) * found[0] < 0.010, "phase within the bar, within 10 ms"
        assert peer.rows()[-1][3] >= 1, "and it sees us"
        follower.close()
        join(follower)
        assert follower.joins == 2
        tempi = peer.rows()[:, 1]
        assert np.abs(tempi - BPM).max() < 1e-4, "on the wire a beat has whole microseconds"
        peer.process.kill()
        end = time.monotonic() + 30.0
        while follower.joined:
            assert time.monotonic() < end
            follower.turn(time.perf_counter())
            time.sleep(0.05)
        assert follower.now() is None, "nobody is left, so we leave: nobody inherits our session"
    finally:
        follower.close()


def packet(micros: int) -> bytes:
    return HEADER + b"\x01\x05\0\0" + b"12345678" + struct.pack(">4sIqqq", b"tmln", 24, micros, 0, 0) + struct.pack(">4sIq", b"sess", 8, 5)


def test_what_a_peer_says_is_read_and_noise_is_not(rng: np.random.Generator) -> None:
    assert session_tempo(packet(500_000)) == 120.0
    for wrong in (0, -5, 1, 10**12):
        assert session_tempo(packet(wrong)) is None
    good = packet(500_000)
    for _ in range(5000):
        assert session_tempo(rng.bytes(int(rng.integers(0, 80)))) is None
        cut = good[:int(rng.integers(0, 36))]
        assert session_tempo(cut) is None
        damaged = bytearray(good)
        damaged[int(rng.integers(len(good)))] ^= int(rng.integers(1, 256))
        found = session_tempo(bytes(damaged))
        assert found is None or 20.0 <= found <= 999.0
