"""The stage's side of the hands: their process, the ring their events come by, and what they are told. Whatever becomes of them, the picture goes on."""
from __future__ import annotations

import json
import secrets
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import isfinite, pi
from typing import Any

import numpy as np
import numpy.typing as npt

from visualizer.config import favourites_first, load_state, no_look, save_look, save_state, toggle_favourite
from visualizer.control.keyboard import help_text
from visualizer.control.settings import HandsSettings
from visualizer.model import log
from visualizer.model.control import CONTROL_EVENT, TEXT, Command, ControlEvent, ControlState
from visualizer.model.errors import ConcordError
from visualizer.model.ring import Ring
from visualizer.model.settings import Schema
from visualizer.model.status import PREVIEW, PREVIEW_DTYPE, WORDS, status_dtype
from visualizer.model.supervisor import ChildStatus, Supervisor
from visualizer.model.time import FrameTime

from .common import House
from .cuewalk import CueWalk
from .handschild import EVENTS, PICTURES, STATES, HandsSpec, hands_main
from .live import LiveShow
from .stage import View

LOOK_S = 2.0
"""s of blend when a key steps to another look"""
REFRESH_S, AGAIN_S = 1.0, 0.1
"""s between two looks at the files of looks: as a rule, and at least when one is asked for that is not known"""
PREVIEW_S = 1.0 / 8.0
CLIPPED_S = 1.5
"""s that clipping is shown for"""
TRIM_MS = 500.0
"""ms to either side that ear and eye may move the picture"""
FOR_THE_CHILD = (Command.LEARN, Command.UNLEARN, Command.INPUT_STEP)
"""demands of a key that the hands' own process meets"""


@dataclass(frozen=True, slots=True)
class HandsOptions:
    """What the command line says of the hands. desk_lan: the desk may be reached from other machines, with its token; link: None as configured."""

    desk: bool | None = None
    desk_lan: bool = False
    link: bool | None = None


class Rail:
    """Owns the hands' child and three rings. `poll` brings what hands did, `tell` says how the stage stands; both once a frame, neither ever waits."""

    def __init__(self, house: House, options: HandsOptions | None = None, child: Callable[..., None] | None = hands_main,
                 display: str = "") -> None:
        """Starts the child at once; child None: there is none, and keys alone are hands; display: where the picture is seen, whose latency is remembered."""
        options = options or HandsOptions()
        self._house = house
        schema: Schema = house.config.schema
        self._dtype = status_dtype(schema.size)
        self._events, self._status, self._pictures = Ring(CONTROL_EVENT, EVENTS), Ring(self._dtype, STATES), Ring(PREVIEW_DTYPE, PICTURES)
        self._next, self._own, self._orders = 0, 0, 0
        self._order: tuple[int, str, float] = (0, "", 0.0)
        self._looked, self._watched_until, self._pictured = 0.0, 0.0, 0.0
        self._frames: list[float] = []
        alike = (name for name in house.looks.names if np.array_equal(house.looks[name].values, house.params))
        self._begun = house.look or next(alike, "")   # a show that was given no look may still begin with one
        self._trim_key, self.trim_ms, self._trim_kept = "", 0.0, 0.0
        self.seen_on(display)
        self._clipped = (0, -99.0)
        self._answered = 0.0
        self.malformed = self.missing_looks = 0
        """events that could not be read; looks asked for that there are none of"""
        settings: HandsSettings = house.config.room(HandsSettings, "hands")
        settings = replace(settings, desk=settings.desk if options.desk is None else options.desk, desk_lan=settings.desk_lan or options.desk_lan,
                           link=settings.link if options.link is None else options.link)
        self._spec = HandsSpec(schema, dict(house.config.values), settings, secrets.token_urlsafe(12))
        self.cues = CueWalk(settings.cues)
        self.supervisor: Supervisor | None = None
        if child is not None:
            self.supervisor = Supervisor("hands", child, self._events, self._arguments, log.get().warning)
            self.supervisor.start()

    def _arguments(self) -> tuple[object, ...]:
        return (self._status.name, self._pictures.name, self._spec, log.verbose())

    def seen_on(self, display: str) -> None:
        """The picture is seen on the display of that name from here on ("": on none in particular), whose own latency holds."""
        self._keep_trim()
        self._trim_key = f"trim_ms {display}".strip()
        self.trim_ms = self._trim_kept = remembered_trim(self._trim_key)
        if self.trim_ms:
            log.get().info("the picture is %+g ms ahead, as it was trimmed the last time%s", self.trim_ms, f" on {display}" if display else "")

    def _keep_trim(self) -> None:
        if self.trim_ms != self._trim_kept:
            self._trim_kept = self.trim_ms
            save_state({self._trim_key: self.trim_ms})

    # -- from the hands

    def poll(self) -> list[ControlEvent]:
        """What hands did since the last call, in order."""
        if self.supervisor is not None:
            self.supervisor.poll()
        records, self._next = self._events.after(self._next)
        events = [ControlEvent.of(r) for r in records]
        self.malformed += sum(e is None for e in events)
        good = [e for e in events if e is not None]
        self._answered = max([self._answered, *(e.t for e in good)])
        return good

    def resolve(self, events: Sequence[ControlEvent], control: ControlState, live: LiveShow | None = None) -> list[ControlEvent]:
        """What the stage is to be told of these events: names are looked up, and what is no matter of the stage is seen to here."""
        out: list[ControlEvent] = []
        now, t = time.perf_counter(), live.stage.view.show.t if live is not None else 0.0
        looks = self._house.looks
        if live is not None and (due := self.cues.due(t, live.stage.view.show.act)) is not None:
            events = [*events, ControlEvent(0, now, Command.CUE, index=due)]
        for e in events:
            match e.command:
                case Command.LOOK_STEP:
                    here = next((x.text for x in reversed(out) if x.command == Command.LOOK), control.look or self._begun)
                    out.append(replace(e, command=Command.LOOK, text=looks.after(here, 1 if e.value >= 0 else -1), value=LOOK_S))
                case Command.LOOK if e.text.startswith("#"):
                    ordered = favourites_first(looks.names)
                    number = int(e.text[1:]) - 1 if e.text[1:].isdecimal() else len(ordered)
                    if number < len(ordered):
                        out.append(replace(e, text=ordered[number]))
                case Command.LOOK if not self._known(e.text, now):
                    pass
                case Command.CUE:
                    out += [x for x in self.cues.go(e, t) if x.command != Command.LOOK or self._known(x.text, now)]
                case Command.CUES:
                    self.cues.choose(e.text, t)
                case Command.HELP:
                    log.get().warning("keys\n%s", help_text())
                case Command.RANDOM:
                    out.append(replace(e, index=e.index or live.stage.hop + 2 if live else 1))   # by the tick: the same show strays alike
                case Command.SAVE_LOOK:
                    self._save(e.text, live)
                case Command.FAVOURITE:
                    toggle_favourite(e.text or control.look or self._begun, e.value)
                case Command.WATCH:
                    self._watched_until = now + min(10.0, max(0.0, e.value))
                case Command.TRIM:
                    self.trim_ms = min(TRIM_MS, max(-TRIM_MS, e.value + (self.trim_ms if e.index == 1 else 0.0)))
                case Command.RELOAD:
                    self._looked = 0.0
                case _ if e.command in FOR_THE_CHILD and live is not None:
                    self._orders += 1
                    self._order = (int(e.command), e.text, e.value)
                case _:
                    out.append(e)
        return out

    def _known(self, look: str, now: float) -> bool:
        """Whether there is a look of that name, or it is '', the one the show began with. One that is not there is told and counted, and changes nothing."""
        looks = self._house.looks
        if look and looks.values(look) is None and now - self._looked >= AGAIN_S:
            self._looked = 0.0
            self.refresh(now)   # saved a moment ago
        if not look or looks.values(look) is not None:
            return True
        self.missing_looks += 1
        log.get().warning("look %s", no_look(look, looks.names))
        return False

    def _save(self, name: str, live: LiveShow | None) -> None:
        if live is None:
            return
        schema, config = self._house.config.schema, self._house.config
        try:
            saved = save_look(schema, name, schema.values(live.stage.aim), config.values)
            log.get().warning("the present state is the look %r now", saved)
        except (OSError, ConcordError) as error:
            log.get().warning("the look could not be saved: %s", error)
        self._looked = 0.0

    def refresh(self, now: float) -> None:
        """Read looks that changed on disk, now and then."""
        if now - self._looked >= REFRESH_S:
            self._looked = now
            self.cues.refresh()
            self._keep_trim()
            for line in self._house.looks.refresh():
                log.get().warning("%s", line)

    # -- to the hands

    def tell(self, ft: FrameTime, view: View, live: LiveShow, ear: ChildStatus, turn_s: float = 0.0, tier: str = "", card: bool = False,
             guard: float = 0.0) -> None:
        """Publish how the stage stands. turn_s: s, what the last frame took of the processor; tier: quality it is drawn in; card: the test card is shown;
        guard: 0..1, what the flash guard kept lately."""
        now = time.perf_counter()
        self.refresh(now)
        self._frames = [*self._frames[-59:], now]
        record = self.record(ft, view, live, ear, now)
        record["frame_ms"], record["tier"], record["card"], record["guard"] = 1000.0 * turn_s, tier.encode(), card, guard
        self._status.publish(record)

    def record(self, ft: FrameTime, view: View, live: LiveShow, ear: ChildStatus, now: float) -> npt.NDArray[Any]:
        """() status record of this frame."""
        r = np.zeros((), self._dtype)
        show, crowd, control, gpu = view.show, view.crowd, live.stage.control, view.music.record["gpu"]
        t = ft.t_light
        r["tick"], r["t"], r["perf"] = show.tick, t, now
        r["act"], r["act_before"], r["act_age"], r["reason"] = int(show.act), int(show.act_before), max(0.0, t - show.act_since), _text(show.reason)
        r["sure"], r["shot"], r["steady"], r["cues"] = show.confidence, _text(show.shot), control.steady, _text(self.cues.name)
        r["paused"], r["black"], r["frozen"], r["held"], r["cue"] = live.paused, control.black, control.frozen, control.held, self.cues.index
        r["master"], r["sensitivity_db"], r["trim_ms"] = control.master, control.sensitivity_db, self.trim_ms
        r["coherence"], r["order"] = show.coherence, crowd.order
        r["heart"], r["heart_hz"] = crowd.heart_at(t) / (2.0 * pi), crowd.heart_hz
        grid = show.grid
        r["bpm"], r["confidence"], r["position"], r["bar"] = grid.bpm, grid.confidence, grid.position(t), grid.bar_phase(t)
        r["beats_per_bar"], r["source"], r["authority"] = grid.beats_per_bar, grid.source, control.tempo.authority
        for mine, theirs in (("level", "level"), ("band", "band"), ("hit", "band_hit"), ("presence", "band_presence"), ("clock", "band_clock")):
            r[mine] = gpu[theirs]
        r["signal"], r["applause"], r["mel"] = view.music.value("signal"), show.applause, gpu["mel"].reshape(-1)
        r["parts"], r["lufs"], r["clipping"] = gpu["coherence"], view.music.value("lufs_m"), self._clipping(int(view.music.value("clipped")), now)
        onsets = view.music.events()
        r["onset"] = onsets[-1].id if onsets else 0
        r["look"], r["stray"], r["blending"] = _text(control.look or self._begun), control.stray, live.stage.blending
        r["input"] = _text(live.input_name, TEXT)
        r["fps"] = (len(self._frames) - 1) / max(1e-6, now - self._frames[0]) if len(self._frames) > 1 else 0.0
        r["ear_alive"], r["ear_restarts"], r["ear_reason"] = ear.alive, ear.restarts, _text(ear.reason)
        counted = {**live.counters(), "malformed hands": self.malformed, "missing looks": live.stage.missing_looks + self.missing_looks,
                   "hands restarts": self.supervisor.status().restarts if self.supervisor is not None else 0}
        r["counters"] = json.dumps({k: v for k, v in counted.items() if v}).encode()[:480]
        r["order_id"], (r["order_command"], text, r["order_value"]) = self._orders, self._order
        r["order_text"] = _text(text)
        r["params"][:len(show.params)], r["aim"][:len(show.params)], r["answered"] = show.params, live.stage.aim, self._answered
        for offset, value in control.changes.items():
            if 0 <= offset < len(show.params):
                r["changed"][offset], r["aim"][offset] = 1, self._house.config.schema.at(offset).held(value)   # at once, before any tick
        return r

    def _clipping(self, samples: int, now: float) -> float:
        """1 for a while after samples at full scale were heard, else 0. samples: so far; an ear that was started anew counts from 0."""
        if samples > self._clipped[0]:
            self._clipped = (samples, now)
        self._clipped = (samples, self._clipped[1])
        return float(now - self._clipped[1] < CLIPPED_S)

    def wants_picture(self) -> bool:
        """Somebody watches, and the last picture is old enough. Say True once per picture."""
        now = time.perf_counter()
        if now > self._watched_until or now - self._pictured < PREVIEW_S:
            return False
        self._pictured = now
        return True

    def picture(self, rgb: npt.NDArray[np.uint8]) -> None:
        """Publish a small picture, (h, w, 3) uint8, at most PREVIEW px, top row first."""
        h, w = rgb.shape[:2]
        if w > PREVIEW[0] or h > PREVIEW[1]:
            raise ValueError(f"a preview of {w}x{h}: at most {PREVIEW[0]}x{PREVIEW[1]}")
        record = np.zeros((), PREVIEW_DTYPE)
        record["id"], record["width"], record["height"] = self._pictures.published + 1, w, h
        record["rgb"][:rgb.size] = rgb.reshape(-1)
        self._pictures.publish(record)

    def close(self) -> None:
        """End the child and free the shared memory."""
        if self.supervisor is not None:
            self.supervisor.stop()
        for ring in (self._events, self._status, self._pictures):
            ring.close()


def remembered_trim(key: str) -> float:
    """ms, what was remembered under that key; 0 where nothing usable was."""
    value = load_state().get(key, 0.0)
    return min(TRIM_MS, max(-TRIM_MS, float(value))) if isinstance(value, (int, float)) and isfinite(value) else 0.0


def _text(text: str, most: int = WORDS) -> bytes:
    """UTF-8 of at most so many bytes, in whole letters."""
    return text.encode("utf-8", "replace")[:most].decode("utf-8", "ignore").encode()
