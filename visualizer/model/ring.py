"""The hand-over between processes: a ring of numbered records in shared memory, one writer, any number of readers, no lock.

A slot is sequence, payload, crc32 (begun with the sequence), sequence. The writer marks both ends of the slot as being written, writes, and marks it
whole; a reader compares both sequences and the checksum, tries twice, and otherwise keeps what it had. Memory ordering on weakly ordered processors
is covered by the checksum.
"""
from __future__ import annotations

import struct
import time
from multiprocessing import shared_memory
from typing import Any, NoReturn
from zlib import crc32

import numpy as np
import numpy.typing as npt

_HEADER_SIZE = 32
_IS_RING, _PUBLISHED, _HEARTBEAT, _STAGE = range(4)
"""eight-byte words of the header: a magic number, records published, performance counter (s) of the last sign of life, what it says.
They are read and written through casts of the memory, one machine word at a time; struct would store them byte by byte, and a reader
could see half a number."""
_SEQ, _CRC = struct.Struct("=q"), struct.Struct("=Q")
_MAGIC = 0x434F4E434F524431
_WRITING = -1
STARTING, RUNNING, ENDED = 0, 1, 2
"""What the writer says of itself: not yet reading, reading, come to the end of its source."""


class Ring:
    """A ring of `slots` records of `dtype`, numbered from 0. The parent creates and unlinks it; children attach by name."""

    def __init__(self, dtype: npt.DTypeLike, slots: int = 256, name: str | None = None) -> None:
        """name None: create; else attach to an existing ring of the same dtype and slots."""
        self.dtype, self.slots = np.dtype(dtype), slots
        self._slot = 2 * _SEQ.size + _CRC.size + self.dtype.itemsize
        size = _HEADER_SIZE + slots * self._slot
        self._owner = name is None
        self._memory = shared_memory.SharedMemory(name=name, create=self._owner, size=size if self._owner else 0)
        buf = self._memory.buf
        assert buf is not None
        self._buf: memoryview = buf
        self.torn = 0
        if len(buf) < size:
            self._words, self._times = self._buf[:0].cast("q"), self._buf[:0].cast("d")
            self._refuse()
        self._words, self._times = self._buf[:_HEADER_SIZE].cast("q"), self._buf[:_HEADER_SIZE].cast("d")
        if self._owner:
            for i in range(slots):
                _SEQ.pack_into(self._buf, self._offset(i), _WRITING)
            self._words[_PUBLISHED], self._words[_STAGE], self._times[_HEARTBEAT] = 0, STARTING, time.perf_counter()
            self._words[_IS_RING] = _MAGIC
        elif self._words[_IS_RING] != _MAGIC:
            self._refuse()

    def _refuse(self) -> NoReturn:
        name = self.name
        self.close()
        raise ValueError(f"shared memory {name!r} is no ring of {self.slots} x {self.dtype.itemsize} bytes")

    @property
    def name(self) -> str:
        """What a child attaches by."""
        return self._memory.name

    def _offset(self, n: int) -> int:
        return _HEADER_SIZE + (n % self.slots) * self._slot

    # -- the writer's side

    def publish(self, record: npt.NDArray[Any]) -> int:
        """Write one record (() dtype) and return its number. Only one process may publish."""
        n = self.published
        payload = record.tobytes()
        at = self._offset(n)
        end = at + _SEQ.size + len(payload)
        _SEQ.pack_into(self._buf, end + _CRC.size, _WRITING)   # both marks, or a slow reader takes the old first, the new payload and the old last
        _SEQ.pack_into(self._buf, at, _WRITING)
        self._buf[at + _SEQ.size:end] = payload
        _CRC.pack_into(self._buf, end, crc32(payload, n & 0xFFFFFFFF))
        _SEQ.pack_into(self._buf, end + _CRC.size, n)
        _SEQ.pack_into(self._buf, at, n)
        self._words[_PUBLISHED] = n + 1
        self.beat()
        return n

    def beat(self, stage: int | None = None) -> None:
        """Say that the writer is alive, now, and optionally where it stands (STARTING, RUNNING, ENDED)."""
        self._times[_HEARTBEAT] = time.perf_counter()
        if stage is not None:
            self._words[_STAGE] = stage

    # -- the readers' side

    @property
    def published(self) -> int:
        """Records published since creation, restarts of the writer included."""
        return self._words[_PUBLISHED]

    @property
    def heartbeat(self) -> float:
        """s, performance counter at the writer's last sign of life."""
        return self._times[_HEARTBEAT]

    @property
    def stage(self) -> int:
        """STARTING, RUNNING or ENDED, as the writer last said."""
        return self._words[_STAGE]

    def read(self, n: int) -> npt.NDArray[Any] | None:
        """A read-only copy of record n (() dtype), or None when it is torn, overwritten, or not there yet."""
        for _ in range(2):
            at = self._offset(n)
            end = at + _SEQ.size + self.dtype.itemsize
            first = _SEQ.unpack_from(self._buf, at)[0]
            payload = bytes(self._buf[at + _SEQ.size:end])
            crc = _CRC.unpack_from(self._buf, end)[0]
            last = _SEQ.unpack_from(self._buf, end + _CRC.size)[0]
            if first == n == last and crc == crc32(payload, n & 0xFFFFFFFF):
                return np.frombuffer(payload, self.dtype, 1)[0:1].reshape(())
        self.torn += 1
        return None

    def after(self, n: int) -> tuple[list[npt.NDArray[Any]], int]:
        """Every whole record numbered >= n that is still held, in order, and the number to ask for next time. Torn ones are left out and counted."""
        end = self.published
        first = max(n, end - self.slots + 1)   # the slot after the newest may be under the writer's pen
        found = [r for r in (self.read(i) for i in range(first, end)) if r is not None]
        return found, end

    def close(self) -> None:
        """Let go of the memory; the creator also removes it. Safe to call twice."""
        for view in (self._words, self._times, self._buf):
            view.release()
        self._memory.close()
        if self._owner:
            self._owner = False
            self._memory.unlink()
