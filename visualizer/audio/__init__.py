"""Where samples come from and where they go to: a device, a file, the overture, played aloud or not. Everything arrives as Blocks of 48 kHz."""
from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from visualizer.model.time import SAMPLE_RATE

from .decode import ArrayDecoder, Decoder, open_decoder
from .device import DeviceSource, probe_signal
from .devices import InputInfo, OutputInfo, list_inputs, list_outputs
from .file import FileSource
from .overture import OVERTURE_ACTS, overture_samples
from .playback import PlayedSource, open_outlet
from .settings import AudioSettings
from .source import Source
from .spec import InputSpec, parse_channels, parse_input

__all__ = ["OVERTURE_ACTS", "AudioSettings", "DeviceSource", "FileSource", "InputInfo", "InputSpec", "OutputInfo", "PlayedSource", "Source",
           "list_inputs", "list_outputs", "open_media", "open_source", "overture_samples", "parse_channels", "parse_input", "probe_signal"]


def _decoder(spec: InputSpec) -> Decoder:
    return ArrayDecoder(overture_samples(), SAMPLE_RATE) if spec.kind == "overture" else open_decoder(Path(spec.name))


def open_media(spec: InputSpec, *, first_hop: int = 0, fine: bool = False) -> FileSource:
    """A file or the overture, unpaced. fine: resampled for listening instead of for analysis. UsageError or InputError."""
    decoder = _decoder(spec)
    name = "overture" if spec.kind == "overture" else Path(spec.name).name
    try:
        return FileSource(decoder, name, channels=spec.channels, start_s=spec.start_s, seconds=spec.seconds, first_hop=first_hop, fine=fine)
    except Exception:
        decoder.close()
        raise


def open_source(spec: InputSpec, *, first_hop: int = 0, beat: Callable[[], None] = lambda: None, log: Callable[[str], None] = lambda _: None) -> Source:
    """Open what `spec` asks for: a capture, a file in its own time (live), or a file as fast as it reads. UsageError, InputError or DeviceError, one line each.

    first_hop: number of the first block; beat: called between slow steps; log: told in one line what a user should know.
    """
    if not spec.from_memory:
        if sys.platform == "win32" and (spec.kind == "auto" or "loopback" in spec.name.lower()):
            from .loopback import LoopbackSource

            return LoopbackSource(spec, first_hop=first_hop)
        return DeviceSource(spec, first_hop=first_hop, beat=beat)
    heard = open_media(spec, first_hop=first_hop)
    beat()
    if not spec.live:
        return heard
    aloud = open_media(spec, fine=True) if heard.rate != SAMPLE_RATE and not spec.mute else None
    outlet = open_outlet(spec.mute, spec.output, spec.output_latency_s, log, beat)
    return PlayedSource(heard, outlet, aloud=aloud, loop=spec.loop, log=log)
