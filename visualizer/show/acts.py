"""The acts as a table: what follows what, and when. Reading this file is reading the show; what each act looks like stands in lights.py."""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from visualizer.model.show import Act

from .hearing import Heard


@dataclass(frozen=True, slots=True)
class Turn:
    """One way out of an act. to: the act that follows; when: the condition; hold_s: s it must have held; reason: said on desk and in the log."""

    to: Act
    when: Callable[[Heard], bool]
    hold_s: float
    reason: str


def _quiet(h: Heard) -> bool:
    return h.quiet_s > 0.0


def _hushing(h: Heard) -> bool:
    return h.signal and (_quiet(h) or (h.falling and h.level < 0.25))


def _voice(h: Heard) -> bool:
    return h.level > 0.12 and h.single > 0.5 and h.onset_rate < 3.5


def _full(h: Heard) -> bool:
    return h.level > 0.2 and (h.onset_rate > 2.2 or h.single < 0.45) and h.coherence > 0.1


def _one_heart(h: Heard) -> bool:
    return h.coherence > 0.8 and h.order > 0.2 and h.level > 0.25


def _apart(h: Heard) -> bool:
    return h.coherence < 0.45


def _dying(h: Heard) -> bool:
    return h.since_onset_s > 1.1 and h.falling and h.level > 0.02


LEAST_S: dict[Act, float] = {
    Act.BACKSTAGE: 3.0, Act.CURTAIN: 4.0, Act.SILENCE: 1.0, Act.NOTE: 4.0, Act.SYMPHONY: 7.0, Act.UNISON: 5.0, Act.LAST_NOTE: 2.5,
    Act.CHAOS: 7.0, Act.EBB: 7.0, Act.HUSH: 4.0, Act.OVATION: 7.0, Act.WAKING: 9.0,
}
"""s an act lasts at least before the music can turn it; a hand can at any time"""

TURNS: dict[Act, tuple[Turn, ...]] = {
    Act.BACKSTAGE: (
        Turn(Act.CURTAIN, _voice, 0.3, "a voice begins"),
        Turn(Act.CURTAIN, _full, 1.5, "music begins"),
        Turn(Act.CURTAIN, _hushing, 0.15, "the room falls quiet"),
    ),
    Act.CURTAIN: (
        Turn(Act.NOTE, _voice, 0.2, "a single voice"),
        Turn(Act.SYMPHONY, _full, 1.0, "several voices"),
        Turn(Act.SILENCE, lambda h: h.level < 0.2, 1.0, "the curtain has risen"),
    ),
    Act.SILENCE: (
        Turn(Act.NOTE, _voice, 0.12, "a single voice"),
        Turn(Act.SYMPHONY, _full, 0.8, "several voices"),
        Turn(Act.BACKSTAGE, _quiet, 120.0, "two minutes of quiet"),
    ),
    Act.NOTE: (
        Turn(Act.SYMPHONY, _full, 0.8, "the voice is answered"),
        Turn(Act.SILENCE, _quiet, 3.0, "the voice is gone"),
    ),
    Act.SYMPHONY: (
        Turn(Act.UNISON, _one_heart, 1.0, "the house has one pulse"),
        Turn(Act.LAST_NOTE, _dying, 0.2, "the last chord hangs"),
        Turn(Act.HUSH, _quiet, 1.2, "silence after music"),
    ),
    Act.UNISON: (
        Turn(Act.LAST_NOTE, _dying, 0.2, "the last chord hangs"),
        Turn(Act.HUSH, _quiet, 1.0, "silence after music"),
        Turn(Act.SYMPHONY, _apart, 4.0, "the pulse comes apart"),
    ),
    Act.CHAOS: (
        Turn(Act.EBB, lambda h: h.falling and not _quiet(h), 1.5, "the storm goes out"),
        Turn(Act.SYMPHONY, lambda h: h.coherence > 0.6, 3.0, "the pulse is found again"),
        Turn(Act.HUSH, _quiet, 1.2, "silence after music"),
    ),
    Act.EBB: (
        Turn(Act.SYMPHONY, _full, 2.0, "the tide comes back"),
        Turn(Act.LAST_NOTE, _dying, 0.2, "the last chord hangs"),
        Turn(Act.HUSH, _quiet, 1.2, "silence after music"),
    ),
    Act.LAST_NOTE: (
        Turn(Act.HUSH, _quiet, 0.3, "the last note has gone"),
        Turn(Act.SYMPHONY, lambda h: h.onset_rate > 1.5 and h.level > 0.2, 1.0, "it was not the last"),
    ),
    Act.HUSH: (
        Turn(Act.NOTE, _voice, 0.3, "a single voice"),
        Turn(Act.SYMPHONY, _full, 1.0, "music begins again"),
        Turn(Act.WAKING, _quiet, 14.0, "the dream pales"),
    ),
    Act.OVATION: (
        Turn(Act.WAKING, _quiet, 6.0, "the hands are still"),
        Turn(Act.SYMPHONY, _full, 4.0, "music begins again"),
    ),
    Act.WAKING: (
        Turn(Act.NOTE, _voice, 0.5, "a single voice"),
        Turn(Act.SYMPHONY, _full, 1.0, "music begins again"),
        Turn(Act.BACKSTAGE, _quiet, 12.0, "the house is empty"),
    ),
}
ORDER = tuple(Act)
"""the acts in the order a hand steps through them"""
