"""From where an act is seen. It begins with its own view; while it lasts the stage moves on to others, where a phrase of the music begins."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from visualizer.model.show import N_STAGE, STAGE, Act

PHRASE_BARS = 4
ANY_BAR_S, ANY_TIME_S = 8.0, 12.0
"""s beyond its time after which a shot ends on any bar, and wherever the music is"""
GLIDE_S = 2.4
"""s: time constant of a move from one shot to another inside an act; it is done to 95 % after 4.7 of them"""
FOREVER = 1e9


@dataclass(frozen=True, slots=True)
class Shot:
    """One framing. name: for people; lasts: s of a scripted shot, else share of `show.shot_s`; to: channels that stand elsewhere than in the act;
    dims: share that is left of a channel, since from close by one looks through more of the beams' air, and glass fills the picture."""

    name: str
    lasts: float = 1.0
    to: Mapping[str, float] = field(default_factory=dict)
    dims: Mapping[str, float] = field(default_factory=dict)

    def of(self, stage: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """(N_STAGE,) channels of the act's own view -> of this one."""
        return np.array([self.to.get(name, value * self.dims.get(name, 1.0)) for name, value in zip(STAGE, stage, strict=True)])


@dataclass(frozen=True, slots=True)
class Sequence:
    """The shots of an act. scripted: by the clock, always these and in this order, again from the start; else in turns, the first one first, and every
    visit of the act goes on with another."""

    shots: tuple[Shot, ...]
    scripted: bool = False

    def shot(self, number: int, visit: int = 0) -> Shot:
        """The shot `number` (from 0) of a visit (from 0)."""
        turn = number % len(self.shots)
        if turn and not self.scripted:
            others = len(self.shots) - 1
            turn = 1 + (turn - 1 + visit) % others
        return self.shots[turn]

    def at(self, since: float) -> int:
        """The shot of a scripted sequence `since` s after the act began."""
        left = max(0.0, since) % sum(s.lasts for s in self.shots)
        for number, shot in enumerate(self.shots):
            if left < shot.lasts:
                return number
            left -= shot.lasts
        return 0


def _from(x: float, y: float, z: float, at: tuple[float, float, float], fov: float, roll: float = 0.0) -> dict[str, float]:
    """The lens at (x, y, z) m, looking at `at` (m); fov: degrees, vertical; roll: degrees."""
    return {"cam_x": x, "cam_y": y, "cam_z": z, "look_x": at[0], "look_y": at[1], "look_z": at[2], "fov": fov, "roll": roll}


OWN = Shot("own")
CLOSE = {"key": 0.38, "cool": 0.40, "dust": 0.6, "hero": 0.45, "crystals": 0.38}
"""what is left of light and glass where the works fill the picture"""
NEAR = {"key": 0.8, "cool": 0.5, "dust": 0.6, "hero": 0.45, "crystals": 0.26}
"""and where she and the lower half of the instrument do"""
WORKS = Shot("the works", 0.75, _from(-1.5, 2.95, 6.2, (0.04, 2.90, 0.0), 19.5), CLOSE)
"""the instrument from among the first rows: wheels, strings, glass"""
HER = Shot("the performer", 0.75, _from(-4.4, 1.55, 4.4, (-0.2, 1.55, 0.0), 16.0), NEAR)
_HOUSE = {"faces": 1.0}

SHOTS: dict[Act, Sequence] = {
    Act.CURTAIN: Sequence((Shot("the house", 6.0, _HOUSE), Shot("own", FOREVER)), scripted=True),
    Act.SILENCE: Sequence((Shot("own", 1.25), Shot("the performer", 0.75, _from(-4.4, 2.4, 9.5, (-0.06, 1.2, 0.1), 18.5), {"key": 0.85}))),
    Act.NOTE: Sequence((Shot("own", 1.25), Shot("from below", 0.75, _from(1.8, 1.6, 9.0, (0.0, 2.35, 0.0), 20.0), {"hero": 0.65}))),
    Act.SYMPHONY: Sequence((Shot("own", 0.75), WORKS, Shot("from the stalls", 1.0, _from(2.8, 1.8, 15.0, (0.0, 2.55, 0.0), 18.6), {"key": 0.8}), HER,
                            Shot("from the flies", 0.75, _from(2.3, 7.6, 8.0, (0.0, 2.2, 0.0), 21.0), {"pool": 0.6, "hero": 0.5, "crystals": 0.38}))),
    Act.UNISON: Sequence((Shot("own", 0.6), Shot("the house", 0.6, _HOUSE, {"key": 0.22}),   # dimmed: faces in the light of their own hearts
                          Shot("from the gods", 1.0, _from(0.0, 10.5, 24.0, (0.0, 1.9, 1.0), 19.5)),
                          Shot("the works and her", 0.75, _from(-1.2, 3.4, 10.5, (0.0, 2.25, 0.0), 20.0), {"key": 0.5, "hero": 0.42, "crystals": 0.42}),
                          Shot("from the side", 1.0, _from(5.5, 4.8, 18.0, (0.0, 2.2, 0.0), 18.5)), HER)),
    Act.CHAOS: Sequence((Shot("own", 0.5),
                         Shot("inside", 0.5, _from(1.2, 2.5, 9.0, (0.0, 3.15, 0.0), 17.5, -2.0), {"chaos": 0.5, "cool": 0.5, "crystals": 0.45, "hero": 0.8}),
                         Shot("the wing", 0.5, _from(-5.0, 2.6, 13.5, (0.1, 2.75, 0.0), 21.0, -3.0), {"cool": 0.6}))),
    Act.EBB: Sequence((Shot("own", 0.75),
                       Shot("the performer", 0.75, _from(-4.4, 1.5, 4.4, (-0.15, 1.38, 0.2), 15.5), {**NEAR, "key": 0.5, "hero": 0.4, "chaos": 0.3}),
                       Shot("from the wings", 1.0, _from(-3.2, 1.9, 12.0, (-0.1, 1.6, 0.1), 15.5), {"chaos": 0.5, "hero": 0.7}),
                       Shot("from a box", 0.75, _from(-4.6, 6.2, 8.0, (0.0, 2.1, 0.0), 21.0), {"chaos": 0.5}))),
    Act.HUSH: Sequence((Shot("own", 1.25), Shot("the performer", 1.0, _from(3.6, 0.9, 5.0, (0.0, 1.2, 0.1), 21.0), {"key": 1.6, "hero": 0.8}))),
    Act.OVATION: Sequence((Shot("own", 2.6), Shot("the house", 3.6, _HOUSE), Shot("own", 5.8), Shot("the house", 5.0, _HOUSE), Shot("own", 5.0)),
                          scripted=True),
}
"""acts of which there is more than one view"""
ALONE = Sequence((OWN,))


def sequence(act: Act) -> Sequence:
    """The shots of an act; its own view alone where there is no other."""
    return SHOTS.get(act, ALONE)


_MOVED = np.array([name != "faces" and any(name in s.to or name in s.dims for q in SHOTS.values() if not q.scripted for s in q.shots) for name in STAGE])
assert _MOVED.shape == (N_STAGE,)


def glide(ease: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Time constants, s, of a move inside an act: lens and light arrive together. ease: (N_STAGE,) s, those between acts."""
    return np.where(_MOVED, GLIDE_S, ease)


def due(shot: Shot, lasted: float, usual_s: float, bar: int, pulse: bool) -> bool:
    """Whether a shot that has stood for `lasted` s gives way now. usual_s: s, `show.shot_s`, 0 never; bar: how many have begun in this act where one
    begins just now, else 0; pulse: whether there is one to wait for."""
    beyond = lasted - shot.lasts * usual_s
    if usual_s <= 0.0 or beyond < 0.0:
        return False
    return not pulse or beyond > ANY_TIME_S or (bar > 0 and (bar % PHRASE_BARS == 0 or beyond > ANY_BAR_S))
