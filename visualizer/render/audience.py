"""Where each listener appears: rows are placed by where their heads should stand in the picture, then read back as points in space."""
from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from visualizer.model.crowd import CrowdFrame, Seating

from .camera import Camera

SEAT = 0.54
"""m between neighbours."""
SPAN = 0.50, 0.64
"""NDC from the heads of the far row to those of the nearest in the picture: seen from a seat, and from above."""
ROWS = 6.6, 8.6, 4.4
"""rows between these two: seen from a seat, from above, and how many more an upright picture has. Wide enough that shoulders show between heads."""
LUB_SHARP = 2.6
"""how narrow the light of a lub is, as in passes/crowd.vert"""
RAISED = 0.55
"""of the way to the nearest row, from where all before the stage keep their arms down"""
Floats = npt.NDArray[np.float32]


class Audience:
    """Chooses the rows that are drawn and fills one instance array per frame.

    An instance is 16 float32: view x, y of the head's top and depth (m), row 0 far .. 1 near; phase, amplitude, posture, breath;
    four traits; hands 0 in the lap .. 1 up, standing 0..1, share of light, phase of the clap (rad, 0 = the palms meet).
    """

    def __init__(self, seating: Seating, rows: int) -> None:
        ranks = np.unique(np.linspace(0, seating.rows - 1, min(rows, seating.rows)).round().astype(np.int64))
        self._chosen = np.flatnonzero(np.isin(seating.rank, ranks))
        rank = seating.rank[self._chosen]
        self._row = np.searchsorted(ranks, rank).astype(np.float64)
        self._rows = len(ranks)
        self._trait = np.asarray(seating.trait, np.float32)[self._chosen]
        counts = np.bincount(rank, minlength=seating.rows)
        half = max(4.8, 0.5 * SEAT * float(counts.max(initial=1)))
        odd = np.where(self._row % 2 == 1, 0.25, -0.25) * SEAT
        self._x = seating.x[self._chosen].astype(np.float64) * half + odd + (self._trait[:, 0] - 0.5) * 0.42 * SEAT
        self.size = seating.size
        self._live = np.empty((seating.size, 4), np.float32)
        self.instances: Floats = np.zeros((0, 16), np.float32)

    @property
    def capacity(self) -> int:
        """Most listeners that can be drawn at once."""
        return len(self._chosen)

    def place(self, camera: Camera, crowd: CrowdFrame, t: float, claps: Floats, sunk: float = 0.0) -> Floats:
        """Instances that can be seen by `camera` at show time t (s), far rows first; kept in `instances` too.

        claps: (N, 4) as `hands_of` gives; sunk: 0 .. 1 gone below the picture.
        """
        live = crowd.at(t, self._live)[self._chosen]
        trait = self._trait
        lift = float(np.clip((camera.eye[1] - 3.5) / 3.1, 0.0, 1.0))
        tall = float(np.clip((1.25 - camera.aspect) / 0.69, 0.0, 1.0))
        slim = 1.0 + 0.55 * tall   # an upright picture shows more rows of smaller heads
        shown = ROWS[0] + (ROWS[1] - ROWS[0]) * lift + ROWS[2] * tall
        s = self._row / max(1.0, min(self._rows - 1.0, shown))   # more than 1: below the picture
        far, near = (14.8 + 3.6 * lift) * slim, (5.0 + 2.2 * lift) * slim
        moved = claps[self._chosen]
        up = moved[:, 3]
        depth = far * (near / far) ** s * (1 + 0.012 * (trait[:, 1] - 0.5))
        spread = (SPAN[0] + (SPAN[1] - SPAN[0]) * lift) * (0.75 * s + 0.25 * s * s)
        ndc = -0.68 + 0.19 * lift - 0.62 * sunk - spread
        y = ndc * depth * camera.tan + (trait[:, 2] - 0.5) * 0.13 + (0.08 + 0.14 * trait[:, 3]) * up * np.maximum(0.2, 1 - 0.8 * s)
        x = camera.right[0] * (self._x - camera.eye[0]) - camera.right[2] * depth
        edge = depth * camera.tan * camera.aspect
        willing = np.clip((raise_chance(s, x / (depth * camera.tan)) - trait[:, 3]) / 0.06, 0.0, 1.0)
        raised = ease(moved[:, 1] * 1.3 - 0.2) * willing   # the rest clap before the breast
        seen = (np.abs(x) < edge + 0.5) & (y > -depth * camera.tan - 0.05)
        out = np.empty((int(seen.sum()), 16), np.float32)
        out[:, 0], out[:, 1], out[:, 2], out[:, 3] = x[seen], y[seen], depth[seen], np.minimum(s[seen], 1.0)
        out[:, 4:8] = live[seen, :4]
        out[:, 8:12] = trait[seen]
        out[:, 12], out[:, 13], out[:, 14], out[:, 15] = raised[seen], up[seen], 1.0, moved[seen, 0]
        self.instances = out
        return out

    def hearts(self) -> Floats:
        """(N,) float32 0..1: every listener's heart at the time last placed, as bright as its lub is near."""
        out: Floats = self._live[:, 1] * np.exp(-LUB_SHARP * (1.0 - np.cos(self._live[:, 0])))
        return out


def raise_chance(s: Any, x: Any) -> Any:
    """0..1: how many raise their arms who are moved to. s: row, 0 far .. 1 near; x: in half heights of the picture from its middle. Many far off; nearer only
    to the sides, and few right before the performer, so that she stays in sight."""
    far, aside = np.clip(1.0 - s / RAISED, 0.0, 1.0), ease((np.abs(x) - 0.35) / 0.75)
    return (0.42 + 0.24 * aside) * far * (1.0 - 0.55 * ease(1.0 - np.abs(x) / 0.22)) + 0.30 * aside * ease(s / 0.3) * (1.0 - ease((s - 0.75) / 0.2))


def hands_of(crowd: CrowdFrame, seating: Seating, t: float, hands: float, rise: float, out: Floats | None = None) -> Floats:
    """(N, 4) float32: phase of the clap (rad), hands 0..1, arousal 0..1, rise 0..1 of every listener at t. A crowd without hands of its own follows the
    stage's `hands` and `rise`, one after the other. Fills `out` when given."""
    if len(crowd.hands):
        return crowd.hands_at(t, out)
    trait = seating.trait
    out = np.empty((seating.size, 4), np.float32) if out is None else out
    pace = 2.1 + 0.9 * np.modf(trait[:, 0] * 4.7 + trait[:, 1])[0].astype(np.float64)   # claps a second
    out[:, 0] = 2 * np.pi * ((pace * t + trait[:, 3]) % 1.0)
    out[:, 1] = ease(hands * 1.9 - 0.9 * trait[:, 2])
    out[:, 2], out[:, 3] = out[:, 1], ease(rise * 1.6 - 0.6 * trait[:, 1])
    return out


def ease(x: Any) -> Any:
    """Smoothstep of x, 0..1."""
    u = np.clip(x, 0.0, 1.0)
    return u * u * (3.0 - 2.0 * u)
