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
        length = (TAPS - 1) * dilation
        self._past = np.zeros((length, channels), np.float32)
        self._where = (np.arange(length)[:, None] + np.arange(TAPS - 1) * dilation) % length   # rows of the earlier taps at each turn of the ring
        self._seen = np.zeros((TAPS, channels), np.float32)
        self._flat = self._seen.reshape(-1)
        self._at = 0

    def step(self, h: Array) -> Array:
        """h: (channels,), the stream; it takes in what this layer adds. What the layer found, (channels,)."""
        at = self._at
        np.take(self._past, self._where[at], axis=0, out=self._seen[:-1])
        self._seen[-1] = h
        self._past[at] = h
        self._at = (at + 1) % len(self._past)
        y = self._conv @ self._flat
        y += self._bias
        y = elu(y)
        h += self._mix @ y
        h += self._mix_bias
        return y


def elu(x: Array) -> Array:
    """x above 0, exp(x) - 1 below: Clevert, Unterthiner, Hochreiter, ICLR 2016."""
    below = np.minimum(x, 0.0)
    np.expm1(below, out=below)
    below += np.maximum(x, 0.0)
    return np.asarray(below)


def sigmoid(x: float) -> float:
    """1 / (1 + exp(-x)), written so that it cannot overflow."""
    return float(0.5 + 0.5 * np.tanh(0.5 * x))


class Stack:
    """Two dense layers, then dilated ones, then a head that sees what all of them found and what is left of the stream; `step` once per frame."""

    def __init__(self, w: dict[str, Array]) -> None:
        self._w = w
        self._enter, self._enter_bias = entrance(w)
        self._layers = [DilatedLayer(i, w) for i in range(sum(name.startswith("conv_") and name.endswith("_bias") for name in w))]

    def step(self, x: Array) -> Array:
        """x: (inputs,) float32 -> (outputs,) float32 logits."""
        w = self._w
        h = elu(w["reduce_weight"] @ elu(self._enter @ x + self._enter_bias) + w["reduce_bias"])
        total = np.zeros_like(h)
        for layer in self._layers:
            total += layer.step(h)
        return np.asarray(w["head_weight"] @ elu(np.concatenate((total, h))) + w["head_bias"], np.float32)


def entrance(w: dict[str, Array]) -> tuple[Array, Array]:
    """The first layer's matrix and bias with the input's mean and scale worked in."""
    matrix = np.ascontiguousarray(w["enter_weight"] * w["scale"], np.float32)
    return matrix, np.asarray(w["enter_bias"] - matrix @ w["mean"], np.float32)


def side_by_side(a: dict[str, Array], b: dict[str, Array]) -> dict[str, Array]:
    """Two networks of the same inputs and outputs as one whose logits are the mean of theirs: a call costs more than its numbers."""
    def blocks(x: Array, y: Array) -> Array:
        out = np.zeros((x.shape[0] + y.shape[0], x.shape[1] + y.shape[1]), np.float32)
        out[:x.shape[0], :x.shape[1]], out[x.shape[0]:, x.shape[1]:] = x, y
        return out

    (ea, ba), (eb, bb) = entrance(a), entrance(b)
    out = {"mean": np.zeros_like(a["mean"]), "scale": np.ones_like(a["scale"]),
           "enter_weight": np.concatenate([ea, eb]), "enter_bias": np.concatenate([ba, bb])}
    for name in a:
        if name in out or name.startswith("head"):
            continue
        x, y = a[name], b[name]
        if x.ndim == 1:
            out[name] = np.concatenate([x, y])
        elif name.startswith("conv"):   # taps lie side by side: each is a pair of blocks
            out[name] = np.concatenate([blocks(p, q) for p, q in zip(np.split(x, TAPS, axis=1), np.split(y, TAPS, axis=1), strict=True)], axis=1)
        else:
            out[name] = blocks(x, y)
    halves = [half for n in (0, 1) for half in (np.split(a["head_weight"], 2, axis=1)[n], np.split(b["head_weight"], 2, axis=1)[n])]
    out["head_weight"], out["head_bias"] = 0.5 * np.concatenate(halves, axis=1), 0.5 * (a["head_bias"] + b["head_bias"])
    return {name: np.ascontiguousarray(v, np.float32) for name, v in out.items()}


class BeatNetwork:
    """Two stacks of different size and upbringing, whose logits are averaged: where one is led astray the other seldom follows. `step` once per hop; an
    answer at every second one."""

    def __init__(self) -> None:
        self._stack = Stack(side_by_side(*(weights(name) for name in BEAT_STACKS)))
        self._input = np.zeros((HOPS, FEATURES), np.float32)
        self._hop = 0

    def step(self, features: Array) -> Answer | None:
        """features: (FEATURES,) float32 of one hop."""
        self._input[self._hop % HOPS] = features
        self._hop += 1
        if self._hop % HOPS:
            return None
        out = self._stack.step(self._input.ravel())
        odds = np.exp(out[3:] - out[3:].max())
        return Answer(sigmoid(float(out[0])), sigmoid(float(out[1])), sigmoid(float(out[2])), np.asarray(odds / odds.sum(), np.float32))


class OnsetNetwork:
    """`step` once per hop, an answer at each."""

    def __init__(self) -> None:
        self._stack = Stack(weights("onsets"))

    def step(self, features: Array) -> float:
        """features: (FEATURES,) float32 -> 0..1, that something has just begun to sound."""
        return sigmoid(float(self._stack.step(features)[0]))
