"""The same sound, hands and seed give the same states tick by tick, whatever draws them and however fast."""
from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import pytest

from tests.sounds import groove, write
from visualizer.app.common import House, build_house, open_offline
from visualizer.app.film import frame_time
from visualizer.app.live import LiveShow
from visualizer.app.schema import schema
from visualizer.app.stage import View, digest
from visualizer.audio import InputSpec, parse_input
from visualizer.config import load
from visualizer.model.time import last_tick_before

SECONDS = 4.0


@pytest.fixture(scope="module")
def song(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("song") / "groove.wav", groove(SECONDS))


@pytest.fixture
def house() -> House:
    return build_house(load(schema(), [], {"crowd.size": 300}), seed=3)


def unpaced(house: House, spec: InputSpec, fps: int) -> dict[int, str]:
    """Digest of each tick when frames are drawn at fps."""
    seen: dict[int, str] = {}

    def keep(view: View) -> None:
        seen[view.music.hop] = digest(view)

    offline, source = open_offline(house, spec, house.stage(keep))
    from fractions import Fraction

    for i in range(int(SECONDS * fps)):
        offline.view_at(frame_time(i, Fraction(fps), 0.0).t_light)
    source.close()
    return seen


def paced(house: House, spec: InputSpec, fps: int) -> tuple[dict[int, str], int, int]:
    """The same through the ear's own process, in the file's own time; also ticks that were merged, and ticks nobody heard."""
    seen: dict[int, str] = {}
    live = LiveShow(replace(spec, live=True, mute=True), house.analysis, house.stage(lambda view: seen.__setitem__(view.music.hop, digest(view))))
    try:
        end = time.perf_counter() + SECONDS + 30.0
        while not live.ended and time.perf_counter() < end:
            live.update(0.025)
            live.begin()
            time.sleep(1.0 / fps)
        assert live.ended
        return seen, live.stage.skipped, live.vacant
    finally:
        live.close()


def test_every_rate_gives_the_same_states(house: House, song: Path) -> None:
    spec = parse_input(str(song), live=False)
    slow, *others = (unpaced(house, spec, fps) for fps in (24, 30, 60, 144))
    common = range(last_tick_before(SECONDS - 0.1))
    for other in others:
        assert [slow[i] for i in common] == [other[i] for i in common]
    assert len(set(slow.values())) == len(slow), "a state that never changes proves nothing"


@pytest.mark.parametrize("fps", [24, 60, 144])
def test_live_is_offline(house: House, song: Path, fps: int) -> None:
    """Through spawn, shared memory and the clock, at another frame rate: the same sequence of hashes."""
    spec = parse_input(str(song), live=False)
    offline = unpaced(house, spec, 60)
    live, merged, vacant = paced(house, spec, fps)
    common = sorted(set(offline) & set(live))
    assert merged == vacant == 0
    assert len(common) > 0.95 * SECONDS * 93.75
    assert [offline[i] for i in common] == [live[i] for i in common]


def test_seeds(song: Path) -> None:
    spec = parse_input(str(song), live=False)
    config = load(schema(), [], {"crowd.size": 100})
    first, again, other = (unpaced(build_house(config, seed=s), spec, 30) for s in (5, 5, 6))
    assert first == again
    assert first != other
