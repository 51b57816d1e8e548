"""Every window the show is seen in: the stage window and its clones, each through its display's last mile; displays that go and come back; the test card."""
from __future__ import annotations

import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from visualizer.model import log
from visualizer.model.errors import ConcordError, OutputError
from visualizer.output.clone import CloneWindow
from visualizer.output.lastmile import CORNERS, LastMile, upright
from visualizer.output.nowindow import NoWindow
from visualizer.output.present import Presenter, Texture
from visualizer.output.testcard import Card
from visualizer.output.window import Display, InputEvent, StageWindow, displays

from .displays import DisplayBook, remember_display

LOOK_S = 0.5
"""s between two looks at which displays are there"""
STEP = 0.001
"""of the window, what one press of an arrow moves a corner; ten times with Shift"""
SHIFT = 0x0001
ESC, ENTER, TAB, RIGHT, LEFT, DOWN, UP = 256, 257, 258, 262, 263, 264, 265
ARROWS = {RIGHT: (1, 0), LEFT: (-1, 0), DOWN: (0, -1), UP: (0, 1)}
CARD_HELP = "Tab: next corner   arrows: move it (Shift: tenfold)   Enter: save   Esc: back"


@dataclass(frozen=True, slots=True)
class Move:
    """What to do about a display: 'stay', 'retreat' (it is gone) or 'return' (it is back, as `display`)."""

    what: str
    display: Display | None = None


Spot = tuple[str, tuple[int, int]]
"""a display's name and position: two projectors may bear one name"""


def spot(display: Display) -> Spot:
    """What tells a display from another one of its kind."""
    return display.name, display.position


def whereabouts(chosen: Display | None, found: Sequence[Display], away: bool, others: Collection[Spot] = ()) -> Move:
    """Whether a window may be seen where it belongs. chosen: None when it belongs nowhere in particular; away: it has retreated before; others: where other
    windows belong, which is no place for this one."""
    if chosen is None:
        return Move("stay")
    alike = [d for d in found if d.name == chosen.name]
    moved = (d for d in alike if spot(d) not in others)
    here = next((d for d in alike if d.position == chosen.position), next(moved, None))
    if here is None:
        return Move("stay") if away else Move("retreat")
    return Move("return", here) if away else Move("stay")


class Faces:
    """Owns the presenter and the clones; `present` once per frame, after the picture is made. Window calls belong on the main thread."""

    def __init__(self, window: StageWindow | NoWindow, book: DisplayBook, clones: Sequence[Display] = ()) -> None:
        self._window, self._book = window, book
        self._presenter = Presenter(window.ctx)
        self._home = window.display if window.fullscreen else None
        self._away = False
        self._fullscreen = window.fullscreen
        self._wanted = list(dict.fromkeys(clones))
        self._clones: dict[Display, CloneWindow] = {}   # by the display that was asked for, wherever in the desktop it lies now
        self._corner, self._showing_card = 0, False
        self._card = Card(window.ctx)
        self._name = self._name_now()
        self._next = 0.0
        for display in self._wanted:
            self._open(display, display)

    @property
    def mile(self) -> LastMile:
        """What the stage window's display needs."""
        return self._book.of(self._name)

    def picture(self, window: tuple[int, int]) -> tuple[int, int]:
        """px of an upright picture for a stage window of `window` px."""
        return upright(self.mile, window)

    def present(self, final: Texture) -> None:
        """Copy `final` to every window, and show them."""
        size, picture = self._window.framebuffer, final
        if self._showing_card and min(size) > 0:
            final = self._card.texture(upright(self.mile, size), self._name or "no display", CORNERS[self._corner], CARD_HELP)
        self._presenter.draw(final, size, self.mile)
        self._window.present()
        for display, clone in list(self._clones.items()):
            try:
                clone.show(picture, self._book.of(display.name))
            except Exception as error:   # a clone that fails costs the stage nothing
                log.get().warning("display %s: the clone is gone (%s)", display.name, error)
                self._clones.pop(display).close()

    def watch(self) -> None:
        """Twice a second: displays that went or came back, and settings that changed."""
        now = time.perf_counter()
        self._book.refresh(now)
        if now < self._next:
            return
        self._next = now + LOOK_S
        self._name = self._name_now()
        if not self._away and self._window.fullscreen != self._fullscreen:   # a hand did that
            self._fullscreen = self._window.fullscreen
            self._home = self._window.display if self._fullscreen else None
        found = displays()
        move = whereabouts(self._home, found, self._away, self._spots(self._home))
        if move.what == "retreat" and self._home is not None:
            self._away = True
            self._window.hide()
            log.get().warning("display %s is gone: the stage waits for it, out of sight", self._home.name)
        elif move.what == "return" and move.display is not None:
            self._away, self._home = False, move.display
            self._window.return_to(move.display, self._fullscreen)
            log.get().info("display %s is back", move.display.name)
        for display in self._wanted:
            move = whereabouts(display, found, display not in self._clones, self._spots(display))
            if move.what == "retreat":
                log.get().warning("display %s is gone: its clone closes", display.name)
                self._clones.pop(display).close()
            elif move.what == "return" and move.display is not None:
                self._open(display, move.display)

    def _spots(self, mine: Display | None) -> set[Spot]:
        """Where the windows other than that of `mine` belong, or are."""
        return {spot(d) for d in (self._home, *self._wanted, *(c.display for w, c in self._clones.items() if w != mine)) if d is not None and d != mine}

    def next_display(self) -> Display | None:
        """The stage window goes to the display after its own, and belongs there from now on. That display; None where it has nowhere to go."""
        found = displays()
        here = self._window.display
        if self._away or here is None or len(found) < 2:
            return None
        at = next((i for i, d in enumerate(found) if d.name == here.name and d.position == here.position), -1)
        there = found[(at + 1) % len(found)]
        self._home = there if self._window.fullscreen else None
        self._window.return_to(there, self._window.fullscreen)
        remember_display(there)
        log.get().info("the stage is on display %s now", there.name)
        return there

    def show_card(self, value: float) -> None:
        """The test card in place of the stage: 1, the stage again: 0, the other: -1."""
        self._showing_card = not self._showing_card if value < 0.0 else value > 0.0

    @property
    def card(self) -> bool:
        """The test card is shown in place of the stage."""
        return self._showing_card

    def key(self, event: InputEvent) -> bool:
        """Whether the key was for the test card: while it shows, its own keys move the corners."""
        if not self._showing_card:
            return False
        if event.key == ESC:
            self._showing_card = False
        elif event.key == TAB:
            self._corner = (self._corner + 1) % len(CORNERS)
        elif event.key in ARROWS:
            step = STEP * (10.0 if event.mods & SHIFT else 1.0)
            dx, dy = ARROWS[event.key]
            self._book.put(self._name, self.mile.moved(CORNERS[self._corner], dx * step, dy * step))
        elif event.key == ENTER:
            try:
                log.get().info("saved in %s", self._book.save())
                self._showing_card = False
            except OutputError as error:
                log.get().error("%s", error)
        else:
            return False
        return True

    def release(self) -> None:
        """Close the clones and free what is owned."""
        for clone in self._clones.values():
            clone.close()
        self._clones.clear()
        self._card.release()
        self._presenter.release()

    def _name_now(self) -> str:
        """Asked twice a second, not every frame: the window system answers slowly."""
        here = self._window.display
        return here.name if here is not None else ""

    def _open(self, wanted: Display, display: Display) -> None:
        """A clone for the display that was asked for, where it lies now."""
        if isinstance(self._window, NoWindow):
            return
        try:
            self._clones[wanted] = CloneWindow(self._window, display)
            log.get().info("display %s shows the stage too", display.name)
        except ConcordError as error:
            log.get().warning("%s", error)
