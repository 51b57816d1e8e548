"""Does it hear as well as it is said to? The evaluation kit through the code the show runs, beside its targets and the best live peer.

    python bench/hearing.py [--kit FOLDER] [--only NAME,real_mix_*] [--jobs 2] [--out FOLDER]
    python bench/hearing.py --relations     the same sound louder, softer, at other rates, in stereo: the same beats, the same coherence?
    python bench/hearing.py --cost          a minute of music hop by hop, beside bare aubio; on the overture where there is no kit
    python bench/hearing.py --hour          an hour of looped music: does memory grow?

Scoring needs the kit (its README says what is in it) and `pip install mir_eval`.
"""
from __future__ import annotations

import argparse
import importlib.util
import json
import shutil
import sys
import tempfile
from collections.abc import Callable
from fnmatch import fnmatchcase
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
from hearing_cost import cost, hour
from hearing_relations import EXCERPTS, Document, Times, hear_many, mean_between, relations

KIT = Path(__file__).resolve().parents[2] / "shared" / "eval"
MUSIC = ("band_rock_124", "band_hiphop_92")
"""what --cost and --hour play, both at 48 kHz"""
GROOVES = ("band_steady", "band_syncopated", "real_mix", "human_drums_band")
NOISES = ("noise", "speech", "applause", "silence")
RIGHT_S = 0.07
TRIM_S = 5.0
Row = tuple[str, str, float, float | None]
"""figure, how it is to stand to the target, target, best live peer"""
FIGURES: tuple[Row, ...] = (
    ("beat_F_live", ">=", 0.82, 0.80), ("CMLt_live", ">=", 0.68, 0.63), ("AMLt_live", ">=", 0.86, 0.83),
    ("lock_s", "<=", 2.5, None), ("relock_s", "<=", 4.0, None), ("tempo_acc1", ">=", 0.80, 0.66),
    ("pred100_hit", ">=", 0.80, 0.75), ("pred100_ms", "<=", 10.0, None), ("beat_lat_ms", "<=", 0.0, None), ("beat_bias_ms", "<=", 0.0, None),
    ("false_beats_min", "<=", 5.0, 54.0), ("downbeat_F", ">=", 0.65, None), ("downbeat_F_worst_kind", ">=", 0.65, None),
    ("onset_F", ">=", 0.94, 0.93), ("onset_F_live", ">=", 0.93, 0.91), ("false_onsets_min", "<=", 1.0, None), ("onset_lat_ms", "<=", 18.0, None),
    ("RPA", ">=", 0.97, 0.96), ("RPA_live", ">=", 0.96, 0.93), ("voicing_FA", "<=", 0.08, 0.21),
    ("coh_auc_groove_vs_noise", ">=", 0.99, None), ("coh_auc_rubato_vs_noise", ">=", 0.95, None), ("coh_auc_groove_vs_rubato", ">=", 0.90, None),
    ("coh_ladder_click_jitter", ">=", 0.90, None), ("coh_ladder_groove_snr", ">=", 0.90, None), ("coh_in_band", ">=", 0.85, None),
    ("C_grooves_mean", ">=", 0.87, None), ("C_noises_max", "<=", 0.18, None), ("C_digital_silence_max", "<=", 0.0, None),
    ("order_grooves_mean", ">=", 0.85, None), ("order_noises_mean", "<=", 0.20, None),
)
BINS = (0.0, 0.3, 0.5, 0.7, 0.9, 1.0)


def scorer(kit: Path) -> ModuleType:
    """The kit's score.py; a line and the end where it cannot be had."""
    spec = importlib.util.spec_from_file_location("kit_score", kit / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except ModuleNotFoundError as error:
        print(f"SKIPPED: the kit's score.py needs {error.name}: run `{sys.executable} -m pip install {error.name}` and start again")
        sys.exit(0)
    return module


def live(heard: Document, block: str) -> Times:
    """s at which a light could have flashed for each event of a block."""
    return np.sort(np.maximum(np.asarray(heard[block]["time"], float), np.asarray(heard[block]["known_at"], float)))


def downbeat_f(heard: Document, truth: dict[str, Any], f_measure: Callable[..., float]) -> float | None:
    """F of the downbeats as a light could have shown them; None where nothing is known of them."""
    true = np.asarray(truth.get("downbeats", []), float)
    true = true[true >= TRIM_S]
    if len(true) < 2 or "downbeats" not in heard:
        return None
    told = live(heard, "downbeats")
    told = told[(told >= TRIM_S) & (told <= truth["beats"][-1] + 0.35)]
    return float(f_measure(true, told, f_measure_threshold=RIGHT_S)) if len(told) else 0.0


def confidences(heard: Document, truth: dict[str, Any], tasks: list[str]) -> list[tuple[float, bool]]:
    """(confidence, right) of each beat of an excerpt whose beats are known, or known to be none. Before the first and after the last true beat nothing is."""
    rows = list(zip(heard["beat_confidence"], np.maximum(heard["beats"]["time"], heard["beats"]["known_at"]), strict=True))
    if "false_beat" in tasks:
        return [(float(c), False) for c, _ in rows]
    true = np.asarray(truth["beats"], float) if "beat" in tasks else np.empty(0)
    return [(float(c), bool(np.abs(true - t).min() <= RIGHT_S)) for c, t in rows if len(true) and true[0] - 0.35 <= t <= true[-1] + 0.35]


def mean_of(values: list[float | None]) -> float | None:
    """Mean of what there is."""
    known = [v for v in values if v is not None]
    return float(np.mean(known)) if known else None


def shown(value: float | None, digits: int = 3) -> str:
    """A number, or a dash."""
    return "-" if value is None or not np.isfinite(value) else f"{value:.{digits}f}"


def whether(value: float | None, relation: str, target: float) -> str:
    """In a word."""
    if value is None:
        return "-"
    return "yes" if (value >= target if relation == ">=" else value <= target) else "NO"


def score(kit: Path, excerpts: list[dict[str, Any]], jobs: int, out: Path) -> None:
    """Hear, score and print."""
    judge = scorer(kit)
    out.mkdir(parents=True, exist_ok=True)
    heard: dict[str, Document] = {}
    with tempfile.TemporaryDirectory(prefix="concord-hearing-") as only:   # `out` may hold more than was heard now
        for path, document in hear_many((kit / e["audio"] for e in excerpts), jobs):
            heard[path.stem] = document
            (out / f"{path.stem}.json").write_text(json.dumps(document) + "\n", "utf-8")
            shutil.copy(out / f"{path.stem}.json", only)
        summary, per, _ = judge.score_dir(only, str(kit))
    truth = {e["name"]: json.loads((kit / e["truth"]).read_text("utf-8")) for e in excerpts}
    for e in excerpts:
        name, end = e["name"], float(e["duration"])
        per[name]["downbeat_F"] = downbeat_f(heard[name], truth[name], judge.mir_eval.beat.f_measure) if "beat" in e["tasks"] else None
        per[name]["C"] = mean_between(heard[name].get("coherence"), end * 2 / 3, end)
        per[name]["order"] = mean_between(heard[name].get("order"), end * 2 / 3, end)
    ours: dict[str, float | None] = dict(summary["overall"]) | whole(per, heard)
    kinds = {kind: [r for r in per.values() if r["kind"] == kind] for kind in summary["kinds"]}
    downbeats = {kind: mean_of([r["downbeat_F"] for r in rows]) for kind, rows in kinds.items()}
    ours["downbeat_F_worst_kind"] = min((f for f in downbeats.values() if f is not None), default=None)

    print(f"\n{'figure':26}{'target':>10}{'best live peer':>16}{'ours':>10}   met?   ({len(excerpts)} excerpts)")
    for figure, relation, target, peer in FIGURES:
        value = ours.get(figure)
        print(f"{figure:26}{f'{relation} {target:g}':>10}{'-' if peer is None else f'{peer:g}':>16}{shown(value):>10}   {whether(value, relation, target)}")
    print(f"\n{'kind':18}{'n':>4}" + "".join(f"{w:>10}" for w in ("F live", "CMLt", "AMLt", "acc1", "downbeatF", "onset F", "C last/3", "order")))
    for kind, rows in kinds.items():
        of = summary["kinds"][kind]
        print(f"{kind:18}{len(rows):4}" + "".join(f"{shown(v):>10}" for v in (
            *(of.get(w) for w in ("beat_F_live", "CMLt_live", "AMLt_live", "tempo_acc1")), downbeats[kind], of.get("onset_F"),
            mean_of([r["C"] for r in rows]), mean_of([r["order"] for r in rows]))))
    calibration([row for e in excerpts if "beat_confidence" in heard[e["name"]] for row in confidences(heard[e["name"]], truth[e["name"]], e["tasks"])])
    hearts([(heard[n], truth[n]) for n, r in per.items() if r.get("beat_F_live", 0.0) > 0.9 and "hearts" in heard[n]])
    print(f"\nwhat was heard: {out}")


def whole(per: dict[str, dict[str, Any]], heard: dict[str, Document]) -> dict[str, float | None]:
    """Figures over all excerpts that the kit's own script does not give."""
    def over(key: str, kinds: tuple[str, ...]) -> list[float]:
        return [r[key] for r in per.values() if r["kind"] in kinds and r[key] is not None]

    still = heard.get("silence_digital", {}).get("coherence", {}).get("value", [])
    return {
        "downbeat_F": mean_of([r["downbeat_F"] for r in per.values()]),
        "C_grooves_mean": mean_of([*over("C", GROOVES)]), "C_noises_max": max(over("C", NOISES), default=None),
        "C_digital_silence_max": max(still, default=None),
        "order_grooves_mean": mean_of([*over("order", GROOVES)]), "order_noises_mean": mean_of([*over("order", NOISES)]),
    }


def calibration(rows: list[tuple[float, bool]]) -> None:
    """Is a beat told with confidence c right c of the time?"""
    if not rows:
        return
    c, right = np.array([r[0] for r in rows]), np.array([r[1] for r in rows])
    print(f"\n{'confidence':14}{'beats':>7}{'mean':>8}{'right':>8}   (right: within {RIGHT_S * 1e3:.0f} ms of a true beat; where there are none, wrong)")
    error = 0.0
    for low, high in pairwise(BINS):
        inside = (c >= low) & ((c < high) | (high == BINS[-1]))
        if inside.any():
            error += abs(float(c[inside].mean() - right[inside].mean())) * float(inside.mean())
            print(f"{f'{low:g} to {high:g}':14}{int(inside.sum()):7}{c[inside].mean():8.3f}{right[inside].mean():8.3f}")
    print(f"{'all':14}{len(c):7}{c.mean():8.3f}{right.mean():8.3f}   mean gap {error:.3f}")


def hearts(found: list[tuple[Document, dict[str, Any]]]) -> None:
    """How near the crowd's hearts fall to the nearest true beat, where the beats were found: from second 5 to the last beat."""
    apart: list[float] = []
    for heard, truth in found:
        true, beats = np.asarray(truth["beats"], float), np.asarray(heard["hearts"]["time"], float)
        apart += [1e3 * float(np.abs(true - t).min()) for t in beats if max(TRIM_S, true[0]) <= t <= true[-1]]
    if apart:
        print(f"\nhearts to the nearest true beat, {len(found)} excerpts with F live above 0.9: {len(apart)} hearts, "
              f"median {np.median(apart):.0f} ms, p95 {np.percentile(apart, 95):.0f} ms")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kit", type=Path, default=KIT, help="the evaluation kit (default: shared/eval beside the checkout)")
    parser.add_argument("--only", default="", help="names of excerpts, with commas; * stands for anything")
    parser.add_argument("--jobs", type=int, default=2, help="processes that hear at once")
    parser.add_argument("--out", type=Path, help="folder for NAME.json of each excerpt (default: a new one in the system's temporary folder)")
    parser.add_argument("--relations", action="store_true")
    parser.add_argument("--cost", action="store_true")
    parser.add_argument("--hour", action="store_true")
    args = parser.parse_args()
    listed = args.kit / "manifest.json"
    there = listed.is_file() and (args.kit / "score.py").is_file()
    if not there and (args.relations or not (args.cost or args.hour)):
        print(f"SKIPPED: no evaluation kit in {args.kit} (--kit FOLDER names another place)")
    known: list[dict[str, Any]] = json.loads(listed.read_text("utf-8"))["excerpts"] if there else []
    asked = [word.strip() for word in args.only.split(",") if word.strip()]
    for word in asked:
        if there and not any(fnmatchcase(e["name"], word) for e in known):
            parser.error(f"--only {word}: no such excerpt in {args.kit}")

    def chosen(usual: tuple[str, ...]) -> list[dict[str, Any]]:
        return [e for e in known if any(fnmatchcase(e["name"], word) for word in asked or usual)]

    music = [args.kit / e["audio"] for e in chosen(MUSIC)]
    if args.relations and there:
        relations({e["name"]: args.kit / e["audio"] for e in chosen(EXCERPTS)}, args.jobs)
    if args.cost:
        cost(music)
    if args.hour:
        hour(music)
    if there and not (args.relations or args.cost or args.hour):
        score(args.kit, chosen(("*",)), args.jobs, args.out or Path(tempfile.mkdtemp(prefix="concord-heard-")))


if __name__ == "__main__":
    main()
