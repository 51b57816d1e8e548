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
_CONNECT_NO_AUTOSPAWN, _READY, _RUNNING = 1, 4, 0
_MAP_ALSA = 1
_MASK_SOURCE, _MASK_SERVER = 0x0002, 0x0080


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
_EVENT = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_int, ctypes.c_uint32, ctypes.c_void_p)
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


class _Connection:
    """A connection to the server that never waits longer than it was told."""

    def __init__(self, lib: Any) -> None:
        self.lib = lib
        self._loop = ctypes.c_void_p(lib.pa_mainloop_new())
        self.context = ctypes.c_void_p(lib.pa_context_new(ctypes.c_void_p(lib.pa_mainloop_get_api(self._loop)), b"concord"))

    def connected(self, timeout_s: float) -> bool:
        """Connect; False when there is no server. DeviceError when it does not answer within timeout_s."""
        if self.lib.pa_context_connect(self.context, None, _CONNECT_NO_AUTOSPAWN, None) < 0:
            return False
        self.until(lambda: self.lib.pa_context_get_state(self.context) >= _READY, time.monotonic() + timeout_s)
        return bool(self.lib.pa_context_get_state(self.context) == _READY)

    def until(self, done: Callable[[], bool], deadline: float) -> None:
        """Take what the server says until done() or the deadline (monotonic, s), which is a DeviceError."""
        while not done():
            if time.monotonic() > deadline:
                raise DeviceError("the sound server does not answer; restart it, or wait: it is asked again")
            if not self.turn():
                time.sleep(0.001)

    def turn(self) -> bool:
        """Take one thing the server has said; False when it has said nothing."""
        return bool(self.lib.pa_mainloop_iterate(self._loop, 0, None) > 0)

    def close(self) -> None:
        """Disconnect; safe to call twice."""
        if self._loop:
            self.lib.pa_context_disconnect(self.context)
            self.lib.pa_context_unref(self.context)
            self.lib.pa_mainloop_free(self._loop)
            self._loop = ctypes.c_void_p()


def query(timeout_s: float = 1.0) -> PulseState | None:
    """Ask the server. None when there is none on this machine; DeviceError when it does not answer within timeout_s."""
    lib = _library()
    if lib is None:
        return None
    connection = _Connection(lib)
    try:
        return _ask(connection, time.monotonic() + timeout_s) if connection.connected(timeout_s) else None
    finally:
        connection.close()


class Watch:
    """Tells when sources come, go or change, or another default is chosen, without asking: cheap enough for every hop."""

    def __init__(self, timeout_s: float = 1.0) -> None:
        """DeviceError when the server does not answer within timeout_s."""
        lib = _library()
        self._connection = _Connection(lib) if lib is not None else None
        self._changed = False
        self._callback = _EVENT(self._note)
        try:
            connected = self._connection is not None and self._connection.connected(timeout_s)
        except DeviceError:
            self.close()
            raise
        if self._connection is not None and connected:
            lib.pa_context_set_subscribe_callback(self._connection.context, self._callback, None)
            lib.pa_context_subscribe(self._connection.context, _MASK_SOURCE | _MASK_SERVER, None, None)

    def _note(self, *_: Any) -> None:
        self._changed = True

    def changed(self) -> bool:
        """Whether something changed since the last call. Never waits."""
        if self._connection is None:
            return False
        for _ in range(8):
            if not self._connection.turn():
                break
        self._changed, was = False, self._changed
        return was

    def close(self) -> None:
        """Disconnect; safe to call twice."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def _ask(connection: _Connection, deadline: float) -> PulseState:
    lib, context = connection.lib, connection.context
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
        if not operation:   # the connection died since: asking further would abort the process
            raise DeviceError("the sound server has gone")
        try:
            connection.until(lambda operation=operation: lib.pa_operation_get_state(operation) != _RUNNING, deadline)  # type: ignore[misc]
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
