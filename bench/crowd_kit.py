"""The crowd through the real analysis, over an evaluation kit (manifest.json, audio/, truth/): its order by kind, and its mean lubs against true beats.

    python bench/crowd_kit.py FOLDER [--only NAME,NAME] [--heard FOLDER]   what `bench/hearing.py --out` has heard already is not heard again

Order: mean over the last third of each recording of 16 s or more. Lubs: only while music plays, from the lock on, which is the first true beat from which
eight in a row were told within 70 ms with nothing extra between; recordings that never lock are left out.
"""
from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from visualizer.app.common import House, build_house
from visualizer.app.listen import hear_all
from visualizer.app.schema import schema
from visualizer.audio import open_media, parse_input
from visualizer.config import load

Document = dict[str, Any]
Floats = npt.NDArray[np.float64]
GROOVES = ("band_steady", "band_syncopated", "real_mix", "human_drums_band")
NOTHING = ("noise", "speech", "silence", "applause")
RUBATO = ("piano_rubato", "soft_strings")
LEAST_S, NEAR_S, IN_A_ROW = 16.0, 0.07, 8


def locked_from(beats: Floats, told: Floats) -> float | None:
    """s of the first true beat from which IN_A_ROW are told right; None: never."""
    ok = np.zeros(len(beats), bool)
    for i, beat in enumerate(beats[:-1]):
        ok[i] = (np.abs(told - beat) <= NEAR_S).sum() == 1 and not ((told > beat + NEAR_S) & (told < beats[i + 1] - NEAR_S)).any()
    return next((float(beats[i]) for i in range(len(beats) - IN_A_ROW) if ok[i:i + IN_A_ROW].all()), None)


def lub_errors(heard: Document, truth: dict[str, Any]) -> Floats | None:
    """s from each mean lub to the true beat nearest to it, late positive; None where the beat was never locked."""
    beats = np.array(truth.get("beats", []), np.float64)
    told = np.maximum(heard["beats"]["time"], heard["beats"]["known_at"])
    start = locked_from(beats, told) if len(beats) > IN_A_ROW and len(told) else None
    if start is None:
        return None
    spans = [(s["start"], s["end"]) for s in truth.get("segments", []) if s["what"] == "music"] or [(0.0, 1e9)]
    lubs = np.array([t for t in heard["hearts"]["time"] if start < t < beats[-1] + 0.2 and any(a <= t < b for a, b in spans)])
    return lubs - beats[np.abs(lubs[:, None] - beats[None, :]).argmin(axis=1)] if len(lubs) else None


def medley(heard: Document, truth: dict[str, Any]) -> str:
    """Order as the first song ends, at its least from the applause on, and in the last third of the song after it; '' where there is no such order."""
    parts = truth.get("segments", [])
    if [s["what"] for s in parts] != ["music", "applause", "music"]:
        return ""
    t, order = np.array(heard["order"]["time"]), np.array(heard["order"]["value"])
    first, hands, second = parts
    before, after = (order[(t >= b - 3.0) & (t < b)].mean() for b in (first["end"], second["end"]))
    fall = (t >= hands["start"]) & (t < second["end"])
    low = int(np.argmin(np.where(fall, order, 2.0)))
    back = t[(np.arange(len(t)) > low) & (order > 0.85)]
    again = f"over .85 {back[0] - second['start']:.1f} s into the second song" if len(back) else "never over .85 again"
    return f"{before:.2f} as the first song ends, {order[low]:.2f} {t[low] - hands['start']:.1f} s after the first clap, {again}, {after:.2f} at its end"


def hear(house: House, path: Path) -> Document:
    """One sound file through the analysis, the director and the crowd, as the show runs them."""
    source = open_media(parse_input(str(path), live=False))
    try:
        return hear_all(house, source).document(path.stem, source.rate)
    finally:
        source.close()


def kit(folder: Path, house: House, only: tuple[str, ...] = (), known: Path | None = None) -> None:
    """Hear everything and print."""
    orders: dict[str, list[float]] = {}
    errors: list[Floats] = []
    medleys: list[str] = []
    print(f"{'recording':36} kind                  order   lubs  median  95 of 100 (ms)")
    for entry in json.loads((folder / "manifest.json").read_text())["excerpts"]:
        if only and entry["name"] not in only:
            continue
        heard = json.loads((known / f"{entry['name']}.json").read_text()) if known else hear(house, folder / entry["audio"])
        order = heard["order"]["value"]
        mean = float(np.mean(order[-len(order) // 3:]))
        if entry["duration"] >= LEAST_S:
            orders.setdefault(entry["kind"], []).append(mean)
        truth = json.loads((folder / entry["truth"]).read_text())
        if way := medley(heard, truth):
            medleys.append(f"{entry['name']}: order {way}")
        away = lub_errors(heard, truth)
        text = ""
        if away is not None:
            errors.append(away)
            text = f"{len(away):4d}  {1000 * np.median(np.abs(away)):6.1f}  {1000 * np.percentile(np.abs(away), 95):6.1f}"
        print(f"{entry['name']:36} {entry['kind']:20} {mean:6.3f}   {text}", flush=True)

    def over(kinds: tuple[str, ...]) -> list[float]:
        return [value for k in kinds for value in orders.get(k, [])] or [float("nan")]

    print(f"grooves: mean order {np.mean(over(GROOVES)):.3f} (asked 0.85);  rubato {np.mean(over(RUBATO)):.3f};  "
          f"noise, speech, silence, applause: at most {max(over(NOTHING)):.3f} (allowed 0.2)")
    for line in medleys:
        print(line)
    if errors:
        together = 1000 * np.abs(np.concatenate(errors))
        print(f"{len(together)} lubs on {len(errors)} locked recordings: median {np.median(together):.1f} ms (allowed 20), "
              f"95 of 100 within {np.percentile(together, 95):.1f} ms (allowed 60)")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", default="", help="names, with commas")
    parser.add_argument("--heard", type=Path, help="folder with NAME.json of each recording")
    args = parser.parse_args()
    kit(args.folder, build_house(load(schema())), tuple(filter(None, args.only.split(","))), args.heard)


if __name__ == "__main__":
    main()
