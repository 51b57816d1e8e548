"""A view in which every pass has something to draw, for warming up before the curtain."""
from __future__ import annotations

import numpy as np

from visualizer.model.crowd import CrowdFrame
from visualizer.model.grid import BeatGrid
from visualizer.model.music import MusicFrame
from visualizer.model.show import N_STAGE, STAGE, Act, ShowFrame
from visualizer.model.time import FrameTime

from .frame import FrameBuilder, View


def resting(builder: FrameBuilder) -> View:
    """Everything on stage at half strength, curtain half up, no sound."""
    stage = np.full(N_STAGE, 0.5)
    for name, value in {"cam_x": 0.0, "cam_y": 4.0, "cam_z": 22.0, "look_x": 0.0, "look_y": 2.0, "look_z": 0.0, "fov": 17.0, "roll": 0.0, "exposure": 0.0,
                        "warmth": 0.0, "contrast": 1.16, "saturation": 1.1}.items():
        stage[STAGE.index(name)] = value
    n = builder.audience.size
    crowd = CrowdFrame(0, 0.0, np.zeros(n, np.float32), np.ones(n, np.float32), np.ones(n, np.float32), np.zeros(n, np.float32), 0.5, 0.5, 0.0, 1.0, 0.0, 0.1)
    show = ShowFrame(0, 0.0, Act.SYMPHONY, 0.0, Act.SYMPHONY, stage, np.zeros(N_STAGE), stage, np.ones(N_STAGE), builder.schema.vector(), BeatGrid(), 0.5, 0.5)
    return builder.build(FrameTime(0.0, 0.0, 0), MusicFrame.vacant(0), show, crowd)
