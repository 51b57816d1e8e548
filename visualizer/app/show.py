"""`concord show` and `concord screensaver`: the frame loop with a window. Without a display, the overture as a film."""
from __future__ import annotations

import gc
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from visualizer.audio import OVERTURE_ACTS, InputSpec, check_input, overture_samples
from visualizer.config import load_state
from visualizer.control.keyboard import Keyboard
from visualizer.control.settings import HandsSettings
from visualizer.model import log
from visualizer.model.control import QUIT_S, Command, ControlEvent
from visualizer.model.errors import GpuError, OutputError
from visualizer.model.show import Act, ShowFrame
from visualizer.model.status import PREVIEW
from visualizer.model.time import SAMPLE_RATE
from visualizer.output.nowindow import NoWindow
from visualizer.output.preview import Preview
from visualizer.output.settings import WindowSettings
from visualizer.output.window import Display, InputEvent, StageWindow, choose_display, displays, has_display
from visualizer.render import Renderer
from visualizer.render.choose import choose, measure
from visualizer.show import ShowSettings

from .common import House
from .cuewalk import need_cues
from .displays import DisplayBook, remember_display
from .faces import Faces
from .film import FilmPlan, parse_fps, render_film, sheet_times
from .hands import HandsOptions, Rail
from .handschild import hands_main
from .live import LiveShow

WINDOW_SIZE = (1280, 720)
TAIL_S = 6.0
"""s of silence shown after a file has ended"""
FADE_S = 1.2
"""s the picture takes at most to fade before the desktop appears"""
GRACE_S, JITTER_PX = 0.5, 10.0
"""a screensaver ignores input this early, and mouse movement this small"""
SETTLE_S = 0.4
"""s a window's size must stand before the picture is made anew in it"""
LEFT = 1
"""number of the mouse's button that double-clicks"""
COUNT_S = 5.0
"""s between two looks at what was lost"""


@dataclass(frozen=True, slots=True)
class ShowOptions:
    """How to show. screensaver: leave on any real input; quality: tier or 'auto'; headless: draw, and show it nowhere but on the desk."""

    quality: str = "auto"
    fullscreen: bool = False
    screensaver: bool = False
    seconds: float | None = None
    hands: HandsOptions | None = None
    headless: bool = False


def tier_for(ctx: Any, quality: str, picture: tuple[int, int], budget_ms: float) -> str:
    """The quality tier: as asked, else what the machine can afford, measured now and told. picture: px."""
    if quality != "auto":
        return quality
    choice = choose(measure(ctx), picture, budget_ms)
    log.get().info("quality %s", choice.reason)
    return choice.tier


def picture_size(tier: str, window: tuple[int, int]) -> tuple[int, int]:
    """px to render for a window of `window` px: the window's own, at most 640x360's worth on the software tier."""
    if tier != "C":
        return window
    scale = min(1.0, (640 * 360 / (window[0] * window[1])) ** 0.5)
    return max(16, round(window[0] * scale)), max(16, round(window[1] * scale))


def run_show(house: House, spec: InputSpec, options: ShowOptions) -> None:
    """The live show until it is closed, the file has ended, or a screensaver is woken."""
    settings: WindowSettings = house.config.room(WindowSettings, "window")
    book = DisplayBook()
    clones = chosen_clones(settings.clones)
    check_input(spec)   # before the window opens every error is fatal; afterwards none is
    if not options.screensaver:
        need_cues(house.config)
    with ExitStack() as stack:
        live = LiveShow(spec, house.analysis, house.stage(), house.config.room(ShowSettings, "show").dream_s)   # the ear starts while the picture is made ready
        stack.callback(live.close)
        display = None if options.headless else remembered_display(settings.display)
        fullscreen = options.fullscreen or settings.fullscreen or options.screensaver
        window = NoWindow() if options.headless else StageWindow(WINDOW_SIZE, fullscreen, display)
        stack.callback(window.close)
        faces = Faces(window, book, clones)
        stack.callback(faces.release)
        size = faces.picture(window.framebuffer if min(window.framebuffer) > 0 else WINDOW_SIZE)
        tier = tier_for(window.ctx, options.quality, size, house.render.budget_ms)

        def make(picture: tuple[int, int]) -> Renderer:
            renderer = Renderer(window.ctx, picture, tier, house.config.schema, house.seating, house.seed, house.render, live=options.quality == "auto",
                                title=house.title)
            renderer.warm()
            return renderer

        enabled = house.config.room(HandsSettings, "hands").enabled
        seen_on = display.name if display is not None else ""
        rail = None if options.screensaver else Rail(house, options.hands, hands_main if enabled else None, seen_on)
        if rail is not None:
            stack.callback(rail.close)
        loop = FrameLoop(live, window, make, picture_size(tier, size), faces, settings, options, rail)
        stack.callback(loop.release)
        gc.collect()
        gc.freeze()   # what is loaded now stays; collections between frames stay short
        loop.run()


def remembered_display(wanted: str) -> Display | None:
    """The display named, which is remembered by its name; when none is named, the one remembered if it is there; else None, the first."""
    if wanted:
        chosen = choose_display(wanted)
        if chosen is not None:
            remember_display(chosen)
        return chosen
    last = load_state()
    alike = [d for d in displays() if d.name == last.get("display")]
    there = [d for d in alike if d.position == (last.get("display_x"), last.get("display_y"))]   # two projectors may bear one name
    return next(iter(there or alike), None)


def chosen_clones(names: str) -> list[Display]:
    """The displays named, with commas between. UsageError for one that is not here."""
    return [found for word in names.split(",") if word.strip() and (found := choose_display(word.strip())) is not None]


class FrameLoop:
    """One turn per displayed frame: hands, ear, state, picture, present, pace."""

    def __init__(self, live: LiveShow, window: StageWindow | NoWindow, make: Callable[[tuple[int, int]], Renderer], size: tuple[int, int], faces: Faces,
                 settings: WindowSettings, options: ShowOptions, rail: Rail | None = None) -> None:
        """make: a renderer for a picture of so many px, warm; size: px, of the first; rail: the hands other than keys, None: none."""
        self._live, self._window, self._make, self._faces = live, window, make, faces
        self._renderer = make(size)
        self._size_seen, self._size_since = faces.picture(window.framebuffer), time.perf_counter()
        self._options, self._period = options, 1.0 / settings.fps
        self._light_s = (settings.display_ms + settings.trim_ms) / 1000.0
        self._keyboard, self._rail = Keyboard(), rail
        self._preview = Preview(window.ctx, PREVIEW) if rail is not None else None
        self._started = time.perf_counter()
        self._ended_at: float | None = None
        self._leaving: float | None = None
        self._mouse: tuple[float, float] | None = None
        self._turn_s = 0.0
        self._complaint, self._counted, self._next_count = "", dict[str, int](), 0.0
        self._act: tuple[Act, float] | None = None

    def run(self) -> None:
        """Until it is over."""
        due = time.perf_counter()
        while not self._over():
            try:
                self._turn()
            except Exception as error:   # on stage none is fatal: said once, and the last picture stays
                self._complain(error)
            due = max(due + self._period, time.perf_counter() - self._period)
            _wait_until(due)

    def _turn(self) -> None:
        """One frame."""
        began = time.perf_counter()
        self._hands(self._window.poll())
        self._resize()
        ft, view, ear = self._live.update(self._light_s + (self._rail.trim_ms / 1000.0 if self._rail is not None else 0.0))
        final = self._renderer.draw(ft, view.music, view.show, view.crowd)
        self._faces.present(final)
        self._faces.watch()
        self._live.begin()
        if self._rail is not None and self._preview is not None:
            self._rail.tell(ft, view, self._live, ear, self._turn_s, self._renderer.tier, self._faces.card, self._renderer.held)
            if (picture := self._preview.poll()) is not None:
                self._rail.picture(picture)
            elif not self._preview.busy and self._rail.wants_picture():
                self._preview.take(final)
        self._say(view.show)
        self._turn_s = time.perf_counter() - began
        for message in self._renderer.reload(time.perf_counter()):
            log.get().warning("%s", message)

    def _complain(self, error: Exception) -> None:
        text = f"{type(error).__name__}: {error}"
        if text != self._complaint:
            self._complaint = text
            log.get().error("a frame could not be drawn (%s); the last picture stays", text)
            log.get().debug("", exc_info=error)

    def _resize(self) -> None:
        """The window's own pixels: when its size has changed and then stood for a moment, the picture is made anew in it."""
        size, now = self._faces.picture(self._window.framebuffer), time.perf_counter()
        if size != self._size_seen:
            self._size_seen, self._size_since = size, now
        wanted = picture_size(self._renderer.tier, size) if min(size) > 0 else self._renderer.size
        if wanted != self._renderer.size and now - self._size_since > SETTLE_S:
            fresh = self._make(wanted)   # before the old one goes: when it cannot be made, the old one stays
            fresh.inherit(self._renderer)
            self._renderer.release()
            self._renderer = fresh
            log.get().info("the picture is %dx%d now", *wanted)

    def release(self) -> None:
        """Free the renderer in use."""
        self._renderer.release()
        if self._preview is not None:
            self._preview.release()

    def _over(self) -> bool:
        now = time.perf_counter()
        if self._leaving is not None:
            return self._live.master < 0.01 or now > self._leaving
        self._ended_at = (self._ended_at or now) if self._live.ended else None
        timed_out = self._options.seconds is not None and now - self._started > self._options.seconds
        if self._window.closing or self._live.stage.control.quitting or timed_out or (self._ended_at is not None and now - self._ended_at > TAIL_S):
            self._leave(now)
        return False

    def _leave(self, now: float) -> None:
        """Fade to black before the desktop appears; a screensaver goes at once."""
        self._leaving = now if self._options.screensaver else now + FADE_S
        self._live.hands([ControlEvent(0, now, Command.BLACK, 1.0)])

    def _hands(self, inputs: list[InputEvent]) -> None:
        if self._options.screensaver:
            if self._leaving is None and any(self._is_real(e) for e in inputs):
                self._leave(time.perf_counter())
            return
        events = [e for i in inputs if (e := self._pressed(i)) is not None]
        if self._rail is not None:
            events = self._rail.resolve([*events, *self._rail.poll()], self._live.stage.control, self._live)
        for e in events:
            if e.command == Command.FULLSCREEN:
                self._window.set_fullscreen(not self._window.fullscreen if e.value < 0 else e.value > 0)
            elif e.command == Command.CARD:
                self._faces.show_card(e.value)
            elif e.command == Command.DISPLAY_STEP:
                there = self._faces.next_display()
                if there is not None and self._rail is not None:
                    self._rail.seen_on(there.name)
        if events and self._leaving is None:
            self._live.hands(events)
            if any(e.command == Command.QUIT for e in events) and not self._live.stage.control.quitting:
                log.get().warning("Ctrl+Q once more within %g s quits", QUIT_S)

    def _pressed(self, event: InputEvent) -> ControlEvent | None:
        """What a key or a click of the window asks for."""
        if event.kind == "click" and event.key == LEFT:
            return self._keyboard.click(event.t)
        if event.kind != "key" or self._faces.key(event):
            return None
        return self._keyboard.press(event.key, event.mods, event.t)

    def _is_real(self, event: InputEvent) -> bool:
        """A person's input: not in the first half second, and no trembling mouse."""
        if event.t - self._started < GRACE_S:
            return False
        if event.kind != "move":
            return True
        if self._mouse is None:
            self._mouse = (event.x, event.y)
        return abs(event.x - self._mouse[0]) + abs(event.y - self._mouse[1]) > JITTER_PX

    def _say(self, show: ShowFrame) -> None:
        """To the log: a new act, why, how sure that was and how long the one before lasted; and every few seconds what was lost since, nothing silently."""
        if (show.act, show.act_since) != self._act:
            since = self._act[1] if self._act is not None else 0.0
            self._act = (show.act, show.act_since)
            log.get().info("act %s: %s (sure %.2f, after %.1f s of %s)", show.act.name.lower().replace("_", " "), show.reason, show.confidence,
                           show.act_since - since, show.act_before.name.lower().replace("_", " "))
        now = time.perf_counter()
        if now >= self._next_count:
            self._next_count = now + COUNT_S
            counted = self._live.counters()
            if grown := [f"{name} {n}" for name, n in counted.items() if n > self._counted.get(name, 0)]:
                log.get().info("so far: %s", ", ".join(grown))
            self._counted = counted


def _wait_until(due: float) -> None:
    """Sleep to just before `due` (performance counter, s), then give up the processor in short turns: an even pace needs more than sleep's grain."""
    while (left := due - time.perf_counter()) > 0.0:
        time.sleep(left - 0.0008 if left > 0.0012 else 0.0)


def show_or_film(house: House, spec: InputSpec, options: ShowOptions) -> None:
    """The live show where there is a display; where there is none, say so and render the overture to a video."""
    if has_display() or options.headless:
        run_show(house, spec, options)
        return
    if options.screensaver:
        raise GpuError("no display: a screensaver needs one; set DISPLAY or WAYLAND_DISPLAY, or run inside a desktop session")
    folder = Path("out")
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise OutputError(f"{folder}: cannot be made ({error.strerror}); run where you may write, or use: concord render") from error
    mine = spec.kind == "file"
    name = Path(spec.name).stem if mine else "overture"
    plan = FilmPlan(folder / f"{name}.mp4", (640, 360), parse_fps("24"), seconds=options.seconds,
                    tier="C" if options.quality == "auto" else options.quality)
    if not mine:
        plan = replace(plan, sheet=sheet_times(OVERTURE_ACTS, len(overture_samples()) / SAMPLE_RATE), sheet_out=folder / "overture.png")
    what = "it" if mine else "the overture"
    print(f"concord: no display here (neither DISPLAY nor WAYLAND_DISPLAY is set), so {what} is rendered to a video instead", file=sys.stderr)
    print(render_film(house, spec if mine else InputSpec("overture", live=False), plan))
    if plan.sheet_out is not None:
        print(plan.sheet_out)
