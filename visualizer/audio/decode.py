"""Files to samples, as a stream: libsndfile for what it reads, FFmpeg (PyAV) for the rest. A file that breaks off is refused when it is opened."""
from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from visualizer.model.block import Samples
from visualizer.model.errors import InputError, UsageError
from visualizer.model.paths import reached

READS = "WAV, FLAC, OGG, Opus, MP3, AIFF, M4A, and the sound of a video"
_SHORT_S = 0.05
"""s that may be missing at the end of what a header promises; writers round."""
_UNKNOWN_SIZE = 0x7FFF_F000
"""bytes; a data chunk that claims this much or more was written to a pipe, and promises nothing."""


class Decoder(Protocol):
    """Decoded sound at its own rate. frames: samples per channel, as promised by the header or counted."""

    rate: int
    channels: int
    frames: int

    def read(self, count: int) -> Samples:
        """The next (n <= count, channels) float32; n = 0 at the end."""
        ...

    def seek(self, frame: int) -> None:
        """Go on reading at this sample, 0 <= frame <= frames, exactly."""
        ...

    def close(self) -> None:
        """Let go of the file. Safe to call twice."""
        ...


class ArrayDecoder:
    """Samples already in memory, (n, channels) float32."""

    def __init__(self, samples: Samples, rate: int) -> None:
        """rate: Hz."""
        self._samples, self._at = samples, 0
        self.rate, self.channels, self.frames = rate, samples.shape[1], len(samples)

    def read(self, count: int) -> Samples:
        """The next (n <= count, channels) float32."""
        out = self._samples[self._at:self._at + count]
        self._at += len(out)
        return np.array(out, np.float32)

    def seek(self, frame: int) -> None:
        """Go on reading at this sample."""
        self._at = min(max(0, frame), self.frames)

    def close(self) -> None:
        """Nothing to let go of."""


class SndfileDecoder:
    """WAV, AIFF, FLAC, OGG, Opus, CAF, W64, RF64 and others through libsndfile."""

    def __init__(self, path: Path) -> None:
        """ValueError when libsndfile cannot read it; InputError when it can, and the file breaks off."""
        import soundfile as sf  # loads libsndfile; only needed when a file is read

        try:
            self._file: Any = sf.SoundFile(path)
        except (sf.SoundFileError, RuntimeError) as e:
            raise ValueError(str(e).split(": ", 1)[-1].rstrip(".")) from e
        self._failure = (sf.SoundFileError, RuntimeError)
        self.rate, self.channels, self.frames = int(self._file.samplerate), int(self._file.channels), int(self._file.frames)
        self._check_whole(path)

    def _check_whole(self, path: Path) -> None:
        info = self._file.extra_info
        for promised, there in re.findall(r"^\s*(?:data|SSND)\s*: (\d+) \(should be (\d+)\)", info, re.MULTILINE):
            missing = int(promised) - int(there)
            if int(promised) < _UNKNOWN_SIZE and missing * self.frames > int(there) * self.rate * _SHORT_S:
                share = int(there) / int(promised)
                self.close()
                raise InputError(f"{path}: breaks off: its header promises {promised} bytes of sound and {share:.0%} of them are there; export it again")
        tail = min(self.frames, 64)
        try:
            self._file.seek(self.frames - tail)
            whole = len(self._file.read(tail)) == tail
            self._file.seek(0)
        except self._failure:
            whole = False
        if not whole:
            self.close()
            raise InputError(f"{path}: breaks off before the {self.frames / self.rate:.1f} s its header promises; copy or export it again")

    def read(self, count: int) -> Samples:
        """The next (n <= count, channels) float32. InputError when the data is damaged."""
        try:
            out: Samples = self._file.read(count, dtype="float32", always_2d=True)
        except self._failure as e:
            raise InputError(f"{self._file.name}: damaged at {self._file.tell() / self.rate:.1f} s ({e})") from e
        return out

    def seek(self, frame: int) -> None:
        """Go on reading at this sample."""
        self._file.seek(min(max(0, frame), self.frames))

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def open_decoder(path: Path) -> Decoder:
    """The decoder for a file. UsageError when there is no such file, InputError when it holds no sound that can be read."""
    with reached(path, InputError, "name a sound file that may be read"):
        there, folder = path.exists(), path.is_dir()
    if not there:
        raise UsageError(f"{path}: no such file; name a sound file ({READS}) or 'overture'")
    if folder:
        raise UsageError(f"{path}: is a folder; name one sound file in it ({READS})")
    try:
        with path.open("rb") as f:
            head = f.read(4)
    except OSError as e:
        raise InputError(f"{path}: cannot be opened: {e.strerror}") from e
    if not head:
        raise InputError(f"{path}: is empty (0 bytes); name a sound file ({READS})")
    decoder = _first_that_reads(path, head)
    if decoder.frames == 0:
        decoder.close()
        raise InputError(f"{path}: holds no samples (0 s long); name a file with sound in it")
    if not 1_000 <= decoder.rate <= 768_000 or not 1 <= decoder.channels <= 1024:
        decoder.close()
        raise InputError(f"{path}: {decoder.rate} Hz with {decoder.channels} channels; allowed are 1000 to 768000 Hz with 1 to 1024 channels")
    return decoder


def _first_that_reads(path: Path, head: bytes) -> Decoder:
    from .ffmpeg import FfmpegDecoder

    reasons = []
    mpeg = head[:3] == b"ID3" or (head[0] == 0xFF and head[1:2] >= b"\xe0")   # FFmpeg trims the encoder's padding and says nothing on stderr
    for name, kind in (("libsndfile", SndfileDecoder), ("FFmpeg", FfmpegDecoder)):
        if mpeg and kind is SndfileDecoder:
            continue
        try:
            return kind(path)
        except ValueError as e:
            reasons.append(f"{name}: {e}")
    raise InputError(f"{path}: holds no sound that can be read ({'; '.join(reasons)}); convert it to one of: {READS}")
