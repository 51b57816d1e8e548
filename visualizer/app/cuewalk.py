"""Cue lists while a show runs: the stage walks one and reads its file again when it changes; the hands show it and change its order."""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from difflib import get_close_matches

from visualizer.config import Config, cues_name, list_cues, read_cues, save_cues
from visualizer.model import log
from visualizer.model.control import Command, ControlEvent
from visualizer.model.cues import Cue
from visualizer.model.errors import ConcordError, ConfigError
from visualizer.model.paths import user_config
from visualizer.model.show import Act
from visualizer.show import CueRunner

NEW = "mine"
"""the list a cue is put into when none is walked"""


def need_cues(config: Config) -> None:
    """ConfigError unless the list that hands.cues names is there and right; to be asked before the window opens."""
    name, lists = str(config.values["hands.cues"]), list_cues()
    if not name:
        return
    if name not in lists:
        near = get_close_matches(name, lists, 1)
        raise ConfigError([f"{config.sources.get('hands.cues', 'configs/default.toml')}: [hands] cues = {name!r}: there is no such list; "
                           f"{f'did you mean {near[0]}? ' if near else ''}lists that exist: {', '.join(sorted(lists))}; "
                           f"one of your own would be {user_config() / 'cues' / f'{name}.toml'}"])
    read_cues(lists[name])


class CueFile:
    """The list of that name, as its file stands. `refresh` reads it when it is new or changed; a wrong one leaves the last good one."""

    def __init__(self, name: str, say: Callable[[str], None] = lambda _: None) -> None:
        """name: "" none; say: told what is wrong with a file."""
        self.name, self._say = name, say
        self.cues: tuple[Cue, ...] = ()
        self._stamp: tuple[object, int, int] = ("", 0, 0)
        self.refresh()

    def choose(self, name: str) -> None:
        """Another list."""
        if name != self.name:
            self.name, self.cues, self._stamp = name, (), ("", 0, 0)
            self.refresh()

    def refresh(self) -> bool:
        """Whether the list is another now."""
        path = list_cues().get(self.name) if self.name else None
        if path is None:
            return False
        try:
            stat = path.stat()
        except OSError:
            return False
        stamp = (path, stat.st_mtime_ns, stat.st_size)
        if stamp == self._stamp:
            return False
        self._stamp = stamp
        try:
            self.cues = read_cues(path)
        except ConfigError as error:
            for line in error.problems:
                self._say(f"{line}; the cues stay as they were")
            return False
        return True


class CueWalk:
    """The stage's place in a list."""

    def __init__(self, name: str) -> None:
        self._file, self._runner = CueFile("", log.get().warning), CueRunner()
        self.choose(name)

    @property
    def name(self) -> str:
        """Of the list that is walked, "" none."""
        return self._file.name

    @property
    def index(self) -> int:
        """Number of the cue taken last, -1 before the first."""
        return self._runner.index

    def choose(self, name: str, t: float = 0.0) -> None:
        """Walk another list, from before its first cue. t: s, show time."""
        if name and name not in list_cues():
            log.get().warning("cues %r: there is no such list; lists that exist: %s", name, ", ".join(sorted(list_cues())) or "none")
            return
        self._file.choose(name)
        self._runner = CueRunner(t)
        self._runner.bring(self._file.cues)

    def refresh(self) -> None:
        """Take the list as its file stands now."""
        if self._file.refresh():
            self._runner.bring(self._file.cues)

    def due(self, t: float, act: Act) -> int | None:
        """Number of the cue that comes by itself now, None when none does. t: s, show time."""
        return self._runner.due(t, act)

    def go(self, event: ControlEvent, t: float) -> list[ControlEvent]:
        """What the cue asks for that the event names."""
        cue = self._runner.go(event.index, t)
        if cue is None:
            return []
        log.get().info("cue %d: %s", self._runner.index + 1, cue.name)
        wanted = [replace(event, command=Command.ACT_HOLD, value=float(cue.hold))]
        if cue.act is not None:
            wanted.append(replace(event, command=Command.ACT_SET, value=float(cue.act)))
        if cue.look:
            wanted.append(replace(event, command=Command.LOOK, value=cue.blend, text=cue.look))
        return wanted


class CueEditor:
    """The hands' view of the list. What is changed goes into the user's own file; a shipped list is copied, never changed."""

    def __init__(self, name: str) -> None:
        self._file = CueFile(name)

    @property
    def name(self) -> str:
        """Of the list, "" none."""
        return self._file.name

    @property
    def cues(self) -> tuple[Cue, ...]:
        """As they stand in the file."""
        return self._file.cues

    def follow(self, name: str) -> None:
        """The list the stage says it walks, as its file stands now."""
        self._file.choose(name)
        self._file.refresh()

    def move(self, number: int, way: int) -> bool:
        """Change places with the neighbour before (-1) or after (+1); whether there is one."""
        cues = list(self.cues)
        if not (0 <= number < len(cues) and 0 <= number + way < len(cues)):
            return False
        cues[number], cues[number + way] = cues[number + way], cues[number]
        return self._save(tuple(cues))

    def remove(self, number: int) -> bool:
        """Take a cue out; the last one stays, for a list has at least one."""
        if not 0 <= number < len(self.cues) or len(self.cues) < 2:
            return False
        return self._save(self.cues[:number] + self.cues[number + 1:])

    def add(self, cue: Cue, after: int) -> bool:
        """Put a cue in behind number `after`; with no list, a new one begins."""
        if not self.name:
            self._file.name = NEW
            self._file.refresh()
        at = min(len(self.cues), after + 1) if after >= 0 else len(self.cues)
        named = cue if cue.name else replace(cue, name=f"cue {len(self.cues) + 1}")
        return self._save((*self.cues[:at], named, *self.cues[at:]))

    def _save(self, cues: tuple[Cue, ...]) -> bool:
        known = bool(self.cues) or self.name in list_cues()   # a file has that very name, whatever letters are in it
        try:
            save_cues(self.name if known else cues_name(self.name), cues)
        except (OSError, ConcordError) as error:
            log.get().warning("cues: %s cannot be written (%s)", self.name, error)
            return False
        self._file.refresh()
        return True
