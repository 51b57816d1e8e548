"""`concord render`: the show of a file as a video with sound."""
from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil
from pathlib import Path

import numpy as np
import numpy.typing as npt
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from visualizer.audio import FileSource, InputSpec, open_media
from visualizer.model.block import Samples
from visualizer.model.errors import UsageError
from visualizer.model.time import HOP, SAMPLE_RATE, FrameTime
from visualizer.output.files import check_not_input, check_writable, whole_file
from visualizer.output.headless import create_context
from visualizer.output.settings import VideoSettings
from visualizer.output.stills import contact_sheet, save_png
from visualizer.output.video import VideoWriter, check_video_path
from visualizer.render import Renderer

from .common import House, clock_text, need_file, open_offline
from .offline import Offline

WARM_FRAMES = 12
"""frames drawn before the first one that counts, so that the guard has a past"""


@dataclass(frozen=True, slots=True)
class FilmPlan:
    """What to render. size: px; start_s, seconds: s, seconds None = to the end; tier: quality; sheet: (label, show time s) to put on a contact sheet."""

    out: Path
    size: tuple[int, int]
    fps: Fraction
    start_s: float = 0.0
    seconds: float | None = None
    tier: str = "A"
    sheet: tuple[tuple[str, float], ...] = ()
    sheet_out: Path | None = None


def frame_time(index: int, fps: Fraction, start_s: float) -> FrameTime:
    """Frame `index` is seen from index/fps to (index+1)/fps; it is drawn for the middle of that. The guard takes a dt of 0 for a held picture: never here."""
    return FrameTime(start_s + float((index + Fraction(1, 2)) / fps), float(1 / fps), index)


def render_film(house: House, spec: InputSpec, plan: FilmPlan) -> Path:
    """Render and write plan.out (and the contact sheet); nothing is left behind on failure. Returns the video's path."""
    need_file(spec)
    check_video_path(plan.out)
    if plan.size[0] % 2 or plan.size[1] % 2:
        raise UsageError(f"--size {plan.size[0]}x{plan.size[1]}: a video needs an even width and height")
    for path in filter(None, (plan.out, plan.sheet_out)):
        check_writable(path)
        check_not_input(path, Path(spec.name))
    with ExitStack() as stack:
        aloud = open_media(replace(spec, start_s=plan.start_s, seconds=plan.seconds), fine=True)
        stack.callback(aloud.close)
        seconds = aloud.end_s - aloud.start_s
        frames = max(1, ceil(seconds * plan.fps - 1e-6))
        stage = house.stage()
        offline, source = open_offline(house, replace(spec, start_s=0.0, seconds=None), stage)
        stack.callback(source.close)
        ctx = create_context()
        stack.callback(ctx.release)
        renderer = Renderer(ctx, plan.size, plan.tier, house.config.schema, house.seating, house.seed, house.render, title=house.title)
        stack.callback(renderer.release)
        partial = stack.enter_context(whole_file(plan.out))
        writer = VideoWriter(partial, plan.size, plan.fps, house.config.room(VideoSettings, "video"))
        try:
            kept = _draw_all(renderer, writer, offline, sound_of(aloud, round(frames / plan.fps * SAMPLE_RATE)), plan, frames)
            writer.close()
        except BaseException:
            writer.abort()
            raise
    if plan.sheet_out is not None and kept:
        save_png(plan.sheet_out, contact_sheet(kept, columns=3))
    return plan.out


def sound_of(source: FileSource, samples: int) -> Iterator[Samples]:
    """A source's blocks as stereo, (n, 2) float32, exactly `samples` in all; silence after its end."""
    left = samples
    while left > 0:
        block = source.read()
        pair = np.zeros((HOP, 2), np.float32) if block is None else block.samples[:, (0, -1)]
        yield pair[:left]
        left -= min(left, HOP)


def _draw_all(renderer: Renderer, writer: VideoWriter, offline: Offline, sounds: Iterator[Samples], plan: FilmPlan,
              frames: int) -> list[tuple[npt.NDArray[np.uint8], str]]:
    wanted = list(plan.sheet)
    kept: list[tuple[npt.NDArray[np.uint8], str]] = []
    pixels = np.empty((plan.size[1], plan.size[0], 3), np.uint8)
    heard = 0
    for k in range(WARM_FRAMES if plan.start_s > 0.0 else 0):
        ft = frame_time(k - WARM_FRAMES, plan.fps, plan.start_s)
        if ft.t_light >= 0.0:
            view = offline.view_at(ft.t_light)
            renderer.draw(replace(ft, index=k), view.music, view.show, view.crowd)
    with _progress() as progress:
        task = progress.add_task(plan.out.name, total=frames)
        for i in range(frames):
            ft = frame_time(i, plan.fps, plan.start_s)
            view = offline.view_at(ft.t_light)
            renderer.draw(ft, view.music, view.show, view.crowd)
            rgb = renderer.read(pixels)
            writer.frame(rgb)
            while heard <= (i + 1) / plan.fps * SAMPLE_RATE and (chunk := next(sounds, None)) is not None:
                writer.sound(chunk)
                heard += len(chunk)
            if wanted and ft.t_light >= wanted[0][1]:
                kept.append((rgb.copy(), f"{wanted.pop(0)[0]}   {clock_text(ft.t_light)}   {view.show.act.name.lower().replace('_', ' ')}"))
            progress.advance(task)
        for chunk in sounds:
            writer.sound(chunk)
    return kept


def _progress() -> Progress:
    """A bar with count and time left on stderr; one line now and then where stderr is no terminal."""
    return Progress(TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("frames"), TimeElapsedColumn(), TextColumn("left"),
                    TimeRemainingColumn(), console=Console(stderr=True))


def parse_fps(text: str) -> Fraction:
    """'60', '23.976', '24000/1001' -> Fraction. UsageError unless 1..480."""
    try:
        fps = Fraction(text).limit_denominator(1001)
    except (ValueError, ZeroDivisionError):
        fps = Fraction(0)
    if not 1 <= fps <= 480:
        raise UsageError(f"--fps {text}: must be frames a second from 1 to 480, as 60 or 30000/1001")
    return fps


def sheet_times(acts: Sequence[tuple[str, float]], end_s: float) -> tuple[tuple[str, float], ...]:
    """(name, show time s) two thirds into each act of (name, start s)."""
    ends = [start for _, start in acts[1:]] + [end_s]
    return tuple((name.replace("_", " "), start + 0.7 * (end - start)) for (name, start), end in zip(acts, ends, strict=True))
