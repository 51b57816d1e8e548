"""How well the newest sound repeats itself at every lag: three normalised correlations of different haste, and the spectrum that comes with them."""
from __future__ import annotations

from math import log10

import numpy as np
import numpy.typing as npt

from visualizer.model.time import SAMPLE_RATE

from .fourier import Backward, Forward
from .lowband import LOW_RATE

Array = npt.NDArray[np.float64]
SIZE = 1024
"""samples of each of the two strips: 21 ms at the full rate, 85 ms of the low band"""
STRIPS, RATES = (0, 1, 1), (SAMPLE_RATE, LOW_RATE, LOW_RATE)
WINDOWS = (512, 192, 600)
"""newest samples that each correlation compares with what came a lag before: 10.7 ms for high notes, 16 ms for low ones at their attack, 50 ms to be sure"""
LAGS = SIZE // 2 + 1
FIRST_LAG, LAST_LAG = (10, 14, 14), (440, SIZE - WINDOWS[2] - 2, SIZE - WINDOWS[2] - 2)
"""lags searched in each: 109..4800 Hz, 28.5..857 Hz twice"""
FAST, SLOW, SURE = 0, 1, 2
"""rows of `clarity`"""
BINS = SIZE // 2 + 1
BIN_HZ = (SAMPLE_RATE / SIZE, LOW_RATE / SIZE)
NARROW_HZ = 1_500.0
"""above, a period is shorter than eight samples of the low strip"""
PEAK = 0.5
"""clarity below which a peak is no candidate"""


class Periodicity:
    """Strips, correlations, spectra; `take` once per hop, then `step` where they are asked for.

    clarity: (3, LAGS) the normalised square difference of McLeod and Wyvill ("A smarter way to find pitch", ICMC 2005), 1 = repeats exactly, by FFT.
    Only the newest WINDOWS samples are compared, so a new note is told one window and one period after it began, however long the strip.
    power: (2, BINS) hann-windowed power of the whole strips, of the full rate and of the low band.
    block_db: 16 numbers, dBFS of the last 128-sample blocks, newest last.
    """

    def __init__(self) -> None:
        self.clarity = np.zeros((3, LAGS))
        self.power = np.zeros((2, BINS), np.float32)
        self.block_db = [-120.0] * 16
        self._strips = np.zeros((2, SIZE), np.float32)
        self._rows = np.zeros((5, SIZE), np.float32)   # enough for correlations; their energies are summed in double
        self._forward, self._backward = Forward((5, SIZE)), Backward((3, SIZE), np.float32)
        self._mean = np.full(SIZE, 1.0 / SIZE, np.float32)
        self._squared, self._squares = np.zeros((2, SIZE)), np.zeros((2, SIZE + 1))
        self._earlier, self._energy = np.zeros((3, LAGS)), np.zeros((3, LAGS))
        self._newest = [(self._rows[2 + i, -window:], self._rows[row, -window:]) for i, (row, window) in enumerate(zip(STRIPS, WINDOWS, strict=True))]
        self._spans = []   # in `squares`: where each lag's earlier samples end and begin
        for i, (row, window) in enumerate(zip(STRIPS, WINDOWS, strict=True)):
            n, sums = min(LAGS, SIZE - window + 1), self._squares[row]
            self._spans.append((sums[SIZE - n + 1:][::-1], sums[SIZE - n + 1 - window:SIZE - window + 1][::-1], self._earlier[i, :n]))
        lags = np.arange(1, LAGS - 1)
        inside = (lags >= np.array(FIRST_LAG)[:, None]) & (lags <= np.array(LAST_LAG)[:, None])
        least, octave = np.full((3, LAGS), np.inf), np.zeros((3, LAGS))   # no peak at the edges, so that a row's end and the next one's start are none either
        least[:, 1:-1] = np.where(inside, PEAK, np.inf)
        octave[:, 1:-1] = np.log2(np.array(RATES)[:, None] / lags)
        rate, lag = np.broadcast_to(_RATE, (3, LAGS)), np.broadcast_to(np.arange(float(LAGS)), (3, LAGS))
        self._least, self._octave, self._rate, self._lag = (of.ravel()[1:-1] for of in (least, octave, rate, lag))   # of all but the first and the last
        self._flat = self.clarity.reshape(-1)
        self._neighbours = self._flat[:-2], self._flat[1:-1], self._flat[2:]

    def step(self) -> None:
        """Correlations and spectra of what was taken so far."""
        rows = self._rows
        np.subtract(self._strips, np.dot(self._strips, self._mean)[:, None], out=rows[:2])   # an offset repeats at every lag
        for newest, whole in self._newest:
            newest[:] = whole
        self._squared[:] = rows[:2]
        np.multiply(self._squared, self._squared, out=self._squared)
        np.add.accumulate(self._squared, axis=1, out=self._squares[:, 1:])
        spectra = self._forward.step(rows)
        self._find_power(spectra[:2])
        turned = spectra[:2].conj()
        newest = spectra[2:]
        newest[0] *= turned[0]
        newest[1:] *= turned[1]
        for ends, starts, earlier in self._spans:
            np.subtract(ends, starts, out=earlier)
        np.add(self._earlier, self._earlier[:, :1] + 1e-9, out=self._energy)   # of the newest samples (lag 0) and of as many a lag before
        np.divide(self._backward.step(newest)[:, :LAGS], self._energy, out=self.clarity)
        self.clarity *= 2.0

    def _find_power(self, spectra: npt.NDArray[np.complex64]) -> None:
        """The hann-windowed power of two spectra, (2, BINS): the window applied to the spectrum, both and their parts as one row of numbers."""
        flat = spectra.ravel().view(np.float32)
        hann = flat[4:] + flat[:-4]
        hann *= -0.5
        hann += flat[2:-2]
        hann *= hann
        np.add(hann[::2], hann[1::2], out=self.power.ravel()[1:-1])
        self.power[0, -1] = self.power[1, 0] = 0.0   # where one row ends and the other begins

    def candidates(self, most: int, octave_gain: float) -> Array:
        """Hz of the `most` best peaks of all three correlations, a peak's worth being its clarity and octave_gain for every octave up. (<= most,)."""
        before, here, after = self._neighbours
        up = self._flat[1:] > self._flat[:-1]
        peaks = up[:-1] > up[1:]
        peaks &= here > self._least
        i, = peaks.nonzero()
        if len(i) > most:
            worth = here.take(i) + octave_gain * self._octave.take(i)
            i = i.take(worth.argpartition(-most)[-most:])
        low, top, high = before.take(i), here.take(i), after.take(i)
        lag = (low - high) / (low + high - TWO * top - TINY)
        lag *= HALF
        lag += self._lag.take(i)
        return np.asarray(self._rate.take(i) / lag)

    def at(self, hz: Array) -> Array:
        """Clarity of each frequency in each correlation, (3, n); in the sure one over so many periods that at least 5 ms lie between."""
        lag = _RATE / hz
        sure = lag[SURE]
        periods = np.rint(hz * APART_S)
        np.maximum(periods, ONE, out=periods)
        high, = (hz >= NARROW_HZ).nonzero()
        more = sure.take(high) * (periods.take(high) + _MORE)
        sure *= periods
        if len(high):   # of a high pitch so many periods that they end near a sample: its peaks are too narrow to be read between
            sure[high] = more[np.abs(more - np.rint(more)).argmin(axis=0), np.arange(len(high))]
        np.minimum(lag, _MOST, out=lag)
        i = np.rint(lag, out=lag).astype(np.intp)
        i += _BEFORE
        before, here, after = (side.take(i) for side in self._neighbours)
        top = np.maximum(before, after)
        np.maximum(top, here, out=top)
        top += MOST_ABOVE
        bend = here + here
        bend -= before
        bend -= after
        np.maximum(bend, LEAST_BEND, out=bend)
        before -= after
        before *= before
        before *= EIGHTH
        before /= bend
        before += here
        return np.minimum(before, top, out=top)

    def take(self, mono: npt.NDArray[np.float32], low: npt.NDArray[np.float32]) -> None:
        """Remember a hop. mono: (HOP,) float32; low: (LOW_HOP,) float32, the same in the low band."""
        for strip, new in zip(self._strips, (mono, low), strict=True):
            strip[:-len(new)] = strip[len(new):]
            strip[-len(new):] = new
        blocks = mono.reshape(4, 128)
        self.block_db = self.block_db[4:] + [10.0 * log10(power / 128.0 + 1e-12) for power in np.vecdot(blocks, blocks).tolist()]


ONE, TWO, HALF, EIGHTH = (np.array(x) for x in (1.0, 2.0, 0.5, 0.125))   # numpy takes longer to be given a number than to work with it
TINY, APART_S, MOST_ABOVE, LEAST_BEND = (np.array(x) for x in (1e-12, 0.005, 0.05, 1e-6))
_RATE = np.array(RATES, float)[:, None]
_MOST = np.array([[LAGS - 2.0], [LAST_LAG[1] + 1.0], [LAST_LAG[2] + 1.0]])
_BEFORE = np.array([[0], [LAGS], [2 * LAGS]]) - 1   # where a row begins among those that have a neighbour on either side
_MORE = np.arange(4.0)[:, None]
