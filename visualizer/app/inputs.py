"""Another input while the show runs. Opening a device takes its time, so whether it can be is found out beside the frame loop."""
from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from visualizer.audio import InputSpec, check_input, parse_input
from visualizer.model import log
from visualizer.model.errors import ConcordError


class InputChange:
    """`ask` from anywhere; `take` once a frame. What cannot be opened is said, and the old input stays."""

    def __init__(self, check: Callable[[InputSpec], Any] = check_input) -> None:
        """check: raises ConcordError for an input that cannot be opened."""
        self._check = check
        self._lock = threading.Lock()
        self._asked = 0
        self._ready: tuple[int, InputSpec | None] = (0, None)

    def ask(self, text: str, now: InputSpec) -> None:
        """`text` as --input has it; what else was said of the input `now` heard holds for the new one too. Returns at once."""
        with self._lock:
            self._asked += 1
            number = self._asked
        threading.Thread(target=self._look, args=(number, text, now), name="input", daemon=True).start()

    def _look(self, number: int, text: str, now: InputSpec) -> None:
        try:
            spec = replace(parse_input(text, loop=now.loop, mute=now.mute, output=now.output, output_latency_s=now.output_latency_s), channels=now.channels)
            self._check(spec)
        except ConcordError as error:
            log.get().warning("the input stays as it was: %s", error)
            return
        with self._lock:
            if number > self._ready[0]:   # the newest wish wins, whichever was found first
                self._ready = (number, spec)

    def take(self) -> InputSpec | None:
        """The input to change to, once."""
        with self._lock:
            number, spec = self._ready
            self._ready = (number, None)
            return spec if number == self._asked else None
