"""`concord still`: one moment as a PNG, several as a contact sheet."""
from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from visualizer.audio import InputSpec
from visualizer.model.control import Command, ControlEvent
from visualizer.model.errors import UsageError
from visualizer.model.time import FrameTime
from visualizer.output.files import check_not_input, check_writable
from visualizer.output.headless import create_context
from visualizer.output.stills import contact_sheet, save_png
from visualizer.render import Renderer

from .common import House, clock_text, need_file, open_offline
from .framing import macro

WARM_S, WARM_FPS = 0.6, 15.0
"""a still warms the guard over the seconds before it"""


def render_stills(house: House, spec: InputSpec, at: list[float], out: Path, size: tuple[int, int], tier: str, close: bool = False) -> Path:
    """Draw the show at each of `at` (s, sorted) and write `out`: a PNG, or a contact sheet of several; close: the instrument alone. Returns its path."""
    need_file(spec)
    if out.suffix.lower() != ".png":
        raise UsageError(f"{out}: a still's name ends in .png")
    check_writable(out)
    check_not_input(out, Path(spec.name))
    with ExitStack() as stack:
        stage = house.stage()
        if close:   # its framing is laid over the act's own view
            stage.hands((ControlEvent(1, 0.0, Command.SHOT_HOLD, 1.0),))
        offline, source = open_offline(house, replace(spec, start_s=0.0, seconds=None), stage)
        stack.callback(source.close)
        if at[-1] > source.duration_s:
            raise UsageError(f"--at {at[-1]:g}: {source.name} lasts {source.duration_s:.2f} s; choose moments up to then")
        ctx = create_context()
        stack.callback(ctx.release)
        renderer = Renderer(ctx, size, tier, house.config.schema, house.seating, house.seed, house.render, title=house.title)
        stack.callback(renderer.release)
        frames = []
        done = -1.0
        for moment in at:
            steps = int(WARM_S * WARM_FPS)
            times = [t for k in range(steps) if (t := moment - (steps - k) / WARM_FPS) > done and t >= 0.0]
            renderer.forget()   # each moment is a picture of its own
            for i, t in enumerate([*times, moment]):
                view = offline.view_at(t)
                renderer.draw(FrameTime(t, 1.0 / WARM_FPS, i), view.music, macro(view.show) if close else view.show, view.crowd)
            done = moment
            frames.append((renderer.read(), f"{clock_text(moment)}   {view.show.act.name.lower().replace('_', ' ')}"))
    save_png(out, frames[0][0] if len(frames) == 1 else contact_sheet(frames))
    return out
