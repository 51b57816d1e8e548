"""What a Windows machine plays, through WASAPI loopback (the `soundcard` package), behind the same protocol as every other source."""
from __future__ import annotations

import contextlib
import time
from dataclasses import replace
from typing import Any

import numpy as np

from visualizer.model.block import Block, Samples
from visualizer.model.errors import DeviceError
from visualizer.model.time import HOP, SAMPLE_RATE, TICK_S

from .clock import SampleClock
from .devices import choose
from .source import Edge, chosen_columns
from .spec import InputSpec


class LoopbackSource:
    """The loopback of the default speaker (auto) or of one chosen by name. The host converts to 48 kHz; soundcard fills in silence while nothing plays."""

    live = True
    rate = SAMPLE_RATE

    def __init__(self, spec: InputSpec, *, first_hop: int = 0) -> None:
        """DeviceError when there is no such speaker or it cannot be opened."""
        import soundcard  # Windows only, and it opens COM: imported where it is used

        try:
            loopbacks = [m for m in soundcard.all_microphones(include_loopback=True) if m.isloopback]
            wanted = soundcard.default_speaker().name if spec.kind == "auto" else spec.name
            microphone = loopbacks[choose(wanted, [(m.name, m.name) for m in loopbacks])]
            self.name, self.channels = str(microphone.name), int(microphone.channels)
            columns = chosen_columns(spec.channels, self.channels, self.name)
            self._recorder: Any = microphone.recorder(samplerate=SAMPLE_RATE, channels=list(range(max(columns) + 1)), blocksize=HOP)
            self._recorder.__enter__()
        except (RuntimeError, OSError, AssertionError) as e:
            raise DeviceError(f"what the machine plays cannot be recorded ({e})") from e
        self._edge = Edge(self._take, SAMPLE_RATE, columns, first_hop)
        self._clock = SampleClock()

    def _take(self, count: int) -> Samples:
        try:
            return np.asarray(self._recorder.record(numframes=count), np.float32)
        except (RuntimeError, OSError, AssertionError) as e:
            raise DeviceError(f"{self.name!r} is gone ({e})") from e

    def read(self) -> Block | None:
        """The next hop; waits for it."""
        block = self._edge.block()
        if block is None:
            return None
        offset = self._clock.observe((block.hop + 1) * TICK_S, time.perf_counter())   # WASAPI hands over a period as soon as it has been played
        return replace(block, clock_s=offset, epoch=self._clock.epoch, lost=round(self._clock.lost_s * SAMPLE_RATE))

    def close(self) -> None:
        """Stop recording."""
        with contextlib.suppress(RuntimeError, OSError, AssertionError):
            self._recorder.__exit__(None, None, None)
