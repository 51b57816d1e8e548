"""What was heard at one hop, as a MusicFrame: one record kept between hops, written through views over runs of neighbouring fields, copied for each frame."""
from __future__ import annotations

from collections.abc import Sequence
from math import exp
from typing import Any

import numpy as np
import numpy.typing as npt

from visualizer.model.block import Block, Samples
from visualizer.model.grid import BeatGrid
from visualizer.model.music import MELS, MUSIC, WAVE, MusicFrame, Note, Onset, Record
from visualizer.model.time import TICK_S

from .coherence import Coherence
from .ease import Follower, keep
from .form import Form
from .loudness import Level, Loudness
from .pitch import midi_of
from .spectrum import Spectrum
from .tables import EventTable, NoteTable
from .tonality import Tonality

MEL_KEEP = np.array(keep(TICK_S, 0.012), np.float32), np.array(keep(TICK_S, 0.35), np.float32)
"""what a mel band keeps of itself over a hop, rising and falling"""
ONE = np.array(1.0, np.float32)
DENSE = np.array(-14.0, np.float32)
"""a mel band of amplitude x is seen as 1 - exp(DENSE x)"""


def run(part: Record, first: str, last: str) -> npt.NDArray[Any]:
    """The neighbouring fields `first` to `last` of a record, all of one type, as one flat array of that type that writes through."""
    dtype = part.dtype
    fields, names = dtype.fields, dtype.names
    assert fields is not None
    assert names is not None
    kinds = {fields[name][0].base for name in names[names.index(first):names.index(last) + 1]}
    start, end = fields[first][1], fields[last][1] + fields[last][0].itemsize
    if len(kinds) != 1:
        raise TypeError(f"{first} to {last} of a frame are of several types: {', '.join(map(str, kinds))}; write them in several runs")
    kind = kinds.pop()
    return np.ndarray((end - start) // kind.itemsize, kind, part.data, start)


class FrameWriter:
    """`frame` once per hop, after the parts have been given what they hold."""

    def __init__(self) -> None:
        self._record = np.zeros((), MUSIC)
        head, gpu = self._record["head"], self._record["gpu"]
        self._hop, self._times, self._counts = run(head, "hop", "hop"), run(head, "t", "clock_s"), run(head, "epoch", "signal")
        self._grid, self._beats = run(head, "grid_anchor", "grid_confidence"), run(head, "grid_beat", "grid_downbeat")
        self._heard = run(head, "rms_db", "coherence")
        self._key, self._clear, self._kind, self._form = (run(head, a, b) for a, b in (
            ("key", "key"), ("key_clarity", "key_clarity"), ("form", "form"), ("form_confidence", "lufs_i")))
        self._onsets, self._hits, self._notes = EventTable(head["onset"], gpu["onset"]), EventTable(head["hit"]), NoteTable(head["note"], gpu["note"])
        self._seen, self._harmony = run(gpu, "level", "space"), run(gpu, "key", "class_strength")
        self._chroma, self._mel, self._wave = run(gpu, "chroma", "chroma"), run(gpu, "mel", "mel"), run(gpu, "wave", "wave").reshape(2, WAVE)
        self._tonality: Tonality | None = None
        self._new = np.zeros(MELS, np.float32)
        self._band = [Follower(0.015, 0.30, TICK_S) for _ in range(4)]
        self._presence = [Follower(1.5, 3.0, TICK_S) for _ in range(4)]
        self._clock = [0.0] * 4

    def frame(self) -> MusicFrame:
        """What was written so far, as it is now."""
        return MusicFrame.of(self._record)

    def block(self, block: Block, t: float, level: Level) -> None:
        """Which hop it is, its clocks (t: s, its end), and whether anything arrives or clips."""
        self._hop[0] = block.hop
        self._times[:] = t, block.known_s, block.event_s, block.clock_s
        self._counts[:] = block.epoch, block.lost, block.nonfinite, level.clipped, level.signal

    def events(self, onsets: Sequence[Onset], hits: Sequence[Onset], notes: Sequence[Note], t: float) -> None:
        """The newest of each, oldest first; t: s, now."""
        self._onsets.take(onsets)
        self._hits.take(hits)
        self._notes.take(notes)
        self._onsets.gpu(t)
        self._notes.gpu(t)

    def grid(self, grid: BeatGrid) -> None:
        """The beat."""
        self._grid[:] = grid.anchor_s, grid.period_s, grid.confidence
        self._beats[:] = grid.beat, grid.beats_per_bar, grid.downbeat

    def harmony(self, tonality: Tonality) -> None:
        """Key and pitch classes."""
        if tonality is self._tonality:
            return
        self._tonality = tonality
        key, clarity = tonality.key, tonality.clarity
        self._key[0], self._clear[0] = key, clarity
        classes, strengths = [-1.0] * 4, [0.0] * 4
        for i, (pitch_class, strength) in enumerate(tonality.classes):
            classes[i], strengths[i] = pitch_class, strength
        self._harmony[:] = key % 12 if key >= 0 else -1.0, key >= 12, clarity, 0.0, *classes, *strengths

    def form(self, form: Form, loudness: Loudness) -> None:
        """Where the piece stands, and LUFS."""
        self._kind[0] = form.kind
        self._form[:] = (form.confidence, form.applause, form.single, form.full, form.dying, form.disorder, form.trend, form.novelty,
                         loudness.momentary, loudness.short, loudness.integrated)

    def sound(self, samples: Samples, level: Level, spectrum: Spectrum, coherence: Coherence, hits: Sequence[float], hz: float, confidence: float) -> None:
        """samples: (HOP, C); spectrum: after gain; hits: each band's envelope 0..1; hz, confidence: of the pitch."""
        opened = level.open
        self._heard[:] = level.rms_db, level.floor_db, hz, confidence, coherence.total
        shaped = [(1.0 - exp(-9.0 * x)) * opened for x in spectrum.bands.tolist()]
        bands = [f.step(x) for f, x in zip(self._band, shaped, strict=True)]
        self._clock = [(c + TICK_S * (0.15 + 1.85 * x)) % 4096.0 for c, x in zip(self._clock, bands, strict=True)]
        self._seen[:] = (level.fast, level.slow, level.long, level.peak, *bands, *hits, *[f.step(x) for f, x in zip(self._presence, shaped, strict=True)],
                         *self._clock, midi_of(hz), confidence, spectrum.brightness * opened, spectrum.flatness * opened,
                         coherence.total, coherence.pulse, coherence.agreement, coherence.tonal, *space(samples), level.signal, min(1.0, level.peak))
        peak = float(np.maximum.reduce(spectrum.chroma))
        np.multiply(spectrum.chroma, np.float32(opened / peak if peak > 0.0 else 0.0), out=self._chroma)
        self._follow_mel(spectrum.mel, np.float32(opened))
        np.multiply(samples[-WAVE:, :2].T, np.float32(level.gain), out=self._wave)   # one channel is both
        if level.peak >= 1.0:
            np.minimum(self._wave, ONE, out=self._wave)
            np.maximum(self._wave, -ONE, out=self._wave)

    def _follow_mel(self, mel: Samples, opened: np.float32) -> None:
        new, shown = self._new, self._mel
        np.multiply(mel, DENSE, out=new)
        np.exp(new, out=new)
        np.subtract(ONE, new, out=new)
        new *= opened
        shown -= new
        np.maximum(shown * MEL_KEEP[0], shown * MEL_KEEP[1], out=shown)   # below the new value it rises, and of a negative number less is kept
        shown += new


def space(samples: Samples) -> tuple[float, float]:
    """Balance -1 (left) .. 1 (right) and width 0 (mono) .. 1 (out of phase) of the first pair."""
    if samples.shape[1] < 2:
        return 0.0, 0.0
    left, right = samples[:, 0], samples[:, 1]
    l2, r2, lr = float(left @ left), float(right @ right), float(left @ right)
    total = l2 + r2
    if total < 1e-9:
        return 0.0, 0.0
    return (r2 - l2) / total, 0.5 - lr / total
