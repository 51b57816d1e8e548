"""How large the scene is drawn while a show runs: a pure function, what frames cost in, which size out."""
from __future__ import annotations

from dataclasses import dataclass, replace

SCALES = (1.0, 0.85, 0.72, 0.6, 0.5)
"""of the scene's width and height; targets of every size exist from the start"""
SMOOTH_S, REST_S, BLIND_S = 0.35, 4.0, 0.15
"""s: of the running mean; between two changes; after a change, while the driver still reports frames of the size before"""
OVER, OVER_S, AFTER_DOWN = 1.06, 0.4, 0.90
"""a load above OVER for OVER_S leads to the largest size that promises at most AFTER_DOWN"""
AFTER_UP, UNDER_S = 0.78, 1.6
"""a load that promises at most AFTER_UP one size up, for UNDER_S, leads there"""
MOST, LONGEST_S = 2.5, 0.05
"""one frame counts for at most MOST budgets and LONGEST_S, so that a single stall decides nothing"""


@dataclass(frozen=True, slots=True)
class Pace:
    """level: index of SCALES; load: cost / budget, smoothed, -1 before the first frame; over_s, under_s: s the wish to change has lasted; rest_s: s since the
    last change."""

    level: int = 0
    load: float = -1.0
    over_s: float = 0.0
    under_s: float = 0.0
    rest_s: float = REST_S

    @property
    def scale(self) -> float:
        """Of width and height, 0.5..1."""
        return SCALES[self.level]


def pace(state: Pace, cost_ms: float, budget_ms: float, dt: float) -> Pace:
    """The state after one more frame. cost_ms: what it cost to draw; budget_ms: what it may cost; dt: s since the frame before. Changes nothing."""
    dt = min(max(dt, 0.0), LONGEST_S)
    rest = state.rest_s + dt
    if rest < BLIND_S:
        return replace(state, rest_s=rest)
    load = min(max(cost_ms, 0.0) / budget_ms, MOST)
    if state.load >= 0.0:
        load = state.load + (load - state.load) * min(1.0, dt / SMOOTH_S)
    over = state.over_s + dt if load > OVER else 0.0
    under = state.under_s + dt if state.level > 0 and promised(load, state.level, state.level - 1) < AFTER_UP else 0.0
    after = replace(state, load=load, over_s=over, under_s=under, rest_s=rest)
    if rest < REST_S:
        return after
    if over >= OVER_S and state.level < len(SCALES) - 1:
        fits = [k for k in range(state.level + 1, len(SCALES)) if promised(load, state.level, k) <= AFTER_DOWN]
        return _moved(after, fits[0] if fits else len(SCALES) - 1)
    return _moved(after, state.level - 1) if under >= UNDER_S else after


def promised(load: float, level: int, to: int) -> float:
    """Load to expect at another size: the cost of a picture goes with its area."""
    return load * (SCALES[to] / SCALES[level]) ** 2


def _moved(state: Pace, level: int) -> Pace:
    return Pace(level, promised(state.load, state.level, level), rest_s=0.0)
