"""A file or the overture as it sounds: played aloud, or silently in the same time. The show clock is anchored to samples heard."""
from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Protocol

import numpy as np

from visualizer.model.block import Block, Samples
from visualizer.model.errors import DeviceError
from visualizer.model.time import HOP, SAMPLE_RATE, TICK_S

from . import portaudio, pulse
from .clock import SampleClock
from .devices import choose, outputs_of
from .file import FileSource

SILENT_AHEAD_S = 0.1
"""s that silent playing may run ahead of the clock"""
GAP_S = 0.5
"""s behind the clock after which silent playing does not try to catch up"""
EARLY_S = 0.005
"""s by which a hop cannot have been heard before it was handed over"""


class Outlet(Protocol):
    """Where played hops go, in time."""

    name: str

    @property
    def epoch(self) -> int:
        """+1 whenever show time was set anew against the clock."""
        ...

    def play(self, samples: Samples, end_s: float) -> float:
        """Take one hop ((HOP, 2) float32) that ends at show time end_s; wait while far enough ahead. Returns performance counter minus show time, s."""
        ...

    def idle(self) -> None:
        """Let about one hop of time pass in silence; show time stands still."""
        ...

    def close(self) -> None:
        """Let go of the device."""
        ...


class SilentOutlet:
    """Time passes, nothing sounds."""

    name = "silent"

    def __init__(self) -> None:
        self.epoch = 0
        self._offset: float | None = None
        self._standing = False
        self._until = 0.0   # s, performance counter at which all that was handed over has been heard

    def play(self, samples: Samples, end_s: float) -> float:
        """See Outlet."""
        now = time.perf_counter()
        if self._offset is None or self._standing or now - end_s - self._offset > GAP_S:
            self.epoch += self._offset is not None
            self._offset, self._standing = max(now, self._until) - end_s + TICK_S, False
        self._until = end_s + self._offset
        ahead = self._until - now
        if ahead > SILENT_AHEAD_S:
            time.sleep(ahead - SILENT_AHEAD_S)
        return self._offset

    def idle(self) -> None:
        """See Outlet."""
        self._standing = True
        time.sleep(TICK_S)

    def close(self) -> None:
        """Nothing to let go of."""


class DeviceOutlet:
    """One PortAudio output stream, paced by its blocking writes. It runs from opening to closing and is fed silence while there is nothing to play: a sink
    that wakes up makes its first writer wait, 0.5 to 1.5 s on PulseAudio."""

    def __init__(self, wanted: str, latency_s: float, beat: Callable[[], None] = lambda: None) -> None:
        """wanted: part of a device's name, empty = the machine's default; latency_s: s kept ready; beat: called while waiting. DeviceError when there is
        none or it cannot be opened."""
        state = pulse.query()
        sd = portaudio.library()
        self._error: type[Exception] = sd.PortAudioError
        listed = portaudio.devices(sd)
        outputs = outputs_of(state, listed)
        plugins = {d.name: d.index for d in listed if d.host == "ALSA" and d.outputs > 0}
        place: int | None = None
        if wanted:
            place = choose(wanted, [(o.name, o.label) for o in outputs])
        elif outputs:
            place = next((i for i, o in enumerate(outputs) if o.is_default), None)
        if place is None:
            raise DeviceError("this machine has no sound output")
        chosen = outputs[place]
        variables: dict[str, str] = {}
        index = next((d.index for d in listed if d.name == chosen.name and d.host == chosen.host and d.outputs > 0), None)
        if index is None:
            index, variables = _through_server(plugins, chosen.name)
        self.name = chosen.label
        try:
            with portaudio.hushed(), portaudio.environment(**variables):
                stream = sd.OutputStream(device=index, channels=2, samplerate=SAMPLE_RATE, dtype="float32", blocksize=HOP, latency=latency_s)
        except (sd.PortAudioError, ValueError) as e:
            raise DeviceError(f"{chosen.label!r} cannot be opened for playing ({e})") from e
        self._stream: Any = portaudio.holds(stream)
        self._clock = SampleClock()
        self._latency_s = float(self._stream.latency)
        self._written = 0
        self._shift: float | None = None
        self._shifts = 0
        self._silence = np.zeros((HOP, 2), np.float32)
        try:
            with portaudio.hushed():
                self._stream.start()
            for _ in range(int(self._latency_s / TICK_S) + 4):
                beat()
                self._write(self._silence)
        except (DeviceError, self._error) as e:
            portaudio.lets_go(self._stream)   # an open stream keeps PortAudio from listing anew
            raise e if isinstance(e, DeviceError) else DeviceError(f"{self.name!r} cannot be started ({e})") from e

    @property
    def epoch(self) -> int:
        """See Outlet."""
        return self._clock.epoch + self._shifts

    def _write(self, samples: Samples) -> None:
        try:
            self._stream.write(samples)
        except self._error as e:
            raise DeviceError(f"{self.name!r} is gone ({e})") from e
        self._written += len(samples)

    def play(self, samples: Samples, end_s: float) -> float:
        """See Outlet. DeviceError when the device is gone."""
        self._write(samples)
        played_s, now = self._written / SAMPLE_RATE, time.perf_counter()
        if self._shift is None or abs(played_s - end_s - self._shift) > 1e-6:   # silence went between: show time stood still meanwhile
            self._shifts += self._shift is not None
            self._shift = played_s - end_s
        offset = self._clock.observe(played_s, now + self._latency_s)
        if played_s + offset < now - EARLY_S:   # heard before it was written? The device ran dry meanwhile, whatever its flags say
            self._clock.anchor()
            offset = self._clock.observe(played_s, now + self._latency_s)
        return offset + self._shift

    def idle(self) -> None:
        """See Outlet. DeviceError when the device is gone."""
        self._write(self._silence)
        self._clock.observe(self._written / SAMPLE_RATE, time.perf_counter() + self._latency_s)

    def close(self) -> None:
        """See Outlet."""
        portaudio.lets_go(self._stream)


def _through_server(plugins: dict[str, int], sink: str) -> tuple[int, dict[str, str]]:
    """PortAudio's number of the ALSA plugin (name -> number) that leads to the sound server, and the environment that leads to this sink of it."""
    if "pulse" in plugins:
        return plugins["pulse"], {"PULSE_SINK": sink}
    if "pipewire" in plugins:
        return plugins["pipewire"], {"PIPEWIRE_PROPS": f'{{ target.object = "{sink}" node.target = "{sink}" }}'}
    raise DeviceError("no ALSA device leads to the sound server (Debian: apt install libasound2-plugins)")


class PlayedSource:
    """A FileSource in its own time. Blocks come out before they are heard, by what the outlet keeps ready; hop n ends at (n + 1) * TICK_S + clock_s."""

    live = True

    def __init__(self, heard: FileSource, outlet: Outlet, *, aloud: FileSource | None = None, loop: bool = False,
                 log: Callable[[str], None] = lambda _: None) -> None:
        """heard: what is analysed; aloud: the same sound in playing quality, in step with it, None = the same samples; loop: begin again at the end;
        log: told when the output device is lost."""
        self._heard, self._aloud, self._outlet, self._loop, self._log = heard, aloud, outlet, loop, log
        self.name, self.rate, self.channels = heard.name, heard.rate, heard.channels
        self._heard_at = float("nan")   # s, performance counter at which the newest hop ends
        self._epochs_before = 0

    @property
    def position_s(self) -> float:
        """s, input time of what is heard now."""
        ahead = self._heard_at - time.perf_counter()
        return self._heard.position_s - (min(ahead, 1.0) if ahead > 0.0 else 0.0)

    @property
    def outlet_name(self) -> str:
        """Where the sound goes, for people."""
        return self._outlet.name

    def read(self) -> Block | None:
        """The next hop, handed to the outlet; waits for its time. None at the end, once the last hop has been heard."""
        block = self._heard.read()
        if block is None and self._loop:
            self._go(self._heard.start_s)
            block = self._heard.read()
        if block is None:
            while time.perf_counter() < self._heard_at:
                self.idle()
            return None
        end_s = (block.hop + 1) * TICK_S
        sound = self._sound(block)
        try:
            clock_s = self._outlet.play(sound, end_s)
        except DeviceError as e:
            self._lose(e)
            clock_s = self._outlet.play(sound, end_s)
        self._heard_at = end_s + clock_s
        return replace(block, clock_s=clock_s, epoch=block.epoch + self._outlet.epoch + self._epochs_before)

    def idle(self) -> None:
        """Instead of `read` while paused or waiting: silence, and show time stands. What was handed over before is still heard to its end."""
        try:
            self._outlet.idle()
        except DeviceError as e:
            self._lose(e)

    def _lose(self, error: DeviceError) -> None:
        self._log(f"sound output: {error}; the show goes on in silence")
        self._epochs_before += self._outlet.epoch + 1
        self._outlet.close()
        self._outlet = SilentOutlet()

    def _sound(self, block: Block) -> Samples:
        """(HOP, 2) float32, within +-1."""
        samples = block.samples
        if self._aloud is not None:
            fine = self._aloud.read()
            samples = fine.samples if fine is not None else np.zeros_like(samples)
        pair = np.repeat(samples, 2, axis=1) if samples.shape[1] == 1 else samples[:, :2]
        return np.ascontiguousarray(np.clip(pair, -1.0, 1.0))

    def _go(self, media_s: float) -> None:
        self._heard.seek(media_s)
        if self._aloud is not None:
            self._aloud.seek(media_s)

    def seek(self, by_s: float) -> None:
        """Go on by_s (s) from what is heard now, kept inside the part that is played."""
        self._go(self.position_s + by_s)

    def close(self) -> None:
        """Let go of device and file."""
        self._outlet.close()
        self._heard.close()
        if self._aloud is not None:
            self._aloud.close()


def open_outlet(mute: bool, wanted: str, latency_s: float, log: Callable[[str], None], beat: Callable[[], None] = lambda: None) -> Outlet:
    """The output device; silence when mute, or when there is no device, which is said. DeviceError only for a device named and not there."""
    if mute:
        return SilentOutlet()
    try:
        return DeviceOutlet(wanted, latency_s, beat)
    except DeviceError as e:
        if wanted:
            raise
        log(f"sound output: {e}; playing silently")
        return SilentOutlet()
