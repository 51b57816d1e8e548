"""The two networks, for beats and for onsets, run in numpy. Trained by tools/hearing on our own music; docs/hearing.md tells how, and how well."""
from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
import numpy.typing as npt

from .frontend import FEATURES

Array = npt.NDArray[np.float32]
HOPS = 2
"""hops that make one frame of the beat network: it answers at every second hop"""
TAPS = 5
BEAT_STACKS = ("beats_a", "beats_b")
"""files of weights beside this one"""
SLOWEST, FASTEST = 30.0, 310.0
"""beats a minute at the two ends of the tempo classes, evenly spaced on a log axis"""


@cache
def weights(name: str) -> dict[str, Array]:
    """The trained weights of NAME.npz by their own names, float32, read-only."""
    with files(__package__).joinpath(f"{name}.npz").open("rb") as file, np.load(file) as data:
        loaded = {key: np.ascontiguousarray(data[key], np.float32) for key in data.files}
    for array in loaded.values():
        array.flags.writeable = False
    return loaded


@dataclass(frozen=True, slots=True)
class Answer:
    """What the network says of one frame. beat, downbeat: 0..1, that one has just sounded; pulse: 0..1, that the music has one;
    tempo: (classes,) probabilities of SLOWEST..FASTEST beats a minute."""

    beat: float
    downbeat: float
    pulse: float
    tempo: Array


class DilatedLayer:
    """A causal convolution over its own past, `dilation` frames between taps, with what is mixed back into the stream; `step` once per frame."""

    def __init__(self, index: int, w: dict[str, Array]) -> None:
        self._conv, self._bias = w[f"conv_{index}_weight"], w[f"conv_{index}_bias"]
        self._mix, self._mix_bias = w[f"mix_{index}_weight"], w[f"mix_{index}_bias"]
        channels, dilation = len(self._bias), 2 ** index
        self._past = np.zeros(((TAPS - 1) * dilation, channels), np.float32)
        self._taps = np.arange(TAPS - 1) * dilation
        self._seen = np.zeros((TAPS, channels), np.float32)
        self._at = 0

    def step(self, h: Array) -> tuple[Array, Array]:
        """h: (channels,) -> (what this layer found, the stream after it), each (channels,)."""
        n = len(self._past)
        self._seen[:-1] = self._past[(self._at + self._taps) % n]
        self._seen[-1] = h
        self._past[self._at] = h
        self._at = (self._at + 1) % n
        y = elu(self._conv @ self._seen.ravel() + self._bias)
        return y, h + self._mix @ y + self._mix_bias


def elu(x: Array) -> Array:
    """x above 0, exp(x) - 1 below: Clevert, Unterthiner, Hochreiter, ICLR 2016."""
    return np.asarray(np.maximum(x, 0.0) + np.expm1(np.minimum(x, 0.0)), np.float32)


def sigmoid(x: float) -> float:
    """1 / (1 + exp(-x)), written so that it cannot overflow."""
    return float(0.5 + 0.5 * np.tanh(0.5 * x))


class Stack:
    """Two dense layers, then dilated ones, then a head that sees what all of them found and what is left of the stream; `step` once per frame."""

    def __init__(self, w: dict[str, Array]) -> None:
        self._w = w
        self._layers = [DilatedLayer(i, w) for i in range(sum(name.startswith("conv_") and name.endswith("_bias") for name in w))]

    def step(self, x: Array) -> Array:
        """x: (inputs,) float32 -> (outputs,) float32 logits."""
        w = self._w
        h = elu(w["enter_weight"] @ ((x - w["mean"]) * w["scale"]) + w["enter_bias"])
        h = elu(w["reduce_weight"] @ h + w["reduce_bias"])
        total = np.zeros_like(h)
        for layer in self._layers:
            found, h = layer.step(h)
            total += found
        return np.asarray(w["head_weight"] @ elu(np.concatenate((total, h))) + w["head_bias"], np.float32)


class BeatNetwork:
    """Two stacks of different size and upbringing, whose logits are averaged: where one is led astray the other seldom follows. `step` once per hop; an
    answer at every second one."""

    def __init__(self) -> None:
        self._stacks = [Stack(weights(name)) for name in BEAT_STACKS]
        self._input = np.zeros((HOPS, FEATURES), np.float32)
        self._hop = 0

    def step(self, features: Array) -> Answer | None:
        """features: (FEATURES,) float32 of one hop."""
        self._input[self._hop % HOPS] = features
        self._hop += 1
        if self._hop % HOPS:
            return None
        frame = self._input.ravel()
        out = np.mean([stack.step(frame) for stack in self._stacks], axis=0)
        odds = np.exp(out[3:] - out[3:].max())
        return Answer(sigmoid(float(out[0])), sigmoid(float(out[1])), sigmoid(float(out[2])), np.asarray(odds / odds.sum(), np.float32))


class OnsetNetwork:
    """`step` once per hop, an answer at each."""

    def __init__(self) -> None:
        self._stack = Stack(weights("onsets"))

    def step(self, features: Array) -> float:
        """features: (FEATURES,) float32 -> 0..1, that something has just begun to sound."""
        return sigmoid(float(self._stack.step(features)[0]))
