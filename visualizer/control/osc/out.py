"""OSC out: what is heard under Synesthesia's names, the stage under ours, one bundle a frame; parameters when they have come to rest."""
from __future__ import annotations

import contextlib
import socket
import struct
from collections.abc import Sequence
from math import floor, pi, sin
from typing import Any

import numpy.typing as npt

from visualizer.model.control import TempoSource, said
from visualizer.model.show import Act

from ..address import Addresses
from .lookup import Lookup
from .paths import ROOT, path_of

BANDS = ("bass", "mid", "midhigh", "high")
AGAIN_S = 1.0
"""s after which words are sent again, for those who came later"""
REST_S = 0.25
"""s a parameter must stand still before its place is sent: a fader that is being moved must not be pulled"""


def _padded(text: str) -> bytes:
    raw = text.encode("utf-8") + b"\0"
    return raw + b"\0" * (-len(raw) % 4)


def message(path: str, words: Sequence[Any]) -> bytes:
    """One OSC message; floats, ints (32 bits) and strings."""
    tags, data = ",", b""
    for word in words:
        if isinstance(word, str):
            tags, data = tags + "s", data + _padded(word)
        elif isinstance(word, int):
            tags, data = tags + "i", data + struct.pack(">i", max(-2**31, min(2**31 - 1, word)))
        else:
            tags, data = tags + "f", data + struct.pack(">f", word)
    return _padded(path) + _padded(tags) + data


def bundle(messages: Sequence[bytes]) -> bytes:
    """One bundle, to be taken at once."""
    return b"#bundle\0" + struct.pack(">Q", 1) + b"".join(struct.pack(">i", len(m)) + m for m in messages)


def audio(s: npt.NDArray[Any]) -> dict[str, float]:
    """Synesthesia's names, from a status record. Times wrap at 4096 s: a float of 32 bits tells no milliseconds beyond."""
    level, position, confidence = s["level"], float(s["position"]), float(s["confidence"])
    phase = position % 1.0
    ease = phase * phase * (3.0 - 2.0 * phase)
    out = {"level/all": float(level[1]), "level/raw": float(level[0]), "presence/all": float(level[2]), "hits/all": float(s["hit"].max()),
           "time/all": float(s["clock"].mean()), "time/curved": position % 4096.0,
           "beat/onbeat": confidence * max(0.0, 1.0 - phase * 4.0), "beat/beattime": floor(position) % 4096.0,
           "bpm/bpm": float(s["bpm"]), "bpm/bpmconfidence": confidence, "bpm/bpmtwitcher": (floor(position) + ease) % 4096.0,
           "energy/intensity": float(level[2]), "energy/fadeinout": float(s["master"]) * (1.0 - float(s["black"]))}
    for name, every in (("", 1.0), ("2", 2.0), ("4", 4.0)):
        turn = (position / every) % 1.0
        out[f"bpm/bpmsin{name}"] = 0.5 + 0.5 * sin(2.0 * pi * turn)
        out[f"bpm/bpmtri{name}"] = 1.0 - abs(2.0 * turn - 1.0)
    for i, band in enumerate(BANDS):
        for mine, theirs in (("level", "band"), ("hits", "hit"), ("presence", "presence"), ("time", "clock")):
            out[f"{mine}/{band}"] = float(s[theirs][i])
    return out


def stage(s: npt.NDArray[Any]) -> dict[str, float]:
    """Our own names under /concord."""
    return {"coherence": float(s["coherence"]), "crowd/order": float(s["order"]), "crowd/phase": float(s["heart"]), "crowd/bpm": 60.0 * float(s["heart_hz"]),
            "tempo/beat": float(s["position"]) % 1.0, "tempo/bar": float(s["bar"]), "act/age": float(s["act_age"]), "applause": float(s["applause"])}


class OscOut:
    """Sends to one place. `turn` once per status record."""

    def __init__(self, where: tuple[str, int], rate_hz: float, addresses: Addresses) -> None:
        """where: (host, port); a host's name is looked up first, and meanwhile nothing is sent."""
        self.where, self._every = where, 1.0 / rate_hz
        self._lookup = Lookup(*where)
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.setblocking(False)
        self._addresses = addresses
        self._next, self._words_at, self._heart = 0.0, -1.0, 0.0
        self._words: dict[str, Any] = {}
        self._seen: dict[str, tuple[float, float]] = {}
        self._told: dict[str, float] = {}
        self.sent = self.failed = 0

    def turn(self, s: npt.NDArray[Any] | None, now: float) -> None:
        """s: the newest status record; now: s, performance counter."""
        if s is None or now < self._next or self._lookup.address is None:
            return
        self._next = max(now, self._next + self._every)
        numbers = [message(f"/audio/{k}", [v]) for k, v in audio(s).items()] + [message(f"{ROOT}/{k}", [v]) for k, v in stage(s).items()]
        self._send(bundle(numbers))
        extra = [message(path, [value]) for path, value in self._changed(s, now)]
        heart = float(s["heart"])
        if heart < self._heart - 0.5:   # the lub
            extra.append(message(f"{ROOT}/heartbeat", []))
        self._heart = heart
        for i in range(0, len(extra), 20):
            self._send(bundle(extra[i:i + 20]))

    def _changed(self, s: npt.NDArray[Any], now: float) -> list[tuple[str, Any]]:
        """Words that are new, or due again; parameters that have come to rest elsewhere."""
        words = {f"{ROOT}/act": Act(int(s["act"])).name.lower(), f"{ROOT}/act/reason": said(s["reason"]), f"{ROOT}/look": said(s["look"]),
                 f"{ROOT}/tempo/source": TempoSource(int(s["source"])).name.lower(), f"{ROOT}/panic/black": int(s["black"]),
                 f"{ROOT}/panic/freeze": int(s["frozen"]), f"{ROOT}/act/hold": int(s["held"]), f"{ROOT}/shot": said(s["shot"]),
                 f"{ROOT}/shot/hold": int(s["steady"])}
        again = now - self._words_at >= AGAIN_S
        out = [(k, v) for k, v in words.items() if again or self._words.get(k) != v]
        self._words, self._words_at = words, now if again else self._words_at
        for target in self._addresses:
            if target.entry is None:
                continue
            value = float(s["params"][target.index])
            before = self._seen.get(target.address)
            if before is None or before[0] != value:
                self._seen[target.address] = (value, now)
            elif now - before[1] > REST_S and self._told.get(target.address) != value:
                self._told[target.address] = value
                out.append((path_of(target), target.share(value)))
        return out

    def _send(self, data: bytes) -> None:
        address = self._lookup.address
        if address is None:
            return
        try:
            self._socket.sendto(data, address)   # numbers only: a name would be looked up here, for every packet
            self.sent += 1
        except OSError:   # nobody listens there, or the network is gone
            self.failed += 1

    def close(self) -> None:
        """Let go of the socket."""
        self._lookup.close()
        with contextlib.suppress(OSError):
            self._socket.close()
