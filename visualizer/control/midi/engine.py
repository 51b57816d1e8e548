"""What a control's movement means: bindings, learning, soft takeover, and what a controller is told back. Knows no driver."""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from visualizer.model.control import Command

from ..address import Addresses, Target
from .maps import Binding, bound
from .stream import CC, NOTE_ON, Message

CAUGHT = 0.03
"""share of the way within which a fader takes a value over"""
GRACE_S = 0.6
"""s after a fader's last movement from which on a value that differs was moved by another hand"""
FINE_S = 0.1
"""s after a learnt control within which its second half makes it one of 14 bits"""


class Hands(Protocol):
    """What is moved."""

    @property
    def addresses(self) -> Addresses: ...

    def put(self, target: Target, value: float, t: float | None = None) -> None: ...

    def act(self, target: Target, share: float, t: float | None = None) -> None: ...

    def value(self, target: Target) -> float | None: ...

    def answered(self, t: float) -> bool: ...

    def send(self, command: Command, target: str | int = "", value: Any = 0.0) -> None: ...


@dataclass(slots=True)
class Memory:
    """What is known of one control. place: 0..1 where it stood last; sent: share it sent last, at sent_at; caught: it moves its target; down: it is pressed;
    told: port -> what its lamp was told last."""

    place: float | None = None
    sent: float = 0.0
    sent_at: float = -99.0
    caught: bool = False
    down: bool = False
    coarse: int = 0
    told: dict[str, int] = field(default_factory=dict)


class Engine:
    """`take` every message; `feedback` what is to be said back."""

    def __init__(self, hands: Hands, learnt: Callable[[Binding], None] = lambda _: None) -> None:
        """learnt: called with every new binding, for the file."""
        self._hands, self._learnt = hands, learnt
        self.bindings: tuple[Binding, ...] = ()
        self.learning = ""
        """address armed, "" none"""
        self.last = ""
        """the newest control that moved, in words"""
        self.unbound = 0
        self._memory: dict[Binding, Memory] = {}
        self._fresh: tuple[Binding, float] | None = None

    def bind(self, bindings: tuple[Binding, ...]) -> None:
        """Another map; controls keep what is known of them."""
        self.bindings = bindings
        self._memory = {b: self._memory.get(b, Memory()) for b in bindings}

    def unlearn(self, address: str) -> bool:
        """Forget what moves `address`; whether there was any."""
        kept = tuple(b for b in self.bindings if b.address != address)
        found = len(kept) != len(self.bindings)
        self.bind(kept)
        return found

    def take(self, message: Message, port: str, t: float) -> None:
        """One message from the port of that name; t: s, performance counter on arrival."""
        control = _control(message)
        if control is None:
            return
        kind, number, place, pressed = control
        self.last = f"{port}: {kind} {number} channel {message.channel}"
        if self.learning and (pressed or kind in ("cc", "bend")):
            self._learn(Binding(self.learning, kind, number, message.channel, port), t)
            return
        if self._finer(kind, number, message.channel, port, t):
            return
        heard = False
        for b in self.bindings:
            if b.kind == "cc14" and kind == "cc" and b.number == number % 32 and number < 64 and b.hears("cc14", b.number, message.channel, port):
                heard = True
                self._fine(b, number, message.b, t)
            elif b.hears(kind, number, message.channel, port):
                heard = True
                self._move(b, place, pressed, t)
            elif b.kind == "notes" and kind == "note" and b.hears("notes", number, message.channel, port) and not self._taken(number, message.channel, port):
                heard = True
                self._hands.send(Command.NOTE, number, place if pressed else 0.0)
        self.unbound += not heard

    def _taken(self, number: int, channel: int, port: str) -> bool:
        """A note with a binding of its own plays nothing."""
        return any(b.hears("note", number, channel, port) for b in self.bindings)

    def _learn(self, new: Binding, t: float) -> None:
        target = self._hands.addresses.get(self.learning)
        self.learning = ""
        if target is None:
            return
        if target.kind == "note":
            new = replace(new, kind="notes", number=0)
        elif target.kind == "toggle" and new.kind == "note":
            new = replace(new, mode="toggle")
        self.bind(bound(self.bindings, new))
        self._fresh = (new, t)
        self._learnt(new)

    def _finer(self, kind: str, number: int, channel: int, port: str, t: float) -> bool:
        """The second half of a control that was just learnt: it has 14 bits."""
        if self._fresh is None:
            return False
        new, since = self._fresh
        if t - since > FINE_S or new.kind != "cc" or kind != "cc" or channel != new.channel or port != new.port:
            self._fresh = None if t - since > FINE_S else self._fresh
            return False
        if number not in (new.number + 32, new.number - 32) or min(number, new.number) >= 32:
            return False
        self._fresh = None
        fine = replace(new, kind="cc14", number=min(number, new.number))
        self.bind(bound(self.bindings, fine))
        self._learnt(fine)
        return True

    def _fine(self, b: Binding, number: int, data: int, t: float) -> None:
        memory = self._memory[b]
        if number < 32:
            memory.coarse = data
        place = (memory.coarse << 7 | (data if number >= 32 else 0)) / 16383.0
        self._move(b, place, False, t)

    def _move(self, b: Binding, place: float, pressed: bool, t: float) -> None:
        target, memory = self._hands.addresses.get(b.address), self._memory[b]
        if target is None:
            return
        was_down, memory.down = memory.down, pressed or (b.kind not in ("note", "program") and place >= 0.5)
        edge = pressed if b.kind in ("note", "program") else memory.down and not was_down
        if target.kind == "bang":
            if edge:
                self._hands.put(target, target.value, t)
        elif target.kind == "toggle" and b.mode != "hold":
            if b.mode == "toggle" or b.kind in ("note", "program"):
                if edge:
                    self._hands.put(target, self._other(target), t)
            elif memory.down != was_down or memory.place is None:
                self._hands.put(target, float(memory.down), t)
        elif target.kind == "toggle":
            self._hands.put(target, float(memory.down), t)
        elif b.kind in ("note", "program"):
            self._hands.act(target, b.high if pressed else b.low, t)
        elif b.mode == "toggle":
            if edge:
                now = self._hands.value(target)
                self._hands.act(target, b.low if now is not None and abs(target.share(now) - b.high) < 0.01 else b.high, t)
        else:
            self._slide(b, target, memory, place, t)
        memory.place = place

    def _other(self, target: Target) -> float:
        if target.entry is None:
            return -1.0
        now = self._hands.value(target)
        return 0.0 if now is not None and now >= 0.5 else 1.0

    def _slide(self, b: Binding, target: Target, memory: Memory, place: float, t: float) -> None:
        """A fader: it takes its value over only where it meets it, so that nothing jumps."""
        share, now = b.low + (b.high - b.low) * place, self._hands.value(target)
        if now is not None:
            here = target.share(now)
            if memory.caught and self._told(memory, t) and abs(here - memory.sent) > CAUGHT:
                memory.caught = False   # another hand moved it
            if not memory.caught:
                before = share if memory.place is None else b.low + (b.high - b.low) * memory.place
                memory.caught = abs(share - here) <= CAUGHT or min(before, share) <= here <= max(before, share)
                if not memory.caught:
                    return
        memory.caught, memory.sent, memory.sent_at = True, share, t
        self._hands.act(target, share, t)

    def _told(self, memory: Memory, t: float) -> bool:
        """Whether the value that is told has what this control did last in it: long enough ago, and heard by the stage, however slow it is."""
        return t - memory.sent_at > GRACE_S and self._hands.answered(memory.sent_at)

    def feedback(self, port: str, t: float, again: bool = False) -> list[bytes]:
        """What the controller on that port is to be told: lamps of what is on, motors of what moved. again: everything, to one that has just come."""
        out: list[bytes] = []
        for b in self.bindings:
            target = self._hands.addresses.get(b.address) if b.feedback and b.kind in ("note", "cc") and b.port.lower() in port.lower() else None
            now = self._hands.value(target) if target is not None else None
            if target is None or now is None:
                continue
            memory = self._memory[b]
            if target.kind == "value":
                if not self._told(memory, t):
                    continue
                span = b.high - b.low
                level = round(127 * min(1.0, max(0.0, (target.share(now) - b.low) / span))) if span else 0
            else:
                level = 127 if now >= 0.5 else 0
            if again or level != memory.told.get(port):
                memory.told[port] = level
                out.append(bytes(((NOTE_ON if b.kind == "note" else CC) | max(0, b.channel - 1), b.number, level)))
        return out


def _control(m: Message) -> tuple[str, int, float, bool] | None:
    """kind, number, place 0..1, pressed; None for what is no control."""
    match m.status:
        case 0x80:
            return "note", m.a, 0.0, False
        case 0x90:
            return "note", m.a, m.b / 127.0, True
        case 0xB0 if m.a < 120:
            return "cc", m.a, m.b / 127.0, False
        case 0xC0:
            return "program", m.a, 1.0, True
        case 0xE0:
            return "bend", 0, (m.a | m.b << 7) / 16383.0, False
    return None


