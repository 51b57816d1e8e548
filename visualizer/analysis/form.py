"""Form: where a piece stands. Causal; every number 0..1 with memory in seconds, and relative to the room's floor and to the piece's own loud passages.

What separates music from the murmur of a house is not level but that something in it holds: a pitch that stays (a note of more than STAY_S, which speech
hardly has), a key, a pulse. One such voice alone, with few attacks, is a *single* voice. A last note is one that was struck a while ago and sinks. A *murmur*
is sure when it goes on for seconds with hardly an attack (one who talks makes four a second) and is no plain noise.

*Disorder* is what loud and dense (or noisy) music has whose attacks lie anywhere: the resultant of their places in the beat (halves, thirds and quarters
alike; Mardia and Jupp 2000, section 2.3.1) over 1.5 s is small, or has fallen far below what it was, while all twelve pitch classes sound alike (entropy).
Coherence tells the same some seconds later and surer; this is to notice a storm when it breaks. Applause is denied while a groove goes on under it,
and where drums began before any hands did.
"""
from __future__ import annotations

from cmath import rect
from collections.abc import Sequence
from dataclasses import dataclass
from math import log, log10, pi, sqrt

import numpy as np

from visualizer.model.block import Samples
from visualizer.model.music import FORMS

from .coherence import Coherence
from .ease import Follower, keep, smoothstep
from .loudness import Level

STAY_S = 0.3
"""s a pitch stays before it is a note held; syllables are shorter"""
HARDLY_S = 4.0
"""s of music up to which coherence cannot have told a groove yet"""
PLAYED_S = 8.0
"""s of music after which a silence is an end"""
TURNS = 4.0 * pi, 6.0 * pi, 8.0 * pi
"""rad a beat: halves, thirds and quarters of it each come to one place"""
QUARTER = np.float32(0.25)
QUIET, PLAYING = 0.05, 0.10
"""of the slow level: below the first it is quiet, above the second something plays"""


@dataclass(frozen=True, slots=True)
class Form:
    """kind: index in FORMS; the rest as in MusicFrame's head."""

    kind: int
    confidence: float
    applause: float
    single: float
    full: float
    dying: float
    disorder: float
    trend: float
    novelty: float


class FormMeter:
    """`take` every hop, and `step` at an even pace; what it follows takes seconds."""

    def __init__(self, dt: float) -> None:
        """dt: s from step to step."""
        self._dt = dt
        self._held, self._music = Follower(0.5, 1.2, dt), Follower(0.7, 1.5, dt)
        self._noise, self._storm = Follower(0.3, 0.3, dt), Follower(0.35, 1.2, dt)
        self._house = Follower(2.5, 0.8, dt)
        self._density, self._density_keep = 0.0, keep(dt, 2.0)   # attacks a second
        self._attacks, self._attack_keep = 0.0, keep(dt, 1.2)   # the same, quicker
        self._beaten = Follower(0.35, 0.35, dt)
        self._stale, self._stale_keep, self._believed = 0.0, keep(dt, 8.0), Follower(2.0, 8.0, dt)
        self._short, self._long = keep(dt, 1.0), keep(dt, 8.0)
        self._power = [1e-12, 1e-12]   # of the last second, of the last eight
        self._heard, self._hops = 0.0, 0   # power since the last step
        self._top, self._top_keep = 0.0, keep(dt, 25.0)
        self._color, self._seen = np.zeros((2, 28), np.float32), np.zeros(28, np.float32)
        self._color_keep = np.array([[keep(dt, 1.0)], [keep(dt, 8.0)]], np.float32)
        self._quiet_s, self._played_s, self._since_s = 99.0, 0.0, 99.0
        self._places, self._weight, self._place_keep = [0j, 0j, 0j], 0.0, keep(dt, 1.5)
        self._together, self._together_keep = 0.0, keep(dt, 8.0)
        self._classes, self._class_keep = np.zeros(12, np.float32), np.float32(keep(dt, 1.0))

    def take(self, level: Level) -> None:
        """Remember how loud a hop was."""
        self._heard += 10.0 ** (max(level.rms_db, level.floor_db) / 10.0)
        self._hops += 1

    def step(self, level: Level, coherence: Coherence, pulse: float, beaten: float, tonal: float, flatness: float, held_s: float, attacks: Sequence[float],
             mel: Samples, chroma: Samples, hands: float) -> Form:
        """pulse: 0..1 confidence of the grid; beaten: 0..1, that there is a pulse at all, whichever; tonal: 0..1, clarity of a key; flatness: 0..1, spectral;
        held_s: s that the present note has lasted, 0 none; attacks: places in the beat of the onsets told since the last step, in beats;
        mel: (64,) amplitudes seen; chroma: (12,) sum 1; hands: 0..1, ApplauseMeter's."""
        dt = self._dt
        plays = level.slow
        held = self._held.step(1.0 if held_s > STAY_S else 0.0)
        self._attacks = self._attacks * self._attack_keep + len(attacks) / 1.2
        self._density = density = self._density * self._density_keep + len(attacks) / 2.0
        self._since_s = 0.0 if attacks else self._since_s + dt
        together = self._place(attacks)
        groove = smoothstep(0.35, 0.6, coherence.total) * smoothstep(0.5, 0.7, together) * (1.0 - smoothstep(0.45, 0.9, self._since_s))
        played = smoothstep(0.5, 0.8, self._beaten.step(beaten)) * smoothstep(1.0, 2.0, self._attacks)
        drums = smoothstep(0.4, 0.7, self._beaten.value) * smoothstep(2.0, 3.5, self._attacks) * (1.0 - self._believed.value)
        drums *= self._played_s < HARDLY_S   # later coherence tells it better
        applause = hands * (1.0 - max(groove, drums))
        self._believed.step(applause)
        self._stale = max(applause, self._stale * self._stale_keep)   # a key from before the applause says nothing of who talks after it
        holds = max(smoothstep(0.05, 0.30, tonal - self._stale), smoothstep(0.12, 0.40, coherence.total), smoothstep(0.1, 0.4, held),
                    smoothstep(0.5, 0.75, pulse), played)
        music = self._music.step(holds * (1.0 - applause) if plays > PLAYING else 0.0)
        quiet = level.fast < QUIET and plays < 2.0 * QUIET
        self._quiet_s = self._quiet_s + dt if quiet else 0.0
        self._played_s = 0.0 if self._quiet_s > PLAYED_S else self._played_s + dt * (music > 0.4)
        trend = self._trend()
        self._top = max(plays, self._top * self._top_keep)
        single = music * smoothstep(0.2, 0.5, held) * (1.0 - smoothstep(2.5, 4.5, density))
        full = music * (1.0 - smoothstep(0.25, 0.5, held) * (1.0 - smoothstep(2.5, 4.5, density)))
        strong = smoothstep(0.55, 0.8, plays / max(0.15, self._top))
        disorder = self._disorder(together, chroma, coherence.total) * strong * (1.0 - applause) * (plays > 2.0 * PLAYING)
        noise = self._noise.step(flatness)
        disorder *= max(smoothstep(2.8, 4.5, density), smoothstep(0.03, 0.07, noise))
        people = (1.0 - smoothstep(1.5, 2.5, density)) * (1.0 - smoothstep(0.16, 0.26, noise)) * (1.0 - music) * (1.0 - applause)
        house = self._house.step(people if plays > PLAYING else 0.0)
        disorder = self._storm.step(disorder)
        dying = smoothstep(0.5, 0.9, self._since_s) * smoothstep(0.0, 0.16, -trend) * (not quiet) * (1.0 - applause) * (self._played_s > 2.0)
        novelty = self._novelty(mel, chroma, plays)
        kind, confidence = self._kind(quiet, music, house, single, full, dying, trend, coherence.total, strong, pulse)
        return Form(kind, confidence, applause, single, full, float(dying), float(disorder), trend, novelty)

    def _place(self, attacks: Sequence[float]) -> float:
        """0..1: how much the attacks of the last 1.5 s share their places in the beat; what it was lately when there are too few."""
        self._places = [z * self._place_keep for z in self._places]
        self._weight *= self._place_keep
        for place in attacks:
            self._places = [z + rect(1.0, turn * place) for z, turn in zip(self._places, TURNS, strict=True)]
            self._weight += 1.0
        together = max(map(abs, self._places)) / self._weight if self._weight > 1.5 else self._together
        self._together = together + (self._together - together) * self._together_keep
        return together

    def _disorder(self, together: float, chroma: Samples, coherence: float) -> float:
        classes = self._classes
        classes -= chroma
        classes *= self._class_keep
        classes += chroma
        share = classes / np.float32(max(1e-9, float(np.add.reduce(classes))))
        share += np.float32(1e-9)
        entropy = -float(share @ np.log(share)) / log(12.0)
        loose = (1.0 - smoothstep(0.5, 0.75, together)) * (1.0 - smoothstep(0.4, 0.65, coherence))
        fallen = smoothstep(0.2, 0.45, self._together - together)
        return max(loose * smoothstep(0.968, 0.986, entropy), fallen * smoothstep(0.965, 0.985, entropy))

    def _trend(self) -> float:
        power = self._heard / max(1, self._hops)
        self._heard, self._hops = 0.0, 0
        short, long = (max(1e-12, power + (old - power) * k) for old, k in zip(self._power, (self._short, self._long), strict=True))
        self._power = [short, long]
        return min(1.0, max(-1.0, 10.0 * log10(short / long) / 12.0))

    def _novelty(self, mel: Samples, chroma: Samples, plays: float) -> float:
        """One minus the cosine between colour (mel by fours, and pitch classes) of the last second and of the last eight."""
        now, seen = self._color, self._seen
        np.sqrt(np.add.reduce(mel.reshape(16, 4), axis=1) * QUARTER, out=seen[:16])
        seen[16:] = chroma
        now -= seen
        now *= self._color_keep
        now += seen
        a, b = now
        size = sqrt(float(a @ a) * float(b @ b))
        changed = min(1.0, max(0.0, (1.0 - float(a @ b) / size) / 0.15)) if size > 1e-9 else 0.0
        return changed * smoothstep(0.5 * PLAYING, PLAYING, plays)

    def _kind(self, quiet: bool, music: float, house: float, single: float, full: float, dying: float, trend: float, coherence: float, strong: float,
              pulse: float) -> tuple[int, float]:
        """The name of it, and how sure; of a murmur, how sure that it is many people and not one who talks, a fan, or steps."""
        if quiet:
            ended = self._played_s > PLAYED_S
            return FORMS.index("end" if ended else "silence"), smoothstep(0.0, 1.5, self._quiet_s)
        if music < 0.3:
            return FORMS.index("murmur"), house
        if dying > 0.5:
            return FORMS.index("last_note"), float(dying)
        if single > 0.35:
            return FORMS.index("voice"), single
        if trend < -0.35 and self._played_s > PLAYED_S:
            return FORMS.index("break"), smoothstep(0.3, 0.7, -trend)
        if trend > 0.2 and self._played_s > 2.0:
            return FORMS.index("build"), smoothstep(0.15, 0.5, trend)
        if coherence * pulse > 0.65 and strong > 0.8 and self._played_s > PLAYED_S:
            return FORMS.index("climax"), coherence * pulse
        return FORMS.index("full"), full
