"""Hands: numbered events, and the state they reduce to."""
from __future__ import annotations

from dataclasses import dataclass, replace
from enum import IntEnum

import numpy as np

from .show import Act


class Command(IntEnum):
    """What a hand can ask for. The meaning of `value` stands beside each."""

    PAUSE = 1         # 0 run, 1 pause, -1 toggle
    SEEK = 2          # s, relative to where the input stands
    BLACK = 3         # 0 light, 1 black, -1 toggle
    FREEZE = 4        # 0 run, 1 freeze, -1 toggle
    ACT_SET = 5       # Act number
    ACT_NEXT = 6      # has no value
    ACT_HOLD = 7      # 0 auto, 1 hold, -1 toggle
    ACT_AUTO = 8      # has no value
    QUIT = 9          # has no value
    FULLSCREEN = 10   # -1 toggle
    START = 11        # to the ear: begin to read


CONTROL_EVENT = np.dtype([("id", "i8"), ("t", "f8"), ("command", "i8"), ("value", "f8")])
"""An event as it crosses a process border: id > 0 and growing, t s performance counter on arrival, command a Command, value as Command says."""


@dataclass(frozen=True, slots=True)
class ControlEvent:
    """One movement of a hand. t: s, performance counter on arrival."""

    id: int
    t: float
    command: Command
    value: float = 0.0


@dataclass(frozen=True, slots=True)
class ControlState:
    """What the hands have asked for so far. cue: act asked for and not yet taken, with the event's id."""

    last_id: int = 0
    paused: bool = False
    black: bool = False
    frozen: bool = False
    held: bool = False
    cue: Act | None = None
    cue_next: bool = False
    cue_id: int = 0
    quitting: bool = False


def _toggled(now: bool, value: float) -> bool:
    return (not now) if value < 0 else value > 0


def reduce(state: ControlState, events: tuple[ControlEvent, ...]) -> ControlState:
    """The state after these events, in order. Pure; an event with an id already seen changes nothing."""
    for e in events:
        if e.id <= state.last_id:
            continue
        state = replace(state, last_id=e.id)
        match e.command:
            case Command.PAUSE:
                state = replace(state, paused=_toggled(state.paused, e.value))
            case Command.BLACK:
                state = replace(state, black=_toggled(state.black, e.value))
            case Command.FREEZE:
                state = replace(state, frozen=_toggled(state.frozen, e.value))
            case Command.ACT_HOLD:
                state = replace(state, held=_toggled(state.held, e.value))
            case Command.ACT_AUTO:
                state = replace(state, held=False, cue=None, cue_next=False)
            case Command.ACT_SET:
                state = replace(state, cue=Act(int(e.value) % len(Act)), cue_next=False, cue_id=e.id)
            case Command.ACT_NEXT:
                state = replace(state, cue=None, cue_next=True, cue_id=e.id)
            case Command.QUIT:
                state = replace(state, quitting=True)
            case _:
                pass
    return state
