"""The house: the listeners between us and the stage, and the threads that join their hearts to the performer."""
from __future__ import annotations

import moderngl
import numpy as np
import numpy.typing as npt

from ..atlas import PEOPLE
from ..frame import View
from ..geometry.figure import CHEST
from ..gpu import Kit, Mesh, Pass
from ..targets import Targets

LISTENER = ("4f 4f 4f 4f/i", "in_place", "in_pulse", "in_trait", "in_body")
ARMS = 24
"""vertices of the arms"""
FADE = 0.06
"""of character, over which the last threads fade, so that none jumps as people come into the picture"""
NEARER = 0.9
"""of character, how much rarer they are in the nearest row than in the farthest"""
BODY = 18
"""vertices of the body, which follow"""
HEART = np.array((0.022, 1.28, 0.105))
"""m, her heart, in her rest pose"""


class Crowd(Pass):
    """Listeners as textured quads, far rows first, premultiplied: bodies and arms lit at their edges, hearts. Where there are threads, a row's threads come
    before the row, so that everybody who sits nearer hides them."""

    name, reads, writes = "crowd", (), ("scene",)
    STEPS = 28

    def __init__(self, kit: Kit, capacity: int) -> None:
        super().__init__(kit)
        self._program = self.program("passes/crowd.frag", "passes/crowd.vert", samplers=("u_people",),
                                     defines={"LIGHTS": kit.quality.lights, "RINGS": 6, "PEOPLE": PEOPLE})
        self._steps = self.STEPS if kit.quality.msaa else 14
        self._thread = self.program("passes/thread.frag", "passes/thread.vert", ("u_from",),
                                    defines={"LIGHTS": kit.quality.lights, "RINGS": 6, "THREAD_STEPS": self._steps})
        capacity = max(1, capacity)
        self._house = self._drawn(capacity)
        self._rows = [(self._drawn(capacity), self._drawn(kit.quality.threads, threads=True)) for _ in range(kit.quality.rows)]

    def _drawn(self, capacity: int, threads: bool = False) -> tuple[moderngl.Buffer, Mesh]:
        """A buffer for so many instances, and what draws them."""
        instances = self.buffer(reserve=64 * capacity)
        return instances, self.mesh(self._thread if threads else self._program, [(instances, *LISTENER)])

    def active(self, view: View) -> bool:
        return len(view.crowd) > 0

    def draw(self, targets: Targets, view: View) -> None:
        targets.frame("scene").use()
        self.ctx.disable(moderngl.DEPTH_TEST)
        self.ctx.enable(moderngl.BLEND)
        self.ctx.blend_func = moderngl.ONE, moderngl.ONE_MINUS_SRC_ALPHA   # threads have no body: they only add
        self._program.lend(u_people=self.kit.baked["people"])
        first = 0 if view.crowd[:, 12].max() > 0.01 else ARMS
        if view.stage["threads"] <= 0.01 or view.stage["curtain"] <= 0.5:
            self._people(self._house, view.crowd, first)
            return
        self._thread.set(u_from=sources(view))
        share = threads(view.crowd, self.kit.quality.threads)
        borders = np.flatnonzero(np.diff(view.crowd[:, 3])) + 1
        borders = borders[borders < len(share) - np.argmax(share[::-1] > 0.0)]   # the nearest rows have none, and come in one
        for (people, strands), row, mine in zip(self._rows, np.split(view.crowd, borders), np.split(share, borders), strict=False):
            chosen = row[mine > 0.0]
            if len(chosen):
                chosen[:, 14] = mine[mine > 0.0]
                strands[0].write(chosen.tobytes())
                strands[1].draw(moderngl.TRIANGLE_STRIP, vertices=2 * (self._steps + 1) + 6, instances=len(chosen))
            self._people(people, row, first)

    @staticmethod
    def _people(drawn: tuple[moderngl.Buffer, Mesh], who: npt.NDArray[np.float32], first: int) -> None:
        drawn[0].write(who.tobytes())
        drawn[1].draw(moderngl.TRIANGLES, vertices=ARMS + BODY - first, instances=len(who), first=first)


def threads(crowd: npt.NDArray[np.float32], most: int) -> npt.NDArray[np.float32]:
    """(n,) how much of a thread each of the listeners in the picture has, 0 none: by character, fewer in the near rows, so that none jumps."""
    rare = crowd[:, 11] + np.float32(NEARER) * crowd[:, 3]
    last = np.partition(rare, most)[most] if len(rare) > most else np.inf
    return np.asarray(np.clip((last - rare) / FADE, 0.0, 1.0), np.float32)   # whoever is about to lose it loses it slowly


def sources(view: View) -> list[tuple[float, ...]]:
    """m: where threads leave the performer as she stands now: left palm, right palm, heart; and the hero crystal."""
    bone = view.performer.bones[CHEST]
    heart = bone[:, :3] @ HEART + bone[:, 3]
    return [tuple(float(x) for x in point) for point in (*view.performer.hands, heart, view.frame["hero"][:3])]
