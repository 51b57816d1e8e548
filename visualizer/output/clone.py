"""A second projector with the same picture: a window of its own on a display of its own, that copies the one final texture and renders nothing."""
from __future__ import annotations

from typing import Any

import glfw
import moderngl

from visualizer.model.errors import GpuError

from .lastmile import LastMile
from .present import Presenter
from .window import TITLE, Display, StageWindow, displays


class CloneWindow:
    """Fullscreen on `display`, sharing the stage window's textures. It never waits for its display: the first window paces the show."""

    def __init__(self, stage: StageWindow, display: Display) -> None:
        """GpuError when the window cannot be opened; the stage window's context is current again afterwards, in any case."""
        self.display, self._stage = display, stage
        found = displays()
        index = next((d.index for d in found if d.name == display.name and d.position == display.position), display.index)
        monitor = glfw.get_monitors()[index - 1]
        mode = glfw.get_video_mode(monitor)
        for hint, value in ((glfw.CONTEXT_VERSION_MAJOR, 3), (glfw.CONTEXT_VERSION_MINOR, 3), (glfw.OPENGL_PROFILE, glfw.OPENGL_CORE_PROFILE),
                            (glfw.OPENGL_FORWARD_COMPAT, True), (glfw.DECORATED, False), (glfw.AUTO_ICONIFY, False), (glfw.FOCUSED, False),
                            (glfw.FOCUS_ON_SHOW, False), (glfw.VISIBLE, True), (glfw.SAMPLES, 0)):
            glfw.window_hint(hint, value)
        self._handle: Any = glfw.create_window(mode.size.width, mode.size.height, f"{TITLE} {display.name}", None, stage.handle)
        glfw.default_window_hints()
        if not self._handle:
            raise GpuError(f"display {display.name!r}: no second window could be opened; run: concord doctor")
        glfw.set_window_pos(self._handle, *display.position)
        glfw.set_input_mode(self._handle, glfw.CURSOR, glfw.CURSOR_HIDDEN)
        try:
            glfw.make_context_current(self._handle)
            glfw.swap_interval(0)
            self._ctx = moderngl.create_context(require=330)
            self._presenter = Presenter(self._ctx)
        except Exception as error:
            glfw.destroy_window(self._handle)
            raise GpuError(f"display {display.name!r}: {' '.join(str(error).split())}") from error
        finally:
            stage.make_current()
        self._seen: tuple[int, tuple[int, int]] | None = None
        self._texture: moderngl.Texture | None = None

    @property
    def framebuffer(self) -> tuple[int, int]:
        """Real pixels."""
        size: tuple[int, int] = glfw.get_framebuffer_size(self._handle)
        return size

    def show(self, final: moderngl.Texture, mile: LastMile) -> None:
        """Copy and present `final`, a texture of the stage window's context."""
        glfw.make_context_current(self._handle)
        try:
            self._presenter.draw(self._borrow(final), self.framebuffer, mile)
            glfw.swap_buffers(self._handle)
        finally:
            self._stage.make_current()

    def _borrow(self, final: moderngl.Texture) -> moderngl.Texture:
        key = (final.glo, final.size)
        if self._texture is None or key != self._seen:
            self._texture, self._seen = self._ctx.external_texture(final.glo, final.size, final.components, 0, final.dtype), key
        return self._texture

    def close(self) -> None:
        """Give the window back."""
        glfw.make_context_current(self._handle)
        self._presenter.release()
        self._ctx.release()
        self._stage.make_current()
        glfw.destroy_window(self._handle)
