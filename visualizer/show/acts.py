"""The acts as tables: what follows what, and when. Reading this file is reading the show; what each act looks like stands in lights.py.

A way out is taken when its condition has held for `hold_s` and the act has lasted its least time, on the next downbeat where there is one.
The first that may is taken, so a table is read from above. Hands that clap are no music: they may cut an act short.
"""
from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from visualizer.model.show import Act

from .hearing import Heard
from .settings import ShowSettings

Condition = Callable[[Heard, ShowSettings], bool]


@dataclass(frozen=True, slots=True)
class Turn:
    """One way out of an act. to: the act that follows; when: the condition; hold_s: s it must have held; reason: said on desk and in the log;
    sure: name of the fact in Heard whose value is the confidence, '' certain; border: what it waits for, "bar": a beat, best one that begins a bar,
    "beat": any beat, "": nothing; least_s: s the act lasts at least before this turn, None: as LEAST_S says."""

    to: Act
    when: Condition
    hold_s: float
    reason: str
    sure: str = ""
    border: str = "bar"
    least_s: float | None = None


def _quiet(h: Heard, s: ShowSettings) -> bool:
    return h.quiet_s > 0.0


def _long_quiet(h: Heard, s: ShowSettings) -> bool:
    return h.quiet_s > s.curtain_s


def _hushing(h: Heard, s: ShowSettings) -> bool:
    """The murmur of a house sinks: it waits for something. One who talks and pauses, a fan, steps: none of these is a house."""
    sinks = h.level < 0.30 and h.trend < 0.06 and h.full < 0.65 and h.pulse < 0.5
    return h.signal and h.act_s > 3.0 and h.since_house_s < 12.0 and (h.quiet_s > 0.0 or sinks)


def _voice(h: Heard, s: ShowSettings) -> bool:
    return h.level > 0.10 and h.single > 0.35


def _full(h: Heard, s: ShowSettings) -> bool:
    return h.level > 0.18 and h.full > 0.55


def _music(h: Heard, s: ShowSettings) -> bool:
    return h.applause < 0.3 and (_voice(h, s) or _full(h, s) or (h.level > 0.18 and h.pulse > 0.6))


def _voice_first(h: Heard, s: ShowSettings) -> bool:
    """The house has hardly opened, and somebody is playing: the curtain rises on it."""
    return h.act_s < OPEN_S and _voice(h, s) and h.single > 0.5


def _band(h: Heard, s: ShowSettings) -> bool:
    """Full, or a groove whose loudest voice could be taken for one alone."""
    return _full(h, s) or (_music(h, s) and h.pulse > 0.8 and h.coherence > 0.35 and h.full > 0.4)


def _full_first(h: Heard, s: ShowSettings) -> bool:
    return h.act_s < OPEN_S and h.level > 0.10 and h.full > 0.7 and h.applause < 0.3


def _music_late(h: Heard, s: ShowSettings) -> bool:
    return h.act_s >= OPEN_S and _music(h, s)


def _one_heart(h: Heard, s: ShowSettings) -> bool:
    return h.coherence > 0.8 and h.pulse > 0.6 and h.order > 0.7 and h.level > 0.25 and h.tide > 0.55


def _one_again(h: Heard, s: ShowSettings) -> bool:
    """After the tide has come back: the pulse stands, the crowd will follow."""
    return h.pulse > 0.75 and h.coherence > 0.45 and h.tide > 0.66 and h.full > 0.5


def _apart(h: Heard, s: ShowSettings) -> bool:
    return h.coherence < 0.45


def _storm(h: Heard, s: ShowSettings) -> bool:
    """What held together a while ago does not any more (a step of tempo does, two beats later): the more is lost, the less disorder it takes, and the other
    way about."""
    return h.coherence < 0.5 < h.coherence + h.lost and h.disorder > 0.12 and h.lost > 0.08 and h.disorder + 1.2 * h.lost > 0.56


def _wild(h: Heard, s: ShowSettings) -> bool:
    """It never held together; it has to go on for longer than a virtuoso's run."""
    return h.disorder > 0.5 and h.tide > 0.7


def _tide_out(h: Heard, s: ShowSettings) -> bool:
    """Far softer; or softer and of another colour, as when the drums fall away and a chord is left."""
    softer = h.tide < 0.55 or (h.tide < 0.8 and h.trend < -0.1 and h.novelty > 0.5 and h.level < 0.45)
    return softer and h.quiet_s == 0.0 and h.trend < 0.0 and h.full > 0.6 and h.applause < 0.3


def _lull(h: Heard, s: ShowSettings) -> bool:
    """After a storm: wind may be all that is left."""
    return h.tide < 0.68 and h.quiet_s == 0.0 and h.trend < -0.05 and h.applause < 0.3


def _drop(h: Heard, s: ShowSettings) -> bool:
    """The beat is back with everything; nobody waits until it is proved."""
    return h.pulse > 0.8 and h.tide > 0.8 and h.trend > 0.0 and h.full > 0.5


def _tide_in(h: Heard, s: ShowSettings) -> bool:
    return h.tide > 0.8 and h.full > 0.5 and h.trend > -0.15


def _dying(h: Heard, s: ShowSettings) -> bool:
    return h.dying > 0.5 and h.played_s > 5.0 and h.tide < 0.7


def _alone(h: Heard, s: ShowSettings) -> bool:
    """Everybody has stopped but one voice."""
    return h.played_s > 20.0 and ((h.single > 0.5 and h.tide < 0.97) or (h.single > 0.3 and h.tide < 0.85 and h.novelty > 0.5))


def _hands(h: Heard, s: ShowSettings) -> bool:
    return h.applause > 0.6


def _hands_rest(h: Heard, s: ShowSettings) -> bool:
    return h.since_applause_s > 0.6 and not _music(h, s)


def _whole(h: Heard, s: ShowSettings) -> bool:
    return h.quiet_s > 0.0 and h.played_s > s.piece_s


def _long(h: Heard, s: ShowSettings) -> bool:
    return h.act_s > s.longest_s


def _long_loud(h: Heard, s: ShowSettings) -> bool:
    return _long(h, s) and h.tide > 0.75 and h.level > 0.3


def _long_soft(h: Heard, s: ShowSettings) -> bool:
    """At a softer moment if there is one."""
    return h.act_s > s.longest_s and (h.tide < 0.8 or h.act_s > 1.2 * s.longest_s)


OPEN_S = 10.0
"""s: music that is on when the house has just opened goes to its act at once; later the curtain rises first"""
HANDS_LEAST_S = 2.0
"""s after which hands may cut an act short: they are heard within three seconds, whatever was on"""
OVATION = Turn(Act.OVATION, _hands, 0.8, "the house applauds", "applause", border="", least_s=HANDS_LEAST_S)
_DYING = Turn(Act.LAST_NOTE, _dying, 0.2, "the last note hangs", "dying", border="")
_ENDED = Turn(Act.HUSH, _quiet, 1.2, "silence after music", border="")
_STORM = Turn(Act.CHAOS, _storm, 0.15, "it comes apart, loud and dense", "disorder", border="")
_WILD = Turn(Act.CHAOS, _wild, 6.0, "loud and dense, and nothing that holds", "disorder", border="")
_VOICE_FIRST = Turn(Act.NOTE, _voice_first, 0.4, "a single voice is there", "single", border="")
_FULL_FIRST = Turn(Act.SYMPHONY, _full_first, 0.2, "music is on", "full", border="beat")
_FAINT_FIRST = Turn(Act.SYMPHONY, lambda h, s: h.act_s < OPEN_S and _music(h, s), 2.0, "music is on", "full", border="beat")
_MUSIC = Turn(Act.CURTAIN, _music_late, 0.5, "music begins", border="")

CONCERT: dict[Act, tuple[Turn, ...]] = {
    Act.BACKSTAGE: (
        OVATION, _VOICE_FIRST, _FULL_FIRST, _FAINT_FIRST, _MUSIC,
        Turn(Act.CURTAIN, _hushing, 0.25, "the room falls quiet", border=""),
    ),
    Act.CURTAIN: (
        OVATION,
        Turn(Act.NOTE, _voice, 0.2, "a single voice", "single", border=""),
        Turn(Act.SYMPHONY, _full, 0.5, "several voices", "full"),
        Turn(Act.SILENCE, _quiet, 0.0, "the curtain has risen on silence", border=""),
        Turn(Act.BACKSTAGE, lambda h, s: h.act_s > 30.0 and h.level > 0.2, 8.0, "it was only the house", border=""),
    ),
    Act.SILENCE: (
        OVATION,
        Turn(Act.NOTE, _voice, 0.12, "a single voice", "single", border=""),
        Turn(Act.SYMPHONY, _full, 0.8, "several voices", "full"),
        Turn(Act.BACKSTAGE, _long_quiet, 0.0, "a long quiet", border=""),
    ),
    Act.NOTE: (
        OVATION,
        Turn(Act.SYMPHONY, _full, 0.4, "the voice is answered", "full"),
        Turn(Act.SILENCE, _quiet, 3.0, "the voice is gone", border=""),
    ),
    Act.SYMPHONY: (
        OVATION, _STORM, _WILD,
        Turn(Act.EBB, _tide_out, 1.2, "the tide goes out"),
        Turn(Act.UNISON, lambda h, s: h.act_s > 20.0 and _one_heart(h, s), 2.0, "the house has one pulse", "coherence"),
        _ENDED,
        Turn(Act.EBB, _long_soft, 0.0, "a change after a long while"),
    ),
    Act.UNISON: (
        OVATION, _STORM, _WILD,
        Turn(Act.LAST_NOTE, _alone, 0.2, "one voice is left", "single", border=""),
        _DYING, _ENDED,
        Turn(Act.EBB, _tide_out, 1.2, "the tide goes out"),
        Turn(Act.SYMPHONY, _apart, 4.0, "the pulse comes apart"),
        Turn(Act.SYMPHONY, _long, 0.0, "a change after a long while"),
    ),
    Act.CHAOS: (
        OVATION,
        Turn(Act.EBB, _lull, 0.3, "the storm goes out", border=""),
        Turn(Act.SYMPHONY, lambda h, s: h.coherence > 0.6 and h.disorder < 0.1, 3.0, "the pulse is found again", "coherence"),
        _ENDED,
        Turn(Act.SYMPHONY, lambda h, s: h.disorder < 0.1 and h.act_s > 20.0, 6.0, "the storm is over"),
    ),
    Act.EBB: (
        OVATION, _STORM, _WILD,
        Turn(Act.UNISON, _one_again, 0.3, "the tide comes back with one pulse", "coherence", border="beat"),
        Turn(Act.SYMPHONY, _tide_in, 3.0, "the tide comes back", "full"),
        Turn(Act.HUSH, _quiet, 1.6, "silence after music", border=""),
        Turn(Act.SYMPHONY, _long, 0.0, "a change after a long while"),
    ),
    Act.LAST_NOTE: (
        OVATION,
        Turn(Act.HUSH, _quiet, 0.5, "the last note has gone", border=""),
        Turn(Act.SYMPHONY, lambda h, s: _full(h, s) and h.tide > 0.7, 1.0, "it was not the last", "full"),
    ),
    Act.HUSH: (
        OVATION,
        Turn(Act.NOTE, _voice, 0.3, "a single voice", "single", border=""),
        Turn(Act.SYMPHONY, _full, 0.6, "music begins again", "full", border="beat"),
        Turn(Act.OVATION, _whole, 9.0, "the hush after a whole piece", border=""),
        Turn(Act.WAKING, _quiet, 14.0, "the dream pales", border=""),
    ),
    Act.OVATION: (
        Turn(Act.NOTE, lambda h, s: _voice(h, s) and h.since_applause_s > 0.5, 0.3, "a single voice", "single", border=""),
        Turn(Act.SYMPHONY, _band, 0.6, "music begins again", "full", border="beat"),
        Turn(Act.WAKING, _hands_rest, 0.2, "the hands are still", border=""),
    ),
    Act.WAKING: (
        OVATION,
        Turn(Act.NOTE, _voice, 0.4, "a single voice", "single", border=""),
        Turn(Act.SYMPHONY, _full, 0.5, "music begins again", "full", border="beat"),
        Turn(Act.BACKSTAGE, _quiet, 12.0, "the house is empty", border=""),
    ),
}
"""a whole evening: a band, a quartet, a film of one song"""

CLUB: dict[Act, tuple[Turn, ...]] = {
    Act.BACKSTAGE: (_FULL_FIRST, _FAINT_FIRST, _MUSIC),
    Act.CURTAIN: (Turn(Act.SYMPHONY, _music, 0.5, "music begins"), Turn(Act.BACKSTAGE, _quiet, 30.0, "nothing came", border="")),
    Act.SILENCE: (Turn(Act.SYMPHONY, _music, 0.5, "music begins"), Turn(Act.BACKSTAGE, _long_quiet, 0.0, "a long quiet", border="")),
    Act.NOTE: (Turn(Act.SYMPHONY, _full, 1.0, "the voice is answered", "full"), Turn(Act.SILENCE, _quiet, 6.0, "nothing plays", border="")),
    Act.SYMPHONY: (
        _STORM, _WILD,
        Turn(Act.UNISON, lambda h, s: h.act_s > 16.0 and _one_heart(h, s), 2.0, "the floor has one pulse", "coherence"),
        Turn(Act.EBB, _tide_out, 1.5, "the tide goes out"),
        Turn(Act.CHAOS, _long_loud, 0.0, "a change after a long while"),
        Turn(Act.EBB, _long_soft, 0.0, "a change after a long while"),
        Turn(Act.SILENCE, _quiet, 12.0, "nothing plays", border=""),
    ),
    Act.UNISON: (
        _STORM,
        Turn(Act.EBB, _tide_out, 1.5, "the tide goes out"),
        Turn(Act.SYMPHONY, _apart, 4.0, "the pulse comes apart"),
        Turn(Act.CHAOS, _long_loud, 0.0, "a change after a long while"),
        Turn(Act.EBB, _long_soft, 0.0, "a change after a long while"),
        Turn(Act.SILENCE, _quiet, 12.0, "nothing plays", border=""),
    ),
    Act.CHAOS: (
        Turn(Act.EBB, _lull, 1.0, "the storm goes out"),
        Turn(Act.UNISON, _one_heart, 2.0, "the pulse is found again", "coherence"),
        Turn(Act.SYMPHONY, lambda h, s: h.disorder < 0.1, 5.0, "the storm is over"),
        Turn(Act.SYMPHONY, lambda h, s: h.act_s > 0.3 * s.longest_s, 0.0, "a change after a long while"),
        Turn(Act.SILENCE, _quiet, 12.0, "nothing plays", border=""),
    ),
    Act.EBB: (
        Turn(Act.UNISON, _drop, 0.3, "the drop", "coherence", border="beat"),
        _STORM,
        Turn(Act.SYMPHONY, _tide_in, 4.0, "the tide comes back", "full"),
        Turn(Act.SYMPHONY, lambda h, s: h.act_s > 0.3 * s.longest_s, 0.0, "a change after a long while"),
        Turn(Act.SILENCE, _quiet, 12.0, "nothing plays", border=""),
    ),
    Act.LAST_NOTE: (Turn(Act.SYMPHONY, _music, 0.5, "music goes on"), Turn(Act.SILENCE, _quiet, 12.0, "nothing plays", border="")),
    Act.HUSH: (Turn(Act.SYMPHONY, _music, 0.5, "music goes on"), Turn(Act.SILENCE, _quiet, 12.0, "nothing plays", border="")),
    Act.OVATION: (Turn(Act.SYMPHONY, _music, 0.5, "music goes on"), Turn(Act.SILENCE, _quiet, 12.0, "nothing plays", border="")),
    Act.WAKING: (Turn(Act.SYMPHONY, _music, 0.5, "music goes on"), Turn(Act.BACKSTAGE, _quiet, 12.0, "the house is empty", border="")),
}
"""a set that never stops: no curtain calls between tracks; what a hand calls up goes on with the music"""

AMBIENT: dict[Act, tuple[Turn, ...]] = {
    **CONCERT,
    Act.SYMPHONY: (
        OVATION,
        Turn(Act.UNISON, lambda h, s: h.coherence > 0.45 and h.order > 0.25 and h.act_s > 30.0, 8.0, "slow hearts fall together", "coherence"),
        Turn(Act.EBB, _tide_out, 4.0, "the tide goes out", border=""),
        Turn(Act.NOTE, lambda h, s: h.single > 0.7, 6.0, "one voice is left", "single", border=""),
        Turn(Act.HUSH, _quiet, 6.0, "silence after music", border=""),
        Turn(Act.EBB, _long, 0.0, "a change after a long while", border=""),
    ),
    Act.EBB: (
        OVATION,
        Turn(Act.SYMPHONY, _tide_in, 5.0, "the tide comes back", "full", border=""),
        Turn(Act.HUSH, _quiet, 6.0, "silence after music", border=""),
        Turn(Act.SYMPHONY, lambda h, s: h.act_s > 0.5 * s.longest_s, 0.0, "a change after a long while", border=""),
    ),
    Act.HUSH: (
        OVATION,
        Turn(Act.NOTE, _voice, 0.3, "a single voice", "single", border=""),
        Turn(Act.SYMPHONY, _full, 1.0, "music begins again", "full", border=""),
        Turn(Act.SILENCE, _quiet, 30.0, "the night is still", border=""),
    ),
}
"""slow music, and a whole night of silence: no storms, no curtain calls of its own"""

TURNS: Mapping[str, dict[Act, tuple[Turn, ...]]] = {"concert": CONCERT, "club": CLUB, "ambient": AMBIENT}
LEAST_S: Mapping[str, dict[Act, float]] = {
    "concert": {**dict.fromkeys(Act, 7.0), Act.SILENCE: 4.0, Act.NOTE: 4.0, Act.LAST_NOTE: 4.0, Act.HUSH: 4.0, Act.UNISON: 16.0},
    "club": dict.fromkeys(Act, 8.0),
    "ambient": {**dict.fromkeys(Act, 12.0), Act.NOTE: 6.0, Act.LAST_NOTE: 6.0, Act.HUSH: 6.0, Act.UNISON: 24.0},
}
"""s an act lasts at least before the music can turn it; a hand can at any time"""
ORDER = tuple(Act)
"""the acts in the order a hand steps through them"""
