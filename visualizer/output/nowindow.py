"""No window at all, for a stage that is seen on the desk alone."""
from __future__ import annotations

from .headless import create_context
from .window import Display, InputEvent


class NoWindow:
    """A stage without a window: it is drawn, and seen on the desk alone. Does what StageWindow does, on nothing."""

    framebuffer = (0, 0)
    closing = fullscreen = False
    display: Display | None = None

    def __init__(self) -> None:
        self.ctx = create_context()

    def set_fullscreen(self, on: bool) -> None:
        """There is nothing to fill."""

    def hide(self) -> None:
        """It is."""

    def return_to(self, display: Display, fullscreen: bool) -> None:
        """It never left."""

    def poll(self) -> list[InputEvent]:
        """Nobody is there."""
        return []

    def present(self) -> None:
        """There is nothing to present on."""
        self.ctx.finish()

    def close(self) -> None:
        """Give the context back."""
        self.ctx.release()
