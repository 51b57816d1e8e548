"""One declaration, every reader: a setting is declared once, beside the code it rules, with default, unit, range and help.

From it come the TOML key and its check, `configs/default.toml`, the shader block, and what hands (OSC, MIDI, desk) can reach.
`Settings` dataclasses hold what is fixed at start; `Params` dataclasses hold what a look or a hand may move while the show runs.
"""
from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite, log
from typing import Any, Literal, cast

import numpy as np
import numpy.typing as npt

Scale = Literal["lin", "log"]
Blend = Literal["lerp", "log", "oklab", "step"]
Value = bool | int | float | str | tuple[float, ...]
_COUNT = {2: "two", 3: "three", 4: "four"}


def setting(default: Value, *, help: str, unit: str = "", range: tuple[float, float] | None = None, choices: Sequence[str] = (),
            scale: Scale = "lin", blend: Blend = "lerp") -> Any:
    """A dataclass field that knows what it means.

    default: bool, int, float, str, or two to four floats (three: a linear Rec.709 colour); unit: as written after the number ("s", "Hz", "dB", "");
    range: inclusive, for numbers; choices: for strings, empty = any; scale: how a slider moves; blend: how two looks mix it; help: one line.
    """
    return dataclasses.field(default=default, metadata={"unit": unit, "range": range, "choices": tuple(choices), "scale": scale, "blend": blend, "help": help})


@dataclass(frozen=True, slots=True)
class Entry:
    """One setting of the schema. key: dotted, as in TOML; live: a hand or look may move it; offset: first float in the live vector, -1 when not live."""

    key: str
    default: Value
    unit: str
    range: tuple[float, float] | None
    choices: tuple[str, ...]
    scale: Scale
    blend: Blend
    help: str
    live: bool
    offset: int = -1

    @property
    def width(self) -> int:
        """Floats it takes in the live vector."""
        return len(self.default) if isinstance(self.default, tuple) else 1

    def allowed(self) -> str:
        """What may stand there, in words."""
        unit = f" {self.unit}" if self.unit else ""
        if isinstance(self.default, bool):
            return "true or false"
        if isinstance(self.default, str):
            return " or ".join(f'"{c}"' for c in self.choices) if self.choices else "a string"
        kind = f"{_COUNT[len(self.default)]} numbers" if isinstance(self.default, tuple) else "a whole number" if isinstance(self.default, int) else "a number"
        if self.range is None:
            return f"{kind}{unit}"
        low, high = self.range
        return f"{kind} from {low:g} to {high:g}{unit}"

    def check(self, value: object) -> Value:
        """`value` as this setting's type, or ValueError saying what is allowed."""
        if isinstance(self.default, bool):
            if isinstance(value, bool):
                return value
        elif isinstance(self.default, str):
            if isinstance(value, str) and (not self.choices or value in self.choices):
                return value
        elif isinstance(self.default, tuple):
            if isinstance(value, (list, tuple)) and len(value) == len(self.default) and all(self._number(v) for v in value):
                return tuple(float(v) for v in value)
        elif self._number(value):
            if isinstance(self.default, float):
                return float(value)  # type: ignore[arg-type]
            if isinstance(value, int):
                return value
        raise ValueError(f"must be {self.allowed()}")

    def native(self, share: float) -> float:
        """The number at `share` (0..1) of a slider's way, by its scale; whole numbers and switches are rounded. For numbers with a range, and switches."""
        share = min(1.0, max(0.0, share))
        if isinstance(self.default, bool):
            return float(share >= 0.5)
        low, high = self.range or (0.0, 1.0)
        value = low * (high / low) ** share if self.scale == "log" and low > 0.0 else low + (high - low) * share
        return float(round(value)) if isinstance(self.default, int) else value

    def share(self, value: float) -> float:
        """Where on a slider `value` stands, 0..1: the inverse of `native`."""
        low, high = (0.0, 1.0) if isinstance(self.default, bool) else self.range or (0.0, 1.0)
        value = min(high, max(low, value))
        return log(value / low) / log(high / low) if self.scale == "log" and low > 0.0 else (value - low) / (high - low)

    def held(self, value: float) -> float:
        """One number of it as it may be: in range, whole where it is whole."""
        low, high = (0.0, 1.0) if isinstance(self.default, bool) else self.range or (-1e18, 1e18)
        value = min(high, max(low, value))
        return value if isinstance(self.default, (float, tuple)) else float(round(value))

    def _number(self, value: object) -> bool:
        if isinstance(value, bool) or not isinstance(value, (int, float)) or abs(value) > 1e18 or not isfinite(value):
            return False
        return self.range is None or self.range[0] <= value <= self.range[1]


class Schema:
    """Every setting of every room, immutable. Built once by the app from the rooms' dataclasses."""

    def __init__(self, settings: Mapping[str, type], params: Mapping[str, type]) -> None:
        """settings, params: TOML table name -> dataclass of setting() fields."""
        entries: list[Entry] = []
        offset = 0
        for live, rooms in ((False, settings), (True, params)):
            for table, room in rooms.items():
                for f in dataclasses.fields(room):
                    m = f.metadata
                    if "help" not in m:
                        raise TypeError(f"{room.__name__}.{f.name} is not declared with setting()")
                    entry = Entry(f"{table}.{f.name}", cast(Value, f.default), m["unit"], m["range"], m["choices"], m["scale"], m["blend"], m["help"],
                                  live, offset if live else -1)
                    offset += entry.width if live else 0
                    entries.append(entry)
        self.entries = tuple(entries)
        self.size = offset
        """floats in the live vector"""
        self._by_key = {e.key: e for e in entries}
        self._by_offset = tuple(e for e in entries if e.live for _ in range(e.width))

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries)

    def __contains__(self, key: str) -> bool:
        return key in self._by_key

    def __getitem__(self, key: str) -> Entry:
        return self._by_key[key]

    @property
    def live(self) -> tuple[Entry, ...]:
        """Entries a look or a hand may move, in the order of the live vector."""
        return tuple(e for e in self.entries if e.live)

    def at(self, offset: int) -> Entry:
        """Whose float of the live vector that is. IndexError outside it."""
        if not 0 <= offset < self.size:
            raise IndexError(offset)
        return self._by_offset[offset]

    def offset(self, key: str) -> int | None:
        """Float of the live vector meant by 'stage.haze.density', or by 'stage.key.color.1' for one part of a colour; None when there is none."""
        entry = self._by_key.get(key)
        if entry is not None:
            return entry.offset if entry.live else None
        whole, _, part = key.rpartition(".")
        entry = self._by_key.get(whole)
        if entry is None or not entry.live or not part.isdecimal() or len(part) > 2 or int(part) >= entry.width or entry.width == 1:
            return None
        return entry.offset + int(part)

    def values(self, vector: npt.NDArray[np.float32]) -> dict[str, Value]:
        """Dotted key -> value, of a live vector (size,): the inverse of `vector`."""
        out: dict[str, Value] = {}
        for e in self.live:
            part = [float(f"{v:.7g}") for v in vector[e.offset:e.offset + e.width]]
            whole: Value = part[0] >= 0.5 if isinstance(e.default, bool) else round(part[0]) if isinstance(e.default, int) else part[0]
            out[e.key] = tuple(part) if e.width > 1 else whole
        return out

    def vector(self, values: Mapping[str, Value] | None = None) -> npt.NDArray[np.float32]:
        """The live vector (size,) float32, read-only: defaults, with `values` (dotted key -> checked value) laid over them."""
        out = np.zeros(self.size, np.float32)
        for e in self.live:
            value = e.default if values is None else values.get(e.key, e.default)
            out[e.offset:e.offset + e.width] = value
        out.flags.writeable = False
        return out

    def build(self, room: type, table: str, values: Mapping[str, Value]) -> Any:
        """An instance of a room's dataclass with `values` (dotted key -> checked value) over its defaults."""
        return room(**{f.name: values[f"{table}.{f.name}"] for f in dataclasses.fields(room) if f"{table}.{f.name}" in values})
