"""Files that libsndfile does not read: MP3, M4A, the sound of a video, through FFmpeg's libraries (PyAV)."""
from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from visualizer.model.block import Samples
from visualizer.model.errors import InputError

_PREROLL_S = 0.25
"""s decoded and thrown away before a sought sample: MP3 and AAC frames lean on the ones before."""
_SHORT_S = 0.5
"""s that may be missing at the end of what the container promises; durations of lossy files are rounded to packets."""


def _floats(frame: Any) -> Samples:
    """A decoded frame as (n, channels) float32, full scale +-1."""
    data = frame.to_ndarray()
    channels = len(frame.layout.channels)
    data = data.T if frame.format.is_planar else data.reshape(-1, channels)
    if data.dtype == np.uint8:
        return np.asarray((data.astype(np.float32) - 128.0) / 128.0, np.float32)
    if np.issubdtype(data.dtype, np.integer):
        return np.asarray(data / -float(np.iinfo(data.dtype).min), np.float32)
    return np.asarray(data, np.float32)


def _promises_length(path: Path) -> bool:
    """Whether an MP3 says how long it is (a Xing or Info frame); otherwise its length is an estimate from the bit rate."""
    with path.open("rb") as f:
        head = f.read(10)
        skip = 0
        if head[:3] == b"ID3":
            skip = 10 + (head[6] << 21 | head[7] << 14 | head[8] << 7 | head[9])
        f.seek(skip)
        start = f.read(4096)
    return b"Xing" in start or b"Info" in start


class FfmpegDecoder:
    """The first sound track of anything FFmpeg reads. Packets that do not decode are left out, as players do."""

    def __init__(self, path: Path) -> None:
        """ValueError when FFmpeg finds no sound in it; InputError when it does, and the file breaks off."""
        import av  # loads FFmpeg; only needed when such a file is read

        self._error: type[Exception] = av.error.FFmpegError
        self._damage = (self._error, IndexError, ValueError)   # PyAV's own checks trip over damaged data before FFmpeg's do
        self._held: list[Samples] = []
        self._ready, self._skip_to, self._over = 0, 0, False
        self._frames: Iterator[tuple[float, Any]] = iter(())
        try:   # "file:", for before a colon FFmpeg takes what stands there for a protocol
            self._container: Any = av.open(f"file:{path}", options={"protocol_whitelist": "file"})   # a playlist must not reach for the network
        except (self._error, OSError, ValueError) as e:
            raise ValueError(str(getattr(e, "strerror", "") or e)) from e
        try:
            if not self._container.streams.audio:
                raise ValueError("it has no sound track")
            self._stream: Any = self._container.streams.audio[0]
            self._rate_and_size(path)
        except (ValueError, InputError):
            self._container.close()
            raise

    def _rate_and_size(self, path: Path) -> None:
        stream = self._stream
        first = next(self._decoded(), None)
        if first is None:
            raise ValueError("not one packet of it decodes")
        self.rate, self.channels = int(first[1].sample_rate), len(first[1].layout.channels)
        self._zero = first[0]   # s, stream time of the first sample that sounds
        length = float(stream.duration * stream.time_base) if stream.duration else 0.0
        length = length or (self._container.duration or 0) / 1e6
        name = self._container.format.name
        estimated = name in ("aac", "ac3", "eac3", "dts") or (name == "mp3" and not _promises_length(path))
        last = self._last_s(length) if length and not estimated else None
        only_sound = len(self._container.streams) == len(self._container.streams.audio)
        if last is None:
            self.frames = self._counted()
        else:
            if last < length - _SHORT_S and (stream.duration or only_sound):
                raise InputError(f"{path}: breaks off at {last:.1f} s of the {length:.1f} s it promises; copy or export it again")
            self.frames = round(last * self.rate)
        self.seek(0)

    def _decoded(self) -> Iterator[tuple[float, Any]]:
        """(s of stream time, frame) from where the container stands."""
        at: float | None = None
        try:
            for packet in self._container.demux(self._stream):
                try:
                    frames = packet.decode()
                except self._damage:
                    continue
                for frame in frames:
                    if frame.sample_rate <= 0:
                        continue
                    if frame.pts is not None:
                        at = float(frame.pts * frame.time_base)
                    start = at if at is not None else 0.0
                    at = start + frame.samples / frame.sample_rate
                    yield start, frame
        except self._damage:
            return   # the container itself breaks off: the end

    def _rewind(self, to_s: float) -> None:
        """Place the container a little before `to_s` (s, stream time)."""
        self._container.seek(max(0, round((to_s - _PREROLL_S) * 1e6)), backward=True)

    def _last_s(self, length: float) -> float | None:
        """s from the first sample to the end of the last one that decodes, looked for near the promised end; None when that place cannot be found."""
        end: float | None = None
        try:
            self._rewind(max(0.0, self._zero + length - 1.0))
        except self._error:
            return None
        for start, frame in self._decoded():
            end = start + frame.samples / frame.sample_rate
        if end is None:   # nothing decodes there: look from the beginning, slowly, for the truth
            self._rewind(0.0)
            for start, frame in self._decoded():
                end = start + frame.samples / frame.sample_rate
        return None if end is None else end - self._zero

    def _counted(self) -> int:
        self._rewind(0.0)
        return sum(frame.samples for _, frame in self._decoded())

    def read(self, count: int) -> Samples:
        """The next (n <= count, channels) float32."""
        while self._ready < count and not self._over:
            found = next(self._frames, None)
            if found is None:
                self._over = True
                break
            start, frame = found
            data = _floats(frame)
            skip = self._skip_to - round((start - self._zero) * self.rate)
            if skip > 0 and self._ready == 0:   # still before the sample sought
                data = data[skip:]
            if len(data) and data.shape[1] == self.channels:
                self._held.append(data)
                self._ready += len(data)
        if not self._held:
            return np.zeros((0, self.channels), np.float32)
        joined = np.concatenate(self._held) if len(self._held) > 1 else self._held[0]
        out, rest = joined[:count], joined[count:]
        self._held, self._ready = ([rest] if len(rest) else []), len(rest)
        self._skip_to = 0
        return np.ascontiguousarray(out)

    def seek(self, frame: int) -> None:
        """Go on reading at this sample."""
        self._skip_to = frame
        self._held = []
        self._ready, self._over = 0, False
        try:
            self._rewind(self._zero + frame / self.rate)
            self._frames = self._decoded()
        except self._error:
            self._frames = iter(())

    def close(self) -> None:
        """Close the file."""
        self._container.close()
