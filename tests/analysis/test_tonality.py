"""Keys and chords: transposed sound has the transposed key, a chord tells its classes, noise tells nothing."""
from __future__ import annotations

import numpy as np
import pytest

from visualizer.analysis.spectrum import SpectrumMeter
from visualizer.analysis.tonality import Tonality, TonalityMeter, key_profiles
from visualizer.model.music import KEYS
from visualizer.model.time import SAMPLE_RATE, TICK_S

from .voices import chord, hear, hops, rest, room, voice

CADENCE = ((48, 52, 55), (53, 57, 60), (55, 59, 62), (48, 52, 55))
MINOR_CADENCE = ((48, 51, 55), (53, 56, 60), (55, 59, 62), (48, 51, 55))


def harmony(sound: np.ndarray, opened: float = 1.0) -> list[Tonality]:
    """What the meter says of (n,) sound with no single voice in it."""
    spectrum, meter, out = SpectrumMeter(), TonalityMeter(TICK_S), []
    for hop in hops(sound):
        s = spectrum.step(*hop)
        out.append(meter.step(s.chroma, s.flatness, opened, 0.0, 0.0))
    return out


def progression(chords: tuple[tuple[int, ...], ...], up: int = 0) -> np.ndarray:
    return np.concatenate([chord(tuple(m + up for m in c), 0.9) for c in chords * 2])


@pytest.mark.parametrize("up", [0, 3, 7, 10])
@pytest.mark.parametrize(("chords", "mode"), [(CADENCE, 0), (MINOR_CADENCE, 12)])
def test_a_cadence_has_its_key_in_every_transposition(chords: tuple[tuple[int, ...], ...], mode: int, up: int) -> None:
    last = harmony(progression(chords, up))[-1]
    assert KEYS[last.key] == KEYS[mode + up]
    assert last.clarity > 0.5


def test_a_chord_tells_its_classes_strongest_first() -> None:
    for midis in ((48, 52, 55), (57, 60, 64), (50, 54, 57, 60)):
        classes = harmony(chord(midis, 1.2))[80].classes
        assert {c for c, _ in classes} == {m % 12 for m in midis}
        assert [s for _, s in classes] == sorted((s for _, s in classes), reverse=True)
        assert all(0.0 < s <= 1.0 for _, s in classes)


def test_noise_and_closed_ears_tell_nothing(rng: np.random.Generator) -> None:
    for last in (harmony(rng.normal(0.0, 0.1, 5 * SAMPLE_RATE))[-1], harmony(progression(CADENCE), opened=0.0)[-1], harmony(rest(1.0))[-1]):
        assert last.key == -1
        assert last.clarity == 0.0
        assert last.classes == ()


def test_a_held_chord_does_not_flicker() -> None:
    sets = [frozenset(c for c, _ in h.classes) for h in harmony(chord((48, 55, 64), 2.0))[40:-8]]
    assert len(set(sets)) == 1


def test_one_voice_is_one_class_and_a_chord_is_many_with_no_pitch(rng: np.random.Generator) -> None:
    single, many = (hear(room(np.concatenate([rest(0.3), s]), rng))[-10] for s in (voice(57, 1.0), chord((48, 52, 55), 1.5)))
    assert list(single.record["gpu"]["classes"]) == [9, -1, -1, -1]
    assert single.value("pitch_hz") > 0.0
    assert set(many.record["gpu"]["classes"]) == {0, 4, 7, -1}
    assert many.value("pitch_hz") == 0.0


def test_profiles_are_unit_vectors_around_zero() -> None:
    profiles = key_profiles()
    assert profiles.shape == (24, 12)
    np.testing.assert_allclose(profiles.sum(axis=1), 0.0, atol=1e-12)
    np.testing.assert_allclose((profiles ** 2).sum(axis=1), 1.0)


def test_a_high_line_of_which_the_low_band_has_a_trace_is_no_pitch_class(rng: np.random.Generator) -> None:
    t = np.arange(2 * SAMPLE_RATE) / SAMPLE_RATE
    spectrum = SpectrumMeter()
    for hop in hops(0.3 * np.sin(2.0 * np.pi * 11_000.0 * t) + rng.normal(0.0, 1e-7, len(t))):
        heard = spectrum.step(*hop)
    assert not heard.chroma.any()
    assert heard.bands[3] > 0.1
