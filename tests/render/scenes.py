"""Hand-set states per act, so that pictures can be drawn and judged without an ear or a director."""
from __future__ import annotations

import numpy as np

from visualizer.model.crowd import CrowdFrame, Seating
from visualizer.model.grid import BeatGrid
from visualizer.model.music import EVENTS, MUSIC, MusicFrame
from visualizer.model.settings import Schema
from visualizer.model.show import N_STAGE, STAGE, Act, ShowFrame
from visualizer.model.time import FrameTime
from visualizer.render import PARAMS, SETTINGS

BASE: dict[str, float] = dict(
    curtain=1.0, key=0.0, cool=0.0, pool=1.0, hero=0.0, crystals=0.0, hearts=0.0, threads=0.0, wet=0.0, dust=0.0, house=0.06, gears=0.0, instrument=0.0,
    figure=0.0, rise=0.0, seam=0.0, warmth=0.0, exposure=0.0, contrast=1.16, saturation=1.12, cam_x=0.0, cam_y=3.5, cam_z=22.0, look_x=0.0, look_y=2.0,
    look_z=0.0, fov=17.2, roll=0.0, flicker=0.0, veil=0.0, ember=0.0, fade=1.0, chaos=0.0, shatter=0.0, hands=0.0, faces=0.0)
ACTS: dict[Act, dict[str, float]] = {
    Act.BACKSTAGE: dict(curtain=0.0, seam=1.0, dust=0.4, saturation=1.15, house=0.0, look_y=1.35),
    Act.CURTAIN: dict(key=0.8, dust=0.6, saturation=1.2),
    Act.SILENCE: dict(key=1.0, dust=1.0, saturation=1.32),
    Act.NOTE: dict(key=0.015, hero=1.9, crystals=0.05, wet=1.0, instrument=1.0, dust=0.15, contrast=1.2, house=0.0,
                   cam_y=6.3, cam_z=18.3, look_y=1.5, fov=21.0),
    Act.SYMPHONY: dict(key=0.36, cool=0.24, hero=1.6, crystals=1.0, hearts=0.45, dust=0.7, gears=1.0, instrument=1.0, figure=1.0, house=0.03,
                       cam_x=-0.9, cam_y=4.3, cam_z=19.0, look_y=2.52, fov=16.4),
    Act.UNISON: dict(key=0.45, hero=1.9, crystals=0.9, hearts=1.0, threads=1.0, dust=0.8, gears=1.0, instrument=1.0, figure=1.0, warmth=1.0,
                     house=0.6, contrast=1.16, cam_y=6.6, cam_z=22.5, look_y=1.95, fov=18.0),
    Act.CHAOS: dict(key=0.05, cool=0.45, hero=1.5, ember=0.85, crystals=1.0, hearts=0.25, dust=0.5, gears=1.0, instrument=1.0, figure=1.0,
                    warmth=-0.3, house=0.0, contrast=1.22, cam_x=1.8, cam_y=2.4, cam_z=17.5, look_y=2.75, fov=18.5, roll=3.7),
    Act.EBB: dict(key=0.22, cool=0.10, hero=0.9, crystals=0.35, hearts=0.3, dust=0.5, gears=0.4, instrument=1.0, figure=0.5, house=0.03,
                  cam_x=-0.4, cam_y=3.8, cam_z=20.5, look_y=2.4, fov=17.0),
    Act.LAST_NOTE: dict(key=0.16, hero=1.1, crystals=0.05, hearts=0.15, dust=0.3, instrument=1.0, figure=0.3, pool=1.2, warmth=0.3, house=0.02,
                        cam_y=3.3, look_y=1.98),
    Act.HUSH: dict(key=0.126, hero=0.75, ember=1.0, dust=0.3, instrument=1.0, pool=1.7, flicker=1.0, warmth=0.4, house=0.02, cam_y=3.3, look_y=1.98),
    Act.OVATION: dict(key=0.9, cool=0.5, hero=1.0, crystals=0.8, hearts=0.25, dust=1.0, gears=0.6, instrument=1.0, figure=1.0, rise=1.0, house=0.9, warmth=0.2,
                      cam_y=3.4, look_y=1.98),
    Act.WAKING: dict(key=0.9, cool=0.3, hero=1.2, crystals=0.8, gears=0.3, instrument=1.0, veil=0.62, house=0.4, cam_y=3.3, look_y=1.98),
}
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
    stage = np.array([{**BASE, **ACTS.get(act, {}), **changes}[name] for name in STAGE])
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
