"""The sea of faces: where each listener appears when the stage looks back into the house, and how much of its light reaches them."""
from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from .atlas import MOODS, WHO
from .camera import Camera, look

EYE, TARGET, FOV = (-2.4, 2.45, -4.4), (0.35, 2.5, 14.0), 21.5
ROWS, NEAR_M, FAR_M, SEAT_M = 22, 8.4, 25.5, 0.55
HEADS = (-1.05, -0.72, -0.44, -0.24, -0.09, 0.02)
"""NDC of the head centres from the nearest row to the farthest, evenly read"""
TIERS_M, RADIUS_M, CENTRE_Z = (4.95, 7.80), 17.5, 9.0
"""balconies: m of their parapets, on a cylinder around (0, CENTRE_Z)"""
Floats = npt.NDArray[np.float32]


def reverse_camera(aspect: float) -> Camera:
    """The lens that looks from the stage into the house; upright pictures keep its height and show fewer people, a little wider."""
    return replace(look(np.array(EYE), np.array(TARGET), FOV if aspect >= 1.0 else FOV + 3.0, 0.0, 1.0), aspect=aspect)


def sea(camera: Camera, seed: int) -> Floats:
    """(n, 16) float32, far first: view x, y of the head's centre, depth (m), layer of the atlas; world z (m), light, rim, 0; four traits 0..1;
    size, row 0 near .. 1 far, 1 in a balcony, m (negative) below the head's centre down to which the row before leaves a body in sight."""
    rng = np.random.default_rng([seed, 0xFACE])
    parts = [_row(camera, i, rng) for i in range(ROWS)] + [_balcony(camera, y, rng) for y in TIERS_M]
    out = np.concatenate(parts).astype(np.float32)
    return out[np.argsort(-out[:, 2], kind="stable")]


def _row(camera: Camera, i: int, rng: np.random.Generator) -> npt.NDArray[np.float64]:
    s = i / (ROWS - 1)
    depth = NEAR_M * (FAR_M / NEAR_M) ** s
    edge = depth * camera.tan * camera.aspect + 0.5
    n = int(np.ceil(2 * edge / SEAT_M))
    x = (np.arange(n) - n / 2 + 0.5 * (i % 2)) * SEAT_M + rng.uniform(-0.22, 0.22, n) * SEAT_M
    d = depth * (1 + rng.uniform(-0.014, 0.014, n))
    y = np.interp(s, np.linspace(0, 1, len(HEADS)), HEADS) * depth * camera.tan + rng.uniform(-0.05, 0.05, n)
    step = np.interp(s, np.linspace(0, 1, len(HEADS)), HEADS) - np.interp(max(0.0, s - 1 / (ROWS - 1)), np.linspace(0, 1, len(HEADS)), HEADS)
    sight = float(np.clip(0.15 + 1.6 * step * depth * camera.tan, 0.24, 0.37)) if i else 0.40
    return _people(camera, x, y, d, s, 0.0, sight, rng)


def _balcony(camera: Camera, parapet: float, rng: np.random.Generator) -> npt.NDArray[np.float64]:
    angle = np.arange(-1.1, 1.1, 0.62 / RADIUS_M)
    angle += rng.uniform(-0.010, 0.010, len(angle))
    spot = np.stack([(RADIUS_M + 0.4) * np.sin(angle), np.full(len(angle), parapet + 0.24) + rng.uniform(-0.06, 0.08, len(angle)),
                     CENTRE_Z + (RADIUS_M + 0.4) * np.cos(angle)], -1) - camera.eye
    x, y, d = spot @ camera.right, spot @ camera.up, spot @ camera.forward
    seen = (np.abs(x) < d * camera.tan * camera.aspect + 0.5) & (rng.random(len(angle)) < 0.82)
    return _people(camera, x[seen], y[seen], d[seen], 1.0, 1.0, 0.24, rng)


def _people(camera: Camera, x: npt.NDArray[np.float64], y: npt.NDArray[np.float64], d: npt.NDArray[np.float64], s: float, high: float, sight: float,
            rng: np.random.Generator) -> npt.NDArray[np.float64]:
    n = len(x)
    world = camera.eye + x[:, None] * camera.right + y[:, None] * camera.up + d[:, None] * camera.forward
    wide = 2.9 * max(1.0, camera.aspect / 1.78)
    side = np.exp(-(np.maximum(np.abs(world[:, 0] - 0.7) - 1.2, 0.0) / wide) ** 2)
    gobo = 0.5 + 0.30 * np.sin(world[:, 0] * 0.93 + 0.4 * world[:, 2] + 0.8) + 0.30 * np.sin(world[:, 2] * 0.75 - 0.55 * world[:, 0] + 2.1)
    light = side * (0.16 + 1.14 * np.clip(gobo, 0, 1)) * np.interp(d, [NEAR_M, 12.5], [0.22, 1.0]) * rng.uniform(0.55, 1.15, n)
    if high:
        light = 0.17 * np.exp(-(world[:, 0] / 5.5) ** 2) * rng.uniform(0.4, 1.2, n)
    mood = rng.choice(MOODS, n, p=(0.28, 0.30, 0.42))
    out = np.zeros((n, 16))
    out[:, 0], out[:, 1], out[:, 2], out[:, 3] = x, y, d, rng.integers(0, WHO, n) + WHO * mood
    out[:, 4], out[:, 5], out[:, 6] = world[:, 2], light, rng.uniform(0.3, 1.0, n) * (0.85 if high else 1.0)
    out[:, 8:12] = rng.random((n, 4))
    out[:, 12], out[:, 13], out[:, 14], out[:, 15] = rng.uniform(0.94, 1.06, n), s, high, -sight
    return out
