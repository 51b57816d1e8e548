"""Makes training data: `python -m tools.hearing.dataset OUT --kind bands --first 0 --count 600`. One npz an item: features and where things lie in time.

Needs pyfluidsynth, scipy and Debian's soundfonts (render.FONTS); nothing of it is needed to run the program.
"""
from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import numpy.typing as npt

from visualizer.analysis.frontend import features_of
from visualizer.analysis.lowband import LowBand
from visualizer.analysis.spectrum import SpectrumMeter
from visualizer.model.time import HOP

from . import bands, chamber, unmetred
from .piece import Piece
from .render import RATE, Player, Sound, desk, mixed, room

Floats = npt.NDArray[np.float64]
NONE = np.zeros(0)


def crowd(rng: np.random.Generator, seconds: float) -> Sound:
    """An audience: mostly applause, some talk, some noise. (n,) float32 at RATE, peak 0.5."""
    maker = (unmetred.applause, unmetred.voices, unmetred.noisy)[int(rng.choice(3, p=(0.6, 0.25, 0.15)))]
    y = np.asarray(maker(rng, seconds, RATE)[1])
    return np.asarray(0.5 * y / (float(np.abs(y).max()) + 1e-9), np.float32)


def finished(rng: np.random.Generator, x: Sound, clean: bool = False) -> tuple[Sound, float]:
    """The recording of a played piece: room, desk, an audience, a level, a noise floor; and the ratio of music to audience in dB (99: none)."""
    snr = 99.0
    if not clean:
        hall = rng.random() < 0.12   # recorded from the floor of a hall: all of it at once
        if hall or rng.random() < 0.35:
            x = room(rng, x, float(rng.uniform(0.8 if hall else 0.3, 2.6)), float(rng.uniform(0.1, 0.6)))
        if hall or rng.random() < 0.6:
            x = desk(rng, x)
        if hall or rng.random() < 0.28:
            snr = float(rng.uniform(4.0, 18.0) if hall else rng.uniform(-24.0, 30.0))
            x = mixed(x, crowd(rng, 15.0), snr)
    peak = 10.0 ** (float(rng.uniform(-30.0, -0.5) if rng.random() < 0.3 else rng.uniform(-12.0, -0.5)) / 20.0)
    x = x * np.float32(peak / max(1e-6, float(np.abs(x).max())))
    if rng.random() < 0.5:
        hiss = rng.normal(size=len(x)) * 10.0 ** (rng.uniform(-95.0, -62.0) / 20.0)
        x = x + hiss.astype(np.float32)
    return np.asarray(x, np.float32), snr


def music(rng: np.random.Generator, player: Player, kind: str, seconds: float) -> tuple[str, Sound, Floats, Floats, Floats, float]:
    """(kind, sound, beats, downbeats, onsets, signal-to-audience dB) of a composed piece."""
    piece = (bands if kind == "bands" else chamber).compose(rng, seconds)
    sound, snr = finished(rng, player.play(piece, rng))
    return piece.kind, sound, piece.beats, piece.downbeats, piece.onsets(), snr


def scrambled(rng: np.random.Generator, seconds: float) -> Piece:
    """A composed piece whose notes come when they please: the same players, nothing to tap a foot to."""
    piece = (bands if rng.random() < 0.6 else chamber).compose(rng, seconds)
    starts = np.unique(np.round([n[0] for p in piece.parts for n in p.notes], 2))
    keep = float(rng.choice([1.0, 0.6, 0.3, 0.12]))
    gaps = rng.exponential(1.0, len(starts)) + rng.choice([0.0, 0.15])
    fresh = np.cumsum(gaps) / gaps.sum() * piece.seconds * (1.0 if keep == 1.0 else 0.97)
    place = dict(zip(starts, fresh, strict=True))
    gone = set(starts[rng.random(len(starts)) > keep])
    for part in piece.parts:
        part.notes = [(float(place[s]), d, p, v) for t, d, p, v in part.notes if (s := round(t, 2)) in place and s not in gone]
    none = np.zeros(0)
    return Piece("scrambled", piece.parts, none, none, piece.seconds)


def chroma_of(x: Sound) -> npt.NDArray[np.float16]:
    """(hops, 12): the shares of the pitch classes, hop by hop."""
    meter, low = SpectrumMeter(), LowBand()
    return np.array([meter.step(x[a:a + HOP], low.step(x[a:a + HOP])).chroma for a in range(0, len(x) - HOP + 1, HOP)], np.float16)


def item(seed: int, kind: str, player: Player) -> dict[str, npt.NDArray[np.generic]]:
    """One training item. kind: bands, chamber, clicks, unmetred, scrambled or medley. Onsets are nan where they are not known."""
    rng = np.random.default_rng([seed, {"bands": 1, "chamber": 2, "clicks": 3, "unmetred": 4, "medley": 5, "scrambled": 6}[kind]])
    seconds, snr = float(rng.uniform(30.0, 44.0)), 99.0
    if kind in ("bands", "chamber"):
        name, x, beats, downs, onsets, snr = music(rng, player, kind, seconds)
        free = np.array([[-1.0, -1.0]])
    elif kind == "clicks":
        x, beats, downs, onsets = unmetred.clicks(rng, seconds * 0.7)
        name, free = "clicks", np.array([[-1.0, -1.0]])
        x, snr = finished(rng, x, clean=rng.random() < 0.5)
    elif kind == "unmetred":
        name, x, known = unmetred.sound(rng, seconds * 0.7)
        x, _ = finished(rng, x, clean=True)
        beats = downs = NONE
        onsets, free = (np.array([np.nan]) if known is None else known), np.array([[0.0, 99.0]])
    elif kind == "scrambled":
        piece = scrambled(rng, seconds)
        x, snr = finished(rng, player.play(piece, rng))
        name, beats, downs, onsets, free = "scrambled", NONE, NONE, piece.onsets(), np.array([[0.0, 99.0]])
    else:   # song, applause or quiet, song: the pulse has to be let go and found again
        name, x, beats, downs, onsets, snr = music(rng, player, "bands" if rng.random() < 0.8 else "chamber", seconds * 0.42)
        _, y, beats2, downs2, _, _ = music(rng, player, "bands" if rng.random() < 0.8 else "chamber", seconds * 0.42)
        between = crowd(rng, float(rng.uniform(4.0, 10.0))) * np.float32(rng.uniform(0.1, 0.8))
        at = (len(x) + len(between)) / RATE
        free = np.array([[len(x) / RATE, at]])
        x, name = np.concatenate([x, between, y]), "medley"
        beats, downs = np.concatenate([beats, beats2 + at]), np.concatenate([downs, downs2 + at])
        onsets = np.array([np.nan])
    return {"features": features_of(x).astype(np.float16), "chroma": chroma_of(x), "beats": beats, "downbeats": downs, "onsets": onsets, "free": free,
            "snr": np.array(snr), "kind": np.array(name)}


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--kind", default="bands")
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--step", type=int, default=1, help="seeds apart, so that several processes share the work")
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    player = Player()
    for seed in range(args.first, args.first + args.count, args.step):
        path = args.out / f"{args.kind}_{seed:05d}.npz"
        if not path.exists():
            with path.with_suffix(".part").open("wb") as partial:
                np.savez(partial, **item(seed, args.kind, player))   # type: ignore[arg-type]
            path.with_suffix(".part").rename(path)


if __name__ == "__main__":
    main()
