"""MusicFrame: what was heard at one hop. One structured dtype in two parts: `head` for the stage, `gpu` for the shaders."""
from __future__ import annotations

from dataclasses import dataclass
from math import isnan
from typing import Any

import numpy as np
import numpy.typing as npt

from .grid import BeatGrid
from .time import TICK_S, tick_end

BANDS = ("bass", "mid", "midhigh", "high")
BAND_EDGES_HZ = (20.0, 250.0, 2_000.0, 6_000.0, 16_000.0)
MELS = 64
WAVE = 512
"""samples of each of the two waveform strips, newest last."""
EVENTS = 8
"""onsets carried by every frame, newest last, so that a reader that skips hops misses none."""
NOTES = 8
"""notes carried by every frame, newest last."""
CLASSES = 4
"""most pitch classes told at once."""
KEYS = tuple(f"{name} {mode}" for mode in ("major", "minor") for name in ("C", "C#", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B"))

FORMS = ("silence", "murmur", "voice", "full", "build", "break", "climax", "last_note", "end")
"""where a piece stands, as heard so far"""

EVENT = np.dtype([("id", "i8"), ("t", "f8"), ("strength", "f8"), ("band", "i8")])
NOTE = np.dtype([("id", "i8"), ("t", "f8"), ("end", "f8"), ("midi", "f8"), ("strength", "f8")])
HEAD = np.dtype([
    ("hop", "i8"),            # tick number, +1 per frame
    ("t", "f8"),              # s, show time of the newest sample's end
    ("known_s", "f8"),        # s, input time: end of the newest input sample read
    ("event_s", "f8"),        # s, input time at which the newest analysed sample sounded
    ("clock_s", "f8"),        # s, performance counter minus show time; nan: unpaced
    ("epoch", "i8"),          # +1 when the clock was anchored anew
    ("lost", "i8"), ("nonfinite", "i8"), ("clipped", "i8"),   # samples since the ear was started
    ("signal", "i8"),         # 0: exact digital zero for a while, or no source; 1: something arrives (quiet counts)
    ("dream", "i8"),          # 1: nothing arrives, and this is the overture, which is heard nowhere
    ("grid_anchor", "f8"), ("grid_period", "f8"), ("grid_confidence", "f8"),
    ("grid_beat", "i8"), ("grid_bar", "i8"), ("grid_downbeat", "i8"),
    ("onset", EVENT, (EVENTS,)),   # confirmed onsets, id 0 = empty
    ("hit", EVENT, (EVENTS,)),     # the instant tier, id 0 = empty
    ("rms_db", "f8"),         # dBFS of this hop, -120 in silence
    ("floor_db", "f8"),       # dBFS, the room's own noise floor
    ("pitch_hz", "f8"), ("pitch_confidence", "f8"),   # 0 when none or unsure
    ("coherence", "f8"),      # C, 0..1
    ("note", NOTE, (NOTES,)),   # from the pitch; id 0 = empty; end nan while held
    ("key", "i8"), ("key_clarity", "f8"),   # index in KEYS, -1 none yet; 0..1
    ("form", "i8"), ("form_confidence", "f8"),   # index in FORMS; 0..1
    ("applause", "f8"),       # 0..1, how likely the newest second was applause
    ("single", "f8"), ("full", "f8"),   # 0..1: one pitched voice alone; several, or a pulse
    ("dying", "f8"),          # 0..1: what was struck last hangs and sinks
    ("disorder", "f8"),       # 0..1: dense, loud, and nothing that holds it together
    ("trend", "f8"),          # -1..1: level of the last second against the last eight, in 12 dB
    ("novelty", "f8"),        # 0..1: how unlike the last eight seconds the newest one is
    ("lufs_m", "f8"), ("lufs_s", "f8"), ("lufs_i", "f8"),   # loudness by BS.1770: 400 ms, 3 s, integrated and gated; -120 in silence
])
GPU = np.dtype([
    ("level", "f4", (4,)),        # loudness: fast (25/450 ms), slow (0.4 s), long (8 s), peak of the hop; 0..1 after gain
    ("band", "f4", (4,)),         # bass mid midhigh high, 0..1 after gain
    ("band_hit", "f4", (4,)),     # decaying envelope of each band's own hits, 0..1
    ("band_presence", "f4", (4,)),  # slow share of each band, 0..1
    ("band_clock", "f4", (4,)),   # s, clocks that run faster while the band is loud, wrapped at 4096
    ("pitch", "f4", (4,)),        # midi note number (0: none), confidence 0..1, brightness 0..1 (centroid, log), flatness 0..1
    ("coherence", "f4", (4,)),    # C, pulse clarity, band agreement, tonal clarity; 0..1
    ("space", "f4", (4,)),        # balance -1..1, width 0..1, signal 0/1, clipping 0..1
    ("onset", "f4", (EVENTS, 4)),   # age in s at this hop (99: none), strength 0..1, band 0..3, id mod 1024; newest last
    ("chroma", "f4", (3, 4)),     # 12 pitch classes from C, 0..1
    ("note", "f4", (NOTES, 4)),   # age in s at this hop (99: none), s since its end (-1: held), midi note number, strength 0..1; newest last
    ("key", "f4", (4,)),          # tonic 0..11 from C (-1: none yet), minor 0/1, clarity 0..1, 0
    ("classes", "f4", (4,)),      # the pitch classes that sound now, strongest first, 0..11 from C, -1 where there is none
    ("class_strength", "f4", (4,)),   # 0..1 of each
    ("mel", "f4", (MELS // 4, 4)),  # 64 mel bands 30 Hz .. 16 kHz, 0..1 after gain
    ("wave", "f4", (WAVE // 2, 4)),  # 512 samples left, then 512 right, newest last, +-1 after gain
])
MUSIC = np.dtype([("head", HEAD), ("gpu", GPU)])
assert GPU.itemsize <= 16_384

Record = npt.NDArray[Any]


@dataclass(frozen=True, slots=True)
class Onset:
    """A thing that began to sound. id: > 0, never repeats; t: s, show time; strength: 0..1; band: index in BANDS."""

    id: int
    t: float
    strength: float
    band: int


@dataclass(frozen=True, slots=True)
class Note:
    """One note of a single voice. id: > 0, never repeats; start, end: s, show time, end nan while held; midi: note number, 69 = 440 Hz; strength: 0..1."""

    id: int
    start: float
    end: float
    midi: float
    strength: float

    @property
    def held(self) -> bool:
        """It has not ended yet."""
        return isnan(self.end)


@dataclass(frozen=True, slots=True, eq=False)
class MusicFrame:
    """A read-only view of one MUSIC record. record: () MUSIC."""

    record: Record

    @classmethod
    def of(cls, record: Record) -> MusicFrame:
        """Freeze a copy of `record` (() MUSIC)."""
        return cls(np.frombuffer(record.tobytes(), MUSIC).reshape(()))   # a structured copy goes field by field, thirty times slower

    def opened(self) -> Record:
        """A copy of the record that may be written, for another frame."""
        return np.frombuffer(bytearray(self.record.tobytes()), MUSIC).reshape(())

    @classmethod
    def vacant(cls, hop: int, last: MusicFrame | None = None) -> MusicFrame:
        """Silence with no source behind it, for a tick that nobody heard; event ids and the room's floor go on from `last`."""
        record = np.zeros((), MUSIC)
        head = record["head"]
        head["t"], head["hop"], head["clock_s"] = tick_end(hop), hop, np.nan
        head["rms_db"], head["floor_db"], head["grid_period"], head["grid_bar"] = -120.0, -60.0, 0.5, 4
        head["key"], head["lufs_m"], head["lufs_s"], head["lufs_i"] = -1, -120.0, -120.0, -120.0
        gpu = record["gpu"]
        gpu["onset"][:, 0], gpu["note"][:, 0] = 99.0, 99.0
        gpu["key"][0], gpu["classes"] = -1.0, -1.0
        if last is not None:
            before = last.record["head"]
            for name in ("epoch", "dream", "lost", "nonfinite", "clipped", "floor_db", "onset", "hit", "note", "lufs_i", "known_s", "event_s",
                         "grid_anchor", "grid_period", "grid_beat", "grid_bar", "grid_downbeat"):
                head[name] = before[name]
            held = (head["note"]["id"] > 0) & np.isnan(head["note"]["end"])
            head["note"]["end"][held] = before["t"]   # nobody hears them any more
        record.flags.writeable = False
        return cls(record)

    def louder(self, db: float) -> MusicFrame:
        """The same as a house would feel it that hears db more keenly: levels, bands, spectrum and waveform; what was heard, and when, stays."""
        if db == 0.0:
            return self
        record, gain = self.opened(), np.float32(10.0 ** (db / 20.0))
        gpu = record["gpu"]
        for name in ("level", "band", "band_hit", "mel"):
            gpu[name] = np.minimum(gpu[name] * gain, 1.0)
        gpu["wave"] = np.clip(gpu["wave"] * gain, -1.0, 1.0)
        record.flags.writeable = False
        return MusicFrame(record)

    @property
    def hop(self) -> int:
        """Tick number."""
        return int(self.record["head"]["hop"])

    @property
    def t(self) -> float:
        """s, show time of the newest sample's end."""
        return float(self.record["head"]["t"])

    def value(self, name: str) -> float:
        """A number of the head by its name in HEAD."""
        return float(self.record["head"][name])

    @property
    def grid(self) -> BeatGrid:
        """The beat grid as heard; what the stage uses is ShowFrame.grid."""
        h = self.record["head"]
        return BeatGrid(float(h["grid_anchor"]), float(h["grid_period"]), float(h["grid_confidence"]), int(h["grid_beat"]), int(h["grid_bar"]),
                        int(h["grid_downbeat"]))

    def events(self, name: str = "onset", after: int = 0) -> tuple[Onset, ...]:
        """Events of one tier ('onset' or 'hit') with an id above `after`, oldest first. The reader keeps the last id it saw."""
        rows = self.record["head"][name]
        return tuple(Onset(int(r["id"]), float(r["t"]), float(r["strength"]), int(r["band"])) for r in rows if r["id"] > after)

    def notes(self, after: int = 0) -> tuple[Note, ...]:
        """Notes with an id above `after`, oldest first; a held one comes again, ended, under the same id."""
        rows = self.record["head"]["note"]
        return tuple(Note(int(r["id"]), float(r["t"]), float(r["end"]), float(r["midi"]), float(r["strength"])) for r in rows if r["id"] > after)

    def gpu_at(self, t_light: float) -> tuple[Record, float]:
        """The shader part (() GPU, unchanged) and its age in s at t_light, never below 0: shaders add the age to the ages inside."""
        return self.record["gpu"], max(0.0, t_light - self.t)


__all__ = ["BANDS", "BAND_EDGES_HZ", "CLASSES", "EVENT", "EVENTS", "FORMS", "GPU", "HEAD", "KEYS", "MELS", "MUSIC", "NOTE", "NOTES", "TICK_S", "WAVE",
           "MusicFrame", "Note", "Onset", "Record"]
