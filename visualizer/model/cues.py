"""Cues: what a person set down beforehand to happen, in order."""
from __future__ import annotations

from dataclasses import dataclass

from .show import Act


@dataclass(frozen=True, slots=True)
class Cue:
    """name: for people; act, look: what to go to, None and "" leave it; blend: s to the look, or beats when negative; hold: the act is held; after: s since the
    cue before, the first since the list was chosen, at which it comes by itself, -1 never; on: the act whose beginning brings it, None: no act's. Without both
    it waits for a hand."""

    name: str
    act: Act | None = None
    look: str = ""
    blend: float = 2.0
    hold: bool = False
    after: float = -1.0
    on: Act | None = None
