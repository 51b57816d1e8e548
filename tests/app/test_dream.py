"""Without a signal the stage dreams the overture, silently; the first sound ends it. Unit, an absent device, and a sound server whose house is still."""
from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
import pytest

from tests.soundserver import SoundServer, tone_file
from visualizer.analysis import AnalysisSettings
from visualizer.app.common import build_house
from visualizer.app.dream import LATER, REST_S, Dreamer
from visualizer.app.live import LiveShow
from visualizer.app.schema import schema
from visualizer.audio import overture_samples, parse_input
from visualizer.config import load
from visualizer.model.block import Block, Samples
from visualizer.model.music import MusicFrame
from visualizer.model.show import Act
from visualizer.model.time import HOP, TICK_S, tick_end


class Nights:
    """A dreamer, and blocks for it."""

    def __init__(self, after_s: float, seconds: float = 3.0) -> None:
        self.rng = np.random.default_rng(1)
        clicks = np.zeros((round(seconds * 48_000), 2), np.float32)
        for at in range(6_000, len(clicks) - 2_400, 12_000):
            clicks[at:at + 2_400] = 0.4 * self.rng.standard_normal((2_400, 2)).astype(np.float32)
        self.score: Samples | None = clicks
        self.dreamer, self.hop = Dreamer(AnalysisSettings(), 7, after_s, lambda: self.score), 0

    def hear(self, seconds: float, level: float = 0.0) -> list[MusicFrame]:
        frames = []
        for _ in range(round(seconds / TICK_S)):
            samples = (level * self.rng.standard_normal((HOP, 1))).astype(np.float32)
            frames.append(self.dreamer.step(Block(samples, self.hop, tick_end(self.hop), tick_end(self.hop))))
            self.hop += 1
        return frames


def test_silence_brings_the_overture_and_sound_ends_it() -> None:
    n = Nights(after_s=0.5)
    assert not any(f.value("dream") for f in n.hear(0.45))
    frames = n.hear(4.0)
    assert n.dreamer.dreaming
    dreamt = [f for f in frames if f.value("dream")]
    assert len(dreamt) > 350
    assert all(f.value("signal") == 0 for f in dreamt), "nothing arrives, and that is said"
    assert max(float(f.record["gpu"]["level"][1]) for f in dreamt) > 0.2, "what is dreamt is seen"
    assert max(f.events()[-1].id for f in dreamt if f.events()) > 8, "ids go on above those given before"
    assert n.hear(2 * TICK_S, 0.1)[-1].value("dream") == 0
    after = n.hear(1.0, 0.1)
    assert not n.dreamer.dreaming
    assert all(f.value("signal") == 1 for f in after)
    told = [e.id for f in (*frames, *after) for e in f.events() if abs(e.t - f.t) < 0.1]
    assert told == sorted(told)


def test_a_pause_is_no_sleep_and_one_click_wakes_nobody() -> None:
    n = Nights(after_s=0.5)
    n.hear(1.0, 0.1)
    assert not any(f.value("dream") for f in n.hear(0.5 * LATER - 0.1)), "once there was sound it takes longer"
    n.hear(0.3)
    assert n.dreamer.dreaming
    n.hear(TICK_S, 0.1)
    assert n.hear(0.2)[-1].value("dream") == 1


def test_a_dream_that_is_over_comes_again_and_without_a_score_there_is_none() -> None:
    n = Nights(after_s=0.2, seconds=1.0)
    loud = [float(f.record["gpu"]["level"][0]) > 0.05 for f in n.hear(0.2 + 1.0 + REST_S + 1.5)]
    assert any(loud[:150])
    assert not any(loud[300:round((1.0 + REST_S) / TICK_S)]), "the house rests between two"
    assert any(loud[-90:])
    never, late = Nights(after_s=0.0), Nights(after_s=0.2)
    assert not any(f.value("dream") for f in never.hear(1.0))
    late.score = None
    assert not any(f.value("dream") for f in late.hear(1.0)), "it is still being composed"


def run_until(live: LiveShow, condition: Callable[[], bool], seconds: float = 60.0) -> None:
    end = time.perf_counter() + seconds
    while not condition():
        assert time.perf_counter() < end, f"not within {seconds} s: {live.supervisor.status()}, {live.stage.view.show.reason}"
        live.update(0.025)
        time.sleep(0.016)


def dreaming(live: LiveShow) -> bool:
    return live.stage.view.music.value("dream") == 1 and float(live.stage.view.music.record["gpu"]["level"][1]) > 0.1


def a_show(name: str) -> LiveShow:
    overture_samples()   # in the cache from here on: composing is no part of this
    house = build_house(load(schema(), [], {"crowd.size": 100}))
    return LiveShow(parse_input(name), house.analysis, house.stage(), dream_s=1.0)


def test_a_stage_whose_device_is_not_there_dreams() -> None:
    live = a_show("no such device 7f3a")
    try:
        run_until(live, lambda: dreaming(live))
        assert live.stage.view.show.act == Act.BACKSTAGE
        assert "dreams" in live.stage.view.show.reason
        assert live.stage.view.music.value("signal") == 0
    finally:
        live.close()


def test_a_machine_that_plays_nothing_dreams_until_it_plays(server: SoundServer, monkeypatch: pytest.MonkeyPatch) -> None:
    for key in ("HOME", "XDG_RUNTIME_DIR", "PULSE_SERVER", "JACK_NO_START_SERVER"):
        monkeypatch.setenv(key, server.env[key])
    live = a_show("auto")
    try:
        run_until(live, lambda: dreaming(live))
        assert live.stage.view.show.act == Act.BACKSTAGE
        server.play(tone_file(server.folder / "tone.wav", 440.0, 60.0), "house")
        run_until(live, lambda: live.stage.view.music.value("signal") == 1)
        assert live.stage.view.music.value("dream") == 0
        run_until(live, lambda: live.stage.view.show.act == Act.NOTE)
    finally:
        live.close()
