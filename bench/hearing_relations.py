"""What must not change what is heard, what hearing costs, and whether an hour of it leaves anything behind: the parts of hearing.py that need no truth.

    python bench/hearing.py --relations | --cost | --hour
    python bench/hearing_relations.py        the cost alone, on the overture
"""
from __future__ import annotations

import gc
import multiprocessing as mp
import os
import tempfile
import time
import tracemalloc
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import aubio
import numpy as np
import numpy.typing as npt
import soundfile as sf
import soxr

from visualizer.analysis import Analyzer
from visualizer.app.common import House, build_house
from visualizer.app.listen import hear_all
from visualizer.app.schema import schema
from visualizer.audio import open_media, parse_input
from visualizer.config import load
from visualizer.model.block import Block
from visualizer.model.time import HOP, SAMPLE_RATE, TICK_S, tick_end

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
WARM_HOPS, PASSES = 200, 3
COST_RATIO, COST_P99 = 12.0, 0.10
"""times what bare aubio costs, and share of the hop, that a hop of analysis may cost"""
LEAK_KIB, LEAK_RSS_MIB = 64.0, 1.0
"""growth from minute 5 to minute 60 that still counts as none"""


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


def blocks(paths: list[Path], seconds: float) -> list[Block]:
    """`seconds` of these files one after the other, or of the overture where there are none, as one run of blocks."""
    kept: list[Block] = []
    while len(kept) * TICK_S < seconds:
        before = len(kept)
        for word in [str(p) for p in paths] or ["overture"]:
            source = open_media(parse_input(word, live=False))
            while (block := source.read()) is not None and len(kept) * TICK_S < seconds:
                kept.append(at_hop(block, len(kept)))
            source.close()
        if len(kept) == before:
            break
    return kept


def at_hop(block: Block, hop: int) -> Block:
    """The same sound at another tick."""
    return replace(block, hop=hop, known_s=tick_end(hop), event_s=tick_end(hop))


def timed(music: list[Block]) -> Times:
    """One pass: (hops, 2, 2) us of ours and of bare aubio, in turns, by the wall's clock and the processor's."""
    monos = [np.ascontiguousarray(b.samples.mean(axis=1), np.float32) for b in music]
    analyzer = Analyzer(house().analysis)
    bare = aubio.onset("hfc", 1024, HOP, SAMPLE_RATE), aubio.tempo("default", 1024, HOP, SAMPLE_RATE), aubio.pitch("yinfast", 2048, HOP, SAMPLE_RATE)
    spent = np.zeros((len(music), 2, 2))
    for n, (block, mono) in enumerate(zip(music, monos, strict=True)):
        for who in ((0, 1) if n % 2 else (1, 0)):
            wall, used = time.perf_counter_ns(), time.thread_time_ns()
            if who == 0:
                analyzer.step(block)
            else:
                for part in bare:
                    part(mono)
            used, wall = time.thread_time_ns() - used, time.perf_counter_ns() - wall
            spent[n, who] = wall / 1e3, used / 1e3
    return spent


def cost(paths: list[Path], seconds: float = 60.0) -> None:
    """Microseconds per hop of the whole analysis beside bare aubio on the same hops, in turns: of the first pass as it came, and of PASSES passes the
    least that each hop took, which is what it takes when nothing else is pushed between."""
    music = blocks(paths, seconds)
    whole, own = time.process_time(), time.thread_time()
    passes = np.array([timed(music) for _ in range(PASSES)])
    others = (time.process_time() - whole) - (time.thread_time() - own)
    hop_us = TICK_S * 1e6
    print(f"{len(music) - WARM_HOPS} hops of {hop_us:.0f} us, {' '.join(p.stem for p in paths) or 'overture'}\n"
          f"{'us per hop':38}{'median':>9}{'mean':>9}{'p95':>9}{'p99':>9}{'max':>9}   median, p99 of the hop")
    for way, kept in (("", passes[0, WARM_HOPS:]), (f", least of {PASSES}", passes[:, WARM_HOPS:].min(axis=0))):
        for who, label in enumerate(("analysis", "bare aubio")):
            for clock, unit in enumerate(("wall", "processor")):
                v = kept[:, who, clock]
                p50, p95, p99 = np.percentile(v, (50, 95, 99))
                print(f"{label + ', ' + unit + way:38}{p50:9.1f}{v.mean():9.1f}{p95:9.1f}{p99:9.1f}{v.max():9.1f}   {p50 / hop_us:6.2%} {p99 / hop_us:6.2%}")
        for clock, unit in enumerate(("wall", "processor")):
            ours, theirs = kept[:, 0, clock], kept[:, 1, clock]
            medians, means, p99 = float(np.median(ours) / np.median(theirs)), float(ours.mean() / theirs.mean()), float(np.percentile(ours, 99)) / hop_us
            print(f"{unit + way:24} medians {medians:5.1f} times {met(medians <= COST_RATIO)}   means {means:5.1f} times {met(means <= COST_RATIO)}   "
                  f"p99 {p99:.1%} of the hop {met(p99 <= COST_P99)}")
    bare = np.percentile(passes[0, WARM_HOPS:, 1, 0], (50, 99))
    print(f"allowed: {COST_RATIO:.0f} times bare aubio, and p99 {COST_P99:.0%} of the hop; other threads took "
          f"{others / len(music) / PASSES * 1e6:.1f} us a hop\n"
          f"the machine: bare aubio's p99 was {bare[1] / bare[0]:.1f} times its median (1.5 where nobody else is at work)")


def met(yes: bool) -> str:
    """In a word."""
    return "yes" if yes else "NO"


def rss_mib() -> float:
    """MiB of memory this process holds now; nan where the system does not say."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20
    except (OSError, IndexError, ValueError):
        return float("nan")


def hour(paths: list[Path], minutes: float = 60.0) -> None:
    """The analysis through `minutes` of looped music as fast as it goes: what Python holds, and what the process holds, after 5 min and at the end."""
    music = blocks(paths, 60.0)
    analyzer, early, began = Analyzer(house().analysis), min(5.0, minutes / 2), time.monotonic()
    marks: list[tuple[float, float]] = []
    tracemalloc.start()
    first: tracemalloc.Snapshot | None = None
    stops = sorted({round(m * 60.0 / TICK_S) for m in (early, *np.arange(10.0, minutes, 10.0), minutes)})
    for n in range(stops[-1]):
        analyzer.step(at_hop(music[n % len(music)], n))
        if n + 1 in stops:
            gc.collect()
            first = first or tracemalloc.take_snapshot()   # before the mark: it is held itself
            marks.append((tracemalloc.get_traced_memory()[0] / 2**10, rss_mib()))
            print(f"minute {(n + 1) * TICK_S / 60.0:5.1f}: Python holds {marks[-1][0]:9.1f} KiB, the process {marks[-1][1]:7.1f} MiB   "
                  f"({time.monotonic() - began:.0f} s)", flush=True)
    last = tracemalloc.take_snapshot()
    tracemalloc.stop()
    held, rss = marks[-1][0] - marks[0][0], marks[-1][1] - marks[0][1]
    print(f"growth since minute {early:g}: Python {held:+.1f} KiB {met(held <= LEAK_KIB)} (allowed {LEAK_KIB:.0f}), "
          f"process {rss:+.2f} MiB {met(not rss > LEAK_RSS_MIB)} (allowed {LEAK_RSS_MIB:.0f})")
    if held > LEAK_KIB and first is not None:
        for line in [d for d in last.compare_to(first, "lineno") if d.size_diff > 0 and "tracemalloc" not in str(d.traceback)][:5]:
            print(f"    {line}")


if __name__ == "__main__":
    cost([])
