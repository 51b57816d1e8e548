"""A musician sees the music: which note, which string, what tempo; and rest in silence."""
from __future__ import annotations

from dataclasses import replace
from typing import Any

import moderngl
import numpy as np

from visualizer.model.grid import BeatGrid
from visualizer.model.music import MUSIC, MusicFrame
from visualizer.model.show import Act
from visualizer.render import Renderer
from visualizer.render.hearing import crystals_heard, mel_place, strings_heard

from . import scenes


def sounding(midi: float | None, age: float = 0.2, ended: float = -1.0, t: float = 12.0) -> MusicFrame:
    """One clean note, or silence."""
    record = np.zeros((), MUSIC)
    record["head"]["t"] = t
    gpu = record["gpu"]
    gpu["onset"][:, 0] = gpu["note"][:, 0] = 99.0
    if midi is not None:
        gpu["note"][-1] = age, ended, midi, 0.9
        gpu["level"] = 0.5
        gpu["chroma"].reshape(-1)[round(midi) % 12] = 1.0
        band = np.arange(64)
        gpu["mel"] = (0.8 * np.exp(-((band - float(mel_place(midi))) / 0.8) ** 2)).reshape(16, 4)
    return MusicFrame.of(record)


def ranks(x: np.ndarray) -> np.ndarray:
    return np.argsort(np.argsort(x, kind="stable"), kind="stable").astype(float)


def test_a_rising_scale_lights_the_crystals_in_the_order_of_pitch(ctx: moderngl.Context, house: Any) -> None:
    """Whole tones over three octaves: brightness in each crystal's place in the picture, against rest; the brightest one's note follows the scale."""
    made = Renderer(ctx, (320, 180), "C", scenes.schema(), house, 7)
    c, show, crowd = made._builder.crystals, scenes.show(Act.SYMPHONY, 12.0), scenes.crowd(Act.SYMPHONY, 12.0, house)

    def lit(midi: float | None) -> np.ndarray:
        view = made._builder.build(scenes.frame_time(12.0), sounding(midi), show, crowd)
        made.forget()
        made.draw(scenes.frame_time(12.0), sounding(midi), show, crowd)
        y = np.frombuffer(made.targets.texture("lit").read(), np.float16).reshape(180, 320, 4)[:, :, :3].astype(float).sum(2)
        clip = np.column_stack([c.centre, np.ones(c.size)]) @ view.camera.matrix().T
        x, row = ((clip[:, :2] / clip[:, 3:] * 0.5 + 0.5) * (320, 180)).astype(int).T
        return np.array([y[max(r - 2, 0):r + 3, max(q - 2, 0):q + 3].mean() for q, r in zip(x, row, strict=True)])

    rest = lit(None)
    played = np.arange(44, 84, 2)
    seen = []
    for midi in played:
        gain = (lit(float(midi)) - rest)[1:] / (rest[1:] + 0.05)
        seen.append(c.midi[1 + int(np.argmax(gain))])
    made.release()
    r = np.corrcoef(ranks(played), ranks(np.array(seen)))[0, 1]
    assert r >= 0.95, (r, list(zip(played, seen, strict=True)))


def test_every_note_of_four_octaves_has_its_own_crystal(renderer: Renderer) -> None:
    midi = renderer._builder.crystals.midi
    for note in range(40, 77):
        heard = crystals_heard(midi, sounding(float(note)).record["gpu"], 0.0)
        assert midi[1:][np.argmax(heard[1:])] == note


def test_attack_and_afterglow() -> None:
    midi = np.array([60])
    now = [float(crystals_heard(midi, sounding(60.0, age=a).record["gpu"], 0.0)[0]) for a in (0.0, 0.015, 0.1)]
    assert now[0] < now[1] < now[2]
    after = [crystals_heard(midi, sounding(60.0, 1.0, 0.0).record["gpu"], age)[0] - crystals_heard(midi, sounding(60.0, 1.0, 90.0).record["gpu"], age)[0]
             for age in (0.0, 0.7, 1.4)]
    np.testing.assert_allclose(after[1] / after[0], np.exp(-1), rtol=0.02)
    np.testing.assert_allclose(after[2] / after[1], np.exp(-1), rtol=0.02)


def test_a_held_note_rings_one_string_above_all_others() -> None:
    chosen = []
    for midi in (55, 57, 62, 66, 69, 73, 76, 84):
        swing = strings_heard(sounding(float(midi)).record["gpu"], 0.0)[:, 0]
        order = np.sort(swing)
        assert order[-1] > 3 * order[-2]
        chosen.append(int(np.argmax(swing)))
    assert chosen == [0, 0, 1, 1, 2, 2, 3, 3]


def test_silence_leaves_all_at_rest(renderer: Renderer, house: Any) -> None:
    gpu = sounding(None).record["gpu"]
    assert not crystals_heard(renderer._builder.crystals.midi, gpu, 0.0).any()
    assert not strings_heard(gpu, 0.0)[:, 0].any()


def test_wheels_turn_with_the_tempo(renderer: Renderer, house: Any) -> None:
    """Turns in four seconds are in proportion to the tempo; that they never turn back is tested where they are counted, in tests/show."""
    def turned(bpm: float) -> float:
        show = replace(scenes.show(Act.SYMPHONY, 12.0), grid=BeatGrid(12.0, 60.0 / bpm, 0.9), t=12.0)
        crowd = scenes.crowd(Act.SYMPHONY, 12.0, house)
        a, b = (renderer._builder.build(scenes.frame_time(t), sounding(None, t=t), show, crowd).frame["turn"][0] for t in (12.0, 16.0))
        return float(b - a)
    slow, fast = turned(60.0), turned(150.0)
    assert slow > 0
    np.testing.assert_allclose(fast / slow, 2.5, rtol=0.02)
