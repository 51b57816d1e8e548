"""The state of the show as one JSON-ready dict, as the desk is promised it in visualizer/control/desk/__init__.py."""
from __future__ import annotations

import json
import time
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy.typing as npt

from visualizer import __version__
from visualizer.config import favourites, favourites_first, list_cues
from visualizer.control.address import FIXED
from visualizer.control.keyboard import KEYS
from visualizer.model.control import TempoSource, said
from visualizer.model.cues import Cue
from visualizer.model.paths import user_log
from visualizer.model.settings import Entry
from visualizer.model.show import Act

from .inputlist import InputList
from .thumbs import ThumbMaker

if TYPE_CHECKING:
    from .handschild import Hub

PARTS = ("pulse", "bands", "tonal")
"""of coherence, in MusicFrame's order"""
SWATCH = ("stage.key.color", "stage.crystals.ice", "stage.crowd.high")
FRESH_S = 1.0
"""s without a word after which the stage is said to stand"""
LOG_LINES, LOG_BYTES = 60, 16_000


class DeskState:
    """`state` may be called from any thread."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._declared = declared(hub)
        self.inputs, self.thumbs = InputList(), ThumbMaker()
        self._slow: dict[str, Any] = {"log": [], "looks": [], "lists": []}
        self._slow_at = -1.0

    def state(self) -> dict[str, Any]:
        """Made new at every call."""
        now = time.perf_counter()
        if now - self._slow_at > 1.0:
            self._slow_at = now
            if self._hub.status is not None:   # a page is open, and a show runs
                self.thumbs.look(now)
            self._slow = {"looks": self._looks(favourites()), "log": tail(user_log() / "concord.log"), "lists": sorted(list_cues())}
        hub, s = self._hub, self._hub.status
        out: dict[str, Any] = {"declared": self._declared, "running": False, "log": self._slow["log"], "looks": self._slow["looks"],
                               "inputs": self.inputs.names(), "cues": [_cue(c) for c in hub.cues.cues], "cue_list": hub.cues.name,
                               "cue_lists": self._slow["lists"],
                               "midi": {}, "osc": {}, "link": {"enabled": False, "peers": 0}}
        for name, device in list(hub.devices.items()):
            describe = getattr(device, "describe", None)
            if describe is not None:
                out[name] = describe()
        if s is None:
            return out
        out["running"] = now - float(s["perf"]) < FRESH_S
        out.update(_show(s))
        out.update(_music(s))
        out["params"], out["changed"] = self._params(s)
        mine = {f"{n} {k}": v for n, d in list(hub.devices.items()) for k, v in d.counters().items()}
        counters = {**json.loads(said(s["counters"]) or "{}"), **mine, "hands dropped": hub.outbox.dropped, "hands refused": hub.refused}
        out["counters"] = {k: v for k, v in counters.items() if v}
        return out

    def _looks(self, marked: Collection[str]) -> list[dict[str, Any]]:
        """Each with three colours that stand for it until there is a picture."""
        book, schema = self._hub.looks, self._hub.spec.schema
        at = [schema[key].offset for key in SWATCH if key in schema]
        return [{"name": n, "help": book[n].help, "favourite": n in marked,
                 "swatch": [[round(float(v), 4) for v in book[n].values[k:k + 3]] for k in at]} for n in favourites_first(book.names)]

    def _params(self, s: npt.NDArray[Any]) -> tuple[dict[str, Any], list[str]]:
        values: dict[str, Any] = {}
        changed: list[str] = []
        for e in self._hub.spec.schema.live:
            part = [round(float(v), 5) for v in s["params"][e.offset:e.offset + e.width]]
            values[e.key] = part if e.width > 1 else part[0]
            if s["changed"][e.offset:e.offset + e.width].any():
                changed.append(e.key)
        return values, changed


def _cue(cue: Cue) -> dict[str, Any]:
    """What is said of a cue; what it leaves alone is left out."""
    told: dict[str, Any] = {"name": cue.name, "blend": cue.blend, "hold": cue.hold}
    if cue.act is not None:
        told["act"] = _act(cue.act)
    if cue.look:
        told["look"] = cue.look
    if cue.after >= 0.0:
        told["after"] = cue.after
    if cue.on is not None:
        told["on"] = _act(cue.on)
    return told


def _act(number: Any) -> str:
    return Act(int(number)).name.lower().replace("_", " ")


def _show(s: npt.NDArray[Any]) -> dict[str, Any]:
    flags = {name: bool(s[name]) for name in ("paused", "black", "frozen", "held", "steady", "card")}
    numbers = {name: round(float(s[name]), 4) for name in ("t", "master", "sensitivity_db", "trim_ms", "act_age", "stray", "blending", "fps", "sure")}
    return {**flags, **numbers, "tick": int(s["tick"]), "act": _act(s["act"]), "act_before": _act(s["act_before"]), "reason": said(s["reason"]),
            "shot": said(s["shot"]),
            "frame_ms": round(float(s["frame_ms"]), 2), "tier": said(s["tier"]), "guard": round(float(s["guard"]), 2),
            "look": said(s["look"]), "cue": int(s["cue"]), "input": said(s["input"]),
            "ear": {"alive": bool(s["ear_alive"]), "restarts": int(s["ear_restarts"]), "reason": said(s["ear_reason"])}}


def _music(s: npt.NDArray[Any]) -> dict[str, Any]:
    lists = {name: [round(float(v), 4) for v in s[name]] for name in ("level", "band", "hit", "presence", "mel")}
    numbers = {name: round(float(s[name]), 4) for name in ("coherence", "order", "heart", "bpm", "confidence", "applause")}
    return {**lists, **numbers, "heart_bpm": round(60.0 * float(s["heart_hz"]), 2), "beat": round(float(s["position"]) % 1.0, 4),
            "bar": round(float(s["bar"]), 4), "beats_per_bar": int(s["beats_per_bar"]), "authority": int(s["authority"]),
            "source": TempoSource(int(s["source"])).name.lower(), "signal": bool(s["signal"]),
            "clipping": bool(s["clipping"] > 0.05), "lufs": round(float(s["lufs"]), 2),
            "parts": {name: round(float(v), 4) for name, v in zip(PARTS, s["parts"][1:], strict=True)}}


def declared(hub: Hub) -> dict[str, Any]:
    """What never changes while a show runs."""
    return {"params": [_entry(e) for e in hub.spec.schema.live], "acts": [_act(a) for a in Act],
            "keys": [{"name": k.name, "help": k.help, "group": k.group} for k in KEYS], "targets": {t.address: t.help for t in FIXED},
            "version": __version__}


def _entry(e: Entry) -> dict[str, Any]:
    group, _, name = e.key.rpartition(".")
    low, high = e.range or (0.0, 1.0)
    kind = "colour" if e.width == 3 else "switch" if isinstance(e.default, bool) else "whole" if isinstance(e.default, int) else "number"
    default = list(e.default) if isinstance(e.default, tuple) else e.default
    return {"key": e.key, "group": group, "name": name, "help": e.help, "unit": e.unit, "kind": kind, "low": low, "high": high, "default": default,
            "scale": e.scale}


def tail(path: Path) -> list[str]:
    """The newest lines of the log; [] when there is none."""
    try:
        with path.open("rb") as file:
            file.seek(max(0, path.stat().st_size - LOG_BYTES))
            return file.read().decode("utf-8", "replace").splitlines()[-LOG_LINES:]
    except OSError:
        return []
