"""Map files: which control of which port moves what. Plain TOML, to be shared; every mistake is told with file, key and reason."""
from __future__ import annotations

import os
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from visualizer.model.errors import ConfigError
from visualizer.model.files import toml_text

from ..address import Addresses

SCHEMA_VERSION = 1
KINDS = ("cc", "cc14", "note", "program", "bend", "notes")
MODES = ("", "toggle", "hold")
SIZE_MAX = 200_000
KEYS = {"address": str, "kind": str, "number": int, "channel": int, "port": str, "low": float, "high": float, "mode": str, "feedback": bool}


@dataclass(frozen=True, slots=True)
class Binding:
    """One control. kind: cc, cc14 (number and number + 32), note, program, bend, or notes (every key plays); number: 0..127; channel: 1..16, 0 any; port:
    part of the port's name, "" any; low, high:
    share of the target's way at the control's ends, high below low turns it round; mode: "" as the target is, toggle: each
    press turns it over, hold: on while pressed; feedback: the control is told how the target stands."""

    address: str
    kind: str = "cc"
    number: int = 0
    channel: int = 0
    port: str = ""
    low: float = 0.0
    high: float = 1.0
    mode: str = ""
    feedback: bool = True

    def hears(self, kind: str, number: int, channel: int, port: str) -> bool:
        """Whether this is its control."""
        return (self.kind == kind and (self.number == number or kind in ("bend", "notes")) and self.channel in (0, channel)
                and self.port.lower() in port.lower())


@dataclass(frozen=True, slots=True)
class Map:
    """A file's bindings."""

    name: str
    help: str
    bindings: tuple[Binding, ...]


def read_map(path: Path, addresses: Addresses) -> Map:
    """The map in `path`. ConfigError lists every mistake."""
    try:
        if path.stat().st_size > SIZE_MAX:
            raise ConfigError([f"{path}: {path.stat().st_size} bytes; a map has at most {SIZE_MAX}"])
        table = tomllib.loads(path.read_text("utf-8-sig"))
    except OSError as error:
        raise ConfigError([f"{path}: cannot be read ({error.strerror})"]) from error
    except UnicodeDecodeError as error:
        raise ConfigError([f"{path}: not UTF-8 text (byte {error.start})"]) from error
    except (ValueError, RecursionError) as error:   # ValueError: also a number of thousands of digits
        raise ConfigError([f"{path}: not valid TOML: {error}"]) from error
    problems: list[str] = []
    if table.get("schema") != SCHEMA_VERSION:
        problems.append(f"{path}: schema = {table.get('schema')!r}: must be {SCHEMA_VERSION}")
    for key in table:
        if key not in ("schema", "name", "help", "bind"):
            problems.append(f"{path}: {key}: no such key; a map has schema, name, help and [[bind]]")
    for key in ("name", "help"):
        if not isinstance(table.get(key, ""), str):
            problems.append(f"{path}: {key} = {table[key]!r}: must be a string")
    rows = table.get("bind", [])
    if not isinstance(rows, list) or not all(isinstance(r, dict) for r in rows):
        raise ConfigError([*problems, f"{path}: bind: must be tables, each begun with [[bind]]"])
    bindings = [b for i, row in enumerate(rows, 1) if (b := _binding(row, f"{path}: [[bind]] {i}", addresses, problems)) is not None]
    if problems:
        raise ConfigError(problems)
    return Map(str(table.get("name", path.stem)), str(table.get("help", "")), tuple(bindings))


def _fits(value: object, kind: type) -> bool:
    return isinstance(value, (float, int) if kind is float else kind) and (kind is bool or not isinstance(value, bool))


def _binding(row: dict[str, Any], where: str, addresses: Addresses, problems: list[str]) -> Binding | None:
    before = len(problems)
    for key, value in row.items():
        if key not in KEYS:
            problems.append(f"{where} {key}: no such key; allowed are {', '.join(KEYS)}")
        elif not _fits(value, KEYS[key]):
            problems.append(f"{where} {key} = {value!r}: must be a {KEYS[key].__name__}")
    if len(problems) > before:
        return None
    if "address" not in row:
        problems.append(f"{where}: address is missing: what the control moves")
        return None
    b = Binding(**row)
    if addresses.get(b.address) is None:
        near = addresses.close_to(b.address)
        problems.append(f"{where} address = {b.address!r}: nothing is called that; "
                        + (f"did you mean {near}?" if near else "`concord osc` lists what there is"))
    if b.kind not in KINDS:
        problems.append(f"{where} kind = {b.kind!r}: must be {', '.join(KINDS)}")
    elif not 0 <= b.number <= (31 if b.kind == "cc14" else 127):
        problems.append(f"{where} number = {b.number}: must be 0 to {31 if b.kind == 'cc14' else 127}")
    if not 0 <= b.channel <= 16:
        problems.append(f"{where} channel = {b.channel}: must be 1 to 16, or 0 for any")
    if not (0.0 <= b.low <= 1.0 and 0.0 <= b.high <= 1.0):
        problems.append(f"{where} low = {b.low}, high = {b.high}: must be from 0 to 1")
    if b.mode not in MODES:
        problems.append(f"{where} mode = {b.mode!r}: must be empty, toggle or hold")
    return b if len(problems) == before else None


def write_map(path: Path, map_: Map) -> None:
    """Write whole or not at all; OSError when it cannot be."""
    lines = ["# Which control moves what. Made by Concord, and made to be changed and shared.", f"schema = {SCHEMA_VERSION}",
             f"name = {toml_text(map_.name)}", f"help = {toml_text(map_.help)}"]
    plain = Binding("")
    for b in map_.bindings:
        lines += ["", "[[bind]]", f"address = {toml_text(b.address)}", f"kind = {toml_text(b.kind)}"]
        for key in KEYS:
            value = getattr(b, key)
            if key not in ("address", "kind") and value != getattr(plain, key):
                lines.append(f"{key} = {toml_text(value) if isinstance(value, str) else str(value).lower()}")
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.stem}.{os.getpid()}.partial")
    partial.write_text("\n".join(lines) + "\n", "utf-8")
    os.replace(partial, path)


def bound(bindings: Sequence[Binding], new: Binding) -> tuple[Binding, ...]:
    """With `new`, which was learnt from a control of the port it names; what that control did before, it does no more."""
    return (*(b for b in bindings if not _same_control(b, new)), new)


def _same_control(old: Binding, new: Binding) -> bool:
    """Whether `old` hears the control of `new`. One of 14 bits is two of 7: its number, and that and 32."""
    if {old.kind, new.kind} == {"cc", "cc14"}:
        coarse, one = (old, new) if old.kind == "cc14" else (new, old)
        return one.number in (coarse.number, coarse.number + 32) and old.hears(old.kind, old.number, new.channel, new.port)
    return old.hears(new.kind, new.number, new.channel, new.port)
