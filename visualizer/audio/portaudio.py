"""PortAudio, kept at arm's length: imported when used, silenced while it probes, asked for its devices in a process that may hang without harm."""
from __future__ import annotations

import contextlib
import multiprocessing as mp
import os
import signal
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from visualizer.model.errors import DeviceError

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class PortAudioDevice:
    """One device as PortAudio numbers it now; the number changes when something is plugged in, name and host API do not."""

    index: int
    name: str
    host: str
    inputs: int
    outputs: int
    rate: int
    default_input: bool
    default_output: bool


@contextlib.contextmanager
def hushed() -> Iterator[None]:
    """Keep what C libraries write on stderr (ALSA and JACK complain of every device that is not there) out of the log."""
    try:
        kept = os.dup(2)
    except OSError:   # a program without a console has nothing to keep quiet
        yield
        return
    nothing = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nothing, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nothing)


@contextlib.contextmanager
def environment(**values: str) -> Iterator[None]:
    """Environment variables for the C libraries called meanwhile."""
    before = {k: os.environ.get(k) for k in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for k, v in before.items():
            if v is None:
                os.environ.pop(k, None)
            else:
                os.environ[k] = v


_streams: set[int] = set()
"""open streams of this process, by id; PortAudio cannot look around anew without closing them"""


def holds(stream: Any) -> Any:
    """Remember an open stream; returns it."""
    _streams.add(id(stream))
    return stream


def lets_go(stream: Any) -> None:
    """Abort and close a stream. May hang with a frozen server."""
    import sounddevice as sd

    _streams.discard(id(stream))
    with contextlib.suppress(sd.PortAudioError), hushed():
        stream.abort()
        stream.close()


def library() -> Any:
    """The sounddevice module, its list of devices as the machine stands now (as it stood, while a stream is open). DeviceError when PortAudio is missing."""
    os.environ.setdefault("JACK_NO_START_SERVER", "1")   # looking must not start a server
    fresh = "sounddevice" not in sys.modules
    with hushed():
        try:
            import sounddevice as sd
        except OSError as e:
            raise DeviceError(f"PortAudio cannot be loaded ({e}); install it (Debian: apt install libportaudio2; Fedora: dnf install portaudio)") from e
        if not fresh and not _streams:   # PortAudio lists devices once, when it is initialised
            with contextlib.suppress(sd.PortAudioError):
                sd._terminate()
            try:
                sd._initialize()
            except sd.PortAudioError as e:
                raise DeviceError(f"PortAudio cannot start ({e})") from e
    return sd


def devices(sd: Any) -> tuple[PortAudioDevice, ...]:
    """PortAudio's list. sd: as `library` returned it. DeviceError when it cannot be had."""
    try:
        hosts, found = sd.query_hostapis(), sd.query_devices()
    except sd.PortAudioError as e:   # what was there a moment ago is not any more
        raise DeviceError(f"PortAudio cannot list the sound devices ({e}); it is asked again, or restart the sound system") from e
    ins, outs = {h["default_input_device"] for h in hosts}, {h["default_output_device"] for h in hosts}
    return tuple(PortAudioDevice(i, d["name"], hosts[d["hostapi"]]["name"], d["max_input_channels"], d["max_output_channels"], round(d["default_samplerate"]),
                                 i in ins and d["max_input_channels"] > 0, i in outs and d["max_output_channels"] > 0)
                 for i, d in enumerate(found))


def _list() -> tuple[PortAudioDevice, ...]:
    return devices(library())


def _answer(pipe: Any, function: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
    with contextlib.suppress(ValueError, AttributeError):
        signal.signal(signal.SIGINT, signal.SIG_IGN)   # the terminal's Ctrl-C is the parent's to answer
    try:
        pipe.send((True, function(*arguments)))
    except Exception as e:   # whatever the host's driver throws is an answer, not a traceback
        pipe.send((False, str(e)))


def in_child(function: Callable[..., T], *arguments: Any, timeout_s: float) -> T:
    """function(*arguments) in a process of its own, ended after timeout_s (s): a frozen sound server holds its callers for ever. DeviceError then,
    or as raised there.

    function: module-level; arguments and result: plain values.
    """
    context = mp.get_context("spawn")
    here, there = context.Pipe(duplex=False)
    child = context.Process(target=_answer, args=(there, function, arguments), daemon=True)
    child.start()
    there.close()
    try:
        if not here.poll(timeout_s):
            raise DeviceError(f"the sound system does not answer within {timeout_s:.0f} s; restart it")
        try:
            fine, result = here.recv()
        except EOFError:
            raise DeviceError(f"the sound system ended the process that asked it (code {child.exitcode})") from None
        if not fine:
            raise DeviceError(result)
        return result  # type: ignore[no-any-return]
    finally:
        child.kill()
        child.join(1.0)
        here.close()


def listed(timeout_s: float = 6.0) -> tuple[PortAudioDevice, ...]:
    """PortAudio's list, asked for in a child. DeviceError when it does not come."""
    return in_child(_list, timeout_s=timeout_s)
