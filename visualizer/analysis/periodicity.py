"""How well the newest sound repeats itself at every lag: three normalised correlations of different haste, and the spectrum that comes with them."""
from __future__ import annotations

from math import log10

import numpy as np
import numpy.typing as npt
from numpy.lib.stride_tricks import as_strided

from visualizer.model.time import HOP, SAMPLE_RATE

from .fourier import Backward, Forward

Array = npt.NDArray[np.float64]
SIZE = 1024
"""samples of each of the two strips: 21 ms at the full rate, 85 ms at a quarter of it"""
DECIMATE, TAPS = 4, 64
"""the low strip runs at 12 kHz behind an anti-alias filter of TAPS (delay 0.66 ms)"""
RATES = (SAMPLE_RATE, SAMPLE_RATE // DECIMATE, SAMPLE_RATE // DECIMATE)
WINDOWS = (512, 192, 600)
"""newest samples that each correlation compares with what came a lag before: 10.7 ms for high notes, 16 ms for low ones at their attack, 50 ms to be sure"""
LAGS = SIZE // 2 + 1
FIRST_LAG, LAST_LAG = (10, 14, 14), (440, SIZE - WINDOWS[2] - 2, SIZE - WINDOWS[2] - 2)
"""lags searched in each: 109..4800 Hz, 28.5..857 Hz twice"""
FAST, SLOW, SURE = 0, 1, 2
"""rows of `clarity`"""
BINS = SIZE // 2 + 1
BIN_HZ = (SAMPLE_RATE / SIZE, SAMPLE_RATE / DECIMATE / SIZE)
NARROW_HZ = 1_500.0
"""above, a period is shorter than eight samples of the low strip"""
PEAK = 0.5
"""clarity below which a peak is no candidate"""


def low_pass(cutoff_hz: float) -> Array:
    """A windowed sinc of unit sum. (TAPS,)."""
    k = np.arange(TAPS) - (TAPS - 1) / 2
    h = np.sinc(2.0 * cutoff_hz / SAMPLE_RATE * k) * np.blackman(TAPS + 2)[1:-1]
    return np.asarray(h / h.sum())


class Periodicity:
    """Strips, correlations, spectra; `take` once per hop, then `step` where they are asked for.

    clarity: (3, LAGS) the normalised square difference of McLeod and Wyvill ("A smarter way to find pitch", ICMC 2005), 1 = repeats exactly, by FFT.
    Only the newest WINDOWS samples are compared, so a new note is told one window and one period after it began, however long the strip.
    power: (2, BINS) hann-windowed power of the whole strips, of the full rate and of a quarter of it.
    block_db: 16 numbers, dBFS of the last 128-sample blocks, newest last.
    """

    def __init__(self) -> None:
        self.clarity = np.zeros((3, LAGS))
        self.power = np.zeros((2, BINS))
        self.block_db = [-120.0] * 16
        self._strips = np.zeros((2, SIZE))
        self._incoming = np.zeros(HOP + TAPS - DECIMATE)
        stride = self._incoming.itemsize
        self._taps = as_strided(self._incoming, (HOP // DECIMATE, TAPS), (DECIMATE * stride, stride))
        self._filter = low_pass(4_500.0)
        self._rows = np.zeros((5, SIZE), np.float32)   # enough for correlations; their energies are summed in double
        self._forward, self._backward = Forward((5, SIZE)), Backward((3, SIZE), np.float32)
        self._mean = np.full(SIZE, 1.0 / SIZE)
        self._squared, self._squares = np.zeros((2, SIZE)), np.zeros((2, SIZE + 1))
        self._energy = np.zeros((3, LAGS))
        ends = np.maximum(SIZE - np.arange(LAGS), np.array(WINDOWS)[:, None]) + np.array([[0], [SIZE + 1], [SIZE + 1]])
        self._ends, self._starts = ends, ends - np.array(WINDOWS)[:, None]   # in `squares`, flat: each lag's earlier samples
        lags = np.arange(1, LAGS - 1)
        inside = (lags >= np.array(FIRST_LAG)[:, None]) & (lags <= np.array(LAST_LAG)[:, None])
        least, octave = np.full((3, LAGS), np.inf), np.zeros((3, LAGS))   # no peak at the edges, so that a row's end and the next one's start are none either
        least[:, 1:-1] = np.where(inside, PEAK, np.inf)
        self._least = least.ravel()[1:-1]
        octave[:, 1:-1] = np.log2(np.array(RATES)[:, None] / lags)
        self._octave = octave.ravel()

    def step(self) -> None:
        """Correlations and spectra of what was taken so far."""
        rows = self._rows
        np.subtract(self._strips, (self._strips @ self._mean)[:, None], out=rows[:2])   # an offset repeats at every lag
        for row, (strip, window) in enumerate(zip((0, 1, 1), WINDOWS, strict=True)):
            rows[2 + row, -window:] = rows[strip, -window:]
        np.multiply(rows[:2], rows[:2], out=self._squared)
        np.add.accumulate(self._squared, axis=1, out=self._squares[:, 1:])
        spectra = self._forward.step(rows)
        whole, newest = spectra[:2], spectra[2:]
        turned = np.conj(whole)
        newest[0] *= turned[0]
        newest[1:] *= turned[1]
        correlation = self._backward.step(newest)[:, :LAGS]
        flat, energy = self._squares.ravel(), self._energy
        np.subtract(flat.take(self._ends), flat.take(self._starts), out=energy)
        energy += energy[:, :1] + 1e-9   # of the newest samples (lag 0) and of as many a lag before
        energy *= 0.5
        np.divide(correlation, energy, out=self.clarity)
        hann = whole[:, :-2] + whole[:, 2:]   # the window, applied to the spectrum
        hann *= -0.5
        hann += whole[:, 1:-1]
        power = self.power[:, 1:-1]
        np.multiply(hann.real, hann.real, out=power)
        power += hann.imag * hann.imag

    def candidates(self, most: int, octave_gain: float) -> Array:
        """Hz of the `most` best peaks of all three correlations, a peak's worth being its clarity and octave_gain for every octave up. (<= most,)."""
        flat = self.clarity.ravel()
        up = flat[1:] > flat[:-1]
        i = np.flatnonzero((up[:-1] > up[1:]) & (flat[1:-1] > self._least))
        i += 1
        if len(i) > most:
            worth = flat[i] + octave_gain * self._octave[i]
            i = i[np.argpartition(worth, -most)[-most:]]
        row = i // LAGS
        before, here, after = flat[i - 1], flat[i], flat[i + 1]
        return np.asarray(_RATE[row] / (i - row * LAGS + 0.5 * (before - after) / (before - 2.0 * here + after - 1e-12)))

    def at(self, hz: Array) -> Array:
        """Clarity of each frequency in each correlation, (3, n); in the sure one over so many periods that at least 5 ms lie between."""
        periods = np.maximum(1.0, np.rint(hz * 0.005))
        lag = _RATE[:, None] / hz
        more = lag[SURE] * (periods + _MORE)   # of a high pitch so many that they end near a sample: its peaks are too narrow to be read between
        lag[SURE] = np.where(hz < NARROW_HZ, more[0], more[np.abs(more - np.rint(more)).argmin(axis=0), np.arange(len(hz))])
        np.minimum(lag, _MOST, out=lag)
        i = np.rint(lag).astype(np.intp)
        i += _ROW
        flat = self.clarity.ravel()
        before, here, after = flat[i - 1], flat[i], flat[i + 1]
        vertex = here + 0.125 * (before - after) ** 2 / np.maximum(2.0 * here - before - after, 1e-6)
        return np.asarray(np.minimum(vertex, np.maximum(np.maximum(before, here), after) + 0.05))

    def take(self, mono: npt.NDArray[np.float32]) -> None:
        """Remember mono, (HOP,) float32."""
        self._incoming[:-HOP] = self._incoming[HOP:]
        self._incoming[-HOP:] = mono
        high, low = self._strips
        high[:-HOP] = high[HOP:]
        high[-HOP:] = mono
        low[:-HOP // DECIMATE] = low[HOP // DECIMATE:]
        low[-HOP // DECIMATE:] = np.ascontiguousarray(self._taps) @ self._filter
        blocks = self._incoming[-HOP:].reshape(4, 128)
        self.block_db = self.block_db[4:] + [10.0 * log10(power / 128.0 + 1e-12) for power in np.add.reduce(blocks * blocks, axis=1).tolist()]


_RATE = np.array(RATES, float)
_MOST = np.array([[LAGS - 2], [LAST_LAG[1] + 1], [LAST_LAG[2] + 1]])
_ROW = np.array([[0], [LAGS], [2 * LAGS]])
_MORE = np.arange(4.0)[:, None]
