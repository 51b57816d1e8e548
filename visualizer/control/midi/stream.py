"""Bytes into messages: running status, real-time bytes in the middle of others, system exclusive left out. Any bytes at all are taken."""
from __future__ import annotations

from dataclasses import dataclass

NOTE_OFF, NOTE_ON, TOUCH, CC, PROGRAM, PRESSURE, BEND = 0x80, 0x90, 0xA0, 0xB0, 0xC0, 0xD0, 0xE0
POSITION = 0xF2
CLOCK, START, CONTINUE, STOP = 0xF8, 0xFA, 0xFB, 0xFC
LENGTHS = {NOTE_OFF: 2, NOTE_ON: 2, TOUCH: 2, CC: 2, PROGRAM: 1, PRESSURE: 1, BEND: 2, 0xF1: 1, POSITION: 2, 0xF3: 1}
"""status -> data bytes that follow"""


@dataclass(frozen=True, slots=True)
class Message:
    """status: without channel; channel: 1..16, 0 for system messages; a, b: data bytes."""

    status: int
    channel: int
    a: int = 0
    b: int = 0


class Stream:
    """`feed` what comes from one port, in pieces of any size."""

    def __init__(self) -> None:
        self._status, self._data, self._exclusive = 0, bytearray(), False
        self.strays = 0
        """bytes that belonged to nothing"""

    def feed(self, data: bytes | list[int]) -> list[Message]:
        """The messages that are whole now."""
        out: list[Message] = []
        for byte in data:
            if byte >= 0xF8:
                out.append(Message(byte, 0))
            elif byte >= 0x80:
                self._begin(byte, out)
            elif self._exclusive:
                pass
            elif not self._status:
                self.strays += 1
            else:
                self._data.append(byte)
                self._whole(out)
        return out

    def _begin(self, byte: int, out: list[Message]) -> None:
        self.strays += len(self._data)
        self._data.clear()
        self._exclusive = byte == 0xF0
        kind = byte if byte >= 0xF0 else byte & 0xF0
        self._status = byte if kind in LENGTHS else 0
        if byte == 0xF6:
            out.append(Message(byte, 0))

    def _whole(self, out: list[Message]) -> None:
        system = self._status >= 0xF0
        kind = self._status if system else self._status & 0xF0
        if len(self._data) < LENGTHS[kind]:
            return
        a, b = self._data[0], self._data[1] if len(self._data) > 1 else 0
        self._data.clear()
        if kind == NOTE_ON and b == 0:
            kind = NOTE_OFF
        out.append(Message(kind, 0 if system else (self._status & 0x0F) + 1, a, b))
        if system:
            self._status = 0   # running status is for channel messages only
