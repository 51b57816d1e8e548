"""Where samples enter: the protocol every source keeps, and the edge that turns whatever arrives into finite 48 kHz hops."""
from __future__ import annotations

from collections.abc import Callable
from math import ceil
from typing import Protocol, runtime_checkable

import numpy as np

from visualizer.model.block import Block, Samples
from visualizer.model.errors import UsageError
from visualizer.model.time import HOP, SAMPLE_RATE

from .resample import FineResampler, Resampler

LIMIT = 32.0
"""full scale +-1 is 0 dBFS; what is 30 dB above is no sound, and its square must stay a number."""


@runtime_checkable
class Source(Protocol):
    """Sound, one hop at a time. name: for people; rate: Hz of the input itself; channels: of the input itself; live: read no faster than it sounds."""

    name: str
    rate: int
    channels: int
    live: bool

    def read(self) -> Block | None:
        """The next hop, or None at the end. May wait for a device, or for the clock. Raises DeviceError or InputError."""
        ...

    def close(self) -> None:
        """Let go of device and file. Safe to call twice."""
        ...


def chosen_columns(channels: tuple[int, ...] | None, available: int, name: str) -> tuple[int, ...]:
    """Columns (from 0) for `channels` (from 1, as on a mixer); None is the first pair. UsageError when there are not so many."""
    if channels is None:
        return tuple(range(min(2, available)))
    if max(channels) > available:
        wanted = ",".join(str(c) for c in channels)
        has = "one channel" if available == 1 else f"{available} channels"
        raise UsageError(f"--channels {wanted}: {name!r} has {has}; choose from 1 to {available}")
    return tuple(c - 1 for c in channels)


class Edge:
    """Reads just as much input as the next hop needs, so that `known_s` is the earliest instant at which the hop could be known."""

    def __init__(self, read: Callable[[int], Samples], rate: int, columns: tuple[int, ...], first_hop: int, start_s: float = 0.0,
                 fine: bool = False) -> None:
        """read: count -> (n <= count, every channel) float32, n = 0 at the end; columns: what to keep; start_s: s, input time of the first sample read;
        fine: resample for listening, with more delay."""
        self._read, self.rate, self._columns, self._fine = read, rate, columns, fine
        self.hop, self.nonfinite = first_hop, 0
        self.restart(start_s)

    def restart(self, start_s: float) -> None:
        """Forget what is under way; the next sample read lies at start_s (s, input time). The hop number goes on."""
        self._start_s, self._taken, self._made, self._ended = start_s, 0, 0, False
        kind = FineResampler if self._fine and self.rate != SAMPLE_RATE else Resampler
        self._resampler: Resampler | FineResampler = kind(self.rate, len(self._columns))

    @property
    def taken(self) -> int:
        """Input samples read since the (re)start."""
        return self._taken

    @property
    def position_s(self) -> float:
        """s, input time of the end of the newest hop."""
        return self._start_s + self._made / SAMPLE_RATE

    def block(self) -> Block | None:
        """The next hop; the last one is filled up with silence; None when the input has ended."""
        while not self._ended and (need := self._resampler.needed(HOP)):
            raw = self._read(need)
            self._ended = len(raw) == 0
            self._taken += len(raw)
            self._resampler.push(self._clean(raw))
        if self._ended:
            if self._made >= ceil(self._taken * SAMPLE_RATE / self.rate):
                return None
            while need := self._resampler.needed(HOP):
                self._resampler.push(np.zeros((need, len(self._columns)), np.float32))
        samples = self._resampler.pull(HOP)
        self._made += HOP
        block = Block(samples, self.hop, self._start_s + self._taken / self.rate, self.position_s, nonfinite=self.nonfinite)
        self.hop += 1
        return block

    def _clean(self, raw: Samples) -> Samples:
        """The chosen columns, finite and bounded. (n, len(columns)) float32."""
        kept = np.ascontiguousarray(raw[:, self._columns], dtype=np.float32)
        finite = np.isfinite(kept)
        if not finite.all():
            self.nonfinite += int(kept.size - np.count_nonzero(finite))
            kept = np.where(finite, kept, np.float32(0.0))
        return np.clip(kept, -LIMIT, LIMIT)
