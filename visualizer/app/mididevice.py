"""MIDI as one of the hands' devices: ports, maps on disk, learning, clock, lamps."""
from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any

import numpy.typing as npt

from visualizer.control.midi.clock import ClockFollower
from visualizer.control.midi.engine import Engine
from visualizer.control.midi.maps import Binding, Map, read_map, write_map
from visualizer.control.midi.ports import Backend, Ports, RtMidi, need_rtmidi
from visualizer.control.midi.stream import Message, Stream
from visualizer.control.settings import HandsSettings
from visualizer.model import log
from visualizer.model.control import Command, TempoSource
from visualizer.model.errors import ConfigError
from visualizer.model.files import keep_if_broken
from visualizer.model.paths import shipped, user_config

if TYPE_CHECKING:
    from .handschild import Hub

SHIPPED, MINE = "eight-faders", "learnt"
CLOCK_S, LAMPS_S, FILES_S = 0.25, 0.05, 1.0
MOST = 4000
"""messages that may wait; beyond it a storm is dropped and counted"""


def map_path(name: str) -> Path:
    """The file of a map: the user's own before the shipped one; no name: what was learnt, else the eight faders."""
    own, theirs = user_config() / "maps", shipped("configs") / "controllers"
    if name:
        return next((p for folder in (own, theirs) if (p := folder / f"{name}.toml").is_file()), own / f"{name}.toml")
    return own / f"{MINE}.toml" if (own / f"{MINE}.toml").is_file() else theirs / f"{SHIPPED}.toml"


class MidiDevice:
    """Messages are queued on the driver's thread with their stamp and taken in `turn`."""

    def __init__(self, hub: Hub, settings: HandsSettings, backend: Callable[[], Backend] = RtMidi) -> None:
        """ImportError when python-rtmidi is not installed."""
        if backend is RtMidi:
            need_rtmidi()
        self._hub, self._settings = hub, settings
        self._queue: SimpleQueue[tuple[str, list[int], float, float]] = SimpleQueue()
        self.engine = Engine(hub, self._learnt)
        self.ports = Ports(backend, settings.midi_port, self._arrived, log.get().info)
        self._streams: dict[str, Stream] = {}
        self._clocks: dict[str, ClockFollower] = {}
        self._leading = ""
        self._clock_at = self._lamps_at = self._files_at = 0.0
        self._path, self._stamp = map_path(settings.midi_map), (-1, -1)
        self._map = Map("", "", ())
        self.messages = self.dropped = 0
        hub.learn, hub.unlearn = self.learn, self.unlearn
        self._files(time.perf_counter())

    def _arrived(self, port: str, data: list[int], delta: float, t: float) -> None:
        if self._queue.qsize() < MOST:
            self._queue.put((port, data, delta, t))
            self._hub.outbox.rouse()
        else:
            self.dropped += 1

    def turn(self, status: npt.NDArray[Any] | None, now: float) -> None:
        """Take what came, follow the clock, tell the lamps."""
        self.ports.look(now)
        while True:
            try:
                port, data, delta, t = self._queue.get_nowait()
            except Empty:
                break
            self.messages += 1
            for message in self._streams.setdefault(port, Stream()).feed(data):
                self._take(message, port, delta, t)
                delta = 0.0
        self._clock(now)
        if now - self._lamps_at > LAMPS_S:
            self._lamps_at = now
            for port in self.ports.names:
                for words in self.engine.feedback(port, now, port in self.ports.came):
                    self.ports.tell(port, words)
            self.ports.came.clear()
        if now - self._files_at > FILES_S:
            self._files(now)

    def _take(self, message: Message, port: str, delta: float, t: float) -> None:
        clock = self._clocks.setdefault(port, ClockFollower())
        clock.take(message, delta, t)   # every message carries a delta, whatever it is
        if message.channel:
            self.engine.take(message, port, t)

    def _clock(self, now: float) -> None:
        """Tell the stage where the beat of a clock is, four times a second; and once that it is gone."""
        if not self._settings.midi_clock or now - self._clock_at < CLOCK_S:
            return
        self._clock_at = now
        there = {port: found for port, clock in self._clocks.items() if (found := clock.now(now)) is not None}
        if self._leading and self._leading not in there:
            self._leading = ""
            self._hub.outbox.put(Command.CLOCK, 0.0, int(TempoSource.MIDI), t=now)
        if there:
            self._leading = self._leading or min(there)
            period, position = there[self._leading]
            self._hub.outbox.put(Command.CLOCK, period, int(TempoSource.MIDI), extra=position, t=now)

    # -- the map

    def _files(self, now: float) -> None:
        """Read the map when it is new or changed; a wrong one leaves the last good one in place."""
        self._files_at = now
        try:
            stat = self._path.stat()
            stamp = (stat.st_mtime_ns, stat.st_size)
        except OSError:
            stamp = (0, 0)
        if stamp == self._stamp:
            return
        self._stamp = stamp
        try:
            self._map = read_map(self._path, self._hub.addresses)
        except ConfigError as error:
            for line in error.problems:
                log.get().warning("%s; the map stays as it was", line)
            return
        self.engine.bind(self._map.bindings)
        log.get().info("midi: map %s, %d controls", self._path.name, len(self._map.bindings))

    def learn(self, address: str) -> None:
        """Arm an address, or nothing."""
        if address and self._hub.addresses.get(address) is None:
            self._hub.refused += 1
            return
        self.engine.learning = address
        log.get().info("midi: %s", f"move the control for {address}" if address else "learning is off")

    def unlearn(self, address: str) -> None:
        """Forget the bindings of an address."""
        if self.engine.unlearn(address):
            self._save()

    def _learnt(self, binding: Binding) -> None:
        log.get().info("midi: %s %d of %s moves %s now", binding.kind, binding.number, binding.port, binding.address)
        self._save()

    def _save(self) -> None:
        """What was learnt goes into the user's own file; a shipped map is copied, never changed, and of a file with a mistake a copy is kept."""
        folder = user_config() / "maps"
        path = self._path if self._path.parent == folder else folder / f"{self._settings.midi_map or MINE}.toml"
        self._map = Map(self._map.name if self._path == path else f"{self._map.name}, and what was learnt", self._map.help, self.engine.bindings)
        try:
            keep_if_broken(path, lambda there: read_map(there, self._hub.addresses))
            write_map(path, self._map)
            stat = path.stat()
            self._path, self._stamp = path, (stat.st_mtime_ns, stat.st_size)
        except OSError as error:
            log.get().warning("midi: %s cannot be written (%s); what was learnt holds until the end of the show", path, error.strerror)

    def counters(self) -> dict[str, int]:
        """What came to nothing."""
        return {"stray bytes": sum(s.strays for s in self._streams.values()), "dropped": self.dropped, "unbound": self.engine.unbound}

    def describe(self) -> dict[str, Any]:
        """For the desk."""
        return {"ports": self.ports.names, "map": self._path.name, "learning": self.engine.learning, "last": self.engine.last, "clock": self._leading,
                "bindings": [{"address": b.address, "port": b.port, "channel": b.channel, "kind": b.kind, "number": b.number} for b in self.engine.bindings]}

    def close(self) -> None:
        """Let go of the ports."""
        self.ports.close()
