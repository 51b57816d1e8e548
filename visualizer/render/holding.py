"""How much the guard keeps, told without waiting for the GPU: its texel is copied into a buffer now and then, and read when the copy is long done."""
from __future__ import annotations

from typing import Any

import moderngl
import numpy as np

EVERY, LATE = 12, 6
"""frames between two copies; frames from a copy to its reading"""


class Holding:
    """`note` after every frame; `share` is the most that was kept within the second or so before the newest reading, 0..1."""

    def __init__(self, ctx: moderngl.Context) -> None:
        self._buffer = ctx.buffer(reserve=16)
        self._frames, self.share = 0, 0.0

    def note(self, state: Any) -> None:
        """state: the guard's texel of this frame (passes/guard_state.frag)."""
        at = self._frames % EVERY
        if at == 0:
            state.read_into(self._buffer)
        elif at == LATE:
            self.share = float(np.frombuffer(self._buffer.read(), np.float32)[0])
        self._frames += 1

    def release(self) -> None:
        """Free the buffer."""
        self._buffer.release()
