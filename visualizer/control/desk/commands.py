"""What a page may ask for. Everything that arrives is checked against a table here before anybody else sees it, and leaves as (Command, target, value)."""
from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NoReturn

from visualizer.model.control import SENSITIVITY_DB, TEXT, Command
from visualizer.model.show import Act

WORD_MAX = 60
"""characters a name or address may have"""
PANIC = (Command.BLACK, Command.FREEZE, Command.SAFE)
"""never held back by the rate limit"""
ACTS = tuple(a.name.lower().replace("_", " ") for a in Act)

Order = tuple[Command, str, Any]
Rule = Callable[[object], Any]


class CommandError(ValueError):
    """A message that asks for nothing we know; the words say what is allowed."""


def number(low: float, high: float) -> Rule:
    """A finite number from low to high."""
    def rule(value: object) -> float:
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not low <= value <= high:
            raise CommandError(f"must be a number from {low:g} to {high:g}")
        return float(value)
    return rule


def word(longest: int = WORD_MAX, empty: bool = False) -> Rule:
    """A short string without control characters."""
    def rule(value: object) -> str:
        if not isinstance(value, str) or len(value) > longest or not value.isprintable() or not (value or empty):
            raise CommandError(f"must be a name of {0 if empty else 1} to {longest} characters")
        return value
    return rule


def input_name(value: object) -> str:
    """A device's name or a file's path, without control characters, as long as an event can hold: counted in bytes."""
    if not isinstance(value, str) or not value or not value.isprintable() or len(value.encode("utf-8", "replace")) > TEXT:
        raise CommandError(f"must be an input's name or a file's path of 1 to {TEXT} bytes")
    return value


def act(value: object) -> str:
    """An act's name in small letters."""
    if value not in ACTS:
        raise CommandError(f"must be one of {', '.join(ACTS)}")
    return str(value)


def switch(value: object) -> float:
    """True is 1, false is 0."""
    if not isinstance(value, bool):
        raise CommandError("must be true or false")
    return float(value)


def way(value: object) -> str:
    """Where a thing in a list goes."""
    if value not in ("up", "down"):
        raise CommandError("must be up or down")
    return str(value)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of message: the command it is, the field that is its target, the field that is its value (`other` where that is left out)."""

    command: Command
    target: dict[str, Rule] = field(default_factory=dict)
    value: dict[str, Rule] = field(default_factory=dict)
    other: float | None = 0.0
    """the value where none is said; None: it has to be said"""


_TOGGLE: dict[str, Rule] = {"on": switch}
KINDS: dict[str, Kind] = {
    "look": Kind(Command.LOOK, {"name": word()}, {"blend": number(-64.0, 600.0)}, 2.0),   # s, or beats when negative
    "random": Kind(Command.RANDOM, value={"value": number(0.0, 1.0)}, other=None),
    "save": Kind(Command.SAVE_LOOK, {"name": word(empty=True)}), "favourite": Kind(Command.FAVOURITE, {"name": word()}, _TOGGLE, -1.0),
    "cue": Kind(Command.CUE, value={"number": number(-2.0, 9999.0)}, other=-1.0), "cues": Kind(Command.CUES, {"name": word(empty=True)}),
    "cue-move": Kind(Command.CUE_MOVE, {"way": way}, {"number": number(0.0, 9999.0)}, None),
    "cue-remove": Kind(Command.CUE_REMOVE, value={"number": number(0.0, 9999.0)}, other=None), "cue-add": Kind(Command.CUE_ADD, {"name": word(empty=True)}),
    "card": Kind(Command.CARD, value=_TOGGLE, other=-1.0),
    "act": Kind(Command.ACT_SET, {"name": act}), "next": Kind(Command.ACT_NEXT), "auto": Kind(Command.ACT_AUTO),
    "hold": Kind(Command.ACT_HOLD, value=_TOGGLE, other=-1.0), "shot": Kind(Command.SHOT_NEXT), "stay": Kind(Command.SHOT_HOLD, value=_TOGGLE, other=-1.0),
    "black": Kind(Command.BLACK, value=_TOGGLE, other=-1.0),
    "freeze": Kind(Command.FREEZE, value=_TOGGLE, other=-1.0), "pause": Kind(Command.PAUSE, value=_TOGGLE, other=-1.0), "safe": Kind(Command.SAFE),
    "master": Kind(Command.MASTER, value={"value": number(0.0, 1.0)}, other=None),
    "sensitivity": Kind(Command.SENSITIVITY, value={"db": number(-SENSITIVITY_DB, SENSITIVITY_DB)}, other=None),
    "latency": Kind(Command.TRIM, value={"ms": number(-500.0, 500.0)}, other=None),
    "tap": Kind(Command.TAP), "downbeat": Kind(Command.DOWNBEAT), "release": Kind(Command.TEMPO_RELEASE),
    "nudge": Kind(Command.NUDGE, value={"s": number(-1.0, 1.0)}, other=None), "bpm": Kind(Command.BPM, value={"value": number(20.0, 400.0)}, other=None),
    "authority": Kind(Command.AUTHORITY, value={"value": number(-1.0, 3.0)}, other=None),
    "learn": Kind(Command.LEARN, {"address": word(empty=True)}), "unlearn": Kind(Command.UNLEARN, {"address": word()}),
    "input": Kind(Command.INPUT, {"name": input_name}),
}


def refuse_constant(name: str) -> NoReturn:
    """json's NaN and Infinity are no JSON."""
    raise CommandError(f"{name} is no number")


def read(text: str) -> tuple[str, dict[str, object]]:
    """A JSON object with a kind, or CommandError: its kind and its other fields."""
    try:
        message = json.loads(text, parse_constant=refuse_constant)
    except (ValueError, RecursionError) as error:
        raise CommandError(f"no JSON: {error}") from error
    if not isinstance(message, dict):
        raise CommandError("must be a JSON object")
    kind = message.pop("kind", None)
    if not isinstance(kind, str):
        raise CommandError("kind: must be a string")
    return kind, message


class Checker:
    """Turns what a page says into an order, or says why not."""

    def __init__(self, params: Sequence[Mapping[str, Any]]) -> None:
        """params: what is declared of each parameter: key, kind, default, low, high."""
        self._params = {str(p["key"]): p for p in params}

    def order(self, kind: str, message: Mapping[str, object]) -> Order:
        """CommandError unless the message asks for something we know, with exactly the fields it has."""
        if kind in ("param", "reset"):
            return self._param(kind, message)
        known = KINDS.get(kind)
        if known is None:
            raise CommandError(f"kind {kind[:40]!r}: there is no such command")
        needed = known.target if known.other is not None else {**known.target, **known.value}
        found = fields(message, needed, known.value)
        target = "".join(found[name] for name in known.target)
        return known.command, target, next((found[name] for name in known.value if name in found), known.other)

    def _param(self, kind: str, message: Mapping[str, object]) -> Order:
        if kind == "reset" and not message:
            return Command.RESET, "", 0.0
        found = fields(message, {"key": word()} | ({"value": lambda v: v} if kind == "param" else {}), {})
        declared = self._params.get(found["key"])
        if declared is None:
            raise CommandError("key: there is no such parameter")
        if kind == "reset":
            return Command.RESET, found["key"], 0.0
        try:
            return Command.PARAM, found["key"], value_of(declared, found["value"])
        except CommandError as error:
            raise CommandError(f"{found['key']}: {error}") from error


def fields(message: Mapping[str, object], needed: Mapping[str, Rule], may: Mapping[str, Rule]) -> dict[str, Any]:
    """Every field by its rule; CommandError for one that is missing, unknown or wrong."""
    rules = {**may, **needed}
    for name in message:
        if name not in rules:
            raise CommandError(f"{str(name)[:40]!r}: there is no such field")
    for name in needed:
        if name not in message:
            raise CommandError(f"{name}: is missing")
    out = {}
    for name, value in message.items():
        try:
            out[name] = rules[name](value)
        except CommandError as error:
            raise CommandError(f"{name}: {error}") from error
    return out


def value_of(declared: Mapping[str, Any], value: object) -> float | list[float]:
    """A value of the kind and range this parameter was declared with, else CommandError."""
    rule = number(float(declared["low"]), float(declared["high"]))
    if declared["kind"] == "switch":
        return switch(value)
    if declared["kind"] == "colour":
        if not isinstance(value, list) or len(value) != 3:
            raise CommandError("must be three numbers")
        return [rule(v) for v in value]
    checked: float = rule(value)
    if declared["kind"] == "whole" and checked != int(checked):
        raise CommandError("must be a whole number")
    return checked
