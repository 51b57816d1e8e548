"""Capture: blocking reads of a PortAudio input stream, in the ear's process, on the ear's own thread. PortAudio's C buffer absorbs our lateness."""
from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from visualizer.model.block import Block, Samples
from visualizer.model.errors import DeviceError
from visualizer.model.time import HOP, SAMPLE_RATE, TICK_S

from . import portaudio, pulse
from .clock import SampleClock
from .devices import InputInfo, choose, inputs_of
from .source import Edge, chosen_columns
from .spec import InputSpec

_PLUGIN = ("no ALSA device leads to the sound server; install ALSA's plugin for it (Debian: apt install libasound2-plugins; Fedora: dnf install "
           "alsa-plugins-pulseaudio), or name a sound card")
_NO_SERVER = "no sound server (PulseAudio or PipeWire) answers, so what this machine plays cannot be heard; start one, or name an input"
_MAC = "macOS gives no program what the machine plays: install BlackHole (existential.audio/blackhole), make it part of a Multi-Output Device, and start again"


@dataclass(frozen=True, slots=True)
class Route:
    """How PortAudio reaches an input. index: its device number; channels: to open; columns: of those, the kept; environment: for the C libraries."""

    index: int
    name: str
    channels: int
    columns: tuple[int, ...]
    rate: int
    environment: dict[str, str]
    source: str = ""
    """name of the server's source, empty when no server is between"""


def find(spec: InputSpec, state: pulse.PulseState | None, listed: tuple[portaudio.PortAudioDevice, ...], platform: str = sys.platform) -> Route:
    """The route to what `spec` (auto, mic or device) means. DeviceError or UsageError; never a microphone that was not asked for."""
    inputs = inputs_of(state, listed)
    info = _meant(spec, state, inputs, platform)
    source = next((s for s in state.sources if s.name == info.name), None) if state is not None else None
    if source is None:
        device = next(d for d in listed if d.name == info.name and d.host == info.host and d.inputs > 0)
        columns = chosen_columns(spec.channels, device.inputs, info.label)
        return Route(device.index, info.label, max(columns) + 1, columns, device.rate, {})
    plugins = {d.name: d for d in listed if d.host == "ALSA" and d.inputs > 0}
    columns = chosen_columns(spec.channels, source.channels, info.label)
    label = f"{info.label} ({info.name})"
    if "pulse" in plugins:
        opened, places = pulse.alsa_columns(source)
        reached = tuple(places[c] for c in columns)
        if None in reached:
            if spec.channels is not None:
                lost = columns[reached.index(None)] + 1
                raise DeviceError(f"channel {lost} of {info.name!r} has a place (as 'front left of center') that ALSA's plugin does not know; choose another")
            opened, reached = 2, (0, 1)   # let the server make a pair of it
        return Route(plugins["pulse"].index, label, opened, tuple(c for c in reached if c is not None), SAMPLE_RATE,
                     {"PULSE_SOURCE": source.name}, source.name)
    if "pipewire" in plugins:
        sink = "stream.capture.sink = true " if source.monitor else ""
        target = source.name.removesuffix(".monitor")
        return Route(plugins["pipewire"].index, label, max(columns) + 1, columns, SAMPLE_RATE,
                     {"PIPEWIRE_PROPS": f'{{ {sink}target.object = "{target}" node.target = "{target}" }}'}, source.name)
    raise DeviceError(_PLUGIN, [i.name for i in inputs if i.host == "ALSA"])


def _meant(spec: InputSpec, state: pulse.PulseState | None, inputs: tuple[InputInfo, ...], platform: str) -> InputInfo:
    names = [i.name for i in inputs]
    if spec.kind == "auto":
        monitor = next((i for i in inputs if i.is_monitor and (i.is_default or state is None)), None)
        if monitor is None:
            raise DeviceError(_MAC if platform == "darwin" else _NO_SERVER if state is None else "the sound server has no default output to listen to", names)
        return monitor
    if spec.kind == "mic":
        wanted = state.default_source if state is not None else None
        mic = next((i for i in inputs if (i.name == wanted if wanted else i.is_default)), None)
        if mic is None:
            raise DeviceError("this machine has no microphone or other default input", names)
        return mic
    return inputs[choose(spec.name, [(i.name, i.label) for i in inputs])]


class DeviceSource:
    """What a device hears, at 48 kHz where the host converts. Opening and reading may hang with a frozen driver: do it in a process that can be killed."""

    live = True

    def __init__(self, spec: InputSpec, *, first_hop: int = 0, beat: Callable[[], None] = lambda: None) -> None:
        """beat: called between the slow steps of opening. DeviceError when it cannot be opened."""
        state = pulse.query()
        beat()
        sd = portaudio.library()
        beat()
        self._error: type[Exception] = sd.PortAudioError
        route = find(spec, state, portaudio.devices(sd))
        self.name = route.name
        self._source, self._auto = route.source, spec.kind == "auto"
        self._watch = pulse.Watch() if route.source else None   # before opening: nothing can change unseen
        try:
            self._stream, self.rate = self._open(sd, route)
        except DeviceError:
            if self._watch is not None:
                self._watch.close()
            raise
        self.channels = route.channels
        beat()
        self._clock = SampleClock()
        self._overflows = 0
        self._latency_s = float(self._stream.latency)
        self._edge = Edge(self._take, self.rate, route.columns, first_hop)

    def _open(self, sd: Any, route: Route) -> tuple[Any, int]:
        failure = ""
        for rate in dict.fromkeys((SAMPLE_RATE, route.rate)):
            try:
                with portaudio.hushed(), portaudio.environment(**route.environment):
                    stream = sd.InputStream(device=route.index, channels=route.channels, samplerate=rate, dtype="float32", blocksize=HOP, latency="low")
                    stream.start()
                return portaudio.holds(stream), rate
            except (sd.PortAudioError, ValueError) as e:   # ValueError: the number means no device any more
                failure = str(e)
        raise DeviceError(f"{route.name!r} cannot be opened ({failure}); is another program holding it?")

    def _take(self, count: int) -> Samples:
        try:
            data, overflowed = self._stream.read(count)
        except self._error as e:
            raise DeviceError(f"{self.name!r} is gone ({e})") from e
        self._overflows += bool(overflowed)
        return np.asarray(data, np.float32)

    def read(self) -> Block | None:
        """The next hop; waits for it. DeviceError when the device is gone, or when the machine now plays somewhere else."""
        block = self._edge.block()
        now = time.perf_counter()
        if block is None:
            return None
        behind = block.known_s - block.event_s   # read, but not yet in this block
        offset = self._clock.observe((block.hop + 1) * TICK_S, now - self._latency_s - behind)
        if self._watch is not None and self._watch.changed():
            self._check_still_there()
        lost = max(self._overflows, round(self._clock.lost_s * self.rate))
        return replace(block, clock_s=offset, epoch=self._clock.epoch, lost=lost)

    def _check_still_there(self) -> None:
        """A server moves the streams of a source that is unplugged to its default source, which may be a microphone; and headphones move what is played."""
        try:
            state = pulse.query(0.2)
        except DeviceError:
            return   # a frozen server shows in the reads
        if state is None or all(s.name != self._source for s in state.sources):
            raise DeviceError(f"{self.name!r} is gone")
        if self._auto and state.default_monitor and state.default_monitor != self._source:
            raise DeviceError(f"the machine now plays to {state.default_sink!r}")

    def close(self) -> None:
        """Stop and let go of the device. May hang with a frozen server."""
        if self._watch is not None:
            self._watch.close()
        portaudio.lets_go(self._stream)


def probe_signal(name: str, seconds: float = 0.5, timeout_s: float = 8.0) -> float | None:
    """Peak in dBFS of what the input called `name` (or auto, mic) carries for a while, -120 in silence; None when it cannot be opened. Never hangs."""
    kind: Any = name if name in ("auto", "mic") else "device"
    try:
        return portaudio.in_child(_peak_db, InputSpec(kind, name), seconds, timeout_s=timeout_s + seconds)
    except DeviceError:
        return None


def _peak_db(spec: InputSpec, seconds: float) -> float:
    source = DeviceSource(spec)
    peak = 0.0
    for _ in range(max(1, round(seconds / TICK_S))):
        block = source.read()
        peak = max(peak, float(np.abs(block.samples).max()) if block is not None else 0.0)
    return 20.0 * float(np.log10(max(peak, 1e-6)))
