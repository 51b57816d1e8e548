"""Level: the room's floor, automatic gain, no-signal, clipping. Levels are dBFS of an RMS, full-scale square wave = 0."""
from __future__ import annotations

from dataclasses import dataclass
from math import log10

import numpy as np
import numpy.typing as npt

from .ease import Follower, keep, smoothstep

SILENCE_DB = -120.0
TARGET_DB = -17.0
"""dBFS to which a steadily playing input is brought."""
ROOM_FLATNESS, ROOM_SWING_DB = 0.15, 4.0
"""spectral flatness above which, and swing of the level below which, a sound may be the room itself"""
ROOM_RISE, MUSIC_RISE = 12.0, 0.4
"""dB/s at which the floor may rise under a room, and under what may be music"""
ROOM_MAX_DB, NO_ROOM_DB = -48.0, -70.0
"""dBFS; no room is louder (applause is not the room), and what is assumed before anything was heard"""
DEPTH_DB = 40.0
"""dB below the loud passages at which music is still seen; what is deeper is the hall"""
NO_SIGNAL_S = 0.5
"""s of exact digital zero after which there is no signal; a quiet room is never exactly zero."""


def rms_db(x: npt.NDArray[np.float32]) -> float:
    """dBFS of x (any shape, float32), SILENCE_DB when it is (nearly) zero."""
    power = float(np.mean(np.square(x, dtype=np.float64)))
    return max(SILENCE_DB, 10.0 * log10(power)) if power > 1e-12 else SILENCE_DB


def mono_of(samples: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """(n, C) -> (n,) float32: the mean of the first pair, or its louder channel when the mean is 10 dB below the difference (a wire is swapped)."""
    if samples.shape[1] == 1:
        return np.ascontiguousarray(samples[:, 0])
    left, right = samples[:, 0], samples[:, 1]
    mid = (left + right) * np.float32(0.5)
    side = (left - right) * np.float32(0.5)
    mid_power, side_power = float(mid @ mid), float(side @ side)
    if mid_power < 0.1 * side_power:
        return np.ascontiguousarray(left if float(left @ left) >= float(right @ right) else right)
    return np.ascontiguousarray(mid)


@dataclass(frozen=True, slots=True)
class Level:
    """One hop's level. rms_db, floor_db: dBFS; gain: linear factor for everything seen; open: 0..1, how sure it is that this is no room;
    fast, slow, long, peak: 0..1 after gain; signal: False after half a second of exact zero; clipped: samples at full scale so far."""

    rms_db: float
    floor_db: float
    gain: float
    open: float
    fast: float
    slow: float
    long: float
    peak: float
    signal: bool
    clipped: int


class LevelMeter:
    """Follows level, floor and gain; `step` once per hop. Gain follows the loud passages (up slowly, down at once): a copy 34 dB lower looks the same."""

    def __init__(self, dt: float, gain_max_db: float, gain_release_s: float) -> None:
        self._dt, self._gain_max_db = dt, gain_max_db
        self._release_db = 10.0 / gain_release_s * dt   # dB per hop: 10 dB in gain_release_s
        self._loud_db: float | None = None
        self._floor_db: float | None = None
        self._slow_db = SILENCE_DB
        self._flat, self._swing = 1.0, 0.0
        self._k = keep(dt, 0.4)
        self._fast, self._slow, self._long = Follower(0.025, 0.45, dt), Follower(0.4, 0.4, dt), Follower(4.0, 8.0, dt)
        self._zeros, self._clipped = 0, 0
        self._power = 0.0

    def step(self, mono: npt.NDArray[np.float32], samples: npt.NDArray[np.float32], flatness: float) -> Level:
        """mono: (HOP,) float32; samples: (HOP, C) float32, for clipping and exact silence; flatness: spectral, 0..1."""
        db = rms_db(mono)
        top = float(np.max(np.abs(samples)))
        self._zeros = self._zeros + 1 if top == 0.0 else 0
        self._clipped += int(np.count_nonzero(np.abs(samples) >= 0.999))
        self._power = self._power * self._k + (10.0 ** (db / 10.0)) * (1.0 - self._k)
        self._slow_db = max(SILENCE_DB, 10.0 * log10(max(self._power, 1e-12)))
        floor = self._follow_floor(db, flatness)
        opened = smoothstep(6.0, 14.0, self._slow_db - floor) if self._zeros * self._dt < NO_SIGNAL_S else 0.0
        self._follow_loud(opened)
        if self._loud_db is not None:
            opened *= smoothstep(-DEPTH_DB - 12.0, -DEPTH_DB, self._slow_db - self._loud_db)
        loud = self._loud_db if self._loud_db is not None else TARGET_DB
        gain_db = min(self._gain_max_db, TARGET_DB - loud)
        seen = 10.0 ** (min(0.0, db + gain_db) / 20.0) if db > SILENCE_DB else 0.0
        shaped = (1.0 - np.exp(-5.5 * seen)) * opened
        x, gain, signal = float(shaped), 10.0 ** (gain_db / 20.0), self._zeros * self._dt < NO_SIGNAL_S
        fast, slow, long = self._fast.step(x), self._slow.step(x), self._long.step(x)
        return Level(db, floor, gain, opened, fast, slow, long, min(1.0, top * gain), signal, self._clipped)

    def _follow_floor(self, db: float, flatness: float) -> float:
        """The room: the quietest the input gets, learnt soon where it sounds like one (flat, steady), slowly where it might be music. Zero is no room."""
        self._flat += (flatness - self._flat) * (1.0 - keep(self._dt, 0.3))
        self._swing += (abs(db - self._slow_db) - self._swing) * (1.0 - keep(self._dt, 1.0))
        if db <= SILENCE_DB:
            return self._floor_db if self._floor_db is not None else NO_ROOM_DB
        if self._floor_db is None:
            self._floor_db = db - 3.0   # the first sound is taken for the room until it shows that it is music
        elif self._slow_db < self._floor_db:
            self._floor_db = self._slow_db + (self._floor_db - self._slow_db) * keep(self._dt, 0.1)
        else:
            like_a_room = self._flat > ROOM_FLATNESS and self._swing < ROOM_SWING_DB
            self._floor_db = min(self._slow_db, self._floor_db + (ROOM_RISE if like_a_room else MUSIC_RISE) * self._dt)
        if self._flat < 0.8 * ROOM_FLATNESS:   # tones are no room
            below = min(self._floor_db, self._slow_db - 20.0)
            self._floor_db = below + (self._floor_db - below) * keep(self._dt, 0.2)
        self._floor_db = min(self._floor_db, ROOM_MAX_DB)
        return self._floor_db

    def _follow_loud(self, opened: float) -> None:
        """The level of the loud passages: up within 0.3 s, down 10 dB in gain_release_s while something plays, held in pauses."""
        if opened < 0.5:
            return
        if self._loud_db is None:
            self._loud_db = self._slow_db
        elif self._slow_db > self._loud_db:
            self._loud_db = self._slow_db + (self._loud_db - self._slow_db) * keep(self._dt, 0.3)
        else:
            self._loud_db = max(self._slow_db, self._loud_db - self._release_db)
