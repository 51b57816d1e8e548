"""What can be listened to and played to on this machine, as values; and which of it a name means."""
from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass

from visualizer.model.errors import DeviceError

from . import portaudio, pulse

_LOOPBACKS = ("blackhole", "loopback", "soundflower", "vb-cable", "ishowu", "existential")
"""names of loopback drivers on macOS"""


@dataclass(frozen=True, slots=True)
class InputInfo:
    """A thing to listen to. name: unique, what `--input` takes; label: as people know it; host: who serves it; rate: Hz; is_monitor: carries what the machine
    plays; is_default: what `auto` (a monitor) or `mic` (anything else) means."""

    name: str
    label: str
    host: str
    channels: int
    rate: int
    is_monitor: bool
    is_default: bool


@dataclass(frozen=True, slots=True)
class OutputInfo:
    """A thing to play to; fields as InputInfo."""

    name: str
    label: str
    host: str
    channels: int
    rate: int
    is_default: bool


SERVER = "sound server"


def _hidden(device: portaudio.PortAudioDevice, served: bool) -> bool:
    """ALSA's plugins are ways to the server, whose own sources are listed."""
    return served and device.host == "ALSA" and "(hw:" not in device.name


def inputs_of(state: pulse.PulseState | None, listed: Sequence[portaudio.PortAudioDevice]) -> tuple[InputInfo, ...]:
    """Inputs from what the server and PortAudio say; the server's first."""
    found = []
    if state is not None:
        for s in state.sources:
            default = s.name == (state.default_monitor if s.monitor else state.default_source)
            found.append(InputInfo(s.name, s.description, SERVER, s.channels, s.rate, s.monitor, default))
    for d in listed:
        if d.inputs > 0 and not _hidden(d, state is not None):
            monitor = any(word in d.name.lower() for word in _LOOPBACKS)
            found.append(InputInfo(d.name, d.name, d.host, d.inputs, d.rate, monitor, state is None and d.default_input))
    return tuple(found)


def outputs_of(state: pulse.PulseState | None, listed: Sequence[portaudio.PortAudioDevice]) -> tuple[OutputInfo, ...]:
    """Outputs from what the server and PortAudio say; the server's first."""
    found = []
    if state is not None:
        found = [OutputInfo(s.name, s.description, SERVER, s.channels, s.rate, s.name == state.default_sink) for s in state.sinks]
    found += [OutputInfo(d.name, d.name, d.host, d.outputs, d.rate, state is None and d.default_output)
              for d in listed if d.outputs > 0 and not _hidden(d, state is not None)]
    return tuple(found)


def list_inputs(timeout_s: float = 6.0) -> tuple[InputInfo, ...]:
    """Everything that can be listened to now. DeviceError when the sound system does not answer; never hangs."""
    state = pulse.query()
    loopbacks = windows_loopbacks() if sys.platform == "win32" else ()
    return loopbacks + inputs_of(state, portaudio.listed(timeout_s))


def list_outputs(timeout_s: float = 6.0) -> tuple[OutputInfo, ...]:
    """Everything that can be played to now. DeviceError when the sound system does not answer; never hangs."""
    state = pulse.query()
    return outputs_of(state, portaudio.listed(timeout_s))


def windows_loopbacks() -> tuple[InputInfo, ...]:
    """The speakers whose sound can be recorded, on Windows. Empty where the host will not say."""
    import soundcard  # WASAPI loopback, which PortAudio's builds lack

    try:
        default = soundcard.default_speaker().id
        return tuple(InputInfo(m.name, m.name, "WASAPI loopback", m.channels, 48_000, True, m.id == default)
                     for m in soundcard.all_microphones(include_loopback=True) if m.isloopback)
    except (RuntimeError, OSError, AssertionError):
        return ()


def choose(wanted: str, names: Sequence[tuple[str, str]]) -> int:
    """Place in `names` (name, label) that `wanted` means: the whole of a name, else the beginning, else a part; case does not matter.

    Earlier places win over later ones of the same name. DeviceError, listing the names, when none or several different ones match.
    """
    word = wanted.casefold()
    for test in (lambda text: text == word, lambda text: text.startswith(word), lambda text: word in text):
        hits = [i for i, pair in enumerate(names) if any(test(text.casefold()) for text in pair)]
        if len({names[i][0] for i in hits}) > 1:
            raise DeviceError(f"{wanted!r} is part of several names: " + ", ".join(repr(names[i][0]) for i in hits) + "; write more of the one that is meant")
        if hits:
            return hits[0]
    if not names:
        raise DeviceError(f"no sound device is called {wanted!r}, and there is none at all; see `concord devices`, or name a sound file or overture")
    raise DeviceError(f"no sound device is called {wanted!r}", list(dict.fromkeys(name for name, _ in names)))
