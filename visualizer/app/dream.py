"""While no signal arrives, the ear dreams: it hears the overture, which nobody else does. The first sound ends it."""
from __future__ import annotations

import contextlib
import subprocess
import sys
from dataclasses import replace
from typing import Protocol

import numpy as np

from visualizer.analysis import AnalysisSettings, Analyzer
from visualizer.audio import kept_overture
from visualizer.model import log
from visualizer.model.block import Block, Samples
from visualizer.model.music import MusicFrame
from visualizer.model.time import HOP, TICK_S

LATER = 4.0
"""times as long a silence as before the first sound is needed after one: a pause is no sleep"""
REST_S = 16.0
"""s of silence between two overtures: the house has to be backstage again"""
WAKE_TICKS = 2
"""ticks with sound that end a dream: one is a click"""
_COMPOSE = "import os; getattr(os, 'nice', int)(10); from visualizer.audio import overture_samples; overture_samples()"


class Score(Protocol):
    """Where the overture comes from: (n, 2) float32 at 48 kHz, None while it is not there yet."""

    def __call__(self) -> Samples | None: ...


class Composer:
    """The overture out of the cache. When it is not there a process of its own puts it there: composing takes seconds, and the ear has none to give."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    def __call__(self) -> Samples | None:
        if self._process is not None and self._process.poll() is None:
            return None
        sound = kept_overture()
        if sound is None and self._process is None:
            with contextlib.suppress(OSError):
                self._process = subprocess.Popen([sys.executable, "-c", _COMPOSE], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                                 stderr=subprocess.DEVNULL)
        return sound


class Dreamer:
    """Stands between what is read and what is published. `step` once per block, in order; `idle` where there is no source to bring one."""

    def __init__(self, settings: AnalysisSettings, last_id: int, after_s: float, score: Score | None = None) -> None:
        """last_id: the largest event id given so far; after_s: s without a signal before it dreams, 0 never."""
        self._settings, self._after_s, self._score = settings, after_s, score or Composer()
        self._awake = Analyzer(settings, last_id)
        self._last_id, self._silent_s, self._heard, self._sound_ticks = last_id, 0.0, False, 0
        self._dream: Analyzer | None = None
        self._sound: Samples | None = None
        self._at = 0

    @property
    def dreaming(self) -> bool:
        """Whether what is published is dreamt."""
        return self._dream is not None

    def idle(self, seconds: float) -> None:
        """So much time went by without any source."""
        self._silent_s += seconds
        self._fall_asleep()

    def step(self, block: Block) -> MusicFrame:
        """What is heard in this block, or dreamt in its stead."""
        sounds = bool(block.samples.any())
        self._silent_s = 0.0 if sounds else self._silent_s + TICK_S
        self._sound_ticks = self._sound_ticks + 1 if sounds else 0
        self._heard = self._heard or sounds
        self._fall_asleep()
        if self._dream is not None and self._sound_ticks >= WAKE_TICKS:
            log.get().info("sound: the dream is over")
            self._awake, self._dream, self._sound = Analyzer(self._settings, self._last_id), None, None
        frame = self._awake.step(block) if self._dream is None else self._dreamt(self._dream, block)
        self._last_id = max([self._last_id, *(e.id for tier in ("onset", "hit") for e in frame.events(tier)), *(n.id for n in frame.notes())])
        return frame

    def _fall_asleep(self) -> None:
        if self._dream is None and self._after_s > 0.0 and self._silent_s > self._after_s * (LATER if self._heard else 1.0):
            self._sound = self._score()
            if self._sound is not None:
                log.get().info("no signal: the stage dreams the overture")
                self._dream, self._at = Analyzer(self._settings, self._last_id), 0

    def _dreamt(self, dream: Analyzer, block: Block) -> MusicFrame:
        assert self._sound is not None
        samples = np.zeros((HOP, 2), np.float32)
        part = self._sound[self._at:self._at + HOP]
        samples[:len(part)] = part
        self._at += HOP
        if self._at >= len(self._sound) + REST_S / TICK_S * HOP:
            self._at = 0
        record = dream.step(replace(block, samples=samples)).opened()
        record["head"]["dream"], record["head"]["signal"] = 1, 0
        return MusicFrame.of(record)
