"""What the director knows of the music: slow facts with memory, in seconds."""
from __future__ import annotations

from dataclasses import dataclass
from math import exp

from visualizer.model.music import FORMS, MusicFrame

QUIET, PLAYING = 0.05, 0.12
"""of `level`: below the first it is quiet, above the second something plays; between them nothing changes"""
HOUSE = 0.55
"""confidence above which a murmur is the house's"""


@dataclass(frozen=True, slots=True)
class Heard:
    """level: 0..1 slow loudness; coherence: C; single, full, dying, disorder, applause: 0..1 as in MusicFrame; form: name in FORMS; trend: -1..1;
    novelty: 0..1, how unlike the last eight seconds the newest one is; quiet_s: s that it has been quiet; played_s: s of music since the last long silence;
    since_applause_s: s since hands were last heard; since_house_s: s since a house of many people was surely heard, in which nothing plays;
    order: R 0..1 of the crowd; pulse: 0..1 confidence of the beat; signal: something arrives, or is dreamt; tide: level of the last seconds over the best of
    the last half minute, 0..1; lost: how far coherence has fallen below its best of the last seconds; act_s: s that the act has lasted."""

    level: float = 0.0
    coherence: float = 0.0
    single: float = 0.0
    full: float = 0.0
    dying: float = 0.0
    disorder: float = 0.0
    applause: float = 0.0
    form: str = "silence"
    trend: float = 0.0
    novelty: float = 0.0
    quiet_s: float = 99.0
    played_s: float = 0.0
    since_applause_s: float = 999.0
    since_house_s: float = 999.0
    order: float = 0.0
    pulse: float = 0.0
    signal: bool = False
    tide: float = 1.0
    lost: float = 0.0
    act_s: float = 0.0


class Ear:
    """Keeps Heard; `step` once per tick."""

    def __init__(self) -> None:
        self._heard = Heard()
        self._best_db, self._now_db, self._coherent = -120.0, -120.0, 0.0

    def step(self, music: MusicFrame, order: float, act_s: float, dt: float) -> Heard:
        """music: this tick's frame; order: R of the crowd one tick ago; act_s: s that the act has lasted; dt: s covered."""
        h, value = self._heard, music.value
        levels = music.record["gpu"]["level"]
        fast, slow = float(levels[0]), float(levels[1])
        quiet = fast < QUIET and slow < 2.0 * QUIET
        quiet_s = h.quiet_s + dt if quiet else 0.0
        signal = value("signal") > 0.0 or value("dream") > 0.0
        applause = value("applause") * signal
        plays = value("full") + value("single") > 0.4 and slow > PLAYING and applause < 0.5
        self._coherent = max(value("coherence"), self._coherent - 0.04 * dt)
        self._heard = Heard(
            level=slow, coherence=value("coherence"), single=value("single"), full=value("full"), dying=value("dying"), disorder=value("disorder"),
            applause=applause, form=FORMS[int(value("form"))], trend=value("trend"), novelty=value("novelty"), quiet_s=quiet_s,
            played_s=0.0 if quiet_s > 20.0 or applause > 0.8 else h.played_s + dt * plays,
            since_applause_s=0.0 if applause > 0.4 else h.since_applause_s + dt,
            since_house_s=0.0 if FORMS[int(value("form"))] == "murmur" and value("form_confidence") > HOUSE else h.since_house_s + dt,
            order=order, pulse=value("grid_confidence"), signal=signal,
            tide=self._tide(value("rms_db"), value("floor_db"), quiet, dt), act_s=act_s,
            lost=self._coherent - value("coherence"))
        return self._heard

    def _tide(self, rms_db: float, floor_db: float, quiet: bool, dt: float) -> float:
        """20 dB under the best of the last half minute is 0; a pause changes nothing."""
        db = max(rms_db, floor_db, -90.0)
        self._now_db = db + (self._now_db - db) * exp(-dt / (0.4 if db > self._now_db else 1.2))
        if not quiet:
            self._best_db = max(self._now_db, self._best_db - 0.15 * dt)
        return min(1.0, max(0.0, 1.0 + (self._now_db - self._best_db) / 20.0))
