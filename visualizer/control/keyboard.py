"""The keys. The help text is made from the same table the keys are read from, so it cannot lie."""
from __future__ import annotations

from dataclasses import dataclass

from visualizer.model.control import Command, ControlEvent
from visualizer.model.show import Act

CTRL = 0x0002   # glfw's modifier bit; numbers here so that control needs no window library


@dataclass(frozen=True, slots=True)
class Key:
    """One key. code: glfw key number (printable keys are their ASCII code); mods: bits that must be held; name, help: for people."""

    code: int
    name: str
    command: Command
    value: float
    help: str
    mods: int = 0


NUMBERED = (Act.BACKSTAGE, Act.CURTAIN, Act.SILENCE, Act.NOTE, Act.SYMPHONY, Act.UNISON, Act.LAST_NOTE, Act.HUSH, Act.WAKING)
"""acts on the keys 1 to 9, in the order of a piece"""
KEYS = (
    Key(32, "Space", Command.PAUSE, -1, "pause, go on (files)"),
    Key(263, "Left", Command.SEEK, -5, "5 s back (files)"),
    Key(262, "Right", Command.SEEK, 5, "5 s on (files)"),
    Key(ord("B"), "B", Command.BLACK, -1, "fade to black, and back"),
    Key(ord("."), ".", Command.FREEZE, -1, "freeze the picture, and on"),
    Key(ord("N"), "N", Command.ACT_NEXT, 0, "next act"),
    Key(ord("H"), "H", Command.ACT_HOLD, -1, "hold this act, let go"),
    *(Key(ord("1") + i, str(i + 1), Command.ACT_SET, act, act.name.lower().replace("_", " ")) for i, act in enumerate(NUMBERED)),
    Key(ord("A"), "A", Command.ACT_AUTO, 0, "acts follow the music again"),
    Key(300, "F11", Command.FULLSCREEN, -1, "fullscreen, and back"),
    Key(ord("F"), "F", Command.FULLSCREEN, -1, "fullscreen, and back"),
    Key(256, "Esc", Command.FULLSCREEN, 0, "leave fullscreen (never quits)"),
    Key(ord("Q"), "Ctrl+Q", Command.QUIT, 0, "fade out and quit", CTRL),
)


class Keyboard:
    """Turns key presses into events, numbered from `first_id`."""

    def __init__(self, first_id: int = 1) -> None:
        self._id = first_id
        self._keys = {(k.code, k.mods): k for k in KEYS}

    def press(self, code: int, mods: int, t: float) -> ControlEvent | None:
        """code, mods: as glfw has them; t: s, performance counter. None for a key that means nothing."""
        key = self._keys.get((code, mods & CTRL))
        if key is None:
            return None
        event = ControlEvent(self._id, t, key.command, key.value)
        self._id += 1
        return event


def help_text() -> str:
    """One line per key."""
    return "\n".join(f"{k.name:>8}  {k.help}" for k in KEYS)
