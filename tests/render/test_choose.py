"""The tier a show starts with: a pure function of two timings, and the timings themselves."""
from __future__ import annotations

import itertools
from collections.abc import Iterator

import moderngl
import numpy as np
import pytest

from visualizer.render.choose import COST, REFERENCE, ROOM, Speed, choose, expected, measure
from visualizer.render.pace import SCALES
from visualizer.render.quality import TIERS

ORDER = "CBAS"
FULL_HD = (1920, 1080)


def machine(times: float) -> Speed:
    """One so many times as fast as the reference."""
    return Speed(REFERENCE.fill / times, REFERENCE.march / times)


def test_every_tier_has_a_cost_and_a_better_one_costs_more() -> None:
    assert set(COST) == set(TIERS)
    assert [COST[t] for t in ORDER] == sorted(COST[t] for t in ORDER)


def test_a_faster_machine_never_gets_less_and_every_tier_is_reached() -> None:
    chosen = [choose(machine(10.0 ** k), FULL_HD, 12.0).tier for k in np.linspace(-0.5, 4.0, 60)]
    assert [ORDER.index(t) for t in chosen] == sorted(ORDER.index(t) for t in chosen)
    assert set(chosen) == set(ORDER)


def test_a_larger_picture_or_a_smaller_budget_never_gets_more() -> None:
    sizes, budgets = ((640, 360), (1280, 720), FULL_HD, (3840, 2160)), (33.0, 16.0, 12.0, 6.0, 2.0)
    for times in (20.0, 60.0, 200.0, 700.0):
        got = np.array([[ORDER.index(choose(machine(times), size, budget).tier) for budget in budgets] for size in sizes])
        assert (np.diff(got, axis=0) <= 0).all()
        assert (np.diff(got, axis=1) <= 0).all()


def test_what_is_chosen_fits() -> None:
    """At full size with the tier's room to spare; or B in a scene that the show may still make smaller."""
    for times, size in itertools.product((5.0, 30.0, 90.0, 400.0, 3000.0), ((1280, 720), FULL_HD)):
        choice = choose(machine(times), size, 12.0)
        assert choice.reason.startswith(choice.tier)
        assert choice.frame_ms == pytest.approx(expected(choice.tier, machine(times), size))
        if choice.tier in ROOM and "smaller" not in choice.reason:
            assert choice.frame_ms <= ROOM[choice.tier] * 12.0
        elif choice.tier == "B":
            assert choice.frame_ms * min(SCALES) ** 2 <= 12.0


def test_a_slow_half_counts() -> None:
    """A machine that fetches fast and reckons slowly is not taken for a fast one."""
    fast = machine(400.0)
    assert ORDER.index(choose(Speed(fast.fill, REFERENCE.march / 8), FULL_HD, 12.0).tier) < ORDER.index(choose(fast, FULL_HD, 12.0).tier)


def test_the_probes_are_timed_by_the_clock_given_and_the_fastest_round_counts(ctx: moderngl.Context) -> None:
    def clock() -> Iterator[float]:
        t = 0.0
        for k in itertools.count():   # rounds take 5, 4, 4, 4 ... ms
            yield t
            t += 0.005 if k < 2 else 0.004
            yield t
    times = clock()
    assert measure(ctx, lambda: next(times)) == Speed(pytest.approx(4.0), pytest.approx(4.0))  # type: ignore[arg-type]


def test_this_machine_can_be_measured(ctx: moderngl.Context) -> None:
    speed = measure(ctx)
    assert np.isfinite([speed.fill, speed.march]).all()
    assert min(speed.fill, speed.march) > 0.0
    if "llvmpipe" in ctx.info["GL_RENDERER"]:
        assert choose(speed, FULL_HD, 12.0).tier in "CB"
