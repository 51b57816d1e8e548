"""A streaming resampler that holds back less than a millisecond, for what is analysed; what is played aloud goes through soxr instead.

Measured with 64-sample chunks, streaming soxr at its quickest linear-phase setting (LQ) holds back 0.5 ms from 44.1 kHz, but 10 ms from 96 kHz and 58 ms
from 8 kHz, where it works by FFT. This one is a polyphase windowed sinc: output n is the input at exactly n / 48000 s, and asks for HALF input samples past it.
"""
from __future__ import annotations

from functools import lru_cache
from math import gcd
from typing import Any

import numpy as np
import numpy.typing as npt

from visualizer.model.block import Samples
from visualizer.model.time import SAMPLE_RATE

_ZEROS = 32
"""zero crossings of the sinc on each side, at the lower of the two rates: 70 dB of images from 22 kHz up at 44.1 kHz, flat to 19 kHz."""
_KAISER = 7.0


@lru_cache(maxsize=4)
def _bank(rate: int) -> npt.NDArray[np.float32]:
    """(phases, taps) float32: row p answers the instant p / phases after an input sample; every row sums to 1, so a constant passes unchanged."""
    phases = SAMPLE_RATE // gcd(rate, SAMPLE_RATE)
    half = half_taps(rate)
    cutoff = 0.92 * min(1.0, SAMPLE_RATE / rate)   # of the input's Nyquist frequency
    k = np.arange(1 - half, half + 1)[None, :] - (np.arange(phases) / phases)[:, None]
    taps = np.sinc(cutoff * k) * np.i0(_KAISER * np.sqrt(np.maximum(0.0, 1.0 - (k / half) ** 2)))
    bank: npt.NDArray[np.float32] = (taps / taps.sum(axis=1, keepdims=True)).astype(np.float32)
    return bank


def half_taps(rate: int) -> int:
    """Input samples needed past an instant to answer for it."""
    return int(np.ceil(_ZEROS * max(1.0, rate / SAMPLE_RATE)))


class Resampler:
    """`rate` Hz in, 48 kHz out, in step: the same output whatever the sizes of the chunks. At 48 kHz it passes samples through, with no delay."""

    def __init__(self, rate: int, channels: int) -> None:
        """rate: Hz of what is pushed; channels: columns of every chunk."""
        self.rate = rate
        g = gcd(rate, SAMPLE_RATE)
        self._up, self._down = SAMPLE_RATE // g, rate // g
        self._through = rate == SAMPLE_RATE
        self._half = 0 if self._through else half_taps(rate)
        self._made = 0                       # output samples so far
        self._start = 1 - self._half         # input index of the first sample still held
        self._held: Samples = np.zeros((max(0, self._half - 1), channels), np.float32)

    @property
    def delay_s(self) -> float:
        """s of input that must be read past an instant before the output can contain it."""
        return self._half / self.rate

    def needed(self, count: int) -> int:
        """Input samples still to be pushed before `count` more outputs can be pulled, >= 0."""
        if self._through:
            return max(0, count - len(self._held))
        last = (self._made + count - 1) * self._down // self._up
        return max(0, last + self._half + 1 - (self._start + len(self._held)))

    def push(self, chunk: Samples) -> None:
        """Take (n, channels) float32 input, oldest first."""
        self._held = np.concatenate([self._held, chunk]) if len(self._held) else chunk

    def pull(self, count: int) -> Samples:
        """The next `count` outputs, (count, channels) float32. ValueError when not enough was pushed; see `needed`."""
        if self.needed(count):
            raise ValueError(f"{self.needed(count)} more input samples needed for {count} outputs")
        if self._through:
            out, self._held = self._held[:count], self._held[count:]
            return np.ascontiguousarray(out)
        n = np.arange(self._made, self._made + count, dtype=np.int64) * self._down
        index, phase = n // self._up, n % self._up
        windows = np.lib.stride_tricks.sliding_window_view(self._held, 2 * self._half, axis=0)   # (places, channels, taps)
        first = index + 1 - self._half - self._start
        taps = _bank(self.rate)[phase]
        out = np.einsum("nct,nt->nc", windows[first], taps)
        self._made += count
        keep = self._made * self._down // self._up + 1 - self._half - self._start   # first place the next output looks at
        self._held, self._start = self._held[keep:], self._start + keep
        return np.ascontiguousarray(out, dtype=np.float32)


class FineResampler:
    """soxr at its high quality, for what is played aloud: it holds back some 20 ms from 44.1 kHz, which a file that is read ahead does not feel."""

    def __init__(self, rate: int, channels: int) -> None:
        """As Resampler; rate other than 48 kHz."""
        import soxr  # only needed when a file of another rate is played aloud

        self.rate = rate
        self._stream: Any = soxr.ResampleStream(rate, SAMPLE_RATE, channels, dtype="float32", quality="HQ")
        self._held: Samples = np.zeros((0, channels), np.float32)

    def needed(self, count: int) -> int:
        """A guess that is never 0 while outputs are missing; ask again after pushing."""
        missing = count - len(self._held)
        return max(64, -(-missing * self.rate // SAMPLE_RATE)) if missing > 0 else 0

    def push(self, chunk: Samples) -> None:
        """As Resampler."""
        self._held = np.concatenate([self._held, self._stream.resample_chunk(chunk)])

    def pull(self, count: int) -> Samples:
        """As Resampler."""
        out, self._held = self._held[:count], self._held[count:]
        return np.ascontiguousarray(out)
