"""Level: the room's floor, automatic gain, no-signal, clipping; and loudness in LUFS. Levels are dBFS of an RMS, full-scale square wave = 0."""
from __future__ import annotations

from dataclasses import dataclass
from math import exp, log10

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
PULSED = 0.5
"""belief in a beat from which a sound is not the room"""
ROOM_MAX_DB, NO_ROOM_DB = -48.0, -70.0
"""dBFS; no room is louder (applause is not the room), and what is assumed before anything was heard"""
DEPTH_DB = 40.0
"""dB below the loud passages at which music is still seen; what is deeper is the hall"""
NO_SIGNAL_S = 0.5
"""s of exact digital zero after which there is no signal; a quiet room is never exactly zero."""


def rms_db(x: npt.NDArray[np.float32]) -> float:
    """dBFS of x (any shape, float32), SILENCE_DB when it is (nearly) zero."""
    flat = x.ravel()
    power = float(flat @ flat) / flat.size
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
        self._k, self._flat_k, self._swing_k, self._down_k, self._below_k, self._up_k = (keep(dt, tau_s) for tau_s in (0.4, 0.3, 1.0, 0.1, 0.2, 0.3))
        self._fast, self._slow, self._long = Follower(0.025, 0.45, dt), Follower(0.4, 0.4, dt), Follower(4.0, 8.0, dt)
        self._zeros, self._clipped = 0, 0
        self._power = 0.0

    def step(self, mono: npt.NDArray[np.float32], samples: npt.NDArray[np.float32], flatness: float, pulse: float = 0.0) -> Level:
        """mono: (HOP,) float32; samples: (HOP, C) float32, for clipping and exact silence; flatness: spectral, 0..1; pulse: 0..1, how far one was
        believed in the hop before."""
        db = rms_db(mono)
        top = max(float(np.maximum.reduce(samples, axis=None)), -float(np.minimum.reduce(samples, axis=None)))
        self._zeros = self._zeros + 1 if top == 0.0 else 0
        self._clipped += int(np.count_nonzero(np.abs(samples) >= 0.999)) if top >= 0.999 else 0
        self._power = self._power * self._k + (10.0 ** (db / 10.0)) * (1.0 - self._k)
        self._slow_db = max(SILENCE_DB, 10.0 * log10(max(self._power, 1e-12)))
        floor = self._follow_floor(db, flatness, pulse)
        opened = smoothstep(6.0, 14.0, self._slow_db - floor) if self._zeros * self._dt < NO_SIGNAL_S else 0.0
        self._follow_loud(opened)
        if self._loud_db is not None:
            opened *= smoothstep(-DEPTH_DB - 12.0, -DEPTH_DB, self._slow_db - self._loud_db)
        loud = self._loud_db if self._loud_db is not None else TARGET_DB
        gain_db = min(self._gain_max_db, TARGET_DB - loud)
        seen = 10.0 ** (min(0.0, db + gain_db) / 20.0) if db > SILENCE_DB else 0.0
        x, gain, signal = (1.0 - exp(-5.5 * seen)) * opened, 10.0 ** (gain_db / 20.0), self._zeros * self._dt < NO_SIGNAL_S
        fast, slow, long = self._fast.step(x), self._slow.step(x), self._long.step(x)
        return Level(db, floor, gain, opened, fast, slow, long, min(1.0, top * gain), signal, self._clipped)

    def _follow_floor(self, db: float, flatness: float, pulse: float) -> float:
        """The room: the quietest the input gets, learnt soon where it sounds like one (flat, steady), slowly where it might be music. Zero is no room."""
        self._flat += (flatness - self._flat) * (1.0 - self._flat_k)
        self._swing += (abs(db - self._slow_db) - self._swing) * (1.0 - self._swing_k)
        if db <= SILENCE_DB:
            return self._floor_db if self._floor_db is not None else NO_ROOM_DB
        if self._floor_db is None:
            self._floor_db = db - 3.0   # the first sound is taken for the room until it shows that it is music
        elif self._slow_db < self._floor_db:
            self._floor_db = self._slow_db + (self._floor_db - self._slow_db) * self._down_k
        else:
            like_a_room = self._flat > ROOM_FLATNESS and self._swing < ROOM_SWING_DB
            self._floor_db = min(self._slow_db, self._floor_db + (ROOM_RISE if like_a_room else MUSIC_RISE) * self._dt)
        if self._flat < 0.8 * ROOM_FLATNESS or pulse > PULSED:   # tones are no room, nor is what has a beat, however quiet and dense
            below = min(self._floor_db, self._slow_db - 20.0)
            self._floor_db = below + (self._floor_db - below) * self._below_k
        self._floor_db = min(self._floor_db, ROOM_MAX_DB)
        return self._floor_db

    def _follow_loud(self, opened: float) -> None:
        """The level of the loud passages: up within 0.3 s, down 10 dB in gain_release_s while something plays, held in pauses."""
        if opened < 0.5:
            return
        if self._loud_db is None:
            self._loud_db = self._slow_db
        elif self._slow_db > self._loud_db:
            self._loud_db = self._slow_db + (self._loud_db - self._slow_db) * self._up_k
        else:
            self._loud_db = max(self._slow_db, self._loud_db - self._release_db)


@dataclass(frozen=True, slots=True)
class Loudness:
    """LUFS by ITU-R BS.1770-4, SILENCE_DB when nothing sounds. momentary: last 400 ms; short: last 3 s; integrated: all so far, gated."""

    momentary: float = SILENCE_DB
    short: float = SILENCE_DB
    integrated: float = SILENCE_DB


class KWeighting:
    """The two biquads of BS.1770-4 at 48 kHz over any number of channels, in block form: no loop over samples.

    The cascade is x -> (state, y) = (A state + B x, C state + D x). A block of SUB samples is one product with the impulse response plus what the state
    at its start still rings; those states follow from one more product, since the state after k blocks is linear in the inputs of all of them.
    """

    STAGES = (((1.53512485958697, -2.69169618940638, 1.19839281085285), (-1.69065929318241, 0.73248077421585)),
              ((1.0, -2.0, 1.0), (-1.99004745483398, 0.99007225036621)))
    """(b0, b1, b2), (a1, a2): the shelf for a head, the high-pass"""
    SUB = 64

    def __init__(self, hop: int) -> None:
        """hop: samples of every block, a multiple of SUB."""
        n, blocks = self.SUB, hop // self.SUB
        state, ring, into = np.eye(4), np.zeros((4, n)), np.zeros((n, 4))
        for i in range(n):   # what each unit of state gives at each later sample
            out = [self._sample(s, 0.0) for s in state]
            ring[:, i], state = [y for y, _ in out], np.array([s for _, s in out])
        across = state   # row: unit of state before a block -> state after it
        y, s = self._sample(np.zeros(4), 1.0)
        response = np.zeros(n)
        for i in range(n):
            response[i], into[n - 1 - i] = y, s
            y, s = self._sample(s, 0.0)
        lag = np.arange(n)[None, :] - np.arange(n)[:, None]
        self._direct = np.where(lag >= 0, response[np.maximum(lag, 0)], 0.0)   # (in, out)
        self._ring, self._into = ring, into
        powers = [np.linalg.matrix_power(across, k) for k in range(blocks + 1)]
        self._states = np.zeros((4 + 4 * blocks, 4 * (blocks + 1)))   # (state, inputs of all blocks) -> states before each block and after the last
        for to in range(blocks + 1):
            self._states[:4, 4 * to:4 * to + 4] = powers[to]
            for at in range(to):
                self._states[4 + 4 * at:8 + 4 * at, 4 * to:4 * to + 4] = powers[to - 1 - at]
        self._blocks = blocks
        self._now = np.zeros((0, 4))

    def step(self, samples: npt.NDArray[np.float32]) -> npt.NDArray[np.float64]:
        """samples: (hop, C) float32. The weighted samples, (C, hop)."""
        channels = samples.shape[1]
        if len(self._now) != channels:
            self._now = np.zeros((channels, 4))
        x = samples.T.astype(np.float64).reshape(channels * self._blocks, self.SUB)
        states = np.concatenate([self._now, (x @ self._into).reshape(channels, -1)], axis=1) @ self._states
        self._now = states[:, -4:]
        self._now += 1e-30   # -600 dB: what no longer rings would go on in smaller and smaller numbers, which are slow
        y = x @ self._direct
        y += states[:, :-4].reshape(channels * self._blocks, 4) @ self._ring
        return y.reshape(channels, -1)

    @classmethod
    def _sample(cls, state: npt.NDArray[np.float64], x: float) -> tuple[float, npt.NDArray[np.float64]]:
        """One sample through both stages, transposed direct form II. state: (4,)."""
        after = np.zeros(4)
        for i, ((b0, b1, b2), (a1, a2)) in enumerate(cls.STAGES):
            y = b0 * x + state[2 * i]
            after[2 * i], after[2 * i + 1] = b1 * x - a1 * y + state[2 * i + 1], b2 * x - a2 * y
            x = y
        return x, after


class LoudnessMeter:
    """Momentary, short-term and integrated loudness; `step` at an even pace.

    Integrated: blocks of 400 ms every 100 ms, those below -70 LUFS and then those 10 LU below the mean of the rest left out (EBU R 128). Blocks are
    kept as a histogram of 0.1 LU (count and power), as libebur128 does, so that a night takes no more memory than a minute.
    """

    MOMENTARY_S, SHORT_S, GATE_STEP_S = 0.4, 3.0, 0.1
    GATE_LUFS, RELATIVE_LU, BIN_LU = -70.0, -10.0, 0.1

    def __init__(self, dt: float, hop: int) -> None:
        """dt, hop: s and samples of a step."""
        self._filter = KWeighting(hop)
        self._dt = dt
        n = int(np.ceil(self.SHORT_S / dt))
        self._powers = np.zeros(n)   # of each step, newest last
        age = np.arange(n, 0, -1) * dt   # s from each step's start to now; the oldest counts in part
        self._weights = np.stack([np.clip((span + dt - age) / dt, 0.0, 1.0) * dt / span for span in (self.MOMENTARY_S, self.SHORT_S)])
        self._count, self._power = np.zeros(1000), np.zeros(1000)
        self._heard_s, self._next_s = 0.0, self.MOMENTARY_S
        self._integrated = SILENCE_DB

    def step(self, samples: npt.NDArray[np.float32]) -> Loudness:
        """samples: (hop, C) float32; every channel counts once, as left, right and centre do."""
        y = self._filter.step(samples).ravel()
        self._powers[:-1] = self._powers[1:]
        self._powers[-1] = float(y @ y) / len(samples)
        momentary, short = (self._weights @ self._powers).tolist()
        self._heard_s += self._dt
        if self._heard_s >= self._next_s:
            self._next_s += self.GATE_STEP_S
            self._gate(momentary)
        return Loudness(lufs(momentary), lufs(short), self._integrated)

    def _gate(self, power: float) -> None:
        loudness = lufs(power)
        if loudness < self.GATE_LUFS:
            return
        i = min(len(self._count) - 1, int((loudness - self.GATE_LUFS) / self.BIN_LU))
        self._count[i] += 1.0
        self._power[i] += power
        least = lufs(float(self._power.sum() / self._count.sum())) + self.RELATIVE_LU
        i = max(0, int(np.ceil((least - self.GATE_LUFS) / self.BIN_LU - 0.5)))
        self._integrated = lufs(float(self._power[i:].sum() / self._count[i:].sum()))


def lufs(power: float) -> float:
    """Loudness of a K-weighted mean square summed over channels."""
    return max(SILENCE_DB, -0.691 + 10.0 * log10(power)) if power > 1e-12 else SILENCE_DB
