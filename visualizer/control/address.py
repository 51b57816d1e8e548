"""One address for everything a hand can reach: what MIDI is bound to, what OSC paths are made of, what the desk sends."""
from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from visualizer.model.control import SENSITIVITY_DB, Command
from visualizer.model.settings import Entry, Schema
from visualizer.model.show import Act

Kind = Literal["value", "toggle", "bang", "note"]
LOOK_S = 2.0
"""s of blend when nothing else is said"""


@dataclass(frozen=True, slots=True)
class Target:
    """One thing a hand can move. address: its name; kind: value has a range, toggle is on or off, bang only happens, note is played; entry, part: the parameter
    and which of its floats; low, high, unit: of a value that is no parameter."""

    address: str
    command: Command
    kind: Kind
    help: str
    index: int = 0
    text: str = ""
    value: float = 0.0
    entry: Entry | None = None
    low: float = 0.0
    high: float = 1.0
    unit: str = ""

    def native(self, share: float) -> float:
        """The value at `share` (0..1) of the way; for a bang its own."""
        if self.kind == "bang":
            return self.value
        if self.entry is not None:
            return self.entry.native(share)
        if self.kind == "toggle":
            return float(share >= 0.5)
        return self.low + (self.high - self.low) * min(1.0, max(0.0, share))

    def share(self, value: float) -> float:
        """The inverse, 0..1."""
        if self.entry is not None:
            return self.entry.share(value)
        return min(1.0, max(0.0, (value - self.low) / (self.high - self.low)))

    def allowed(self) -> str:
        """Type and range, in words."""
        if self.kind == "value" and self.entry is not None:
            low, high = self.entry.range or (0.0, 1.0)
            return f"{low:g}..{high:g}{' ' + self.entry.unit if self.entry.unit else ''}"
        return {"value": f"{self.low:g}..{self.high:g}{' ' + self.unit if self.unit else ''}", "toggle": "0, 1; -1 the other", "bang": "a bang",
                "note": "a MIDI note"}[self.kind]


def _words(act: Act) -> str:
    return act.name.lower().replace("_", " ")


FIXED = (
    Target("black", Command.BLACK, "toggle", "fade to black, and back"),
    Target("freeze", Command.FREEZE, "toggle", "freeze the picture, and on"),
    Target("safe", Command.SAFE, "bang", "the safe look, light on, nothing frozen"),
    Target("hold", Command.ACT_HOLD, "toggle", "hold this act, let go"),
    Target("pause", Command.PAUSE, "toggle", "pause, go on (files)"),
    Target("act:next", Command.ACT_NEXT, "bang", "next act"),
    Target("act:auto", Command.ACT_AUTO, "bang", "acts follow the music again"),
    Target("shot:next", Command.SHOT_NEXT, "bang", "the act from another place"),
    Target("shot:hold", Command.SHOT_HOLD, "toggle", "stay with this shot, let go"),
    *(Target(f"act:{_words(a)}", Command.ACT_SET, "bang", f"the act {_words(a)}", value=float(a)) for a in Act),
    Target("look:next", Command.LOOK_STEP, "bang", "next look", value=1.0),
    Target("look:previous", Command.LOOK_STEP, "bang", "the look before", value=-1.0),
    Target("look:random", Command.RANDOM, "value", "vary the look within taste", high=1.0),
    Target("look:save", Command.SAVE_LOOK, "bang", "save the present state as a look"),
    Target("reset", Command.RESET, "bang", "every parameter back to the look", index=-1),
    Target("cue:next", Command.CUE, "bang", "next cue", index=-1),
    Target("cue:previous", Command.CUE, "bang", "the cue before", index=-2),
    Target("card", Command.CARD, "toggle", "the test card on the projector, and back"),
    Target("master", Command.MASTER, "value", "light of the whole picture"),
    Target("sensitivity", Command.SENSITIVITY, "value", "how keenly the stage hears", low=-SENSITIVITY_DB, high=SENSITIVITY_DB, unit="dB"),
    Target("tap", Command.TAP, "bang", "tap the tempo"),
    Target("bpm", Command.BPM, "value", "the tempo by number", low=20.0, high=400.0, unit="beats a minute"),
    Target("nudge:earlier", Command.NUDGE, "bang", "the beat 10 ms earlier", value=-0.01),
    Target("nudge:later", Command.NUDGE, "bang", "the beat 10 ms later", value=0.01),
    Target("downbeat", Command.DOWNBEAT, "bang", "this beat is the first of its bar"),
    Target("release", Command.TEMPO_RELEASE, "bang", "let the tempo go back to what is heard"),
    Target("authority", Command.AUTHORITY, "value", "who says the beat: -1 the highest there is, 0 audio, 1 midi, 2 link, 3 tap", low=-1.0, high=3.0),
    Target("trim", Command.TRIM, "value", "latency added by ear and eye", low=-500.0, high=500.0, unit="ms"),
    Target("instrument", Command.NOTE, "note", "notes play the instrument"),
)
"""everything that is no parameter, no look and no cue"""


class Addresses:
    """Every target by address. Looks and cues come and go: `name` them anew when they do."""

    def __init__(self, schema: Schema) -> None:
        self.schema = schema
        self._params: dict[str, Target] = {}
        for e in schema.live:
            for part in range(e.width):
                address = e.key if e.width == 1 else f"{e.key}.{part}"
                kind: Kind = "toggle" if isinstance(e.default, bool) else "value"
                self._params[address] = Target(address, Command.PARAM, kind, e.help, e.offset + part, entry=e)
        self._fixed = {t.address: t for t in FIXED}
        self._named: dict[str, Target] = {}

    def name(self, looks: Iterable[str], cues: Iterable[str] = ()) -> None:
        """The looks and cues that exist now."""
        named = {f"look:{n}": Target(f"look:{n}", Command.LOOK, "bang", f"the look {n}", text=n, value=LOOK_S) for n in looks}
        named.update({f"cue:{i}": Target(f"cue:{i}", Command.CUE, "bang", f"cue {i}: {n}", index=i) for i, n in enumerate(cues)})
        self._named = named   # whole at once: OSC's own thread reads it

    def get(self, address: str) -> Target | None:
        """That target, None when there is none. A look that is not there (yet) still has an address."""
        found = self._params.get(address) or self._fixed.get(address) or self._named.get(address)
        if found is None and address.startswith("look:") and 5 < len(address) <= 60:
            return Target(address, Command.LOOK, "bang", "a look", text=address[5:], value=LOOK_S)
        return found

    def __iter__(self) -> Iterator[Target]:
        yield from (*self._params.values(), *self._fixed.values(), *self._named.values())

    def close_to(self, address: str) -> str:
        """The nearest address that exists, '' when none is near."""
        import difflib

        near = difflib.get_close_matches(address, [*self._params, *self._fixed, *self._named], 1)
        return near[0] if near else ""
