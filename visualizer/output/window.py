"""The projector's window: the stage and nothing else, on the display that was named."""
from __future__ import annotations

import os
import sys
import time
from collections import deque
from dataclasses import dataclass
from typing import Any, cast

if sys.platform.startswith("linux"):   # read when glfw is imported: X11 (and XWayland) can place a window on a display, Wayland itself cannot
    os.environ.setdefault("PYGLFW_LIBRARY_VARIANT", "wayland" if os.environ.get("WAYLAND_DISPLAY") and not os.environ.get("DISPLAY") else "x11")
import glfw
import moderngl

from visualizer.model.errors import GpuError, UsageError

TITLE = "Concord"


@dataclass(frozen=True, slots=True)
class InputEvent:
    """Something a person did at the window. kind: 'key' | 'click' | 'wheel' | 'move'; key: glfw key number; mods: glfw modifier bits; x, y: px."""

    kind: str
    t: float
    key: int = 0
    mods: int = 0
    x: float = 0.0
    y: float = 0.0


@dataclass(frozen=True, slots=True)
class Display:
    """A monitor. index: as `--display N`, from 1; name: as the system says; size: px; position: px in the virtual desktop."""

    index: int
    name: str
    size: tuple[int, int]
    position: tuple[int, int]


def has_display() -> bool:
    """Whether a window can be opened here at all."""
    return sys.platform in ("darwin", "win32") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def displays() -> list[Display]:
    """The monitors that are there now; empty without a display."""
    if not has_display() or not glfw.init():
        return []
    found = []
    for i, monitor in enumerate(glfw.get_monitors(), 1):
        mode = glfw.get_video_mode(monitor)
        name: Any = glfw.get_monitor_name(monitor)
        x, y = glfw.get_monitor_pos(monitor)
        found.append(Display(i, name.decode() if isinstance(name, bytes) else str(name), (mode.size.width, mode.size.height), (x, y)))
    return found


def choose_display(wanted: str) -> Display | None:
    """The display of that number, of that name, or of the one name it is a part of (any case); None for ''. UsageError lists what exists."""
    return pick_display(wanted, displays()) if wanted else None


def pick_display(wanted: str, found: list[Display]) -> Display:
    """See choose_display. A number is a number even where a name holds it, and a part of two names is no choice."""
    word = wanted.lower()
    parts = [d for d in found if word in d.name.lower()] if not wanted.isdigit() else []
    for same in ([d for d in found if wanted == str(d.index)], [d for d in found if word == d.name.lower()], parts):
        if len(same) == 1:
            return same[0]
        if same:
            break
    names = ", ".join(f"{d.index} {d.name!r} {d.size[0]}x{d.size[1]}" for d in found) or "none"
    problem = "means more than one display" if parts else "no such display"
    raise UsageError(f"--display {wanted}: {problem}; displays that exist: {names}")


Place = tuple[tuple[int, int], tuple[int, int]]
"""position and size of a window, px"""


def _placed(display: Display | None, size: tuple[int, int]) -> Place:
    """Where a window that was never small goes when it leaves fullscreen."""
    x, y = display.position if display is not None else (0, 0)
    return (x + 60, y + 60), size


class StageWindow:
    """A glfw window through moderngl-window. Window calls belong on the main thread."""

    def __init__(self, size: tuple[int, int], fullscreen: bool, display: Display | None, cursor: bool = False, vsync: bool = True) -> None:
        """size: px of the window when not fullscreen. GpuError when it cannot be opened."""
        from moderngl_window.context.glfw.window import Window  # imported here so that headless work never touches a window library

        try:
            self._window: Any = Window(title=TITLE, gl_version=(3, 3), size=size, fullscreen=False, vsync=vsync, resizable=True, cursor=cursor, samples=0)
        except Exception as error:   # moderngl-window and glfw raise bare exceptions for every cause
            raise GpuError(f"no window with OpenGL 3.3 could be opened: {' '.join(str(error).split())}; run: concord doctor") from error
        self._display = display
        self._events: deque[InputEvent] = deque(maxlen=256)
        w = self._window
        w.exit_key = None   # Esc never quits a show
        w.key_event_func, w.mouse_press_event_func = self._on_key, self._on_click
        w.mouse_scroll_event_func, w.mouse_position_event_func, w.mouse_drag_event_func = self._on_wheel, self._on_move, self._on_move
        glfw.set_window_attrib(w._window, glfw.AUTO_ICONIFY, False)   # losing the focus must not minimise a show
        self.fullscreen = False
        self._small = _placed(display, size)
        if fullscreen:
            self._fill()
        elif display is not None:
            self._move_to(display)

    @property
    def ctx(self) -> moderngl.Context:
        """The window's context."""
        ctx: moderngl.Context = self._window.ctx
        return ctx

    @property
    def handle(self) -> Any:
        """The glfw window, for those who share its textures."""
        return self._window._window

    def make_current(self) -> None:
        """GL calls go to this window's context again."""
        glfw.make_context_current(self._window._window)

    @property
    def display(self) -> Display | None:
        """The display the window belongs to: the one that was chosen, else the one it lies on; None when that is not there."""
        found = displays()
        if self._display is not None and not any(d.name == self._display.name for d in found):
            return None
        return self._here(found) if found else None

    def hide(self) -> None:
        """Out of everybody's sight: its display is gone, and nobody else's is to be covered."""
        if self.fullscreen:
            self.set_fullscreen(False)
        glfw.hide_window(self._window._window)

    def return_to(self, display: Display, fullscreen: bool) -> None:
        """Seen again, on `display`."""
        if display != self._display:
            self._small = _placed(display, self._small[1])
        self._display = display
        glfw.show_window(self._window._window)
        if fullscreen:
            self._fill()
        else:
            self._move_to(display)

    @property
    def framebuffer(self) -> tuple[int, int]:
        """Real pixels, asked anew each time: displays change under us."""
        size: tuple[int, int] = glfw.get_framebuffer_size(self._window._window)
        return size

    @property
    def closing(self) -> bool:
        """The window system asked us to go."""
        return bool(self._window.is_closing or glfw.window_should_close(self._window._window))

    def _move_to(self, display: Display) -> None:
        glfw.set_window_pos(self._window._window, display.position[0] + 40, display.position[1] + 40)

    def set_fullscreen(self, on: bool) -> None:
        """Fullscreen on the chosen display, or back to where the window was. Nothing, where it is so already: Esc is pressed in a small window too."""
        if on == self.fullscreen:
            return
        handle = self._window._window
        if on:
            self._small = glfw.get_window_pos(handle), glfw.get_window_size(handle)
            self._fill()
            return
        position, size = self._small
        glfw.set_window_monitor(handle, cast(Any, None), *position, *size, glfw.DONT_CARE)
        self.fullscreen = False

    def _fill(self) -> None:
        """Position first, then the monitor: asking for the monitor at once lands on the wrong one under some window managers (glfw issue 2412)."""
        handle = self._window._window
        found = displays()
        if not found:
            return
        here = self._here(found)
        monitor = glfw.get_monitors()[here.index - 1]
        mode = glfw.get_video_mode(monitor)
        glfw.set_window_pos(handle, *glfw.get_monitor_pos(monitor))
        until = time.perf_counter() + 0.25
        while time.perf_counter() < until:
            glfw.poll_events()
            time.sleep(0.02)
        glfw.set_window_monitor(handle, monitor, 0, 0, mode.size.width, mode.size.height, mode.refresh_rate)   # never changes the video mode
        self.fullscreen = True

    def _here(self, found: list[Display]) -> Display:
        """The chosen display as it is now: displays come and go, and their numbers with them. Else the one the window is on, else the first."""
        if self._display is not None:
            alike = [d for d in found if d.name == self._display.name]
            return next((d for d in alike if d.position == self._display.position), next(iter(alike), found[0]))
        x, y = glfw.get_window_pos(self._window._window)
        return next((d for d in found if 0 <= x - d.position[0] < d.size[0] and 0 <= y - d.position[1] < d.size[1]), found[0])

    def poll(self) -> list[InputEvent]:
        """What happened since the last call, oldest first."""
        glfw.poll_events()
        found = list(self._events)
        self._events.clear()
        return found

    def present(self) -> None:
        """Show what was drawn."""
        self._window.swap_buffers()

    def close(self) -> None:
        """Give the window back."""
        self._window.destroy()

    def _on_key(self, key: int, action: object, modifiers: Any) -> None:
        if action == self._window.keys.ACTION_PRESS:
            mods = (glfw.MOD_SHIFT if modifiers.shift else 0) | (glfw.MOD_CONTROL if modifiers.ctrl else 0) | (glfw.MOD_ALT if modifiers.alt else 0)
            self._events.append(InputEvent("key", time.perf_counter(), key, mods))

    def _on_click(self, x: float, y: float, button: int) -> None:
        self._events.append(InputEvent("click", time.perf_counter(), button, 0, x, y))

    def _on_wheel(self, x: float, y: float) -> None:
        self._events.append(InputEvent("wheel", time.perf_counter(), 0, 0, x, y))

    def _on_move(self, x: float, y: float, dx: float, dy: float) -> None:
        self._events.append(InputEvent("move", time.perf_counter(), 0, 0, x, y))
