"""One voice, by relation: an octave is twice the Hz, quiet copies have the same pitch, noise and chords have none."""
from __future__ import annotations

from itertools import islice

import numpy as np
import pytest

from visualizer.analysis.periodicity import LAGS, SURE, Periodicity
from visualizer.analysis.pitch import PitchTracker, midi_of
from visualizer.model.time import HOP, SAMPLE_RATE, TICK_S

from .voices import chord, hops, hz_of, rest, room, voice


def pitches(sound: np.ndarray) -> np.ndarray:
    """(hops,) Hz, 0 where none is claimed."""
    tracker = PitchTracker(0.8)
    return np.array([tracker.step(mono, low, 1.0)[0] for mono, low in hops(sound)])


def right(found: np.ndarray, midi: float) -> float:
    """Share of hops within half a semitone."""
    return float(np.mean([hz > 0.0 and abs(midi_of(hz) - midi) < 0.5 for hz in found]))


@pytest.mark.parametrize("midi", [23, 28, 33, 45, 57, 69, 81, 93, 105])
def test_a_held_voice_has_its_pitch_from_b0_to_a7(midi: int, rng: np.random.Generator) -> None:
    found = pitches(room(voice(midi, 0.8), rng))
    assert right(found[10:-6], midi) == 1.0
    assert np.median(np.abs([1200.0 * np.log2(hz / hz_of(midi)) for hz in found[15:-6]])) < 8.0


@pytest.mark.parametrize("midi", [97, 102, 105])
def test_a_high_note_is_held_for_as_long_as_it_sounds(midi: int, rng: np.random.Generator) -> None:
    """Few samples of the low strip make a period of it: one voice all the same, for seconds."""
    assert right(pitches(room(voice(midi, 3.0), rng))[10:-6], midi) == 1.0


def test_an_octave_up_is_twice_the_hz() -> None:
    low, high = (np.median(pitches(voice(m, 0.5))[20:40]) for m in (40, 52))
    assert high / low == pytest.approx(2.0, rel=0.003)


def test_a_copy_40_db_down_has_the_same_pitches(rng: np.random.Generator) -> None:
    tune = np.concatenate([voice(m, 0.25) for m in (45, 52, 49, 57)])
    np.testing.assert_allclose(pitches(tune * 0.01), pitches(tune), rtol=1e-3)


def test_high_notes_are_told_within_three_hops_and_low_ones_within_two_periods_and_a_window() -> None:
    for midi, most_s in ((88, 0.032), (64, 0.032), (45, 0.043), (28, 0.075)):
        found = pitches(np.concatenate([rest(0.2), voice(midi, 0.4, fade_s=0.003)]))
        first = int(np.argmax([hz > 0.0 and abs(midi_of(hz) - midi) < 0.5 for hz in found]))
        assert (first + 1) * TICK_S - 0.2 < most_s, midi


def test_a_voice_that_ends_is_let_go_at_once() -> None:
    found = pitches(np.concatenate([voice(60, 0.5), rest(0.3)]))
    assert not found[int(0.54 / TICK_S):].any()


def test_a_fundamental_that_is_not_there_is_heard() -> None:
    assert right(pitches(voice(43, 0.6, without=(1,)))[10:-4], 43) > 0.95


def test_a_weak_fundamental_and_odd_harmonics_alone_keep_their_octave() -> None:
    assert right(pitches(voice(62, 0.6, without=(2, 4, 6, 8, 10)))[8:-4], 62) > 0.95
    strong_second = voice(50, 0.6) + 2.0 * voice(62, 0.6, partials=1)
    assert right(pitches(strong_second)[8:-4], 50) > 0.95


def test_vibrato_and_glides_are_followed() -> None:
    t = np.arange(SAMPLE_RATE) / SAMPLE_RATE
    for path in (69.0 + 0.5 * np.sin(2 * np.pi * 6.0 * t), 50.0 + 12.0 * t):
        found = pitches(voice(path, 1.0))
        truth = path[np.arange(1, len(found) + 1) * HOP - 1]
        assert np.mean([hz > 0.0 and abs(midi_of(hz) - m) < 0.5 for hz, m in zip(found[5:-3], truth[5:-3], strict=True)]) > 0.95


def test_noise_claps_and_silence_have_no_pitch(rng: np.random.Generator) -> None:
    n = 2 * SAMPLE_RATE
    white = rng.normal(0.0, 0.1, n)
    brown = np.cumsum(white) * 0.05
    claps = white * (rng.random(n) < 0.002)
    for sound in (white, brown - np.convolve(brown, np.ones(400) / 400, "same"), claps, np.zeros(n)):
        assert np.mean(pitches(sound) > 0.0) < 0.02


@pytest.mark.parametrize("midis", [(48, 52, 55), (57, 60, 64), (60, 64, 67, 71), (52, 59, 63, 68)])
def test_a_chord_has_no_one_pitch(midis: tuple[int, ...]) -> None:
    assert np.mean(pitches(chord(midis, 1.5))[60:] > 0.0) < 0.15


def test_clarity_is_one_for_what_repeats_and_small_for_noise(rng: np.random.Generator) -> None:
    for sound, low, high in ((voice(57, 0.3), 0.98, 1.001), (rng.normal(0.0, 0.1, 14_400), -0.3, 0.45)):
        p = Periodicity()
        for mono, below in islice(hops(sound), 20):
            p.take(mono, below)
        p.step()
        assert p.clarity.shape == (3, LAGS)
        assert low < float(p.at(np.array([220.0]))[SURE, 0]) < high


def test_a_frame_carries_it_with_confidence(rng: np.random.Generator) -> None:
    for n in (30, 31):   # the next is one that is searched, and one that is not
        tracker, sound = PitchTracker(0.8), hops(voice(57, 0.5))
        for mono, low in islice(sound, n):
            hz, confidence = tracker.step(mono, low, 1.0)
        assert hz == pytest.approx(220.0, rel=0.005)
        assert 0.9 < confidence <= 1.0
        assert tracker.step(*next(sound), 0.0) == (0.0, 0.0)   # where nothing is open, nothing is claimed


def test_a_hop_between_two_searches_goes_on_as_it_went_and_stops_with_the_sound() -> None:
    """A vibrato is as near in the hops between as in those that are searched; of what has ended nothing is claimed a hop later."""
    t = np.arange(SAMPLE_RATE) / SAMPLE_RATE
    path = 69.0 + 0.3 * np.sin(2 * np.pi * 5.0 * t)
    found = pitches(voice(path, 1.0))
    off = np.array([abs(midi_of(hz) - m) for hz, m in zip(found, path[np.arange(1, len(found) + 1) * HOP - 1], strict=True)])[10:-6]
    assert max(off[::2].mean(), off[1::2].mean()) < 0.15
    assert abs(off[::2].mean() - off[1::2].mean()) < 0.05
    for extra in (0, HOP):   # the end in a hop that is searched, and in one that is not
        ended = pitches(np.concatenate([voice(60, 0.5, fade_s=0.003), rest(0.3 + extra / SAMPLE_RATE)])[extra:])
        assert not ended[int(0.5 / TICK_S) + 1 - bool(extra):].any()
