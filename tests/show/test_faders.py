"""The live values follow looks and hands: eased, in the space each was declared with, and exact at rest."""
from __future__ import annotations

import numpy as np
import pytest

from visualizer.app.schema import schema
from visualizer.model.control import Command, ControlEvent, ControlState, reduce
from visualizer.model.time import TICK_S
from visualizer.show.blend import Blender
from visualizer.show.faders import Faders, stray

SCHEMA = schema()
START = SCHEMA.vector()
OTHER = SCHEMA.vector({"stage.haze.density": 2.0, "stage.crystals.clarity": 3.0, "stage.key.color": (0.2, 0.4, 1.0)})
LOOKS = {"other": OTHER}


def faders() -> Faders:
    return Faders(SCHEMA, START, LOOKS.get)


def walk(f: Faders, control: ControlState, seconds: float) -> np.ndarray:
    return np.array([f.step(control, TICK_S, 0.5) for _ in range(round(seconds / TICK_S))])


def at(key: str) -> int:
    offset = SCHEMA.offset(key)
    assert offset is not None
    return offset


def test_untouched_values_are_the_look_to_the_bit_and_cost_nothing() -> None:
    f = faders()
    assert walk(f, ControlState(), 0.5).tobytes() == np.tile(START, (round(0.5 / TICK_S), 1)).tobytes()
    assert f.step(ControlState(), TICK_S, 0.5) is f.step(ControlState(), TICK_S, 0.5)


def test_a_hand_is_followed_at_once_smoothly_and_to_the_end() -> None:
    f, o = faders(), at("stage.haze.density")
    control = reduce(ControlState(), (ControlEvent(1, 0.0, Command.PARAM, 3.0, o),))
    path = walk(f, control, 1.0)
    assert path[0, o] > START[o] + 0.2, "the next tick shows it"
    assert (np.diff(path[:, o]) >= 0).all()
    assert path[-1, o] == 3.0
    assert np.delete(path, o, 1).tobytes() == np.delete(np.tile(START, (len(path), 1)), o, 1).tobytes(), "and nothing else moves"
    back = walk(f, reduce(control, (ControlEvent(2, 0.0, Command.RESET, 0.0, o),)), 1.0)
    assert back[-1].tobytes() == START.tobytes()


def test_a_value_out_of_range_or_address_is_held_or_left() -> None:
    f, o = faders(), at("stage.haze.density")
    control = reduce(ControlState(), (ControlEvent(1, 0.0, Command.PARAM, 99.0, o), ControlEvent(2, 0.0, Command.PARAM, 1.0, 10_000),
                                      ControlEvent(3, 0.0, Command.PARAM, 1.0, -5)))
    assert walk(f, control, 1.0)[-1, o] == 3.0


@pytest.mark.parametrize(("blend", "lasts"), [(2.0, 2.0), (-8.0, 4.0)])
def test_looks_blend_by_seconds_or_beats_and_never_jump(blend: float, lasts: float) -> None:
    f = faders()
    control = reduce(ControlState(), (ControlEvent(1, 0.0, Command.LOOK, blend, text="other"),))
    path = walk(f, control, lasts + 1.0)
    assert np.abs(np.diff(np.vstack([START, path]), axis=0)).max() < 0.06
    o = at("stage.haze.density")
    half = path[round(lasts / 2 / TICK_S), o]
    assert half == pytest.approx(1.5, abs=0.08)
    assert path[-1].tobytes() == OTHER.tobytes()
    clarity = path[round(lasts / 2 / TICK_S), at("stage.crystals.clarity")]
    assert clarity == pytest.approx(3.0 ** 0.5, rel=0.06), "log values are mixed by ratio"


def test_a_look_takes_the_hands_off_and_starts_from_where_the_values_are() -> None:
    f, o = faders(), at("stage.floor.gloss")
    control = reduce(ControlState(), (ControlEvent(1, 0.0, Command.PARAM, 2.0, o),))
    walk(f, control, 0.5)
    control = reduce(control, (ControlEvent(2, 0.0, Command.LOOK, 1.0, text="other"),))
    assert not control.changes
    path = walk(f, control, 2.0)
    assert path[0, o] > 1.9
    assert path[-1].tobytes() == OTHER.tobytes()


def test_an_unknown_look_changes_nothing_and_is_counted() -> None:
    f = faders()
    path = walk(f, reduce(ControlState(), (ControlEvent(1, 0.0, Command.LOOK, 0.5, text="nowhere"),)), 1.5)
    assert f.missing == 1
    assert path[-1].tobytes() == START.tobytes()


def test_chance_is_seeded_and_within_range() -> None:
    one, same, other = (stray(SCHEMA, START, seed, 1.0) for seed in (7, 7, 8))
    assert one.tobytes() == same.tobytes() != other.tobytes()
    for seed in range(60):
        for e in SCHEMA.live:
            part = stray(SCHEMA, START, seed, 1.0)[e.offset:e.offset + e.width]
            assert e.range is not None
            assert (part >= np.float32(e.range[0])).all()
            assert (part <= np.float32(e.range[1])).all()
    assert stray(SCHEMA, START, 3, 0.0) == pytest.approx(START, abs=1e-5)


def test_the_space_of_mixing_goes_there_and_back(rng: np.random.Generator) -> None:
    blender = Blender(SCHEMA)
    for _ in range(20):
        values = np.array([e.native(float(rng.random())) for e in SCHEMA.live for _ in range(e.width)])
        assert blender.decode(blender.encode(values)) == pytest.approx(values, abs=1e-5)


def test_a_slider_goes_there_and_back_and_vectors_have_names() -> None:
    for e in SCHEMA.live:
        for share in (0.0, 0.3, 1.0):
            if isinstance(e.default, float):
                assert e.share(e.native(share)) == pytest.approx(share)
    assert SCHEMA.vector(SCHEMA.values(OTHER)).tobytes() == OTHER.tobytes()
    assert SCHEMA.offset("stage.key.color.2") == at("stage.key.color") + 2
    assert SCHEMA.at(at("stage.key.color") + 2).key == "stage.key.color"
    for nonsense in ("stage.key.color.3", "stage.haze.density.0", "crowd.size", "", "stage", "stage.key.color.x"):
        assert SCHEMA.offset(nonsense) is None
