"""What hearing costs, and whether an hour of it leaves anything behind: the parts of hearing.py that need no truth.

    python bench/hearing.py --cost | --hour
    python bench/hearing_cost.py        the cost alone, on the overture

A hop is timed as it comes, and beside it, before and after, a fixed piece of work: how long that takes is how fast the machine is just then. Shared machines
slow down for tens of ms to a tenth of their speed, and for minutes to two thirds; at such a time nothing is quick. So the cost is told as it came, and at
the machine's own speed: each hop's time by as many times as the quicker of its two neighbours was slower than that work mostly is at its quickest.
"""
from __future__ import annotations

import gc
import os
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import aubio
import numpy as np
import numpy.typing as npt
from hearing_relations import house, met

from visualizer.analysis import Analyzer
from visualizer.audio import open_media, parse_input
from visualizer.model.block import Block
from visualizer.model.time import HOP, SAMPLE_RATE, TICK_S, tick_end

Times = npt.NDArray[np.float64]

WARM_HOPS, PASSES, QUICKEST = 200, 3, 5.0
"""hops that are not counted, passes, and the percentile of the fixed work's times that is the machine's own speed"""
COST_RATIO, COST_P99 = 12.0, 0.10
"""times what bare aubio costs, and share of the hop, that a hop of analysis may cost"""
LEAK_KIB, LEAK_RSS_MIB = 64.0, 1.0
"""growth from minute 5 to minute 60 that still counts as none"""
WHO = ("analysis", "bare aubio")


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


class FixedWork:
    """Some 30 us of what the analysis is made of: Python's arithmetic, a transform, products of matrices."""

    def __init__(self) -> None:
        rng = np.random.default_rng(1)
        self._matrix, self._vector, self._sound = (rng.normal(size=n).astype(np.float32) for n in ((64, 64), 64, 1024))

    def __call__(self) -> None:
        total = 0
        for i in range(200):
            total += i * i
        for _ in range(8):
            np.dot(self._matrix, self._vector)
        np.fft.rfft(self._sound)


def timed(music: list[Block]) -> Times:
    """One pass: (hops, 3) us of ours, of bare aubio, in turns, and of the fixed work at the quicker of its two times, before and after ours."""
    monos = [np.ascontiguousarray(b.samples.mean(axis=1), np.float32) for b in music]
    analyzer, work = Analyzer(house().analysis), FixedWork()
    bare = aubio.onset("hfc", 1024, HOP, SAMPLE_RATE), aubio.tempo("default", 1024, HOP, SAMPLE_RATE), aubio.pitch("yinfast", 2048, HOP, SAMPLE_RATE)

    def took(what: Callable[..., object], *given: object) -> float:
        began = time.perf_counter_ns()
        what(*given)
        return (time.perf_counter_ns() - began) / 1e3

    def all_bare(mono: npt.NDArray[np.float32]) -> None:
        for part in bare:
            part(mono)

    spent = np.zeros((len(music), 3))
    for n, (block, mono) in enumerate(zip(music, monos, strict=True)):
        if n % 2:
            spent[n, 1] = took(all_bare, mono)
        before = took(work)
        spent[n, 0] = took(analyzer.step, block)
        spent[n, 2] = min(before, took(work))
        if not n % 2:
            spent[n, 1] = took(all_bare, mono)
    return spent


def cost(paths: list[Path], seconds: float = 60.0) -> None:
    """Microseconds per hop of the whole analysis beside bare aubio on the same hops: of each pass as it came and at the machine's own speed, and of all
    passes the least that each hop took, which is what it takes when nothing else is pushed between."""
    music = blocks(paths, seconds)
    whole, own = time.process_time(), time.thread_time()
    passes = np.array([timed(music) for _ in range(PASSES)])[:, WARM_HOPS:]
    others = (time.process_time() - whole) - (time.thread_time() - own)
    quickest = float(np.percentile(passes[..., 2], QUICKEST))
    slower = np.maximum(passes[..., 2:] / quickest, 1.0)
    print(f"{passes.shape[1]} hops of {TICK_S * 1e6:.0f} us, {' '.join(p.stem for p in paths) or 'overture'}; fixed work of {quickest:.0f} us\n"
          f"{'us per hop':44}{'median':>9}{'mean':>9}{'p95':>9}{'p99':>9}{'max':>9}   median, p99 of the hop")
    for n, (came, slow) in enumerate(zip(passes, slower, strict=True), 1):
        report(f"pass {n}", came)
        report(f"pass {n}, at the machine's own speed", came / slow)
        print(f"    the machine: slower than at its quickest by {' '.join(f'{x:.1f}' for x in np.percentile(slow, (50, 95, 99, 99.9)))} times "
              "at the median, p95, p99, p99.9")
    report(f"least of {PASSES} passes", passes.min(axis=0))
    print(f"allowed: {COST_RATIO:.0f} times bare aubio, and p99 {COST_P99:.0%} of the hop; other threads took "
          f"{others / len(music) / PASSES * 1e6:.1f} us a hop")


def report(label: str, us: Times) -> None:
    """us: (hops, 3), as of `timed`."""
    hop_us = TICK_S * 1e6
    for who, v in zip(WHO, us.T, strict=False):
        p50, p95, p99 = np.percentile(v, (50, 95, 99))
        print(f"{label + ': ' + who:44}{p50:9.1f}{v.mean():9.1f}{p95:9.1f}{p99:9.1f}{v.max():9.1f}   {p50 / hop_us:6.2%} {p99 / hop_us:6.2%}")
    medians, means = (float(of(us[:, 0]) / of(us[:, 1])) for of in (np.median, np.mean))
    p99 = float(np.percentile(us[:, 0], 99)) / hop_us
    print(f"    medians {medians:.1f} times {met(medians <= COST_RATIO)}   means {means:.1f} times {met(means <= COST_RATIO)}   "
          f"p99 {p99:.1%} of the hop {met(p99 <= COST_P99)}")


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
