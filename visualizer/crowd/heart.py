"""The heart's rate: the musical pulse folded by octaves into what a heart can do."""
from __future__ import annotations

LOW_BPM, HIGH_BPM = 50.0, 120.0
KEEP_LOW_BPM, KEEP_HIGH_BPM = 46.0, 126.0
"""an octave once chosen is kept until the pulse leaves this wider range"""


def fold(bpm: float, octave: int) -> int:
    """The power of two that brings bpm into the heart's range: stays at `octave` while that keeps it within the wider range."""
    if KEEP_LOW_BPM <= bpm * 2.0 ** octave <= KEEP_HIGH_BPM:
        return octave
    new = 0
    while bpm * 2.0 ** new > HIGH_BPM:
        new -= 1
    while bpm * 2.0 ** new < LOW_BPM:
        new += 1
    return new
