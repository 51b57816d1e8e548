"""How well the acts follow the form of the music: the kit's excerpts and a set of hours, through the very analysis, director and crowd of the show.

    python -m bench.dramaturgy [--kit ../shared/eval] [--only a,b] [--set MINUTES] [--evening]

Per excerpt: the acts; the expected ones (music: something plays; applause: ovation within 3 s; silence, noise, talk: the curtain stays, no ovation);
the set: excerpts looped from bar to bar, cross-faded into each other for MINUTES, every sample heard, in the club's evening: changes, acts, memory;
the evening: a house that comes, a quartet, applause, talk, songs, and home, glued from the kit.
"""
from __future__ import annotations

import argparse
import gc
import json
import resource
import sys
import time
from pathlib import Path

import numpy as np
import numpy.typing as npt

from visualizer.analysis import Analyzer
from visualizer.app.common import House, build_house
from visualizer.app.listen import hear_all
from visualizer.app.schema import schema
from visualizer.app.stage import View
from visualizer.audio import InputSpec, open_source
from visualizer.config import load
from visualizer.model.block import Block
from visualizer.model.show import Act
from visualizer.model.time import HOP, SAMPLE_RATE, TICK_S, tick_end

KIT = Path(__file__).resolve().parents[2] / "shared" / "eval"
PLAYING = {"note", "symphony", "unison", "chaos", "ebb", "last_note"}
NO_MUSIC = ("silence", "noise", "speech")
SET_KINDS = ("band_steady", "band_syncopated", "breakdown", "human_drums_band", "real_mix")
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


class Mix:
    """A set without end: (n, 1) blocks of tracks in a seeded order, each an excerpt that loops from bar to bar and is mixed into the next over FADE_S."""

    FADE_S, TRACK_S, LEVEL = 8.0, 100.0, 0.13

    def __init__(self, loops: list[tuple[str, npt.NDArray[np.float32]]], seed: int = 1) -> None:
        """loops: (name, (n,) float32 at SAMPLE_RATE, whole bars)."""
        self._loops, self._rng, self._hop = loops, np.random.default_rng(seed), 0
        self._order: list[int] = []
        self._at, self._fade = 0, round(self.FADE_S * SAMPLE_RATE)
        self._now, self._next = self._pick(), self._pick()
        self.played: list[tuple[float, str]] = [(0.0, self._loops[self._now][0])]

    def _pick(self) -> int:
        if not self._order:
            self._order = self._rng.permutation(len(self._loops)).tolist()
        return self._order.pop()

    def _part(self, track: int, at: int) -> npt.NDArray[np.float32]:
        loop = self._loops[track][1]
        return loop[np.arange(at, at + HOP) % len(loop)]

    def read(self) -> Block:
        """The next block."""
        length = max(round(self.TRACK_S * SAMPLE_RATE), len(self._loops[self._now][1]))
        into = self._at - (length - self._fade)
        samples = self._part(self._now, self._at)
        if into > 0:   # equal power, as a cross-fader does
            way = np.clip((into + np.arange(HOP)) / self._fade, 0.0, 1.0) * np.pi / 2.0
            samples = (np.cos(way) * samples + np.sin(way) * self._part(self._next, into)).astype(np.float32)
        self._at += HOP
        if self._at >= length:
            self._now, self._next, self._at = self._next, self._pick(), self._at - (length - self._fade)
            self.played.append((tick_end(self._hop), self._loops[self._now][0]))
        block = Block(samples[:, None], self._hop, tick_end(self._hop), tick_end(self._hop))
        self._hop += 1
        return block


EVENING = (("crowd_babble", 18.0, {"backstage"}), ("room_tone", 8.0, {"curtain", "silence"}), ("soft_strings", 30.0, PLAYING), ("applause", 9.0, {"ovation"}),
           ("speech", 12.0, {"ovation", "waking"}), ("band_syncopated", 30.0, PLAYING), ("applause", 5.0, {"ovation"}), ("band_steady", 30.0, PLAYING),
           ("applause", 12.0, {"ovation"}), ("room_tone", 60.0, {"waking", "backstage"}))
"""(name or kind, s, what may be on 4 s after it began, 3 s for applause): a house that comes, a quartet, applause, talk, two songs of a band, and home"""


def sound_of(kit: Path, wanted: str, seconds: float) -> npt.NDArray[np.float32]:
    """(n,) float32, the first excerpt of that name or kind, at most so long, edges eased over 20 ms; what is shorter is repeated."""
    entries = json.loads((kit / "manifest.json").read_text("utf-8"))["excerpts"]
    entry = next(e for e in entries if wanted in (e["name"], e["kind"]))
    source, parts = open_source(InputSpec("file", name=str(kit / entry["audio"]), live=False)), list[npt.NDArray[np.float32]]()
    while (block := source.read()) is not None:
        parts.append(block.samples.mean(axis=1))
    source.close()
    heard = np.concatenate(parts)[:-HOP]
    heard = heard[int(np.argmax(np.abs(heard) > 0.05 * np.abs(heard).max())):]   # from its first sound on
    sound = np.resize(heard, round(seconds * SAMPLE_RATE)).astype(np.float32)
    ramp = np.linspace(0.0, 1.0, SAMPLE_RATE // 50, dtype=np.float32)
    sound[:len(ramp)] *= ramp
    sound[-len(ramp):] *= ramp[::-1]
    return sound


def evening(kit: Path) -> None:
    """A whole concert, glued from the kit; room tone lies under all of it."""
    sound = np.concatenate([sound_of(kit, name, seconds) for name, seconds, _ in EVENING])
    sound += sound_of(kit, "room_tone", len(sound) / SAMPLE_RATE)[:len(sound)]
    analyzer, stage, acts = Analyzer(), house("concert").stage(), list[tuple[float, str, str]]()
    for hop in range(len(sound) // HOP):
        stage.take(analyzer.step(Block(sound[hop * HOP:(hop + 1) * HOP, None], hop, tick_end(hop), tick_end(hop))))
        show = stage.view.show
        if not acts or acts[-1][1] != show.act.name.lower():
            acts.append((max(0.0, show.act_since), show.act.name.lower(), show.reason))
    at, right = 0.0, 0
    for name, seconds, allowed in EVENING:
        by = at + min(HANDS_S if name == "applause" else IN_TIME_S, seconds)
        on = [act for t, act, _ in acts if t <= by][-1]
        right += on in allowed
        print(f"{at:6.1f} s {name:16} {on:10} {'right' if on in allowed else 'WRONG: ' + ', '.join(sorted(allowed))}")
        at += seconds
    print(f"{right} of {len(EVENING)} borders in time")
    for t, act, reason in acts:
        print(f"  {t:6.1f} {act:10} {reason}")


def loops_of(kit: Path) -> list[tuple[str, npt.NDArray[np.float32]]]:
    """What a DJ of this kit would play: the excerpts of SET_KINDS with a beat, from their first downbeat to their last."""
    loops = []
    for entry in json.loads((kit / "manifest.json").read_text("utf-8"))["excerpts"]:
        bars = json.loads((kit / entry["truth"]).read_text("utf-8")).get("downbeats", [])
        if entry["kind"] not in SET_KINDS or len(bars) < 4:
            continue
        source, parts = open_source(InputSpec("file", name=str(kit / entry["audio"]), live=False)), list[npt.NDArray[np.float32]]()
        while (block := source.read()) is not None:
            parts.append(block.samples.mean(axis=1))
        source.close()
        sound = np.concatenate(parts)[round(bars[0] * SAMPLE_RATE):round(bars[-1] * SAMPLE_RATE)]
        loops.append((entry["name"], (sound * (Mix.LEVEL / np.sqrt(np.mean(sound ** 2)))).astype(np.float32)))
    return loops


def memory() -> tuple[float, int]:
    """(MB resident, Python's allocated blocks)."""
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * resource.getpagesize() / 1e6, sys.getallocatedblocks()


def endless(kit: Path, minutes: float) -> None:
    """A set of so many minutes in the club's evening, every sample of it heard."""
    mix, changes, sizes = Mix(loops_of(kit)), list[tuple[float, Act, str]](), list[tuple[float, int]]()

    def keep(view: View) -> None:
        if not changes or changes[-1][1] != view.show.act:
            changes.append((max(0.0, view.show.act_since), view.show.act, view.show.reason))

    club = house("club")
    analyzer, stage = Analyzer(club.analysis), club.stage(keep)
    began, every = time.perf_counter(), round(300.0 / TICK_S)
    for hop in range(round(minutes * 60.0 / TICK_S)):
        stage.take(analyzer.step(mix.read()))
        if hop % every == every - 1:
            sizes.append(memory())
            print(f"  {(hop + 1) * TICK_S / 60.0:4.0f} min: {sizes[-1][0]:.1f} MB, {sizes[-1][1]} blocks, {len(changes) - 1} changes, "
                  f"{(hop + 1) * TICK_S / (time.perf_counter() - began):.1f} times real time", flush=True)
    set_report(changes, minutes)
    print(f"{len(mix.played)} tracks of {len(loops_of(kit))} excerpts")
    if len(sizes) > 3:
        early, late = sizes[1], sizes[-1]
        print(f"memory: {early[0]:.1f} MB and {early[1]} blocks after 10 minutes, {late[0]:.1f} MB and {late[1]} at the end")


def set_report(changes: list[tuple[float, Act, str]], minutes: float) -> None:
    """What the acts did: how often and how long each, and why it came."""
    ends = [t for t, _, _ in changes[1:]] + [minutes * 60.0]
    lasted = [end - start for (start, _, _), end in zip(changes, ends, strict=True)]
    print(f"{minutes:.0f} minutes: {len(changes) - 1} changes, shortest act {min(lasted[1:-1]):.1f} s, longest {max(lasted):.0f} s")
    for act in sorted({a for _, a, _ in changes}):
        mine = [s for s, (_, a, _) in zip(lasted, changes, strict=True) if a == act]
        print(f"  {act.name.lower():10} {len(mine):3} times, {sum(mine) / sum(lasted):4.0%} of the time, {min(mine):.0f} to {max(mine):.0f} s")
    for act, reason in sorted({(a, r) for _, a, r in changes}):
        print(f"  {sum((a, r) == (act, reason) for _, a, r in changes):3} x {act.name.lower()}: {reason}")


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kit", type=Path, default=KIT)
    parser.add_argument("--only", default="")
    parser.add_argument("--set", type=float, default=0.0, metavar="MINUTES")
    parser.add_argument("--evening", action="store_true")
    args = parser.parse_args()
    if not (args.kit / "manifest.json").is_file():
        print(f"skipped: no evaluation kit at {args.kit}; give its folder with --kit", file=sys.stderr)
        return 0
    if args.evening:
        evening(args.kit)
    elif args.set:
        endless(args.kit, args.set)
    else:
        table(args.kit, set(filter(None, args.only.split(","))))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
