"""The overture: a rising fifth that leans back by a step (A E D) is heard alone, then in the machine, broken, remembered, everybody's melody, and alone again.

D minor until the house is one; D major from there.
"""
from __future__ import annotations

import numpy as np
import numpy.typing as npt

from .ending import air, ovation
from .master import limited, loudness_lufs
from .mix import Mix
from .opening import backstage, curtain, note, silence
from .plan import OVERTURE_S, START
from .storm import chaos, ebb
from .symphony import symphony
from .tone import Sound, samples
from .unison import last_note, unison

LOUDNESS_LUFS, LIMITER_LU, CEILING = -16.0, 0.2, 0.86
"""loudness of the whole; what the limiter takes from it; true peak (-1.3 dBFS)"""
STILL_DB, ROOM_DB = -74.0, -63.0
"""dBFS of the air: in the silence, and when two thousand people hold their breath in it"""
BALANCE = ((backstage, 0.0), (curtain, 0.0), (silence, -3.0), (note, 1.0), (symphony, 0.0), (chaos, -0.5), (ebb, -1.0), (unison, 1.0), (last_note, 1.0),
           (ovation, 1.0))
"""(act, dB)"""
SEED = 20_250_607


def _falls(sound: Sound) -> None:
    """In place: the house is quiet before the silence, the last note gone before the hush, the hands at rest soon after the waking begins."""
    for begins, gone, until in ((START["silence"] - 0.9, START["silence"] + 0.3, START["note"] - 1.5),
                                (START["last_note"] + 4.6, START["hush"] + 0.2, START["ovation"]),
                                (START["waking"] - 0.6, START["waking"] + 0.6, OVERTURE_S)):
        i, j, k = samples(begins), samples(gone), samples(until)
        x = np.arange(j - i) / (j - i)
        sound[:, i:j] *= (10.0 ** (-2.0 * x ** 2) * (0.5 + 0.5 * np.cos(np.pi * x ** 3))).astype(np.float32)
        sound[:, j:k] = 0.0


def compose() -> npt.NDArray[np.float32]:
    """Play it: (OVERTURE_S * 48000, 2) float32, -16 LUFS, true peaks under -1 dBFS. The same bits every time on one machine and version of numpy."""
    rng = np.random.default_rng(SEED)
    mix = Mix()
    for act, gain_db in BALANCE:
        mix.gain = 10.0 ** (gain_db / 20.0)
        act(mix, np.random.default_rng([SEED, *act.__name__.encode()]))   # a change in one act does not play another anew
    sound = mix.heard(rng)
    _falls(sound)
    sound *= np.float32(10.0 ** ((LOUDNESS_LUFS + LIMITER_LU - loudness_lufs(sound)) / 20.0))
    sound = limited(sound, CEILING)
    level = np.interp(np.arange(samples(OVERTURE_S)) / 48_000.0, (0.0, START["silence"] - 1.0, START["silence"], START["hush"] - 2.0, START["hush"]),
                      (ROOM_DB, ROOM_DB, STILL_DB, STILL_DB, ROOM_DB))
    sound += air(OVERTURE_S, rng) * (10.0 ** (level / 20.0)).astype(np.float32)
    return np.ascontiguousarray(sound.T)
