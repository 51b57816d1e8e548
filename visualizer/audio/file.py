"""A file, or any decoded sound, as a source: unpaced, from start to end, exact to the sample."""
from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from visualizer.model.block import Block, Samples
from visualizer.model.errors import UsageError

from .decode import Decoder, open_decoder
from .source import Edge, chosen_columns


class FileSource:
    """Reads ahead of nothing and waits for nothing: the same file gives the same blocks, live and rendered."""

    live = False

    def __init__(self, decoder: Decoder, name: str, *, channels: tuple[int, ...] | None = None, start_s: float = 0.0, seconds: float | None = None,
                 first_hop: int = 0, fine: bool = False) -> None:
        """channels: from 1, None = the first pair; start_s, seconds: s, the part to read, seconds None = to the end; fine: resample for
        listening instead of for analysis. UsageError when the part lies outside."""
        self._decoder, self.name = decoder, name
        self.rate, self.channels = decoder.rate, decoder.channels
        self.duration_s = decoder.frames / decoder.rate
        if not 0.0 <= start_s < self.duration_s:
            raise UsageError(f"--start {start_s:g}: {name!r} lasts {self.duration_s:.2f} s; choose from 0 to less than that")
        if seconds is not None and not seconds > 0.0:
            raise UsageError(f"--seconds {seconds:g}: must be more than 0")
        self._first = round(start_s * self.rate)
        self._end = decoder.frames if seconds is None else min(decoder.frames, self._first + max(1, round(seconds * self.rate)))
        self._at, self._epoch = self._first, 0
        decoder.seek(self._first)
        self._edge = Edge(self._take, self.rate, chosen_columns(channels, self.channels, name), first_hop, self.start_s, fine)

    @classmethod
    def open(cls, path: Path, *, channels: tuple[int, ...] | None = None, start_s: float = 0.0, seconds: float | None = None, first_hop: int = 0) -> FileSource:
        """Open a sound file. UsageError or InputError, with one line that says why."""
        decoder = open_decoder(path)
        try:
            return cls(decoder, path.name, channels=channels, start_s=start_s, seconds=seconds, first_hop=first_hop)
        except UsageError:
            decoder.close()
            raise

    @property
    def start_s(self) -> float:
        """s, input time at which the part to read begins."""
        return self._first / self.rate

    @property
    def end_s(self) -> float:
        """s, input time at which the part to read ends."""
        return self._end / self.rate

    @property
    def position_s(self) -> float:
        """s, input time of the end of the newest hop read."""
        return self._edge.position_s

    def _take(self, count: int) -> Samples:
        chunk = self._decoder.read(min(count, self._end - self._at))
        self._at += len(chunk)
        return chunk

    def seek(self, media_s: float) -> None:
        """Go on at media_s (s, input time; kept inside the part to read). Hops go on counting, the epoch grows."""
        frame = min(max(self._first, round(media_s * self.rate)), self._end - 1)
        self._decoder.seek(frame)
        self._at = frame
        self._edge.restart(frame / self.rate)
        self._epoch += 1

    def read(self) -> Block | None:
        """The next hop, the last one filled up with silence; None at the end."""
        block = self._edge.block()
        return block if block is None or not self._epoch else replace(block, epoch=self._epoch)

    def close(self) -> None:
        """Close the file."""
        self._decoder.close()
