"""The stage's state: director and crowd, advanced tick by tick, evaluated in between. Knows no clock, no window and no process."""
from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import Any

import numpy as np
import numpy.typing as npt

from visualizer.crowd import Crowd
from visualizer.model import log
from visualizer.model.control import Command, ControlEvent, ControlState, reduce
from visualizer.model.crowd import CrowdFrame, Seating
from visualizer.model.music import MusicFrame
from visualizer.model.playing import play
from visualizer.model.settings import Schema
from visualizer.model.show import ShowFrame
from visualizer.model.time import TICK_S
from visualizer.show import Director, Faders, ShowSettings

CATCH_UP = 32
"""ticks a late stage takes one by one in one frame; what is older is taken in one closed-form step"""
MANY = (Command.PARAM, Command.CLOCK, Command.NOTE, Command.WATCH, Command.MASTER)
"""hands that move many times a second"""


@dataclass(frozen=True, slots=True)
class View:
    """Everything one frame is drawn from."""

    music: MusicFrame
    show: ShowFrame
    crowd: CrowdFrame


class Stage:
    """`take` each tick's MusicFrame once and in order; `view` is what can be drawn now."""

    def __init__(self, schema: Schema, params: npt.NDArray[np.float32], seating: Seating, seed: int, looks: Callable[[str], npt.NDArray[np.float32] | None],
                 on_tick: Callable[[View], None] | None = None, settings: ShowSettings | None = None) -> None:
        """params: the look the show begins with, (schema size,) float32; looks: by name, None where there is none; on_tick: called with every new state, for
        logs and tests; settings: of the dramaturgy."""
        self._director, self._crowd, self._faders = Director(params, settings), Crowd(seating, seed), Faders(schema, params, looks)
        self._on_tick = on_tick
        self.control = ControlState()
        first = MusicFrame.vacant(-1)
        self._view = View(first, self._director.frame, self._crowd.step(self._director.frame, 0))
        self.skipped = 0
        """ticks that were taken in a step together with others"""

    @property
    def view(self) -> View:
        """The newest state."""
        return self._view

    @property
    def hop(self) -> int:
        """The newest tick taken, -1 before the first."""
        return self._view.music.hop

    def hands(self, events: Sequence[ControlEvent]) -> None:
        """What hands did; takes effect at the next tick, and is logged with it."""
        for e in events:
            level = logging.DEBUG if e.command in MANY else logging.INFO
            log.get().log(level, "hand at tick %d: %s %g %d %s", self.hop + 1, e.command.name.lower(), e.value, e.index, e.text)
        self.control = reduce(self.control, tuple(events))

    def take(self, music: MusicFrame) -> None:
        """One tick. Ticks between the last one and this are covered by the same step; an old one is left out."""
        ticks = music.hop - self.hop
        if ticks < 1:
            return
        self.skipped += ticks - 1
        music = play(music.louder(self.control.sensitivity_db), self.control.notes)
        show = self._director.step(music, self.control, self._view.crowd.order_wave, ticks)
        show = replace(show, params=self._faders.step(self.control, ticks * TICK_S, show.grid.period_s))
        self._view = View(music, show, self._crowd.step(show, ticks))
        if self._on_tick is not None:
            self._on_tick(self._view)

    def stand(self, dt: float) -> None:
        """The show stands for dt s of the wall, and hands still move its picture."""
        show = self._view.show
        params = self._faders.step(self.control, dt, show.grid.period_s)
        if params is not show.params:
            self._view = replace(self._view, show=replace(show, params=params))

    @property
    def blending(self) -> float:
        """0..1 of the way to the look that was asked for last, 1 when it is there."""
        return self._faders.blending

    @property
    def aim(self) -> npt.NDArray[np.float32]:
        """(schema size,) the live values as hands have set them, without the last of the way there."""
        return self._faders.aim

    @property
    def missing_looks(self) -> int:
        """Looks asked for that did not exist."""
        return self._faders.missing

    def take_all(self, frames: Sequence[MusicFrame]) -> None:
        """Several ticks that are due at once: the newest CATCH_UP one by one, the older ones in one step."""
        late = len(frames) - CATCH_UP
        for i, frame in enumerate(frames):
            if i >= late - 1:
                self.take(frame)


def digest(view: View) -> str:
    """A hash of the director's and the crowd's whole state at this tick."""
    h = blake2b(digest_size=12)
    for value in (*view.show.state(), *view.crowd.state()):
        h.update(_bytes(value))
    return h.hexdigest()


def _bytes(value: Any) -> bytes:
    return value if isinstance(value, bytes) else repr(value).encode()
