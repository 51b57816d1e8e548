"""Is the picture with the sound? A click track is rendered to a video, and in the finished file every click is held against the frame that answers it.

    python bench/sync.py [--fps 30] [--size 320x180] [--keep FILE.mp4]

Prints the distance of each answer from its click in frames (0: the frame in which the click sounds; positive: later), and their median and worst.
"""
from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

import av
import numpy as np
import soundfile as sf

RATE = 48_000


def click_track(seconds: float) -> tuple[np.ndarray, list[float]]:
    """Knocks at uneven distances over a soft chord, so that none can be predicted. (n, 2) float32 and their times (s)."""
    rng = np.random.default_rng(11)
    n = int(seconds * RATE)
    t = np.arange(n) / RATE
    chord = sum(np.sin(2 * np.pi * f * t) for f in (146.8, 220.0, 277.2)) * 0.012
    out = chord + rng.normal(0, 1e-4, n)
    knock = rng.normal(0, 1, 6000) * np.exp(-np.arange(6000) / 900.0) * 0.5
    times = list(np.cumsum(rng.uniform(0.9, 1.6, 200)) + 12.0)
    times = [x for x in times if x < seconds - 1.0]
    for x in times:
        out[int(x * RATE):int(x * RATE) + 6000] += knock
    for x in np.arange(2.0, 12.0, 0.5):   # a bar or two that brings the show to where crystals answer
        out[int(x * RATE):int(x * RATE) + 6000] += 0.5 * knock
    return np.stack([out, out], 1).astype(np.float32), times


def answers(path: Path) -> tuple[np.ndarray, np.ndarray, float]:
    """From the file alone: light of each frame (99.5th percentile of luma), times (s) of the clicks in its sound, frames a second."""
    light = []
    with av.open(str(path)) as container:
        fps = float(container.streams.video[0].average_rate or 30)
        for frame in container.decode(video=0):
            light.append(float(np.percentile(frame.to_ndarray(format="gray"), 99.5)))
    with av.open(str(path)) as container:
        sound = np.concatenate([f.to_ndarray()[0] for f in container.decode(audio=0)])
    loud = np.abs(sound) > 0.25
    first = np.flatnonzero(loud[1:] & ~loud[:-1])
    clicks = [first[0]] if len(first) else []
    for i in first:
        if i - clicks[-1] > 0.3 * RATE:
            clicks.append(i)
    return np.array(light), np.array(clicks) / RATE, fps


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fps", default="30")
    parser.add_argument("--size", default="320x180")
    parser.add_argument("--seconds", type=float, default=40.0)
    parser.add_argument("--keep", type=Path)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        track, video = Path(folder) / "clicks.wav", args.keep or Path(folder) / "clicks.mp4"
        samples, times = click_track(args.seconds)
        sf.write(track, samples, RATE)
        words = ("render", str(track), "-o", str(video), "--fps", args.fps, "--size", args.size, "--quality", "C")
        subprocess.run([sys.executable, "-m", "visualizer", *words], check=True)
        light, clicks, fps = answers(video)
    distances = []
    for click in [c for c in clicks if c > 12.0]:
        at = int(click * fps)
        rise = np.diff(light[at - 3:at + 10])
        k = int(np.argmax(rise))
        lit = next((j for j in range(len(rise)) if rise[j] > max(1.0, 0.6 * rise[k])), k)   # the first frame that shows it
        distances.append((lit - 2, float(rise[k])))
    for click, (d, rise) in zip([c for c in clicks if c > 12.0], distances, strict=True):
        print(f"click {click:7.3f} s   answer {d:+d} frames   rise {rise:5.1f}")
    d = np.array([x for x, rise in distances if rise >= 1.0])
    print(f"{len(d)} of {len(distances)} clicks answered (of {len(times)} written); median {np.median(d):+.0f} frames, "
          f"worst {d[np.argmax(np.abs(d))]:+d}, fps {fps:g}")


if __name__ == "__main__":
    main()
