"""What the sound server (PulseAudio, or PipeWire's copy of it) knows and PortAudio does not: which sources monitor what is played, names, channels.

Through libpulse itself, polled against a deadline, so that a frozen server costs the deadline and nothing more. Sound never passes here.
"""
from __future__ import annotations

import ctypes
import ctypes.util
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from visualizer.model.errors import DeviceError

_INVALID = 0xFFFFFFFF
_CONNECT_NO_AUTOSPAWN, _READY, _FAILED, _RUNNING = 1, 4, 5, 0
_MAP_ALSA = 1


class _Spec(ctypes.Structure):
    _fields_ = (("format", ctypes.c_int), ("rate", ctypes.c_uint32), ("channels", ctypes.c_uint8))


class _Map(ctypes.Structure):
    _fields_ = (("channels", ctypes.c_uint8), ("map", ctypes.c_int * 32))


class _Volume(ctypes.Structure):
    _fields_ = (("channels", ctypes.c_uint8), ("values", ctypes.c_uint32 * 32))


class _Device(ctypes.Structure):
    """The part that pa_source_info and pa_sink_info share. peer: the sink a source monitors, or the source that monitors a sink."""

    _fields_ = (("name", ctypes.c_char_p), ("index", ctypes.c_uint32), ("description", ctypes.c_char_p), ("spec", _Spec), ("map", _Map),
                ("owner", ctypes.c_uint32), ("volume", _Volume), ("mute", ctypes.c_int), ("peer", ctypes.c_uint32), ("peer_name", ctypes.c_char_p))


class _Server(ctypes.Structure):
    _fields_ = (("user", ctypes.c_char_p), ("host", ctypes.c_char_p), ("version", ctypes.c_char_p), ("server", ctypes.c_char_p), ("spec", _Spec),
                ("sink", ctypes.c_char_p), ("source", ctypes.c_char_p), ("cookie", ctypes.c_uint32), ("map", _Map))


_EACH = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.POINTER(_Device), ctypes.c_int, ctypes.c_void_p)
_ONCE = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.POINTER(_Server), ctypes.c_void_p)


@dataclass(frozen=True, slots=True)
class PulseDevice:
    """A source or sink of the server. positions: the server's number for the place of each channel; monitor: a source that carries what a sink plays."""

    name: str
    description: str
    channels: int
    rate: int
    positions: tuple[int, ...]
    monitor: bool


@dataclass(frozen=True, slots=True)
class PulseState:
    """Everything asked at once. default_monitor: name of the source that carries what the default sink plays, empty when there is none."""

    sources: tuple[PulseDevice, ...]
    sinks: tuple[PulseDevice, ...]
    default_sink: str
    default_source: str
    default_monitor: str


@lru_cache(maxsize=1)
def _library() -> Any:
    name = ctypes.util.find_library("pulse") or "libpulse.so.0"
    try:
        lib = ctypes.CDLL(name)
    except OSError:
        return None
    for function in ("pa_mainloop_new", "pa_mainloop_get_api", "pa_context_new", "pa_context_get_server_info", "pa_context_get_source_info_list",
                     "pa_context_get_sink_info_list"):
        getattr(lib, function).restype = ctypes.c_void_p
    return lib


def _text(value: bytes | None) -> str:
    return (value or b"").decode("utf-8", "replace")


def query(timeout_s: float = 1.0) -> PulseState | None:
    """Ask the server. None when there is none on this machine; DeviceError when it does not answer within timeout_s."""
    lib = _library()
    if lib is None:
        return None
    deadline = time.monotonic() + timeout_s
    loop = ctypes.c_void_p(lib.pa_mainloop_new())
    context = ctypes.c_void_p(lib.pa_context_new(ctypes.c_void_p(lib.pa_mainloop_get_api(loop)), b"concord"))
    try:
        if lib.pa_context_connect(context, None, _CONNECT_NO_AUTOSPAWN, None) < 0:
            return None

        def until(done: Callable[[], bool]) -> None:
            while not done():
                if time.monotonic() > deadline:
                    raise DeviceError("the sound server does not answer; restart it, or wait: it is asked again")
                if lib.pa_mainloop_iterate(loop, 0, None) <= 0:
                    time.sleep(0.001)

        until(lambda: lib.pa_context_get_state(context) >= _READY)
        return _ask(lib, context, until) if lib.pa_context_get_state(context) == _READY else None
    finally:
        lib.pa_context_disconnect(context)
        lib.pa_context_unref(context)
        lib.pa_mainloop_free(loop)


def _ask(lib: Any, context: ctypes.c_void_p, until: Callable[[Callable[[], bool]], None]) -> PulseState:
    sources: list[PulseDevice] = []
    sinks: list[PulseDevice] = []
    monitors: dict[str, str] = {}
    defaults: list[str] = ["", ""]

    def device(info: Any, monitor: bool) -> PulseDevice:
        return PulseDevice(_text(info.name), _text(info.description), int(info.spec.channels), int(info.spec.rate),
                           tuple(info.map.map[:info.map.channels]), monitor)

    def on_source(_: Any, info: Any, end: int, __: Any) -> None:
        if not end:
            sources.append(device(info.contents, info.contents.peer != _INVALID))

    def on_sink(_: Any, info: Any, end: int, __: Any) -> None:
        if not end:
            sinks.append(device(info.contents, False))
            monitors[sinks[-1].name] = _text(info.contents.peer_name)

    def on_server(_: Any, info: Any, __: Any) -> None:
        defaults[:] = [_text(info.contents.sink), _text(info.contents.source)]

    callbacks = (_EACH(on_source), _EACH(on_sink), _ONCE(on_server))
    calls = (lib.pa_context_get_source_info_list, lib.pa_context_get_sink_info_list, lib.pa_context_get_server_info)
    for call, callback in zip(calls, callbacks, strict=True):
        operation = ctypes.c_void_p(call(context, callback, None))
        try:
            until(lambda operation=operation: lib.pa_operation_get_state(operation) != _RUNNING)  # type: ignore[misc]
        finally:
            lib.pa_operation_cancel(operation)
            lib.pa_operation_unref(operation)
    return PulseState(tuple(sources), tuple(sinks), defaults[0], defaults[1], monitors.get(defaults[0], ""))


def alsa_columns(source: PulseDevice) -> tuple[int, tuple[int | None, ...]]:
    """How ALSA's `pulse` device shows a source: (channels to open, column of each of its channels, None where that channel cannot be reached).

    The plugin names channels in ALSA's order and the server moves them by name, so on a source with another order the numbers would not match.
    """
    lib = _library()
    if source.channels <= 2 or lib is None:
        return source.channels, tuple(range(source.channels))
    layout = _Map()
    lib.pa_channel_map_init_extend(ctypes.byref(layout), 32, _MAP_ALSA)   # always the widest: it has the most names
    places = list(layout.map[:layout.channels])
    return 32, tuple(places.index(p) if p in places else None for p in source.positions)
