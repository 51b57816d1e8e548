"""What a page may ask for. Everything that arrives is checked against a table here before anybody else sees it."""
from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from math import isfinite
from typing import NoReturn

from visualizer.model.show import Act

WORD_MAX = 200
"""characters a name may have"""
PANIC = ("black", "freeze", "safe")
"""never held back by the rate limit"""
ACTS = tuple(a.name.lower() for a in Act)

Fields = dict[str, object]
Rule = Callable[[object], object]


class CommandError(ValueError):
    """A message that asks for nothing we know; the words say what is allowed."""


def number(low: float, high: float) -> Rule:
    """A finite number from low to high."""
    def rule(value: object) -> float:
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not low <= value <= high:
            raise CommandError(f"must be a number from {low:g} to {high:g}")
        return float(value)
    return rule


def word(value: object) -> str:
    """A short string without control characters."""
    if not isinstance(value, str) or not 0 < len(value) <= WORD_MAX or not value.isprintable():
        raise CommandError(f"must be a name of 1 to {WORD_MAX} characters")
    return value


def act(value: object) -> str:
    """An act's name in small letters."""
    if not isinstance(value, str) or value not in ACTS:
        raise CommandError(f"must be one of {', '.join(ACTS)}")
    return value


def switch(value: object) -> bool:
    """True or false."""
    if not isinstance(value, bool):
        raise CommandError("must be true or false")
    return value


KINDS: dict[str, tuple[dict[str, Rule], dict[str, Rule]]] = {
    "look": ({"name": word}, {"seconds": number(0.0, 600.0)}),
    "act": ({"name": act}, {}), "next": ({}, {}), "hold": ({}, {"on": switch}), "auto": ({}, {}),
    "black": ({}, {"on": switch}), "freeze": ({}, {"on": switch}), "safe": ({}, {}), "pause": ({}, {"on": switch}),
    "master": ({"value": number(0.0, 1.0)}, {}), "sensitivity": ({"value": number(0.0, 10.0)}, {}),
    "tap": ({}, {}), "nudge": ({"beats": number(-4.0, 4.0)}, {}), "downbeat": ({}, {}),
    "input": ({"name": word}, {}), "latency": ({"ms": number(-500.0, 500.0)}, {}),
}
"""kind -> fields it needs, fields it may have"""


def refuse_constant(name: str) -> NoReturn:
    """json's NaN and Infinity are no JSON."""
    raise CommandError(f"{name} is no number")


class Checker:
    """Turns one message into (kind, fields), or says why not."""

    def __init__(self, schema: Sequence[Mapping[str, object]]) -> None:
        """schema: a dict per parameter: key, default, range, choices and more, as Entry has them."""
        self._entries = {str(e["key"]): e for e in schema}

    def check(self, text: str) -> tuple[str, Fields]:
        """CommandError unless `text` is a JSON object that asks for something we know, with exactly the fields it has."""
        try:
            message = json.loads(text, parse_constant=refuse_constant)
        except (ValueError, RecursionError) as error:
            raise CommandError(f"no JSON: {error}") from error
        if not isinstance(message, dict):
            raise CommandError("must be a JSON object")
        kind = message.pop("kind", None)
        if not isinstance(kind, str):
            raise CommandError("kind: must be a string")
        if kind == "param":
            return kind, self._param(message)
        if kind in ("learn", "unlearn"):
            if kind == "learn" or "key" in message:
                self._entry(message)
            return kind, fields(message, {"key": word} if kind == "learn" else {}, {} if kind == "learn" else {"key": word})
        if kind == "watch":
            return kind, fields(message, {"preview": switch}, {})
        if kind not in KINDS:
            raise CommandError(f"kind {kind[:40]!r}: there is no such command")
        return kind, fields(message, *KINDS[kind])

    def _entry(self, message: Mapping[str, object]) -> Mapping[str, object]:
        entry = self._entries.get(str(message.get("key"))[:WORD_MAX])
        if entry is None:
            raise CommandError("key: there is no such parameter")
        return entry

    def _param(self, message: Mapping[str, object]) -> Fields:
        entry = self._entry(message)
        found = fields(message, {"key": word, "value": lambda v: v}, {})
        try:
            return {**found, "value": value_of(entry, found["value"])}
        except CommandError as error:
            raise CommandError(f"{entry['key']}: {error}") from error


def fields(message: Mapping[str, object], needed: Mapping[str, Rule], may: Mapping[str, Rule]) -> Fields:
    """Every field by its rule; CommandError for one that is missing, unknown or wrong."""
    rules = {**needed, **may}
    for name in message:
        if name not in rules:
            raise CommandError(f"{str(name)[:40]!r}: there is no such field")
    for name in needed:
        if name not in message:
            raise CommandError(f"{name}: is missing")
    out: Fields = {}
    for name, value in message.items():
        try:
            out[name] = rules[name](value)
        except CommandError as error:
            raise CommandError(f"{name}: {error}") from error
    return out


def value_of(entry: Mapping[str, object], value: object) -> object:
    """A value of the type and range this parameter was declared with, else CommandError."""
    default, bounds, choices = entry.get("default"), entry.get("range"), entry.get("choices")
    low, high = (float(bounds[0]), float(bounds[1])) if isinstance(bounds, (list, tuple)) else (-1e18, 1e18)
    if isinstance(default, bool):
        return switch(value)
    if isinstance(default, str):
        if not isinstance(value, str) or len(value) > WORD_MAX or (isinstance(choices, (list, tuple)) and choices and value not in choices):
            raise CommandError(f"must be one of {', '.join(map(str, choices))}" if isinstance(choices, (list, tuple)) and choices else "must be a string")
        return value
    rule = number(low, high)
    if isinstance(default, (list, tuple)):
        if not isinstance(value, list) or len(value) != len(default):
            raise CommandError(f"must be {len(default)} numbers from {low:g} to {high:g}")
        return [rule(v) for v in value]
    checked = rule(value)
    if isinstance(default, int):
        if not isinstance(checked, float) or not isfinite(checked) or checked != int(checked):
            raise CommandError("must be a whole number")
        return int(checked)
    return checked
