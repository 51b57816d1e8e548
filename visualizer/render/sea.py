"""The sea of faces: where each listener appears when the stage looks back into the house, and how much of its light reaches them."""
from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from .atlas import TURN_RAD, TURNS, WHO
from .camera import Camera, look

EYE, TARGET, FOV = (-2.4, 2.45, -4.4), (0.35, 2.5, 14.0), 21.5
ROWS, NEAR_M, FAR_M, SEAT_M, USUAL = 22, 8.4, 25.5, 0.55, 2000
"""rows, m to the first and the last, m between seats in a house of so many listeners"""
HEADS = (-1.05, -0.72, -0.44, -0.24, -0.09, 0.02)
"""NDC of the head centres from the nearest row to the farthest, evenly read"""
PERFORMER = np.array((0.0, 1.5, 0.25))
"""m, where all look"""
APART_M, LOOKED_BACK = 1.2, 400
"""m within which, as the lens sees them, nobody looks like another, among so many who were seated before"""
TIERS_M, RADIUS_M, CENTRE_Z = (4.95, 7.80), 17.5, 9.0
"""balconies: m of their parapets, on a cylinder around (0, CENTRE_Z)"""
Floats = npt.NDArray[np.float32]


def reverse_camera(aspect: float) -> Camera:
    """The lens that looks from the stage into the house; upright pictures keep its height and show fewer people, a little wider."""
    return replace(look(np.array(EYE), np.array(TARGET), FOV if aspect >= 1.0 else FOV + 3.0, 0.0, 1.0), aspect=aspect)


def sea(camera: Camera, seed: int, size: int = USUAL) -> Floats:
    """(n, 16) float32, far first: view x, y of the head's centre, depth (m), layer of the atlas; world z (m), light, rim, 0; four traits 0..1;
    size, row 0 near .. 1 far, 1 in a balcony, m (negative) below the head's centre down to which the row before leaves a body in sight.

    A larger house has more rows, reaching farther into the dark, and narrower seats; where the picture's sea begins and ends stays.
    """
    rng = np.random.default_rng([seed, 0xFACE])
    k = float(np.clip((max(1, size) / USUAL) ** 0.25, 0.45, 1.8))
    rows, far, seat = round(ROWS * k ** 0.65), FAR_M * k ** 0.2, float(np.clip(SEAT_M * k ** -0.35, 0.49, 0.72))
    parts = [_row(camera, i, rows, far, seat, rng) for i in range(rows)]
    parts += [_balcony(camera, y, 0.62 * seat / SEAT_M, back, rng) for y in TIERS_M for back in (1, 0)]
    out = np.concatenate(parts)
    out = out[np.argsort(-out[:, 2], kind="stable")]
    out[:, 3] = _who(camera, out, rng)
    return out.astype(np.float32)


def _row(camera: Camera, i: int, rows: int, far: float, seat: float, rng: np.random.Generator) -> npt.NDArray[np.float64]:
    s = i / (rows - 1)
    depth = NEAR_M * (far / NEAR_M) ** s
    edge = depth * camera.tan * camera.aspect + 0.5
    n = int(np.ceil(2 * edge / seat))
    x = (np.arange(n) - n / 2 + 0.5 * (i % 2)) * seat + rng.uniform(-0.22, 0.22, n) * seat
    d = depth * (1 + rng.uniform(-0.014, 0.014, n))
    places = np.linspace(0, 1, len(HEADS))
    here, before = np.interp(s, places, HEADS), np.interp(max(0.0, s - 1 / (rows - 1)), places, HEADS)
    y = here * depth * camera.tan + rng.uniform(-0.05, 0.05, n)
    sight = float(np.clip(0.14 + 1.25 * (here - before) * depth * camera.tan, 0.23, 0.40)) if i else 0.40
    return _people(camera, x, y, d, s, 0.0, sight, rng)


def _balcony(camera: Camera, parapet: float, seat: float, back: int, rng: np.random.Generator) -> npt.NDArray[np.float64]:
    """A row of a balcony; back: 0 at the parapet, 1 behind it and higher."""
    radius = RADIUS_M + 0.4 + 0.8 * back
    angle = np.arange(-1.1, 1.1, seat / RADIUS_M) + 0.5 * back * seat / RADIUS_M
    angle += rng.uniform(-0.010, 0.010, len(angle))
    spot = np.stack([radius * np.sin(angle), np.full(len(angle), parapet + 0.24 + 0.30 * back) + rng.uniform(-0.06, 0.08, len(angle)),
                     CENTRE_Z + radius * np.cos(angle)], -1) - camera.eye
    x, y, d = spot @ camera.right, spot @ camera.up, spot @ camera.forward
    seen = (np.abs(x) < d * camera.tan * camera.aspect + 0.5) & (np.abs(y) < d * camera.tan + 0.4) & (rng.random(len(angle)) < 0.88)
    return _people(camera, x[seen], y[seen], d[seen], 1.0, 1.0, 0.24 + 0.30 * back, rng)


def _who(camera: Camera, people: npt.NDArray[np.float64], rng: np.random.Generator) -> npt.NDArray[np.float64]:
    """(n,) layers: everybody turned to the performer as the lens sees it, and nobody beside somebody who looks alike."""
    x, y, d = people[:, 0], people[:, 1], people[:, 2]
    world = camera.eye + x[:, None] * camera.right + y[:, None] * camera.up + d[:, None] * camera.forward
    to_lens, to_her = camera.eye - world, PERFORMER - world
    aside = np.arctan2(to_lens[:, 0], -to_lens[:, 2]) - np.arctan2(to_her[:, 0], -to_her[:, 2])
    turn = np.clip(np.round((np.abs(aside) - TURN_RAD[0]) / TURN_RAD[1] + rng.uniform(-0.45, 0.45, len(x))), 0, TURNS - 1)
    who = np.zeros(len(x), np.int64)
    spread = np.stack([x / d, y / d], -1)
    for i in range(len(x)):
        first = max(0, i - LOOKED_BACK)
        away = np.hypot(*(spread[first:i] - spread[i]).T) * d[i]
        nearest = np.full(WHO, np.inf)
        np.minimum.at(nearest, who[first:i], away)
        free = np.flatnonzero(nearest > APART_M)
        who[i] = rng.choice(free) if len(free) else np.argmax(nearest)
    return np.asarray(who + WHO * turn, np.float64)


def _people(camera: Camera, x: npt.NDArray[np.float64], y: npt.NDArray[np.float64], d: npt.NDArray[np.float64], s: float, high: float, sight: float,
            rng: np.random.Generator) -> npt.NDArray[np.float64]:
    n = len(x)
    world = camera.eye + x[:, None] * camera.right + y[:, None] * camera.up + d[:, None] * camera.forward
    wide = 3.4 * max(1.0, camera.aspect / 1.78)
    side = np.exp(-(np.maximum(np.abs(world[:, 0] - 0.7) - 1.2, 0.0) / wide) ** 2)
    gobo = 0.5 + 0.30 * np.sin(world[:, 0] * 0.93 + 0.4 * world[:, 2] + 0.8) + 0.30 * np.sin(world[:, 2] * 0.75 - 0.55 * world[:, 0] + 2.1)
    light = side * (0.24 + 1.06 * np.clip(gobo, 0, 1)) * np.interp(d, [NEAR_M, 12.0], [0.30, 1.0]) * rng.uniform(0.55, 1.15, n)
    if high:
        light = 0.22 * np.exp(-(world[:, 0] / 5.5) ** 2) * rng.uniform(0.4, 1.2, n)
    out = np.zeros((n, 16))
    out[:, 0], out[:, 1], out[:, 2] = x, y, d
    out[:, 4], out[:, 5], out[:, 6] = world[:, 2], light, rng.uniform(0.3, 1.0, n) * (1.7 if high else 1.0)
    out[:, 8:12] = rng.random((n, 4))
    out[:, 12], out[:, 13], out[:, 14], out[:, 15] = rng.uniform(0.94, 1.06, n), s, high, -sight
    return out
