"""What the stage tells its hands once a frame: for OSC out, pads, and the desk. One structured record, and a small picture when somebody watches."""
from __future__ import annotations

import numpy as np

from .control import TEXT
from .music import MELS

WORDS = 96
"""bytes of a text, UTF-8; of the input's name TEXT"""
PREVIEW = (320, 180)
"""px, (width, height) at most"""
PREVIEW_DTYPE = np.dtype([("id", "i8"), ("width", "i4"), ("height", "i4"), ("rgb", "u1", (PREVIEW[0] * PREVIEW[1] * 3,))])
"""A picture: the first width * height * 3 bytes of rgb, top row first."""


def status_dtype(size: int) -> np.dtype[np.void]:
    """The record for a live vector of `size` floats."""
    words, bands = f"S{WORDS}", ("f4", (4,))
    return np.dtype([
        ("tick", "i8"), ("t", "f8"), ("perf", "f8"),              # newest tick; s, show time drawn; s, performance counter when published
        ("act", "i8"), ("act_before", "i8"), ("act_age", "f8"), ("reason", words), ("sure", "f8"), ("shot", words),   # sure: 0..1, of the act
        ("paused", "i8"), ("black", "i8"), ("frozen", "i8"), ("held", "i8"), ("steady", "i8"), ("card", "i8"),
        ("cue", "i8"), ("cues", words),                           # cues: the list walked
        ("master", "f8"), ("sensitivity_db", "f8"), ("trim_ms", "f8"),
        ("coherence", "f8"), ("order", "f8"), ("heart", "f8"), ("heart_hz", "f8"),   # heart: 0..1, 0 = the lub
        ("bpm", "f8"), ("confidence", "f8"), ("position", "f8"), ("bar", "f8"), ("beats_per_bar", "i8"), ("source", "i8"), ("authority", "i8"),
        ("level", *bands), ("band", *bands), ("hit", *bands), ("presence", *bands), ("clock", *bands),   # as in MusicFrame
        ("signal", "i8"), ("applause", "f8"), ("onset", "i8"), ("mel", "f4", (MELS,)),   # onset: id of the newest
        ("parts", *bands), ("lufs", "f8"), ("clipping", "f8"),     # C and its parts, momentary LUFS, 0..1: as in MusicFrame
        ("frame_ms", "f8"), ("tier", "S4"), ("guard", "f8"),       # ms of the processor a frame took; quality it is drawn in; 0..1, what the guard kept lately
        ("look", words), ("stray", "f8"), ("blending", "f8"),
        ("input", f"S{TEXT}"), ("fps", "f8"), ("ear_alive", "i8"), ("ear_restarts", "i8"), ("ear_reason", words),
        ("counters", "S480"),                                      # JSON, word -> count
        ("order_id", "i8"), ("order_command", "i8"), ("order_text", words), ("order_value", "f8"),   # the newest demand of a key that is the hands' to meet
        ("changed", "u1", (max(1, size),)),                        # 1 where a hand has left the look
        ("params", "f4", (max(1, size),)),                         # as they are drawn
        ("aim", "f4", (max(1, size),)),                            # where hands and look send them
        ("answered", "f8"),                                        # s, performance counter on arrival: the newest movement of a hand that is in here
    ])
