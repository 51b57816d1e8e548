"""A show that is none: moves like one, answers commands, remembers them. For the desk's tests, and to look at the desk: `python -m tests.control.desk_fake`."""
from __future__ import annotations

import io
import math
import time
from collections.abc import Callable
from typing import Any

from visualizer.app.schema import schema
from visualizer.model.show import Act

SCHEMA: list[dict[str, Any]] = [
    {"key": e.key, "default": e.default, "unit": e.unit, "range": e.range, "choices": e.choices, "scale": e.scale, "help": e.help, "live": e.live}
    for e in schema()
]
LOOKS = (
    ("dream", "the look the acts were lit in", [[1.0, 0.65, 0.3], [0.38, 0.63, 1.0], [0.81, 0.35, 0.09]]),
    ("winter", "colder and clearer: pale key, blue glass", [[0.86, 0.9, 1.0], [0.28, 0.58, 1.0], [0.05, 0.035, 0.1]]),
    ("candle", "warmer and closer: amber key, rose crystals", [[1.0, 0.55, 0.22], [1.0, 0.72, 0.52], [0.9, 0.46, 0.14]]),
)


class FakeShow:
    """State as the hands tell it, and what was sent."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.sent: list[tuple[str, dict[str, object]]] = []
        self.params: dict[str, object] = {e["key"]: e["default"] for e in SCHEMA if e["live"]}
        self.fields: dict[str, object] = {
            "act": "symphony", "act_reason": "several voices and a steady pulse", "act_confidence": 0.8, "held": False, "tempo_source": "audio",
            "input_name": "Monitor of Built-in Audio", "inputs": ["Monitor of Built-in Audio", "Scarlett 2i2", "Built-in Microphone", "overture"],
            "look": "dream", "black": False, "frozen": False, "master": 1.0, "signal": True, "clipping": False, "tier": "A",
            "sensitivity": 1.0, "latency_ms": 0.0, "counters": {"vacant ticks": 3, "late frames": 0},
            "looks": [{"name": name, "help": words, "swatch": swatch} for name, words, swatch in LOOKS],
            "log": ["21:02:11 stage INFO act symphony: several voices and a steady pulse",
                    "21:02:40 stage WARNING ear: no heartbeat for 0.8 s; starting again in 0.1 s"],
        }
        self.midi: dict[str, Any] = {"ports": ["nanoKONTROL2"], "learning": None, "last": None, "map": {}}
        self._clock, self._start = clock, clock()

    def state(self) -> dict[str, object]:
        """Now."""
        t = self._clock() - self._start
        c = 0.72 + 0.2 * math.sin(t / 7)
        mel = [max(0.02, 0.75 * math.exp(-i / 40) * (0.5 + 0.5 * math.sin(0.7 * i + 3.1 * t) * math.sin(1.9 * t + i * i))) for i in range(64)]
        moving = {"act_since": t, "coherence": c, "order": min(0.99, 0.15 + 0.8 * abs(math.sin(t / 11 + 0.9))), "tempo_bpm": 118.02, "beat_confidence": 0.86,
                  "beat_phase": (t * 118.02 / 60) % 1, "heart_hz": 118.02 / 120, "lufs": -17.3 + math.sin(t), "level": 0.55 + 0.2 * math.sin(3 * t),
                  "fps": 59.9, "bands": [0.7, 0.5, 0.4, 0.2], "mel": mel, "frame_ms": 6.3,
                  "parts": {"pulse": 0.9, "bands": 0.7 + 0.1 * math.sin(t), "tonal": 0.5, "recurrence": 0.8}}
        return {**self.fields, **moving, "params": dict(self.params), "midi": dict(self.midi)}

    def send(self, kind: str, fields: dict[str, object]) -> None:
        """Does what a show would."""
        self.sent.append((kind, fields))
        if kind == "param":
            self.params[str(fields["key"])] = fields["value"]
        elif kind in ("black", "freeze", "hold", "pause"):
            name = {"black": "black", "freeze": "frozen", "hold": "held", "pause": "paused"}[kind]
            self.fields[name] = fields.get("on", not self.fields.get(name))
        elif kind == "act":
            self.fields.update(act=fields["name"], act_reason="a hand asked for it")
        elif kind == "next":
            self.fields["act"] = Act((Act[str(self.fields["act"]).upper()] + 1) % len(Act)).name.lower()
        elif kind == "look":
            self.fields["look"] = fields["name"]
        elif kind == "input":
            self.fields["input_name"] = fields["name"]
        elif kind in ("master", "sensitivity"):
            self.fields[kind] = fields["value"]
        elif kind == "latency":
            self.fields["latency_ms"] = fields["ms"]
        elif kind == "learn":
            self.midi["learning"] = fields["key"]
        elif kind == "unlearn":
            self.midi.update(learning=None, map={k: v for k, v in self.midi["map"].items() if k != fields.get("key")})

    def move_control(self, words: str = "nanoKONTROL2 CC 7") -> None:
        """A MIDI control moves: what was being learnt is bound to it."""
        if self.midi["learning"]:
            self.midi["map"] = {**self.midi["map"], self.midi["learning"]: words}
        self.midi.update(learning=None, last=words)

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

    from visualizer.control.desk import DeskServer

    show = FakeShow()
    server = DeskServer(show.state, show.send, show.preview, SCHEMA, port=8338, lan="--lan" in sys.argv)
    server.start()
    print(server.url, server.links, flush=True)
    while True:
        time.sleep(1)
