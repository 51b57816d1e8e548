"""The director: decides the act, eases the light, keeps the one beat grid."""
from __future__ import annotations

from dataclasses import replace
from math import exp, floor

import numpy as np
import numpy.typing as npt

from visualizer.model.control import ControlState
from visualizer.model.music import MusicFrame
from visualizer.model.show import STAGE, Act, ShowFrame, spring_at
from visualizer.model.time import TICK_S

from .acts import LEAST_S, ORDER, TURNS, Turn
from .grid import GridFollower
from .hearing import Ear, Heard
from .lights import ease, seen
from .settings import ShowSettings
from .shots import due, glide, sequence

BORDER_WAIT_S, DOWNBEAT_WAIT_S, BEAT_WAIT_S = 1.3, 0.9, 0.65
"""s an act change waits at most for the next beat, of these for one that begins a bar, and at least for a beat once it may come"""
OPENING_S = 1.0
"""s: the act the house opens with, and the one a dream begins or ends with, were not chosen by music, so they have no least time"""
OPENS, DREAM, AWAKE = "the house opens", "no signal: the stage dreams the overture", "the dream is over"
COHERENCE_S = 0.25
FACES = STAGE.index("faces")


class Director:
    """Holds the dramaturgy. `step` is called once per tick, in order; nothing else changes it."""

    def __init__(self, params: npt.NDArray[np.float32], settings: ShowSettings | None = None) -> None:
        """params: (schema size,) float32, the look."""
        self._settings = settings or ShowSettings()
        self._turns, self._least = TURNS[self._settings.preset], LEAST_S[self._settings.preset]
        self._ear, self._grid = Ear(), GridFollower()
        self._held: dict[Turn, float] = {}
        self._waiting: tuple[Turn, float, float, float] | None = None   # the turn, s waited, when it was decided (s), how sure
        self._cue_seen, self._dreams = 0, False
        self._visits: dict[Act, int] = {}
        self._shot, self._shot_seen, self._bars = 0, 0, 0   # number of the shot in this visit, of the event that asked for one, and of the bars of this act
        self._by_hand = False   # a hand chose the shot of an act whose shots are scripted
        self._ease, self._glide = ease(), glide(ease())
        goal = seen(Act.BACKSTAGE, sequence(Act.BACKSTAGE).shot(0))
        grid = self._grid.step(MusicFrame.vacant(0).grid, 0.0, 0.0)
        self._frame = ShowFrame(-1, 0.0, Act.BACKSTAGE, 0.0, Act.BACKSTAGE, goal.copy(), np.zeros_like(goal), goal, self._ease, params, grid, 0.0, 0.0,
                                OPENS)

    @property
    def frame(self) -> ShowFrame:
        """The newest frame; before the first step, the house as it opens."""
        return self._frame

    def step(self, music: MusicFrame, control: ControlState, order: float, ticks: int = 1) -> ShowFrame:
        """The stage at music.t. order: R of the crowd at the tick before; ticks: how many ticks this covers (> 1 only when the stage came late)."""
        dt = ticks * TICK_S
        last = self._frame
        heard = self._ear.step(music, order, max(0.0, music.t - last.act_since), dt)
        grid = self._grid.step(music.grid, music.t, dt, control.tempo)
        position, velocity = spring_at(last.position, last.velocity, last.target, last.tau, dt)
        k = 1.0 - exp(-dt / COHERENCE_S)
        frame = replace(last, tick=music.hop, t=music.t, position=position, velocity=velocity, grid=grid,
                        coherence=last.coherence + (heard.coherence - last.coherence) * k, level=heard.level, turns=last.turns_at(music.t),
                        applause=heard.applause)
        beat = floor(grid.position(music.t))
        struck = 0 if beat <= floor(last.grid.position(last.t)) else 2 if (beat - grid.downbeat) % grid.beats_per_bar == 0 else 1
        turn = self._asked(frame, control)
        dreams = music.value("dream") > 0.0
        if turn is None and dreams != self._dreams and not control.held:
            turn = (Act.BACKSTAGE, DREAM, frame.t, 1.0) if dreams else (Act.SILENCE, AWAKE, frame.t, 1.0)
        self._dreams = dreams
        if turn is None and control.held:   # what happened while held is not made up for afterwards
            self._held.clear()
            self._waiting = None
        elif turn is None:
            turn = self._turn(frame, heard, struck, dt)
        self._bars += struck == 2
        frame = self._enter(frame, *turn) if turn is not None else self._seen(frame, control, self._bars if struck == 2 else 0, heard.pulse >= 0.5)
        self._frame = frame
        return self._frame

    def _asked(self, frame: ShowFrame, control: ControlState) -> tuple[Act, str, float, float] | None:
        """An act a hand has asked for and that was not yet taken."""
        if control.cue_id <= self._cue_seen:
            return None
        self._cue_seen = control.cue_id
        if control.cue_next:
            return ORDER[(ORDER.index(frame.act) + 1) % len(ORDER)], "by hand", frame.t, 1.0
        return (control.cue, "by hand", frame.t, 1.0) if control.cue in ORDER else None

    def _turn(self, frame: ShowFrame, heard: Heard, beat: int, dt: float) -> tuple[Act, str, float, float] | None:
        """The first way out whose condition has held long enough, taken on the next bar or beat where there is one; the beat is looked for before the act's
        least time is over.

        beat: 0 none falls in this tick, 1 one does, 2 one that begins a bar.
        """
        lasted = frame.t - frame.act_since
        opening = frame.reason in (OPENS, DREAM, AWAKE)
        turns = self._turns[frame.act]
        for turn in turns:
            self._held[turn] = self._held.get(turn, 0.0) + dt if turn.when(heard, self._settings) else 0.0

        def left(turn: Turn) -> float:
            """s until this turn may be taken."""
            return (OPENING_S if opening else self._least[frame.act] if turn.least_s is None else turn.least_s) - lasted

        if self._waiting is not None:
            turn, waited, decided, sure = self._waiting
            waited += dt
            any_beat = turn.border == "beat" or waited > DOWNBEAT_WAIT_S
            too_long = waited > BORDER_WAIT_S and left(turn) < -BEAT_WAIT_S
            if left(turn) <= 0.0 and (beat == 2 or (beat and any_beat) or too_long or heard.pulse < 0.5):
                return turn.to, turn.reason, decided, sure
            keeps = left(turn) <= 0.0 or self._held[turn] > 0.0   # before its time it may yet think better of it
            self._waiting = (turn, waited, decided, sure) if keeps else None
            return None
        for turn in turns:
            waits = bool(turn.border) and heard.pulse >= 0.5
            if self._held[turn] > 0.0 and self._held[turn] >= turn.hold_s and left(turn) <= (DOWNBEAT_WAIT_S if waits else 0.0):
                sure = float(getattr(heard, turn.sure)) if turn.sure else 1.0
                if waits:
                    self._waiting = (turn, 0.0, frame.t, sure)
                    return None
                return turn.to, turn.reason, frame.t, sure
        return None

    def _enter(self, frame: ShowFrame, act: Act, reason: str, decided: float, sure: float) -> ShowFrame:
        self._held.clear()
        self._waiting = None
        self._visits[act] = self._visits.get(act, -1) + 1
        self._shot, self._bars, self._by_hand = 0, 0, False
        shot = sequence(act).shot(0)
        return replace(frame, act=act, act_since=frame.t, act_before=frame.act, target=seen(act, shot), tau=self._ease, reason=reason, decided=decided,
                       confidence=sure, shot=shot.name, shot_since=frame.t)

    def _seen(self, frame: ShowFrame, control: ControlState, bar: int, pulse: bool) -> ShowFrame:
        """The frame from where it is to be seen. bar: how many have begun in this act where one begins in this tick, else 0."""
        shots, number = sequence(frame.act), self._shot
        asked, self._shot_seen = control.shot_id > self._shot_seen, max(control.shot_id, self._shot_seen)
        if asked:
            number, self._by_hand = number + 1, True
        elif control.steady:
            pass
        elif shots.scripted:
            number = number if self._by_hand else shots.at(frame.t - frame.act_since)
        elif self._waiting is None and len(shots.shots) > 1:   # an act about to end is not looked at from elsewhere first
            number += due(shots.shot(number, self._visit(frame.act)), frame.t - frame.shot_since, self._settings.shot_s, bar, pulse)
        if number == self._shot:
            return frame
        self._shot = number
        shot = shots.shot(number, self._visit(frame.act))
        goal = seen(frame.act, shot)
        dissolves = goal[FACES] != frame.target[FACES]   # nothing is seen of a glide under it, and the light has to be there when the faces are
        return replace(frame, target=goal, tau=self._ease if dissolves else self._glide, shot=shot.name, shot_since=frame.t)

    def _visit(self, act: Act) -> int:
        return self._visits.get(act, 0)
