"""The OSC path of everything a hand can reach, and what an arriving message means. Fixed, one path for each, in Resolume's manners.

A value takes 0..1 of its range. "a" and a number is the number itself, "+", "-" and "*" move it from where it stands, "?" asks. A toggle takes 0 and 1,
nothing turns it over. A bang happens without argument or with anything but 0, so that buttons with a release work.
"""
from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from math import isfinite
from typing import Any, Protocol

from visualizer.model.control import Command, TempoSource
from visualizer.model.show import Act

from ..address import LOOK_S, Addresses, Target

ROOT = "/concord"
RENAMED = {
    "black": "panic/black", "freeze": "panic/freeze", "safe": "panic/safe", "hold": "act/hold", "reset": "look/reset", "tap": "tempo/tap", "bpm": "tempo/bpm",
    "nudge:earlier": "tempo/earlier", "nudge:later": "tempo/later", "downbeat": "tempo/downbeat", "release": "tempo/release", "authority": "tempo/authority",
    "instrument": "note",
}
"""addresses whose path is not simply their own name"""
NATIVE = ("bpm", "authority", "trim")
"""values that come as the number itself, since nobody thinks of a tempo as 0..1"""
SPECIAL = (
    ("act/set", "s or i", "an act's name or number", ", ".join(a.name.lower() for a in Act)),
    ("look/select", "s [f]", "a look by name, and the seconds it takes (negative: beats)", ""),
    ("look/save", "[s]", "save the present state as a look of that name", ""),
    ("cue/set", "i", "a cue by number, from 0", ""),
    ("cue/list", "s", "walk the cue list of that name; empty: none", ""),
    ("tempo/nudge", "f", "move the beat, later is +", "ms"),
    ("input", "s", "what is listened to, as --input", ""),
    ("ping", "", "answered by /concord/pong, to whoever asked", ""),
)
"""paths that take names: path, types, help, range"""


class Hands(Protocol):
    """What the paths move."""

    @property
    def addresses(self) -> Addresses: ...

    def put(self, target: Target, value: float, t: float | None = None) -> None: ...

    def value(self, target: Target) -> float | None: ...

    def send(self, command: Command, target: str | int = "", value: Any = 0.0) -> None: ...


Reply = Callable[[str, Sequence[Any]], None]
"""sends path and arguments back to whoever asked"""


def path_of(target: Target) -> str:
    """The fixed path of a target."""
    name = RENAMED.get(target.address) or target.address.replace(".", "/").replace(":", "/").replace(" ", "_")
    return f"{ROOT}/{name}"


def listing(addresses: Addresses) -> Iterator[tuple[str, str, str, str]]:
    """Every path: path, types, range, help; parameters first."""
    types = {"value": "f", "toggle": "i", "bang": "bang", "note": "i f"}
    for e in addresses.schema.live:
        if e.width == 3:
            yield f"{ROOT}/{e.key.replace('.', '/')}", "f f f", "0..1 each", e.help
    special = {f"{ROOT}/{path}" for path, *_ in SPECIAL}
    for target in addresses:
        if path_of(target) in special:
            continue
        native = target.kind == "value" and target.address not in NATIVE
        yield path_of(target), types[target.kind], f"0..1 (a: {target.allowed()})" if native else target.allowed(), target.help
    for path, kinds, help_, allowed in SPECIAL:
        yield f"{ROOT}/{path}", kinds, allowed, help_


class Paths:
    """Finds what a path means. `refused` counts messages that mean nothing."""

    def __init__(self, hands: Hands) -> None:
        self._hands = hands
        self._table = {path_of(t): t for t in hands.addresses}
        self._colours = {f"{ROOT}/{e.key.replace('.', '/')}": e for e in hands.addresses.schema.live if e.width == 3}
        self.refused = 0

    def receive(self, path: str, arguments: Sequence[Any], t: float, reply: Reply) -> None:
        """One message. t: s, performance counter on arrival."""
        if not self._receive(path.rstrip("/"), list(arguments), t, reply):
            self.refused += 1

    def _receive(self, path: str, words: list[Any], t: float, reply: Reply) -> bool:
        if path in self._colours:
            return self._colour(path, words, reply)
        if not path.startswith(ROOT + "/"):
            return False
        special = self._special(path[len(ROOT) + 1:], words, reply)
        if special is not None:
            return special
        target = self._table.get(path) or self._later(path)
        there = target is not None and self._hands.addresses.get(target.address) is not None   # a list of cues may be shorter than it was
        return target is not None and there and self._move(target, words, t, path, reply)

    def _later(self, path: str) -> Target | None:
        """A look or a cue that came after the table was made."""
        self._table.update({path_of(x): x for x in self._hands.addresses if x.command in (Command.LOOK, Command.CUE)})
        return self._table.get(path)

    def _colour(self, path: str, words: list[Any], reply: Reply) -> bool:
        entry, get = self._colours[path], self._hands.addresses.get
        parts = [part for i in range(3) if (part := get(f"{entry.key}.{i}")) is not None]
        if words == ["?"]:
            reply(path, [part.share(self._hands.value(part) or 0.0) for part in parts])
            return True
        words = words[1:] if words[:1] == ["a"] else words
        numbers = [_number(w) for w in words]
        if len(numbers) != 3 or None in numbers:
            return False
        for part, number in zip(parts, numbers, strict=True):
            self._hands.put(part, part.native(number or 0.0))
        return True

    def _special(self, name: str, words: list[Any], reply: Reply) -> bool | None:
        """A path that takes a name; None when it is none of those."""
        send, first = self._hands.send, words[0] if words else None
        match name:
            case "ping":
                reply(f"{ROOT}/pong", words)
            case "act/set" if isinstance(first, str):
                if first.upper().replace(" ", "_") not in Act.__members__:
                    return False
                send(Command.ACT_SET, first.lower().replace("_", " "))
            case "act/set" if (n := _number(first)) is not None and 0 <= n < len(Act):
                send(Command.ACT_SET, "", float(int(n)))
            case "look/select" if isinstance(first, str) and first:
                send(Command.LOOK, first, _number(words[1]) if len(words) > 1 else LOOK_S)
            case "look/save" if isinstance(first, str) or first != 0:
                send(Command.SAVE_LOOK, first if isinstance(first, str) else "")
            case "look/save":
                pass   # the button's release
            case "cue/set" if (n := _number(first)) is not None:
                send(Command.CUE, "", float(int(n)))
            case "cue/list" if isinstance(first, str):
                send(Command.CUES, first)
            case "tempo/nudge" if (n := _number(first)) is not None:
                send(Command.NUDGE, "", n / 1000.0)
            case "tempo/authority" if isinstance(first, str) and first != "?":
                if first.upper() not in TempoSource.__members__ and first.lower() != "auto":
                    return False
                send(Command.AUTHORITY, "", float(TempoSource.__members__.get(first.upper(), -1)))
            case "input" if isinstance(first, str):
                send(Command.INPUT, first)
            case "act/set" | "look/select" | "cue/set" | "cue/list" | "tempo/nudge" | "input":
                return False
            case _:
                return None
        return True

    def _move(self, target: Target, words: list[Any], t: float, path: str, reply: Reply) -> bool:
        if words == ["?"]:
            now = self._hands.value(target)
            if now is not None:
                reply(path, [now if target.address in NATIVE or target.kind != "value" else target.share(now)])
            return now is not None
        if target.kind == "note":
            return self._note(target, words, t)
        if target.kind == "bang":
            if not words or _number(words[0]) != 0.0:
                self._hands.put(target, target.value, t)
            return not words or isinstance(words[0], (int, float, str))
        if target.kind == "toggle" and not words:
            words = [-1]
        value = self._wanted(target, words)
        if value is None:
            return False
        self._hands.put(target, value, t)
        return True

    def _wanted(self, target: Target, words: list[Any]) -> float | None:
        """The value in its own unit that these arguments ask for."""
        how = words[0] if words and isinstance(words[0], str) else ""
        number = _number(words[-1]) if words else None
        if number is None or len(words) != (2 if how else 1):
            return None
        plain = target.kind == "toggle" or target.address in NATIVE
        if how == "a" or (plain and not how):
            return number
        if not how:
            return target.native(number)
        now = self._hands.value(target)
        if now is None or how not in ("+", "-", "*"):
            return None
        share = now if plain else target.share(now)
        moved = share + number if how == "+" else share - number if how == "-" else share * number
        return moved if plain else target.native(moved)

    def _note(self, target: Target, words: list[Any], t: float) -> bool:
        numbers = [_number(w) for w in words]
        if len(numbers) not in (1, 2) or numbers[0] is None or not 0 <= numbers[0] <= 127:
            return False
        strength = numbers[1] if len(numbers) == 2 else 0.8
        if strength is None:
            return False
        self._hands.send(Command.NOTE, int(numbers[0]), min(1.0, max(0.0, strength)))
        return True


def _number(word: Any) -> float | None:
    """A finite number, None for anything else."""
    if isinstance(word, bool):
        return float(word)
    return float(word) if isinstance(word, (int, float)) and abs(word) < 1e12 and isfinite(word) else None
