"""How well the acts follow the form of the music: the kit's excerpts and a set of hours, through the very analysis, director and crowd of the show.

    python -m bench.dramaturgy [--kit ../shared/eval] [--only a,b] [--set MINUTES]

Per excerpt: the acts; the expected ones (music: something plays; applause: ovation within 3 s; silence, noise, talk: the curtain stays, no ovation);
the set: excerpts heard once, then looped as recorded frames for MINUTES in the club's evening: changes, the shortest act, acts visited, memory.
"""
from __future__ import annotations

import argparse
import json
import sys
import tracemalloc
from dataclasses import replace
from pathlib import Path

import numpy as np

from visualizer.app.common import House, build_house
from visualizer.app.listen import hear_all
from visualizer.app.schema import schema
from visualizer.app.stage import View
from visualizer.audio import InputSpec, open_source
from visualizer.config import load
from visualizer.model.music import EVENTS, MUSIC, MusicFrame
from visualizer.model.show import Act
from visualizer.model.time import TICK_S, tick_end

KIT = Path(__file__).resolve().parents[2] / "shared" / "eval"
PLAYING = {"note", "symphony", "unison", "chaos", "ebb", "last_note"}
NO_MUSIC = ("silence", "noise", "speech")
SET = ("band_edm_128", "break_edm_126", "band_dnb_172", "band_hiphop_92")
IN_TIME_S, HANDS_S = 4.0, 3.0


def house(preset: str) -> House:
    """With a small crowd: its order is what counts here."""
    return build_house(load(schema(), [], {"crowd.size": 200, "show.preset": preset}), seed=1)


def acts_of(path: Path) -> list[tuple[float, str]]:
    """(s, act) of a whole file, concert evening."""
    source = open_source(InputSpec("file", name=str(path), live=False))
    try:
        return [(float(row["time"]), str(row["act"])) for row in hear_all(house("concert"), source).acts]
    finally:
        source.close()


def judge(entry: dict[str, object], truth: dict[str, object], acts: list[tuple[float, str]]) -> list[tuple[str, bool]]:
    """(what, whether right) of one excerpt."""
    end, kind = float(entry["duration"]), str(entry["kind"])   # type: ignore[arg-type]
    hands = entry["name"] == "applause" or kind == "snr_ladder"

    def on(t: float) -> str:
        return [act for at, act in acts if at <= t][-1]

    found: list[tuple[str, bool]] = []
    for part in truth.get("segments", []):   # type: ignore[attr-defined]
        if part["what"] == "applause":
            found.append((f"ovation at {part['start']:.1f}", any(a == "ovation" and -0.2 < t - part["start"] < HANDS_S for t, a in acts)))
            hands = True
        else:
            found.append((f"music at {part['start']:.1f}", on(min(end, part["start"] + IN_TIME_S)) in PLAYING))
    if entry["name"] == "applause":
        found.append(("ovation at 0.0", on(HANDS_S) == "ovation"))
    elif kind in NO_MUSIC or entry["name"] == "crowd_babble":
        found.append(("no music", not PLAYING & {a for _, a in acts}))
    elif not found and kind not in ("clicks", "aperiodic", "snr_ladder"):
        found.append(("music at 0.2", on(0.2 + IN_TIME_S) in PLAYING))
        after = [a for t, a in acts if t < end - 2.0][1:]
        found.append(("no curtain drop", not {"backstage", "waking", "ovation"} & set(after)))
    if not hands:
        found.append(("no ovation", "ovation" not in {a for _, a in acts}))
    return found


def table(kit: Path, only: set[str]) -> None:
    """A line per excerpt and the sums."""
    sums: dict[str, list[bool]] = {}
    for entry in json.loads((kit / "manifest.json").read_text("utf-8"))["excerpts"]:
        if only and entry["name"] not in only:
            continue
        truth = json.loads((kit / entry["truth"]).read_text("utf-8"))
        acts = acts_of(kit / entry["audio"])
        found = judge(entry, truth, acts)
        for what, right in found:
            sums.setdefault(what.split(" at ")[0], []).append(right)
        wrong = ", ".join(what for what, right in found if not right)
        print(f"{entry['name']:34} {'WRONG ' + wrong if wrong else 'right':28} " + "  ".join(f"{act} {t:.1f}" for t, act in acts), flush=True)
    for what, rights in sums.items():
        print(f"{what:34} {sum(rights)} of {len(rights)}")
    borders = [r for what, rights in sums.items() if what in ("music", "ovation", "no music") for r in rights]
    if borders:
        print(f"{'act borders in time':34} {100.0 * sum(borders) / len(borders):.0f} %")


def frames_of(path: Path) -> list[MusicFrame]:
    """Every frame of a file, heard once."""
    frames: list[MusicFrame] = []
    source = open_source(InputSpec("file", name=str(path), live=False))
    hear_all(house("club"), source, lambda view: frames.append(view.music))
    source.close()
    return frames[2 * 94:-94]   # without the edges: tracks are mixed into each other


class Set:
    """Recorded frames one after the other without end, numbered and timed anew, what was heard of the form mixed over FADE_S."""

    FADE_S = 8.0

    def __init__(self, tracks: list[list[MusicFrame]]) -> None:
        self._tracks, self._track, self._at, self._hop, self._ids, self._last = tracks, 0, 0, 0, 0, -1

    def step(self) -> MusicFrame:
        """The next frame."""
        if self._at >= len(self._tracks[self._track]):
            self._track, self._at, self._last = (self._track + 1) % len(self._tracks), 0, -1
        now = self._tracks[self._track][self._at].record.copy()
        faded = self._at * TICK_S / self.FADE_S
        if faded < 1.0:   # the track before runs out under the new one
            before = self._tracks[self._track - 1][-1 - self._at % 94].record
            for field in ("applause", "single", "full", "dying", "disorder", "trend", "coherence", "grid_confidence"):
                now["head"][field] = faded * now["head"][field] + (1.0 - faded) * before["head"][field]
        shift = tick_end(self._hop) - float(now["head"]["t"])
        newest = int(now["head"]["onset"]["id"].max())
        fresh = 1 if self._last >= 0 and newest > self._last else 0
        self._last, self._ids = newest, self._ids + fresh
        now["head"]["onset"] = np.zeros(EVENTS, MUSIC["head"]["onset"].base)
        now["head"]["onset"][-1] = (self._ids, tick_end(self._hop), 0.6, 0)
        now["head"]["t"], now["head"]["hop"], now["head"]["grid_anchor"] = tick_end(self._hop), self._hop, now["head"]["grid_anchor"] + shift
        self._at, self._hop = self._at + 1, self._hop + 1
        return MusicFrame(now)


def endless(kit: Path, minutes: float) -> None:
    """A set of so many minutes in the club's evening."""
    music, changes = Set([frames_of(kit / "audio" / f"{name}.ogg") for name in SET]), list[tuple[float, Act, str]]()

    def keep(view: View) -> None:
        if not changes or changes[-1][1] != view.show.act:
            changes.append((max(0.0, view.show.act_since), view.show.act, view.show.reason))

    stage = replace(house("club")).stage(keep)
    tracemalloc.start()
    sizes = []
    for hop in range(round(minutes * 60.0 / TICK_S)):
        stage.take(music.step())
        if hop % round(300.0 / TICK_S) == round(290.0 / TICK_S):
            sizes.append(tracemalloc.get_traced_memory()[0] / 1e6)
    times = [t for t, _, _ in changes]
    lasted = np.diff(times[1:])
    print(f"{minutes:.0f} minutes: {len(changes) - 1} changes, shortest act {lasted.min():.1f} s, longest {lasted.max():.0f} s, "
          f"acts {', '.join(sorted({a.name.lower() for _, a, _ in changes}))}")
    print(f"memory every five minutes, MB: {' '.join(f'{s:.2f}' for s in sizes)}")
    for reason in sorted({r for _, _, r in changes}):
        print(f"  {sum(r == reason for _, _, r in changes):3} x {reason}")


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kit", type=Path, default=KIT)
    parser.add_argument("--only", default="")
    parser.add_argument("--set", type=float, default=0.0, metavar="MINUTES")
    args = parser.parse_args()
    if not (args.kit / "manifest.json").is_file():
        print(f"skipped: no evaluation kit at {args.kit}; give its folder with --kit", file=sys.stderr)
        return 0
    if args.set:
        endless(args.kit, args.set)
    else:
        table(args.kit, set(filter(None, args.only.split(","))))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
