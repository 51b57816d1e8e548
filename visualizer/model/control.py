"""Hands: numbered events, and the state they reduce to."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import IntEnum
from math import inf
from typing import Any

import numpy as np
import numpy.typing as npt

from .playing import Played
from .show import Act

TEXT = 512
"""bytes of an event's text, UTF-8: an input's name may be a path"""


class Command(IntEnum):
    """What a hand can ask for. What `value`, `index` and `text` of the event mean stands beside each; where nothing stands they mean nothing."""

    PAUSE = 1         # 0 run, 1 pause, -1 toggle
    SEEK = 2          # s, relative to where the input stands
    BLACK = 3         # 0 light, 1 black, -1 toggle
    FREEZE = 4        # 0 run, 1 freeze, -1 toggle
    ACT_SET = 5       # Act number
    ACT_NEXT = 6
    ACT_HOLD = 7      # 0 auto, 1 hold, -1 toggle
    ACT_AUTO = 8      # acts and shots follow the music again
    QUIT = 9          # 0 asks, and a second asking soon after means it; 1 means it
    FULLSCREEN = 10   # -1 toggle
    START = 11        # to the ear: begin to read
    PARAM = 12        # index: float of the live vector; value: in the parameter's own unit
    LOOK = 13         # text: name; value: blend, s, or beats when negative
    SAFE = 14         # the safe look, light on, nothing frozen, no hand on any parameter
    TAP = 15
    NUDGE = 16        # s the beat moves, + later
    DOWNBEAT = 17
    TEMPO_RELEASE = 18  # taps, bpm, nudges and downbeat let go
    BPM = 19          # beats a minute, from the beat that is on
    AUTHORITY = 20    # -1 the highest that is there, else a TempoSource
    CLOCK = 21        # index: TempoSource.MIDI or LINK; value: s a beat, 0 lost; extra: beats since a downbeat at the event's t
    MASTER = 22       # light of the whole picture, 0..1; index 0 set, 1 add
    SENSITIVITY = 23  # dB; index 0 set, 1 add
    RESET = 24        # index: float of the live vector that goes back to its look, -1 every one
    LOOK_STEP = 25    # +1 next look, -1 the one before
    RANDOM = 26       # index: seed; value: how far from the look, 0..1
    CUE = 27          # index: number of a cue, from 0; -1 the next one, -2 the one before
    NOTE = 28         # index: MIDI note number; value: strength 0..1, 0 ends it
    LEARN = 29        # text: address to bind to the next control that moves, "" stop learning
    WATCH = 30        # value: s for which previews of the picture are wanted
    SAVE_LOOK = 31    # text: name of the look the present state becomes, "" finds one
    FAVOURITE = 32    # text: look; value: 1 is, 0 is not, -1 toggle
    INPUT = 33        # text: as --input
    TRIM = 34         # ms; index 0 set, 1 add
    HELP = 35         # the keys, told in the terminal
    UNLEARN = 36      # text: address whose bindings are forgotten
    RELOAD = 37       # looks, maps and cues are read again now
    CARD = 38         # the test card on the projector: 0 the stage, 1 the card, -1 the other
    CUES = 39         # text: the cue list to walk from here on, "" none
    CUE_MOVE = 40     # text: "up" or "down"; index: number of the cue that changes places with its neighbour
    CUE_ADD = 41      # text: name of a cue made of the act and the look that are on, "" finds one
    CUE_REMOVE = 42   # index: number of a cue
    INPUT_STEP = 43   # +1 the next of the inputs there are, -1 the one before
    DISPLAY_STEP = 44   # the window goes to the next display
    SHOT_NEXT = 45    # the act is seen from another place
    SHOT_HOLD = 46    # 0 shots follow the music, 1 the one that is on stays, -1 toggle


def said(text: Any) -> str:
    """The text of a record's bytes field, without its padding."""
    raw: bytes = text.item()
    return raw.decode("utf-8", "replace")


class TempoSource(IntEnum):
    """Who says where the beat is, lowest authority first."""

    AUDIO = 0
    MIDI = 1
    LINK = 2
    TAP = 3


CONTROL_EVENT = np.dtype([("id", "i8"), ("t", "f8"), ("command", "i8"), ("value", "f8"), ("index", "i8"), ("extra", "f8"), ("text", f"S{TEXT}")])
"""An event as it crosses a process border: id > 0 and growing, t s performance counter on arrival, the rest as Command says."""


@dataclass(frozen=True, slots=True)
class ControlEvent:
    """One movement of a hand. t: s, performance counter on arrival; the stage is told show time, and in `wall` the performance counter, for what a person
    does at a pace while the show may stand. None: the same as t."""

    id: int
    t: float
    command: Command
    value: float = 0.0
    index: int = 0
    extra: float = 0.0
    text: str = ""
    wall: float | None = None

    @property
    def done(self) -> float:
        """s of the wall at which it was done; only differences mean something."""
        return self.t if self.wall is None else self.wall

    def record(self) -> npt.NDArray[Any]:
        """() CONTROL_EVENT; text beyond TEXT bytes is cut, and hands put none there (see Outbox)."""
        text = self.text.encode("utf-8", "replace")[:TEXT]
        return np.array((self.id, self.t, int(self.command), self.value, self.index, self.extra, text), CONTROL_EVENT)

    @classmethod
    def of(cls, record: npt.NDArray[Any]) -> ControlEvent | None:
        """The event of a () CONTROL_EVENT; None when its command is unknown or a number is not finite."""
        number, value, extra, t = int(record["command"]), float(record["value"]), float(record["extra"]), float(record["t"])
        if number not in Command.__members__.values() or not np.isfinite([value, extra, t]).all():
            return None
        return cls(int(record["id"]), t, Command(number), value, int(record["index"]), extra, said(record["text"]))


TAP_GAP_S = 2.5
"""s between two taps beyond which a new row of taps begins"""
STOOD_S = 0.02
"""s by which show time and the wall differ between two taps when the show has stood; what its clock corrects is far less"""
TAPS = 12
"""taps of one row that count, the newest"""
SENSITIVITY_DB = 24.0
"""dB to either side that the sensitivity may be moved"""
NUDGE_S = 2.0
PLAYED = 8
"""notes of a hand that sound at once"""
QUIT_S = 3.0
"""s within which a second asking quits"""


@dataclass(frozen=True, slots=True)
class Clock:
    """A beat from outside. t: s, show time at which it stood at `position` beats since a downbeat; period_s: s a beat, 0: it is not there."""

    t: float = 0.0
    period_s: float = 0.0
    position: float = 0.0


@dataclass(frozen=True, slots=True)
class TempoHands:
    """What hands say of the beat. taps: s, show time, one row of them, oldest first, as far apart as they were tapped; tapped: s of the wall, the newest; bpm:
    set by number, 0 not; touched: s, show time of the last tap or number, which hold for a while from there; nudge_s: s the beat was moved; downbeat: s,
    show time at which a hand said one, id of the saying in downbeat_id (0 none); authority: -1 the highest there is, else a TempoSource; midi, link: clocks
    from outside."""

    taps: tuple[float, ...] = ()
    tapped: float = 0.0
    bpm: float = 0.0
    touched: float = 0.0
    nudge_s: float = 0.0
    downbeat: float = 0.0
    downbeat_id: int = 0
    authority: int = -1
    midi: Clock = Clock()
    link: Clock = Clock()


@dataclass(frozen=True, slots=True)
class ControlState:
    """What the hands have asked for so far. cue: act asked for and not yet taken, with the event's id.

    changes: float of the live vector -> value in its own unit, where a hand has left the look, never changed in place; look: "" as started; look_id: event that
    chose it (0 none); blend: s, or beats when negative; quit_asked: s of the wall, the last asking; seed, stray: a look varied within taste, 0 stray as
    written; master: 0..1; sensitivity_db: dB; notes: those a hand played on the instrument, oldest first.
    """

    last_id: int = 0
    paused: bool = False
    black: bool = False
    frozen: bool = False
    held: bool = False
    cue: Act | None = None
    cue_next: bool = False
    cue_id: int = 0
    shot_id: int = 0
    steady: bool = False
    quitting: bool = False
    quit_asked: float = -inf
    changes: Mapping[int, float] = field(default_factory=dict)
    look: str = ""
    look_id: int = 0
    blend: float = 0.0
    seed: int = 0
    stray: float = 0.0
    master: float = 1.0
    sensitivity_db: float = 0.0
    tempo: TempoHands = TempoHands()
    notes: tuple[Played, ...] = ()


SAFE_LOOK, SAFE_S = "dream", 1.0
"""the look and the blend (s) of Command.SAFE"""


def _toggled(now: bool, value: float) -> bool:
    return (not now) if value < 0 else value > 0


def reduce(state: ControlState, events: tuple[ControlEvent, ...]) -> ControlState:
    """The state after these events, in order. Pure; an event with an id already seen changes nothing."""
    for e in events:
        if e.id > state.last_id:
            state = _tempo(_picture(_show(replace(state, last_id=e.id), e), e), e)
    return state


def _show(state: ControlState, e: ControlEvent) -> ControlState:
    """Acts, and the show as a whole."""
    match e.command:
        case Command.PAUSE:
            return replace(state, paused=_toggled(state.paused, e.value))
        case Command.BLACK:
            return replace(state, black=_toggled(state.black, e.value))
        case Command.FREEZE:
            return replace(state, frozen=_toggled(state.frozen, e.value))
        case Command.ACT_HOLD:
            return replace(state, held=_toggled(state.held, e.value))
        case Command.ACT_AUTO:
            return replace(state, held=False, cue=None, cue_next=False, steady=False)
        case Command.ACT_SET:
            return replace(state, cue=Act(int(e.value) % len(Act)), cue_next=False, cue_id=e.id)
        case Command.ACT_NEXT:
            return replace(state, cue=None, cue_next=True, cue_id=e.id)
        case Command.SHOT_NEXT:
            return replace(state, shot_id=e.id)
        case Command.SHOT_HOLD:
            return replace(state, steady=_toggled(state.steady, e.value))
        case Command.QUIT:
            return replace(state, quitting=state.quitting or e.value > 0.0 or 0.0 <= e.done - state.quit_asked <= QUIT_S, quit_asked=e.done)
        case _:
            return state


def _picture(state: ControlState, e: ControlEvent) -> ControlState:
    """Parameters, looks, light, sensitivity."""
    match e.command:
        case Command.PARAM:
            return replace(state, changes={**state.changes, e.index: e.value})
        case Command.RESET:
            return replace(state, changes={k: v for k, v in state.changes.items() if k != e.index} if e.index >= 0 else {})
        case Command.LOOK:
            return replace(state, look=e.text, look_id=e.id, blend=e.value, changes={}, seed=0, stray=0.0)
        case Command.RANDOM:
            return replace(state, look_id=e.id, blend=2.0, changes={}, seed=e.index, stray=min(1.0, max(0.0, e.value)))
        case Command.SAFE:
            return replace(state, look=SAFE_LOOK, look_id=e.id, blend=SAFE_S, changes={}, seed=0, stray=0.0, master=1.0, black=False, frozen=False,
                           sensitivity_db=0.0)
        case Command.MASTER:
            return replace(state, master=min(1.0, max(0.0, e.value + (state.master if e.index == 1 else 0.0))))
        case Command.SENSITIVITY:
            wanted = e.value + (state.sensitivity_db if e.index == 1 else 0.0)
            return replace(state, sensitivity_db=min(SENSITIVITY_DB, max(-SENSITIVITY_DB, wanted)))
        case Command.NOTE if 0 <= e.index < 128:
            if e.value > 0.0:
                return replace(state, notes=(*state.notes, Played(e.index, min(1.0, e.value), e.t))[-PLAYED:])
            return replace(state, notes=tuple(replace(n, end=e.t) if n.midi == e.index and n.end != n.end else n for n in state.notes))
        case _:
            return state


def _row(tempo: TempoHands, e: ControlEvent) -> tuple[float, ...]:
    """The row of taps before `e`. While the show stands its taps fall on one instant, so they are moved back to where the wall's gaps place them."""
    stood = (e.done - tempo.tapped) - (e.t - tempo.taps[-1])
    return tuple(t - stood for t in tempo.taps) if abs(stood) > STOOD_S else tempo.taps


def _tempo(state: ControlState, e: ControlEvent) -> ControlState:
    """The beat."""
    tempo = state.tempo
    match e.command:
        case Command.TAP:
            row = _row(tempo, e) if tempo.taps and 0.0 < e.done - tempo.tapped < TAP_GAP_S else ()
            tempo = replace(tempo, taps=(*row, e.t)[-TAPS:], tapped=e.done, touched=e.t)
        case Command.BPM if 20.0 <= e.value <= 400.0:
            tempo = replace(tempo, bpm=e.value, taps=(), touched=e.t)
        case Command.NUDGE:
            tempo = replace(tempo, nudge_s=min(NUDGE_S, max(-NUDGE_S, tempo.nudge_s + e.value)))
        case Command.DOWNBEAT:
            tempo = replace(tempo, downbeat=e.t, downbeat_id=e.id)
        case Command.TEMPO_RELEASE:
            tempo = replace(tempo, taps=(), bpm=0.0, nudge_s=0.0, downbeat_id=0)
        case Command.AUTHORITY:
            tempo = replace(tempo, authority=max(-1, min(int(TempoSource.TAP), int(e.value))))
        case Command.CLOCK if e.index in (TempoSource.MIDI, TempoSource.LINK):
            clock = Clock(e.t, e.value, e.extra) if 0.1 <= e.value <= 4.0 else Clock()
            tempo = replace(tempo, midi=clock) if e.index == TempoSource.MIDI else replace(tempo, link=clock)
        case _:
            return state
    return replace(state, tempo=tempo)
