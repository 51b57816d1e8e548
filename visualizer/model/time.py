"""The one clock's words: the tick, the frame's instant, and the period on which everything drawn repeats."""
from __future__ import annotations

from dataclasses import dataclass

SAMPLE_RATE = 48_000
"""Hz, the rate of analysis. Sources of other rates are resampled to it at the edge."""
HOP = 512
"""samples, one tick."""
TICK_S = HOP / SAMPLE_RATE
"""s, one tick: 10.67 ms, 93.75 a second."""
TIME_WRAP_S = 4096.0
"""s, the period of every drift that a shader sees; no absolute time reaches a shader (float32 steps 4 ms at 12 h)."""


@dataclass(frozen=True, slots=True)
class FrameTime:
    """When one displayed frame's light leaves the screen. Built once per frame by the loop and passed down; nothing below asks a clock.

    t_light: s on the show clock (float64, grows for days); dt: s of real time since the previous frame, 0 on the first: it goes on
    while a show stands; index: frames since start.
    """

    t_light: float
    dt: float
    index: int

    @property
    def time_wrapped(self) -> float:
        """s in [0, TIME_WRAP_S): the only time a shader sees."""
        return self.t_light % TIME_WRAP_S


def tick_end(hop: int) -> float:
    """Show time (s) at which the newest sample of tick `hop` sounds: the first instant its contents can be known."""
    return (hop + 1) * TICK_S


def last_tick_before(t: float) -> int:
    """Number of the newest tick that is complete at show time t (s); -1 before the first. A tick that ends at t counts."""
    return int((t + 1e-9) / TICK_S) - 1
