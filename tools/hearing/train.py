"""Trains the beat network on a folder of items: `python -m tools.hearing.train DATA --out network.npz`. Needs torch; the program itself runs it in numpy.

Dilated causal convolutions read the front end's features, two hops at a time, and say four things: a beat has just sounded, a downbeat has, the music has a
pulse at all, and at which tempo. Convolutional beat tracking: Davies, Böck, EUSIPCO 2019; tempo and beat learned together: Böck, Davies, Knees, ISMIR 2019.
"""
from __future__ import annotations

import argparse
import time
from importlib.resources import files
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from visualizer.analysis.frontend import BANDS, COMPRESS, FEATURES
from visualizer.analysis.network import BEAT_STACKS, FASTEST, HOPS, SLOWEST, TAPS, TEMPI
from visualizer.model.time import TICK_S

FRAME_S = HOPS * TICK_S
CHANNELS, LAYERS = 32, 9
AUDIBLE_DB = (-9.0, -3.0)
"""music to audience: below the first a pulse is not there, above the second it is, between them who can tell"""
SETTLED = 400
"""frames after which what was heard before a cut matters little"""
NOISY = 0.15
"""share of the pieces of a batch that are heard through a noise"""
WEIGHS = (1.0, 0.6, 0.15, 0.08)
"""weights of the losses of beat, downbeat, pulse and tempo"""
BEAT_LAG, BEAT_WIDTH = 0.7, 1.4
"""frames after its own instant at which the network should say beat, and the half width of that answer"""


class Net(nn.Module):   # type: ignore[misc, unused-ignore]
    """(batch, frames, inputs) -> (batch, frames, outputs) logits; for the beat: beat, downbeat, pulse, tempo classes."""

    def __init__(self, channels: int = CHANNELS, layers: int = LAYERS, n: int = HOPS * FEATURES, outputs: int = 3 + TEMPI) -> None:
        super().__init__()
        self.mean, self.scale = nn.Parameter(torch.zeros(n), False), nn.Parameter(torch.ones(n), False)
        self.enter = nn.Linear(n, 2 * channels)
        self.reduce = nn.Linear(2 * channels, channels)
        self.conv = nn.ModuleList([nn.Conv1d(channels, channels, TAPS, dilation=2 ** i) for i in range(layers)])
        self.mix = nn.ModuleList([nn.Conv1d(channels, channels, 1) for _ in range(layers)])
        self.head = nn.Linear(2 * channels, outputs)
        self.drop = nn.Dropout(0.1)

    def forward(self, x: Tensor) -> Tensor:
        linear = nn.functional.linear
        h = nn.functional.elu(self.reduce(nn.functional.elu(self.enter((x - self.mean) * self.scale))))
        total, frames = torch.zeros_like(h), h.shape[1]
        for i, (conv, mix) in enumerate(zip(self.conv, self.mix, strict=True)):   # taps side by side, one product: quicker than a dilated Conv1d
            past = nn.functional.pad(h, (0, 0, (TAPS - 1) * 2 ** i, 0))
            taps = torch.cat([past[:, k * 2 ** i:k * 2 ** i + frames] for k in range(TAPS)], 2)
            y = self.drop(nn.functional.elu(linear(taps, conv.weight.transpose(1, 2).flatten(1), conv.bias)))
            total = total + y
            h = h + linear(y, mix.weight[:, :, 0], mix.bias)
        return self.head(torch.cat([nn.functional.elu(total), nn.functional.elu(h)], 2))


def tempo_class(bpm: np.ndarray) -> np.ndarray:
    """Place of a tempo among the classes, a real number."""
    return np.asarray(np.log(np.clip(bpm, SLOWEST, FASTEST) / SLOWEST) / np.log(FASTEST / SLOWEST) * (TEMPI - 1))


def targets(data: dict[str, np.ndarray], frames: int) -> tuple[np.ndarray, np.ndarray]:
    """(frames, 4) targets: beat, downbeat, pulse 0..1 and tempo class; and (frames, 4) weights."""
    y, w = np.zeros((frames, 4), np.float32), np.ones((frames, 4), np.float32)
    k = np.arange(frames)
    for head, times in ((0, data["beats"]), (1, data["downbeats"])):
        for t in times:
            c = t / FRAME_S + BEAT_LAG
            a, b = max(0, int(c) - 3), min(frames, int(c) + 4)
            y[a:b, head] = np.maximum(y[a:b, head], np.maximum(0.0, 1.0 - np.abs(k[a:b] + 0.5 - c) / BEAT_WIDTH))
    ends = (k + 1) * FRAME_S
    for a, b in data["free"]:
        y[(ends >= a) & (ends < b), 2] = 1.0
        w[(ends >= a) & (ends < a + 1.0), 2:] = 0.0
    y[:, 2] = 1.0 - y[:, 2]
    beats = data["beats"]
    if len(beats) > 4:
        gap = np.diff(beats)
        smooth = np.array([np.median(gap[max(0, i - 2):i + 3]) for i in range(len(gap))])
        y[:, 3] = tempo_class(60.0 / smooth[np.clip(np.searchsorted(beats, ends) - 1, 0, len(gap) - 1)])
        w[ends < beats[0] + 2.0, 2] = 0.0
        w[ends < beats[0] + 1.0, 3] = 0.0
        w[ends > beats[-1] + 1.5 * gap[-1], 3] = 0.0
        w[ends < beats[0], :2] = 0.3
        w[:, 3] *= y[:, 2]
        snr = float(data["snr"])
        if snr < AUDIBLE_DB[1]:
            w[:, 2:] = 0.0
        if snr < AUDIBLE_DB[0]:   # an audience, and somewhere behind it a band that nobody could clap to
            y[:, 2], w[:, 2], w[:, :2] = 0.0, 1.0, 0.0
    else:
        y[:, 2], w[:, 3] = 0.0, 0.0
    if str(data["kind"]) == "clicks" and not len(data["downbeats"]):
        w[:, 1] = 0.0
    w[:, 0] *= 1.0 + 1.0 * (y[:, 0] > 0.2)
    w[:, 1] *= 1.0 + 2.0 * (y[:, 1] > 0.2)
    return y, w


def framed(features: np.ndarray) -> np.ndarray:
    """(hops, FEATURES) -> (hops // HOPS, HOPS * FEATURES)."""
    n = len(features) // HOPS
    return features[:n * HOPS].reshape(n, HOPS * features.shape[1])


class Items:
    """All items in memory as half floats; `batch` cuts random pieces."""

    def __init__(self, paths: list[Path], teachers: list[Net] | None = None) -> None:
        """teachers: networks whose mean answers are noted beside each item (what `taught` holds a learner to)."""
        self.x: list[np.ndarray] = []
        self.y: list[np.ndarray] = []
        self.w: list[np.ndarray] = []
        self.data: list[dict[str, np.ndarray]] = []
        self.said: list[np.ndarray] = []
        self.known: set[Path] = set()
        self.teachers = teachers or []
        self.add(paths)

    def add(self, paths: list[Path]) -> None:
        """Take in what is new."""
        for path in sorted(set(paths) - self.known):
            self.known.add(path)
            with np.load(path) as data:
                d = {name: data[name] for name in data.files}
            y, w = targets(d, len(d["features"]) // HOPS)
            self.x.append(d.pop("features"))
            self.data.append(d)
            self.y.append(y)
            self.w.append(w)
            if self.teachers:
                whole = torch.from_numpy(framed(self.x[-1].astype(np.float32)))[None]
                with torch.no_grad():
                    self.said.append((sum(t(whole)[0] for t in self.teachers) / len(self.teachers)).numpy().astype(np.float16))

    def batch(self, rng: np.random.Generator, size: int, frames: int, vary: bool = True) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """(size, frames, ...) features, targets, weights, and teachers' logits (nan where not known); shorter items are filled with silence of weight 0.

        vary: through other tone controls, and half of them at other, wandering tempi."""
        x = np.zeros((size, frames, HOPS * FEATURES), np.float32)
        y, w = np.zeros((size, frames, 4), np.float32), np.zeros((size, frames, 4), np.float32)
        said = np.full((size, frames, 3 + TEMPI), np.nan, np.float32)
        for i, j in enumerate(rng.integers(0, len(self.x), size)):
            whole, labels, weights = self.x[j], self.y[j], self.w[j]
            teach = bool(self.said)
            if vary and len(self.data[j]["beats"]) > 4 and rng.random() < 0.5:
                whole, times = stretched(rng, whole.astype(np.float32))
                labels, weights = targets(moved(self.data[j], times), len(whole) // HOPS)
                teach = False
            n = len(labels)
            a = int(rng.integers(0, max(1, n - frames + 1))) if rng.random() < 0.7 else 0
            m = min(frames, n - a)
            cut = whole[a * HOPS:(a + m) * HOPS].astype(np.float32)
            if vary:
                cut = tilted(rng, cut)
                if rng.random() < NOISY:
                    cut = noisy(rng, cut)
            x[i, :m], y[i, :m], w[i, :m] = framed(cut), labels[a:a + m], weights[a:a + m]
            if teach:   # the teachers heard it from its beginning on: where a piece is cut, they know more at first
                first = 0 if a == 0 else SETTLED
                said[i, first:m] = self.said[j][a + first:a + m]
            w[i, :20, :2] *= 0.2   # nothing is known yet
            w[i, :60, 3] *= 0.2
        return torch.from_numpy(x), torch.from_numpy(y), torch.from_numpy(w), torch.from_numpy(said)


def tilted(rng: np.random.Generator, x: np.ndarray) -> np.ndarray:
    """The same sound through another tone control: bands raised and lowered smoothly by up to some 8 dB."""
    knots = rng.normal(size=5) * 3.0
    gain_db = np.interp(np.linspace(0, 4, BANDS), np.arange(5), knots) + rng.normal() * 3.0
    now = np.log1p(np.expm1(np.maximum(x[:, :BANDS], 0.0)) * (10.0 ** (gain_db / 20.0)).astype(np.float32))
    out = x.copy()
    out[:, BANDS:2 * BANDS] = np.diff(now, axis=0, prepend=now[:1])
    out[:, :BANDS] = now
    return out


def noisy(rng: np.random.Generator, x: np.ndarray) -> np.ndarray:
    """The same sound in a noise of the room, 40 to 8 dB below its loud passages: what lies under it no longer moves, and harmony moves as much less."""
    shape_db = np.interp(np.linspace(0, 4, BANDS), np.arange(5), rng.normal(size=5) * 6.0) + rng.uniform(-40.0, -8.0)
    floor = COMPRESS * 10.0 ** (shape_db / 20.0) * np.exp(rng.normal(size=(len(x), BANDS)) * 0.3)
    own = np.expm1(np.maximum(x[:, :BANDS], 0.0))
    now = np.log1p(np.sqrt(own ** 2 + floor ** 2)).astype(np.float32)
    out = x.copy()
    out[:, BANDS:2 * BANDS] = np.diff(now, axis=0, prepend=now[:1])
    out[:, :BANDS] = now
    out[:, 2 * BANDS:] *= (own.sum(1) / (own.sum(1) + floor.sum(1)))[:, None]
    return out


def stretched(rng: np.random.Generator, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The same music at another, perhaps wandering tempo, up to some fifth faster or slower: among every few hops the one in which least begins is left out
    or heard twice, so that attacks stay as they are. (hops, FEATURES) and, for each edge between old hops, the new hop at which it lies."""
    mean, wander = float(rng.uniform(-0.2, 0.2)), float(rng.choice([0.0, 0.0, 0.05, 0.12]))
    begins = np.maximum(x[:, BANDS:2 * BANDS], 0.0).sum(1)
    count = np.ones(len(x), int)
    at, walk = 0, float(rng.normal())
    while at < len(x):
        walk = 0.97 * walk + 0.24 * float(rng.normal())
        change = float(np.clip(mean + wander * walk, -0.3, 0.3))
        span = min(40, max(3, round(1.0 / max(abs(change), 1e-3))))
        if abs(change) > 1.0 / 80.0:
            count[at + int(begins[at:at + span].argmin())] = 2 if change > 0.0 else 0
        at += span
    out = np.repeat(x, count, axis=0)
    again = np.flatnonzero(np.diff(np.repeat(np.arange(len(x)), count)) == 0) + 1
    out[again, BANDS:] = 0.0   # nothing begins or ends in a hop heard twice
    return out, np.concatenate([[0], np.cumsum(count)])


def moved(data: dict[str, np.ndarray], edges: np.ndarray) -> dict[str, np.ndarray]:
    """The item's times as `stretched` has moved them."""
    def to(t: np.ndarray) -> np.ndarray:
        return np.asarray(np.interp(t / TICK_S, np.arange(len(edges)), edges) * TICK_S + np.maximum(t - (len(edges) - 1) * TICK_S, 0.0))
    return data | {name: to(data[name]) for name in ("beats", "downbeats", "free")}


def taught(out: Tensor, y: Tensor, w: Tensor, said: Tensor) -> Tensor:
    """How far the answers lie from the teachers', where these were right about the tempo or there is none: what was known is not to be unlearnt."""
    known = ~said[..., :1].isnan()
    said = said.nan_to_num()
    right = known[..., 0] & ((w[..., 3] == 0.0) | ((said[..., 3:].argmax(-1) - y[..., 3]).abs() < 1.5)) & (w.sum(-1) > 0.0)
    three = nn.functional.binary_cross_entropy_with_logits(out[..., :3], torch.sigmoid(said[..., :3]), reduction="none") @ torch.tensor([1.0, 0.6, 0.15])
    tempo = -(torch.softmax(said[..., 3:], -1) * nn.functional.log_softmax(out[..., 3:], -1)).sum(-1)
    return ((three + 0.08 * tempo) * right).mean()


def losses(out: Tensor, y: Tensor, w: Tensor) -> Tensor:
    """(4,) mean weighted loss of beat, downbeat, pulse, tempo."""
    three = (nn.functional.binary_cross_entropy_with_logits(out[..., :3], y[..., :3], reduction="none") * w[..., :3]).mean((0, 1))
    classes = torch.arange(TEMPI, dtype=torch.float32)
    soft = torch.exp(-0.5 * ((classes - y[..., 3:4]) / 0.7) ** 2)
    soft = soft / soft.sum(-1, keepdim=True)
    tempo = (-(soft * nn.functional.log_softmax(out[..., 3:], -1)).sum(-1) * w[..., 3]).mean()
    return torch.cat([three, tempo[None]])


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=30.0)
    parser.add_argument("--channels", type=int, default=CHANNELS)
    parser.add_argument("--resume", type=Path, help="weights to go on from: a .pt of this script, or the .npz that the program runs")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rate", type=float, default=3e-3)
    parser.add_argument("--hold", type=float, default=0.5, help="with --resume from an .npz: weight of what the shipped networks together said")
    parser.add_argument("--frames", type=int, default=12_000, help="frames in a batch")
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    rng = np.random.default_rng(args.seed)
    learnt, held = split(args.data)
    teachers = [known(name) for name in BEAT_STACKS] if args.resume and args.hold > 0.0 else []
    items, check = Items(learnt, teachers), Items(held)
    print(len(items.x), "items,", len(check.x), "held out")
    net = Net(args.channels)
    sample = np.concatenate([framed(x)[::7] for x in items.x[::5]]).astype(np.float32)
    net.mean.data[:] = torch.from_numpy(sample.mean(0))
    net.scale.data[:] = torch.from_numpy(1.0 / (sample.std(0) + 0.05))
    if args.resume:
        net.load_state_dict(shipped(args.resume, net) if args.resume.suffix == ".npz" else torch.load(args.resume))
    optimiser = torch.optim.AdamW(net.parameters(), lr=args.rate, weight_decay=2e-3)
    calm = torch.optim.swa_utils.AveragedModel(net, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(0.998))   # what is kept: the last weights wander
    weigh = torch.tensor(WEIGHS)
    start, step, shown, total, best = time.monotonic(), 0, 0.0, [], np.inf
    while (done := (time.monotonic() - start) / (60.0 * args.minutes)) < 1.0:
        for group in optimiser.param_groups:
            group["lr"] = args.rate * min(1.0, (step + 1) / 50) * (0.01 + 0.99 * 0.5 * (1 + np.cos(np.pi * done)))
        frames = int(rng.choice([600, 1000, 1600]))
        x, y, w, said = items.batch(rng, args.frames // frames, frames)
        with torch.autocast("cpu", torch.bfloat16):
            out = net(x)
        out = out.float()
        each = losses(out, y, w)
        loss = each @ weigh + (args.hold * taught(out, y, w, said) if teachers else 0.0)
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimiser.step()
        calm.update_parameters(net)
        total.append(each.detach().numpy())
        step += 1
        if time.monotonic() - shown > 180.0 or time.monotonic() - start > 60.0 * args.minutes:
            shown = time.monotonic()
            recent, now = np.round(np.mean(total[-50:], 0), 4), held_loss(calm.module, check)
            print(f"{(shown - start) / 60:5.1f} min  step {step}  train {recent}  held {now}  {now @ WEIGHS:.4f}", flush=True)
            if now @ WEIGHS < best:   # what is kept are the weights that did best on what they never learnt from
                best = float(now @ WEIGHS)
                torch.save(calm.module.state_dict(), args.out.with_suffix(".pt"))
                export(calm.module, args.out)
            items.add(split(args.data)[0])   # the composers may still be at work
    print(f"kept: held out {best:.4f}")


def split(folder: Path) -> tuple[list[Path], list[Path]]:
    """Items to learn from, and those held out: every twentieth seed."""
    paths = sorted(folder.glob("*.npz"))
    held = [p for p in paths if int(p.stem.rsplit("_", 1)[1]) % 20 == 7]
    return [p for p in paths if p not in set(held)], held


def held_loss(net: Net, items: Items) -> np.ndarray:
    """(4,) mean loss of each answer on all held-out items, whole."""
    net.eval()
    total, frames = np.zeros(4), 0
    with torch.no_grad():
        for x, y, w in zip(items.x, items.y, items.w, strict=True):
            out = net(torch.from_numpy(framed(x.astype(np.float32)))[None])
            total += len(y) * losses(out, torch.from_numpy(y)[None], torch.from_numpy(w)[None]).numpy()
            frames += len(y)
    net.train()
    return np.asarray(np.round(total / frames, 4))


def export(net: Net, path: Path) -> None:
    """Weights as half floats under the names that analysis/network.py reads; a layer's taps lie side by side, oldest first."""
    d = {name: v.detach().numpy() for name, v in net.state_dict().items()}
    out = {name.replace(".", "_"): v[:, :, 0] if name.startswith("mix") and v.ndim == 3 else v for name, v in d.items() if not name.startswith("conv")}
    for i in range(len(net.conv)):
        weight = d[f"conv.{i}.weight"]
        out[f"conv_{i}_weight"] = weight.transpose(0, 2, 1).reshape(len(weight), -1)
        out[f"conv_{i}_bias"] = d[f"conv.{i}.bias"]
    np.savez_compressed(path, **{k: v.astype(np.float16) for k, v in out.items()})


def known(name: str) -> Net:
    """The network that the program runs under this name."""
    path = Path(str(files("visualizer.analysis").joinpath(f"{name}.npz")))
    with np.load(path) as data:
        net = Net(len(data["reduce_bias"]))
    net.load_state_dict(shipped(path, net))
    net.eval()
    return net


def shipped(path: Path, net: Net) -> dict[str, Tensor]:
    """The state of `net` from what `export` wrote: half floats, good enough to go on from."""
    out: dict[str, Tensor] = {}
    with np.load(path) as data:
        for name, value in net.state_dict().items():
            array = data[name.replace(".", "_")].astype(np.float32)
            if name.startswith("conv") and array.ndim == 2:
                array = array.reshape(len(array), TAPS, -1).transpose(0, 2, 1)
            out[name] = torch.from_numpy(np.ascontiguousarray(array)).reshape(value.shape)
    return out


if __name__ == "__main__":
    main()
