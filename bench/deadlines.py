"""Does the ear keep its deadlines beside a saturated renderer? The real ear, on a real PortAudio capture of a sound server of its own: alone, beside, in turns.

A deadline is missed when a frame is published more than one hop after its last sample was readable. A server hands sound over in lumps, so that instant is
taken from the reads themselves: where the ear waited, the return of the read less what it spent waiting for a processor (Linux's run delay); where the sound
was there already, as early as the lump before, or as early as it was played. So the server's delay is left out and every delay of the ear is in, rather too
much than too little. The signal is a 16-bit ramp, so that a skipped sample shows; zeros that the server put in are counted apart.

    python bench/deadlines.py --seconds 60 --repeats 5 --ramp 300
"""
from __future__ import annotations

import argparse
import json
import multiprocessing as mp
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))   # the checkout's tests are not installed

from tests.soundserver import SoundServer, sound_server
from visualizer.analysis import AnalysisSettings
from visualizer.app import ear
from visualizer.audio import DeviceSource, InputSpec, Source
from visualizer.audio.clock import lower_line
from visualizer.model.block import Block
from visualizer.model.control import CONTROL_EVENT
from visualizer.model.music import MUSIC
from visualizer.model.ring import Ring
from visualizer.model.time import HOP, TICK_S

PERIOD = 60_000
"""values of the ramp, -30000 .. 29999"""
PUBLISHED, SHOW, READ, READABLE, SKIPPED, JUMPS, ZEROS, LOST = range(8)
WARM_S = 3.0
"""s at the beginning of each run that are not judged: imports, caches, the sink waking up"""

LOAD = """
import moderngl, sys, time
ctx = moderngl.create_standalone_context(backend="egl", require=330)
program = ctx.program(vertex_shader='''#version 330 core
in vec2 at; void main() { gl_Position = vec4(at, 0.0, 1.0); }''', fragment_shader='''#version 330 core
uniform float t; out vec4 colour;
void main() { vec2 z = gl_FragCoord.xy / 500.0; for (int i = 0; i < 48; i++) z = vec2(z.x * z.x - z.y * z.y, 2.0 * z.x * z.y) * 0.4 + sin(z.yx + t);
colour = vec4(z, length(z), 1.0); }''')
import numpy as np
vao = ctx.vertex_array(program, [(ctx.buffer(np.array([-1, -1, 3, -1, -1, 3], 'f4').tobytes()), '2f', 'at')])
target = ctx.framebuffer([ctx.texture((1280, 720), 4, dtype='f2')])
target.use()
frames, began = 0, time.perf_counter()
while True:
    program['t'] = frames * 0.01
    vao.render(); ctx.finish(); frames += 1
    with open(sys.argv[1], 'w') as f: f.write(f"{frames / (time.perf_counter() - began):.2f} {ctx.info['GL_RENDERER']}")
"""


def run_delay_s() -> float:
    """s this thread has spent ready to run and not running; 0 where the system does not say."""
    try:
        return int(Path("/proc/thread-self/schedstat").read_text().split()[1]) * 1e-9
    except (OSError, IndexError, ValueError):
        return 0.0


class Checked:
    """A source that watches its reads and checks the ramp as it goes by. counts: (4,) skipped samples, jumps, zeros, lost as the source says;
    readable_at: s, performance counter at which the newest block's last sample could be read."""

    def __init__(self, source: Source) -> None:
        assert isinstance(source, DeviceSource)
        self._source, self._stream = source, source._stream
        self.readable_at = 0.0
        self.name, self.rate, self.channels, self.live = source.name, source.rate, source.channels, source.live
        self.counts = np.zeros(4, np.int64)
        self.read_at = 0.0
        self._last: int | None = None

    def read(self) -> Block | None:
        there, delay = self._stream.read_available >= HOP, run_delay_s()
        block = self._source.read()
        self.read_at = time.perf_counter()
        if not there:   # else as early as the block before
            self.readable_at = self.read_at - (run_delay_s() - delay)
        if block is not None:
            self._check(np.round(block.samples[:, 0].astype(np.float64) * 32_768).astype(np.int64))
            self.counts[3] = block.lost
        return block

    def _check(self, values: Any) -> None:
        zero = values == 0
        inserted = zero & (np.roll(zero, 1) | np.roll(zero, -1))   # the ramp itself passes 0 alone
        kept = values[~inserted]
        self.counts[2] += int(inserted.sum())
        if len(kept):
            before = kept[0] - 1 if self._last is None else self._last
            steps = (np.diff(np.concatenate([[before], kept])) - 1) % PERIOD
            self.counts[0] += int(np.where(steps > PERIOD // 2, PERIOD - steps, steps).sum())
            self.counts[1] += int((steps != 0).sum())
            self._last = int(kept[-1])

    def close(self) -> None:
        self._source.close()


def timed_ear(ring_name: str, hands_name: str, rows_path: str) -> None:
    """The ear itself, in a process of its own; every publication leaves a row in a file."""
    rows = np.load(rows_path, mmap_mode="r+")
    checked: list[Checked] = []
    publish, open_source = Ring.publish, ear.open_source

    def opened(*arguments: Any, **words: Any) -> Source:
        checked.append(Checked(open_source(*arguments, **words)))
        return checked[-1]

    def noted(ring: Ring, record: Any) -> int:
        n = publish(ring, record)
        if n < len(rows):
            rows[n] = (time.perf_counter(), float(record["head"]["t"]), checked[-1].read_at, checked[-1].readable_at, *checked[-1].counts)
        return n

    ear.open_source, Ring.publish = opened, noted  # type: ignore[assignment, method-assign]
    ear.ear_main(ring_name, hands_name, InputSpec("auto"), AnalysisSettings(), 0, time.perf_counter(), False)


def ramp_file(folder: Path, seconds: float) -> Path:
    """A 16-bit ramp to play, one channel; the server's memory for such things ends at 16 MB, 170 s with its warm-up."""
    import soundfile as sf

    path = folder / f"{folder.name}.wav"
    sf.write(path, ((np.arange(int(min(seconds, 170.0) * 48_000)) % PERIOD) - PERIOD // 2).astype(np.int16), 48_000, subtype="PCM_16")
    return path


def run(server: SoundServer, seconds: float, beside: bool) -> dict[str, Any]:
    """One run of the ear, on a server that has played nothing yet. Returns the share of missed deadlines and what else was seen."""
    work = Path(tempfile.mkdtemp(prefix="concord-deadlines-"))
    rows_path, fps_path = work / "rows.npy", work / "fps"
    np.save(rows_path, np.zeros((int((seconds + WARM_S + 30.0) / TICK_S), 8)))
    ramp = ramp_file(work, seconds + WARM_S + 10.0)
    ring, hands = Ring(MUSIC, 256), Ring(CONTROL_EVENT, 64)
    child = mp.get_context("spawn").Process(target=timed_ear, args=(ring.name, hands.name, str(rows_path)))
    load = None
    if beside:
        threads = max(1, (os.cpu_count() or 2) - 1)
        log = (work / "load.log").open("wb")
        load = subprocess.Popen([sys.executable, "-c", LOAD, str(fps_path)], env=os.environ | {"LP_NUM_THREADS": str(threads)}, stdout=log, stderr=log)
    try:
        child.start()
        give_up = time.monotonic() + 30.0
        while ring.published == 0 and time.monotonic() < give_up:
            time.sleep(0.05)
        server.play_from_memory(ramp, "house")
        time.sleep(WARM_S + seconds)
    finally:
        for process in (child, load):
            if process is not None:
                process.kill()
        child.join(5.0)
        ring.close()
        hands.close()
    rows = np.load(rows_path)
    found = judged(rows[rows[:, PUBLISHED] > 0])
    found["renderer"] = fps_path.read_text() if fps_path.exists() else "none"
    shutil.rmtree(work, ignore_errors=True)
    return found


def judged(rows: Any) -> dict[str, Any]:
    """Figures of one run. rows: (n, 8) as timed_ear leaves them."""
    if len(rows) < 100:
        return {"frames": len(rows), "missed_percent": float("nan")}
    rows = rows[rows[:, SHOW] > rows[0, SHOW] + WARM_S]
    bucket = ((rows[:, SHOW] - rows[0, SHOW]) / 0.5).astype(int)
    waits = rows[:, READABLE] - rows[:, SHOW]
    least = [int(np.flatnonzero(bucket == b)[waits[bucket == b].argmin()]) for b in np.unique(bucket)]
    base, slope = lower_line([(float(rows[i, SHOW]), float(waits[i])) for i in least])
    readable = np.maximum(rows[:, READABLE], base + (1.0 + slope) * rows[:, SHOW])
    lateness, work_s = rows[:, PUBLISHED] - readable, rows[:, PUBLISHED] - rows[:, READ]
    late_ms, work_ms = ([round(1e3 * float(q), 2) for q in np.quantile(x, (0.5, 0.9, 0.99, 1.0))] for x in (lateness, work_s))
    counted = {name: int(rows[-1, column] - rows[0, column]) for name, column in (("skipped", SKIPPED), ("jumps", JUMPS), ("zeros", ZEROS), ("lost", LOST))}
    return {"frames": len(rows), "missed_percent": round(100.0 * float((lateness > TICK_S).mean()), 3), "late_ms": late_ms, "analysis_ms": work_ms} | counted


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=60.0, help="s of each run")
    parser.add_argument("--repeats", type=int, default=5, help="runs alone, and as many beside the renderer")
    parser.add_argument("--ramp", type=float, default=0.0, help="s of more beside the renderer, in runs of 100 s at most, for skipped samples")
    parser.add_argument("--json", type=Path, help="also write the figures here")
    options = parser.parse_args()
    print(f"# {platform.platform()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, Python {platform.python_version()}, numpy {np.__version__}")
    found: dict[str, list[dict[str, Any]]] = {"alone": [], "beside": [], "ramp": []}
    plan = [(way, options.seconds) for _ in range(options.repeats) for way in ("alone", "beside")]
    parts = int(np.ceil(options.ramp / 100.0))
    for way, seconds in [*plan, *([("ramp", options.ramp / parts)] * parts if parts else [])]:
        with sound_server() as server:
            os.environ.update({k: server.env[k] for k in ("XDG_RUNTIME_DIR", "PULSE_SERVER", "JACK_NO_START_SERVER")})
            found[way].append(run(server, seconds, way != "alone"))
        print(way.ljust(7), json.dumps(found[way][-1]), flush=True)
    medians = {way: float(np.median([r["missed_percent"] for r in found[way]])) for way in ("alone", "beside") if found[way]}
    if len(medians) == 2:
        print(f"missed deadlines, median: alone {medians['alone']:.2f} %, beside {medians['beside']:.2f} %, "
              f"difference {medians['beside'] - medians['alone']:+.2f} points")
    every = [r for runs in found.values() for r in runs]
    print(f"ramp: {sum(r.get('skipped', 0) for r in every)} samples skipped in {sum(r['frames'] for r in every) * TICK_S:.0f} s, "
          f"{sum(r.get('zeros', 0) for r in every)} zeros put in by the server")
    if options.json:
        options.json.write_text(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
