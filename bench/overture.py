"""What does the overture cost and weigh, and what does our own ear make of it?

    python bench/overture.py [--cost]      --cost: without listening

Per act: level (dBFS, mean and peak), how alike the ears are, coherence C, share of hops with one pitch, attacks a second. Of the whole: processor time, LUFS,
true peak, hush to unison, and how far the heard beats lie from the composed ones.
"""
from __future__ import annotations

import argparse
import sys
import time

import numpy as np

from visualizer.audio import OVERTURE_ACTS, open_source, parse_input
from visualizer.audio.overture import OVERTURE_S, compose
from visualizer.audio.overture.master import loudness_lufs, true_peaks
from visualizer.audio.overture.plan import BEAT, START, unison_s
from visualizer.model.time import SAMPLE_RATE


def db(value: float) -> float:
    return 20.0 * float(np.log10(max(value, 1e-9)))


def listen() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(n, 3) hops of (s, C, one pitch?), times of the attacks, times of the beats."""
    from visualizer.analysis import Analyzer
    from visualizer.app.common import build_house
    from visualizer.app.listen import Report
    from visualizer.app.schema import schema
    from visualizer.config import load

    house = build_house(load(schema(), [], {}))
    source, analyzer, report, rows = open_source(parse_input("overture", live=False)), Analyzer(house.analysis), Report(), []
    while (block := source.read()) is not None:
        frame = analyzer.step(block)
        report.add(block, frame, 0.0)
        rows.append((block.event_s, frame.value("coherence"), frame.value("pitch_hz") > 0.0))
    return np.array(rows, float), np.array([t for t, _ in report.onsets]), np.array([t for t, _, _ in report.beats])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cost", action="store_true", help="without listening")
    words = parser.parse_args()
    wall, own = time.perf_counter(), time.process_time()
    piece = compose()
    print(f"composed in {time.perf_counter() - wall:.1f} s, {time.process_time() - own:.1f} s of processor time")
    names, starts = zip(*OVERTURE_ACTS, strict=True)
    spans = list(zip(starts, (*starts[1:], OVERTURE_S), strict=True))
    hops, attacks, beats = (np.zeros((0, 3)), np.zeros(0), np.zeros(0)) if words.cost else listen()
    print(f"{'act':10} {'from s':>6} {'mean':>6} {'peak':>6} {'alike':>5}" + ("" if words.cost else f" {'C':>5} {'C end':>5} {'voice':>5} {'att/s':>5}"))
    levels = {}
    for name, (start, end) in zip(names, spans, strict=True):
        part = piece[round(start * SAMPLE_RATE):round(end * SAMPLE_RATE)]
        levels[name] = db(float(np.sqrt(np.mean(part.astype(np.float64) ** 2))))
        line = f"{name:10} {start:6.1f} {levels[name]:6.1f} {db(float(np.abs(part).max())):6.1f} {float(np.corrcoef(part.T)[0, 1]):5.2f}"
        if not words.cost:
            inside = hops[(hops[:, 0] >= start) & (hops[:, 0] < end)]
            rate = ((attacks >= start) & (attacks < end)).sum() / (end - start)
            line += f" {inside[:, 1].mean():5.2f} {inside[-90:, 1].mean():5.2f} {inside[:, 2].mean():5.2f} {rate:5.1f}"
        print(line)
    peak = db(float(true_peaks(piece.T).max()))
    print(f"{loudness_lufs(piece.T):.2f} LUFS, true peak {peak:.2f} dBFS, hush to unison {levels['unison'] - levels['hush']:.1f} dB")
    if not words.cost:
        there = beats[(beats > START["unison"] - 0.1) & (beats < START["last_note"] - 0.1)]
        places = (there - unison_s(0.0)) / BEAT
        off = 1e3 * BEAT * (places - np.round(places))
        right = len(set(np.round(places).astype(int)) & set(range(32)))
        print(f"unison: {right} of 32 beats heard, {len(there)} told, {np.median(np.abs(off)):.0f} ms off (median), at most {np.abs(off).max():.0f} ms")
    return 0


if __name__ == "__main__":
    sys.exit(main())
