"""The overture: a rising fifth that leans back by a step (A E D) is heard alone, then in the machine, broken, remembered, everybody's melody, and alone again.

D minor until the house is one; D major from there.
"""
from __future__ import annotations

import numpy as np

from .ending import ovation
from .mix import Mix
from .opening import backstage, curtain, note, silence
from .plan import OVERTURE_S, START
from .space import hall, limited, loudness_lufs, reverberate
from .storm import chaos, ebb
from .symphony import symphony
from .unison import last_note, unison
from .voices import Stereo, seconds, shaped_noise

LOUDNESS_LUFS, CEILING = -16.0, 0.86
AIR_DB = -72.0
SEED = 20_250_607


def _falls(sound: Stereo) -> None:
    """In place: the house has fallen quiet before the silence, the last note is gone before the hush, the hands before the waking."""
    for act, over_s, at in (("silence", 1.0, 0.0), ("hush", 1.6, 0.2), ("waking", 1.0, 0.3)):
        t = seconds(over_s)
        i = round((START[act] + at - over_s) * 48_000)
        j = round({"silence": START["note"] - 1.7, "hush": START["ovation"], "waking": OVERTURE_S}[act] * 48_000)
        sound[i:i + len(t)] *= (0.5 + 0.5 * np.cos(np.pi * t / over_s))[:, None].astype(np.float32)
        sound[i + len(t):j] = 0.0


def compose() -> Stereo:
    """Play it: (OVERTURE_S * 48000, 2) float32, -16 LUFS, true peaks under -1 dBFS. The same bits every time on one machine and version of numpy."""
    rng = np.random.default_rng(SEED)
    mix = Mix()
    for act in (backstage, curtain, silence, note, symphony, chaos, ebb, unison, last_note, ovation):
        act(mix, rng)
    sound = mix.dry + 0.9 * reverberate(mix.send, hall(rng))
    _falls(sound)
    for _ in (0, 1):
        sound *= np.float32(10.0 ** ((LOUDNESS_LUFS - loudness_lufs(sound)) / 20.0))
        sound = limited(sound, CEILING)
    air = np.stack([shaped_noise(len(sound), 40.0, 3_000.0, rng, -0.5) for _ in (0, 1)], axis=1) * 10.0 ** (AIR_DB / 20.0)
    return np.ascontiguousarray(sound + air, dtype=np.float32)
