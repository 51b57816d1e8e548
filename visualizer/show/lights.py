"""What each act looks like: where every channel of the stage goes in it, and how fast."""
from __future__ import annotations

import numpy as np
import numpy.typing as npt

from visualizer.model.show import N_STAGE, STAGE, Act

from .shots import Shot, sequence

_REST = {
    "curtain": 1.0, "key": 0.0, "cool": 0.0, "pool": 1.0, "hero": 0.0, "crystals": 0.0, "hearts": 0.0, "threads": 0.0, "wet": 0.0, "dust": 0.0, "house": 0.06,
    "gears": 0.0, "instrument": 0.0, "figure": 0.0, "rise": 0.0, "seam": 0.0, "warmth": 0.0, "exposure": 0.0, "contrast": 1.16, "saturation": 1.12,
    "cam_x": 0.0, "cam_y": 3.5, "cam_z": 22.0, "look_x": 0.0, "look_y": 2.0, "look_z": 0.0, "fov": 17.2, "roll": 0.0,
    "flicker": 0.0, "veil": 0.0, "ember": 0.0, "fade": 1.0, "chaos": 0.0, "shatter": 0.0, "hands": 0.0, "faces": 0.0,
}
LIGHT_OF: dict[Act, dict[str, float]] = {
    Act.BACKSTAGE: {"curtain": 0.0, "seam": 1.0, "dust": 0.4, "saturation": 1.15, "house": 0.0, "look_y": 2.0, "fov": 20.6},
    Act.CURTAIN: {"key": 0.9, "dust": 0.6, "contrast": 1.18, "saturation": 1.2},
    Act.SILENCE: {"key": 1.0, "dust": 1.0, "contrast": 1.24, "saturation": 1.32},
    Act.NOTE: {"key": 0.005, "hero": 2.0, "exposure": 0.42, "crystals": 0.05, "wet": 1.0, "instrument": 1.0, "dust": 0.15, "contrast": 1.2, "house": 0.0,
               "figure": 0.72, "cam_y": 5.3, "cam_z": 17.6, "look_y": 1.92, "fov": 21.2},
    Act.SYMPHONY: {"key": 0.36, "cool": 0.13, "hero": 1.6, "crystals": 1.0, "hearts": 0.45, "dust": 0.7, "gears": 1.0, "instrument": 1.0, "figure": 1.0,
                   "house": 0.03, "cam_x": -0.9, "cam_y": 4.3, "cam_z": 19.0, "look_y": 2.52, "fov": 16.4},
    Act.UNISON: {"key": 0.45, "hero": 1.9, "crystals": 0.9, "hearts": 1.0, "threads": 1.0, "dust": 0.8, "gears": 1.0, "instrument": 1.0, "figure": 1.0,
                 "warmth": 1.0, "house": 0.6, "cam_y": 6.6, "cam_z": 22.5, "look_y": 1.95, "fov": 18.0},
    Act.CHAOS: {"key": 0.05, "cool": 0.45, "hero": 1.5, "ember": 0.85, "crystals": 1.0, "hearts": 0.25, "dust": 0.5, "gears": 1.0, "instrument": 1.0,
                "figure": 1.0, "chaos": 1.0, "shatter": 1.0, "warmth": -0.3, "house": 0.0, "contrast": 1.22, "cam_x": 1.8, "cam_y": 2.4, "cam_z": 17.5,
                "look_y": 2.58, "fov": 18.5, "roll": 3.0},
    Act.EBB: {"key": 0.26, "cool": 0.10, "hero": 1.45, "exposure": 0.2, "crystals": 0.35, "hearts": 0.3, "dust": 0.5, "gears": 0.4, "instrument": 1.0,
              "figure": 0.5, "chaos": 0.15, "house": 0.03, "cam_x": -0.4, "cam_y": 3.8, "cam_z": 20.5, "look_y": 2.4, "fov": 17.0},
    Act.LAST_NOTE: {"key": 0.22, "hero": 1.8, "exposure": 0.35, "crystals": 0.05, "hearts": 0.15, "dust": 0.3, "instrument": 1.0, "figure": 0.3,
                    "pool": 1.2, "warmth": 0.3, "ember": 0.6, "house": 0.02, "cam_y": 3.3, "look_y": 1.98},
    Act.HUSH: {"key": 0.10, "hero": 0.95, "ember": 1.0, "dust": 0.3, "instrument": 1.0, "pool": 0.8, "flicker": 1.0, "warmth": 0.4, "house": 0.02,
               "cam_y": 3.3, "look_y": 1.98},
    Act.OVATION: {"key": 0.9, "cool": 0.5, "hero": 1.3, "crystals": 0.8, "hearts": 0.25, "dust": 1.0, "gears": 0.6, "instrument": 1.0, "figure": 1.0,
                  "rise": 1.0, "hands": 1.0, "house": 0.9, "warmth": 0.2, "cam_y": 3.4, "look_y": 2.08, "fov": 18.5},
    Act.WAKING: {"key": 0.42, "cool": 0.12, "pool": 0.4, "hero": 1.2, "crystals": 0.8, "gears": 0.3, "instrument": 1.0, "veil": 1.0, "house": 0.4,
                 "cam_y": 3.3, "look_y": 1.98},
}
"""What each act changes against rest. `wet` also hides figure, legs and crowd: a vast black water."""

_EASE_S = {"hero": 0.35, "key": 0.5, "curtain": 1.3, "veil": 1.4, "instrument": 0.6, "crystals": 0.6, "chaos": 0.35, "shatter": 0.8,
           "wet": 0.3, "threads": 1.2, "hearts": 1.0, "seam": 1.0, "fade": 0.5, "faces": 0.55}
_EASE_CAMERA_S, _EASE_OTHER_S = 1.5, 0.9


def target(act: Act, since: float = 0.0) -> npt.NDArray[np.float64]:
    """Where the channels go in this act, `since` s after it began where its shots are scripted, else in its own view. (N_STAGE,) float64."""
    shots = sequence(act)
    return seen(act, shots.shot(shots.at(since) if shots.scripted else 0))


def seen(act: Act, shot: Shot) -> npt.NDArray[np.float64]:
    """Where the channels go in this act and shot. (N_STAGE,) float64."""
    values = {**_REST, **LIGHT_OF[act]}
    return shot.of(np.array([values[name] for name in STAGE]))


def ease() -> npt.NDArray[np.float64]:
    """Time constant of each channel's spring, s; a move is done to 95 % after 4.7 of them (the camera: 7 s). (N_STAGE,) float64."""
    camera = {name for name in STAGE if name.startswith(("cam_", "look_"))} | {"fov", "roll", "exposure", "contrast", "saturation", "warmth"}
    out = np.array([_EASE_S.get(name, _EASE_CAMERA_S if name in camera else _EASE_OTHER_S) for name in STAGE])
    assert out.shape == (N_STAGE,)
    return out
