"""The two networks, for beats and for onsets, run in numpy. Trained by tools/hearing on our own music; docs/hearing.md tells how, and how well."""
from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import exp

import numpy as np
import numpy.typing as npt

from .frontend import FEATURES

Array = npt.NDArray[np.float32]
HOPS = 2
"""hops that make one frame of the beat network: it answers at every second hop"""
TAPS = 5
BEAT_STACKS = ("beats_a", "beats_b")
"""files of weights beside this one"""
RARER = 0.6
"""log odds by which music without a pulse, speech and noise are commoner before a stage (a sixth) than among what the networks learnt from (a tenth)"""
SLOWEST, FASTEST, TEMPI = 30.0, 310.0, 72
"""beats a minute at the two ends of the tempo classes, and how many there are, evenly spaced on a log axis"""


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
    tempo: (TEMPI,) probabilities of SLOWEST..FASTEST beats a minute."""

    beat: float
    downbeat: float
    pulse: float
    tempo: Array


class Elu:
    """x above 0, exp(x) - 1 below (Clevert, Unterthiner, Hochreiter, ICLR 2016), in place on a vector of one size."""

    def __init__(self, size: int) -> None:
        self._zero, self._below = np.zeros(size, np.float32), np.zeros(size, np.float32)

    def over(self, x: Array) -> Array:
        """x, (size,), itself."""
        np.minimum(x, self._zero, out=self._below)
        np.expm1(self._below, out=self._below)
        return np.maximum(x, self._below, out=x)   # exp(x) - 1 is above x wherever x is below 0


class DilatedLayer:
    """One layer: a product with the taps that `Stack` has laid before it, and what is mixed back into the stream; `step` once per frame.

    Biases are one more column of their matrices, beside an input that is always 1: at these sizes a call costs more than its numbers.
    """

    def __init__(self, index: int, w: dict[str, Array], taps: Array, found: Array) -> None:
        """taps: (TAPS * channels + 1,), ending in 1: what it sees, oldest first; found: (channels + 1,), ending in 1: where what it finds is left."""
        self._conv, self._mix = (joined(w[f"{name}_{index}_weight"], w[f"{name}_{index}_bias"]) for name in ("conv", "mix"))
        channels = len(self._conv)
        self._taps, self.stream = taps, taps[-1 - channels:-1]
        self._found, self._added = found, np.zeros(channels, np.float32)
        self._y, self._elu = found[:-1], Elu(channels)

    def step(self, out: Array) -> None:
        """out: (channels,), `stream` (its newest tap) with what this layer adds."""
        np.dot(self._conv, self._taps, out=self._y)
        self._elu.over(self._y)
        np.add(self.stream, np.dot(self._mix, self._found, out=self._added), out=out)


def joined(weight: Array, bias: Array) -> Array:
    """(out, in) and (out,) -> (out, in + 1) float32."""
    return np.ascontiguousarray(np.concatenate([weight, bias[:, None]], axis=1), np.float32)


def sigmoid(x: float) -> float:
    """1 / (1 + e^-x), without overflow."""
    return 1.0 / (1.0 + exp(-max(-60.0, min(60.0, x))))


class Stack:
    """Two dense layers, then causal convolutions of which each has twice as many frames between its TAPS as the one before, then a head that sees what all of
    them found and what is left of the stream; `step` once per frame."""

    def __init__(self, w: dict[str, Array]) -> None:
        self._enter, self._reduce, self._head = joined(*entrance(w)), joined(w["reduce_weight"], w["reduce_bias"]), joined(w["head_weight"], w["head_bias"])
        wide, channels, layers = len(self._enter), len(self._reduce), sum(name.startswith("conv_") and name.endswith("_bias") for name in w)
        self._found, taps = np.ones((layers, channels + 1), np.float32), np.ones((layers, TAPS * channels + 1), np.float32)
        self._layers = [DilatedLayer(i, w, *rows) for i, rows in enumerate(zip(taps, self._found, strict=True))]
        self._seen = taps[:, :-1].reshape(layers, TAPS, channels)
        self._seen[:] = 0.0
        dilation = 2 ** np.arange(layers)[:, None]
        length = (TAPS - 1) * int(dilation.max())
        self._past = np.zeros((length, layers, channels), np.float32)   # of every layer's stream, as a ring of frames
        self._rows = self._past.reshape(-1, channels)
        before = np.arange(length)[:, None, None] - np.arange(TAPS - 1, 0, -1) * dilation
        self._where = list(before % length * layers + np.arange(layers)[:, None])   # rows of the earlier taps of all layers, (layers, TAPS - 1), at each turn
        self._at = 0
        self._input, self._entered, self._last = (np.ones(n + 1, np.float32) for n in (self._enter.shape[1] - 1, wide, 2 * channels))
        self._summed, self._left = self._last[:channels], self._last[channels:-1]
        self._streams = [layer.stream for layer in self._layers]
        self._after = [*self._streams[1:], self._left]
        self._elus = Elu(wide), Elu(channels), Elu(2 * channels)

    def step(self, x: Array) -> Array:
        """x: (inputs,) float32 -> (outputs,) float32 logits."""
        self._input[:-1] = x
        self._elus[0].over(np.dot(self._enter, self._input, out=self._entered[:-1]))
        self._elus[1].over(np.dot(self._reduce, self._entered, out=self._streams[0]))
        seen, at = self._seen, self._at
        seen[:, :-1] = self._rows.take(self._where[at], 0)
        for layer, out in zip(self._layers, self._after, strict=True):
            layer.step(out)
        self._past[at] = seen[:, -1]
        self._at = (at + 1) % len(self._past)
        np.add.reduce(self._found[:, :-1], axis=0, out=self._summed)
        self._elus[2].over(self._last[:-1])
        return np.asarray(self._head @ self._last, np.float32)


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
        self._flat = self._input.ravel()
        self._hop = 0

    def step(self, features: Array) -> Answer | None:
        """features: (FEATURES,) float32 of one hop."""
        self._input[self._hop % HOPS] = features
        self._hop += 1
        if self._hop % HOPS:
            return None
        out = self._stack.step(self._flat)
        tempo = out[3:]
        tempo -= np.maximum.reduce(tempo)
        np.exp(tempo, out=tempo)
        tempo /= np.add.reduce(tempo)
        beat, downbeat, pulse = out[:3].tolist()
        return Answer(sigmoid(beat), sigmoid(downbeat), sigmoid(pulse - RARER), tempo)


class OnsetNetwork:
    """`step` once per hop, an answer at each."""

    def __init__(self) -> None:
        self._stack = Stack(weights("onsets"))

    def step(self, features: Array) -> float:
        """features: (FEATURES,) float32 -> 0..1, that something has just begun to sound."""
        return sigmoid(float(self._stack.step(features)[0]))
