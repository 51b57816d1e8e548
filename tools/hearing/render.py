"""From a Piece to sound: FluidSynth with a free soundfont, then a room, a desk and an audience, so that no two recordings are alike."""
from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt

from .piece import DRUMS, Piece

Floats = npt.NDArray[np.float64]
Sound = npt.NDArray[np.float32]
RATE = 48_000
FONTS = ("/usr/share/sounds/sf2/FluidR3_GM.sf2", "/usr/share/sounds/sf3/MuseScore_General.sf3", "/usr/share/sounds/sf2/TimGM6mb.sf2")
"""Debian's fluid-soundfont-gm (MIT), musescore-general-soundfont (MIT), timgm6mb-soundfont (GPL-2)"""
KITS = (0, 0, 0, 8, 16, 24, 25, 32, 40)


class Player:
    """One FluidSynth with the soundfonts loaded; `play` renders as fast as it can."""

    def __init__(self) -> None:
        import fluidsynth  # pyfluidsynth, only where training data is made
        self._synth = fluidsynth.Synth(gain=0.4, samplerate=float(RATE))
        self._fonts = [self._synth.sfload(f) for f in FONTS if Path(f).exists()]

    def play(self, piece: Piece, rng: np.random.Generator, wet: bool = True) -> Sound:
        """(n,) float32 mono at RATE, peak 0.7."""
        synth = self._synth
        synth.system_reset()
        font = self._fonts[rng.integers(len(self._fonts))]
        events: list[tuple[int, int, int, int, int]] = []
        channel = 0
        for part in piece.parts:
            if part.program == DRUMS:
                c = 9
                synth.program_select(9, font, 128, part.kit if part.kit >= 0 else int(rng.choice(KITS)))
            else:
                c = channel if channel < 9 else channel + 1
                channel += 1
                synth.program_select(c, font, 0, part.program)
            synth.cc(c, 7, int(127 * part.gain))
            synth.cc(c, 10, int(127 * part.pan))
            synth.cc(c, 91, int(rng.integers(0, 70)) if wet else 0)
            for start, length, pitch, velocity in part.notes:
                if start < piece.seconds:
                    a = round(start * RATE)
                    events += [(a, 1, c, pitch, velocity), (a + round(length * RATE), 0, c, pitch, 0)]
        events.sort()
        total = round((piece.seconds + 0.3) * RATE)
        out, at = [], 0
        for when, on, c, pitch, velocity in events:
            when = min(when, total) // 64 * 64   # FluidSynth works in blocks of 64 samples
            if when > at:
                out.append(np.asarray(synth.get_samples(when - at), np.int16))
                at = when
            if on:
                synth.noteon(c, pitch, velocity)
            else:
                synth.noteoff(c, pitch)
        if total > at:
            out.append(np.asarray(synth.get_samples(total - at), np.int16))
        stereo = np.concatenate(out).reshape(-1, 2).astype(np.float32) / 32768.0
        mono = stereo.mean(axis=1)
        return np.asarray(0.7 * mono / max(1e-4, float(np.abs(mono).max())), np.float32)


def room(rng: np.random.Generator, x: Sound, seconds: float, wet: float) -> Sound:
    """x through a synthetic room: exponentially decaying coloured noise of RT60 `seconds` s, share `wet` 0..1."""
    from scipy.signal import fftconvolve
    n = int(seconds * RATE)
    t = np.arange(n) / RATE
    tail = rng.normal(size=n) * 10.0 ** (-3.0 * t / seconds)
    tail = np.convolve(tail, np.ones(6) / 6.0)[:n]
    gap = int(rng.uniform(0.0, 0.03) * RATE)
    tail[:gap] = 0.0
    tail /= np.sqrt(float(tail @ tail)) + 1e-9
    y = fftconvolve(x, tail)[:len(x)]
    y *= np.sqrt(float(x @ x) / (float(y @ y) + 1e-9))
    return np.asarray((1.0 - wet) * x + wet * y, np.float32)


def desk(rng: np.random.Generator, x: Sound) -> Sound:
    """Tone and dynamics of a recording: tilt, band limits, a compressor, saturation."""
    from scipy.signal import butter, sosfilt
    y = x.astype(np.float64)
    if rng.random() < 0.5:
        for _ in range(int(rng.integers(1, 4))):   # broad bells
            f, gain = float(np.exp(rng.uniform(np.log(60), np.log(9000)))), 10.0 ** (rng.uniform(-8, 8) / 20.0)
            sos = butter(2, [f / 1.6, min(f * 1.6, 23_000.0)], "bandpass", fs=RATE, output="sos")
            y = y + (gain - 1.0) * sosfilt(sos, y)
    if rng.random() < 0.15:
        y = sosfilt(butter(2, float(rng.uniform(60, 250)), "highpass", fs=RATE, output="sos"), y)
    if rng.random() < 0.2:
        y = sosfilt(butter(2, float(rng.uniform(3000, 12_000)), "lowpass", fs=RATE, output="sos"), y)
    if rng.random() < 0.4:   # a compressor that pumps
        hop = 480
        env = np.sqrt(np.add.reduceat(y * y, np.arange(0, len(y), hop)) / hop)
        smooth, held = np.empty_like(env), 0.0
        release = float(rng.uniform(0.85, 0.97))
        for i, e in enumerate(env):
            held = max(e, held * release)
            smooth[i] = held
        gain = np.minimum(1.0, (0.15 / np.maximum(smooth, 1e-4)) ** float(rng.uniform(0.3, 0.8)))
        y = y * np.interp(np.arange(len(y)), np.arange(len(env)) * hop, gain)
    if rng.random() < 0.3:
        drive = float(rng.uniform(1.0, 5.0))
        y = np.tanh(drive * y / (np.abs(y).max() + 1e-9))
    return np.asarray(0.7 * y / (np.abs(y).max() + 1e-9), np.float32)


def mixed(x: Sound, other: Sound, snr_db: float) -> Sound:
    """x with `other` (looped to its length) under it at a signal-to-noise ratio (dB)."""
    y = np.resize(other, len(x))
    scale = np.sqrt(float(np.mean(x * x)) / (float(np.mean(y * y)) + 1e-12)) * 10.0 ** (-snr_db / 20.0)
    return np.asarray(x + np.float32(scale) * y, np.float32)
