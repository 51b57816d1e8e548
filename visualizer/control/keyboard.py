"""The keys. The help text is made from the same table the keys are read from, so it cannot lie."""
from __future__ import annotations

from dataclasses import dataclass

from visualizer.model import log
from visualizer.model.control import Command, ControlEvent
from visualizer.model.show import Act

from .address import FIXED

SHIFT, CTRL, ALT = 0x0001, 0x0002, 0x0004   # glfw's modifier bits; numbers here so that control needs no window library


@dataclass(frozen=True, slots=True)
class Key:
    """One key. code: glfw key number (printable keys are their ASCII code); mods: bits that must be held; name, help: for people; group: of the help."""

    code: int
    name: str
    command: Command
    value: float
    help: str
    mods: int = 0
    index: int = 0
    text: str = ""
    group: str = "the show"

    @property
    def address(self) -> str:
        """What a control is bound to that learns from this key; "" when nothing can be."""
        if self.command == Command.LOOK:
            return f"look:{self.text}"   # the place among the looks, as the key has it
        alike = [t for t in FIXED if t.command == self.command]
        return next((t.address for t in alike if t.kind != "bang" or (t.value == self.value and t.index == self.index)), "")


NUMBERED = (Act.BACKSTAGE, Act.CURTAIN, Act.SILENCE, Act.NOTE, Act.SYMPHONY, Act.UNISON, Act.LAST_NOTE, Act.HUSH, Act.WAKING, Act.OVATION, Act.CHAOS, Act.EBB)
"""acts on the keys 1 to 9, 0, - and =, in the order of a piece, then those that come in the middle of one"""
ACT_KEYS = "1234567890-="
LOOKS = 9
"""looks on Ctrl+1 to Ctrl+9: favourites first"""
KEYS = (
    Key(ord("B"), "B", Command.BLACK, -1, "fade to black, and back", group="panic"),
    Key(ord("."), ".", Command.FREEZE, -1, "freeze the picture, and on", group="panic"),
    Key(268, "Home", Command.SAFE, 0, "the safe look, light on, nothing frozen", group="panic"),
    Key(32, "Space", Command.PAUSE, -1, "pause, go on (files)"),
    Key(263, "Left", Command.SEEK, -5, "5 s back (files)"),
    Key(262, "Right", Command.SEEK, 5, "5 s on (files)"),
    Key(300, "F11", Command.FULLSCREEN, -1, "fullscreen, and back"),
    Key(ord("F"), "F", Command.FULLSCREEN, -1, "fullscreen, and back"),
    Key(257, "Alt+Enter", Command.FULLSCREEN, -1, "fullscreen, and back (a double click too)", ALT),
    Key(256, "Esc", Command.FULLSCREEN, 0, "leave fullscreen (never quits)"),
    Key(ord("T"), "Ctrl+T", Command.CARD, -1, "the test card, and back: there Tab and arrows move its corners, Enter saves", CTRL),
    Key(ord("M"), "Ctrl+M", Command.DISPLAY_STEP, 1, "the window goes to the next display", CTRL),
    Key(ord("I"), "I", Command.INPUT_STEP, 1, "listen to the next input"),
    Key(290, "F1", Command.HELP, 0, "these keys, in the terminal"),
    Key(ord("/"), "?", Command.HELP, 0, "these keys, in the terminal"),
    Key(ord("Q"), "Ctrl+Q", Command.QUIT, 0, "twice: fade out and quit", CTRL),
    Key(ord("N"), "N", Command.ACT_NEXT, 0, "next act", group="acts"),
    Key(ord("H"), "H", Command.ACT_HOLD, -1, "hold this act, let go", group="acts"),
    Key(ord("A"), "A", Command.ACT_AUTO, 0, "acts and shots follow the music again", group="acts"),
    Key(ord("V"), "V", Command.SHOT_NEXT, 0, "the act from another place", group="acts"),
    Key(ord("C"), "C", Command.SHOT_HOLD, -1, "stay with this shot, let go", group="acts"),
    *(Key(ord(c), c, Command.ACT_SET, act, act.name.lower().replace("_", " "), group="acts") for c, act in zip(ACT_KEYS, NUMBERED, strict=True)),
    Key(257, "Enter", Command.CUE, 0, "next cue", index=-1, group="acts"),
    Key(257, "Ctrl+Enter", Command.CUE, 0, "the cue before", CTRL, -2, group="acts"),
    Key(ord("T"), "T", Command.TAP, 0, "tap the tempo: three times or more", group="the beat"),
    Key(ord("["), "[", Command.NUDGE, -0.01, "the beat 10 ms earlier", group="the beat"),
    Key(ord("]"), "]", Command.NUDGE, 0.01, "the beat 10 ms later", group="the beat"),
    Key(92, "\\", Command.DOWNBEAT, 0, "this beat is the first of its bar", group="the beat"),
    Key(259, "Backspace", Command.TEMPO_RELEASE, 0, "the beat goes back to what is heard", group="the beat"),
    Key(265, "Up", Command.SENSITIVITY, 1.5, "hear more keenly", index=1, group="the beat"),
    Key(264, "Down", Command.SENSITIVITY, -1.5, "hear less keenly", index=1, group="the beat"),
    Key(267, "PageDown", Command.LOOK_STEP, 1, "next look", group="looks"),
    Key(266, "PageUp", Command.LOOK_STEP, -1, "the look before", group="looks"),
    Key(ord("R"), "R", Command.RANDOM, 0.6, "vary the look within taste", group="looks"),
    Key(ord("0"), "Ctrl+0", Command.RESET, 0, "every parameter back to the look", CTRL, -1, group="looks"),
    Key(ord("S"), "Ctrl+S", Command.SAVE_LOOK, 0, "save the present state as a look", CTRL, group="looks"),
    Key(ord("D"), "Ctrl+D", Command.FAVOURITE, -1, "the look is a favourite, or no more", CTRL, group="looks"),
    *(Key(ord("1") + i, f"Ctrl+{i + 1}", Command.LOOK, 2, f"look {i + 1}, favourites first", CTRL, text=f"#{i + 1}", group="looks") for i in range(LOOKS)),
    Key(265, "Ctrl+Up", Command.MASTER, 0.05, "the whole picture brighter", CTRL, 1, group="looks"),
    Key(264, "Ctrl+Down", Command.MASTER, -0.05, "the whole picture darker", CTRL, 1, group="looks"),
    Key(ord("["), "Ctrl+[", Command.TRIM, 5, "the picture 5 ms earlier", CTRL, 1, group="looks"),
    Key(ord("]"), "Ctrl+]", Command.TRIM, -5, "the picture 5 ms later", CTRL, 1, group="looks"),
    Key(ord("M"), "M", Command.LEARN, 0, "MIDI learn: then the key that a control shall do, then move the control", group="looks"),
)
DOUBLE_S = 0.4
"""s between two clicks that are one double click"""


class Keyboard:
    """Turns key presses into events, numbered from `first_id`."""

    def __init__(self, first_id: int = 1) -> None:
        self._id = first_id
        self._keys = {(k.code, k.mods): k for k in KEYS}
        self._learning = False
        self._clicked = -99.0

    def press(self, code: int, mods: int, t: float) -> ControlEvent | None:
        """code, mods: as glfw has them; t: s, performance counter. None for a key that means nothing.

        After the learning key, the next names what is learnt; one that nothing can be bound to ends the learning.
        """
        key = self._keys.get((code, mods & (CTRL | ALT)))
        if key is None:
            return None
        if key.command == Command.LEARN:
            self._learning = not self._learning
            return None if self._learning else self._event(t, Command.LEARN, text="")
        if self._learning:
            self._learning = False
            if not key.address:
                log.get().warning("%s (%s) is nothing that a control can learn; learning is off: press M, then another key", key.name, key.help)
            return self._event(t, Command.LEARN, text=key.address)
        return self._event(t, key.command, key.value, key.index, key.text)

    def click(self, t: float) -> ControlEvent | None:
        """A click of the mouse, t: s. Two soon after each other are fullscreen, and back."""
        twice = t - self._clicked < DOUBLE_S
        self._clicked = -99.0 if twice else t
        return self._event(t, Command.FULLSCREEN, -1.0) if twice else None

    def _event(self, t: float, command: Command, value: float = 0.0, index: int = 0, text: str = "") -> ControlEvent:
        event = ControlEvent(self._id, t, command, value, index, text=text)
        self._id += 1
        return event


def help_text() -> str:
    """One line per key, under their groups."""
    lines: list[str] = []
    for group in dict.fromkeys(k.group for k in KEYS):
        lines += ["", group, *(f"{k.name:>10}  {k.help}" for k in KEYS if k.group == group)]
    return "\n".join(lines[1:])
