"""The acts as two tables: what follows what, and when; what each looks like. Reading this file is reading the show."""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from visualizer.model.show import N_STAGE, STAGE, Act

from .hearing import Heard


@dataclass(frozen=True, slots=True)
class Turn:
    """One way out of an act. to: the act that follows; when: the condition; hold_s: s it must have held; reason: said on desk and in the log."""

    to: Act
    when: Callable[[Heard], bool]
    hold_s: float
    reason: str


def _quiet(h: Heard) -> bool:
    return h.quiet_s > 0.0


def _hushing(h: Heard) -> bool:
    return h.signal and (_quiet(h) or (h.falling and h.level < 0.25))


def _voice(h: Heard) -> bool:
    return h.level > 0.12 and h.single > 0.5 and h.onset_rate < 3.5


def _full(h: Heard) -> bool:
    return h.level > 0.2 and (h.onset_rate > 2.2 or h.single < 0.45) and h.coherence > 0.1


def _one_heart(h: Heard) -> bool:
    return h.coherence > 0.8 and h.order > 0.2 and h.level > 0.25


def _apart(h: Heard) -> bool:
    return h.coherence < 0.45


def _dying(h: Heard) -> bool:
    return h.since_onset_s > 1.1 and h.falling and h.level > 0.02


LEAST_S: dict[Act, float] = {
    Act.BACKSTAGE: 3.0, Act.CURTAIN: 2.5, Act.SILENCE: 1.0, Act.NOTE: 4.0, Act.SYMPHONY: 7.0, Act.UNISON: 5.0, Act.LAST_NOTE: 2.5,
    Act.HUSH: 4.0, Act.WAKING: 9.0,
}
"""s an act lasts at least before the music can turn it; a hand can at any time"""

TURNS: dict[Act, tuple[Turn, ...]] = {
    Act.BACKSTAGE: (
        Turn(Act.CURTAIN, _voice, 0.3, "a voice begins"),
        Turn(Act.CURTAIN, _full, 1.5, "music begins"),
        Turn(Act.CURTAIN, _hushing, 0.15, "the room falls quiet"),
    ),
    Act.CURTAIN: (
        Turn(Act.NOTE, _voice, 0.2, "a single voice"),
        Turn(Act.SYMPHONY, _full, 1.0, "several voices"),
        Turn(Act.SILENCE, lambda h: h.level < 0.2, 1.0, "the curtain has risen"),
    ),
    Act.SILENCE: (
        Turn(Act.NOTE, _voice, 0.12, "a single voice"),
        Turn(Act.SYMPHONY, _full, 0.8, "several voices"),
        Turn(Act.BACKSTAGE, _quiet, 120.0, "two minutes of quiet"),
    ),
    Act.NOTE: (
        Turn(Act.SYMPHONY, _full, 0.8, "the voice is answered"),
        Turn(Act.SILENCE, _quiet, 3.0, "the voice is gone"),
    ),
    Act.SYMPHONY: (
        Turn(Act.UNISON, _one_heart, 1.0, "the house has one pulse"),
        Turn(Act.LAST_NOTE, _dying, 0.2, "the last chord hangs"),
        Turn(Act.HUSH, _quiet, 1.2, "silence after music"),
    ),
    Act.UNISON: (
        Turn(Act.LAST_NOTE, _dying, 0.2, "the last chord hangs"),
        Turn(Act.HUSH, _quiet, 1.0, "silence after music"),
        Turn(Act.SYMPHONY, _apart, 4.0, "the pulse comes apart"),
    ),
    Act.LAST_NOTE: (
        Turn(Act.HUSH, _quiet, 0.3, "the last note has gone"),
        Turn(Act.SYMPHONY, lambda h: h.onset_rate > 1.5 and h.level > 0.2, 1.0, "it was not the last"),
    ),
    Act.HUSH: (
        Turn(Act.NOTE, _voice, 0.3, "a single voice"),
        Turn(Act.SYMPHONY, _full, 1.0, "music begins again"),
        Turn(Act.WAKING, _quiet, 14.0, "the dream pales"),
    ),
    Act.WAKING: (
        Turn(Act.NOTE, _voice, 0.5, "a single voice"),
        Turn(Act.SYMPHONY, _full, 1.0, "music begins again"),
        Turn(Act.BACKSTAGE, _quiet, 12.0, "the house is empty"),
    ),
}
ORDER = (Act.BACKSTAGE, Act.CURTAIN, Act.SILENCE, Act.NOTE, Act.SYMPHONY, Act.UNISON, Act.LAST_NOTE, Act.HUSH, Act.WAKING)
"""the acts this stage plays, in the order a hand steps through them"""

_REST = {
    "curtain": 1.0, "key": 0.0, "cool": 0.0, "pool": 1.0, "hero": 0.0, "crystals": 0.0, "hearts": 0.0, "threads": 0.0, "wet": 0.0, "dust": 0.0, "house": 0.06,
    "gears": 0.0, "instrument": 0.0, "figure": 0.0, "rise": 0.0, "seam": 0.0, "warmth": 0.0, "exposure": 0.0, "contrast": 1.16, "saturation": 1.12,
    "cam_x": 0.0, "cam_y": 3.5, "cam_z": 22.0, "look_x": 0.0, "look_y": 2.0, "look_z": 0.0, "fov": 17.2, "roll": 0.0,
    "flicker": 0.0, "veil": 0.0, "ember": 0.0, "fade": 1.0,
}
LOOK_OF: dict[Act, dict[str, float]] = {
    Act.BACKSTAGE: {"curtain": 0.0, "seam": 1.0, "dust": 0.4, "saturation": 1.15, "house": 0.0, "look_y": 1.35},
    Act.CURTAIN: {"key": 0.8, "dust": 0.6, "saturation": 1.2},
    Act.SILENCE: {"key": 1.0, "dust": 1.0, "saturation": 1.32},
    Act.NOTE: {"key": 0.005, "hero": 1.9, "crystals": 0.05, "wet": 1.0, "instrument": 1.0, "dust": 0.15, "contrast": 1.2, "house": 0.0,
               "cam_y": 6.3, "cam_z": 18.3, "look_y": 1.5, "fov": 21.0},
    Act.SYMPHONY: {"key": 0.36, "cool": 0.13, "hero": 1.6, "crystals": 1.0, "hearts": 0.45, "dust": 0.7, "gears": 1.0, "instrument": 1.0, "figure": 1.0,
                   "house": 0.03, "cam_x": -0.9, "cam_y": 4.3, "cam_z": 19.0, "look_y": 2.52, "fov": 16.4},
    Act.UNISON: {"key": 0.45, "hero": 1.9, "crystals": 0.9, "hearts": 1.0, "threads": 1.0, "dust": 0.8, "gears": 1.0, "instrument": 1.0, "figure": 1.0,
                 "warmth": 1.0, "house": 0.6, "cam_y": 6.6, "cam_z": 22.5, "look_y": 1.95, "fov": 18.0},
    Act.LAST_NOTE: {"key": 0.16, "hero": 1.1, "crystals": 0.05, "hearts": 0.15, "dust": 0.3, "instrument": 1.0, "figure": 0.3, "pool": 1.2,
                    "warmth": 0.3, "ember": 0.6, "house": 0.02, "cam_y": 3.3, "look_y": 1.98},
    Act.HUSH: {"key": 0.10, "hero": 0.75, "ember": 1.0, "dust": 0.3, "instrument": 1.0, "pool": 1.7, "flicker": 1.0, "warmth": 0.4, "house": 0.02,
               "cam_y": 3.3, "look_y": 1.98},
    Act.WAKING: {"key": 0.9, "cool": 0.3, "hero": 1.2, "crystals": 0.8, "gears": 0.3, "instrument": 1.0, "veil": 0.8, "house": 0.4,
                 "cam_y": 3.3, "look_y": 1.98},
}
"""What each act changes against rest. `wet` also hides figure, legs and crowd: a vast black water."""

_EASE_S = {"hero": 0.35, "key": 0.5, "curtain": 1.3, "veil": 2.2, "instrument": 0.6, "crystals": 0.6,
           "wet": 0.3, "threads": 1.2, "hearts": 1.0, "seam": 1.0, "fade": 0.5}
_EASE_CAMERA_S, _EASE_OTHER_S = 1.5, 0.9


def target(act: Act) -> npt.NDArray[np.float64]:
    """Where the channels go in this act. (N_STAGE,) float64."""
    values = {**_REST, **LOOK_OF.get(act, {})}
    return np.array([values[name] for name in STAGE])


def ease() -> npt.NDArray[np.float64]:
    """Time constant of each channel's spring, s; a move is done to 95 % after 4.7 of them (the camera: 7 s). (N_STAGE,) float64."""
    camera = {name for name in STAGE if name.startswith(("cam_", "look_"))} | {"fov", "roll", "exposure", "contrast", "saturation", "warmth"}
    out = np.array([_EASE_S.get(name, _EASE_CAMERA_S if name in camera else _EASE_OTHER_S) for name in STAGE])
    assert out.shape == (N_STAGE,)
    return out
