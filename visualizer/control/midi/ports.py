"""Ports of the system, by name: opened when they come, let go when they are gone. python-rtmidi is imported here only."""
from __future__ import annotations

import os
import re
import sys
import time
from collections.abc import Callable
from typing import Any, Protocol

LOOK_S = 1.0
"""s between two looks at which ports are there"""
SEQUENCER = "/dev/snd/seq"
"""where Linux has its MIDI"""
RETRY_S = 10.0
"""s until a system without MIDI is asked again"""

Arrived = Callable[[str, list[int], float, float], None]
"""port, bytes, s since the message before (the driver's own measure), s performance counter"""


def stable(name: str) -> str:
    """A port's name without the numbers that change at every replug: 'nanoKONTROL2:nanoKONTROL2 MIDI 1 20:0' -> 'nanoKONTROL2:nanoKONTROL2 MIDI 1'."""
    return re.sub(r"(\s+\d+:\d+|\s+\d+)$", "", name).strip() if re.search(r"\d+:\d+$", name) else name.strip()


class Backend(Protocol):
    """A MIDI system."""

    def inputs(self) -> list[str]: ...

    def outputs(self) -> list[str]: ...

    def open_input(self, index: int, arrived: Callable[[list[int], float], None]) -> Any: ...

    def open_output(self, index: int) -> Any: ...

    def close(self) -> None: ...


class RtMidi:
    """The system's own, through python-rtmidi. Even making its objects can fail; then there is no MIDI here."""

    def __init__(self, api: int | None = None) -> None:
        """RuntimeError when there is no MIDI system. api: one of rtmidi's, None JACK where a server of it is named in the environment, else as it finds."""
        import rtmidi

        if api is None:   # left to itself it takes ALSA, and fails where only JACK runs
            api = rtmidi.API_UNIX_JACK if "JACK_DEFAULT_SERVER" in os.environ else rtmidi.API_UNSPECIFIED
            if api == rtmidi.API_UNSPECIFIED and sys.platform.startswith("linux") and not os.access(SEQUENCER, os.R_OK | os.W_OK):
                raise RuntimeError(f"no MIDI system here ({SEQUENCER} cannot be opened, and JACK_DEFAULT_SERVER names no JACK)")   # asked, ALSA would complain
        self._rtmidi, self._api = rtmidi, api
        try:
            self._in, self._out = rtmidi.MidiIn(self._api, name="Concord look"), rtmidi.MidiOut(self._api, name="Concord look")
        except Exception as error:   # SystemError, RtMidiError, by system
            raise RuntimeError(f"no MIDI system here ({' '.join(str(error).split())[:120]})") from error

    def inputs(self) -> list[str]:
        """Names of ports that can be heard; our own are none of them."""
        return [str(p) for p in self._in.get_ports()]

    def outputs(self) -> list[str]:
        """Names of ports that can be told."""
        return [str(p) for p in self._out.get_ports()]

    def open_input(self, index: int, arrived: Callable[[list[int], float], None]) -> Any:
        """Hear a port; `arrived` is called on the driver's thread."""
        port = self._rtmidi.MidiIn(self._api, name="Concord")
        port.open_port(index, name="in")
        port.ignore_types(sysex=True, timing=False, active_sense=True)   # timing is dropped unless it is asked for
        port.set_callback(lambda event, _: arrived(event[0], float(event[1])))
        return port

    def open_output(self, index: int) -> Any:
        """Tell a port, by its send_message."""
        port = self._rtmidi.MidiOut(self._api, name="Concord")
        port.open_port(index, name="out")
        return port

    def close(self) -> None:
        """Let go."""
        for port in (self._in, self._out):
            port.delete()


def need_rtmidi() -> None:
    """ImportError when python-rtmidi is not installed."""
    import rtmidi  # noqa: F401


class Ports:
    """Keeps every wanted port open. `look` now and then."""

    def __init__(self, backend: Callable[[], Backend], wanted: str, arrived: Arrived, say: Callable[[str], None]) -> None:
        """backend: makes the system, asked again while there is none; wanted: part of a name, "" every port; say: a line for the log."""
        self._make, self._wanted, self._arrived, self._say = backend, wanted.lower(), arrived, say
        self._backend: Backend | None = None
        self._inputs: dict[str, Any] = {}
        self._outputs: dict[str, Any] = {}
        self._next, self._complaint = 0.0, ""
        self.came: set[str] = set()
        """ports that came since this was last emptied"""

    @property
    def names(self) -> list[str]:
        """Stable names of the ports that are open."""
        return sorted(self._inputs)

    def look(self, now: float) -> None:
        """Open what came, let go of what is gone. now: s, performance counter."""
        if now < self._next:
            return
        self._next = now + LOOK_S
        try:
            if self._backend is None:
                self._backend = self._make()
            self._match(self._backend)
        except Exception as error:
            self._complain(str(error))
            self._drop_all()
            self._next = now + RETRY_S

    def _match(self, backend: Backend) -> None:
        inputs, outputs = _named(backend.inputs()), _named(backend.outputs())
        for name in [n for n in self._inputs if n not in inputs]:
            self._say(f"midi: {name} is gone")
            _close(self._inputs.pop(name))
            _close(self._outputs.pop(name, None))
        for name, index in inputs.items():
            if name in self._inputs or self._wanted not in name.lower() or _ours(name):
                continue
            self._inputs[name] = backend.open_input(index, lambda data, delta, port=name: self._arrived(port, data, delta, time.perf_counter()))   # type: ignore[misc]
            self._say(f"midi: {name}")
            self.came.add(name)
        for name in self._inputs:
            if name not in self._outputs and name in outputs:
                self._outputs[name] = backend.open_output(outputs[name])

    def tell(self, name: str, data: bytes) -> None:
        """Send to the port of that name, where there is one that listens."""
        port = self._outputs.get(name)
        if port is not None:
            try:
                port.send_message(list(data))
            except Exception as error:
                self._complain(f"{name}: {error}")
                _close(self._outputs.pop(name, None))

    def _complain(self, text: str) -> None:
        if text != self._complaint:
            self._complaint = text
            self._say(f"midi: {text}")

    def _drop_all(self) -> None:
        for port in (*self._inputs.values(), *self._outputs.values()):
            _close(port)
        self._inputs.clear()
        self._outputs.clear()
        backend, self._backend = self._backend, None
        if backend is not None:
            _close(backend)

    def close(self) -> None:
        """Let go of everything."""
        self._drop_all()


def _named(names: list[str]) -> dict[str, int]:
    """Stable name -> index; two of one name are told apart by their order."""
    out: dict[str, int] = {}
    for index, full in enumerate(names):
        name, n = stable(full), 2
        while name in out:
            name, n = f"{stable(full)} ({n})", n + 1
        out[name] = index
    return out


def _ours(name: str) -> bool:
    return name.startswith(("Concord:", "Concord look:", "Midi Through"))


def _close(port: Any) -> None:
    for method in ("close_port", "delete", "close"):
        call = getattr(port, method, None)
        if call is not None:
            try:
                call()
            except Exception:   # a port whose device is gone
                return
