"""A show that is none: moves like one, answers commands, remembers them. For the desk's tests, and to look at the desk: `python -m tests.control.desk_fake`."""
from __future__ import annotations

import io
import math
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from visualizer.app.schema import schema
from visualizer.control.address import FIXED
from visualizer.control.keyboard import KEYS
from visualizer.model.control import Command
from visualizer.model.show import Act


def declared() -> dict[str, Any]:
    """As the hands declare it."""
    params = []
    for e in schema().live:
        kind = "colour" if isinstance(e.default, tuple) else "switch" if isinstance(e.default, bool) else "whole" if isinstance(e.default, int) else "number"
        low, high = e.range or (0.0, 1.0)
        group, _, name = e.key.rpartition(".")
        params.append({"key": e.key, "group": group, "name": name, "help": e.help, "unit": e.unit, "kind": kind, "low": low, "high": high,
                       "default": e.default, "scale": e.scale})
    return {"params": params, "acts": [a.name.lower().replace("_", " ") for a in Act],
            "keys": [{"name": k.name, "help": k.help, "group": k.group} for k in KEYS],
            "targets": {t.address: t.help for t in FIXED}, "version": "0"}


DECLARED = declared()
LOOKS = (
    ("dream", "the look the acts were lit in", [[1.0, 0.65, 0.3], [0.38, 0.63, 1.0], [0.81, 0.35, 0.09]]),
    ("winter", "colder and clearer: pale key, blue glass", [[0.86, 0.9, 1.0], [0.28, 0.58, 1.0], [0.05, 0.035, 0.1]]),
    ("candle", "warmer and closer: amber key, rose crystals", [[1.0, 0.55, 0.22], [1.0, 0.72, 0.52], [0.9, 0.46, 0.14]]),
)


CUES = ({"name": "house to half", "act": "backstage", "look": "dream", "hold": True, "blend": 2.0},
        {"name": "curtain", "act": "curtain", "look": "candle", "blend": 6.0}, {"name": "the music has it", "look": "candle", "after": 8.0, "blend": 2.0},
        {"name": "storm", "look": "winter", "blend": -8.0, "on": "chaos"},
        {"name": "embers", "look": "candle", "blend": 10.0, "on": "ebb"})


class FakeShow:
    """State as the hands tell it, and what was sent."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.sent: list[tuple[Command, str, Any]] = []
        self.params: dict[str, Any] = {p["key"]: p["default"] for p in DECLARED["params"]}
        self.fields: dict[str, Any] = {
            "running": True, "act": "symphony", "sure": 0.87, "card": False,
            "cue": -1, "cue_list": "", "cue_lists": ["evening"], "cues": [],
            "reason": "several voices and a steady pulse", "held": False, "shot": "the works", "steady": False, "source": "audio", "authority": -1,
            "input": "Monitor of Built-in Audio", "inputs": ["auto", "mic", "overture", "Monitor of Built-in Audio", "Scarlett 2i2"], "paused": False,
            "look": "dream", "black": False, "frozen": False, "master": 1.0, "signal": True, "clipping": False, "tier": "A", "guard": 0.0, "stray": 0.0,
            "sensitivity_db": 0.0, "trim_ms": 0.0, "counters": {"vacant ticks": 3}, "changed": [], "ear": {"alive": True, "restarts": 0, "reason": ""},
            "looks": [{"name": name, "help": words, "swatch": swatch, "favourite": name == "candle"} for name, words, swatch in LOOKS],
            "log": ["21:02:11 stage INFO act symphony: several voices and a steady pulse",
                    "21:02:40 stage WARNING ear: no heartbeat for 0.8 s; starting again in 0.1 s"],
            "osc": {"port": 8000, "out": "127.0.0.1:9000", "packets": 0, "malformed": 0}, "link": {"enabled": False, "peers": 0},
        }
        self.midi: dict[str, Any] = {"ports": ["nanoKONTROL2"], "map": "eight-faders", "bindings": [], "learning": "", "last": ""}
        self._clock, self._start = clock, clock()

    def state(self) -> dict[str, Any]:
        """Now."""
        t = self._clock() - self._start
        c, bpm = 0.72 + 0.2 * math.sin(t / 7), 118.02
        mel = [max(0.02, 0.75 * math.exp(-i / 40) * (0.5 + 0.5 * math.sin(0.7 * i + 3.1 * t) * math.sin(1.9 * t + i * i))) for i in range(64)]
        moving = {"act_age": t, "coherence": c, "order": min(0.99, 0.15 + 0.8 * abs(math.sin(t / 11 + 0.9))), "bpm": bpm, "confidence": 0.86,
                  "beat": (t * bpm / 60) % 1, "bar": (t * bpm / 240) % 1, "beats_per_bar": 4, "heart": (t * bpm / 120) % 1, "heart_bpm": bpm / 2,
                  "lufs": -17.3 + math.sin(t), "level": [0.55 + 0.2 * math.sin(3 * t), 0.5, 0.5, 0.7], "fps": 59.9, "band": [0.7, 0.5, 0.4, 0.2], "mel": mel,
                  "frame_ms": 6.3, "parts": {"pulse": 0.9, "bands": 0.7 + 0.1 * math.sin(t), "tonal": 0.5}}
        looks = sorted(self.fields["looks"], key=lambda x: (not x["favourite"], x["name"]))
        return {**self.fields, **moving, "looks": looks, "params": dict(self.params), "midi": dict(self.midi), "declared": DECLARED}

    def send(self, command: Command, target: str, value: Any) -> None:
        """Does what a show would."""
        self.sent.append((command, target, value))
        toggles = {Command.BLACK: "black", Command.CARD: "card", Command.FREEZE: "frozen", Command.ACT_HOLD: "held", Command.SHOT_HOLD: "steady",
                   Command.PAUSE: "paused"}
        numbers = {Command.MASTER: "master", Command.SENSITIVITY: "sensitivity_db", Command.TRIM: "trim_ms", Command.RANDOM: "stray",
                   Command.AUTHORITY: "authority"}
        if command == Command.PARAM:
            self._change({target: value})
        elif command == Command.RESET:
            self._change({p["key"]: p["default"] for p in DECLARED["params"] if target in ("", p["key"])})
        elif command in toggles:
            self.fields[toggles[command]] = not self.fields[toggles[command]] if value < 0 else value > 0
        elif command in numbers:
            self.fields[numbers[command]] = value
        elif command == Command.ACT_SET:
            self.fields.update(act=target, reason="a hand asked for it")
        elif command == Command.LOOK:
            self.fields["look"] = target
        elif command == Command.FAVOURITE:
            self.fields["looks"] = [{**x, "favourite": not x["favourite"]} if x["name"] == target else x for x in self.fields["looks"]]
        elif command in (Command.CUE, Command.CUES, Command.CUE_MOVE, Command.CUE_ADD, Command.CUE_REMOVE):
            self._cue(command, target, int(value))
        elif command == Command.INPUT:
            self.fields["input"] = target
        elif command == Command.LEARN:
            self.midi["learning"] = target
        elif command == Command.UNLEARN:
            self.midi["bindings"] = [b for b in self.midi["bindings"] if b["address"] != target]

    def _cue(self, command: Command, target: str, number: int) -> None:
        cues, here = list(self.fields["cues"]), int(self.fields["cue"])
        if command == Command.CUES:
            self.fields["cue_list"], here, cues = target, -1, [dict(c) for c in CUES] if target else []
        elif command == Command.CUE:
            wanted = here + {-1: 1, -2: -1}.get(number, number - here)
            here = wanted if 0 <= wanted < len(cues) else here
        elif command == Command.CUE_ADD:
            new = {"name": target or f"cue {len(cues) + 1}", "act": self.fields["act"], "look": self.fields["look"]}
            cues.insert(here + 1 if here >= 0 else len(cues), new)
        elif command == Command.CUE_REMOVE:
            del cues[number]
        else:
            other = number + (-1 if target == "up" else 1)
            cues[number], cues[other] = cues[other], cues[number]
        self.fields.update(cues=cues, cue=here)

    def _change(self, values: dict[str, Any]) -> None:
        self.params.update(values)
        self.fields["changed"] = [p["key"] for p in DECLARED["params"] if list(np.ravel(self.params[p["key"]])) != list(np.ravel(p["default"]))]

    def move_control(self, number: int = 7) -> None:
        """A MIDI control moves: what was being learnt is bound to it."""
        if self.midi["learning"]:
            bound = {"address": self.midi["learning"], "port": "nanoKONTROL2", "channel": 1, "kind": "cc", "number": number}
            self.midi["bindings"] = [*self.midi["bindings"], bound]
        self.midi.update(learning="", last=f"nanoKONTROL2 ch 1 cc {number} = 64")

    def preview(self) -> bytes | None:
        """A small picture whose light wanders."""
        from PIL import Image, ImageDraw, ImageFilter

        t = self._clock() - self._start
        image = Image.new("RGB", (320, 180), (3, 2, 2))
        x = 160 + 60 * math.sin(t)
        draw = ImageDraw.Draw(image)
        draw.polygon([(x - 6, 0), (x + 6, 0), (x + 60, 180), (x - 60, 180)], fill=(92, 66, 40))
        draw.ellipse((x - 60, 150, x + 60, 176), fill=(180, 130, 80))
        out = io.BytesIO()
        image.filter(ImageFilter.GaussianBlur(6)).save(out, "JPEG", quality=70)
        return out.getvalue()


if __name__ == "__main__":
    import sys

    from visualizer.control.desk.server import DeskServer

    show = FakeShow()
    server = DeskServer(show.state, show.send, show.preview, port=8338, lan="--lan" in sys.argv)
    server.start()
    print(server.url, server.links, flush=True)
    while True:
        time.sleep(1)
