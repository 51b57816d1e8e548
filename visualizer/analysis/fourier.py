"""numpy's own transforms without their wrapper, which takes longer than a short transform does (where numpy hides them, the wrapper serves); filter banks."""
from __future__ import annotations

from importlib import import_module
from typing import Any

import numpy as np

try:
    _direct: Any = import_module("numpy.fft._pocketfft_umath")
    _direct.rfft_n_even(np.zeros(4), 1.0, out=np.zeros(3, np.complex128))
    _direct.irfft(np.zeros(3, np.complex128), 0.25, out=np.zeros(4))
except (ImportError, AttributeError, TypeError, ValueError):
    _direct = None


class Forward:
    """The spectrum of real rows of one even length, into an array of its own. spectrum: shape[:-1] + (n // 2 + 1,) complex, of the last `step`."""

    def __init__(self, shape: tuple[int, ...], dtype: type[np.float32] | type[np.float64] = np.float32) -> None:
        if shape[-1] % 2:
            raise ValueError(f"rows have an even length here, these have {shape[-1]} samples")
        self.spectrum: Any = np.zeros((*shape[:-1], shape[-1] // 2 + 1), np.complex64 if dtype is np.float32 else np.complex128)
        self._scale = dtype(1.0)

    def step(self, rows: Any) -> Any:
        """rows: as long as was said, float. `spectrum`, written anew."""
        if _direct is None:
            self.spectrum[:] = np.fft.rfft(rows)
        else:
            _direct.rfft_n_even(rows, self._scale, out=self.spectrum)
        return self.spectrum


class Backward:
    """Real rows of one even length from their spectra, into an array of its own."""

    def __init__(self, shape: tuple[int, ...], dtype: type[np.float32] | type[np.float64] = np.float64) -> None:
        """shape: of the rows."""
        self.rows: Any = np.zeros(shape, dtype)
        self._scale = dtype(1.0 / shape[-1])

    def step(self, spectra: Any) -> Any:
        """spectra: shape[:-1] + (n // 2 + 1,) complex, as wide as the rows. `rows`, written anew."""
        if _direct is None:
            self.rows[:] = np.fft.irfft(spectra, self.rows.shape[-1])
        else:
            _direct.irfft(spectra, self._scale, out=self.rows)
        return self.rows


class Bank:
    """A filter bank, each of whose filters looks at few neighbouring bins, as some dense blocks: its product without most of its zeros, which would only
    push other things out of the processor's memory."""

    def __init__(self, filters: Any, blocks: int) -> None:
        """filters: (n, bins) float32, low ones first; blocks: rows of filters are shared out evenly among so many."""
        self._out = np.zeros(len(filters), np.float32)
        self._blocks = []
        for rows in np.array_split(np.arange(len(filters)), blocks):
            used = np.flatnonzero(filters[rows].any(axis=0))
            part = slice(int(used[0]), int(used[-1]) + 1)
            self._blocks.append((np.ascontiguousarray(filters[rows, part], np.float32), part, slice(int(rows[0]), int(rows[-1]) + 1)))

    def step(self, bins: Any, out: Any = None) -> Any:
        """bins: (bins,) float32. (n,) float32: `out`, or an array that is used again."""
        out = self._out if out is None else out
        for block, part, rows in self._blocks:
            np.dot(block, bins[part], out=out[rows])
        return out
