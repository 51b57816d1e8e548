"""What speaks for the first beat of a bar: `python -m tools.hearing.bars DATA` fits the weights of analysis/bar.py to training items and prints them.

Logistic regression (Newton's method) over beats at their true places; every item counts once however many beats it has.
"""
from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt

from visualizer.analysis.bar import AFTER, BEFORE, LATER, NAMES, SEEN, TEMPER, Harmony, Usual, evidence, hops_of
from visualizer.analysis.network import BeatNetwork
from visualizer.model.time import TICK_S

Floats = npt.NDArray[np.float64]
SETTLED = 6
"""beats until what is usual is known"""
LEAST_DB = 0.0
"""music to audience below which nobody could tell"""


def beats_of(path: Path) -> tuple[Floats, Floats] | None:
    """(n, NAMES) evidence and (n,) whether each beat is the first of its bar; None for what has no bars."""
    with np.load(path) as data:
        features, beats, firsts = data["features"].astype(np.float32), data["beats"], data["downbeats"]
        chroma = data["chroma"].astype(np.float64) if "chroma" in data else None
        if chroma is None or len(beats) < 16 or len(firsts) < 4 or float(data["snr"]) < LEAST_DB:
            return None
    network, said = BeatNetwork(), np.zeros((len(features), 2))
    for i, row in enumerate(features):
        answer = network.step(row)
        said[i] = (answer.beat, answer.downbeat) if answer is not None else said[i - 1] if i else 0.0
    usual, found, first, harmony, at = Usual(), [], [], Harmony(), 0
    for beat, period in zip(beats[:-1], np.diff(beats), strict=True):
        i, span = int(beat / TICK_S), float(period) / TICK_S
        a, b, end = i - BEFORE, i + hops_of(float(period)), i + int(span * LATER) + hops_of(float(period))
        if a >= 0 and end <= len(features):
            for shares in chroma[at:end]:
                harmony.step(shares)
            at = end
            most = said[a:i + AFTER].max(axis=0)
            x = evidence(features[a:b], float(most[0]), float(most[1]))
            x[-2:] = [harmony.turn(end - round(beat / TICK_S) - SEEN, round(n * span)) for n in (1, 2)]
            found.append(usual.step(x))
            first.append(float(np.abs(firsts - beat).min() < 1e-3))
    return np.array(found[SETTLED:]), np.array(first[SETTLED:])


def fit(items: list[tuple[Floats, Floats]], ridge: float = 1e-2) -> tuple[Floats, float]:
    """Weights, and the bias where a first beat and another are as likely before."""
    x = np.concatenate([np.c_[a, np.ones(len(a))] for a, _ in items])
    y = np.concatenate([b for _, b in items])
    share = np.concatenate([np.full(len(b), 1.0 / len(b)) for _, b in items])
    w = np.zeros(x.shape[1])
    for _ in range(30):
        p = 1.0 / (1.0 + np.exp(-x @ w))
        w += np.linalg.solve((x.T * (share * p * (1.0 - p))) @ x + ridge * np.eye(len(w)), x.T @ (share * (y - p)) - ridge * w)
    usual = float(share @ y / share.sum())
    return w[:-1], float(w[-1] - np.log(usual / (1.0 - usual)))


def known(folder: Path) -> Iterator[tuple[Floats, Floats]]:
    """Every item with bars."""
    for path in sorted(folder.glob("*.npz")):
        if path.name.startswith(("bands", "chamber", "medley")) and (item := beats_of(path)) is not None:
            yield item


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    items = list(known(parser.parse_args().data))
    learnt, held = [q for i, q in enumerate(items) if i % 5], items[::5]
    weights, bias = fit(learnt)
    for what, part in (("learnt from", learnt), ("held out", held)):
        loss = np.mean([np.mean(np.logaddexp(0.0, (1.0 - 2.0 * y) * (x @ weights + bias))) for x, y in part])
        print(f"{what}: {len(part)} items, {sum(len(y) for _, y in part)} beats, loss {loss:.4f}")
    weights, bias = fit(items)
    print("\n".join(f"{name:12}{w:8.3f}" for name, w in zip((*NAMES, "bias"), (*weights, bias), strict=True)), f"\nused with exponent {TEMPER}")


if __name__ == "__main__":
    main()
