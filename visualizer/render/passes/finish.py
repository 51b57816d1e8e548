"""After the scene: light that spreads, and the last colour step."""
from __future__ import annotations

import moderngl

from ..frame import View
from ..gpu import Kit, Pass
from ..program import Program
from ..quality import Quality
from ..targets import Target, Targets

WEIGHTS = (0.30, 0.55, 0.80, 1.0, 0.90, 0.70)


class Bloom(Pass):
    """Down through half sizes, up again with weights; on better tiers also the streaks of the brightest points."""

    name, reads = "bloom", ("lit",)

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        self._levels = [f"bloom{i}" for i in range(kit.quality.bloom)]
        self.writes = (*self._levels, *(("streak", "streak_b") if kit.quality.streak else ()))
        fast = {} if kit.quality.streak else {"FAST": 1}
        self._down = self.program("passes/bloom_down.frag", samplers=("u_source",), uniforms=("u_texel", "u_first"), defines=fast)
        self._up = self.program("passes/bloom_up.frag", samplers=("u_source",), uniforms=("u_texel", "u_weight"), defines=fast)
        self._down_quad, self._up_quad = self.mesh(self._down), self.mesh(self._up)
        if kit.quality.streak:
            self._streak = self.program("passes/streak.frag", samplers=("u_source",), uniforms=("u_stride", "u_first"))
            self._streak_quad = self.mesh(self._streak)

    @staticmethod
    def targets(quality: Quality) -> dict[str, Target]:
        """The chain's images."""
        table = {f"bloom{i}": Target(divide=quality.first * 2 ** i) for i in range(quality.bloom)}
        if quality.streak:
            table |= {"streak": Target(divide=4), "streak_b": Target(divide=4)}
        return table

    def draw(self, targets: Targets, view: View) -> None:
        self.ctx.disable(moderngl.BLEND | moderngl.DEPTH_TEST)
        source = "lit"
        for i, level in enumerate(self._levels):
            w, h = targets.size(source)
            wide = targets.size(level)[0] * 3 < w   # the first level may skip sizes
            targets.frame(level).use()
            self._down.set(u_texel=(1.0 / w, 1.0 / h) if not wide else (1.2 / w, 1.2 / h), u_first=float(i == 0))
            self._down.lend(u_source=targets.texture(source))
            self._down_quad.draw(vertices=3)
            source = level
        if self.kit.quality.streak:
            for i, (a, b) in enumerate((("lit", "streak"), ("streak", "streak_b"), ("streak_b", "streak"))):
                targets.frame(b).use()
                self._streak.set(u_stride=(1.0, 3.0, 8.0)[i] * (4.0 if i == 0 else 1.0), u_first=float(i == 0))
                self._streak.lend(u_source=targets.texture(a))
                self._streak_quad.draw(vertices=3)
        self.ctx.enable(moderngl.BLEND)
        self.ctx.blend_func = moderngl.ONE, moderngl.ONE
        for i in range(len(self._levels) - 1, 0, -1):
            w, h = targets.size(self._levels[i])
            targets.frame(self._levels[i - 1]).use()
            self._up.set(u_texel=(1.0 / w, 1.0 / h), u_weight=WEIGHTS[i])
            self._up.lend(u_source=targets.texture(self._levels[i]))
            self._up_quad.draw(vertices=3)


class Grade(Pass):
    """Bloom in, lens, exposure, split tone, curve, grain; out comes display-referred linear light."""

    name, writes = "grade", ("picture",)

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        streak = kit.quality.streak
        self.reads = ("lit", "bloom0", *(("streak",) if streak else ()))
        defines = {"LIGHTS": kit.quality.lights, "RINGS": 6} | ({"STREAK": 1} if streak else {"FAST": 1})
        samplers = ("u_scene", "u_bloom", "u_streak")
        def made(extra: dict[str, int]) -> Program:
            return self.program("passes/grade.frag", samplers=samplers, defines=defines | extra)
        self._programs = {False: made({}), True: made({"INK": 1})}
        self._quads = {p: self.mesh(p) for p in self.programs}

    def draw(self, targets: Targets, view: View) -> None:
        targets.frame("picture").use()
        self.ctx.disable(moderngl.BLEND | moderngl.DEPTH_TEST)
        program = self._programs["ink" in view.extras]
        program.lend(u_scene=targets.texture("lit"), u_bloom=targets.texture("bloom0"))
        if self.kit.quality.streak:
            program.lend(u_streak=targets.texture("streak"))
        lit = targets.texture("lit")
        plain = not self.kit.quality.streak and lit.size == targets.size("picture")
        if plain:   # pixel by pixel: a filter would fetch four for one
            lit.filter = (moderngl.NEAREST, moderngl.NEAREST)
        self._quads[program].draw(vertices=3)
        if plain:
            lit.filter = (moderngl.LINEAR, moderngl.LINEAR)
