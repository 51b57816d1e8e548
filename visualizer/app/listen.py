"""`concord listen`: analysis alone, as JSON for scoring or as live meters in the terminal."""
from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from math import floor
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console, Group
from rich.live import Live
from rich.text import Text

from visualizer import __version__
from visualizer.analysis import Analyzer
from visualizer.audio import InputSpec, Source, open_source
from visualizer.model.block import Block
from visualizer.model.crowd import CrowdFrame
from visualizer.model.errors import OutputError
from visualizer.model.music import BANDS, FORMS, KEYS, MusicFrame
from visualizer.model.show import ShowFrame
from visualizer.model.time import HOP, SAMPLE_RATE, TICK_S
from visualizer.output.files import check_not_input, check_writable, whole_file

from .common import House
from .stage import View

HEARTS_ORDER = 0.4
"""order below which the house has no heart worth the name"""
FLASH = 0.35
"""confidence of the grid above which a beat counts as one we would flash for"""


@dataclass
class Report:
    """Collects one run in the schema of the evaluation kit. Times are seconds of the input; known_at never lies before the newest sample that had been read."""

    onsets: list[tuple[float, float]] = field(default_factory=list)
    hits: list[tuple[float, float]] = field(default_factory=list)
    beats: list[tuple[float, float, float]] = field(default_factory=list)
    downbeats: list[tuple[float, float]] = field(default_factory=list)
    next_beats: list[tuple[float, float]] = field(default_factory=list)
    tempo: list[tuple[float, float]] = field(default_factory=list)
    f0: list[tuple[float, float, float]] = field(default_factory=list)
    notes: list[tuple[float, float, float]] = field(default_factory=list)
    coherence: list[tuple[float, float]] = field(default_factory=list)
    order: list[tuple[float, float]] = field(default_factory=list)
    hearts: list[tuple[float, float]] = field(default_factory=list)
    acts: list[dict[str, float | str]] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    nonfinite: int = 0
    _ids: dict[str, int] = field(default_factory=lambda: {"onset": 0, "hit": 0, "note": 0})
    _beat: int = -1
    _beat_s: float = -9.0
    _act_since: float = -1.0
    _lub: int = 0

    def add(self, block: Block, music: MusicFrame, cpu_us: float) -> None:
        """One hop. cpu_us: microseconds of processor time the analysis took."""
        known, shift = block.known_s, block.event_s - music.t   # show time + shift = input time
        for name, rows in (("onset", self.onsets), ("hit", self.hits)):
            for event in music.events(name, after=self._ids[name]):
                self._ids[name] = event.id
                rows.append((event.t + shift, known))
        for note in music.notes(after=self._ids["note"]):
            self._ids["note"] = note.id
            self.notes.append((note.start + shift, known, note.midi))
        grid = music.grid
        if grid.confidence > FLASH:
            following = grid.next_beat(music.t)
            number = floor(grid.position(music.t + TICK_S))   # the last hop before it, or the first after a grid that moved: when a light would be told
            at = grid.anchor_s + (number - grid.beat) * grid.period_s
            if number > self._beat and at > self._beat_s + 0.4 * grid.period_s and at > music.t - 0.5 * grid.period_s:
                self._beat, self._beat_s = number, at
                self.beats.append((at + shift, known, grid.confidence))
                if (number - grid.downbeat) % grid.beats_per_bar == 0:
                    self.downbeats.append((at + shift, known))
            self.next_beats.append((known, following + shift))
            self.tempo.append((known, grid.bpm))
        self.f0.append((block.event_s, music.value("pitch_hz"), known))
        self.coherence.append((known, music.value("coherence")))
        self.cpu.append(cpu_us)
        self.nonfinite = block.nonfinite

    def add_crowd(self, block: Block, crowd: CrowdFrame) -> None:
        """The crowd at the same hop: its order along the ripple, and its newest lub while the house has a mean worth the name. known_at: the newest sample
        that had been read when the lub was told, mostly the hop before it falls."""
        self.order.append((block.known_s, crowd.order_wave))
        if crowd.lub > self._lub:
            self._lub = crowd.lub
            if crowd.order_wave > HEARTS_ORDER:
                self.hearts.append((crowd.lub_s + block.event_s - crowd.t, block.known_s))

    def add_act(self, block: Block, show: ShowFrame) -> None:
        """The act, when it is another: when it takes effect, and when it was chosen."""
        if not self.acts or self._act_since != show.act_since:
            self._act_since = show.act_since
            shift = block.event_s - show.t
            self.acts.append({"time": round(max(0.0, show.act_since + shift), 3), "act": show.act.name.lower(), "reason": show.reason,
                              "confidence": round(show.confidence, 3), "decided": round(max(0.0, show.decided + shift), 3)})

    def document(self, name: str, rate: int) -> dict[str, Any]:
        """The schema as a dict."""
        def columns(rows: list[Any], *names: str) -> dict[str, list[float]]:
            return {n: [round(float(r[i]), 6) for r in rows] for i, n in enumerate(names)}

        return {
            "name": name, "system": f"concord {__version__}", "sr": rate, "hop": HOP, "hop_rate": SAMPLE_RATE,
            "onsets": columns(self.onsets, "time", "known_at"), "hits": columns(self.hits, "time", "known_at"),
            "beats": columns(self.beats, "time", "known_at"), "beat_confidence": [round(row[2], 3) for row in self.beats],
            "downbeats": columns(self.downbeats, "time", "known_at"), "next_beats": columns(self.next_beats, "made_at", "time"),
            "tempo": columns(self.tempo, "time", "bpm"), "f0": columns(self.f0, "time", "hz", "known_at"),
            "notes": columns(self.notes, "time", "known_at", "midi"),
            "coherence": columns(self.coherence, "time", "value"),
            "order": columns(self.order, "time", "value"), "hearts": columns(self.hearts, "time", "known_at"),
            "acts": self.acts,
            "cpu": [round(c, 1) for c in self.cpu], "offline": False, "nonfinite": self.nonfinite,
        }


def listen_json(house: House, spec: InputSpec, out: str) -> None:
    """Hear the whole input as fast as it reads and write the schema to `out` ('-': stdout)."""
    path = Path(out)
    if out != "-":
        check_writable(path)
        check_not_input(path, Path(spec.name))
    source = open_source(replace(spec, live=False))
    try:
        report = hear_all(house, source)
        text = json.dumps(report.document(Path(spec.name).stem or spec.kind, source.rate))
    finally:
        source.close()
    if out == "-":
        sys.stdout.write(text + "\n")
        return
    try:
        with whole_file(path) as partial:
            partial.write_text(text + "\n", "utf-8")
    except OSError as error:
        raise OutputError(f"{path}: cannot be written ({error.strerror})") from error


def hear_all(house: House, source: Source, on_tick: Callable[[View], None] | None = None) -> Report:
    """The whole input through the analysis, the director and the crowd, exactly as the show runs them."""
    analyzer, report, stage = Analyzer(house.analysis), Report(), house.stage(on_tick)
    while (block := source.read()) is not None:
        before = time.thread_time()
        music = analyzer.step(block)
        report.add(block, music, (time.thread_time() - before) * 1e6)
        stage.take(music)
        report.add_crowd(block, stage.view.crowd)
        report.add_act(block, stage.view.show)
    return report


def listen_live(house: House, spec: InputSpec, seconds: float | None = None) -> None:
    """Live meters of what is heard until Ctrl-C, the end of the file, or `seconds` (s). Nothing is drawn but text; no GL, no child."""
    source = open_source(spec)
    analyzer, stage = Analyzer(house.analysis), house.stage()
    until = None if seconds is None else time.perf_counter() + seconds
    console = Console(stderr=not sys.stdout.isatty())
    drawn = 0.0
    try:
        with Live(console=console, auto_refresh=False, transient=False) as live:
            while (block := source.read()) is not None:
                music = analyzer.step(block)
                stage.take(music)
                now = time.perf_counter()
                if until is not None and now > until:
                    break
                if now - drawn > 0.08:
                    live.update(meters(music, source.name, stage.view.show), refresh=True)
                    drawn = now
    except KeyboardInterrupt:
        pass
    finally:
        source.close()


def _bar(value: float, width: int = 32) -> str:
    full = int(np.clip(value, 0.0, 1.0) * width * 8)
    return "█" * (full // 8) + (" ▏▎▍▌▋▊▉"[full % 8] if full % 8 else "")


def note_name(midi: float) -> str:
    """A note number as a name and the cents beside it: 69.12 is 'A4 +12 c'."""
    nearest = round(midi)
    return f"{KEYS[nearest % 12].split()[0]}{nearest // 12 - 1} {100.0 * (midi - nearest):+.0f} c"


def meters(music: MusicFrame, name: str, show: ShowFrame | None = None) -> Group:
    """What is heard, as lines of text."""
    gpu = music.record["gpu"]
    grid, onsets = music.grid, music.events()
    hz, notes, key = music.value("pitch_hz"), music.notes(), int(music.value("key"))
    lines = [
        f"{name}   {'signal' if music.value('signal') else 'NO SIGNAL'}   {music.value('rms_db'):6.1f} dBFS   room {music.value('floor_db'):.0f} dB",
        f"level      {_bar(float(gpu['level'][0]))}",
        *(f"{band:<10} {_bar(float(gpu['band'][i]))}" for i, band in enumerate(BANDS)),
        f"coherence  {_bar(music.value('coherence'))} {music.value('coherence'):.2f}",
        f"tempo      {grid.bpm:6.1f} bpm   confidence {grid.confidence:.2f}   {'●' if grid.confidence > FLASH and grid.phase(music.t) < 0.15 else '○'}",
        f"pitch      {hz:7.1f} Hz   confidence {music.value('pitch_confidence'):.2f}" if hz else "pitch      none",
        f"note       {'   '.join(note_name(n.midi) + ('' if n.held else ' ended') for n in notes[-1:]) or 'none'}",
        f"key        {KEYS[key] if key >= 0 else 'none'}   clarity {music.value('key_clarity'):.2f}",
        "loudness   " + "   ".join(f"{word} {music.value(name):6.1f}" for word, name in (("M", "lufs_m"), ("S", "lufs_s"), ("I", "lufs_i"))) + " LUFS",
        f"form       {FORMS[int(music.value('form'))].replace('_', ' '):<10} {music.value('form_confidence'):.2f}   applause {music.value('applause'):.2f}   "
        f"disorder {music.value('disorder'):.2f}",
        *([f"act        {show.act.name.lower().replace('_', ' ')} for {show.t - show.act_since:.0f} s: {show.reason} ({show.confidence:.2f})"] if show else []),
        f"onsets     {onsets[-1].id if onsets else 0}   " + "   ".join(f"{word} {int(music.value(word))}" for word in ("lost", "nonfinite", "clipped")),
    ]
    return Group(*(Text(line, no_wrap=True, overflow="crop") for line in lines))
