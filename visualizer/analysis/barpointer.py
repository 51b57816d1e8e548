"""Where in the beat the music may be: a probability over every tempo and every position in its beat, carried forward hop by hop.

The state space of Krebs, Böck, Widmer, "An efficient state space model for joint tempo and meter tracking", ISMIR 2015 (after Whiteley, Cemgil, Godsill,
ISMIR 2006), filtered forward only: what is claimed at a hop rests on what was heard up to it.
"""
from __future__ import annotations

import numpy as np
import numpy.typing as npt

from visualizer.model.time import TICK_S

from .network import FASTEST, HOPS, SLOWEST, TEMPI, Answer

Array = npt.NDArray[np.float32]
SHORTEST, LONGEST = 18, 188
"""hops a beat may last: 312 to 30 beats a minute"""
SHAPE = (0.32, 0.68, 0.85, 0.61, 0.25)
"""what the network says, on average, in the hop that holds a beat and the next four (its training target: train.targets)"""
RARE = 0.06
"""what it says on average over music: what an answer is measured against"""
TEMPO_EVERY = 8
"""frames between two looks at the network's tempo"""
RUNWAY = 4096
"""hops for which belief moves on without being copied"""


class BeatFilter:
    """The forward filter; `step` once per hop. States of one tempo lie side by side, position 0 first. belief: another view at every hop, that writes
    through the one before: copy it to keep it."""

    def __init__(self, stiffness: float = 80.0, temper: float = 0.7, leak: float = 2e-4, jump: float = 2e-3, tempo: float = 0.06) -> None:
        """stiffness: how unlikely a tempo change at a beat is, exp(-stiffness |ratio - 1|); temper: exponent of the likelihood (neighbouring hops tell
        the same story twice); leak: share of belief per hop that goes back to knowing nothing, HOPS times as much where the network speaks; jump: share
        of beats after which any tempo may follow; tempo: exponent, per frame, of the network's tempo."""
        self.periods = np.arange(SHORTEST, LONGEST + 1)
        self.first = np.concatenate([[0], np.cumsum(self.periods)[:-1]])
        self.last = self.first + self.periods - 1
        self.period_of = np.repeat(self.periods, self.periods).astype(np.float32)
        self.position_of = np.concatenate([np.arange(n) for n in self.periods]).astype(np.float32)
        self._temper, self._leak, self._tempo = temper, leak, tempo * TEMPO_EVERY
        bpm = 60.0 / (self.periods * TICK_S)
        place = np.clip((TEMPI - 1) * np.log(bpm / SLOWEST) / np.log(FASTEST / SLOWEST), 0.0, TEMPI - 1.0)   # of each tempo among the network's classes
        self._class = np.minimum(place.astype(np.intp), TEMPI - 2)
        self._part = place - self._class
        self._frame = 0
        self._classes: Array | None = None
        prior = np.exp(-0.5 * (np.log2(bpm / 108.0) / 0.75) ** 2)
        prior /= prior.sum()
        self._prior = np.repeat(prior / self.periods, self.periods).astype(np.float32)
        ratio = self.periods[None, :] / self.periods[:, None]
        change = np.exp(-stiffness * np.abs(ratio - 1.0))
        change = (1.0 - jump) * change / change.sum(axis=1, keepdims=True) + jump * prior[None, :]
        self._change = np.ascontiguousarray(change.T, np.float32)
        self._zone = np.concatenate([self.first + i for i in range(len(SHAPE))])
        self._leaked = np.float32(HOPS * leak) * self._prior
        self._ones = np.ones_like(self._prior)
        self._road, self._at = np.zeros(RUNWAY + len(self._prior), np.float32), RUNWAY
        self.belief = self._road[RUNWAY:]
        self.belief[:] = self._prior

    def step(self, answer: Answer | None) -> None:
        """One hop on, and what the network said of it, if this is a hop it speaks at."""
        begin = self._change @ self.belief.take(self.last)
        if self._at == 0:
            self._at = RUNWAY
            self._road[RUNWAY:] = self.belief
        self._at -= 1   # seen from one place further back, every state is a hop further on in its beat
        q = self.belief = self._road[self._at:self._at + len(self._prior)]
        q[self.first] = begin
        if answer is not None:
            beat = min(answer.beat, 0.99)
            odds = beat / (1.0 - beat) * (1.0 - RARE) / RARE
            near = np.array([(1.0 - sure + sure * odds) ** self._temper for sure in SHAPE], np.float32)
            q[self._zone] *= np.repeat(near, len(self.periods))
            q *= np.float32((1.0 - HOPS * self._leak) / float(q @ self._ones))
            q += self._leaked
            self._frame += 1
            if self._frame % TEMPO_EVERY == 0:
                self._classes = answer.tempo
        elif self._classes is not None:   # a hop after the network spoke: the two are not done in one hop
            below, above = self._classes.take(self._class), self._classes[1:].take(self._class)
            likely = TEMPI * (below + self._part * (above - below))
            self._classes = None
            q *= np.repeat(((likely + 0.02) ** self._tempo).astype(np.float32), self.periods)
            q *= np.float32(1.0 / float(q @ self._ones))

    def forget(self) -> None:
        """Back to knowing nothing."""
        self.belief[:] = self._prior
        self._classes = None
