"""Ableton Link, followed and never led. First we listen to what a session says of itself; only then we join it, with its own tempo in our hand, so that
joining cannot move it; we never set tempo, beat or transport; and when everybody else has left we leave too, so that nobody inherits a session from us."""
from __future__ import annotations

import contextlib
import socket
import struct
import sys
from typing import Any

GROUP, PORT = "224.76.78.75", 20808
HEADER = b"_asdp_v\x01"
LISTEN_S = 1.0
"""s of listening before joining, from the first word heard"""
ALONE_S = 3.0
"""s without another peer after which we leave"""
QUANTUM = 4.0


def session_tempo(packet: bytes) -> float | None:
    """Beats a minute that a peer's alive message says; None for any other packet."""
    if not packet.startswith(HEADER) or len(packet) < 20 or packet[8] != 1:
        return None
    at = 20   # header, type, ttl, group, eight bytes of the peer's name
    while at + 8 <= len(packet):
        key, size = struct.unpack_from(">4sI", packet, at)
        at += 8
        if key == b"tmln" and size >= 8 and at + 8 <= len(packet):
            micros = struct.unpack_from(">q", packet, at)[0]
            return 60e6 / micros if 60e6 / 999 <= micros <= 60e6 / 20 else None
        at += size
    return None


class Listener:
    """Hears what peers say to all; says nothing."""

    def __init__(self) -> None:
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if hasattr(socket, "SO_REUSEPORT"):
            with contextlib.suppress(OSError):
                self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        self._socket.bind(("" if sys.platform == "win32" else GROUP, PORT))
        joined = 0
        for index, _ in socket.if_nameindex():
            with contextlib.suppress(OSError):   # an interface without multicast
                self._socket.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, socket.inet_aton(GROUP) + struct.pack("=4si", b"\0\0\0\0", index))
                joined += 1
        if not joined:
            with contextlib.suppress(OSError):
                self._socket.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, socket.inet_aton(GROUP) + socket.inet_aton("0.0.0.0"))
        self._socket.setblocking(False)

    def tempo(self) -> float | None:
        """The newest tempo that was said since the last call; None when nobody said any."""
        found: float | None = None
        for _ in range(200):
            try:
                said = session_tempo(self._socket.recv(2048))
            except OSError:
                break
            found = said if said is not None else found
        return found

    def close(self) -> None:
        """Stop listening."""
        self._socket.close()


class LinkFollower:
    """`turn` often; `now` is where the session's beat is."""

    def __init__(self) -> None:
        """ImportError without the binding."""
        import link

        self._module: Any = link
        self._link: Any = None
        self._listener: Listener | None = None
        self._heard_at, self._peer_at, self._tempo = -1.0, 0.0, 0.0
        self.joins = 0
        self.peers = 0

    @property
    def joined(self) -> bool:
        """We are in a session."""
        return self._link is not None

    def turn(self, now: float) -> None:
        """Listen, join, or leave. now: s, performance counter."""
        if self._link is None:
            self._listen(now)
            return
        self.peers = int(self._link.numPeers())
        if self.peers:
            self._peer_at = now
        elif now - self._peer_at > ALONE_S:
            self._leave()

    def _listen(self, now: float) -> None:
        if self._listener is None:
            self._listener = Listener()
        tempo = self._listener.tempo()
        if tempo is not None:
            self._tempo = tempo
            self._heard_at = now if self._heard_at < 0.0 else self._heard_at
        if self._heard_at >= 0.0 and now - self._heard_at >= LISTEN_S and tempo is not None:
            self._listener.close()
            self._listener = None
            self._link = self._module.Link(tempo)
            self._link.enabled = True
            self._heard_at, self._peer_at = -1.0, now
            self.joins += 1

    def _leave(self) -> None:
        self._link.enabled = False
        self._link, self.peers = None, 0

    def now(self) -> tuple[float, float] | None:
        """(s a beat, beats since a first of a bar) at this instant, None while there is no session."""
        if self._link is None or not self.peers:
            return None
        state = self._link.captureSessionState()
        tempo = float(state.tempo())
        if not 20.0 <= tempo <= 999.0:
            return None
        return 60.0 / tempo, float(state.beatAtTime(self._link.clock().micros(), QUANTUM))

    def close(self) -> None:
        """Leave."""
        if self._link is not None:
            self._leave()
        if self._listener is not None:
            self._listener.close()
            self._listener = None
