"""Where samples come from and where they go to: a device, a file, the overture, played aloud or not. Everything arrives as Blocks of 48 kHz."""
from __future__ import annotations

import contextlib
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

from visualizer.model.time import SAMPLE_RATE

from . import portaudio, pulse
from .decode import ArrayDecoder, Decoder, open_decoder
from .device import DeviceSource, find, probe_signal
from .devices import InputInfo, OutputInfo, choose, list_inputs, list_outputs, windows_loopbacks
from .file import FileSource
from .overture import OVERTURE_ACTS, kept_overture, overture_samples
from .playback import PlayedSource, open_outlet
from .settings import AudioSettings
from .source import Source
from .spec import InputSpec, parse_channels, parse_input
from .writing import check_sound_name, write_sound

__all__ = ["OVERTURE_ACTS", "AudioSettings", "DeviceSource", "FileSource", "InputInfo", "InputSpec", "OutputInfo", "PlayedSource", "Source",
           "check_input", "check_sound_name", "kept_overture", "list_inputs", "list_outputs", "open_media", "open_source",
           "overture_samples", "parse_channels", "parse_input",
           "probe_signal", "write_sound"]


def _decoder(spec: InputSpec) -> Decoder:
    return ArrayDecoder(overture_samples(), SAMPLE_RATE) if spec.kind == "overture" else open_decoder(Path(spec.name))


def open_media(spec: InputSpec, *, first_hop: int = 0, fine: bool = False) -> FileSource:
    """A file or the overture, unpaced. fine: resampled for listening instead of for analysis. UsageError or InputError."""
    decoder = _decoder(spec)
    name = "overture" if spec.kind == "overture" else Path(spec.name).name
    try:
        source = FileSource(decoder, name, channels=spec.channels, start_s=spec.start_s, seconds=spec.seconds, first_hop=first_hop, fine=fine)
    except Exception:
        decoder.close()
        raise
    if spec.resume_s is not None:
        source.seek(spec.resume_s)
    return source


def check_input(spec: InputSpec, timeout_s: float = 6.0) -> str:
    """Whether `spec` can be opened now, found out without opening a stream and without hanging: its name for people. UsageError, InputError or DeviceError."""
    if spec.from_memory:
        source = open_media(spec)
        source.close()
        if spec.live and not spec.mute and spec.output:
            outputs = list_outputs(timeout_s)
            choose(spec.output, [(o.name, o.label) for o in outputs])
        return source.name
    if _by_wasapi(spec):
        return spec.name or "what this machine plays"
    return find(spec, pulse.query(), portaudio.listed(timeout_s)).name


def _by_wasapi(spec: InputSpec) -> bool:
    """On Windows what a speaker plays is recorded through soundcard, by the names `concord devices` lists."""
    return sys.platform == "win32" and (spec.kind == "auto" or any(spec.name.lower() in i.name.lower() for i in windows_loopbacks()))


@contextlib.contextmanager
def _beating(beat: Callable[[], None]) -> Iterator[None]:
    """Beats while something slow but sure goes on: a file without an index is counted packet by packet, the overture is composed once."""
    over = threading.Event()

    def go() -> None:
        while not over.wait(0.25):
            beat()

    thread = threading.Thread(target=go, daemon=True, name="beat")
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def open_source(spec: InputSpec, *, first_hop: int = 0, beat: Callable[[], None] = lambda: None, log: Callable[[str], None] = lambda _: None) -> Source:
    """Open what `spec` asks for: a capture, a file in its own time (live), or a file as fast as it reads. UsageError, InputError or DeviceError, one line each.

    first_hop: number of the first block; beat: called between slow steps; log: told in one line what a user should know.
    """
    if not spec.from_memory:
        if _by_wasapi(spec):
            from .loopback import LoopbackSource

            return LoopbackSource(spec, first_hop=first_hop)
        return DeviceSource(spec, first_hop=first_hop, beat=beat)
    with _beating(beat):
        heard = open_media(spec, first_hop=first_hop)
        if not spec.live:
            return heard
        aloud = open_media(spec, fine=True) if heard.rate != SAMPLE_RATE and not spec.mute else None
    outlet = open_outlet(spec.mute, spec.output, spec.output_latency_s, log, beat)
    return PlayedSource(heard, outlet, aloud=aloud, loop=spec.loop, log=log)
