"""`concord listen FILE --crowd`: the crowd over a piece as one picture: coherence, order, and everybody's phase."""
from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt

from visualizer.audio import InputSpec, open_media
from visualizer.model.errors import UsageError
from visualizer.model.time import TICK_S
from visualizer.output.files import check_not_input, check_writable
from visualizer.output.stills import save_png

from .common import House, need_file
from .listen import hear_all
from .stage import View

WIDTH, CURVE, RASTER, GAP = 1400, 220, 420, 14
EVERY_S = 10.0
"""s between two upright lines"""
PAPER, GRID = (10, 10, 11), (34, 33, 35)
ICE, EMBER = (166, 208, 255), (255, 158, 88)


def draw_crowd(house: House, spec: InputSpec, out: Path) -> Path:
    """Hear the whole file and write the picture. Above: C (ice) and R (ember), 0..1, a line every ten seconds. Below: a row a listener by distance
    from the light, bright at the lub."""
    need_file(spec)
    if out.suffix.lower() != ".png":
        raise UsageError(f"{out}: a picture's name ends in .png")
    check_writable(out)
    check_not_input(out, Path(spec.name))
    distance = house.seating.distance
    shown = np.argsort(distance, kind="stable")[:: max(1, len(distance) // RASTER)][:RASTER]
    phases: list[npt.NDArray[np.float32]] = []
    values: list[tuple[float, float]] = []

    def keep(view: View) -> None:
        phases.append(view.crowd.phase[shown] if view.music.hop >= 0 else np.zeros(len(shown), np.float32))
        values.append((view.show.coherence, view.crowd.order_wave))

    source = open_media(spec)
    try:
        hear_all(house, source, keep)
    finally:
        source.close()
    save_png(out, picture(np.array(values), np.array(phases)))
    return out


def picture(values: npt.NDArray[np.float64], phases: npt.NDArray[np.float32]) -> npt.NDArray[np.uint8]:
    """values: (T, 2) C and R; phases: (T, n) rad. (H, W, 3) uint8."""
    glow = np.exp(-2.6 * (1.0 - np.cos(phases.T)))   # the same pulse the glow in the picture has
    raster = _resample(glow, WIDTH)
    canvas = np.empty((CURVE + GAP + raster.shape[0], WIDTH, 3), np.float64)
    canvas[:] = PAPER
    for level in (0.0, 0.25, 0.5, 0.75, 1.0):
        canvas[round((CURVE - 3) * (1.0 - level)) + 1] = GRID
    for tick in range(round(EVERY_S / TICK_S), len(values), round(EVERY_S / TICK_S)):
        canvas[:CURVE, tick * WIDTH // len(values)] = GRID
    for column, color in ((0, ICE), (1, EMBER)):
        _curve(canvas[:CURVE], _resample(values[None, :, column], WIDTH)[0], color)
    low, high = np.array((24.0, 6.0, 3.0)), np.array((255.0, 176.0, 96.0))
    canvas[CURVE + GAP:] = low + (high - low) * raster[..., None]
    return np.clip(canvas, 0, 255).astype(np.uint8)


def _resample(rows: npt.NDArray[np.float64], width: int) -> npt.NDArray[np.float64]:
    """(n, T) -> (n, width): means over equal spans when T is longer, repeats when it is shorter."""
    edges = np.linspace(0, rows.shape[1], width + 1)
    low = np.minimum(edges[:-1].astype(int), rows.shape[1] - 1)
    high = np.maximum(low + 1, np.ceil(edges[1:]).astype(int).clip(max=rows.shape[1]))
    total = np.concatenate([np.zeros((rows.shape[0], 1)), np.cumsum(rows, axis=1, dtype=np.float64)], axis=1)
    return np.asarray((total[:, high] - total[:, low]) / (high - low))


def _curve(area: npt.NDArray[np.float64], y: npt.NDArray[np.float64], color: tuple[int, int, int]) -> None:
    """A line of two pixels' weight, anti-aliased down each column, drawn over `area` (h, w, 3)."""
    h = area.shape[0]
    at = (1.0 - np.clip(y, 0.0, 1.0)) * (h - 3) + 1
    before, after = np.minimum(at, np.roll(at, 1)), np.maximum(at, np.roll(at, 1))
    before[0] = after[0] = at[0]
    rows = np.arange(h)[:, None]
    cover = np.clip(np.minimum(rows - before + 1.5, after + 1.5 - rows), 0.0, 1.0)[..., None]
    area[:] = area * (1.0 - cover) + np.array(color) * cover
