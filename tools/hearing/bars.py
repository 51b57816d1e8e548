"""What speaks for the first beat of a bar: `python -m tools.hearing.bars DATA --out bars.npz` teaches the network of analysis/bar.py. Needs torch.

Signs are those of beats at their true places, by the same code as in the show. The loss is that of the whole filter, differentiated through its steps: how
little of its belief lies on the true metre and place; so the network learns how much its word weighs where many beats tell the same story.
"""
from __future__ import annotations

import argparse
from dataclasses import dataclass
from itertools import pairwise
from multiprocessing import Pool
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn

from visualizer.analysis.bar import CHANGE, METRES, MOST_ODDS, PRIOR
from visualizer.analysis.beatsigns import AFTER, AHEAD, BEFORE, CONTEXT, SEEN, SPANS, Harmony, Signs, evidence, hops_of
from visualizer.analysis.network import BEAT_STACKS, HOPS
from visualizer.model.time import TICK_S

from .train import framed, known

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
LEAST_DB = -3.0
"""music to audience below which nobody could tell"""
HIDDEN = (32, 12)
SETTLED = 2
"""beats of a piece on which nothing is asked"""
ALONE = 0.3
"""weight of what the network says of each beat alone, beside the filter's loss"""
ALIKE = {6: 3, 8: 4}
"""bars that are heard as shorter ones"""
FIRST = np.concatenate([[0], np.cumsum(METRES)[:-1]])
STATES = sum(METRES)


@dataclass(frozen=True, slots=True)
class Item:
    """A piece. context: (beats, CONTEXT); first: (beats,) whether a bar begins; state: (beats,) of metre and place, -1 where it is not known."""

    context: Floats
    first: npt.NDArray[np.bool_]
    state: Ints


class BarNet(nn.Module):   # type: ignore[misc, unused-ignore]
    """(..., CONTEXT) -> (...) log odds."""

    def __init__(self) -> None:
        super().__init__()
        self.enter, self.reduce, self.head = nn.Linear(CONTEXT, HIDDEN[0]), nn.Linear(HIDDEN[0], HIDDEN[1]), nn.Linear(HIDDEN[1], 1)
        self.straight = nn.Linear(CONTEXT, 1, bias=False)
        self.drop = nn.Dropout(0.3)
        nn.init.zeros_(self.straight.weight)

    def forward(self, x: Tensor) -> Tensor:
        x = self.drop(x)
        return (self.head(torch.tanh(self.reduce(torch.tanh(self.enter(x))))) + self.straight(x))[..., 0].clamp(-MOST_ODDS, MOST_ODDS)


def contexts(features: Floats, chroma: Floats, said: Floats, beats: npt.NDArray[np.float64]) -> tuple[Floats, list[int]]:
    """(n, CONTEXT) and the numbers of the beats they are of. said: (hops, 2) beat and downbeat, as the beat networks tell them."""
    signs, harmony, at = Signs(), Harmony(), 0
    out, numbers = [], []
    for n, period in enumerate(np.diff(beats)):
        i, enough, half = int(beats[n] / TICK_S), hops_of(float(period)), int((beats[n] - 0.5 * period) / TICK_S)
        if i < BEFORE or i + enough > len(features):
            continue
        signs.at_beat(n, evidence(features[i - BEFORE:i + enough], *said[i - BEFORE:i + AFTER].max(axis=0).tolist()))
        if half >= BEFORE:
            signs.half_way(n - 1, features[half - BEFORE:half + AFTER])
        for shares in chroma[at:i + enough]:
            harmony.step(shares)
        at = i + enough
        if n - AHEAD in signs:
            ago, span = at - round(float(beats[n - AHEAD]) / TICK_S) - SEEN, float(period) / TICK_S
            out.append(signs.around(n - AHEAD, [harmony.turn(ago, round(s * span)) for s in SPANS]))
            numbers.append(n - AHEAD)
    return np.array(out, np.float32), numbers


def states(beats: npt.NDArray[np.float64], firsts: npt.NDArray[np.float64]) -> tuple[npt.NDArray[np.bool_], Ints]:
    """(beats,) whether each is a first one, and its state: its bar's metre and its place there, -1 where that is not known or not among METRES."""
    first = np.array([bool(np.abs(firsts - b).min() < 1e-3) for b in beats])
    state, starts = np.full(len(beats), -1), np.flatnonzero(first)
    for a, b in pairwise(starts):
        metre = ALIKE.get(int(b - a), int(b - a))
        if metre in METRES:
            state[a:b] = FIRST[METRES.index(metre)] + np.arange(b - a) % metre
    return first, state


def item_of(path: Path) -> Item | None:
    """None for what has no bars."""
    with np.load(path) as data:
        features, beats, firsts = data["features"].astype(np.float32), data["beats"], data["downbeats"]
        if "chroma" not in data or len(beats) < 16 or len(firsts) < 4 or float(data["snr"]) < LEAST_DB:
            return None
        chroma = data["chroma"].astype(np.float32)
    nets = [known(name) for name in BEAT_STACKS]
    with torch.no_grad():
        x = torch.from_numpy(framed(features))[None]
        told = torch.sigmoid(sum(net(x)[0, :, :2] for net in nets) / len(nets)).numpy()
    said = np.repeat(told, HOPS, axis=0)   # told at the last hop of each frame, and held until the next is
    said = np.concatenate([np.zeros((HOPS - 1, 2), np.float32), said, said[-1:]])[:len(features)]
    context, numbers = contexts(features, chroma, said, beats)
    first, state = states(beats, firsts)
    return Item(context, first[numbers], state[numbers]) if len(numbers) > 12 else None


def believed(odds: Tensor) -> Tensor:
    """(pieces, beats) log odds -> (pieces, beats, STATES): the filter's belief after each, as BarFilter carries it."""
    prior = torch.from_numpy(np.concatenate([np.full(m, p / m) for m, p in zip(METRES, PRIOR, strict=True)])).float()
    before = torch.from_numpy(np.concatenate([np.roll(np.arange(m), 1) + a for m, a in zip(METRES, FIRST, strict=True)]))
    opens = torch.from_numpy(np.isin(np.arange(STATES), FIRST)).float()
    p, out = prior.expand(len(odds), STATES), []
    for n in range(odds.shape[1]):
        p = p[:, before] * torch.exp(odds[:, n:n + 1] * opens)
        p = p / p.sum(1, keepdim=True)
        out.append(p)
        p = (1.0 - CHANGE) * p + CHANGE * prior
    return torch.stack(out, 1)


def padded(items: list[Item]) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Contexts, whether first, states, and whether there is a beat at all, filled up to the longest piece."""
    longest = max(len(i.first) for i in items)
    x, first = np.zeros((len(items), longest, CONTEXT), np.float32), np.zeros((len(items), longest), np.float32)
    state, there = np.full((len(items), longest), -1), np.zeros((len(items), longest), np.float32)
    for row, i in enumerate(items):
        n = len(i.first)
        x[row, :n], first[row, :n], state[row, :n], there[row, :n] = i.context, i.first, i.state, 1.0
    return torch.from_numpy(x), torch.from_numpy(first), torch.from_numpy(state), torch.from_numpy(there)


def loss_of(net: BarNet, items: list[Item]) -> tuple[Tensor, Tensor]:
    """(mean -log of the belief in the true state, the same of the network's word on each beat alone)."""
    x, first, state, there = padded(items)
    odds = net(x)
    asked = state >= 0
    asked[:, :SETTLED] = False
    true = torch.gather(believed(odds), 2, state.clamp(min=0)[..., None])[..., 0]
    alone = nn.functional.binary_cross_entropy_with_logits(odds, first, reduction="none")
    return -(torch.log(true + 1e-4) * asked).sum() / asked.sum(), (alone * there).sum() / there.sum()


def right(nets: list[BarNet], items: list[Item]) -> float:
    """Mean F of the first beats told by the mean of the networks' log odds, from the seventh beat on."""
    found = []
    with torch.no_grad():
        for i in items:
            odds = torch.stack([net(torch.from_numpy(i.context)[None]) for net in nets]).mean(0)
            told = np.isin(believed(odds)[0].argmax(1).numpy(), FIRST)[6:]
            found.append(2.0 * float((told & i.first[6:]).sum()) / max(1, int(told.sum()) + int(i.first[6:].sum())))
    return float(np.mean(found))


def teach(learnt: list[Item], held: list[Item], epochs: int, seed: int, size: int = 48, rate: float = 3e-3) -> BarNet:
    """A network taught on `learnt`; what it does on `held` is printed after each epoch."""
    torch.manual_seed(seed)
    rng, net = np.random.default_rng(seed), BarNet()
    optimiser = torch.optim.AdamW(net.parameters(), lr=rate, weight_decay=5e-2)
    calm = torch.optim.swa_utils.AveragedModel(net, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(0.98))
    steps, step = epochs * (len(learnt) // size), 0
    for epoch in range(epochs):
        order = rng.permutation(len(learnt))
        for a in range(0, len(learnt) - size + 1, size):
            for group in optimiser.param_groups:
                group["lr"] = rate * min(1.0, (step + 1) / 30) * (0.01 + 0.99 * 0.5 * (1.0 + np.cos(np.pi * step / steps)))
            filtered, alone = loss_of(net, [learnt[j] for j in order[a:a + size]])
            optimiser.zero_grad()
            (filtered + ALONE * alone).backward()
            nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimiser.step()
            calm.update_parameters(net)
            step += 1
        calm.eval()
        with torch.no_grad():
            filtered, alone = loss_of(calm.module, held)
            print(f"epoch {epoch + 1}: held out, filter {filtered:.4f}, alone {alone:.4f}, F {right([calm.module], held):.4f}", flush=True)
        calm.train()
    taught: BarNet = calm.module.eval()
    return taught


def export(nets: list[BarNet], path: Path) -> None:
    """Weights as half floats under the names that analysis/bar.py reads, those of all networks stacked."""
    every = [net.state_dict() for net in nets]
    stacked = {str(name).replace(".", "_"): np.stack([d[name].numpy() for d in every]).astype(np.float16) for name in every[0]}
    np.savez_compressed(path, **stacked)   # type: ignore[arg-type]


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--epochs", type=int, default=14)
    parser.add_argument("--networks", type=int, default=4, help="of other beginnings, whose log odds are averaged")
    parser.add_argument("--jobs", type=int, default=2)
    args = parser.parse_args()
    paths = [p for p in sorted(args.data.glob("*.npz")) if p.name.startswith(("bands", "chamber", "medley"))]
    with Pool(args.jobs, torch.set_num_threads, (1,)) as pool:
        found = list(zip(paths, pool.imap(item_of, paths, chunksize=8), strict=True))
    of_twenty = [(int(p.stem.rsplit("_", 1)[1]) % 20 == 7, item) for p, item in found if item is not None]   # those that `train` holds out
    learnt, held = [i for out, i in of_twenty if not out], [i for out, i in of_twenty if out]
    print(f"{len(learnt)} items, {sum(len(i.first) for i in learnt)} beats; {len(held)} held out")
    nets = [teach(learnt, held, args.epochs, seed) for seed in range(1, args.networks + 1)]
    print(f"together: F {right(nets, held):.4f}")
    export(nets, args.out)


if __name__ == "__main__":
    main()
