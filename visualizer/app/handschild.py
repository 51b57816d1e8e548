"""The hands: a child process where OSC, MIDI, Link and the desk live. Imports no GL. What fails in it is logged and counted; the stage never waits for it."""
from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from visualizer.config import LookBook
from visualizer.control.address import Addresses, Target
from visualizer.control.outbox import Outbox
from visualizer.control.settings import HandsSettings
from visualizer.model import log
from visualizer.model.control import CONTROL_EVENT, Command, said
from visualizer.model.cues import Cue
from visualizer.model.ring import RUNNING, STARTING, Ring
from visualizer.model.settings import Schema, Value
from visualizer.model.show import Act
from visualizer.model.status import PREVIEW_DTYPE, status_dtype

from .cuewalk import CueEditor
from .deskstate import DeskState
from .linkdevice import LinkDevice
from .mididevice import MidiDevice
from .oscdevice import OscDevice

EVENTS, STATES, PICTURES = 1024, 8, 3
"""records held by the rings of events, of the stage's state, and of previews"""
WAIT_S = 0.01
"""s between two turns when nothing is put"""
REFRESH_S = 1.0
WATCH_S = 3.0
"""s of previews that one request asks for"""
EDITS = (Command.CUE_MOVE, Command.CUE_ADD, Command.CUE_REMOVE)
"""met here: they change a file, and the stage waits for no disk"""
WORDED = (Command.LOOK, Command.SAVE_LOOK, Command.FAVOURITE, Command.INPUT, Command.CUES)
"""commands whose target is a name the stage looks up"""


@dataclass(frozen=True, slots=True)
class HandsSpec:
    """What the child is started with. values: the configuration, dotted key -> value; token: of the desk."""

    schema: Schema
    values: dict[str, Value]
    settings: HandsSettings
    token: str


SAID = {Command.MASTER: "master", Command.SENSITIVITY: "sensitivity_db", Command.TRIM: "trim_ms", Command.BPM: "bpm", Command.BLACK: "black",
        Command.FREEZE: "frozen", Command.ACT_HOLD: "held", Command.PAUSE: "paused", Command.AUTHORITY: "authority", Command.RANDOM: "stray",
        Command.CARD: "card", Command.SHOT_HOLD: "steady"}
"""command -> where the stage's record says how it stands"""


class Device(Protocol):
    """One kind of hand. `turn` is called a hundred times a second with the newest state of the stage (None: none yet)."""

    def turn(self, status: npt.NDArray[Any] | None, now: float) -> None: ...

    def close(self) -> None: ...

    def counters(self) -> dict[str, int]: ...


class Hub:
    """What the kinds of hands share: the way to the stage, the addresses, the state that came back."""

    def __init__(self, spec: HandsSpec, events: Ring, status: Ring, pictures: Ring) -> None:
        self.spec, self.settings = spec, spec.settings
        self.outbox = Outbox(lambda e: void(events.publish(e.record())), events.published + 1)
        self.addresses = Addresses(spec.schema)
        self.looks = LookBook(spec.schema, spec.values)
        self.cues = CueEditor(spec.settings.cues)
        self._newest: npt.NDArray[Any] | None = None
        self._name()
        self.refused = 0
        """demands for what does not exist"""
        self.devices: dict[str, Device] = {}
        self._status, self._pictures = status, pictures
        self._read, self._picture, self._asked, self._refreshed = 0, -1, 0.0, 0.0
        self._jpeg: bytes | None = None
        self.desk = DeskState(self)
        self.learn: Callable[[str], None] = lambda _: None
        self.unlearn: Callable[[str], None] = lambda _: None
        self._orders = -1

    @property
    def status(self) -> npt.NDArray[Any] | None:
        """() status record, the newest; None before the first."""
        return self._newest

    def value(self, target: Target) -> float | None:
        """Where a value or toggle stands now or is on its way to, in its own unit; None when the stage does not say."""
        s = self._newest
        if s is None:
            return None
        if target.command == Command.PARAM:
            return float(s["aim"][target.index])
        word = SAID.get(target.command)
        if word is not None:
            return float(s[word])
        if target.command == Command.ACT_SET:
            return float(int(s["act"]) == int(target.value))
        if target.command == Command.LOOK:
            return float(said(s["look"]) == target.text)
        return None

    def answered(self, t: float) -> bool:
        """Whether `value` already holds what hands did up to t. t: s, performance counter. A frame of a slow stage can last longer than any fixed wait."""
        return self._newest is not None and float(self._newest["answered"]) >= t

    def act(self, target: Target, share: float, t: float | None = None) -> None:
        """Move a target: values and toggles to `share` (0..1) of their way; a bang happens."""
        self.put(target, target.native(share), t)

    def put(self, target: Target, value: float, t: float | None = None) -> None:
        """Move a target to `value` in its own unit. t: s, performance counter on arrival."""
        if (target.entry is not None and value >= 0.0) or target.entry is None or target.kind != "toggle":
            value = target.entry.held(value) if target.entry is not None else value
        self.outbox.put(target.command, value, target.index, target.text, t=t)

    def send(self, command: Command, target: str | int = "", value: Any = 0.0) -> None:
        """The desk's way in; see visualizer/control/desk/__init__.py. Never raises for what is wrong, and counts it."""
        try:
            self._send(Command(command), target, value)
        except (ValueError, TypeError, IndexError, KeyError, OverflowError):
            self.refused += 1

    def _send(self, command: Command, target: str | int, value: Any) -> None:
        text = target if isinstance(target, str) else ""
        if command == Command.PARAM:
            offset = self.spec.schema.offset(target) if isinstance(target, str) else int(target)
            if offset is None:
                raise KeyError(target)
            entry = self.spec.schema.at(offset)
            numbers = [float(v) for v in value] if isinstance(value, (list, tuple)) else [float(value)]
            if len(numbers) > max(1, entry.width - (offset - entry.offset)) or not np.isfinite(numbers).all():
                raise ValueError(value)
            for i, number in enumerate(numbers):
                self.outbox.put(command, entry.held(number), offset + i)
            return
        if command == Command.LEARN:
            self.learn(text)
            return
        if command == Command.UNLEARN:
            self.unlearn(text)
            return
        if command == Command.INPUT_STEP:
            self._other_input(1 if float(value) >= 0.0 else -1)
            return
        if command in EDITS:
            self._edit(command, text, int(value))
            return
        number = float(value)
        if not np.isfinite(number):
            raise ValueError(value)
        index = int(target) if isinstance(target, int) else 0
        if command == Command.RESET:
            offset = self.spec.schema.offset(text) if text else -1
            if offset is None:
                raise KeyError(text)
            width = self.spec.schema.at(offset).width if offset >= 0 and self.spec.schema.at(offset).key == text else 1
            for i in range(width):
                self.outbox.put(command, 0.0, offset + i)
            return
        if command == Command.ACT_SET and text:
            number = float(Act[text.upper().replace(" ", "_")])
        if command in (Command.SENSITIVITY, Command.TRIM):
            index = int(text == "+")
        if command == Command.CUE:
            index = int(number)
        self.outbox.put(command, number, index, text if command in WORDED else "")

    def _other_input(self, step: int) -> None:
        """The one before or after what is heard now, of all that were found."""
        names = [i["name"] for i in self.desk.inputs.names()]
        now = said(self._newest["input"]) if self._newest is not None else ""
        at = names.index(now) if now in names else (-1 if step > 0 else 0)
        self.outbox.put(Command.INPUT, text=names[(at + step) % len(names)])

    def _edit(self, command: Command, text: str, number: int) -> None:
        """Change the cue list; the stage reads the file again at once."""
        s = self._newest
        if command == Command.CUE_ADD:
            now = Cue(text, Act(int(s["act"])), said(s["look"])) if s is not None else None
            done = now is not None and self.cues.add(now, int(s["cue"]) if s is not None else -1)
        elif command == Command.CUE_REMOVE:
            done = self.cues.remove(number)
        else:
            done = self.cues.move(number, -1 if text == "up" else 1)
        if not done:
            self.refused += 1
            return
        self.outbox.put(Command.CUES, text=self.cues.name) if s is not None and not said(s["cues"]) else None
        self.outbox.put(Command.RELOAD)

    def preview(self) -> bytes | None:
        """The picture as JPEG; asking is what makes the stage send it."""
        now = time.perf_counter()
        if now - self._asked > 1.0:
            self._asked = now
            self.outbox.put(Command.WATCH, WATCH_S)
        n = self._pictures.published - 1
        if n >= 0 and n != self._picture:
            record = self._pictures.read(n)
            if record is not None:
                from visualizer.output.jpeg import jpeg

                w, h = int(record["width"]), int(record["height"])
                self._jpeg, self._picture = jpeg(record["rgb"][:w * h * 3].reshape(h, w, 3)), n
        return self._jpeg

    def turn(self) -> None:
        """Once a hundredth of a second: hand on what was done, read how the stage stands, let every device see it."""
        self.outbox.flush()
        now = time.perf_counter()
        newest = self._status.published - 1
        if newest >= 0 and newest != self._read:
            record = self._status.read(newest)
            if record is not None:
                self._newest, self._read = record, newest
                self._order(record)
        if now - self._refreshed > REFRESH_S:
            self._refreshed = now
            self.looks.refresh()
            self._name()
        for name, device in list(self.devices.items()):
            try:
                device.turn(self._newest, now)
            except Exception as error:   # one broken hand must not take the others with it
                log.get().warning("%s: %s: %s; it rests from here on", name, type(error).__name__, error)
                log.get().debug("", exc_info=error)
                self.devices.pop(name)
        self.outbox.flush()

    def _name(self) -> None:
        """Looks and cues that exist now get their addresses. What is wrong with a file is said by the stage."""
        if self._newest is not None:
            self.cues.follow(said(self._newest["cues"]))
        self.addresses.name(self.looks.names, [c.name for c in self.cues.cues])

    def _order(self, record: npt.NDArray[Any]) -> None:
        """A key of the stage asked for something that is met here."""
        number = int(record["order_id"])
        if self._orders >= 0 and number > self._orders:
            self._send(Command(int(record["order_command"])), said(record["order_text"]), float(record["order_value"]))
        self._orders = number


def void(_: object) -> None:
    """Takes what is not needed."""


def open_devices(hub: Hub, stack: ExitStack, beat: Callable[[], None]) -> None:
    """Every kind of hand that is wanted and can be opened; one that cannot is said and left. beat: called before each."""
    s = hub.settings
    makers: Sequence[tuple[str, bool, Callable[[Hub], Device]]] = (
        ("osc", bool(s.osc_in or s.osc_out), lambda h: OscDevice(h, s)),
        ("midi", s.midi, lambda h: MidiDevice(h, s)),
        ("link", s.link, LinkDevice),
        ("desk", s.desk, _Desk),
    )
    for name, wanted, make in makers:
        if not wanted:
            continue
        beat()
        try:
            device = make(hub)
        except ImportError as error:
            log.get().info("%s: %s is not installed: pip install concord-stage[%s]", name, error.name, name)
        except Exception as error:
            log.get().warning("%s: cannot be opened: %s", name, error)
            log.get().debug("", exc_info=error)
        else:
            hub.devices[name] = device
            stack.callback(device.close)


class _Desk:
    """The desk's server as a device: it has a thread of its own."""

    def __init__(self, hub: Hub) -> None:
        from visualizer.control.desk.server import DeskServer, invitation  # a web server takes a while to import, and not everybody wants one

        s = hub.settings
        self._server = DeskServer(hub.desk.state, hub.send, hub.preview, lan=s.desk_lan, token=hub.spec.token, port=s.desk_port)
        self._server.start()
        sys.stderr.write(invitation(self._server, sys.stderr.isatty()) + "\n")   # not to the log: a link may hold the token
        sys.stderr.flush()

    def turn(self, status: npt.NDArray[Any] | None, now: float) -> None:
        pass

    def counters(self) -> dict[str, int]:
        return dict(self._server.counters)

    def close(self) -> None:
        self._server.stop()


def hands_main(ring_name: str, status_name: str, pictures_name: str, spec: HandsSpec, verbose: bool = False) -> None:
    """Run by the supervisor in a spawned process, until it is ended.

    ring_name: Ring(CONTROL_EVENT, EVENTS) to write; status_name: Ring(status_dtype, STATES) to read; pictures_name: Ring(PREVIEW_DTYPE, PICTURES) to read.
    """
    events = Ring(CONTROL_EVENT, EVENTS, ring_name)
    events.beat(STARTING)
    log.setup("hands", verbose)
    status, pictures = Ring(status_dtype(spec.schema.size), STATES, status_name), Ring(PREVIEW_DTYPE, PICTURES, pictures_name)
    hub = Hub(spec, events, status, pictures)
    events.beat()
    with ExitStack() as stack:
        open_devices(hub, stack, events.beat)
        stack.callback(hub.desk.thumbs.close)
        events.beat(RUNNING)
        while True:
            hub.outbox.wait(WAIT_S)
            hub.turn()
            events.beat()
