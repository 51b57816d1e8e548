"""OSC in: one thread, one UDP socket. What is no OSC is counted and otherwise ignored."""
from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Sequence
from typing import Any

LARGEST = 65_535


SIZES = {b"i": 4, b"f": 4, b"r": 4, b"m": 4, b"c": 4, b"d": 8, b"h": 8, b"t": 8, b"T": 0, b"F": 0, b"N": 0, b"I": 0, b"[": 0, b"]": 0}
"""type tag -> bytes of its argument, where that is fixed"""


def whole(data: bytes) -> bool:
    """Whether one message has all that its type tags promise, and no more. The parser would fill up what is missing with zeros."""
    first = data.index(0)
    at = _word(first + 1)
    if any(data[first:at]):
        return False
    if at == len(data):
        return True   # from before there were tags: no argument
    end = data.index(0, at)
    pos = _word(end + 1)
    if data[at:at + 1] != b"," or any(data[end:pos]):
        return False
    for i in range(at + 1, end):
        tag = data[i:i + 1]
        if tag in b"sS":
            pos = _word(data.index(0, pos) + 1)
        elif tag == b"b":
            pos += 4 + _word(int.from_bytes(data[pos:pos + 4], "big"))
        else:
            pos += SIZES[tag]
    return pos == len(data)


def _word(at: int) -> int:
    return at + (-at) % 4


class OscServer:
    """Hands every message to `receive(path, arguments, t, reply)`, on its own thread."""

    def __init__(self, port: int, lan: bool, receive: Callable[[str, Sequence[Any], float, Callable[[str, Sequence[Any]], None]], None]) -> None:
        """port: UDP, 0 any; lan: from other machines too. OSError when the port is taken."""
        from pythonosc import osc_packet

        self._parse = osc_packet.OscPacket
        self._receive = receive
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        try:
            self._socket.bind(("0.0.0.0" if lan else "127.0.0.1", port))
        except OSError:
            self._socket.close()
            raise
        self._socket.settimeout(0.25)
        self.port: int = self._socket.getsockname()[1]
        self.packets = self.malformed = 0
        self._open = True
        self._thread = threading.Thread(target=self._run, name="osc", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        while self._open:
            try:
                data, sender = self._socket.recvfrom(LARGEST)
            except TimeoutError:
                continue
            except OSError:   # a peer that is not there answered our reply, or the socket is closed
                time.sleep(0.001)
                continue
            self.packets += 1
            self.datagram(data, sender, time.perf_counter())

    def datagram(self, data: bytes, sender: tuple[str, int], t: float) -> None:
        """One packet, a message or a bundle of them; what a bundle says of time is not waited for."""
        try:
            messages = [m.message for m in self._parse(data).messages]
            if not all(whole(m.dgram) for m in messages):
                raise ValueError
        except Exception:   # the parser meets noise with errors of every kind
            self.malformed += 1
            return
        for message in messages:
            try:
                self._receive(message.address, list(message.params), t, lambda path, words: self._reply(path, words, sender))
            except Exception:
                self.malformed += 1

    def _reply(self, path: str, words: Sequence[Any], sender: tuple[str, int]) -> None:
        from .out import message

        with contextlib.suppress(OSError):
            self._socket.sendto(message(path, words), sender)

    def close(self) -> None:
        """End the thread."""
        self._open = False
        self._thread.join(1.0)
        self._socket.close()
