"""What must not change what is heard: the part of hearing.py that compares a recording with copies of itself.

    python bench/hearing.py --relations
"""
from __future__ import annotations

import multiprocessing as mp
import os
import tempfile
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import soundfile as sf
import soxr

from visualizer.app.common import House, build_house
from visualizer.app.listen import hear_all
from visualizer.app.schema import schema
from visualizer.audio import open_media, parse_input
from visualizer.config import load

Document = dict[str, Any]
Times = npt.NDArray[np.float64]

EXCERPTS = ("band_rock_124", "real_mix_punk", "piano_mozart_piano_sonatas_8-1", "clicks_jitter_000ms", "applause", "band_funk_106_live")
PEAKS_DB = (-6.0, -24.0, -40.0)
RATES = (44_100, 48_000, 96_000)
SAME_S = 0.005
"""s two beats may lie apart and still be the same"""
SAME_C = 0.03
SETTLED_S = 5.0
"""s at the beginning whose beats are not compared"""


@cache
def house() -> House:
    """The rooms as shipped, built once in each process."""
    return build_house(load(schema()))


def hear(path: str) -> Document:
    """One sound file through the analysis, the director and the crowd, as the show runs them."""
    source = open_media(parse_input(path, live=False))
    try:
        return hear_all(house(), source).document(Path(path).stem, source.rate)
    finally:
        source.close()


def hear_many(paths: Iterable[Path], jobs: int) -> Iterator[tuple[Path, Document]]:
    """(path, what was heard) as they come, in `jobs` processes; a line every ten."""
    every = list(paths)
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")   # a process per core is all the threads there are room for
    with ProcessPoolExecutor(jobs, mp_context=mp.get_context("spawn")) as pool:
        waiting = {pool.submit(hear, str(path)): path for path in every}
        began = time.monotonic()
        for n, done in enumerate(as_completed(waiting), 1):
            yield waiting.pop(done), done.result()
            if n % 10 == 0 or n == len(every):
                print(f"heard {n} of {len(every)} after {time.monotonic() - began:.0f} s", flush=True)


def mean_between(columns: dict[str, list[float]] | None, start: float, end: float) -> float | None:
    """Mean of a {time, value} block over [start, end] s; None where it has nothing."""
    if not columns or not columns["time"]:
        return None
    t, v = np.asarray(columns["time"]), np.asarray(columns["value"])
    inside = (t >= start) & (t <= end)
    return float(v[inside].mean()) if inside.any() else None


def variants(sound: npt.NDArray[np.float32], rate: int) -> Iterator[tuple[str, npt.NDArray[np.float32], int]]:
    """(what, samples, Hz) of one recording; the first, the recording itself, is what the others are compared with."""
    peak = float(np.abs(sound).max()) or 1.0
    yield "itself", sound, rate
    for db in PEAKS_DB:
        yield f"{db:.0f} dBFS", (sound / peak * 10.0 ** (db / 20.0)).astype(np.float32), rate
    for other in RATES:
        if other != rate:
            yield f"{other / 1000:g} kHz", np.asarray(soxr.resample(sound, rate, other, quality="VHQ"), np.float32), other
    yield "stereo", np.repeat(sound[:, None], 2, axis=1), rate


def beats_of(heard: Document) -> Times:
    """s of every beat."""
    return np.sort(np.asarray(heard["beats"]["time"], float))


def matched(one: Times, other: Times) -> tuple[float, float]:
    """Of the beats of both after SETTLED_S: the share that have the same in the other, and the median ms by which `other` is later; nan for none."""
    if not len(one) or not len(other):
        return (1.0 if len(one) == len(other) else 0.0), float("nan")
    later = other[:, None] - one[None, :]
    to_one = later[np.arange(len(other)), np.abs(later).argmin(axis=1)][other > SETTLED_S]
    to_other = later[np.abs(later).argmin(axis=0), np.arange(len(one))][one > SETTLED_S]
    apart = np.concatenate([to_one, to_other])
    near = apart[np.abs(apart) <= 0.07]
    return float((np.abs(apart) <= SAME_S).mean()) if len(apart) else 1.0, float(np.median(near)) * 1e3 if len(near) else float("nan")


def relations(audio: dict[str, Path], jobs: int) -> None:
    """Level, sampling rate and number of channels must not change the beats or the coherence. audio: name to file."""
    with tempfile.TemporaryDirectory(prefix="concord-hearing-") as folder:
        plan: dict[str, list[tuple[str, Path]]] = {}
        for name, path in audio.items():
            sound, rate = sf.read(path, dtype="float32", always_2d=True)
            for i, (what, samples, hz) in enumerate(variants(sound.mean(axis=1), rate)):
                copy = Path(folder) / f"{name}.{i}.wav"
                sf.write(copy, samples, hz, subtype="FLOAT")
                plan.setdefault(name, []).append((what, copy))
        heard = dict(hear_many((copy for rows in plan.values() for _, copy in rows), jobs))
    print(f"\nEach beside itself as it was recorded; the beats are to be the same within {SAME_S * 1e3:.0f} ms, mean C within {SAME_C}\n"
          f"{'excerpt':32}{'as':12}{'beats':>7}{'same':>8}{'median ms':>11}{'C':>8}{'change':>8}   met?")
    for name, rows in plan.items():
        base = heard[rows[0][1]]
        c0 = mean_between(base["coherence"], 0.0, np.inf) or 0.0
        print(f"{name:32}{'itself':12}{(beats_of(base) > SETTLED_S).sum():7}{'':19}{c0:8.3f}")
        for what, copy in rows[1:]:
            share, median = matched(beats_of(base), beats_of(heard[copy]))
            c = mean_between(heard[copy]["coherence"], 0.0, np.inf) or 0.0
            print(f"{'':32}{what:12}{(beats_of(heard[copy]) > SETTLED_S).sum():7}{share:8.3f}{median:11.2f}{c:8.3f}{c - c0:+8.3f}   "
                  f"{met(share == 1.0 and abs(c - c0) <= SAME_C)}")


def met(yes: bool) -> str:
    """In a word."""
    return "yes" if yes else "NO"
