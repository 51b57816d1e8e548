"""Trains the onset network on the same items: `python -m tools.hearing.onsets DATA --out onsets.npz`. Needs torch.

A few causal convolutions over some 0.3 s of the front end's features, at every hop: Schlüter, Böck, "Improved musical onset detection with convolutional
neural networks", ICASSP 2014, but without a look ahead.
"""
from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np
import torch
from torch import nn

from visualizer.analysis.frontend import FEATURES
from visualizer.model.time import TICK_S

from .train import Net, export, split, tilted

CHANNELS, LAYERS = 20, 3
SEEN_S = 0.0025
"""s an attack must have lasted inside the window before it can be heard"""
SOFT = ("slow", "choir", "rubato", "string")
"""parts of the names of kinds whose notes have no attack to be heard where they are written to begin"""


def targets(data: dict[str, np.ndarray], hops: int) -> tuple[np.ndarray, np.ndarray] | None:
    """(hops,) targets 0..1 and weights; None where the onsets are not known."""
    onsets = data["onsets"]
    if (len(onsets) and np.isnan(onsets).any()) or any(word in str(data["kind"]) for word in SOFT) or float(data["snr"]) < 6.0:
        return None
    y, w = np.zeros(hops, np.float32), np.ones(hops, np.float32)
    for t in onsets:
        i = int((t + SEEN_S) / TICK_S)
        y[i:i + 2] = 1.0
        w[i:i + 1] = 1.0
        w[i + 2:i + 4] *= 0.2
    return y, w


class Items:
    """Features and targets in memory; `batch` cuts random pieces."""

    def __init__(self, paths: list[Path]) -> None:
        self.x, self.y, self.w = [], [], []
        for path in paths:
            with np.load(path) as data:
                d = {name: data[name] for name in data.files}
            both = targets(d, len(d["features"]))
            if both is not None:
                self.x.append(d["features"])
                self.y.append(both[0])
                self.w.append(both[1])

    def batch(self, rng: np.random.Generator, size: int, hops: int) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """(size, hops, FEATURES) and (size, hops) twice."""
        x, y, w = np.zeros((size, hops, FEATURES), np.float32), np.zeros((size, hops), np.float32), np.zeros((size, hops), np.float32)
        for i, j in enumerate(rng.integers(0, len(self.x), size)):
            a = int(rng.integers(0, max(1, len(self.y[j]) - hops)))
            m = min(hops, len(self.y[j]) - a)
            x[i, :m], y[i, :m], w[i, :m] = tilted(rng, self.x[j][a:a + m].astype(np.float32)), self.y[j][a:a + m], self.w[j][a:a + m]
            w[i, :30] = 0.0
        return torch.from_numpy(x), torch.from_numpy(y), torch.from_numpy(w)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=10.0)
    args = parser.parse_args()
    torch.manual_seed(2)
    rng = np.random.default_rng(2)
    learnt, held = split(args.data)
    items, check = Items(learnt), Items(held)
    print(len(items.x), "items,", len(check.x), "held out")
    net = Net(CHANNELS, LAYERS, FEATURES, 1)
    sample = np.concatenate([x[::7] for x in items.x[::5]]).astype(np.float32)
    net.mean.data[:] = torch.from_numpy(sample.mean(0))
    net.scale.data[:] = torch.from_numpy(1.0 / (sample.std(0) + 0.05))
    optimiser = torch.optim.AdamW(net.parameters(), lr=3e-3, weight_decay=1e-3)
    start, shown, recent = time.monotonic(), 0.0, []
    while (done := (time.monotonic() - start) / (60.0 * args.minutes)) < 1.0:
        for group in optimiser.param_groups:
            group["lr"] = 3e-3 * (0.01 + 0.99 * 0.5 * (1 + np.cos(np.pi * done)))
        x, y, w = items.batch(rng, 48, 400)
        loss = (nn.functional.binary_cross_entropy_with_logits(net(x)[..., 0], y, reduction="none") * w).mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        recent.append(float(loss.detach()))
        if time.monotonic() - shown > 60.0:
            shown = time.monotonic()
            net.eval()
            with torch.no_grad():
                a, b, c = check.batch(np.random.default_rng(5), 40, 1500)
                held_out = float((nn.functional.binary_cross_entropy_with_logits(net(a)[..., 0], b, reduction="none") * c).mean())
            net.train()
            print(f"{(shown - start) / 60:5.1f} min  train {np.mean(recent[-100:]):.4f}  held {held_out:.4f}", flush=True)
            torch.save(net.state_dict(), args.out.with_suffix(".pt"))
    torch.save(net.state_dict(), args.out.with_suffix(".pt"))
    export(net, args.out)


if __name__ == "__main__":
    main()
