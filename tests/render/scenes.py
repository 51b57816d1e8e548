"""The acts' light at rest, so that pictures can be drawn and judged without an ear or a director."""
from __future__ import annotations

import numpy as np

from visualizer.model.crowd import CrowdFrame, Seating
from visualizer.model.grid import BeatGrid
from visualizer.model.music import EVENTS, MUSIC, MusicFrame
from visualizer.model.settings import Schema
from visualizer.model.show import N_STAGE, STAGE, Act, ShowFrame
from visualizer.model.time import FrameTime
from visualizer.render import PARAMS, SETTINGS
from visualizer.show.lights import target

SOUND = {Act.BACKSTAGE: 0.25, Act.CURTAIN: 0.1, Act.SILENCE: 0.0, Act.NOTE: 0.6, Act.SYMPHONY: 0.7, Act.UNISON: 0.8, Act.LAST_NOTE: 0.35, Act.HUSH: 0.0}


def schema() -> Schema:
    """The renderer's own settings and parameters."""
    return Schema(SETTINGS, PARAMS)


def seating(n: int = 2000, rows: int = 25, seed: int = 1) -> Seating:
    """A house of n seats in rows, far first."""
    rng = np.random.default_rng(seed)
    rank = (np.arange(n) * rows // n).astype(np.int32)
    x = np.empty(n, np.float32)
    for r in range(rows):
        at = np.flatnonzero(rank == r)
        x[at] = np.linspace(-1, 1, len(at))
    row = (rank / max(1, rows - 1)).astype(np.float32)
    return Seating(x, row, rank, rng.uniform(size=(n, 4)).astype(np.float32), np.hypot(x, row).astype(np.float32) / 1.42, rows)


def show(act: Act, t: float, act_since: float = 0.0, **changes: float) -> ShowFrame:
    """The stage at rest in an act's position; `changes` set single channels."""
    stage = np.array([{**dict(zip(STAGE, target(act), strict=True)), **changes}[name] for name in STAGE])
    return ShowFrame(0, t, act, act_since, act, stage, np.zeros(N_STAGE), stage, np.ones(N_STAGE), schema().vector(), BeatGrid(t - t % 0.5, 0.5, 0.9), 0.7, 0.6)


def music(act: Act, t: float, seed: int = 3, since_onset: float = 1.1) -> MusicFrame:
    """A chord held, with four drops behind it."""
    rng = np.random.default_rng(seed)
    record = np.zeros((), MUSIC)
    record["head"]["t"] = t
    gpu, level = record["gpu"], SOUND.get(act, 0.5)
    gpu["level"] = level
    gpu["band"] = level * np.array([0.8, 0.9, 0.6, 0.4])
    gpu["mel"] = (level * rng.uniform(0.1, 1.0, 64) ** 1.5).reshape(16, 4)
    chroma = np.full(12, 0.12)
    chroma[[2, 6, 9]] = 1.0, 0.7, 0.8
    gpu["chroma"] = (level * chroma).reshape(3, 4)
    gpu["onset"][:, 0] = 99.0
    for k in range(4):
        gpu["onset"][EVENTS - 1 - k] = (since_onset * (1 + k) - 0.3, 0.9, 1, 17 + k)
    return MusicFrame.of(record)


def crowd(act: Act, t: float, house: Seating, seed: int = 5, heart: float = 0.3) -> CrowdFrame:
    """Listeners: half asleep, half synced, or one heart, by act. heart: rad, mean phase."""
    rng = np.random.default_rng(seed)
    spread = {Act.UNISON: 0.35, Act.SYMPHONY: 1.2}.get(act, 3.0)
    n = house.size
    phase = ((heart + spread * rng.normal(size=n)) % (2 * np.pi)).astype(np.float32)
    order = float(abs(np.exp(1j * phase).mean()))
    return CrowdFrame(0, t, phase, np.full(n, 6.5, np.float32), np.full(n, 0.9, np.float32), np.full(n, 0.3, np.float32), order, order, heart, 1.03, 0.6, 0.12)


def frame_time(t: float, dt: float = 1 / 60, index: int = 1) -> FrameTime:
    """An instant."""
    return FrameTime(t, dt, index)
