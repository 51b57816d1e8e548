"""What glass and strings make of the music: notes with attack and afterglow, the spectrum under them. Closed forms of one frame of music and its age."""
from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
ATTACK_S, AFTERGLOW_S = 0.015, 0.7
OPEN = np.array([55.0, 62.0, 69.0, 76.0])
"""midi of the open strings, low first: G3 D4 A4 E5"""
RING_S = 0.9
_MEL_LOW, _MEL_HIGH, _MELS = 30.0, 16_000.0, 64


def mel_place(midi: npt.NDArray[Any] | float) -> Array:
    """Where a note lies among the 64 mel bands, -0.5..63.5."""
    hz = 440.0 * 2.0 ** ((np.asarray(midi, np.float64) - 69.0) / 12.0)
    low, high = (np.log10(1.0 + f / 700.0) for f in (_MEL_LOW, _MEL_HIGH))
    return np.asarray((np.log10(1.0 + hz / 700.0) - low) / (high - low) * (_MELS + 1) - 1.0)


def note_swing(gpu: npt.NDArray[Any], age: float, afterglow_s: float) -> tuple[Array, Array]:
    """The notes of a frame, (8,) each: midi, and how much of each is there `age` s later: it attacks in ATTACK_S, holds, and dies with `afterglow_s`."""
    rows = np.nan_to_num(np.asarray(gpu["note"], np.float64))
    since, ended = rows[:, 0] + age, np.where(rows[:, 1] < 0.0, 0.0, rows[:, 1] + age)
    there = (rows[:, 0] < 90.0) & (rows[:, 2] > 0.0)
    held = (1 - np.exp(-np.maximum(since, 0.0) / ATTACK_S)) * np.exp(-ended / afterglow_s) * (0.35 + 0.65 * rows[:, 3])
    return rows[:, 2], np.where(there, held, 0.0)


def fold(which: npt.NDArray[Any], midi: npt.NDArray[np.int64]) -> Array:
    """Notes brought by octaves into the range that the crystals (midi) answer."""
    low, top = midi.min(), midi.max()
    return np.asarray(np.where(which > top, top - 11 + (which - top - 1) % 12, np.where(which < low, low + (which - low) % 12, which)))


def crystals_struck(midi: npt.NDArray[np.int64], gpu: npt.NDArray[Any], age: float) -> Array:
    """(n,) 0..about 1: only what a note told for sure does to the crystal that is its own; on the water nothing else answers."""
    which, swing = note_swing(gpu, age, AFTERGLOW_S)
    return np.asarray(np.max(swing * np.exp(-((midi[:, None] - fold(which, midi)) / 0.55) ** 2), axis=1))


def crystals_heard(midi: npt.NDArray[np.int64], gpu: npt.NDArray[Any], age: float) -> Array:
    """(n,) 0..about 2: how strongly each crystal's own note sounds. A note that is told for sure outshines what the spectrum only suggests."""
    mel, chroma = (np.clip(np.nan_to_num(gpu[name].reshape(-1)), 0, 1).astype(np.float64) for name in ("mel", "chroma"))
    at = np.clip(mel_place(midi), 0, _MELS - 1.001)
    i = at.astype(np.int64)
    near = mel[i] * (1 - at % 1.0) + mel[i + 1] * (at % 1.0)
    heard = near * (0.12 + 1.5 * chroma[midi % 12] ** 2)
    which, swing = note_swing(gpu, age, AFTERGLOW_S)
    off = midi[:, None] - fold(which, midi)
    return np.asarray(heard + np.max(swing * (1.6 * np.exp(-(off / 0.55) ** 2) + 0.10 * np.exp(-(off / 2.0) ** 2)), axis=1))


def strings_heard(gpu: npt.NDArray[Any], age: float) -> Array:
    """(4, 4) for the frame block: swing 0..1, half waves, s since struck, share sounding now.

    A note rings the highest string that can play it, in as many half waves as its distance from the open string in fifths asks for; what has no note moves all
    four a little, each with its band. In silence they rest.
    """
    which, swing = note_swing(gpu, age, RING_S)
    out = np.zeros((4, 4))
    out[:, 1], out[:, 2] = (1, 2, 3, 4), 99.0
    band = np.clip(np.nan_to_num(np.asarray(gpu["band"], np.float64)), 0, 1)
    out[:, 0] = 0.22 * band
    for midi, amount, row in zip(which, swing, gpu["note"], strict=True):
        if amount < 1e-3:
            continue
        k = int(np.clip(np.searchsorted(OPEN, midi + 0.5) - 1, 0, 3))
        if amount >= out[k, 3]:
            out[k] = max(out[k, 0], amount), 1 + np.clip(np.floor((midi - OPEN[k]) / 7.0 + 0.5), 0, 3) + k // 2, row[0] + age, amount
    return out
