"""A second Link peer, in a process of its own: says its tempo and its beat at the machine's monotonic clock, line by line, and every tempo it was told."""
from __future__ import annotations

import sys
import time

import link


def main(bpm: float) -> None:
    """Until stdin is closed."""
    peer = link.Link(bpm)
    peer.enabled = True
    while True:
        state = peer.captureSessionState()
        print(time.perf_counter(), state.tempo(), state.beatAtTime(peer.clock().micros(), 4.0), peer.numPeers(), flush=True)
        time.sleep(0.02)


if __name__ == "__main__":
    main(float(sys.argv[1]))
